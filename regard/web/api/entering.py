"""The door of the API: whose token it is, what it allows, how often, and each key once."""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, cast

from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Status
from ninja.security import HttpBearer

from regard.web.accounts.models import User
from regard.web.answering.entering import hashed
from regard.web.api.models import ApiToken, IdempotencyKey
from regard.web.api.refusing import Refused
from regard.web.api.tokens import by_text
from regard.web.workspaces.models import Membership
from regard.web.workspaces.permissions import Permission
from regard.web.workspaces.tenancy import in_workspace

A_MINUTE = 600
"""Calls of one token in a minute, in one process of the server (or all, where they share a cache)."""
WINDOW = 60
LONGEST_KEY = 200
KEPT = timedelta(days=7)
"""How long a key is remembered."""
TRIES = 3
AT_ONCE = 500


class CallRequest(HttpRequest):
    """A call with a token."""

    auth: ApiToken
    rate: dict[str, str]


class Bearer(HttpBearer):
    """`Authorization: Bearer rgd_…`"""

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken | None:
        return by_text(token, at=timezone.now())


Answer = tuple[int, dict[str, Any]]
Call = Callable[..., Answer]


def allowed(scope: str) -> Callable[[Call], Callable[..., Status[dict[str, Any]]]]:
    """Open the workspace of the token, where it has the scope and was not used too often."""

    def decorate(call: Call) -> Callable[..., Status[dict[str, Any]]]:
        @wraps(call)
        def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> Status[dict[str, Any]]:
            inside = cast(CallRequest, request)
            token = inside.auth
            _count(inside)
            if scope not in token.scopes:
                raise Refused(403, f"this takes the scope {scope}")
            with in_workspace(token.workspace):
                _note_use(token)
                return Status(*call(request, *args, **kwargs))

        return opened

    return decorate


def acting(request: HttpRequest) -> User:
    """In whose name it is done: of who made the token, as long as they may make tokens here."""
    token = cast(CallRequest, request).auth
    by: User | None = token.created_by
    row = Membership.objects.filter(user=by).first() if by is not None and by.is_active else None
    if by is None or row is None or not row.may(Permission.API_MANAGE):
        raise Refused(403, "who made this token may not manage the API any more: make another one")
    return by


def _count(request: CallRequest) -> None:
    now = int(timezone.now().timestamp())
    window, left = now // WINDOW, WINDOW - now % WINDOW
    name = f"api-rate:{request.auth.pk}:{window}"
    cache.add(name, 0, timeout=2 * WINDOW)
    used = cache.incr(name)
    request.rate = {
        "RateLimit-Limit": str(A_MINUTE),
        "RateLimit-Remaining": str(max(0, A_MINUTE - used)),
        "RateLimit-Reset": str(left),
    }
    if used > A_MINUTE:
        raise Refused(429, f"{A_MINUTE} calls a minute", after=left)


def _note_use(token: ApiToken) -> None:
    today = timezone.now().date()
    if token.last_used_on != today:
        ApiToken.objects.filter(pk=token.pk).update(last_used_on=today)


def once(request: HttpRequest, act: Callable[[], Answer]) -> Answer:
    """Act, and under an `Idempotency-Key` act once: the same call again gets the same answer.

    Another content under a used key is refused (422), and what failed may be tried again.
    """
    key = request.headers.get("Idempotency-Key", "")
    if len(key) > LONGEST_KEY:
        raise Refused(400, f"an Idempotency-Key of at most {LONGEST_KEY} characters")
    for tried in range(TRIES):
        try:
            with transaction.atomic():
                return _kept(cast(CallRequest, request), key, act) if key else act()
        except IntegrityError:  # the same came twice at once: the other one stands, and is found now
            if tried == TRIES - 1:
                raise Refused(503, "the same is written elsewhere just now", after=1) from None
    raise AssertionError  # the last try returns or raises


def _kept(request: CallRequest, key: str, act: Callable[[], Answer]) -> Answer:
    said = f"{request.method} {request.path}\n".encode() + request.body
    digest = hashlib.sha256(said).hexdigest()
    found = IdempotencyKey.objects.filter(token=request.auth, key_hash=hashed(key)).first()
    if found is not None:
        if found.body_digest != digest:
            raise Refused(422, "this Idempotency-Key was used with another content")
        return found.status, found.answer
    row = IdempotencyKey(
        token=request.auth,
        key_hash=hashed(key),
        body_digest=digest,
        status=0,
        answer={},
        at=timezone.now(),
    )
    row.save(force_insert=True)  # who comes second waits here, and then finds the answer
    row.status, row.answer = act()
    row.save(update_fields=["status", "answer"])
    return row.status, row.answer


def forget_keys(*, at: datetime) -> bool:
    """Remove some of the keys that nobody repeats any more; whether there were any."""
    rows = IdempotencyKey._base_manager.filter(at__lt=at - KEPT).order_by("at")
    old = list(rows.values_list("pk", flat=True)[:AT_ONCE])
    IdempotencyKey._base_manager.filter(pk__in=old).delete()
    return bool(old)


def limits_shown(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The response, with how many calls are left."""
    for name, value in getattr(request, "rate", {}).items():
        response[name] = value
    response["Cache-Control"] = "no-store"
    return response
