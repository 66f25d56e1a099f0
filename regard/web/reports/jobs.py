"""The worker's part: letters are written on their day, reports are made on theirs, and both leave."""

import logging
import secrets
from datetime import UTC, datetime, time, timedelta, tzinfo
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from regard.web.channels.sending import CANNOT_SEND, PAUSE
from regard.web.reports.mailing import ON_ITS_WAY, send, sender_of_letters
from regard.web.reports.making import make
from regard.web.reports.models import Letter, LetterKind, Report, Schedule, Subscription
from regard.web.reports.windows import Whose, last_month, month_window
from regard.web.workspaces.leases import LeaseLost, held
from regard.web.workspaces.models import Workspace
from regard.web.workspaces.tenancy import in_workspace

log = logging.getLogger("regard.reports")

MORNING = time(7)  # in the time of the workspace
AT_A_TIME = 50
LATEST = timedelta(days=3)  # a report that was due longer ago is not made any more


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
    """Make the report of last month where its day has come, and a letter to each recipient."""
    at = timezone.now()
    rows = Schedule._base_manager.filter(stopped_at=None).select_related("workspace")
    worked = [_make_due(row, at=at) for row in rows]
    return any(worked)


def _make_due(schedule: Schedule, *, at: datetime) -> bool:
    zone = zone_of(schedule.workspace)
    today = at.astimezone(zone).date()
    when = datetime.combine(today.replace(day=schedule.day), MORNING, zone)
    if not schedule.since <= when <= at < when + LATEST:
        return False
    whose = Whose(schedule.segment, schedule.source)
    window = month_window(last_month(today), schedule.length, today=today, whose=whose)
    with in_workspace(schedule.workspace):
        if Report.objects.filter(schedule=schedule, first=window.address.start).exists():
            return False
        with held(f"reports.make:{schedule.pk}") as hold:
            if hold is None:
                return False
            with transaction.atomic():
                report = make(schedule.workspace, window, by=None, at=at, schedule=schedule)
                _letters(report, schedule, when)
    return True


def _letters(report: Report, schedule: Schedule, when: datetime) -> None:
    for user_id in schedule.recipients.values_list("user_id", flat=True):
        _written(
            user_id=user_id,
            kind=LetterKind.REPORT,
            week=f"{report.last:%Y-%m}",
            day=when.date(),
            language=schedule.language,
            report=report,
            due_at=when,
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
