"""How the cells of a delimited text are kept apart, found from the text itself."""

import csv
import io
import re
from dataclasses import dataclass

from .rows import MAX_CELL

DELIMITERS = (",", ";", "\t", "|")
NO_DELIMITER = "\x1f"  # separates nothing: each line is one cell
DECLARED = re.compile(r'\ufeff?"?sep=(.)"?[ ;,\t]*\r?\n', re.IGNORECASE)
SAMPLE_ROWS = 200
AGREEMENT = 0.5  # share of rows that must have as many cells as the first


@dataclass(frozen=True, slots=True)
class Dialect:
    """The delimiter, whether a `sep=` line declares it, and whether blanks follow it."""

    delimiter: str
    declared: bool = False
    spaced: bool = False


def sniff(sample: str, delimiter: str | None = None) -> Dialect:
    """Return the dialect in which the rows of the sample agree best."""
    declared = DECLARED.match(sample)
    if declared:
        sample = sample[declared.end() :]
    found = delimiter or (declared and declared[1]) or _best_delimiter(sample)
    return Dialect(found, bool(declared), _is_spaced(sample, found))


def _best_delimiter(sample: str) -> str:
    scores = {delimiter: _score(_rows(sample, delimiter)) for delimiter in DELIMITERS}
    best = max(scores, key=lambda delimiter: scores[delimiter])
    return best if scores[best] > (0, 0) else NO_DELIMITER


def _score(rows: list[list[str]]) -> tuple[float, int]:
    """Score the share of rows with as many cells as the first, then the number of cells."""
    width = len(rows[0]) if rows else 0
    agreeing = sum(len(row) == width or (len(row) > width > 0 and not any(row[width:])) for row in rows)
    if width < 2 or agreeing < AGREEMENT * len(rows):
        return 0, 0
    return round(agreeing / len(rows), 1), width


def _rows(sample: str, delimiter: str) -> list[list[str]]:
    """Return the first rows of the sample, without the last where the sample may have cut it."""
    rows: list[list[str]] = []
    csv.field_size_limit(MAX_CELL)
    try:
        for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter):
            if row:
                rows.append(row)
            if len(rows) > SAMPLE_ROWS:
                break
    except csv.Error:
        pass
    return rows[:-1] if len(rows) > 2 else rows


def _is_spaced(sample: str, delimiter: str) -> bool:
    return f'{delimiter} "' in sample and f'{delimiter}"' not in sample


def opened_quote(text: str, delimiter: str) -> tuple[int, int, bool]:
    """Find the longest cell of an unfinished record: its place, its length, and whether its quote is open."""
    longest, place, start, inside = (0, 0), 0, 0, False
    while start < len(text):
        inside = text[start] == '"'
        quote_end = _closing_quote(text, start + 1) if inside else start
        inside = inside and quote_end < 0
        end = len(text) if inside else text.find(delimiter, quote_end)
        end = end if end >= 0 else len(text)
        longest = max(longest, (end - start, -place))
        place, start = place + 1, end + 1
    return -longest[1], longest[0], inside


def _closing_quote(text: str, start: int) -> int:
    """Return where the quote that opened before `start` closes, or -1; doubled quotes are text."""
    while (end := text.find('"', start)) >= 0:
        if text[end + 1 : end + 2] != '"':
            return end
        start = end + 2
    return -1
