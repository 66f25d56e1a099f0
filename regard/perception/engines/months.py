"""Months ("2026-03", or "undated") and the days that a period has of them."""

from dataclasses import replace
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from regard.perception.engines.sql import ANYWHERE
from regard.perception.tallies import Filters

UNDATED = "undated"


def overlaps(month: str, where: Filters) -> bool:
    """Whether something of a month can be in the period; what has no day is in none."""
    if month == UNDATED:
        return where.start is None and where.end is None
    is_late = where.start is None or month >= month_of(where.start)
    return is_late and (where.end is None or month <= month_of(where.end))


def is_whole(month: str, where: Filters) -> bool:
    """Whether all of a month is in the period, which has some of it."""
    if month == UNDATED:
        return True
    first = date.fromisoformat(f"{month}-01")
    is_begun = where.start is None or where.start <= first
    return is_begun and (where.end is None or _next(first) <= where.end)


def days_in(month: str, where: Filters) -> Filters:
    """The same filters for those days of the period that are in a month."""
    first = date.fromisoformat(f"{month}-01")
    start, end = max(first, where.start or first), min(_next(first), where.end or date.max)
    return replace(where, start=start, end=end)


def period_of(months: list[str]) -> Filters:
    """The period of these months, so that files of others need not be opened."""
    if UNDATED in months:
        return ANYWHERE
    year, month = map(int, max(months).split("-"))
    end = date(year + month // 12, month % 12 + 1, 1) if (year, month) < (date.max.year, 12) else None
    return Filters(start=date.fromisoformat(f"{min(months)}-01"), end=end)


def rows_of(counts: pa.Table, month: str) -> pa.Table:
    """The rows of a month, by their column `month`."""
    mine = counts["month"].is_null() if month == UNDATED else pc.equal(counts["month"], month)
    return counts.filter(mine).combine_chunks()


def _next(first: date) -> date:
    """The first day of the next month; the last of all days after the last month of all."""
    year, month = first.year + first.month // 12, first.month % 12 + 1
    return date(year, month, 1) if year <= date.max.year else date.max


def month_of(day: date) -> str:
    """The month of a day."""
    return f"{day.year:04}-{day.month:02}"
