"""The sweep that judges: what is due is judged once, in every workspace in turn."""

from datetime import datetime

from django.utils import timezone

from regard.web.changes.judging import judge_due
from regard.web.changes.models import Change, State
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


def _work(workspace: Workspace, *, at: datetime) -> bool:
    with in_workspace(workspace), held(f"changes.judge:{workspace.pk}") as hold:
        return hold is not None and judge_due(at=at) > 0
