"""Rows of delimited text: commas, semicolons, tabs or pipes, quoted as spreadsheets do it."""

import csv
import io
from collections.abc import Iterator
from functools import partial

from .encodings import MARK
from .headers import Header, printable, read_header
from .quoting import NO_DELIMITER, Dialect, opened_quote, sniff
from .refusals import Refused, UnreadableFile
from .rows import MAX_CELL, MAX_ROW, RAW_SHOWN, Cell, Record, Row
from .unpacking import FileBytes

SAMPLE = 1 << 18
PROBE = 50  # records that decide on the header


class _RowTooLong(Exception):
    """More text than a row may hold was read without reaching its end."""


class Delimited:
    """A file of delimited text as a table; each iteration reads it again from the beginning."""

    def __init__(
        self, file: FileBytes, encoding: str, delimiter: str | None = None, header_rows: int | None = None
    ) -> None:
        self._file, self._encoding = file, encoding
        self._dialect = self._find_dialect(delimiter)
        self.columns: list[str] = []
        header = self._header(header_rows)
        self.columns, self.labels, self.header_rows = header.columns, header.labels, header.rows

    @property
    def delimiter(self) -> str:
        """The character between the cells; empty for a file of one column."""
        return self._dialect.delimiter.replace(NO_DELIMITER, "")

    def __iter__(self) -> Iterator[Row | Refused]:
        columns, width, skipped = self.columns, len(self.columns), self.header_rows
        with self._open() as stream:
            for record in _Parser(stream, self._dialect, self._encoding, columns).records():
                if isinstance(record, Refused):
                    yield record
                elif record[0] > skipped:
                    number, cells = record
                    if len(cells) == width:
                        yield Row(number, dict(zip(columns, cells, strict=False)))
                    else:
                        yield self._ragged(number, list(cells))

    def _ragged(self, number: int, cells: list[Cell]) -> Row | Refused:
        width = len(self.columns)
        if len(cells) > width and not any(cells[width:]):
            return Row(number, dict(zip(self.columns, cells[:width], strict=True)))
        code = "extra_cells" if len(cells) > width else "missing_cells"
        raw = printable(self._dialect.delimiter.join(map(str, cells))[:RAW_SHOWN])
        return Refused(number, None, code, {"cells": len(cells), "columns": width}, raw)

    def _open(self) -> io.TextIOWrapper:
        stream = io.TextIOWrapper(self._file.open(), self._encoding, "regard.mark", newline="")
        if self._dialect.declared:
            stream.readline(16)
        return stream

    def _find_dialect(self, delimiter: str | None) -> Dialect:
        if delimiter == "":
            return Dialect(NO_DELIMITER)
        if delimiter is not None and (len(delimiter) != 1 or delimiter in '\r\n"'):
            raise UnreadableFile("bad_delimiter", delimiter=delimiter)
        with io.TextIOWrapper(self._file.open(), self._encoding, "regard.mark", newline="") as stream:
            return sniff(stream.read(SAMPLE), delimiter)

    def _header(self, header_rows: int | None) -> Header:
        probe: list[Record] = []
        refused = False
        with self._open() as stream:
            for record in _Parser(stream, self._dialect, self._encoding, []).records():
                if isinstance(record, tuple):
                    probe.append(record)
                elif not probe:
                    raise UnreadableFile("header_broken")
                else:
                    refused = True
                if len(probe) >= PROBE:
                    break
        return read_header(probe, header_rows, more=refused)


class _Parser:
    """Splits one stream of text into records, and finds its way again after one that is too large."""

    def __init__(self, stream: io.TextIOWrapper, dialect: Dialect, encoding: str, columns: list[str]) -> None:
        self._stream, self._dialect, self._encoding, self._columns = stream, dialect, encoding, columns
        self._held: list[str] = []  # the lines of the record at hand
        self._length = 0
        self._marked = False
        self._ended_inside = False
        self._number = 0

    def records(self) -> Iterator[Record | Refused]:
        csv.field_size_limit(MAX_CELL)
        finished = False
        while not finished:
            reader = csv.reader(
                self._lines(), delimiter=self._dialect.delimiter, skipinitialspace=self._dialect.spaced
            )
            try:
                yield from self._read(reader)
                finished = True
            except (csv.Error, _RowTooLong):
                self._number += 1
                yield self._too_large()
                self._reset()

    def _read(self, reader: Iterator[list[str]]) -> Iterator[Record | Refused]:
        for cells in reader:
            self._number += 1
            if self._marked or self._ended_inside:
                yield self._faulty(cells)
            elif any(cells):
                yield self._number, cells
            self._held.clear()
            self._length = 0

    def _lines(self) -> Iterator[str]:
        held = self._held
        for line in iter(partial(self._stream.readline, MAX_ROW), ""):
            held.append(line)
            self._length += len(line)
            if self._length >= MAX_ROW:
                raise _RowTooLong
            if MARK in line:
                self._marked = True
            yield line
        self._ended_inside = bool(held)

    def _reset(self) -> None:
        self._held.clear()
        self._length = 0
        self._marked = self._ended_inside = False

    def _faulty(self, cells: list[str]) -> Refused:
        raw = printable("".join(self._held)[:RAW_SHOWN])
        if self._ended_inside:
            refused = Refused(self._number, None, "quote_not_closed", {"lines": len(self._held)}, raw)
        else:
            place = next((place for place, cell in enumerate(cells) if MARK in cell), 0)
            code, params = "not_in_encoding", {"encoding": self._encoding}
            refused = Refused(self._number, self._name(place), code, {**params}, raw)
        self._marked = False
        return refused

    def _too_large(self) -> Refused:
        """Name the cell that is too large, then read on to the end of its record."""
        text = "".join(self._held)
        raw = printable(text[:RAW_SHOWN])
        place, length, inside = opened_quote(text, self._dialect.delimiter)
        lines, closed = self._skip(inside, ended=text.endswith(("\n", "\r")))
        if not closed:
            taken = len(self._held) + lines
            return Refused(self._number, self._name(place), "quote_not_closed", {"lines": taken}, raw)
        if length > MAX_CELL:
            return Refused(self._number, self._name(place), "cell_too_large", {"limit": MAX_CELL}, raw)
        return Refused(self._number, None, "row_too_long", {"limit": MAX_ROW}, raw)

    def _skip(self, inside: bool, *, ended: bool) -> tuple[int, bool]:
        """Read to the end of the record; return the lines that took, and whether its quote was closed."""
        lines = 0
        while inside or not ended:
            piece = self._stream.readline(MAX_CELL)
            if not piece:
                break
            inside ^= piece.count('"') % 2 == 1
            ended = piece.endswith(("\n", "\r"))
            lines += ended
        return lines, not inside

    def _name(self, place: int) -> str:
        return self._columns[place] if place < len(self._columns) else f"column {place + 1}"
