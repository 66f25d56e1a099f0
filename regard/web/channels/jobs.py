"""The sweep that sends: one process at a time for a workspace, so that no contact is counted twice."""

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from regard.web.channels.mailboxes import look
from regard.web.channels.models import Message, Sender
from regard.web.channels.preparing import CHANNELS, prepare
from regard.web.channels.sending import CANNOT_SEND, ON_ITS_WAY, send_next
from regard.web.channels.troubles import trouble
from regard.web.contacts.models import Invitation
from regard.web.workspaces.leases import LeaseLost, held
from regard.web.workspaces.models import Workspace
from regard.web.workspaces.tenancy import in_workspace

log = logging.getLogger("regard.channels")

LOOK_EVERY = timedelta(minutes=5)


def send_due() -> bool:
    """Prepare and send what is due, in every workspace in turn; whether anything was done."""
    at = timezone.now()
    found = Workspace.objects.filter(pk__in=_due_ids(at)).order_by("pk")
    worked = [_work(workspace, at=at) for workspace in found]
    return any(worked)


def _work(workspace: Workspace, *, at: datetime) -> bool:
    with in_workspace(workspace), held(f"channels.send:{workspace.pk}") as hold:
        if hold is None:
            return False
        try:
            worked = bool(prepare(at=at))
            for sender in Sender.objects.filter(removed_at=None):
                hold.still_held(at=timezone.now())
                worked = bool(send_next(sender, at=at)) or worked
        except LeaseLost:
            log.warning("Another process went on sending for %s", workspace.slug)
            return False
    return worked


def mailboxes_due() -> bool:
    """Look into the mailboxes that nobody looked into for a while; whether anything had come."""
    at = timezone.now()
    rows = Sender._base_manager.filter(removed_at=None).exclude(mailbox={})
    rows = rows.filter(Q(mailbox_at=None) | Q(mailbox_at__lte=at - LOOK_EVERY))
    ids = list(rows.order_by("mailbox_at").values_list("workspace_id", "pk")[:20])
    worked = [_look(workspace_id, pk, at=at) for workspace_id, pk in ids]
    return any(worked)


def _look(workspace_id: UUID, pk: UUID, *, at: datetime) -> bool:
    workspace = Workspace.objects.get(pk=workspace_id)
    with in_workspace(workspace), held(f"channels.mailbox:{pk}") as hold:
        sender = Sender.objects.get(pk=pk)
        if hold is None:
            return False
        problem, kept = "", 0
        try:
            kept = look(sender, at=at)
        except CANNOT_SEND as error:
            problem = trouble(error)
        Sender.objects.filter(pk=pk).update(mailbox_at=at, mailbox_problem=problem)
    return kept > 0


def _due_ids(at: datetime) -> set[UUID]:
    """Where something is to leave: asked across the walls, and answered with ids of workspaces only."""
    messages = Message._base_manager.filter(state__in=ON_ITS_WAY, due_at__lte=at)
    open_ones = Invitation._base_manager.filter(channel__in=CHANNELS, withdrawn_at=None)
    unsent = Q(sent_at=None, due_at__lte=at)
    silent = Q(remind_at__lte=at, reminded_at=None, response=None, used_on=None)
    due = open_ones.filter(unsent | silent).filter(Q(expires_at=None) | Q(expires_at__gt=at))
    with_sender = Sender._base_manager.filter(removed_at=None).values("workspace_id")
    due = due.filter(workspace_id__in=with_sender)
    return {*messages.values_list("workspace_id", flat=True), *due.values_list("workspace_id", flat=True)}
