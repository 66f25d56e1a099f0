"""Messages leave, one after the other: judged once more, marked, handed over, noted.

A message is marked before it is handed over and noted after. A worker that is killed in between leaves it
"being sent": it may have arrived, so it goes once more under the same Message-ID, and no other is made.
"""

import logging
from datetime import datetime, timedelta

from django.db import transaction

from regard.web import sealing
from regard.web.channels.composing import UnfitAddress, composed
from regard.web.channels.models import Message, MessageState, Sender, SenderKind
from regard.web.channels.smtp import Refused, Server, Unavailable, Unknown, hand_over
from regard.web.channels.texting import text
from regard.web.contacts.judging import may_contact
from regard.web.contacts.models import ContactKind, Invitation, Outcome, Reason, SuppressionReason
from regard.web.contacts.noting import note
from regard.web.contacts.suppressing import suppress
from regard.web.outbound import OutboundError

log = logging.getLogger("regard.channels")

TRIES = 6
MINUTE = timedelta(minutes=1)
PAUSE = timedelta(minutes=5)  # before a server that could not be reached is tried again
AT_A_TIME = 50  # messages of one sender in one sweep
ONCE_ONLY = (SenderKind.SMS, SenderKind.WHATSAPP)  # sent twice they would be two
PERHAPS = "perhaps sent"
ON_ITS_WAY = (MessageState.WAITING, MessageState.SENDING)


def send_next(sender: Sender, *, at: datetime) -> int:
    """Send what is due of a sender, no more than it sends in a minute; how many messages were settled."""
    lately = Message.objects.filter(sender=sender, sent_at__gt=at - MINUTE).count()
    room = min(AT_A_TIME, sender.per_minute - lately)
    if room <= 0 or (sender.problem and sender.checked_at and at - sender.checked_at < PAUSE):
        return 0
    due = Message.objects.filter(sender=sender, state__in=ON_ITS_WAY, due_at__lte=at)
    settled = 0
    try:
        for pk in list(due.order_by("due_at", "id").values_list("pk", flat=True)[:room]):
            settled += send(Message.objects.get(pk=pk), at=at)
    except (Unavailable, OutboundError, sealing.BrokenSeal) as problem:
        log.warning("Sender %s cannot send: %s", sender.pk, type(problem).__name__)
        _say(sender, f"{type(problem).__name__}: {problem}", at=at)
    else:
        if sender.problem and settled:
            _say(sender, "", at=at)
    return settled


def send(message: Message, *, at: datetime) -> bool:
    """Judge and send one message; whether it is settled. Raises what keeps its sender from sending at all."""
    if message.state == MessageState.SENDING and message.sender.kind in ONCE_ONLY:
        _sent(message, at=at, problem=PERHAPS)
        return True
    if not _may_go(message, at=at):
        return True
    try:
        _hand_over(message, at=at)
    except (Refused, Unknown) as problem:
        return _failed(message, problem, at=at)
    except UnfitAddress as problem:
        return _failed(message, Refused(0, str(problem), is_for_good=True, is_of_the_address=True), at=at)
    except (Unavailable, OutboundError, sealing.BrokenSeal):
        back = Message.objects.filter(pk=message.pk, state=MessageState.SENDING)
        back.update(state=MessageState.WAITING, tries=message.tries - 1)
        raise
    _sent(message, at=at)
    return True


def _sent(message: Message, *, at: datetime, problem: str = "") -> None:
    with transaction.atomic():
        on_its_way = Message.objects.filter(pk=message.pk, state=MessageState.SENDING)
        if on_its_way.update(
            state=MessageState.SENT, sent_at=at, problem=problem, provider_id=message.provider_id
        ):
            note(message.invitation, kind=message.kind, outcome=Outcome.SENT, at=at)


def _say(sender: Sender, problem: str, *, at: datetime) -> None:
    Sender.objects.filter(pk=sender.pk).update(problem=problem[:500], checked_at=at)


def _may_go(message: Message, *, at: datetime) -> bool:
    """Ask the rules once more, and mark the message in the same transaction."""
    invitation = message.invitation
    with transaction.atomic():
        verdict = may_contact(
            invitation.customer,
            survey=invitation.survey,
            channel=message.channel,
            kind=message.kind,
            at=at,
            invitation=invitation,
        )
        reason, rule = verdict.reason, verdict.rule
        if invitation.customer is None:
            reason, rule = Reason.NOT_IN_AUDIENCE, "erased"
        own = Message.objects.filter(pk=message.pk, state__in=ON_ITS_WAY)
        if verdict.allowed and invitation.customer is not None:
            message.tries += 1
            return bool(own.update(state=MessageState.SENDING, tries=message.tries))
        if own.update(state=MessageState.NOT_SENT):
            note(invitation, kind=message.kind, outcome=Outcome.NOT_SENT, reason=reason, rule=rule, at=at)
    return False


def _hand_over(message: Message, *, at: datetime) -> None:
    if message.sender.kind == SenderKind.SMTP:
        hand_over(composed(message, at=at), Server.of(message.sender))
    else:
        message.provider_id = text(message).provider_id


def _failed(message: Message, problem: Exception, *, at: datetime) -> bool:
    """Try again later, twice as late each time; give up for good where it is of no use."""
    own = Message.objects.filter(pk=message.pk, state=MessageState.SENDING)
    said = f"{type(problem).__name__}: {problem}"[:500]
    is_for_good = getattr(problem, "is_for_good", False) or message.tries >= TRIES
    is_for_good = is_for_good or (isinstance(problem, Unknown) and message.sender.kind in ONCE_ONLY)
    if not is_for_good:
        later = at + MINUTE * 2**message.tries
        own.update(state=MessageState.WAITING, due_at=later, problem=said)
        return False
    if isinstance(problem, Unknown):  # it may have arrived each time: it counts as sent
        _sent(message, at=at, problem=said)
        return True
    with transaction.atomic():
        if own.update(state=MessageState.FAILED, problem=said):
            of_the_address = getattr(problem, "is_of_the_address", False)
            reason = Reason.BOUNCED if of_the_address else Reason.NONE
            note(message.invitation, kind=message.kind, outcome=Outcome.FAILED, reason=reason, at=at)
            if message.kind == ContactKind.ASK:  # nobody has its link
                Invitation.objects.filter(pk=message.invitation_id).update(withdrawn_at=at)
            if of_the_address:
                bounced(message, at=at, evidence=said)
    return True


def bounced(message: Message, *, at: datetime, evidence: str) -> None:
    """The address of its person does not work: it is written to no more."""
    customer = message.invitation.customer
    if customer is not None and customer.email:
        suppress("email", customer.email, reason=SuppressionReason.BOUNCED, at=at, evidence=evidence)
    Invitation.objects.filter(pk=message.invitation_id, bounced_at=None).update(bounced_at=at)
