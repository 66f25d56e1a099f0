"""When reports leave by themselves: one schedule of a workspace at a time, the earlier ones stay."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from regard.web.accounts.models import User
from regard.web.reports.models import Recipient, Schedule
from regard.web.workspaces.auditing import record_event


def current() -> Schedule | None:
    """The schedule that counts."""
    found: Schedule | None = Schedule.objects.filter(stopped_at=None).order_by("-since", "-id").first()
    return found


def schedule(
    *,
    day: int,
    length: int,
    language: str,
    recipients: Iterable[User],
    by: User,
    at: datetime,
    segment: str = "",
    source: str = "",
) -> Schedule:
    """Make and send a report on this day of each month from now on; the one before counts no more."""
    with transaction.atomic():
        Schedule.objects.filter(stopped_at=None).update(stopped_at=at, stopped_by=by)
        whose = {"segment": segment, "source": source}
        found: Schedule = Schedule.objects.create(
            day=day, length=length, language=language, since=at, by=by, **whose
        )
        for user in recipients:
            Recipient.objects.create(schedule=found, user=user)
        record_event("report.scheduled", by=by, at=at, day=day, length=length)
    return found


def stop(*, by: User, at: datetime) -> None:
    """Send none any more."""
    with transaction.atomic():
        if Schedule.objects.filter(stopped_at=None).update(stopped_at=at, stopped_by=by):
            record_event("report.unscheduled", by=by, at=at)
