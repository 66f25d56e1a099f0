"""Tell those who listen: an event for webhooks, together with its line in the audit trail."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from regard.web.accounts.models import User
from regard.web.workspaces.auditing import append, hold_trail, line_of
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
    if not is_held:
        hold_trail()
    line = line_of(kind, by=by, at=at, subject=subject)
    event = OutboxEvent(type=kind, content=content, at=at)
    event.claim()
    is_one = connection.vendor == "postgresql"  # which writes two tables by one statement
    append(line, beside=_behind_line(event) if is_one else None)
    event.position = line.position
    if not is_one:
        TenantQuerySet(OutboxEvent).insert_many([event])
    event._state.adding = False
    return event


def _behind_line(event: OutboxEvent) -> tuple[str, Sequence[Any]]:
    quoted, fields = connection.ops.quote_name, OutboxEvent._meta.concrete_fields
    names = ", ".join(quoted(str(one.column)) for one in fields)
    values = ", ".join("line.position" if one.name == "position" else "%s" for one in fields)
    given = [
        one.get_db_prep_save(getattr(event, one.attname), connection)
        for one in fields
        if one.name != "position"
    ]
    table = quoted(OutboxEvent._meta.db_table)
    return f"INSERT INTO {table} ({names}) SELECT {values} FROM line", given  # noqa: S608 - names of columns
