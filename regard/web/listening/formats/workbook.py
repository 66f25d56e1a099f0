"""Rows of an Excel workbook: the values that it shows, never a formula."""

import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
import weakref
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

from .archives import check_workbook
from .headers import printable, read_header
from .refusals import Refused, UnreadableFile
from .rows import MAX_CELL, RAW_SHOWN, Cell, Record, Row
from .unpacking import FileBytes

CHILD = "regard.web.listening.formats.sheet_child"
PACKAGES = Path(__file__).resolve().parents[4]  # the folder that this package stands in
PATIENCE = 180  # seconds
PROBE = 50


class Workbook:
    """One sheet of a workbook as a table.

    A cell merged over several rows counts for each of them; one merged over columns counts for the first.
    Errors such as #N/A are empty. Wholly empty rows are left out.
    """

    def __init__(self, file: FileBytes, sheet: str | None = None, header_rows: int | None = None) -> None:
        self._lines = _sheet_as_lines(file, sheet)
        weakref.finalize(self, self._lines.close)
        start = json.loads(self._lines.readline())
        if "code" in start:
            raise UnreadableFile(start["code"], **start.get("params", {}))
        self.sheets: list[str] = start["sheets"]
        self._height, self._size, self.position = start["height"] or 1, file.size, 0
        self._start = self._lines.tell()
        probe = [record for record, _ in zip(self._records(), range(PROBE), strict=False)]
        header = read_header(probe, header_rows)
        self.columns, self.labels, self.header_rows = header.columns, header.labels, header.rows

    def __iter__(self) -> Iterator[Row | Refused]:
        width = len(self.columns)
        for number, cells in self._records():
            self.position = self._size * number // self._height
            if number > self.header_rows:
                yield self._row(number, cells[:width], cells[width:])
        self.position = self._size

    def _row(self, number: int, cells: Sequence[Cell], beyond: Sequence[Cell]) -> Row | Refused:
        if any(cell is not None and cell != "" for cell in beyond):
            counts = {"cells": len(cells) + len(beyond), "columns": len(self.columns)}
            return Refused(number, None, "extra_cells", {**counts})
        for column, cell in zip(self.columns, cells, strict=True):
            if isinstance(cell, str) and len(cell) > MAX_CELL:
                raw = printable(cell[:RAW_SHOWN])
                return Refused(number, column, "cell_too_large", {"limit": MAX_CELL}, raw)
        return Row(number, dict(zip(self.columns, cells, strict=True)))

    def _records(self) -> Iterator[Record]:
        """Yield the rows anew; each reading keeps its own place, so that several may go on at once."""
        place = self._start
        while True:
            self._lines.seek(place)
            line = self._lines.readline()
            if not line:
                return
            place += len(line)
            number, cells = json.loads(line, object_hook=_moment)
            yield number, cells


def _sheet_as_lines(file: FileBytes, sheet: str | None) -> IO[bytes]:
    """Let a process of its own read the sheet, once the workbook is known to be one; return what it wrote."""
    lines: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the Workbook, or here below
    try:
        with _stored(file) as stored:
            check_workbook(stored, stored.seek(0, io.SEEK_END))
            stored.seek(0)
            _run_child(stored, lines, sheet)
    except BaseException:
        lines.close()
        raise
    lines.seek(0)
    return lines


def _stored(file: FileBytes) -> IO[bytes]:
    """Return the workbook as a file of the system; one inside gzip is unpacked aside first."""
    if not file.gzipped:
        return file.path.open("rb")
    stored = tempfile.TemporaryFile()  # noqa: SIM115 - the caller closes it
    with file.open() as packed:
        shutil.copyfileobj(packed, stored)
    return stored


def _run_child(stored: IO[bytes], lines: IO[bytes], sheet: str | None) -> None:
    command = [sys.executable, "-P", "-m", CHILD, json.dumps(sheet)]  # -P: no code from the folder at hand
    found_in = os.environ | {"PYTHONPATH": str(PACKAGES)}
    try:
        ended = subprocess.run(
            command,
            stdin=stored,
            stdout=lines,
            stderr=subprocess.DEVNULL,
            env=found_in,
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired as problem:
        raise UnreadableFile("workbook_too_large") from problem
    if ended.returncode < 0:
        raise UnreadableFile("workbook_too_large")  # stopped at a limit
    if ended.returncode or not lines.tell():
        raise UnreadableFile("damaged_archive")


def _moment(found: dict[str, Any]) -> Cell:
    return datetime.fromisoformat(found["at"]) if "at" in found else date.fromisoformat(found["on"])
