"""What the archive of a workspace tells: the one door to its numbers."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple, TypeVar

import pyarrow as pa

from regard.perception import changes as compared
from regard.perception import study as asked
from regard.perception.changes import Changes, Finding
from regard.perception.comparisons import Comparison, UnlikeEstimates, adjust, difference
from regard.perception.counts import Counts, Scale
from regard.perception.engines.duckdb import DuckDBEngine, Value
from regard.perception.estimates import Definition, Estimate, UnfitScale
from regard.perception.metrics.by_name import metrics_at
from regard.perception.metrics.sentiment import polarity
from regard.perception.metrics.share import share
from regard.perception.study import Month, ScaleEstimate, Study
from regard.perception.tallies import Filters, Owned, ScoreRow, ScoreTally, Tally, WordCount, WordTally
from regard.web.feedback.models import Feedback
from regard.web.insights.archiving import folder_of, is_readable
from regard.web.insights.models import ArchiveState, StaleMonth, Versions, versions
from regard.web.insights.reading import feed_end, unread
from regard.web.insights.rolling import File, engine_of, file_of, files_of
from regard.web.workspaces.models import Workspace
from regard.web.workspaces.tenancy import ForeignWorkspace, current_workspace

__all__ = [
    "Changes",
    "Comparison",
    "Counts",
    "Definition",
    "Estimate",
    "Filters",
    "Finding",
    "Freshness",
    "Month",
    "Owned",
    "Rereading",
    "Scale",
    "ScaleEstimate",
    "ScoreRow",
    "ScoreTally",
    "Study",
    "Tally",
    "UnfitScale",
    "UnlikeEstimates",
    "Value",
    "WordCount",
    "WordTally",
    "adjust",
    "changes",
    "difference",
    "findings",
    "freshness",
    "metrics_at",
    "newest",
    "people",
    "polarity",
    "polarity_counts",
    "record_counts",
    "score_counts",
    "sentiment_counts",
    "share",
    "study",
    "table",
    "was_whole",
    "with_themes",
    "word_counts",
]

ANYTHING = Filters()
ATTEMPTS = 5  # a question is asked again where the archive was written meanwhile; more often where it failed

T = TypeVar("T")


class Rereading(NamedTuple):
    """How many of all records a newer version of the engine has read; until all, the one before counts."""

    done: int
    total: int


@dataclass(frozen=True)
class Freshness:
    """How much of what was said the archive tells.

    It holds everything up to `change` and was last written `at`; `unread` records wait to be read.
    `behind` says that there is more in the database than in the archive, `mixed` that some of its months
    have the readings of a newer version already and others not yet. `engine` and `version` are those whose
    readings count.
    """

    at: datetime | None
    change: int
    behind: bool
    unread: int
    rereading: Rereading | None = None
    mixed: bool = False
    engine: str = ""
    version: str = ""


def freshness(workspace: Workspace) -> Freshness:
    """How fresh the archive of the open workspace is."""
    _check_open(workspace)
    state = ArchiveState.objects.first() or ArchiveState()
    found = versions()
    counts = found.serving
    return Freshness(
        at=state.at,
        change=state.change,
        behind=state.change < feed_end() or StaleMonth.objects.exists() or _is_lost(workspace, state),
        unread=Feedback.objects.filter(unread(counts)).count(),
        rereading=_rereading(found),
        mixed=bool(state.version) and (state.engine, state.version) != (counts.engine, counts.version),
        engine=counts.engine,
        version=counts.version,
    )


def _rereading(found: Versions) -> Rereading | None:
    """How far the installed version has come, where another one still counts."""
    if not found.is_rereading:
        return None
    total = Feedback.objects.count()
    return Rereading(total - Feedback.objects.filter(unread(found.installed)).count(), total)


def study(workspace: Workspace, where: Filters = ANYTHING, *, hide_below: int = 0, words: int = 50) -> Study:
    """How customers see the company, as far as the rows that `where` lets through tell."""
    return _ask(workspace, lambda engine: _perception(engine, where, hide_below, words))


def changes(
    workspace: Workspace,
    before: Filters,
    after: Filters,
    *,
    by: tuple[str, ...] = ("segment",),
    hide_below: int = 0,
    without: Collection[str] = (),
) -> Changes:
    """Every metric but those `without`, before and after, overall and by each dimension, as one family."""
    return _ask(
        workspace,
        lambda engine: compared.changes(engine, before, after, by, hide_below=hide_below, without=without),
    )


def findings(
    workspace: Workspace, before: Filters, after: Filters, *, by: tuple[str, ...] = ("segment",)
) -> tuple[Finding, ...]:
    """The changes that are changes after the correction for all comparisons, the most certain first."""
    return changes(workspace, before, after, by=by).significant


def score_counts(
    workspace: Workspace, metric: str, *, by: tuple[str, ...] = (), where: Filters = ANYTHING
) -> ScoreTally:
    """The answers to a metric by score, for each combination of dimensions and each scale."""
    return _ask(workspace, lambda engine: engine.score_counts(metric, by=by, where=where))


def record_counts(workspace: Workspace, *, by: tuple[str, ...] = (), where: Filters = ANYTHING) -> Tally:
    """How many records there are."""
    return _ask(workspace, lambda engine: engine.record_counts(by=by, where=where))


def sentiment_counts(workspace: Workspace, *, by: tuple[str, ...] = (), where: Filters = ANYTHING) -> Tally:
    """How many of the read records have which sentiment, by `by` and then by sentiment."""
    return _ask(workspace, lambda engine: engine.sentiment_counts(by=by, where=where))


def word_counts(workspace: Workspace, *, where: Filters = ANYTHING, limit: int | None = None) -> WordTally:
    """How many people used each word, and with which sentiment."""
    return _ask(workspace, lambda engine: engine.word_counts(where=where, limit=limit))


def polarity_counts(workspace: Workspace, head: str, *, where: Filters = ANYTHING) -> Tally:
    """How many records speak of each thing under a head of marks, by how they speak of it."""
    return _ask(workspace, lambda engine: engine.polarity_counts(head, where=where))


def people(workspace: Workspace, *, where: Filters = ANYTHING) -> int:
    """How many people wrote something that a sentiment was read in."""
    return _ask(workspace, lambda engine: engine.people(where=where))


def newest(workspace: Workspace, *, where: Filters = ANYTHING, limit: int) -> tuple[str, ...] | None:
    """The ids of the newest records and of those that are as new; None where there is no archive."""
    if not is_readable(folder_of(workspace)):
        return None
    return _ask(workspace, lambda engine: engine.newest(where=where, limit=limit))


def was_whole(workspace: Workspace) -> bool:
    """Whether the archive of the open workspace can be asked, and has once held all that was said."""
    _check_open(workspace)
    state = ArchiveState.objects.first() or ArchiveState()
    return bool(state.change) and not _is_lost(workspace, state)


def _is_lost(workspace: Workspace, state: ArchiveState) -> bool:
    """Whether there was an archive that cannot be asked now: it is gone, or of another form."""
    return bool(state.change) and not is_readable(folder_of(workspace))


def table(
    workspace: Workspace,
    text: str,
    values: Mapping[str, Value] | None = None,
    *,
    where: Filters = ANYTHING,
) -> pa.Table:
    """What a SELECT finds in `told`, the rows that `where` lets through, as columns (see DuckDBEngine)."""
    return _ask(workspace, lambda engine: engine.table(text, values, where=where))


def with_themes(workspace: Workspace, path: Path, question: Callable[[DuckDBEngine], T]) -> T:
    """The answer of the engine of the archive beside a file that tells which themes its records carry.

    Raises FileNotFoundError where the file is gone.
    """
    beside = file_of(path)
    return _from_files(workspace, lambda files: question(_engine(files, beside)))


def _ask(workspace: Workspace, question: Callable[[DuckDBEngine], T]) -> T:
    """The answer of the engine of the archive."""
    return _from_files(workspace, lambda files: question(_engine(files)))


def _from_files(workspace: Workspace, question: Callable[[tuple[File, ...]], T]) -> T:
    """The answer from one state of the archive; asked again where months were written meanwhile."""
    _check_open(workspace)
    folder = folder_of(workspace)
    files = files_of(folder)
    for attempt in range(len(files) + ATTEMPTS):  # whoever writes every month anew replaces each file once
        try:
            answer = question(files)
        except Exception:
            now = files_of(folder)
            if now == files:
                raise
        else:
            now = files_of(folder)
            if now == files or attempt >= ATTEMPTS:
                return answer
        files = now
    return question(files)


def _check_open(workspace: Workspace) -> None:
    if current_workspace().pk != workspace.pk:
        raise ForeignWorkspace(f"{workspace} is not the workspace that is open here")


@lru_cache(maxsize=16)
def _engine(files: tuple[File, ...], carried: File | None = None) -> DuckDBEngine:
    """The engine of these files; many questions of one page, and of the pages after it, share it."""
    return engine_of(files, carried)


@lru_cache(maxsize=64)
def _perception(engine: DuckDBEngine, where: Filters, hide_below: int, words: int) -> Study:
    """A study is asked once for each state of the archive: an engine is made anew when a file changes."""
    return asked.perception(engine, where, hide_below=hide_below, words=words)
