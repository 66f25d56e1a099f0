"""Rows of JSON: one object on each line, or one array of objects."""

import io
import re
from collections.abc import Iterator
from typing import Any

from .encodings import MARK
from .objects import DECODER, decoded, refused, row_of
from .refusals import BadValue, Refused, UnreadableFile
from .rows import MAX_COLUMNS, MAX_ROW, RAW_SHOWN, Cell, Row
from .unpacking import FileBytes

PROBE = 200  # objects whose keys make the columns; a key first seen later still arrives with its row
CHUNK = 1 << 16
_BETWEEN = re.compile(r"[\s,]*")


class JsonLines:
    """A file with one JSON object on each line as a table."""

    newline = "\n"

    def __init__(self, file: FileBytes, encoding: str) -> None:
        self._file, self._encoding = file, encoding
        self.labels: dict[str, str] = {}
        self.header_rows = 0
        self.columns: list[str] = self._probe()

    def __iter__(self) -> Iterator[Row | Refused]:
        empty: dict[str, Cell] = dict.fromkeys(self.columns)
        for found in self._rows():
            if isinstance(found, Row):
                found.values = empty | found.values
            yield found

    def _probe(self) -> list[str]:
        columns: dict[str, None] = {}
        count = 0
        for count, found in enumerate(self._rows(), start=1):
            if isinstance(found, Row):
                columns |= dict.fromkeys(found.values)
            if count >= PROBE or len(columns) > MAX_COLUMNS:
                break
        if len(columns) > MAX_COLUMNS:
            raise UnreadableFile("too_many_columns", columns=len(columns), limit=MAX_COLUMNS)
        if not columns:
            raise UnreadableFile("json_not_rows" if count else "no_rows")
        return list(columns)

    def _rows(self) -> Iterator[Row | Refused]:
        raw = self._file.open()
        with io.TextIOWrapper(raw, self._encoding, "regard.mark", newline=self.newline) as stream:
            yield from self._read(stream)

    def _read(self, stream: io.TextIOWrapper) -> Iterator[Row | Refused]:
        for number, line in enumerate(_lines(stream), start=1):
            if len(line) >= MAX_ROW:
                yield refused(number, BadValue("row_too_long", limit=MAX_ROW), line)
            elif line := line.strip("\ufeff \t\r\n"):
                yield self._row(number, line)

    def _row(self, number: int, line: str) -> Row | Refused:
        try:
            if MARK in line:
                raise BadValue("not_in_encoding", encoding=self._encoding)
            return row_of(number, decoded(line))
        except BadValue as bad:
            return refused(number, bad, line)


class JsonArray(JsonLines):
    """A file that is one JSON array of objects as a table, read piece by piece."""

    newline = ""

    def _read(self, stream: io.TextIOWrapper) -> Iterator[Row | Refused]:
        for number, (raw, item) in enumerate(_items(stream), start=1):
            try:
                if isinstance(item, BadValue):
                    raise item
                if MARK in raw:
                    raise BadValue("not_in_encoding", encoding=self._encoding)
                yield row_of(number, item)
            except BadValue as bad:
                yield refused(number, bad, raw)


def _lines(stream: io.TextIOWrapper) -> Iterator[str]:
    """Yield each line; of one that is too long only the beginning, MAX_ROW characters."""
    while line := stream.readline(MAX_ROW):
        yield line
        while len(line) >= MAX_ROW and not line.endswith("\n"):
            line = stream.readline(MAX_ROW)


def _items(stream: io.TextIOWrapper) -> Iterator[tuple[str, Any]]:
    """Yield each item of an array with its text; a BadValue where the rest of the array cannot be read."""
    text = stream.read(CHUNK).lstrip("\ufeff \t\r\n")
    at = 1
    while True:
        at = _end_of(_BETWEEN, text, at)
        if text[at : at + 1] == "]":
            return
        item, end = _item(text, at)
        if end < len(text) and not isinstance(item, BadValue):
            yield text[at:end], item
            at = end
            continue
        more = stream.read(max(CHUNK, len(text) - at)) if len(text) - at < MAX_ROW and end >= at else ""
        if not more:
            yield (
                text[at : at + RAW_SHOWN],
                item if isinstance(item, BadValue) else BadValue("json_rest_unread"),
            )
            return
        text, at = text[at:] + more, 0


def _item(text: str, at: int) -> tuple[Any, int]:
    """Read one item; where that fails return why, with an end before `at` where more text cannot mend it."""
    try:
        return DECODER.raw_decode(text, at)
    except RecursionError:
        return BadValue("json_rest_unread"), -1
    except ValueError:
        return BadValue("json_rest_unread"), len(text)


def _end_of(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at
