"""What the values of one column look like, over the rows seen."""

from collections.abc import Sequence
from dataclasses import dataclass

from .refusals import BadValue
from .rows import Cell
from .scores import glimpse, is_no_answer
from .sorts import Sort, sort_of
from .times import moment

MOSTLY = 0.6  # of the numbers of a column; the others are then refused row by row, and named


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers of a column that could hold scores; `stated` is the highest possible where they say it."""

    share: float
    low: float
    high: float
    whole: bool
    stated: int | None
    n: int
    likely: tuple[float, float] | None = None  # range of those from 0 to 10, where the others are few


@dataclass(frozen=True, slots=True)
class Evidence:
    """Shares are of the filled cells; `length` is their mean number of characters."""

    filled: int
    distinct: float
    length: float
    words: float
    emails: float
    addresses: float
    dates: float  # written as dates
    moments: float  # readable as dates, seconds and spreadsheet days included
    objects: float  # JSON
    numbers: Numbers | None


def evidence_of(cells: Sequence[Cell]) -> Evidence:
    """Return the evidence of the cells of one column."""
    filled = [
        cell for cell in cells if cell is not None and not (isinstance(cell, str) and is_no_answer(cell))
    ]
    n = len(filled) or 1
    texts = [str(cell) for cell in filled]
    sorts = [sort_of(cell) for cell in filled]
    return Evidence(
        filled=len(filled),
        distinct=len(set(texts)) / n,
        length=sum(map(len, texts)) / n,
        words=sorts.count(Sort.WORDS) / n,
        emails=sorts.count(Sort.EMAIL) / n,
        addresses=sorts.count(Sort.ADDRESS) / n,
        dates=sorts.count(Sort.DATE) / n,
        moments=sum(map(_is_moment, filled)) / n,
        objects=sum(text[:1] in "{[" for text in texts) / n,
        numbers=_numbers(filled),
    )


def _is_moment(cell: Cell) -> bool:
    try:
        return moment(cell, day_first=False) is not None
    except BadValue as bad:
        return bad.code == "date_impossible" and sort_of(cell) is Sort.DATE


def _numbers(filled: Sequence[Cell]) -> Numbers | None:
    found = [reading for reading in map(glimpse, filled) if reading is not None]
    if not found:
        return None
    numbers = [float(number) for number, _ in found]
    stated = [highest for _, highest in found if highest is not None]
    return Numbers(
        share=len(found) / len(filled),
        low=min(numbers),
        high=max(numbers),
        whole=all(number.is_integer() for number in numbers),
        stated=max(set(stated), key=stated.count) if stated else None,
        n=len(numbers),
        likely=_likely(numbers),
    )


def _likely(numbers: Sequence[float]) -> tuple[float, float] | None:
    """The range of the numbers that could be scores, where all but a few of them could."""
    kept = [number for number in numbers if number.is_integer() and 0 <= number <= 10]
    return (min(kept), max(kept)) if kept and len(kept) >= MOSTLY * len(numbers) else None
