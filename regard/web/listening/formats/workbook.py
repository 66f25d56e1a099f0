"""Rows of an Excel workbook: the values that it shows, never a formula."""

import io
import math
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import IO, TypeVar

import python_calamine as calamine

from .archives import check_workbook
from .headers import printable, read_header
from .refusals import Refused, UnreadableFile
from .rows import MAX_CELL, RAW_SHOWN, Cell, Record, Row
from .unpacking import FileBytes

PROBE = 50
EXACT = 2**53  # below this a float holds every whole number
SPOOLED = 16 << 20  # bytes of an unpacked workbook that stay in memory

Made = TypeVar("Made")


class Workbook:
    """One sheet of a workbook as a table.

    A cell merged over several rows counts for each of them; one merged over columns counts for the first.
    Errors such as #N/A are empty. Wholly empty rows are left out.
    """

    def __init__(self, file: FileBytes, sheet: str | None = None, header_rows: int | None = None) -> None:
        book = _opened(file)
        self.sheets: list[str] = book.sheet_names
        self._sheet = _chosen(book, sheet)
        self._size, self.position = file.size, 0
        self._merged = _merged_down(self._sheet)
        probe: list[Record] = []
        for record in self._records():
            probe.append(record)
            if len(probe) >= PROBE:
                break
        header = read_header(probe, header_rows)
        self.columns, self.labels, self.header_rows = header.columns, header.labels, header.rows

    def __iter__(self) -> Iterator[Row | Refused]:
        width = len(self.columns)
        height = self._sheet.total_height or 1
        for number, cells in self._records():
            self.position = self._size * number // height
            if number <= self.header_rows:
                continue
            yield self._row(number, cells[:width], any(_is_filled(cell) for cell in cells[width:]))
        self.position = self._size

    def _row(self, number: int, cells: Sequence[Cell], beyond: bool) -> Row | Refused:
        if beyond:
            return Refused(
                number, None, "extra_cells", {"cells": len(cells) + 1, "columns": len(self.columns)}
            )
        for column, cell in zip(self.columns, cells, strict=True):
            if isinstance(cell, str) and len(cell) > MAX_CELL:
                return Refused(
                    number, column, "cell_too_large", {"limit": MAX_CELL}, printable(cell[:RAW_SHOWN])
                )
        return Row(number, dict(zip(self.columns, cells, strict=True)))

    def _records(self) -> Iterator[Record]:
        lasting: dict[int, tuple[int, Cell]] = {}
        for at, found in enumerate(self._sheet.iter_rows()):
            cells = [_cell(value) for value in found]
            for place, last in self._merged.get(at, ()):
                if place < len(cells):
                    lasting[place] = last, cells[place]
            for place, (last, cell) in list(lasting.items()):
                cells[place] = cell
                if at >= last:
                    del lasting[place]
            if any(map(_is_filled, cells)):
                yield at + 1, cells


def _opened(file: FileBytes) -> calamine.CalamineWorkbook:
    """Open the workbook once it is known to be safe; one inside gzip is unpacked aside first."""
    stored: IO[bytes] = file.open()
    if file.gzipped:
        with stored as packed:
            stored = tempfile.SpooledTemporaryFile(SPOOLED)  # noqa: SIM115 - closed below
            shutil.copyfileobj(packed, stored)
    with stored:
        size = stored.seek(0, io.SEEK_END)
        check_workbook(stored, size)
        stored.seek(0)
        return _guarded(lambda: calamine.CalamineWorkbook.from_filelike(stored))


def _chosen(book: calamine.CalamineWorkbook, name: str | None) -> calamine.CalamineSheet:
    """Return the sheet of that name, or the first that is not hidden."""
    tables = [sheet for sheet in book.sheets_metadata if sheet.typ == calamine.SheetTypeEnum.WorkSheet]
    shown = [sheet.name for sheet in tables if sheet.visible == calamine.SheetVisibleEnum.Visible]
    if name is None and not tables:
        raise UnreadableFile("empty_file")
    chosen = name if name is not None else (shown or [tables[0].name])[0]
    if chosen not in [sheet.name for sheet in tables]:
        raise UnreadableFile("no_such_sheet", sheet=chosen, sheets=", ".join(sheet.name for sheet in tables))
    return _guarded(lambda: book.get_sheet_by_name(chosen))


def _guarded(read: Callable[[], Made]) -> Made:
    """Call the reader of workbooks; whatever it cannot read is a damaged file."""
    try:
        return read()
    except calamine.PasswordError as problem:
        raise UnreadableFile("password_protected") from problem
    except (calamine.CalamineError, OSError, ValueError) as problem:
        raise UnreadableFile("damaged_archive", problem=str(problem)) from problem
    except BaseException as problem:
        if type(problem).__name__ != "PanicException":  # what Rust raises is no Exception
            raise
        raise UnreadableFile("damaged_archive", problem="the workbook is malformed") from problem


def _merged_down(sheet: calamine.CalamineSheet) -> dict[int, list[tuple[int, int]]]:
    """Return the first columns and last rows of the cells that are merged over several rows, by first row."""
    merged: dict[int, list[tuple[int, int]]] = {}
    left = (sheet.start or (0, 0))[1]
    for (top, column), (bottom, _) in sheet.merged_cell_ranges or ():
        if bottom > top and column >= left:
            merged.setdefault(top, []).append((column - left, bottom))
    return merged


def _is_filled(cell: Cell) -> bool:
    return cell is not None and cell != ""


def _cell(value: object) -> Cell:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return (
            int(value)
            if value.is_integer() and abs(value) < EXACT
            else value
            if math.isfinite(value)
            else None
        )
    return value if isinstance(value, (str, int, date)) else str(value)
