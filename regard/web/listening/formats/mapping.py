"""What each column of a file holds, kept so that the next file can be read the same way."""

import json
from collections.abc import Mapping as Named
from dataclasses import asdict, dataclass, fields
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from .candidates import Candidate
from .customer_reading import CustomerCandidate, CustomerReading
from .reading import Reading
from .refusals import BadValue, Refusal, UnreadableFile
from .rows import Row
from .uses import (
    CONFIDENCES,
    FEEDBACK,
    HIGH_IS_GOOD,
    LOW_IS_GOOD,
    METRICS,
    ROLES_OF,
    SINGLE_ROLES,
    ColumnUse,
)

SCALE_LIMIT = 1_000


@dataclass(frozen=True)
class Mapping:
    """The use of every column, the order of day and month, the zone of times that name none, the content.

    A column of a file that the mapping does not know is kept as an attribute. Raises UnreadableFile with the
    code bad_mapping where it contradicts itself.
    """

    columns: tuple[ColumnUse, ...]
    day_first: bool = False
    timezone: str = "UTC"
    notes: tuple[str, ...] = ()
    format: str | None = None
    content: str = FEEDBACK

    def __post_init__(self) -> None:
        _demand(self.content in ROLES_OF, f"no file holds {self.content}")
        names = [use.column for use in self.columns]
        _demand(len(set(names)) == len(names), "a column is used twice")
        for role in SINGLE_ROLES:
            of_role = self.with_role(role)
            _demand(len(of_role) < 2 or role == "customer_name", f"two columns are the {role}")
        for use in self.columns:
            _check(use, ROLES_OF[self.content], has_metric=bool(self.with_role("metric")))
        _demand(_is_zone(self.timezone), f"there is no time zone {self.timezone}")

    def with_role(self, role: str) -> list[ColumnUse]:
        """Return the columns of a role, in the order of the file."""
        return [use for use in self.columns if use.role == role]

    @cached_property
    def reading(self) -> Reading:
        """The mapping made ready to read many rows."""
        return Reading(self.columns, ZoneInfo(self.timezone), self.day_first)

    @cached_property
    def customer_reading(self) -> CustomerReading:
        """The same for a file of customers."""
        return CustomerReading(self.columns, ZoneInfo(self.timezone), self.day_first)

    @property
    def confidence(self) -> str:
        """The lowest confidence among the columns that are more than attributes."""
        used = [use.confidence for use in self.columns if use.role not in ("attribute", "ignore")]
        return max(used, key=CONFIDENCES.index, default="low")

    def to_json(self) -> str:
        """Return the mapping as JSON text, for from_json."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "Mapping":
        """Return the mapping that to_json wrote; raises UnreadableFile with the code bad_mapping."""
        try:
            saved = json.loads(text)
            uses = tuple(_of_known_names(ColumnUse, use) for use in saved["columns"])
            saved |= {"columns": uses, "notes": tuple(saved.get("notes", ()))}
            mapping: Mapping = _of_known_names(cls, saved)
            return mapping
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as problem:
            raise UnreadableFile("bad_mapping", problem=str(problem)) from problem


def apply(row: Row, mapping: Mapping) -> Candidate | Refusal:
    """Read one row as its mapping says; the first value that does not fit refuses the row."""
    column: str | None = None
    candidate, reading, values = Candidate(row.number), mapping.reading, row.values
    try:
        for column, read in reading.steps:
            cell = values.get(column)
            if cell is not None and cell != "":
                read(candidate, cell)
        if reading.needs_more(values):
            for column, read, cell in reading.more(values):  # noqa: B007 - a refusal names it
                read(candidate, cell)
    except BadValue as bad:
        return Refusal(row.number, column, bad.code, bad.params)
    if candidate.text is None and not candidate.answers:
        candidate.text, candidate.title = candidate.title, None
        if candidate.text is None:
            return Refusal(row.number, None, "nothing_said")
    return candidate


def apply_customer(row: Row, mapping: Mapping) -> CustomerCandidate | Refusal:
    """Read one row of a file of customers; the first value that does not fit refuses the row."""
    column: str | None = None
    candidate = CustomerCandidate(row.number)
    try:
        for column, read, cell in mapping.customer_reading.steps_of(row.values):  # noqa: B007 - as above
            read(candidate, cell)
    except BadValue as bad:
        return Refusal(row.number, column, bad.code, bad.params)
    if not candidate.customer_id and not candidate.customer_email:
        named_by = mapping.with_role("customer") or mapping.with_role("customer_email")
        return Refusal(row.number, named_by[0].column if named_by else None, "nobody_named")
    return candidate


def _of_known_names(kind: type[Any], saved: Named[str, Any]) -> Any:
    unknown = set(saved) - {field.name for field in fields(kind)}
    _demand(not unknown, f"unknown: {', '.join(sorted(unknown))}")
    return kind(**saved)


def _check(use: ColumnUse, roles: tuple[str, ...], *, has_metric: bool) -> None:
    _demand(isinstance(use.column, str) and use.role in roles, f"there is no role {use.role}")
    _demand(use.confidence in CONFIDENCES, f"there is no confidence {use.confidence}")
    if use.role != "score":
        return
    _demand(use.metric in METRICS or (use.metric is None and has_metric), f"there is no metric {use.metric}")
    _demand(use.direction in (HIGH_IS_GOOD, LOW_IS_GOOD), f"there is no direction {use.direction}")
    if use.metric is None and use.scale_min is None and use.scale_max is None:
        return
    low, high = use.scale_min, use.scale_max
    whole = isinstance(low, int) and isinstance(high, int)
    _demand(
        whole and -SCALE_LIMIT <= int(low or 0) < int(high or 0) <= SCALE_LIMIT, f"no scale {low} to {high}"
    )


def _demand(true: bool, problem: str) -> None:
    if not true:
        raise UnreadableFile("bad_mapping", problem=problem)


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError, TypeError):
        return False
    return True
