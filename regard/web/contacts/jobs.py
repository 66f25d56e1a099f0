"""The sweep that asks: campaigns draw once a day, and what happened is answered at once."""

import logging
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils import timezone

from regard.web.contacts.after_events import take_next
from regard.web.contacts.drawing import draw_due
from regard.web.contacts.from_files import take_in, untold
from regard.web.contacts.models import Campaign, Happening, Trigger
from regard.web.customers.models import Event
from regard.web.workspaces.leases import LeaseLost, held
from regard.web.workspaces.models import Workspace
from regard.web.workspaces.tenancy import in_workspace

log = logging.getLogger("regard.contacts")


def ask_due() -> bool:
    """Draw for the campaigns that are due, and look at what happened; whether anything was done."""
    at = timezone.now()
    found = Workspace.objects.filter(pk__in=_due_ids(at)).order_by("pk")
    worked = [_work(workspace, at=at) for workspace in found]
    return any(worked)


def _work(workspace: Workspace, *, at: datetime) -> bool:
    """One process at a time asks for a workspace: two draws would not know of each other."""
    with in_workspace(workspace), held(f"contacts.ask:{workspace.pk}") as hold:
        if hold is None:
            return False
        try:
            drew = draw_due(at=at)
            take_in(at=at)
            return bool(take_next(at=at)) or drew
        except LeaseLost:
            log.warning("Another process went on asking for %s", workspace.slug)
            return False


def _due_ids(at: datetime) -> set[UUID]:
    """Where something is to be done: asked across the walls, and answered with ids of workspaces only."""
    today = at.replace(hour=0, minute=0, second=0, microsecond=0)
    open_ones = Campaign._base_manager.filter(stopped_at=None, started_at__lte=at)
    open_ones = open_ones.exclude(starts_at__gt=at).annotate(last=Max("draws__at"))
    is_over = Q(ends_at__lte=at) | Q(survey__closure__isnull=False)
    draws = Q(last=None) | Q(last__lt=today)
    due = open_ones.filter(is_over | (draws & ~Q(trigger=Trigger.EVENT)))
    untaken = Happening._base_manager.filter(taken_at=None)
    in_files = open_ones.filter(Exists(_events(at)), trigger=Trigger.EVENT)
    found = (rows.values_list("workspace_id", flat=True) for rows in (due, untaken, in_files))
    return {workspace for ids in found for workspace in ids}


def _events(at: datetime) -> QuerySet[Event]:
    """What a campaign waits for, happened since it began and was not told yet."""
    own = {"workspace": OuterRef("workspace"), "kind": OuterRef("event_kind")}
    return untold(Event._base_manager.filter(at__gte=OuterRef("started_at"), **own), at=at)
