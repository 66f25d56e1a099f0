"""The archive's answers, each asked once for each state of the archive."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import TypeVar
from uuid import UUID

from django.core.cache import cache

from regard.web.insights import change_study, newest, quotable, studies, theme_keeping
from regard.web.insights.factor_study import HEAD, Named, factor_study
from regard.web.insights.studies import Changes, Filters, Freshness, ScoreTally, Study, Tally, WordTally
from regard.web.insights.theme_tallies import Themed, ThemesMoved
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

    def all_changes(
        self, before: Filters, after: Filters, *, by: tuple[str, ...], without: Iterable[str] = ()
    ) -> Changes:
        """The same with the factors, and with the themes where the archive tells of those of now."""
        left_out = tuple(sorted(without))
        state = self.themed.state if self.themed else ""
        return self._once(
            f"all changes {state} {by} {left_out} {before} {after}",
            lambda: self._judged(before, after, by=by, without=left_out),
        )

    def _judged(
        self, before: Filters, after: Filters, *, by: tuple[str, ...], without: tuple[str, ...]
    ) -> Changes:
        scores = self.changes(before, after, by=by, without=without)
        if self.fresh.mixed:  # what was read by two versions of the engine is not compared
            return scores
        topics = change_study.nets_moved(self.factors(before), self.factors(after))
        earlier, later = (self._carried(where) for where in (before, after))
        if earlier and later:
            topics |= change_study.shares_moved(earlier, later, change_study.standing())
        return change_study.judged_together(scores, topics)

    def _carried(self, where: Filters) -> dict[str, int]:
        """How many records carry each theme; nothing where the archive does not tell of the themes of now."""
        try:
            tally = self.themed.record_counts(by=("theme",), where=where) if self.themed else None
        except ThemesMoved:
            return {}
        return {str(key[0]): n for key, n in tally.rows} if tally else {}

    @cached_property
    def themed(self) -> Themed | None:
        """What the archive tells of the themes of now, if it does: else no filter may name one."""
        return Themed.of(self.workspace, theme_keeping.state())

    def fresh_by_theme(self) -> Freshness:
        """How fresh numbers of themes are: their file is written a while after the archive."""
        is_late = self.themed is not None and self.themed.change < self.fresh.change
        return replace(self.fresh, behind=True) if is_late else self.fresh

    def score_counts(self, metric: str, *, by: tuple[str, ...] = (), where: Filters = ANYTHING) -> ScoreTally:
        """The answers to a metric by score."""
        themed = self._themed(where, by)
        plain = partial(studies.score_counts, self.workspace, metric)
        ask = partial(themed.score_counts, metric) if themed else plain
        return self._once(f"scores {metric} {by} {self._told(where, by)}", lambda: ask(by=by, where=where))

    def sentiment_counts(self, *, by: tuple[str, ...] = (), where: Filters = ANYTHING) -> Tally:
        """The read records by sentiment."""
        themed = self._themed(where, by)
        ask = themed.sentiment_counts if themed else partial(studies.sentiment_counts, self.workspace)
        return self._once(f"sentiment {by} {self._told(where, by)}", lambda: ask(by=by, where=where))

    def record_counts(self, *, by: tuple[str, ...] = (), where: Filters = ANYTHING) -> Tally:
        """How many records there are."""
        themed = self._themed(where, by)
        ask = themed.record_counts if themed else partial(studies.record_counts, self.workspace)
        return self._once(f"records {by} {self._told(where, by)}", lambda: ask(by=by, where=where))

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
        ask = partial(newest.clearest, self.workspace, where, themed=self._themed(where))
        return self._once(
            f"clearest {sentiment} {limit} {self._told(where)}",
            lambda: ask(sentiment=sentiment, limit=limit, fresh=self.fresh),
        )

    def quotable(self, where: Filters, *, sentiment: str, factor: str, limit: int) -> list[UUID]:
        """The records of a number whose words show best what it is: see quotable.quotable."""
        return self._once(
            f"quotable {sentiment} {factor} {limit} {self._told(where)}",
            lambda: quotable.quotable(
                self.workspace,
                where,
                sentiment=sentiment,
                factor=factor,
                limit=limit,
                fresh=self.fresh,
                themed=self._themed(where),
            ),
        )

    def newest(self, where: Filters, *, most: int) -> list[UUID] | None:
        """The newest records by their ids, as far as the archive tells; what came since is among them."""
        return newest.newest(self.workspace, where, most=most, fresh=self.fresh, themed=self._themed(where))

    def _themed(self, where: Filters, by: tuple[str, ...] = ()) -> Themed | None:
        """Who is asked where a filter names a theme or all are counted by theme.

        Raises ThemesMoved where the archive tells of others.
        """
        if not (where.theme or "theme" in by):
            return None
        if self.themed is None:
            raise ThemesMoved(where.theme)
        return self.themed

    def _told(self, where: Filters, by: tuple[str, ...] = ()) -> str:
        """The filters, and of which themes the archive tells where they are asked for."""
        themed = self._themed(where, by)
        return f"{where} {themed.state}" if themed else str(where)

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
