"""Themes counted by the archive, as all else is, where the file beside it tells those of now."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from regard.perception.engines.duckdb import DuckDBEngine
from regard.perception.tallies import Filters, ScoreTally, Tally
from regard.web.insights import studies
from regard.web.insights.theme_models import ThemeState
from regard.web.insights.theme_table import path_of, written
from regard.web.workspaces.models import Workspace

ANYTHING = Filters()
T = TypeVar("T")


class ThemesMoved(RuntimeError):
    """The themes were changed just now: only the records tell of those of now."""


@dataclass(frozen=True)
class Themed:
    """The archive of the open workspace, asked by theme and for records that carry one.

    It tells up to `change` of the feed; `state` is another one when the file is. Every question raises
    ThemesMoved where the themes were changed meanwhile.
    """

    workspace: Workspace
    path: Path
    state: str
    change: int

    @classmethod
    def of(cls, workspace: Workspace, kept: ThemeState) -> "Themed | None":
        """What the archive tells of these themes; None where it tells only of others."""
        path = path_of(workspace, kept)
        found = written(path)
        return cls(workspace, path, f"{path.name} {found.at} {found.change}", found.change) if found else None

    @cached_property
    def asked(self) -> dict[object, Tally]:
        """The answers to what was asked before."""
        return {}

    def score_counts(self, metric: str, *, by: tuple[str, ...] = (), where: Filters = ANYTHING) -> ScoreTally:
        """The answers to a metric by score, for each combination of dimensions and each scale."""
        return self._ask(lambda engine: engine.score_counts(metric, by=by, where=where))

    def record_counts(self, *, by: tuple[str, ...] = (), where: Filters = ANYTHING) -> Tally:
        """How many records there are."""
        if (by, where) not in self.asked:
            self.asked[by, where] = self._ask(lambda engine: engine.record_counts(by=by, where=where))
        return self.asked[by, where]

    def sentiment_counts(self, *, by: tuple[str, ...] = (), where: Filters = ANYTHING) -> Tally:
        """How many of the read records have which sentiment, by `by` and then by sentiment."""
        return self._ask(lambda engine: engine.sentiment_counts(by=by, where=where))

    def newest(self, *, where: Filters = ANYTHING, limit: int) -> tuple[str, ...]:
        """The ids of the newest records and of those that are as new."""
        return self._ask(lambda engine: engine.newest(where=where, limit=limit))

    def _ask(self, question: Callable[[DuckDBEngine], T]) -> T:
        try:
            return studies.with_themes(self.workspace, self.path, question)
        except Exception as problem:
            if self.path.exists():
                raise
            raise ThemesMoved(self.path.name) from problem
