"""The audit trail: append a line, and check that no line was changed or taken out."""

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import connection, transaction

from regard.web.accounts.models import User
from regard.web.workspaces.models import AuditEvent, Workspace
from regard.web.workspaces.tenancy import current_workspace

NEXT = "(coalesce((SELECT position FROM last), 0) + 1)"
LAST_HASH = "coalesce((SELECT hash FROM last), '')"
HASHES = {"sqlite": "SHA256({})", "postgresql": "encode(sha256(convert_to({}, 'UTF8')), 'hex')"}


def record_event(
    action: str, *, by: User | None, at: datetime, subject: str = "", **details: Any
) -> AuditEvent:
    """Append what happened to the trail of the open workspace."""
    with transaction.atomic(savepoint=False):
        hold_trail()
        return record_held(action, by=by, at=at, subject=subject, **details)


def hold_trail() -> None:
    """Let nobody else write into the trail of the open workspace before this transaction ends."""
    if connection.features.has_select_for_update:  # else there is one writer anyway
        Workspace.objects.select_for_update(no_key=True).get(pk=current_workspace().pk)


def record_held(
    action: str, *, by: User | None, at: datetime, subject: str = "", **details: Any
) -> AuditEvent:
    """The same, where this transaction holds the trail already: see `next_change(with_trail=True)`."""
    event = line_of(action, by=by, at=at, subject=subject, **details)
    append(event)
    return event


def line_of(action: str, *, by: User | None, at: datetime, subject: str = "", **details: Any) -> AuditEvent:
    """A line of the trail that has no place in it yet."""
    event = AuditEvent(
        at=at,
        actor=by,
        actor_name=str(by) if by else "",
        action=action,
        subject=subject[:200],
        details=details,
    )
    event.claim()
    return event


def append(event: AuditEvent, *, beside: tuple[str, Sequence[Any]] | None = None) -> None:
    """Write the line behind the last one, in one statement: the database counts and hashes.

    `beside` is an INSERT that reads the position FROM line; it becomes part of it (PostgreSQL alone).
    """
    quoted, table = connection.ops.quote_name, connection.ops.quote_name(AuditEvent._meta.db_table)
    text = f"'[' || {NEXT} || %s || {LAST_HASH} || '\"]'"
    found = {"position": NEXT, "previous_hash": LAST_HASH, "hash": HASHES[connection.vendor].format(text)}
    names, values = [], []
    given: list[Any] = []
    for field in AuditEvent._meta.concrete_fields:
        names.append(quoted(str(field.column)))
        values.append(found.get(field.name, "%s"))
        if field.name == "hash":
            given.append(f',{_line(event)},"')
        elif field.name not in found:
            given.append(field.get_db_prep_save(getattr(event, field.attname), connection))
    last = f"""
        WITH last AS (SELECT position, hash FROM {table} WHERE workspace_id = %s
                      ORDER BY position DESC LIMIT 1)"""  # noqa: S608 - names of the model's columns
    line = f"""
        INSERT INTO {table} ({", ".join(names)}) SELECT {", ".join(values)}
        RETURNING position, previous_hash, hash"""
    workspace = AuditEvent._meta.get_field("workspace").get_db_prep_save(event.workspace_id, connection)
    query, given = f"{last} {line}", [workspace, *given]
    if beside is not None:
        query = f"{last}, line AS ({line}), beside AS ({beside[0]}) SELECT * FROM line"  # noqa: S608
        given += beside[1]
    with connection.cursor() as cursor:
        cursor.execute(query, given)
        event.position, event.previous_hash, event.hash = cursor.fetchone()
    event._state.adding = False


def _line(event: AuditEvent) -> str:
    """What stands in a line between its position and the hash of the line before it."""
    at = event.at.astimezone(UTC).isoformat(timespec="microseconds")
    said = [at, event.actor_name, event.action, event.subject, event.details]
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))[1:-1]


def fingerprint(event: AuditEvent) -> str:
    """SHA-256 over the line and the hash of the line before it."""
    text = f'[{event.position},{_line(event)},"{event.previous_hash}"]'
    return hashlib.sha256(text.encode()).hexdigest()


def first_broken_line() -> int | None:
    """The position of the first line of the open workspace that does not fit, or None."""
    expected, previous = 1, ""
    for event in AuditEvent.objects.order_by("position").iterator(chunk_size=500):
        if event.position != expected or event.previous_hash != previous or event.hash != fingerprint(event):
            return expected
        expected, previous = event.position + 1, event.hash
    return None
