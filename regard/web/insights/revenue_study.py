"""The revenue that was heard and kept, and whether it goes with the score: each currency by itself."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from regard.perception.estimates import Interval
from regard.perception.links import (
    RevenuePerPoint,
    RevenueRate,
    RevenueSums,
    Wave,
    gross_revenue_retention,
    logo_churn,
    net_revenue_retention,
    revenue_heard,
    revenue_per_point,
)
from regard.perception.links.revenue import CONCENTRATED
from regard.web.insights.payer_study import Payer
from regard.web.insights.saying import heard_since

__all__ = [
    "Coverage",
    "Heard",
    "Interval",
    "Kept",
    "QuarterOf",
    "RevenuePerPoint",
    "RevenueRate",
    "coverage",
    "kept",
    "per_point",
    "quarters_of",
]

ENOUGH = 30  # customers who paid at the start: from here on the interval of a rate is to be trusted
FEWEST = 5  # fewer are not told, for that would tell what one of them pays
QUARTERS = 12  # back from now, in which revenue and score are looked at together
Account = tuple[float, float]


@dataclass(frozen=True)
class Kept:
    """What is left of a currency's revenue of one day: `n` customers paid then, of `unknown` nobody knows.

    The rates are None where fewer than 30 paid. `start` and `end` are a month's revenue on both days.
    """

    currency: str
    n: int
    unknown: int
    start: float = 0.0
    end: float = 0.0
    net: RevenueRate | None = None
    gross: RevenueRate | None = None
    lost: Interval | None = None


@dataclass(frozen=True)
class Heard:
    """Of one segment, or of everybody (None), those who said anything, and their part of the revenue."""

    segment: str | None
    customers: int
    heard: int
    rate: RevenueRate | None


class Coverage(NamedTuple):
    """How much of a currency's revenue of today comes from customers who said anything since a day."""

    currency: str
    whole: Heard
    segments: tuple[Heard, ...]


class QuarterOf(NamedTuple):
    """What a customer paid a month on the last day of a quarter, and what it answered in it."""

    currency: str
    day: date
    wave: Wave


def kept(everybody: Iterable[Payer], *, start: date, end: date) -> list[Kept]:
    """Net and gross revenue retention and lost customers between two days, the larger currency first."""
    pairs: dict[str, list[Account]] = {}
    unknown: dict[str, int] = {}
    for one in everybody:
        currency, before = one.currency, one.revenue(start)
        if currency is None or before == 0 or not one.was_here(start) or one.undated:
            continue
        after = one.revenue(end)
        if before is None or after is None:
            unknown[currency] = unknown.get(currency, 0) + 1
        else:
            pairs.setdefault(currency, []).append((before, after))
    found = [
        _kept(currency, pairs.get(currency, []), unknown.get(currency, 0))
        for currency in {**pairs, **unknown}
    ]
    return sorted(found, key=lambda one: (-one.n, -one.unknown, one.currency))


def coverage(everybody: Sequence[Payer], *, since: date, today: date) -> list[Coverage]:
    """How much of today's revenue is of customers who said anything since a day, and so by segment."""
    said = heard_since(since)
    by_currency: dict[str, list[tuple[Payer, float]]] = {}
    for one in everybody:
        amount = one.revenue(today) if one.is_here else None
        if one.currency is not None and amount:
            by_currency.setdefault(one.currency, []).append((one, amount))
    found = []
    for currency, rows in by_currency.items():
        names = sorted({one.segment for one, _ in rows})
        parts = [_heard(name, [row for row in rows if row[0].segment == name], said) for name in names]
        found.append(Coverage(currency, _heard(None, rows, said), tuple(parts)))
    return sorted(found, key=lambda one: (-one.whole.customers, one.currency))


def per_point(everybody: Iterable[Payer], *, today: date) -> dict[str, RevenuePerPoint]:
    """By currency, how much more the same customer pays in a quarter after one with a higher score."""
    panels: dict[str, list[Wave]] = {}
    for found in quarters_of(everybody, today=today):
        panels.setdefault(found.currency, []).append(found.wave)
    return {currency: revenue_per_point(waves) for currency, waves in sorted(panels.items())}


def quarters_of(everybody: Iterable[Payer], *, today: date) -> Iterator[QuarterOf]:
    """Every quarter of every customer from which that is told, one by one."""
    days = [today - timedelta(days=91 * back) for back in reversed(range(QUARTERS))]
    for one in everybody:
        if one.currency is not None and one.spells and not one.undated:
            for wave in _waves(one, days):
                yield QuarterOf(one.currency, days[wave.number], wave)


def _kept(currency: str, pairs: list[Account], unknown: int) -> Kept:
    sums = RevenueSums.of(pairs)
    bare = Kept(currency, sums.n, unknown, sums.start, sums.end)
    if sums.n < ENOUGH:
        return bare
    accounts = pairs if sums.top_share > CONCENTRATED else []
    return Kept(
        currency,
        sums.n,
        unknown,
        sums.start,
        sums.end,
        net_revenue_retention(sums, accounts=accounts),
        gross_revenue_retention(sums, accounts=accounts),
        logo_churn(sums),
    )


def _heard(segment: str | None, rows: Sequence[tuple[Payer, float]], said: frozenset[UUID]) -> Heard:
    spoke = [amount for one, amount in rows if one.pk in said]
    silent = [amount for one, amount in rows if one.pk not in said]
    rate = None
    if len(rows) >= FEWEST:
        sums = [RevenueSums.of((amount, amount) for amount in part) for part in (spoke, silent)]
        rate = revenue_heard(*sums)
    return Heard(segment, len(rows), len(spoke), rate)


def _waves(one: Payer, days: Sequence[date]) -> Iterable[Wave]:
    """What it paid on each day and what it answered in the quarter before that; from its first day on."""
    scores = _scores(one, days)
    for number, day in enumerate(days):
        if one.spells[0][0] <= day:
            yield Wave(str(one.pk), number, one.revenue(day), scores.get(number))


def _scores(one: Payer, days: Sequence[date]) -> Mapping[int, float]:
    """The mean score of each quarter that ends on one of the days."""
    given: dict[int, tuple[float, int]] = {}
    for one_day in one.answers:
        number = next((place for place, last in enumerate(days) if one_day.day <= last), None)
        if number is not None and one_day.day > days[number] - timedelta(days=91):
            total, n = given.get(number, (0.0, 0))
            given[number] = total + one_day.total, n + one_day.n
    return {number: total / n for number, (total, n) in given.items()}
