"""The row that every file format is read into."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from .refusals import Refused

MAX_CELL = 1_048_576  # characters in one cell
MAX_ROW = 4 * MAX_CELL  # characters in one row
MAX_COLUMNS = 4_096
RAW_SHOWN = 500  # characters of a refused row that are kept

Cell = str | int | float | datetime | date | None


@dataclass(slots=True)
class Row:
    """One row of a file: `number` counts from 1 with the header, as a spreadsheet shows it.

    In JSON Lines `number` is the line, in a JSON array the place of the object. An empty cell is "" or None.
    """

    number: int
    values: dict[str, Cell]


class Table(Protocol):
    """What each file format offers: its columns, and its rows as often as they are asked for."""

    columns: list[str]
    labels: dict[str, str]
    header_rows: int

    def __iter__(self) -> Iterator[Row | Refused]: ...


Record = tuple[int, Sequence[Cell]]
