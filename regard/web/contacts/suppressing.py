"""Addresses that are not written to: entered at once, kept for good, lifted by somebody who is named."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from regard.web.accounts.models import User
from regard.web.contacts.addresses import addresses, hashed
from regard.web.contacts.models import Suppression, SuppressionReason
from regard.web.customers.models import Customer
from regard.web.surveys.models import Survey
from regard.web.workspaces.auditing import record_event

BY_US = frozenset({SuppressionReason.BOUNCED, SuppressionReason.BY_HAND})
"""What we may take back. What a person said themselves they take back themselves; who is erased stays so."""


class NotOurs(ValueError):
    """A suppression that only the person behind the address could take back."""


def suppress(
    kind: str,
    value: str,
    *,
    reason: str,
    at: datetime,
    survey: Survey | None = None,
    evidence: str = "",
    by: User | None = None,
) -> Suppression:
    """Write to this address no more, about one survey or about any; once where it is said twice."""
    own = {"kind": kind, "value_hash": hashed(kind, value), "survey": survey, "reason": reason}
    with transaction.atomic():
        found: Suppression | None = Suppression.objects.filter(**own, lifted_at=None).first()
        if found is None:
            found = Suppression.objects.create(**own, evidence=evidence[:200], at=at)
            record_event("suppression.entered", by=by, at=at, kind=kind, reason=str(reason))
    return found


def is_suppressed(kind: str, value: str, *, survey: Survey | None = None) -> bool:
    """Whether this address is not written to, about this survey or about any."""
    found = Suppression.objects.filter(kind=kind, value_hash=hashed(kind, value), lifted_at=None)
    whom = Q(survey=None) if survey is None else Q(survey=None) | Q(survey=survey)
    return bool(found.filter(whom).exists())


def lift(suppression: Suppression, *, by: User, at: datetime) -> None:
    """Write to it again; nothing to do where that was decided before. Raises NotOurs."""
    if suppression.reason not in BY_US:
        raise NotOurs(suppression.reason)
    with transaction.atomic():
        open_ones = Suppression.objects.filter(pk=suppression.pk, lifted_at=None)
        if open_ones.update(lifted_at=at, lifted_by=by):
            record_event("suppression.lifted", by=by, at=at, kind=suppression.kind)


def may_be_lifted(suppression: Suppression) -> bool:
    """Whether a member may decide that this address is written to again."""
    return suppression.lifted_at is None and suppression.reason in BY_US


@dataclass(frozen=True)
class Stopped:
    """Why an address of somebody is not written to."""

    row: Suppression
    address: str
    may_be_lifted: bool


def stopped(customer: Customer) -> list[Stopped]:
    """The addresses of somebody that are not written to, the latest first."""
    own = {hashed(kind, value): value for kind, value in addresses(customer)}
    rows = Suppression.objects.filter(value_hash__in=own, lifted_at=None).select_related("survey")
    return [Stopped(row, own[row.value_hash], may_be_lifted(row)) for row in rows]
