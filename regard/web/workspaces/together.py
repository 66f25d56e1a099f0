"""Two tables written by one statement: a change, and a row beside it that is there only with the change.

PostgreSQL writes both by itself. SQLite writes one table by a statement, but a trigger writes as many as it
likes: each pair of statements becomes a trigger of a temporary view, once for each connection, and one row
put into that view runs both. A view is not kept where the transaction that made it is not; it is then made
again.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import OperationalError, connection
from django.db.models import Model

from regard.web.workspaces.tenancy import TenantModel, current_workspace

MARK = re.compile(r"%s")


@dataclass(frozen=True)
class Write:
    """A statement that writes one table, and what fills its gaps."""

    sql: str
    given: tuple[Any, ...]

    def run(self) -> None:
        """By itself."""
        with connection.cursor() as cursor:
            cursor.execute(self.sql, self.given)


def insertion_of(row: TenantModel, condition: Write | None = None) -> Write:
    """Put a new row into the open workspace, where the condition (WHERE …, FROM …) holds."""
    row.claim()
    quoted, fields = connection.ops.quote_name, type(row)._meta.concrete_fields
    table, names = quoted(type(row)._meta.db_table), ", ".join(quoted(str(one.column)) for one in fields)
    given = tuple(one.get_db_prep_save(getattr(row, one.attname), connection) for one in fields)
    where = condition or Write("", ())
    marks = ", ".join(["%s"] * len(fields))
    sql = f"INSERT INTO {table} ({names}) SELECT {marks} {where.sql}"
    return Write(sql, (*given, *where.given))


def update_of(model: type[TenantModel], columns: Mapping[str, Any], **where: Any) -> Write:
    """Write these columns of the rows of the open workspace that have the values of `where`."""
    mine = where | {"workspace_id": current_workspace().pk}
    changes, is_meant = (_compared(model, one) for one in (columns, mine))
    table = connection.ops.quote_name(model._meta.db_table)
    sql = f"UPDATE {table} SET {', '.join(changes)} WHERE {' AND '.join(is_meant)}"  # noqa: S608 - names of columns
    return Write(sql, (*changes.values(), *is_meant.values()))


def insert_beside(first: Write, row: TenantModel) -> bool:
    """Run `first` and, where it wrote something, put the row in; whether it did."""
    is_one = connection.vendor == "postgresql"
    second = insertion_of(row, Write("FROM first" if is_one else "WHERE changes() > 0", ()))
    written = _by_itself(first, second) if is_one else _by_trigger(first, second)
    row._state.adding = not written
    return written


def _compared(model: type[Model], columns: Mapping[str, Any]) -> dict[str, Any]:
    """By "column = %s" the value as the database takes it."""
    quoted, fields = connection.ops.quote_name, {one.attname: one for one in model._meta.concrete_fields}
    return {
        f"{quoted(str(fields[name].column))} = %s": fields[name].get_db_prep_save(value, connection)
        for name, value in columns.items()
    }


def _by_itself(first: Write, second: Write) -> bool:
    with connection.cursor() as cursor:
        query = f"WITH first AS ({first.sql} RETURNING 1) {second.sql}"
        cursor.execute(query, (*first.given, *second.given))
        return bool(cursor.rowcount)


def _by_trigger(first: Write, second: Write) -> bool:
    body, given = f"{first.sql}; {second.sql};", (*first.given, *second.given)
    name = f"together_{hashlib.sha256(body.encode()).hexdigest()[:16]}"
    put = f"INSERT INTO temp.{name} VALUES ({', '.join(['%s'] * len(given))})"  # noqa: S608 - a name of ours
    with connection.cursor() as cursor:
        before = connection.connection.total_changes
        try:
            cursor.execute(put, given)
        except OperationalError as error:
            if name not in str(error):  # it is there: what failed is something else
                raise
            _make(name, body, len(given))
            cursor.execute(put, given)
        return bool(connection.connection.total_changes > before)


def _make(name: str, body: str, n: int) -> None:
    places = iter(range(n))
    told = MARK.sub(lambda _mark: f"NEW.c{next(places)}", body)
    columns = ", ".join(f"NULL AS c{place}" for place in range(n))
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP VIEW {name} AS SELECT {columns}")
        cursor.execute(f"CREATE TEMP TRIGGER {name}_put INSTEAD OF INSERT ON {name} BEGIN {told} END")
