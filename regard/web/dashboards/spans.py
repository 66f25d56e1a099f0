"""Months and quarters: the pieces of time that a line is drawn over."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from regard.web.dashboards.naming import month_name
from regard.web.dashboards.periods import Period
from regard.web.insights.studies import Counts


@dataclass(frozen=True)
class Span:
    """A month or a quarter: its first and last month ("2026-03"), and the answers given in it."""

    name: str
    first: str
    last: str
    counts: Counts | None

    def days(self, period: Period) -> tuple[date, date]:
        """Its first and its last day, as far as they lie in the period."""
        return month_within(self.first, period)[0], month_within(self.last, period)[1]


def spans_of(months: Mapping[str, Counts], size: int) -> list[Span]:
    """Pieces of `size` months of the calendar year, from the first month with answers to the last."""
    if not months:
        return []
    found: dict[int, list[str]] = {}
    for month in months_between(min(months), max(months)):
        found.setdefault(number_of(month) // size, []).append(month)
    return [_span(piece, size, months) for piece in found.values()]


def _span(piece: list[str], size: int, months: Mapping[str, Counts]) -> Span:
    known = [months[month] for month in piece if month in months]
    name = month_name(piece[0])
    if size == 3:
        quarter = (number_of(piece[0]) % 12) // 3 + 1
        name = _("Q%(quarter)s %(year)s") % {"quarter": quarter, "year": piece[0][:4]}
    return Span(name, piece[0], piece[-1], Counts.sum(known) if known else None)


def number_of(month: str) -> int:
    """The months since the beginning of the calendar."""
    return int(month[:4]) * 12 + int(month[5:]) - 1


def month_within(month: str, period: Period) -> tuple[date, date]:
    """The first and the last day of a month, as far as they lie in the period."""
    year, number = map(int, month.split("-"))
    first = date(year, number, 1)
    last = date.fromordinal(date(year + number // 12, number % 12 + 1, 1).toordinal() - 1)
    if period.start:
        first = max(first, period.start)
    if period.last_day:
        last = min(last, period.last_day)
    return first, last


def months_between(first: str, last: str) -> list[str]:
    """Every month from the first to the last."""
    numbers = range(number_of(first), number_of(last) + 1)
    return [f"{number // 12:04}-{number % 12 + 1:02}" for number in numbers]
