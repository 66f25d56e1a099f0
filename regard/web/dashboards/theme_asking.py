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
from regard.web.workspaces.scope import MemberRequest

T = TypeVar("T")
STATE = "_state_of_themes"


def where_of(address: Address, *, today: date) -> Filters:
    """The records of an address: its metric is what they are told by, and chooses none of them."""
    return address.but(metric="").filters(today=today)


def numbers_of(request: MemberRequest, address: Address, *, today: date) -> Seen:
    """The numbers of all themes, asked once for each state of the themes and of the archive."""
    where, before = where_of(address, today=today), address.days(today=today).before
    earlier = address.but(metric="").filters(today=today, period=before) if before else None
    metric = address.metric
    return once(
        request,
        ("seen", where, earlier, metric),
        lambda themed: seen(where, earlier, told=themed, metric=metric),
    )


def once(request: MemberRequest, asked: tuple[Any, ...], answer: Callable[[Themed | None], T]) -> T:
    """The answer, asked once for each state of the themes, of the archive and of what it tells of themes."""
    state, themed = _state_of(request)
    told = f"{state} {themed.state if themed else ''} {asked}"
    key = f"themes:{hashlib.sha256(told.encode()).hexdigest()}"
    found: T | None = cache.get(key)
    if found is None:
        found = answer(themed)
        cache.set(key, found, KEPT_SECONDS)
    return found


def _state_of(request: MemberRequest) -> tuple[str, Themed | None]:
    """The state of all that is asked, and the archive as it tells of themes; looked up once for a page."""
    found: tuple[str, Themed | None] | None = getattr(request, STATE, None)
    if found is None or request.method != "GET":  # what is posted changes it
        workspace, kept = request.workspace, theme_keeping.state()
        fresh = freshness(workspace)
        state = f"{workspace.pk} {fresh.change} {fresh.at} {kept.edition} {kept.mark} {kept.change}"
        found = f"{state} {kept.record_id}", Themed.of(workspace, kept)
        setattr(request, STATE, found)
    return found
