"""The sweeps of changes: what is due is judged once, and who is to be told is told."""

from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from regard.web.changes.judging import judge_due
from regard.web.changes.models import Change, Notice, NoticeState, State
from regard.web.changes.retelling import held_back, try_again
from regard.web.changes.sending import send_due
from regard.web.workspaces.leases import held
from regard.web.workspaces.models import Workspace
from regard.web.workspaces.tenancy import in_workspace


def changes_due() -> bool:
    """Judge the changes whose day has come; whether there were any."""
    at = timezone.now()
    due = Change._base_manager.filter(state=State.UNDER_WAY, judge_on__lte=at.date())
    ids = set(due.values_list("workspace_id", flat=True))
    worked = [_work(workspace, at=at) for workspace in Workspace.objects.filter(pk__in=ids).order_by("pk")]
    return any(worked)


def notices_due() -> bool:
    """Tell those who wait to be told; whether anybody was."""
    at = timezone.now()
    due = Q(state__in=(NoticeState.WAITING, NoticeState.SENDING), due_at__lte=at)
    open_ones = Notice._base_manager.filter(due | held_back(at))
    ids = set(open_ones.values_list("workspace_id", flat=True))
    worked = [_tell(workspace, at=at) for workspace in Workspace.objects.filter(pk__in=ids).order_by("pk")]
    return any(worked)


def _tell(workspace: Workspace, *, at: datetime) -> bool:
    """Under the lease of all that is sent: one process at a time counts the contacts of a workspace."""
    with in_workspace(workspace), held(f"channels.send:{workspace.pk}") as hold:
        return hold is not None and try_again(at=at) + send_due(at=at) > 0


def _work(workspace: Workspace, *, at: datetime) -> bool:
    with in_workspace(workspace), held(f"changes.judge:{workspace.pk}") as hold:
        return hold is not None and judge_due(at=at) > 0
