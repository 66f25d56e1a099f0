"""When a metric changed: breaks found by optimal partitioning."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import numpy as np

from regard.perception.estimates import Estimate, Interval
from regard.perception.metrics.nps import nps
from regard.perception.trends.series import Days, Floats, Metric, NoAnswers, UnfitSeries, critical, read

STRICTNESS = 1.3
"""The penalty of a break is this many times K log T; chosen by simulation without breaks."""
LARGEST = 1e100
NORMAL = "normal interval"
Cost = Callable[[Any, Any], Floats]
"""-2 log likelihood of one level from a row to before a later one; one of the two may be several."""


@dataclass(frozen=True)
class Break:
    """A new level from row `position` on, between `earliest` and `latest`; the levels next to it.

    For a series of days `day`, `first_day` and `last_day` are the same three as dates.
    """

    position: int
    earliest: int
    latest: int
    before: Estimate | Interval
    after: Estimate | Interval
    day: date | None = None
    first_day: date | None = None
    last_day: date | None = None

    def to_dict(self) -> dict[str, Any]:
        """The same as plain JSON values."""
        names = ("position", "earliest", "latest")
        plain: dict[str, Any] = {name: getattr(self, name) for name in names}
        for name in ("day", "first_day", "last_day"):
            day = getattr(self, name)
            plain[name] = day and day.isoformat()
        return plain | {"before": self.before.to_dict(), "after": self.after.to_dict()}


@dataclass(frozen=True)
class ChangePoints:
    """The breaks in order, and the penalty that each had to be worth, of -2 log likelihood."""

    breaks: tuple[Break, ...]
    penalty: float
    length: int
    level: float

    def to_dict(self) -> dict[str, Any]:
        """The same as plain JSON values."""
        return {
            "breaks": [one.to_dict() for one in self.breaks],
            "penalty": self.penalty,
            "length": self.length,
            "level": self.level,
        }


def change_points(
    series: Days | Sequence[float],
    penalty: Literal["mbic"] | float = "mbic",
    min_days: int = 7,
    metric: Metric = nps,
    *,
    variance: float | None = None,
    level: float = 0.95,
) -> ChangePoints:
    """Where the answers of a series of days, or the level of plain numbers, changed for good.

    Days are as for `trend`; their cost is the multinomial's -2 log likelihood over the K groups that the
    metric tells apart, so that each day weighs as many as answered. Plain numbers have the normal cost
    with K = 2 and `variance`, or without it that of their steps (median of squares, so that breaks do not
    widen it). The partition with the least cost is found exactly (Jackson et al. 2005, pruned as Killick,
    Fearnhead and Eckley 2012); segments have `min_days` or more. "mbic" is 1.3 K log T a break. The
    interval of a break is where the likelihood ratio, the levels beside it fitted anew, stays below
    -2 log(1 - root of `level`) (Siegmund 1988; Hansen 2000). It says that the answers changed, not why.
    Overdispersed days (one account answering all of a day) raise more breaks: give a larger penalty.
    Raises NoAnswers, UnfitSeries; ValueError for a penalty or minimum below zero.

    >>> found = change_points([1.0, 1.2, 0.9, 1.1, 1.0, 1.1, 0.9, 5.0, 5.1, 4.9, 5.2, 5.0, 4.8, 5.1])
    >>> [(one.position, one.earliest, one.latest) for one in found.breaks]
    [(7, 7, 7)]
    """
    critical(level)
    if min_days < 1 or (penalty != "mbic" and not penalty >= 0):
        raise ValueError(f"a segment has days and a penalty is no gain: {min_days}, {penalty}")
    numbers = _numbers(series)
    if numbers is not None:
        return _of_numbers(numbers, penalty, min_days, variance, level)
    days = read(series, metric)  # type: ignore[arg-type]
    worth = _penalty(penalty, days.counts.shape[1], len(days))
    cost = _multinomial(days.counts)
    ends = _partition(cost, len(days), worth, min_days)
    found = [
        Break(
            place,
            *around,
            metric(days.between(before, place)),
            metric(days.between(place, after)),
            *map(days.day, (place, *around)),
        )
        for before, place, after, around in _located(cost, ends, min_days, level)
    ]
    return ChangePoints(tuple(found), worth, len(days), level)


def _of_numbers(
    numbers: Floats, penalty: Literal["mbic"] | float, min_days: int, variance: float | None, level: float
) -> ChangePoints:
    known = _step_variance(numbers) if variance is None else variance
    if not 0 <= known < math.inf:
        raise ValueError(f"a variance is a number not below zero, not {known}")
    worth = _penalty(penalty, 2, len(numbers))
    cost = _normal(numbers, known)
    ends = _partition(cost, len(numbers), worth, min_days)

    def mean(start: int, end: int) -> Interval:
        value, n = float(numbers[start:end].mean()), end - start
        half = critical(level) * math.sqrt(known / n)
        return Interval(value, value - half, value + half, level, n, NORMAL)

    found = [
        Break(place, *around, mean(before, place), mean(place, after))
        for before, place, after, around in _located(cost, ends, min_days, level)
    ]
    return ChangePoints(tuple(found), worth, len(numbers), level)


def _numbers(series: Any) -> Floats | None:
    """The series as plain numbers, where it is one."""
    if isinstance(series, np.ndarray) or (
        isinstance(series, list | tuple) and all(isinstance(one, int | float) for one in series)
    ):
        numbers = np.asarray(series, float)
        if numbers.ndim != 1 or not (np.abs(numbers) < LARGEST).all():
            raise UnfitSeries(f"plain numbers are in one row and below {LARGEST:g}")
        if not len(numbers):
            raise NoAnswers("the series has no numbers")
        return numbers
    return None


def _penalty(penalty: Literal["mbic"] | float, groups: int, length: int) -> float:
    return STRICTNESS * groups * math.log(length) if penalty == "mbic" else float(penalty)


def _step_variance(numbers: Floats) -> float:
    """The variance of a number around its level, from the steps between neighbours."""
    steps = np.diff(numbers)
    if not len(steps):
        return 0.0
    robust = float(np.median(steps**2)) / (2 * 0.454936)
    return robust or float(np.mean(steps**2)) / 2


def _multinomial(counts: Floats) -> Cost:
    until = np.vstack([np.zeros(counts.shape[1]), np.cumsum(counts, axis=0)]).T

    def cost(starts: Any, end: Any) -> Floats:
        cells = until[:, np.atleast_1d(end)] - until[:, np.atleast_1d(starts)]
        cells = np.maximum(cells, 0.0)
        total: Floats = _times_log(cells.sum(0)) - _times_log(cells).sum(0)
        return 2 * total

    return cost


def _times_log(x: Floats) -> Floats:
    found: Floats = x * np.log(np.maximum(x, 1e-300))
    return found


def _normal(numbers: Floats, variance: float) -> Cost:
    centred = numbers - numbers.mean()
    sums = np.concatenate([[0.0], np.cumsum(centred)])
    squares = np.concatenate([[0.0], np.cumsum(centred**2)])
    scale = variance or max(float(np.abs(centred).max()) ** 2 * 1e-12, 1e-300)

    def cost(starts: Any, end: Any) -> Floats:
        total = sums[end] - sums[starts]
        within: Floats = squares[end] - squares[starts] - total**2 / (end - starts)
        return np.maximum(within, 0.0) / scale

    return cost


def _partition(cost: Cost, length: int, penalty: float, shortest: int) -> list[int]:
    """The ends of the segments of the cheapest partition.

    A start that costs more than a later one even without its penalty stays so; it is dropped once that
    later one can end a segment.
    """
    best = np.full(length + 1, np.inf)
    best[0] = -penalty
    last = np.zeros(length + 1, int)
    starts = np.zeros(0, int)
    until = np.zeros(0, int)
    for end in range(shortest, length + 1):
        opened = end - shortest
        if best[opened] < np.inf:
            starts, until = np.append(starts, opened), np.append(until, length + 1)
        total = best[starts] + cost(starts, end)
        cheapest = int(total.argmin())
        best[end], last[end] = total[cheapest] + penalty, starts[cheapest]
        beaten = (total > best[end]) & (until > length)
        until[beaten] = end + shortest
        kept = until > end
        starts, until = starts[kept], until[kept]
    ends = [length]
    while length >= shortest and last[ends[-1]] > 0:
        ends.append(int(last[ends[-1]]))
    return ends[::-1]


def _located(
    cost: Cost, ends: list[int], shortest: int, level: float
) -> list[tuple[int, int, int, tuple[int, int]]]:
    """For each break: where the segments beside it start and end, and where the break may as well be."""
    limit = -2 * math.log(1 - math.sqrt(level))
    edges = [0, *ends]
    found = []
    for before, place, after in zip(edges, edges[1:], edges[2:], strict=False):
        places = np.arange(before + shortest, after - shortest + 1)
        ratio = cost(before, places) + cost(places, after)
        near = places[ratio <= ratio.min() + limit]
        found.append((before, place, after, (int(near[0]), int(near[-1]))))
    return found
