"""Whether 3/5/2024 is the third of May or the fifth of March: decided once for a file, from its dates."""

from collections.abc import Sequence

from .rows import Cell
from .times import day_and_month

UNCLEAR = ("day_order_unclear",)


def day_order(cells: Sequence[Cell]) -> tuple[bool, tuple[str, ...]]:
    """Return whether the day comes first, and a note where the dates do not settle it.

    A number above 12 settles it. Otherwise the part that changes more is taken to be the day, and times with
    AM or PM to be American.
    """
    pairs = [pair for pair in map(day_and_month, cells) if pair is not None]
    if not pairs:
        return False, ()
    day_first = sum(first > 12 for first, _ in pairs)
    month_first = sum(second > 12 for _, second in pairs)
    if bool(day_first) != bool(month_first):
        return day_first > 0, ()
    if all(first == second for first, second in pairs):
        return not _is_american(cells), UNCLEAR
    if day_first:
        return day_first >= month_first, UNCLEAR
    firsts, seconds = len({first for first, _ in pairs}), len({second for _, second in pairs})
    return firsts > seconds or (firsts == seconds and not _is_american(cells)), UNCLEAR


def _is_american(cells: Sequence[Cell]) -> bool:
    return any(isinstance(cell, str) and cell.rstrip(". ").upper().endswith(("AM", "PM")) for cell in cells)
