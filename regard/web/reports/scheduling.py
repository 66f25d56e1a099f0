"""When reports leave by themselves: several schedules beside each other; one that is stopped stays."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from regard.web.accounts.models import User
from regard.web.reports.models import Format, Recipient, Schedule
from regard.web.workspaces.auditing import record_event

MOST = 20  # schedules of a workspace at a time


class TooMany(ValueError):
    """There are as many schedules as a workspace may have."""


def open_ones() -> list[Schedule]:
    """The schedules that count, the oldest first, with those whom they write to."""
    rows = Schedule.objects.filter(stopped_at=None).prefetch_related("recipients__user")
    return list(rows.order_by("since", "id"))


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
    formats: Sequence[str] = (Format.PDF,),
) -> Schedule:
    """Make and send a report on this day of each month from now on, beside the others. Raises TooMany."""
    with transaction.atomic():
        if Schedule.objects.filter(stopped_at=None).count() >= MOST:
            raise TooMany(f"{MOST} schedules")
        found: Schedule = Schedule.objects.create(
            day=day,
            length=length,
            language=language,
            since=at,
            by=by,
            segment=segment,
            source=source,
            formats=list(formats),
        )
        _write_to(found, recipients)
        said = {"day": day, "length": length, "formats": list(formats)}
        record_event("report.scheduled", by=by, at=at, subject=str(found.pk), **said)
    return found


def change(found: Schedule, *, recipients: Iterable[User], by: User, at: datetime, **said: Any) -> None:
    """Let a schedule say something else; a month that it has made already is not made again."""
    with transaction.atomic():
        for name, value in said.items():
            setattr(found, name, value)
        found.save(update_fields=list(said))
        found.recipients.all().delete()
        _write_to(found, recipients)
        told = {name: said[name] for name in ("day", "length", "formats") if name in said}
        record_event("report.rescheduled", by=by, at=at, subject=str(found.pk), **told)


def stop(found: Schedule, *, by: User, at: datetime) -> None:
    """Send none of this schedule any more; saying it twice is saying it once."""
    with transaction.atomic():
        own = Schedule.objects.filter(pk=found.pk, stopped_at=None)
        if own.update(stopped_at=at, stopped_by=by):
            record_event("report.unscheduled", by=by, at=at, subject=str(found.pk))


def _write_to(found: Schedule, recipients: Iterable[User]) -> None:
    for user in recipients:
        Recipient.objects.create(schedule=found, user=user)
