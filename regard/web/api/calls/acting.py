"""What a call does: once, in the name of who made its token; and what it then shows."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone

from regard.web.accounts.models import User
from regard.web.api.calls.finding import found
from regard.web.api.entering import Answer, acting, once
from regard.web.api.shown import Shown
from regard.web.workspaces.tenancy import TenantQuerySet

Act = Callable[[User, datetime], Shown | None]


def acted(request: HttpRequest, act: Act, *, status: int = 200) -> Answer:
    """What `act` shows of what it did; 204 where nothing is left to show."""
    by = acting(request)

    def kept() -> Answer:
        shown = act(by, timezone.now())
        return (204, {}) if shown is None else (status, shown.dumped())

    return once(request, kept)


def changed(
    request: HttpRequest,
    rows: TenantQuerySet,
    pk: UUID,
    verb: Callable[..., Any],
    told: Callable[[Any], Shown],
) -> Answer:
    """The row of this id as it stands after its verb, which takes `by` and `at`. Raises Http404."""

    def act(by: User, at: datetime) -> Shown:
        verb(found(rows, pk), by=by, at=at)
        return told(found(rows, pk))

    return acted(request, act)
