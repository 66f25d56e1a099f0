"""The archive's answers, each asked once for each state of the archive."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from django.core.cache import cache

from regard.web.insights import records, studies
from regard.web.insights.factor_study import HEAD, Named, factor_study
from regard.web.insights.studies import Changes, Filters, Freshness, ScoreTally, Study, Tally, WordTally
from regard.web.workspaces.models import Workspace

KEPT_SECONDS = 3600
ANYTHING = Filters()
T = TypeVar("T")


@dataclass(frozen=True)
class Numbers:
    """What insights answers about the open workspace, remembered until its archive is written again."""

    workspace: Workspace
    fresh: Freshness

    @classmethod
    def of(cls, workspace: Workspace) -> "Numbers":
        """The numbers of the archive as it stands now."""
        return cls(workspace, studies.freshness(workspace))

    def study(self, where: Filters, *, words: int) -> Study:
        """How customers see the company."""
        return self._once(f"study {words} {where}", lambda: studies.study(self.workspace, where, words=words))

    def changes(
        self, before: Filters, after: Filters, *, by: tuple[str, ...], without: Iterable[str] = ()
    ) -> Changes:
        """What changed, as one family of comparisons, apart from the metrics that cannot be compared."""
        left_out = tuple(sorted(without))
        return self._once(
            f"changes {by} {left_out} {before} {after}",
            lambda: studies.changes(self.workspace, before, after, by=by, without=left_out),
        )

    def score_counts(self, metric: str, *, by: tuple[str, ...] = (), where: Filters = ANYTHING) -> ScoreTally:
        """The answers to a metric by score."""
        return self._once(
            f"scores {metric} {by} {where}",
            lambda: studies.score_counts(self.workspace, metric, by=by, where=where),
        )

    def sentiment_counts(self, *, by: tuple[str, ...] = (), where: Filters = ANYTHING) -> Tally:
        """The read records by sentiment."""
        return self._once(
            f"sentiment {by} {where}", lambda: studies.sentiment_counts(self.workspace, by=by, where=where)
        )

    def record_counts(self, *, by: tuple[str, ...] = (), where: Filters = ANYTHING) -> Tally:
        """How many records there are."""
        return self._once(
            f"records {by} {where}", lambda: studies.record_counts(self.workspace, by=by, where=where)
        )

    def word_counts(self, *, where: Filters = ANYTHING, limit: int) -> WordTally:
        """How many people used each word, and how."""
        return self._once(
            f"words {limit} {where}", lambda: studies.word_counts(self.workspace, where=where, limit=limit)
        )

    def factors(self, where: Filters) -> tuple[Named, ...]:
        """How people speak of each factor."""
        return self._once(
            f"factors {where}",
            lambda: factor_study(studies.polarity_counts(self.workspace, HEAD, where=where)),
        )

    def people(self, *, where: Filters = ANYTHING) -> int:
        """How many people wrote something that could be read."""
        return self._once(f"people {where}", lambda: studies.people(self.workspace, where=where))

    def clearest(self, where: Filters, *, sentiment: str, limit: int) -> list[UUID]:
        """The records that say it most clearly, by their ids."""
        return self._once(
            f"clearest {sentiment} {limit} {where}",
            lambda: records.clearest(where, sentiment=sentiment, limit=limit),
        )

    def _once(self, question: str, answer: Callable[[], T]) -> T:
        """The answer, from memory where this state of the archive gave it before."""
        if self.fresh.at is None:
            return answer()
        state = f"{self.workspace.pk} {self.fresh.change} {self.fresh.at.isoformat()} {question}"
        key = f"numbers:{hashlib.sha256(state.encode()).hexdigest()}"
        found: T | None = cache.get(key)
        if found is None:
            found = answer()
            cache.set(key, found, KEPT_SECONDS)
        return found
