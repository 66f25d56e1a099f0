"""What the pages of themes ask, once for each state of the themes and of the archive."""

import hashlib
from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from django.core.cache import cache

from regard.web.dashboards.addresses import Address
from regard.web.dashboards.numbers import KEPT_SECONDS
from regard.web.insights import theme_keeping
from regard.web.insights.studies import Filters, freshness
from regard.web.insights.theme_numbers import Seen, seen
from regard.web.insights.theme_tallies import Themed
from regard.web.workspaces.models import Workspace
from regard.web.workspaces.scope import MemberRequest

T = TypeVar("T")


def where_of(address: Address, *, today: date) -> Filters:
    """The records of an address: its metric is what they are told by, and chooses none of them."""
    return address.but(metric="").filters(today=today)


def numbers_of(request: MemberRequest, address: Address, *, today: date) -> Seen:
    """The numbers of all themes, asked once for each state of the themes and of the archive."""
    where, before = where_of(address, today=today), address.days(today=today).before
    earlier = address.but(metric="").filters(today=today, period=before) if before else None
    metric = address.metric
    return once(
        request.workspace,
        ("seen", where, earlier, metric),
        lambda themed: seen(where, earlier, told=themed, metric=metric),
    )


def once(workspace: Workspace, asked: tuple[Any, ...], answer: Callable[[Themed | None], T]) -> T:
    """The answer, asked once for each state of the themes, of the archive and of what it tells of themes."""
    fresh, kept = freshness(workspace), theme_keeping.state()
    themed = Themed.of(workspace, kept)
    state = f"{workspace.pk} {fresh.change} {fresh.at} {kept.edition} {kept.change} {kept.record_id}"
    told = f"{state} {themed.state if themed else ''} {asked}"
    key = f"themes:{hashlib.sha256(told.encode()).hexdigest()}"
    found: T | None = cache.get(key)
    if found is None:
        found = answer(themed)
        cache.set(key, found, KEPT_SECONDS)
    return found
