"""What came back is kept once, and acted upon: who cannot be reached or wants nothing gets nothing."""

from datetime import datetime

from django.db import transaction

from regard.web.channels.models import MailEvent, MailEventKind, Message, Sender
from regard.web.channels.sending import bounced
from regard.web.channels.stopping import stop
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
        detail=detail[:500],
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
    own = Invitation.objects.filter(pk=invitation.pk)
    if kind == MailEventKind.DELIVERED:
        own.filter(delivered_at=None).update(delivered_at=happened_at)
    elif kind == MailEventKind.OPENED:
        own.filter(opened_at=None).update(opened_at=happened_at)
    elif kind == MailEventKind.HARD_BOUNCE:
        bounced(message, at=at, evidence=detail)
        note(invitation, kind=message.kind, outcome=Outcome.FAILED, reason=Reason.BOUNCED, at=at)
    elif kind == MailEventKind.COMPLAINT and customer is not None and customer.email:
        suppress(
            "email", customer.email, reason=SuppressionReason.COMPLAINED, at=at, evidence=str(message.pk)
        )
    elif kind == MailEventKind.UNSUBSCRIBE and customer is not None:
        stop(customer, at=at, invitation=invitation)
