"""Somebody asks to be left alone: at once, by every channel, however often it is said."""

from datetime import datetime

from django.db import transaction

from regard.web.channels.texting import phone
from regard.web.contacts.addresses import addresses, hashed
from regard.web.contacts.models import Invitation, Suppression, SuppressionReason
from regard.web.contacts.suppressing import suppress
from regard.web.customers.models import Customer, Identity
from regard.web.workspaces.auditing import record_event
from regard.web.workspaces.outbox import announce
from regard.web.workspaces.tenancy import TenantQuerySet


def stop(customer: Customer, *, at: datetime, invitation: Invitation | None = None) -> None:
    """Ask this person no more; `invitation` is the message that they said it in."""
    said_in = f"invitation {invitation.pk}" if invitation else "their own page"
    told = {"customer_id": str(customer.pk), "invitation_id": str(invitation.pk) if invitation else None}
    with transaction.atomic():
        if not is_stopped(customer):
            announce("contact.unsubscribed", content=told, at=at, subject=str(customer.pk))
        for kind, value in addresses(customer):
            suppress(kind, value, reason=SuppressionReason.UNSUBSCRIBED, at=at, evidence=said_in)


def stop_number(number: str, *, at: datetime) -> None:
    """Whoever is written to by this number is asked no more, and nobody writes to the number again."""
    with transaction.atomic():
        suppress("phone", number, reason=SuppressionReason.UNSUBSCRIBED, at=at, evidence="a text message")
        for customer in _of_number(number):
            stop(customer, at=at)


def resume_number(number: str, *, at: datetime) -> None:
    """They may be asked again, because they wrote so from their own number."""
    with transaction.atomic():
        _lift({hashed("phone", number)}, at=at, subject="a text message")
        for customer in _of_number(number):
            resume(customer, at=at)


def _of_number(number: str) -> list[Customer]:
    rows = Identity.objects.filter(kind="phone", value__endswith=number[-2:]).select_related("customer")
    return list({row.customer for row in rows if phone(row.value) == number})


def is_stopped(customer: Customer) -> bool:
    """Whether they asked to be left alone, and did not take it back."""
    return bool(_standing(customer).exists())


def resume(customer: Customer, *, at: datetime) -> None:
    """They may be asked again, because they said so themselves."""
    hashes = {hashed(kind, value) for kind, value in addresses(customer)}
    with transaction.atomic():
        _lift(hashes, at=at, subject=str(customer.pk))


def _lift(hashes: set[str], *, at: datetime, subject: str) -> None:
    if _unsubscribed(hashes).update(lifted_at=at):
        record_event("suppression.lifted", by=None, at=at, subject=subject)


def _standing(customer: Customer) -> TenantQuerySet:
    return _unsubscribed({hashed(kind, value) for kind, value in addresses(customer)})


def _unsubscribed(hashes: set[str]) -> TenantQuerySet:
    own: TenantQuerySet = Suppression.objects.filter(value_hash__in=hashes, survey=None, lifted_at=None)
    return own.filter(reason=SuppressionReason.UNSUBSCRIBED)
