"""The studies behind the pages, each asked once for each state of the books."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Self, TypeVar

from django.core.cache import cache
from django.db.models import Count, Max

from regard.web.customers.models import Account, Customer, CustomerRevision, Event
from regard.web.insights.loyalty_study import Loyalty, Window, loyalty_study
from regard.web.insights.models import ArchiveState
from regard.web.insights.payer_study import Payer, payers
from regard.web.insights.reading import feed_end
from regard.web.insights.revenue_study import Coverage, Kept, RevenuePerPoint, coverage, kept, per_point
from regard.web.insights.risk_study import AtRisk, at_risk
from regard.web.workspaces.models import Workspace

KEPT_SECONDS = 600
T = TypeVar("T")


@dataclass(frozen=True)
class Books:
    """What the books of the open workspace tell, remembered until they say something else."""

    workspace: Workspace
    state: str

    @classmethod
    def of(cls, workspace: Workspace) -> Self:
        """The books as they stand now."""
        return cls(workspace, _state())

    def followed(self, *, months: int, today: date) -> Loyalty:
        """Who stayed and who left in these months."""
        return self._once(
            f"loyalty {months} {today}", lambda: loyalty_study(self.everybody(), months=months, today=today)
        )

    def kept_in(self, window: Window) -> list[Kept]:
        """What became of the revenue of the first day until the last, for each currency."""
        start, end = window
        return self._once(f"kept {start} {end}", lambda: kept(self.everybody(), start=start, end=end))

    def heard_since(self, *, since: date, today: date) -> list[Coverage]:
        """How much of today's revenue was heard since a day, for each currency."""
        return self._once(
            f"heard {since} {today}", lambda: coverage(self.everybody(), since=since, today=today)
        )

    def paid_per_point(self, *, today: date) -> dict[str, RevenuePerPoint]:
        """Whether revenue goes with the score, for each currency."""
        return self._once(f"per point {today}", lambda: per_point(self.everybody(), today=today))

    def in_danger(self, *, today: date) -> list[AtRisk]:
        """Everybody with a reason to be looked after."""
        return self._once(f"at risk {today}", lambda: at_risk(self.everybody(), today=today))

    def here(self) -> int:
        """How many are customers now."""
        return self._once("here", lambda: sum(one.is_here for one in self.everybody()))

    def have_anybody(self) -> bool:
        """Whether anybody was ever a customer."""
        return self._once("anybody", lambda: any(one.spells for one in self.everybody()))

    def everybody(self) -> list[Payer]:
        """Everybody who pays."""
        return self._once("payers", payers)

    def _once(self, question: str, answer: Callable[[], T]) -> T:
        """The answer, from memory where the same books gave it before."""
        asked = f"{self.workspace.pk} {self.state} {question}"
        key = f"loyalty:{hashlib.sha256(asked.encode()).hexdigest()}"
        found: T | None = cache.get(key)
        if found is None:
            found = answer()
            cache.set(key, found, KEPT_SECONDS)
        return found


def _state() -> str:
    """What changes whenever something is said or read, or a customer, a company or an event comes."""
    counts = [model.objects.count() for model in (Account, Customer)]
    revisions = CustomerRevision.objects.aggregate(n=Count("pk"), at=Max("replaced_at"))
    events = Event.objects.aggregate(n=Count("pk"), at=Max("at"))
    state = ArchiveState.objects.first() or ArchiveState()
    return f"{feed_end()} {state.change} {state.at} {counts} {revisions} {events}"
