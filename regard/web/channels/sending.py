"""Messages leave, one after the other: judged once more, marked, handed over, noted.

At least once, at most twice. A message is taken up, marked once more right before the server gets it, and
noted after. A worker that is killed before the second mark has sent nothing: the message goes again. One that
is killed behind it, or whose connection broke there, may have sent it; an e-mail goes once more, under the
same Message-ID, and never a third time, a text message does not. `tries` only grows while a message is being
sent: a worker that was stopped and comes back late finds another number, and does nothing more.
"""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from regard.web import sealing
from regard.web.channels.composing import UnfitAddress, composed
from regard.web.channels.models import Message, MessageState, Sender, SenderKind
from regard.web.channels.smtp import Refused, Server, Unknown, hand_over
from regard.web.channels.texting import text
from regard.web.channels.troubles import Unavailable, trouble
from regard.web.contacts.judging import may_contact
from regard.web.contacts.models import ContactKind, Invitation, Outcome, Reason, SuppressionReason
from regard.web.contacts.noting import note
from regard.web.contacts.suppressing import suppress
from regard.web.feedback.models import Channel
from regard.web.outbound import OutboundError
from regard.web.workspaces.tenancy import TenantQuerySet

log = logging.getLogger("regard.channels")

TRIES = 12  # twice as late each time: nearly three days
MINUTE = timedelta(minutes=1)
PAUSE = timedelta(minutes=5)  # before a server that could not be reached is tried again
AT_A_TIME = 50  # messages of one sender in one sweep
ONCE_ONLY = (SenderKind.SMS, SenderKind.WHATSAPP)  # two would be two; a second e-mail has the same id
PERHAPS = "perhaps sent"
ON_ITS_WAY = (MessageState.WAITING, MessageState.SENDING)
CANNOT_SEND = (Unavailable, OutboundError, sealing.BrokenSeal)


class TakenOver(Exception):
    """Another worker has taken this message up meanwhile."""


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
    except CANNOT_SEND as problem:
        log.warning("Sender %s cannot send: %s", sender.pk, type(problem).__name__)
        say(sender, trouble(problem), at=at)
    else:
        if sender.problem and settled:
            say(sender, "", at=at)
    return settled


def say(sender: Sender, problem: str, *, at: datetime) -> None:
    """Keep what keeps a sender from sending; "" where nothing does."""
    Sender.objects.filter(pk=sender.pk).update(problem=problem, checked_at=at)


def send(message: Message, *, at: datetime) -> bool:
    """Judge and send one message; whether it is settled. Raises what keeps its sender from sending at all."""
    if message.state == MessageState.SENDING and message.copies >= _most_copies(message):
        _sent(message, at=at, problem=PERHAPS)
        return True
    if message.state == MessageState.SENDING and message.tries >= TRIES:
        return _failed(message, Refused(0, "no worker survived it", is_for_good=True), at=at)
    return _tried(message, at=at) if _may_go(message, at=at) else True


def _tried(message: Message, *, at: datetime) -> bool:
    known = message.copies
    try:
        _hand_over(message, at=at)
    except CANNOT_SEND:
        _mine(message).update(state=MessageState.WAITING, tries=message.tries - 1, copies=known)
        raise
    except TakenOver:
        log.warning("Message %s was taken over by another worker", message.pk)
        return False
    except Exception as problem:
        return _failed(message, _judged(message, problem, known), at=at)
    _sent(message, at=at)
    return True


def _judged(message: Message, problem: Exception, known: int) -> Refused | Unknown:
    """What a problem says of this message; one that nobody foresaw must not keep the others from leaving."""
    if isinstance(problem, UnfitAddress):
        problem = Refused(0, "not an address", is_for_good=True, is_of_the_address=True)
    elif not isinstance(problem, Refused | Unknown):
        log.exception("Message %s cannot be sent", message.pk, exc_info=problem)
        name, was_begun = type(problem).__name__, message.copies > known
        problem = Unknown(name) if was_begun else Refused(0, name, is_for_good=False)
    if isinstance(problem, Refused):
        message.copies = known  # what was handed over was not taken
    return problem


def _mine(message: Message) -> TenantQuerySet:
    """The row of a message, as long as nobody else has taken it up."""
    own: TenantQuerySet = Message.objects.filter(
        pk=message.pk, state=MessageState.SENDING, tries=message.tries
    )
    return own


def _most_copies(message: Message) -> int:
    return 1 if message.sender.kind in ONCE_ONLY else 2


def _sent(message: Message, *, at: datetime, problem: str = "") -> None:
    with transaction.atomic():
        if _mine(message).update(
            state=MessageState.SENT, sent_at=at, problem=problem, provider_id=message.provider_id
        ):
            note(message.invitation, kind=message.kind, outcome=Outcome.SENT, at=at)


def _may_go(message: Message, *, at: datetime) -> bool:
    """Ask the rules once more, and take the message up in the same transaction."""
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
        own = Message.objects.filter(pk=message.pk, state=message.state, tries=message.tries)
        if verdict.allowed and invitation.customer is not None:
            message.tries += 1
            return bool(own.update(state=MessageState.SENDING, tries=message.tries))
        if message.copies:  # perhaps they have it: the ledger must not say that they were not asked
            own.update(state=MessageState.SENDING)
            message.state = MessageState.SENDING
            _sent(message, at=at, problem=PERHAPS)
        elif own.update(state=MessageState.NOT_SENT):
            note(invitation, kind=message.kind, outcome=Outcome.NOT_SENT, reason=reason, rule=rule, at=at)
    return False


def _hand_over(message: Message, *, at: datetime) -> None:
    def before() -> None:
        if not _mine(message).update(copies=F("copies") + 1):
            raise TakenOver
        message.copies += 1

    if message.sender.kind == SenderKind.SMTP:
        hand_over(composed(message, at=at), Server.of(message.sender), before=before)
    else:
        message.provider_id = text(message, before=before).provider_id


def _failed(message: Message, problem: Refused | Unknown, *, at: datetime) -> bool:
    """Try again later, twice as late each time; give up for good where it is of no use."""
    own, said = _mine(message), str(problem)[:500]
    if isinstance(problem, Unknown) and message.copies >= _most_copies(message):
        _sent(message, at=at, problem=f"{PERHAPS}: {said}")  # it may have arrived each time
        return True
    if not getattr(problem, "is_for_good", False) and message.tries < TRIES:
        later = at + MINUTE * 2**message.tries
        own.update(state=MessageState.WAITING, due_at=later, problem=said, copies=message.copies)
        return False
    with transaction.atomic():
        if own.update(state=MessageState.FAILED, problem=said, copies=message.copies):
            _gave_up(message, problem, said, at=at)
    return True


def _gave_up(message: Message, problem: Refused | Unknown, said: str, *, at: datetime) -> None:
    of_the_address = getattr(problem, "is_of_the_address", False)
    reason = Reason.BOUNCED if of_the_address else Reason.NONE
    note(message.invitation, kind=message.kind, outcome=Outcome.FAILED, reason=reason, at=at)
    if message.kind == ContactKind.ASK:  # nobody has its link
        Invitation.objects.filter(pk=message.invitation_id).update(withdrawn_at=at)
    if of_the_address:
        bounced(message, at=at, evidence=said)


def bounced(message: Message, *, at: datetime, evidence: str) -> None:
    """The address of its person does not work: it is written to no more."""
    customer = message.invitation.customer
    kind, value = address_of(message) if customer is not None else ("", "")
    if value:
        suppress(kind, value, reason=SuppressionReason.BOUNCED, at=at, evidence=evidence)
    Invitation.objects.filter(pk=message.invitation_id, bounced_at=None).update(bounced_at=at)


def address_of(message: Message) -> tuple[str, str]:
    """Where a message was sent: the kind of address, and the address as it is kept."""
    customer = message.invitation.customer
    if message.channel == Channel.EMAIL or customer is None:
        return "email", customer.email if customer else ""
    row = customer.identities.filter(kind="phone").order_by("value").first()
    return "phone", row.value if row else ""
