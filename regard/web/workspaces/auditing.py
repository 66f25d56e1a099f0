"""The audit trail: append a line, and check that no line was changed or taken out."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from regard.web.accounts.models import User
from regard.web.workspaces.models import AuditEvent, Workspace
from regard.web.workspaces.tenancy import current_workspace


def record_event(
    action: str, *, by: User | None, at: datetime, subject: str = "", **details: Any
) -> AuditEvent:
    """Append what happened to the trail of the open workspace."""
    workspace = current_workspace()
    with transaction.atomic():
        Workspace.objects.select_for_update().get(pk=workspace.pk)  # one line after the other
        last = AuditEvent.objects.order_by("-position").first()
        event = AuditEvent(
            position=(last.position + 1) if last else 1,
            at=at,
            actor=by,
            actor_name=str(by) if by else "",
            action=action,
            subject=subject[:200],
            details=details,
            previous_hash=last.hash if last else "",
        )
        event.hash = fingerprint(event)
        event.save()
    return event


def fingerprint(event: AuditEvent) -> str:
    """SHA-256 over the line and the hash of the line before it."""
    line = [
        event.position,
        event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        event.actor_name,
        event.action,
        event.subject,
        event.details,
        event.previous_hash,
    ]
    text = json.dumps(line, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def first_broken_line() -> int | None:
    """The position of the first line of the open workspace that does not fit, or None."""
    expected, previous = 1, ""
    for event in AuditEvent.objects.order_by("position").iterator(chunk_size=500):
        if event.position != expected or event.previous_hash != previous or event.hash != fingerprint(event):
            return expected
        expected, previous = event.position + 1, event.hash
    return None
