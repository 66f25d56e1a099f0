"""Notices leave one after the other: judged once more, marked, handed over, noted. Never twice.

A notice that was handed over and of which nobody said how that ended is not sent again: perhaps it arrived.
"""

import logging
from datetime import datetime, timedelta

from django.db import transaction

from regard.web.changes.letters import composed, texted
from regard.web.changes.models import Notice, NoticeState
from regard.web.changes.telling import AGAIN, keep, may_be_told
from regard.web.channels.composing import UnfitAddress
from regard.web.channels.models import SenderKind
from regard.web.channels.sending import CANNOT_SEND, MINUTE, PAUSE, TRIES
from regard.web.channels.smtp import Refused, Server, Unknown, hand_over
from regard.web.channels.texting import number_of, text_words
from regard.web.channels.troubles import trouble
from regard.web.contacts.models import Outcome, Reason, SuppressionReason
from regard.web.contacts.suppressing import suppress

log = logging.getLogger("regard.changes")

AT_A_TIME = 25
PERHAPS = "perhaps sent"


def send_due(*, at: datetime) -> int:
    """Send what is due in the open workspace; how many notices were settled."""
    due = Notice.objects.filter(state__in=(NoticeState.WAITING, NoticeState.SENDING), due_at__lte=at)
    ids = list(due.order_by("due_at", "id").values_list("pk", flat=True)[:AT_A_TIME])
    rows = Notice.objects.select_related("change", "customer", "feedback", "sender")
    return sum(send(rows.get(pk=pk), at=at) for pk in ids)


def send(notice: Notice, *, at: datetime) -> bool:
    """Judge and send one notice; whether it is settled."""
    if notice.was_handed_over:  # by a worker that did not live to note it
        return _sent(notice, at=at, problem=PERHAPS)
    if not _may_go(notice, at=at):
        return True
    try:
        _hand_over(notice, at=at)
    except CANNOT_SEND as problem:
        _keep(notice, was_handed_over=False)  # nothing left
        return _later(notice, trouble(problem), PAUSE, at=at)
    except Unknown as problem:
        return _sent(notice, at=at, problem=f"{PERHAPS}: {problem}")
    except UnfitAddress:
        return _failed(notice, "not an address", at=at, of_the_address=True)
    except Refused as problem:
        return _refused(notice, problem, at=at)
    return _sent(notice, at=at)


def _may_go(notice: Notice, *, at: datetime) -> bool:
    """Ask the rules once more, and take the notice up in the same transaction."""
    with transaction.atomic():
        verdict = may_be_told(notice.customer, channel=notice.sender.channel, at=at)
        if verdict.allowed:
            _keep(notice, state=NoticeState.SENDING, tries=notice.tries + 1)
            return True
        why = {"reason": verdict.reason, "rule": verdict.rule}
        _keep(notice, state=NoticeState.NOT_TOLD, settled_at=at, due_at=at + AGAIN, **why)
        keep(notice, Outcome.NOT_SENT, at=at, reason=verdict.reason, rule=verdict.rule)
    return False


def _hand_over(notice: Notice, *, at: datetime) -> None:
    """Give it to the server of its sender, or to the provider of text messages."""

    def before() -> None:
        _handed_over(notice)

    if notice.sender.kind == SenderKind.SMS:
        text_words(notice.sender, number_of(notice.customer), texted(notice), before=before)
    else:
        hand_over(composed(notice, at=at), Server.of(notice.sender), before=before)


def _handed_over(notice: Notice) -> None:
    _keep(notice, was_handed_over=True)


def _sent(notice: Notice, *, at: datetime, problem: str = "") -> bool:
    with transaction.atomic():
        _keep(notice, state=NoticeState.SENT, settled_at=at, problem=problem[:500])
        keep(notice, Outcome.SENT, at=at)
    return True


def _refused(notice: Notice, problem: Refused, *, at: datetime) -> bool:
    _keep(notice, was_handed_over=False)  # it was not taken
    if problem.is_for_good or notice.tries >= TRIES:
        return _failed(notice, str(problem), at=at, of_the_address=problem.is_of_the_address)
    return _later(notice, str(problem), MINUTE * 2**notice.tries, at=at)


def _failed(notice: Notice, problem: str, *, at: datetime, of_the_address: bool) -> bool:
    reason = Reason.BOUNCED if of_the_address else Reason.NONE
    with transaction.atomic():
        _keep(notice, state=NoticeState.FAILED, reason=reason, problem=problem[:500], settled_at=at)
        keep(notice, Outcome.FAILED, at=at, reason=reason)
        if of_the_address and notice.customer.email:
            suppress(
                "email", notice.customer.email, reason=SuppressionReason.BOUNCED, at=at, evidence=problem
            )
    return True


def _later(notice: Notice, problem: str, wait: timedelta, *, at: datetime) -> bool:
    log.warning("Notice %s waits: %s", notice.pk, problem)
    _keep(notice, state=NoticeState.WAITING, due_at=at + wait, problem=problem[:500])
    return False


def _keep(notice: Notice, **changed: object) -> None:
    for name, value in changed.items():
        setattr(notice, name, value)
    notice.save(update_fields=list(changed))
