"""Treated and other units compared by one number each, as when whole shops or regions are treated."""

import math
from collections.abc import Sequence
from itertools import combinations

from scipy import special

from regard.perception.effects.contrasts import critical
from regard.perception.estimates import Interval

FEW = 10
"""With fewer units than this in both arms, only who was treated is taken as random."""


def compare_units(
    treated: Sequence[float], others: Sequence[float], level: float, *, n: int
) -> Interval | None:
    """The difference of the mean change of treated units and of others, each unit counting once.

    From ten units on Welch's (1947) t on the units' changes, which is clustering by unit (Donald and Lang
    2007). Below, or with a single unit in an arm, randomisation inference (Fisher 1935): every other choice
    of as many treated units is tried, and the interval holds the effects that this test does not reject.
    None where so few units could never reject anything at this level, or an arm has no unit.

    >>> print(compare_units([5, 6, 7, 6], [0, 1, -1, 0], 0.95, n=800))
    6 [4, 8], n=800
    >>> compare_units([5, 6], [0, 1], 0.95, n=400) is None
    True
    """
    critical(level)
    if not treated or not others:
        return None
    if len(treated) + len(others) < FEW or min(len(treated), len(others)) < 2:
        return _randomised(treated, others, level, n)
    return _welch(treated, others, level, n)


def _welch(treated: Sequence[float], others: Sequence[float], level: float, n: int) -> Interval:
    value = _mean(treated) - _mean(others)
    parts = [(_variance(arm) / len(arm), len(arm) - 1) for arm in (treated, others)]
    variance = sum(part for part, _ in parts)
    df = variance**2 / sum(part**2 / df for part, df in parts) if variance else 1.0
    half = -float(special.stdtrit(df, (1 - level) / 2)) * math.sqrt(variance)
    return Interval(value, value - half, value + half, level, n, "Welch's t on units")


def _randomised(treated: Sequence[float], others: Sequence[float], level: float, n: int) -> Interval | None:
    """An effect d is rejected when |difference - d| is among the largest of all choices, d taken out."""
    units, k = [*treated, *others], len(treated)
    value = _mean(treated) - _mean(others)
    spans = []
    for chosen in combinations(range(len(units)), k):
        kept = sum(place < k for place in chosen)
        balance = kept / k - (k - kept) / len(others)
        if abs(balance) > 1 - 1e-12:
            spans.append((-math.inf, math.inf))
            continue
        other = _difference(units, chosen)
        ends = (value - other) / (1 - balance), (value + other) / (1 + balance)
        spans.append((min(ends), max(ends)))
    least = (1 - level) * len(spans) + 1e-9
    low = _outermost(spans, least)
    high = _outermost([(-end, -start) for start, end in spans], least)
    if low is None or high is None:
        return None
    return Interval(value, low, -high, level, n, "randomisation inference over units")


def _outermost(spans: list[tuple[float, float]], least: float) -> float | None:
    """The lowest place that more than `least` spans hold; None where that is everywhere."""
    if sum(start == -math.inf for start, _ in spans) > least:
        return None
    starts = sorted(start for start, _ in spans if start > -math.inf)
    return next(
        (x for x in starts if sum(start <= x + 1e-12 and x <= end + 1e-12 for start, end in spans) > least),
        None,
    )


def _difference(units: Sequence[float], chosen: Sequence[int]) -> float:
    inside = [units[place] for place in chosen]
    outside = [unit for place, unit in enumerate(units) if place not in chosen]
    return _mean(inside) - _mean(outside)


def _mean(values: Sequence[float]) -> float:
    return math.fsum(values) / len(values)


def _variance(values: Sequence[float]) -> float:
    mean = _mean(values)
    return math.fsum((value - mean) ** 2 for value in values) / (len(values) - 1)
