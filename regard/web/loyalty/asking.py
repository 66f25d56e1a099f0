"""The studies behind the pages, each asked once for each state of the books."""

import hashlib
from collections.abc import Callable
from datetime import date
from typing import TypeVar

from django.core.cache import cache
from django.db.models import Count, Max, Sum

from regard.web.customers.models import Account, Customer, CustomerRevision, Event
from regard.web.insights.loyalty_study import Loyalty, loyalty_study
from regard.web.insights.payer_study import Payer, payers
from regard.web.insights.reading import feed_end
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
    """What changes whenever something is said, or a customer, a company or an event comes or changes."""
    counts = [model.objects.count() for model in (Account, Event, CustomerRevision)]
    customers = Customer.objects.aggregate(n=Count("pk"), revisions=Sum("revision"))
    newest = Event.objects.aggregate(at=Max("at"))
    return f"{feed_end()} {counts} {customers} {newest}"
