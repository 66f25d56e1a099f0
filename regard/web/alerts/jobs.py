"""The sweep of the worker that watches views day by day, and sends what they told."""

import logging
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from regard.web.alerts.mailing import send_due
from regard.web.alerts.models import Alert, AlertEvent, AlertMail, MailState, Watch
from regard.web.alerts.normals import Unwatchable
from regard.web.alerts.telling import tell_due
from regard.web.alerts.watching import go_on
from regard.web.insights.whole_days import is_whole_before
from regard.web.workspaces.leases import Hold, LeaseLost, held
from regard.web.workspaces.models import Workspace
from regard.web.workspaces.tenancy import TenantQuerySet, in_workspace

log = logging.getLogger("regard.alerts")


def watch_due() -> bool:
    """Take the days that are over into every watched view, tell what they raised, send what waits."""
    at = timezone.now()
    ids = {*_behind(at), *_untold(), *_waiting(at)}
    worked = [_work(workspace, at) for workspace in Workspace.objects.filter(pk__in=ids).order_by("pk")]
    return any(worked)


def _work(workspace: Workspace, at: datetime) -> bool:
    with in_workspace(workspace), held(f"alerts.watch:{workspace.pk}") as hold:
        if hold is None:
            return False
        try:
            return any([_watch_all(workspace, hold, at=at), tell_due(at=at), send_due(at=at)])
        except LeaseLost:
            log.warning("Another process went on with the alerts of %s", workspace.slug)
            return False


def _watch_all(workspace: Workspace, hold: Hold, *, at: datetime) -> bool:
    """A day is taken only when the archive holds all of it that is known; today's records may wait."""
    if not is_whole_before(workspace, at.astimezone(UTC).date()):
        return False
    worked = [_watched(pk, hold, at=at) for pk in _due(at).values_list("pk", flat=True)]
    return any(worked)


def _watched(pk: UUID, hold: Hold, *, at: datetime) -> bool:
    """One watch; where it fails, the others go on and are told."""
    try:
        return _watch_one(pk, hold, at=at)
    except LeaseLost:
        raise
    except Exception:
        log.exception("Watch %s cannot go on", pk)
        return False


def _watch_one(pk: UUID, hold: Hold, *, at: datetime) -> bool:
    """One watch in one transaction: its days and its alert, or neither."""
    with transaction.atomic():
        hold.still_held(at=timezone.now())
        watch = _due(at).select_for_update(of=("self",)).filter(pk=pk).first()
        if watch is None:
            return False
        try:
            told = go_on(watch, at=at)
            rests = told is None and watch.watched_to < _yesterday(at)
        except Unwatchable as problem:  # its theme is gone: there is nothing to count; asked again tomorrow
            log.info("Watch %s rests: %s", pk, problem)
            rests = True
        if rests:
            watch.rested_on = at.astimezone(UTC).date()
            watch.save(update_fields=["rested_on"])
    return True


def _due(at: datetime) -> TenantQuerySet:
    found: TenantQuerySet = Watch.objects.filter(_is_due(at)).order_by("pk")
    return found


def _is_due(at: datetime) -> Q:
    """Watches with a day to take; one whose alert nobody closed takes none, one that rests is asked daily."""
    is_open = Exists(Alert._base_manager.filter(watch=OuterRef("pk"), closing=None))
    rests = Q(rested_on__gte=at.astimezone(UTC).date())
    return Q(~is_open, ~rests, ending=None, watched_to__lt=_yesterday(at))


def _yesterday(at: datetime) -> date:
    return at.astimezone(UTC).date() - timedelta(days=1)


def _behind(at: datetime) -> set[UUID]:
    """Where a day is over that a watch has not taken: asked across the walls, answered with ids alone."""
    return set(Watch._base_manager.filter(_is_due(at)).values_list("workspace_id", flat=True))


def _untold() -> set[UUID]:
    return set(AlertEvent._base_manager.filter(has_news=True).values_list("workspace_id", flat=True))


def _waiting(at: datetime) -> set[UUID]:
    waiting = (MailState.WAITING, MailState.SENDING)
    rows = AlertMail._base_manager.filter(state__in=waiting, due_at__lte=at)
    return set(rows.values_list("workspace_id", flat=True))
