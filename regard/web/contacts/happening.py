"""Something happened with a customer, and a caller told us: once for each of the caller's keys."""

import re
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from regard.web.contacts.models import Happening
from regard.web.customers.matching import Person, match
from regard.web.customers.models import Customer

KIND = re.compile(r"[a-z][a-z0-9_.-]{0,39}", re.ASCII)
CONTEXT = {"touchpoint": 100, "product": 100, "subject": 200}
"""What of the context goes to the record that may come of it, and how long it may be."""


class UnfitHappening(ValueError):
    """What was told cannot be kept: `path` says where, `reason` what."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path, self.reason = path, reason


def happen(
    kind: str,
    *,
    key: str,
    person: Person,
    at: datetime,
    now: datetime,
    context: dict[str, Any] | None = None,
) -> Happening:
    """Keep it; the sweep makes it an invitation, or a reason why not. Raises UnfitHappening.

    Told twice under one key it is there once: what came first stands.
    """
    if not KIND.fullmatch(kind):
        raise UnfitHappening("kind", "small letters, digits, _ . - and at most 40 of them")
    if not key or len(key) > 200:
        raise UnfitHappening("key", "1 to 200 characters")
    if not person.key:
        raise UnfitHappening("person", "an id or an e-mail")
    kept = _fitting(context or {})
    with transaction.atomic():
        found: Happening | None = Happening.objects.filter(key=key).first()
        if found is None:
            known = match([person])[person.key].customer_id
            found = _new(kind, key=key, customer_id=known, context=kept, at=at, now=now)
    return found


def _new(
    kind: str, *, key: str, customer_id: Any, context: dict[str, str], at: datetime, now: datetime
) -> Happening:
    row = Happening(
        key=key,
        kind=kind,
        customer=Customer.objects.get(pk=customer_id),
        context=context,
        at=at,
        received_at=now,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:  # another caller was faster: theirs stands
        found: Happening = Happening.objects.get(key=key)
        return found
    return row


def _fitting(context: dict[str, Any]) -> dict[str, str]:
    for name, value in context.items():
        if name not in CONTEXT:
            raise UnfitHappening(f"context.{name}", f"unknown; known are {', '.join(CONTEXT)}")
        if not isinstance(value, str) or len(value) > CONTEXT[name]:
            raise UnfitHappening(f"context.{name}", f"a text of at most {CONTEXT[name]} characters")
    return dict(context)
