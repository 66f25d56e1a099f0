"""The worker's part: letters are written on their day, reports are made on theirs, and both leave."""

import logging
import secrets
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max, Q
from django.utils import timezone

from regard.web.channels.sending import CANNOT_SEND, PAUSE
from regard.web.reports.mailing import ON_ITS_WAY, send, sender_of_letters
from regard.web.reports.making import make
from regard.web.reports.models import Letter, LetterKind, Report, Schedule, Subscription
from regard.web.reports.windows import Whose, Window, last_month, month_window, months
from regard.web.workspaces.leases import LeaseLost, held
from regard.web.workspaces.models import Workspace
from regard.web.workspaces.tenancy import in_workspace

log = logging.getLogger("regard.reports")

MORNING = time(7)  # in the time of the workspace
AT_A_TIME = 50
SLEPT = timedelta(days=1)  # so old a letter is at most when it is written


def digest_due() -> bool:
    """Write the letters of this week whose day has come, once for each member; whether there were any."""
    at = timezone.now()
    rows = Subscription._base_manager.filter(stopped_at=None).select_related("workspace", "user")
    open_ones = [(row, due_at(row, at=at)) for row in rows]
    due = [(row, when) for row, when in open_ones if row.since <= when <= at]
    written = {
        (workspace, user, week)
        for workspace, user, week in Letter._base_manager.filter(
            kind=LetterKind.DIGEST, week__in={week_of(when) for _row, when in due}
        ).values_list("workspace_id", "user_id", "week")
    }
    missing = [
        (row, when) for row, when in due if (row.workspace_id, row.user_id, week_of(when)) not in written
    ]
    worked = [_write_digest(row, when) for row, when in missing]
    return any(worked)


def due_at(subscription: Subscription, *, at: datetime) -> datetime:
    """The morning of this week on which a letter is due, in the time of the workspace."""
    zone = zone_of(subscription.workspace)
    today = at.astimezone(zone).date()
    day = today - timedelta(days=today.weekday() - subscription.weekday)
    return datetime.combine(day, MORNING, zone)


def week_of(moment: datetime) -> str:
    """The week of a moment where it is: "2026-W48"."""
    year, week, _day = moment.date().isocalendar()
    return f"{year}-W{week:02}"


def zone_of(workspace: Workspace) -> tzinfo:
    """The time zone of a workspace; UTC where nobody knows it."""
    try:
        return ZoneInfo(workspace.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


def _write_digest(subscription: Subscription, when: datetime) -> bool:
    with in_workspace(subscription.workspace):
        return _written(
            user_id=subscription.user_id,
            kind=LetterKind.DIGEST,
            week=week_of(when),
            day=when.date(),
            language=subscription.language,
            due_at=when,
        )


def _written(**of: object) -> bool:
    """One letter more, unless it is there already: whoever comes second writes none."""
    host = settings.BASE_URL.rpartition("/")[2].partition(":")[0]
    try:
        with transaction.atomic():
            Letter.objects.create(message_id=f"<{secrets.token_hex(16)}@{host}>", **of)
    except IntegrityError:
        return False
    return True


def report_due() -> bool:
    """Make what is due of each schedule, the month missed first, one a time; and a letter to each reader."""
    at = timezone.now()
    rows = Schedule._base_manager.filter(stopped_at=None).select_related("workspace")
    worked = [_make_due(row, at=at) for row in rows]
    return any(worked)


def due_moments(schedule: Schedule, *, at: datetime) -> list[datetime]:
    """The mornings on which a report was due since the schedule began, a year back at most, oldest first."""
    zone = zone_of(schedule.workspace)
    today = at.astimezone(zone).date()
    days = [date(int(month[:4]), int(month[5:]), schedule.day) for month in months(today)]
    moments = [datetime.combine(day, MORNING, zone) for day in reversed(days)]
    return [when for when in moments if schedule.since <= when <= at]


def _make_due(schedule: Schedule, *, at: datetime) -> bool:
    """Make the first report of a schedule that is due and was not made; whether there was one."""
    whose = Whose(schedule.segment, schedule.source)
    with in_workspace(schedule.workspace):
        made = _last_made(schedule)
        due = [(when, _window(schedule, when, whose)) for when in due_moments(schedule, at=at)]
        missing = [one for one in due if made is None or (one[1].address.last or date.min) > made]
        if not missing:
            return False
        when, window = missing[0]
        with held(f"reports.make:{schedule.pk}") as hold:
            if hold is None or _last_made(schedule) != made:  # another worker was quicker
                return False
            with transaction.atomic():
                report = make(schedule.workspace, window, by=None, at=at, schedule=schedule)
                _letters(report, schedule, when, at=at)
    return True


def _window(schedule: Schedule, when: datetime, whose: Whose) -> Window:
    """The months that are told on a morning: until the end of the month before it."""
    return month_window(last_month(when.date()), schedule.length, today=when.date(), whose=whose)


def _last_made(schedule: Schedule) -> date | None:
    """Until when the reports of a schedule reach; what was left out before is not made up for any more."""
    found: date | None = Report.objects.filter(schedule=schedule).aggregate(last=Max("last"))["last"]
    return found


def _letters(report: Report, schedule: Schedule, when: datetime, *, at: datetime) -> None:
    """A letter to each reader; one that was missed is as fresh as any other on the day that it is made."""
    for user_id in schedule.recipients.values_list("user_id", flat=True):
        _written(
            user_id=user_id,
            kind=LetterKind.REPORT,
            week=f"{report.last:%Y-%m}",
            day=when.date(),
            language=schedule.language,
            report=report,
            due_at=max(when, at - SLEPT),
        )


def letters_due() -> bool:
    """Send what is written and due, in every workspace in turn; whether anything was settled."""
    at = timezone.now()
    waiting = Letter._base_manager.filter(state__in=ON_ITS_WAY, due_at__lte=at)
    waiting = waiting.filter(Q(retry_at=None) | Q(retry_at__lte=at))
    ids = set(waiting.values_list("workspace_id", flat=True))
    worked = [_send_in(pk, at=at) for pk in sorted(ids)]
    return any(worked)


def _send_in(workspace_id: UUID, *, at: datetime) -> bool:
    workspace = Workspace.objects.get(pk=workspace_id)
    with in_workspace(workspace), held(f"reports.letters:{workspace_id}") as hold:
        if hold is None:
            return False
        sender, settled = sender_of_letters(), 0
        due = Letter.objects.filter(state__in=ON_ITS_WAY, due_at__lte=at)
        due = due.filter(Q(retry_at=None) | Q(retry_at__lte=at)).order_by("due_at", "id")
        try:
            for letter in due.select_related("user", "report")[:AT_A_TIME]:
                hold.still_held(at=timezone.now())
                settled += send(letter, sender, at=at)
        except LeaseLost:
            log.warning("Another process went on sending for %s", workspace.slug)
        except CANNOT_SEND as problem:
            log.warning("Letters of %s wait: %s", workspace.slug, type(problem).__name__)
            due.update(retry_at=at + PAUSE)
        if sender is None:
            due.update(retry_at=at + PAUSE)
        return settled > 0
