"""Tell those who listen: an event for webhooks, together with its line in the audit trail."""

from datetime import datetime
from typing import Any

from regard.web.accounts.models import User
from regard.web.workspaces.auditing import record_event, record_held
from regard.web.workspaces.models import OutboxEvent
from regard.web.workspaces.tenancy import TenantQuerySet


def announce(
    kind: str,
    *,
    content: dict[str, Any],
    at: datetime,
    by: User | None = None,
    subject: str = "",
    is_held: bool = False,
) -> OutboxEvent:
    """Write the event and its audit line; call it inside the transaction of what it tells.

    `content` goes to other hosts as it is: JSON values, no more of a person than the receiver has to know.
    `is_held`: this transaction holds the trail already.
    """
    line = (record_held if is_held else record_event)(kind, by=by, at=at, subject=subject)
    event = OutboxEvent(position=line.position, type=kind, content=content, at=at)
    TenantQuerySet(OutboxEvent).insert_many([event])
    event._state.adding = False
    return event
