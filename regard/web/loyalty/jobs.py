"""The sweep of loyalty: customers at risk are counted for home."""

from datetime import datetime, timedelta

from django.utils import timezone

from regard.web.customers.models import Customer
from regard.web.insights.studies import was_whole
from regard.web.loyalty.counting import count_again
from regard.web.loyalty.models import RiskCount
from regard.web.workspaces.leases import held
from regard.web.workspaces.models import Workspace
from regard.web.workspaces.tenancy import in_workspace

EVERY = timedelta(minutes=10)


def risk_due() -> bool:
    """Count the customers at risk of each workspace that was not looked at lately; whether any was new."""
    at = timezone.now()
    fresh = RiskCount._base_manager.filter(looked_at__gt=at - EVERY, day=at.date())
    due = Workspace.objects.exclude(pk__in=fresh.values("workspace_id")).order_by("pk")
    worked = [_count(workspace, at=at) for workspace in due]
    return any(worked)


def _count(workspace: Workspace, *, at: datetime) -> bool:
    """Only from the archive: what the database tells of very many records would hold up all other work."""
    with in_workspace(workspace):
        if not (was_whole(workspace) and Customer.objects.exists()):
            return False
        with held(f"loyalty.risk:{workspace.pk}") as hold:
            return hold is not None and count_again(workspace, at=at)
