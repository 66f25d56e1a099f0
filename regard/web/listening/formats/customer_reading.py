"""What one row of a file of customers says, and the functions that read its cells."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from decimal import Decimal
from functools import lru_cache, partial
from typing import Any

from .amounts import amount, currency_of
from .customer_names import is_of_churn, unit_in
from .reading import (
    REMEMBERED,
    Read,
    given_first,
    keep_attribute,
    keep_language,
    keep_name,
    short_reader,
)
from .refusals import BadValue
from .rows import Cell
from .scores import is_no_answer
from .sorts import is_email
from .stages import stage
from .texts import text_of
from .times import moment
from .uses import SHORT_ROLES, ColumnUse


@dataclass(slots=True)
class CustomerCandidate:
    """What one row says of a customer; times are in UTC, None is what it does not say."""

    row: int
    customer_id: str | None = None
    customer_email: str | None = None
    customer_name: str | None = None
    account: str | None = None
    segment: str | None = None
    language: str | None = None
    stage: str | None = None
    since: datetime | None = None
    revenue: Decimal | None = None
    currency: str | None = None
    attributes: dict[str, str] = field(default_factory=dict)


class CustomerReading:
    """The steps that turn the values of a row into a customer."""

    def __init__(self, columns: Sequence[ColumnUse], zone: tzinfo, day_first: bool) -> None:
        self._moment = lru_cache(REMEMBERED)(partial(moment, zone=zone, day_first=day_first))
        self._known = frozenset(use.column for use in columns)
        # an amount may tell its own currency; the column that tells it for all of them comes after
        read = sorted(given_first(columns), key=lambda use: use.role == "currency")
        self._steps = [(use.column, self._step(use)) for use in read if use.role != "ignore"]

    def steps_of(self, values: Mapping[str, Cell]) -> Iterator[tuple[str, Read, Cell]]:
        """Yield each filled cell with its column and what reads it; unknown columns are attributes."""
        for column, read in self._steps:
            if (cell := values.get(column)) not in (None, ""):
                yield column, read, cell
        for column, cell in values.items():
            if column not in self._known and cell not in (None, ""):
                yield column, partial(keep_attribute, column), cell

    def _step(self, use: ColumnUse) -> Read:
        special: dict[str, Callable[[], Read]] = {
            "customer_email": lambda: _email,
            "customer_name": lambda: keep_name,
            "language": lambda: partial(keep_language, use.column),
            "stage": lambda: _keeper("stage", partial(stage, of_churn=is_of_churn(use.column))),
            "since": lambda: self._since,
            "revenue": lambda: _revenue_reader(use.column),
            "currency": lambda: _keeper("currency", _currency),
            "attribute": lambda: partial(keep_attribute, use.column),
        }
        if use.role in special:
            return special[use.role]()
        return short_reader(SHORT_ROLES[use.role], repeats=use.role != "customer")

    def _since(self, candidate: CustomerCandidate, cell: Cell) -> None:
        if not _is_empty(cell) and (found := self._moment(cell)):
            candidate.since = found.at


def _keeper(name: str, value: Callable[[Cell], Any]) -> Read:
    remembered = lru_cache(REMEMBERED)(value)

    def keep(candidate: Any, cell: Cell) -> None:
        setattr(candidate, name, remembered(cell) or getattr(candidate, name))

    return keep


def _revenue_reader(column: str) -> Read:
    """Amounts; where a cell names no currency, the one in the name of the column: "MRR (EUR)"."""
    try:
        of_column = currency_of(unit_in(column)) if unit_in(column) else ""
    except BadValue:
        of_column = ""
    remembered = lru_cache(REMEMBERED)(amount)

    def keep(candidate: CustomerCandidate, cell: Cell) -> None:
        if found := remembered(cell):
            candidate.revenue, candidate.currency = found.value, found.currency or of_column or None

    return keep


def _currency(cell: Cell) -> str | None:
    return None if _is_empty(cell) else currency_of(str(cell)) or None


def _email(candidate: CustomerCandidate, cell: Cell) -> None:
    text = text_of(cell)
    if text is None or is_no_answer(text):
        return
    if not is_email(text):
        raise BadValue("email_not_understood", value=text)
    candidate.customer_email = text.lower()


def _is_empty(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and is_no_answer(cell))
