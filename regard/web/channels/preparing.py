"""What is to leave, as messages: one for each invitation that is due, one reminder where nobody answered."""

import functools
from datetime import datetime
from email.utils import make_msgid
from zoneinfo import available_timezones

from django.db.models import Q

from regard.web.channels.models import Message, Sender
from regard.web.channels.spreading import Hours, UnfitHours, moment
from regard.web.contacts.models import ContactKind, Invitation
from regard.web.workspaces.tenancy import TenantQuerySet, current_workspace

MOST = 500
CHANNELS = ("email", "sms", "chat")
"""The channels by which somebody is written to; by the others people come by themselves."""


def prepare(*, at: datetime) -> int:
    """Make the messages that are due; how many. An invitation without a sender waits for one."""
    senders = _senders()
    asks = [_message(one, ContactKind.ASK, senders, at=at) for one in _to_ask(at)[:MOST]]
    reminders = [_message(one, ContactKind.REMINDER, senders, at=at) for one in _to_remind(at)[:MOST]]
    made = [message for message in (*asks, *reminders) if message is not None]
    Message.objects.bulk_create(made, ignore_conflicts=True)  # one of a kind, whoever comes first
    return len(made)


def _senders() -> dict[str, Sender]:
    """By id, and by channel the one that was made first."""
    rows = list(Sender.objects.filter(removed_at=None).order_by("created_at", "id"))
    by_channel = {str(row.channel): row for row in reversed(rows)}
    return by_channel | {str(row.pk): row for row in rows}


def _to_ask(at: datetime) -> TenantQuerySet:
    rows: TenantQuerySet = _open(at).filter(due_at__lte=at, sent_at=None)
    return rows.exclude(messages__kind=ContactKind.ASK)


def _to_remind(at: datetime) -> TenantQuerySet:
    rows: TenantQuerySet = _open(at).filter(remind_at__lte=at, reminded_at=None, response=None, used_on=None)
    return rows.exclude(sent_at=None).exclude(messages__kind=ContactKind.REMINDER)


def _open(at: datetime) -> TenantQuerySet:
    rows: TenantQuerySet = Invitation.objects.filter(channel__in=CHANNELS, withdrawn_at=None).exclude(
        customer=None
    )
    rows = rows.filter(Q(expires_at=None) | Q(expires_at__gt=at), survey__closure=None)
    return rows.select_related("campaign", "customer").order_by("due_at", "id")


def _message(
    invitation: Invitation, kind: str, senders: dict[str, Sender], *, at: datetime
) -> Message | None:
    sending = invitation.campaign.sending if invitation.campaign else {}
    sender = senders.get(str(sending.get("sender", ""))) or senders.get(invitation.channel)
    if kind == ContactKind.REMINDER:  # whoever asked also reminds, in the same thread
        asked = invitation.messages.filter(kind=ContactKind.ASK).first()
        sender = senders.get(str(asked.sender_id) if asked else "") or sender
    if sender is None or sender.channel != invitation.channel:
        return None
    return Message(
        invitation=invitation,
        sender=sender,
        channel=invitation.channel,
        kind=kind,
        message_id=make_msgid(domain=_domain(sender)),
        due_at=_leaving(invitation, sending, kind, at=at),
    )


def _leaving(invitation: Invitation, sending: dict[str, object], kind: str, *, at: datetime) -> datetime:
    """At once after an event; else spread over the working hours."""
    try:
        hours = Hours.from_content(sending)
    except UnfitHours:
        hours = Hours()
    if sending.get("at_once"):
        return at
    return moment(at, hours, zone=zone_of(invitation), key=f"{invitation.pk}:{kind}")


def zone_of(invitation: Invitation) -> str:
    """Where its person is: the zone that is known of them, else that of the workspace."""
    attributes = invitation.customer.attributes if invitation.customer else {}
    said = attributes.get("time_zone") if isinstance(attributes, dict) else None
    wishes = (said, current_workspace().time_zone)
    return next((one for one in wishes if isinstance(one, str) and one in _zones()), "UTC")


@functools.cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _domain(sender: Sender) -> str:
    _name, _at, domain = sender.address.rpartition("@")
    return domain if domain and sender.channel == "email" else "regard.invalid"
