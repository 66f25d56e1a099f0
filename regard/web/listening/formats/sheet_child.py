"""Run as a process of its own: writes one sheet of the workbook on standard input as lines of JSON.

The reader of workbooks sets up whole sheets in memory and ends its process where that fails. Here it can only
end this one, which takes a bounded amount of memory, time and output.
"""

import json
import math
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from typing import IO

import python_calamine as calamine

from .refusals import UnreadableFile
from .rows import Cell

MAX_MEMORY = 1 << 30
MAX_OUTPUT = 1 << 30
MAX_SECONDS = 60
MAX_HEIGHT = 1_048_576  # what Excel itself allows; a height beyond it is made up
EXACT = 2**53  # below this a float holds every whole number


def _moment(value: object) -> object:
    return (
        {"at" if hasattr(value, "hour") else "on": value.isoformat()}
        if isinstance(value, date)
        else str(value)
    )


ENCODER = json.JSONEncoder(default=_moment)


def write_sheet(workbook: IO[bytes], output: IO[str], sheet: str | None) -> None:
    """Write the names of the sheets and the height of the chosen one, then each row that is not empty."""
    try:
        book = calamine.CalamineWorkbook.from_filelike(workbook)
        chosen = _chosen(book, sheet)
        start = {"sheets": book.sheet_names, "height": chosen.total_height}
    except UnreadableFile as problem:
        start = {"code": problem.code, "params": problem.params}
    except calamine.PasswordError:
        start = {"code": "password_protected"}
    except (calamine.CalamineError, OSError, ValueError):
        start = {"code": "damaged_archive"}
    _write(output, start)
    if "code" not in start:
        for number, cells in _filled_rows(chosen):
            _write(output, [number, cells])


def _write(output: IO[str], line: object) -> None:
    output.write(ENCODER.encode(line) + "\n")


def _chosen(book: calamine.CalamineWorkbook, name: str | None) -> calamine.CalamineSheet:
    """Return the sheet of that name, or the first that is not hidden."""
    tables = [sheet for sheet in book.sheets_metadata if sheet.typ == calamine.SheetTypeEnum.WorkSheet]
    shown = [sheet.name for sheet in tables if sheet.visible == calamine.SheetVisibleEnum.Visible]
    if name is None and not tables:
        raise UnreadableFile("empty_file")
    chosen = name if name is not None else (shown or [tables[0].name])[0]
    if chosen not in [sheet.name for sheet in tables]:
        names = ", ".join(sheet.name for sheet in tables)
        raise UnreadableFile("no_such_sheet", sheet=chosen, sheets=names)
    found = book.get_sheet_by_name(chosen)
    if found.total_height > MAX_HEIGHT:
        raise UnreadableFile("sheet_too_large", cells=found.total_height, limit=MAX_HEIGHT)
    return found


def _filled_rows(sheet: calamine.CalamineSheet) -> Iterator[tuple[int, list[Cell]]]:
    """Yield the number and the cells of each row, a cell that is merged downwards in each of its rows."""
    merged = _merged_down(sheet)
    lasting: dict[int, tuple[int, Cell]] = {}
    for at, found in enumerate(sheet.iter_rows()):
        cells = [_cell(value) for value in found]
        for place, last in merged.get(at, ()):
            if place < len(cells):
                lasting[place] = last, cells[place]
        for place, (last, cell) in list(lasting.items()):
            cells[place] = cell
            if at >= last:
                del lasting[place]
        if any(cell is not None and cell != "" for cell in cells):
            yield at + 1, cells


def _merged_down(sheet: calamine.CalamineSheet) -> dict[int, list[tuple[int, int]]]:
    """Return the first columns and last rows of the cells that are merged over several rows, by first row."""
    merged: dict[int, list[tuple[int, int]]] = {}
    left = (sheet.start or (0, 0))[1]
    for (top, column), (bottom, _) in sheet.merged_cell_ranges or ():
        if bottom > top and column >= left:
            merged.setdefault(top, []).append((column - left, bottom))
    return merged


def _cell(value: object) -> Cell:
    if isinstance(value, str):
        return value
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
    return value if isinstance(value, (int, date)) else str(value)


def _limit_self() -> None:
    try:
        import resource
    except ImportError:  # not a Unix; the checks before this process are all there is
        return
    limits = {
        resource.RLIMIT_AS: MAX_MEMORY,
        resource.RLIMIT_CPU: MAX_SECONDS,
        resource.RLIMIT_FSIZE: MAX_OUTPUT,
        resource.RLIMIT_CORE: 0,
    }
    for what, limit in limits.items():
        with suppress(ValueError, OSError):  # a system that has narrower limits keeps them
            resource.setrlimit(what, (limit, limit))


if __name__ == "__main__":
    _limit_self()
    write_sheet(sys.stdin.buffer, sys.stdout, json.loads(sys.argv[1]))
