"""The studies behind the pages, each asked once for each state of the books."""

import hashlib
from collections.abc import Callable
from datetime import date
from typing import TypeVar

from django.core.cache import cache
from django.db.models import Count, Max, Sum

from regard.web.customers.models import Account, Customer, CustomerRevision, Event
from regard.web.insights.loyalty_study import Loyalty, loyalty_study
from regard.web.insights.models import ArchiveState
from regard.web.insights.payer_study import Payer, payers
from regard.web.insights.reading import feed_end
from regard.web.insights.revenue_study import Coverage, Kept, RevenuePerPoint, coverage, kept, per_point
from regard.web.insights.risk_study import AtRisk, at_risk
from regard.web.workspaces.models import Workspace

KEPT_SECONDS = 600
T = TypeVar("T")


def followed(workspace: Workspace, *, months: int, today: date) -> Loyalty:
    """Who stayed and who left in these months."""
    return _once(
        workspace,
        f"loyalty {months} {today}",
        lambda: loyalty_study(everybody(workspace), months=months, today=today),
    )


def kept_since(workspace: Workspace, *, start: date, today: date) -> list[Kept]:
    """What became of the revenue of a day, for each currency."""
    return _once(
        workspace, f"kept {start} {today}", lambda: kept(everybody(workspace), start=start, end=today)
    )


def heard_since(workspace: Workspace, *, since: date, today: date) -> list[Coverage]:
    """How much of today's revenue was heard since a day, for each currency."""
    return _once(
        workspace,
        f"heard {since} {today}",
        lambda: coverage(everybody(workspace), since=since, today=today),
    )


def paid_per_point(workspace: Workspace, *, today: date) -> dict[str, RevenuePerPoint]:
    """Whether revenue goes with the score, for each currency."""
    return _once(workspace, f"per point {today}", lambda: per_point(everybody(workspace), today=today))


def in_danger(workspace: Workspace, *, today: date) -> list[AtRisk]:
    """Everybody with a reason to be looked after."""
    return _once(workspace, f"at risk {today}", lambda: at_risk(everybody(workspace), today=today))


def everybody(workspace: Workspace) -> list[Payer]:
    """Everybody who pays."""
    return _once(workspace, "payers", payers)


def _once(workspace: Workspace, question: str, answer: Callable[[], T]) -> T:
    """The answer, from memory where the same books gave it before."""
    key = f"loyalty:{hashlib.sha256(f'{workspace.pk} {_state()} {question}'.encode()).hexdigest()}"
    found: T | None = cache.get(key)
    if found is None:
        found = answer()
        cache.set(key, found, KEPT_SECONDS)
    return found


def _state() -> str:
    """What changes whenever something is said or read, or a customer, a company or an event comes."""
    counts = [model.objects.count() for model in (Account, Event, CustomerRevision)]
    customers = Customer.objects.aggregate(n=Count("pk"), revisions=Sum("revision"))
    newest = Event.objects.aggregate(at=Max("at"))
    state = ArchiveState.objects.first() or ArchiveState()
    return f"{feed_end()} {state.change} {state.at} {counts} {customers} {newest}"
