"""What each record was read as, written record by record: JSON Lines, or CSV where the file is called so."""

import csv
import json
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple, Protocol, TextIO

import pyarrow as pa

from regard.report.speaking import TEXT_COLUMNS
from regard.web.listening.formats import Candidate

FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Said(NamedTuple):
    """One record: what its row says, the text that is read, and the day in the zone that was asked for."""

    candidate: Candidate
    text: str | None
    day: date | None


class ReadingFile(Protocol):
    """A file that takes the readings of one batch after the other."""

    def write(self, records: list[Said], readings: pa.Table) -> None:
        """Write what each record of a batch was read as."""


class JsonLines:
    """One JSON object a line."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, records: list[Said], readings: pa.Table) -> None:
        """Write what each record of a batch was read as."""
        for line in _lines(records, readings):
            self._stream.write(json.dumps(line, ensure_ascii=False) + "\n")


class Csv:
    """One row each; what a record has several of stands in one cell, with the places of its spans."""

    def __init__(self, stream: TextIO) -> None:
        self._writer = csv.writer(stream)
        self._writer.writerow(("row", "id", *TEXT_COLUMNS))

    def write(self, records: list[Said], readings: pa.Table) -> None:
        """Write what each record of a batch was read as."""
        for line in _lines(records, readings):
            self._writer.writerow([_cell(value) for value in line.values()])


def reading_file(path: Path, stream: TextIO) -> ReadingFile:
    """The form that the name of the file asks for."""
    return Csv(stream) if path.suffix.lower() == ".csv" else JsonLines(stream)


def _lines(records: list[Said], readings: pa.Table) -> Iterable[dict[str, Any]]:
    found = readings.select(TEXT_COLUMNS).to_pylist()
    for said, reading in zip(records, found, strict=True):
        yield {"row": said.candidate.row, "id": said.candidate.external_id} | reading


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        value = "; ".join(_piece(one) for one in value)
    # a spreadsheet takes such a text for a formula
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def _piece(one: Any) -> str:
    """A label, or a finding with its place: "price negative 12-20"."""
    if not isinstance(one, Mapping):
        return str(one)
    names = [str(value) for name, value in one.items() if name not in ("start", "end")]
    return " ".join([*names, f"{one['start']}-{one['end']}"])
