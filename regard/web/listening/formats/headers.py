"""Which of the first rows are the header, and what the columns are called."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from .names import is_known_name
from .refusals import UnreadableFile
from .rows import MAX_COLUMNS, Cell, Record
from .sorts import Sort, sort_of

MAX_NAME = 200
MAX_HEADER_WORDS = 60  # characters; a longer first cell in a file of one column is a comment, not a name
SECOND_ROW = {  # what survey tools write under an open question
    "response",
    "open-ended response",
    "other (please specify)",
    "回答",
    "开放式回答",
    "开放式答案",
}
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ufeff\ud800-\udfff\s]+")


@dataclass(frozen=True, slots=True)
class Header:
    """The names of the columns, the question texts below them, and the number of the last header row."""

    columns: list[str]
    rows: int
    labels: dict[str, str] = field(default_factory=dict)


def read_header(records: Sequence[Record], header_rows: int | None = None, *, more: bool = False) -> Header:
    """Find the header in the first records of a file; raises UnreadableFile where no row follows it.

    `more` says that further rows stand in the file, though they cannot be read.
    """
    table = [[_text(cell) for cell in cells] for _, cells in records]
    if not any(map(any, table)):
        raise UnreadableFile("empty_file")
    depth = header_depth(table) if header_rows is None else header_rows
    if len(records) < depth or (len(records) == depth and not more):
        raise UnreadableFile("no_rows")
    width = _width(table, depth)
    if width > MAX_COLUMNS:
        raise UnreadableFile("too_many_columns", columns=width, limit=MAX_COLUMNS)
    names, labels = _names_and_labels(table[:depth], width)
    columns = unique_names(names)
    told = {column: label for column, label in zip(columns, labels, strict=True) if label and label != column}
    return Header(columns, records[depth - 1][0] if depth else 0, told)


def header_depth(table: Sequence[Sequence[str]]) -> int:
    """Return how many of the first rows name the columns: 0, 1, 2 (SurveyMonkey) or 3 (Qualtrics)."""
    for depth in (2, 3):
        if len(table) >= depth and sum(cell.startswith('{"ImportId"') for cell in table[depth - 1]) > 0:
            return depth
    if not _is_header(table):
        return 0
    return 2 if len(table) > 2 and _continues_header(table[0], table[1]) else 1


def unique_names(names: Sequence[str]) -> list[str]:
    """Give each column a name of its own: the empty ones by place, the repeated ones with a count."""
    taken: set[str] = set()
    unique = []
    for place, name in enumerate(names, start=1):
        wanted = name or f"column {place}"
        free, count = wanted, 1
        while free in taken:
            count += 1
            free = f"{wanted} ({count})"
        taken.add(free)
        unique.append(free)
    return unique


def printable(text: str) -> str:
    """Return a text on one line, without control characters and lone surrogates."""
    return _UNPRINTABLE.sub(" ", text).strip()


def _text(cell: Cell) -> str:
    return "" if cell is None else printable(str(cell))


def _width(table: Sequence[Sequence[str]], depth: int) -> int:
    """Return the width of the header, without empty columns at its end that no row fills."""
    width = max((len(row) for row in table[: max(depth, 1)]), default=0)
    while width > 1 and not any(row[width - 1] for row in table if len(row) >= width):
        width -= 1
    return width


def _names_and_labels(header: Sequence[Sequence[str]], width: int) -> tuple[list[str], list[str]]:
    padded = [[*row[:width], *[""] * (width - len(row))] for row in header]
    if not padded:
        return [""] * width, [""] * width
    if len(padded) == 2 and not any(cell.startswith('{"ImportId"') for cell in padded[1]):
        return _joined(*padded), [""] * width
    labels = padded[1] if len(padded) == 3 else [""] * width
    return [name[:MAX_NAME] for name in padded[0]], labels


def _joined(questions: Sequence[str], parts: Sequence[str]) -> list[str]:
    """Name each column by its question and, for a question of several columns, its part."""
    names, question = [], ""
    for own, part in zip(questions, parts, strict=True):
        question = own or question
        told = "" if part.casefold() in SECOND_ROW else part
        names.append(" - ".join(filter(None, (question, told)))[:MAX_NAME])
    return names


def _continues_header(first: Sequence[str], second: Sequence[str]) -> bool:
    """SurveyMonkey: nothing below the id and the dates, "Response" or a choice below the questions."""
    told = [cell for cell in second if cell]
    survey = any(name.casefold() in ("respondent id", "collector id") for name in first)
    below_questions = any(cell.casefold() in SECOND_ROW for cell in told)
    return (
        bool(told)
        and not second[0]
        and (survey or below_questions)
        and all(sort_of(c) is Sort.WORDS for c in told)
    )


def _is_header(table: Sequence[Sequence[str]]) -> bool:
    first, rest = table[0], table[1:]
    if any(is_known_name(cell) for cell in first):
        return True
    sorts = [sort_of(cell) for cell in first]
    for place, sort in enumerate(sorts):
        below = [sort_of(row[place]) for row in rest if place < len(row) and row[place]]
        if below and sort is Sort.WORDS and sum(s is not Sort.WORDS for s in below) >= 0.8 * len(below):
            return True
    if any(sort not in (Sort.WORDS, Sort.EMPTY) for sort in sorts):
        return False
    return _reads_like_names(first, rest)


def _reads_like_names(first: Sequence[str], rest: Sequence[Sequence[str]]) -> bool:
    """Without numbers to tell by: names are short, differ, do not come back below, and are no sentences."""
    named = [cell for cell in first if cell]
    again = any(
        place < len(row) and row[place] == cell for row in rest for place, cell in enumerate(first) if cell
    )
    short = all(len(cell) <= MAX_HEADER_WORDS and not cell.endswith((".", "!", "。", "！")) for cell in named)
    return short and len(set(named)) == len(named) and not again
