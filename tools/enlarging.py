"""The sample workspace, many times over: the same texts, scores and days, said by as many more people.

Each copy is one transaction, after which SQLite's write-ahead log is emptied: the log never grows beyond one
copy. A run that is stopped leaves whole copies, which the archive does not tell of yet; another run goes on
from there and then writes the archive.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Field, Model

from regard.web.customers.models import Customer
from regard.web.feedback.models import Answer, ChangeClock, Feedback
from regard.web.insights.archiving import rebuild_archive
from regard.web.insights.models import ArchiveState, Reading, ReadingCursor, ThemeAssignment, ThemeState
from regard.web.insights.reading import feed_end
from regard.web.insights.theme_finding import worded
from regard.web.workspaces.models import Workspace
from regard.web.workspaces.tenancy import in_workspace, uuid7

PIECE = 5_000
COPY = "copy "
TABLES: list[tuple[type[Model], str]] = [
    (Customer, "external_id"),
    (Feedback, "external_id"),
    *((model, "feedback__external_id") for model in (Answer, Reading, ThemeAssignment)),
]
Ids = dict[UUID, UUID]


def enlarge(workspace: Workspace, rows: int) -> int:
    """Copy people and records until there are `rows` records or a few more; how many there are then."""
    with in_workspace(workspace):
        own = Feedback.objects.exclude(external_id__startswith=COPY).count()
        done, wanted = Feedback.objects.count() // own - 1, -(-rows // own) - 1
        tables = [Table.of(model, name) for model, name in TABLES] if done < wanted else []
        for number in range(done, wanted):
            with transaction.atomic():
                _copy(tables, number)
            _empty_the_log()
        if tables or not ArchiveState.objects.exclude(change__lt=feed_end()).exists():
            ThemeState.objects.update(texts=worded().count())  # no news: nothing is discovered in them
            rebuild_archive(workspace)
        return int(Feedback.objects.count())


def _copy(tables: "list[Table]", number: int) -> None:
    """Write everybody and everything once more, as read already and with their themes."""
    people, said, *rest = tables
    change = ChangeClock.objects.select_for_update().get().value + 1
    ChangeClock.objects.update(value=change)
    name = {"external_id": f"{COPY}{number}-"}
    everybody = people.copy({}, name, {})
    records = said.copy({"customer_id": everybody}, name, {"change": change})
    for table in rest:
        table.copy({"feedback_id": records}, {}, {})
    ReadingCursor.objects.update(change=change, record_id=None)
    ThemeState.objects.update(change=change, record_id=None)


def _empty_the_log() -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@dataclass(frozen=True)
class Table:
    """The rows of the sample in one table, ready to be written again."""

    model: type[Model]
    fields: list[Field]
    rows: list[tuple[Any, ...]]
    keys: dict[str, list[Any]]  # the ids among the columns, as the program knows them

    @classmethod
    def of(cls, model: type[Model], name: str) -> "Table":
        """The rows of a model in the open workspace but for copies; `name` leads to what tells those."""
        fields = list(model._meta.concrete_fields)
        names = [field.attname for field in fields]
        originals = model.objects.exclude(**{f"{name}__startswith": COPY})  # type: ignore[attr-defined]
        known = list(originals.order_by("pk").values_list(*names))
        rows = [
            tuple(_written(field, value) for field, value in zip(fields, row, strict=True)) for row in known
        ]
        own = [name for name in names if name in ("id", "customer_id", "feedback_id")]
        return cls(model, fields, rows, {name: [row[names.index(name)] for row in known] for name in own})

    def copy(self, others: dict[str, Ids], put_before: dict[str, str], put: dict[str, Any]) -> Ids:
        """Write every row once more under a new id; the new id of each old one.

        `others` are the new ids of what they belong to, `put_before` is put before a column's text, `put`
        instead of its value.
        """
        ids = {old: uuid7() for old in self.keys["id"]}
        columns: dict[str, list[Any]] = {"id": list(ids.values())}
        for name, found in others.items():
            columns[name] = [found.get(old) for old in self.keys[name]]
        place = {field.attname: number for number, field in enumerate(self.fields)}
        for name, text in put_before.items():
            columns[name] = [text + row[place[name]] for row in self.rows]
        for name, value in put.items():
            columns[name] = [value] * len(self.rows)
        changed = {place[name]: self._prepared(name, values) for name, values in columns.items()}
        self._insert(changed)
        return ids

    def _prepared(self, name: str, values: list[Any]) -> list[Any]:
        field = next(field for field in self.fields if field.attname == name)
        return [_written(field, value) for value in values]

    def _insert(self, changed: dict[int, list[Any]]) -> None:
        quoted = connection.ops.quote_name
        columns = ", ".join(quoted(field.column) for field in self.fields)
        marks = ", ".join(["%s"] * len(self.fields))
        statement = f"INSERT INTO {quoted(self.model._meta.db_table)} ({columns}) VALUES ({marks})"
        with connection.cursor() as cursor:
            for start in range(0, len(self.rows), PIECE):
                piece = [list(row) for row in self.rows[start : start + PIECE]]
                for place, values in changed.items():
                    for row, value in zip(piece, values[start:], strict=False):
                        row[place] = value
                cursor.executemany(statement, piece)


def _written(field: Field, value: Any) -> Any:
    return field.get_db_prep_save(value, connection)
