"""Which alerts are of one event: those of about the same days that may speak of the same records.

An alert joins an event that is open where one of the open alerts in it

- is near: from the last day of the one to the first day of the other there are at most `NEAR` days. When
  a change began is itself an estimate, so days that do not touch may be of one change; and
- is akin: both views may hold the same records, for no filter of theirs keeps them apart (a segment and the
  whole, a theme and a metric), or both are about the same metric, theme or factor (two segments that fell).

Else it opens an event. An event is open until each of its alerts was closed or its view is watched no more.
The rule rather joins too much than too little: every alert stays in its event with its own numbers, and two
changes of one week are told in one message instead of two.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.http import QueryDict

from regard.web.alerts.models import Alert, AlertEvent
from regard.web.dashboards.addresses import Address

NEAR = timedelta(days=7)
APART = ("segment", "source", "channel", "kind", "language", "owner")  # a record has one of each
ONE_APART = ("customer", "account")


@dataclass(frozen=True)
class Sight:
    """What an alert looks at: the address of its view, from which day to which."""

    address: Address
    since: date
    day: date


def sight(query: str, since: date, day: date) -> Sight:
    """What an alert of a view looks at."""
    return Sight(Address.read(QueryDict(query)), since, day)


def event_of(new: Sight, *, at: datetime) -> AlertEvent:
    """The open event that an alert joins, the oldest where there are several, or one that it opens."""
    rows = Alert.objects.filter(closing=None, watch__ending=None).select_related("event", "watch")
    for alert in rows.order_by("event__opened_at", "event_id"):
        if belong(new, sight(alert.watch.query, alert.since, alert.day)):
            AlertEvent.objects.filter(pk=alert.event_id).update(has_news=True)
            return alert.event  # type: ignore[no-any-return]
    opened: AlertEvent = AlertEvent.objects.create(opened_at=at)
    return opened


def belong(one: Sight, other: Sight) -> bool:
    """Whether two alerts are of one event."""
    gap = max(one.since, other.since) - min(one.day, other.day)
    return gap <= NEAR and (_may_share(one.address, other.address) or _same(one.address, other.address))


def _may_share(one: Address, other: Address) -> bool:
    """Whether a record may be in both views: no filter keeps them apart."""
    several = ((set(getattr(one, name)), set(getattr(other, name))) for name in APART)
    single = ((getattr(one, name), getattr(other, name)) for name in ONE_APART)
    return not (
        any(mine and theirs and not mine & theirs for mine, theirs in several)
        or any(mine and theirs and mine != theirs for mine, theirs in single)
    )


def _same(one: Address, other: Address) -> bool:
    """Whether both views are about the same metric, theme or factor."""
    if one.metric and one.metric == other.metric:
        return True
    if one.theme and one.themes_now == other.themes_now:
        return True
    return bool(set(one.factor) & set(other.factor))
