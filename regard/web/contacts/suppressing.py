"""Addresses that are not written to: entered at once, kept for good, lifted by somebody who is named."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from regard.web.accounts.models import User
from regard.web.contacts.addresses import hashed
from regard.web.contacts.models import Suppression
from regard.web.surveys.models import Survey
from regard.web.workspaces.auditing import record_event


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
    """Write to it again."""
    with transaction.atomic():
        open_ones = Suppression.objects.filter(pk=suppression.pk, lifted_at=None)
        if open_ones.update(lifted_at=at, lifted_by=by):
            record_event("suppression.lifted", by=by, at=at, kind=suppression.kind)
