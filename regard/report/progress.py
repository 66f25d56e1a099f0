"""How far a long reading is, on a terminal and nowhere else."""

from collections.abc import Callable
from typing import TextIO

from regard.report.phrases import Phrases
from regard.report.printable import width

EVERY = 0.2  # seconds


class Progress:
    """A line that is written over again and again, and gone in the end."""

    def __init__(self, stream: TextIO, phrases: Phrases, clock: Callable[[], float]) -> None:
        self._stream, self._phrases, self._clock = stream, phrases, clock
        self._is_shown = stream.isatty()
        self._due = clock() + EVERY
        self._columns = 0

    def tell(self, records: int, *, share: float) -> None:
        """Say how many records were read and which share of the file is taken."""
        if not self._is_shown or self._clock() < self._due:
            return
        self._due = self._clock() + EVERY
        percent = f"{100 * min(share, 1):.0f}"
        self._write(
            self._phrases.ngettext(
                "Reading: {n} record, {percent} %",
                "Reading: {n} records, {percent} %",
                records,
                percent=percent,
            )
        )

    def end(self) -> None:
        """Take the line away."""
        if self._columns:
            self._write("")
            self._stream.write("\r")
            self._stream.flush()

    def _write(self, line: str) -> None:
        self._stream.write("\r" + line + " " * max(0, self._columns - width(line)))
        self._stream.flush()
        self._columns = width(line)
