"""What came back is kept once, and acted upon: who cannot be reached or wants nothing gets nothing."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from regard.web.channels.models import MailEvent, MailEventKind, Message, Sender
from regard.web.channels.sending import address_of, bounced
from regard.web.channels.stopping import stop
from regard.web.channels.troubles import quoted
from regard.web.contacts.models import Invitation, Outcome, Reason, SuppressionReason
from regard.web.contacts.noting import note
from regard.web.contacts.suppressing import suppress


def notice(
    sender: Sender,
    message: Message,
    *,
    kind: str,
    external_id: str,
    happened_at: datetime,
    at: datetime,
    detail: str = "",
) -> bool:
    """Keep one event of a message and act upon it; the same twice is one. Whether it was new."""
    event = MailEvent(
        sender=sender,
        message=message,
        kind=kind,
        external_id=external_id[:200],
        detail=quoted(detail),
        at=happened_at,
        received_at=at,
    )
    with transaction.atomic():
        known = MailEvent.objects.filter(sender=sender, external_id=event.external_id)
        Message.objects.select_for_update().get(pk=message.pk)  # two of the same wait for each other
        if known.exists():
            return False
        event.save()
        _act(message, kind, detail, happened_at=happened_at, at=at)
    return True


def _act(message: Message, kind: str, detail: str, *, happened_at: datetime, at: datetime) -> None:
    invitation, customer = message.invitation, message.invitation.customer
    if kind == MailEventKind.DELIVERED:
        _earliest(invitation, "delivered_at", happened_at)
    elif kind == MailEventKind.OPENED:
        _earliest(invitation, "opened_at", happened_at)
    elif kind == MailEventKind.HARD_BOUNCE:
        if invitation.bounced_at is None:
            note(invitation, kind=message.kind, outcome=Outcome.FAILED, reason=Reason.BOUNCED, at=at)
        bounced(message, at=at, evidence=quoted(detail))
        _earliest(invitation, "bounced_at", happened_at)
    elif kind == MailEventKind.COMPLAINT and customer is not None:
        address, value = address_of(message)
        if value:
            suppress(address, value, reason=SuppressionReason.COMPLAINED, at=at, evidence=str(message.pk))
    elif kind == MailEventKind.UNSUBSCRIBE and customer is not None:
        stop(customer, at=at, invitation=invitation)


def _earliest(invitation: Invitation, name: str, happened_at: datetime) -> None:
    """In whatever order it is told: the first time that it happened."""
    later = Q(**{name: None}) | Q(**{f"{name}__gt": happened_at})
    Invitation.objects.filter(later, pk=invitation.pk).update(**{name: happened_at})
