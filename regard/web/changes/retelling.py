"""Who could not be told because of what passes by itself is told when it has passed: once, like everybody."""

from datetime import datetime, timedelta

from django.db.models import Q

from regard.contacting.rules import PASSING
from regard.web.changes.models import Change, Notice, NoticeState
from regard.web.changes.telling import AGAIN, keep, senders, ways_of
from regard.web.contacts.models import Outcome
from regard.web.feedback.models import Feedback

AT_A_TIME = 200
STALE = timedelta(days=180)  # after that nobody remembers what they said


def held_back(at: datetime) -> Q:
    """Notices that wait for something to pass and are to be looked at."""
    return _waits(at) & Q(due_at__lte=at)


def waiting(change: Change, *, at: datetime) -> int:
    """How many are told by themselves as soon as what stands against it has passed."""
    return int(Notice.objects.filter(_waits(at), change=change).count())


def try_again(*, at: datetime) -> int:
    """Look anew at those who were held back in the open workspace; how many are told now.

    The rules are asked once more right before each is sent: no two of these use up one last contact.
    """
    by_channel = senders()
    if not by_channel:
        return 0
    rows = Notice.objects.filter(held_back(at)).select_related("customer", "feedback", "sender")
    found: dict[object, Notice] = {}
    for row in rows.order_by("due_at", "id")[:AT_A_TIME]:
        found.setdefault(row.customer_id, row)  # of two notices to one person the other one waits
    words = {row.customer_id: row.feedback or Feedback() for row in found.values()}
    ways = ways_of(words, by_channel, at=at)
    n = 0
    for row in found.values():
        way = ways.get(row.customer_id)
        if way and way.verdict.allowed:
            row.sender, row.state, row.reason, row.rule = by_channel[way.channel], NoticeState.WAITING, "", ""
            row.due_at, row.settled_at = at, None
            n += 1
        else:
            row.due_at = at + AGAIN
            if way and way.verdict.reason != row.reason:
                row.reason, row.rule = way.verdict.reason, way.verdict.rule
                keep(row, Outcome.NOT_SENT, at=at, reason=row.reason, rule=row.rule)
        row.save()
    return n


def _waits(at: datetime) -> Q:
    return Q(state=NoticeState.NOT_TOLD, reason__in=PASSING, asked_at__gt=at - STALE)
