"""Sums and differences of means from independent answers, with intervals that never fall to nothing."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from regard.perception.counts import Counts, Groups
from regard.perception.estimates import Estimate, Interval
from regard.perception.intervals import critical_value, limits

Period = Any
"""A whole number or a date; one kind in all of the data."""
Metric = Callable[[Counts], Estimate]
Series = Mapping[Period, Counts]
Parts = Sequence[tuple[float, Groups]]
METHOD = "MOVER of score intervals (Zou and Donner 2008)"


class NoContrast(ValueError):
    """Groups, periods or numbers from which no effect can be asked; the message names them."""


def critical(level: float) -> float:
    """The two-sided normal critical value of a level; raises ValueError outside 0..1.

    >>> round(critical(0.95), 3)
    1.96
    """
    if not 0 < level < 1:
        raise ValueError(f"a level lies between 0 and 1, not at {level}")
    return critical_value(level)


def groups_of(metric: Metric, counts: Counts | None) -> Groups | None:
    """The values that a metric gives to answers; None where there are no answers, or too few to be seen.

    >>> from regard.perception.counts import Scale
    >>> from regard.perception.metrics.nps import nps
    >>> groups_of(nps, Counts.of({10: 2}, Scale(0, 10))).counts
    (0, 0, 2)
    """
    return None if counts is None or not counts.n else metric(counts).groups


def pooled(series: Iterable[Series], periods: Iterable[Period]) -> Counts | None:
    """All answers of some groups in some periods; None where there are none.

    >>> pooled([{}], [1]) is None
    True
    """
    wanted = set(periods)
    parts = [counts for one in series for period, counts in one.items() if period in wanted and counts.n]
    return Counts.sum(parts) if parts else None


def contrast(parts: Parts, level: float, *, widened: float = 1.0) -> Interval:
    """The weighted sum of the means of independent groups, such as +1, -1, -1, +1 for four.

    MOVER for a linear combination: each part is as uncertain as its score interval says, on the side that
    matters. `widened` multiplies both half-widths.

    >>> from regard.perception.metrics.nps import nps
    >>> from regard.perception.counts import Scale
    >>> some = groups_of(nps, Counts.of({10: 60, 0: 40}, Scale(0, 10)))
    >>> print(contrast([(1, some), (-1, some)], 0.95))
    0 [-26.69, 26.69], n=200
    """
    z = critical(level)
    value = math.fsum(weight * float(groups.mean) for weight, groups in parts)
    down = up = 0.0
    for weight, groups in parts:
        mean, (low, high) = float(groups.mean), limits(groups, z)
        sides = (weight * (mean - low), weight * (high - mean))
        if weight < 0:
            sides = (-weight * (high - mean), -weight * (mean - low))
        down, up = math.hypot(down, sides[0]), math.hypot(up, sides[1])
    n = sum(groups.n for _, groups in parts)
    return Interval(value, value - widened * down, value + widened * up, level, n, METHOD)


def unit_variance(groups: Groups) -> float:
    """The variance of one answer, from the width of the score interval, so that it is never 0.

    >>> from regard.perception.metrics.nps import nps
    >>> from regard.perception.counts import Scale
    >>> unit_variance(groups_of(nps, Counts.of({10: 30}, Scale(0, 10)))) > 0
    True
    """
    z = critical_value(0.95)
    low, high = limits(groups, z)
    return groups.n_eff * ((high - low) / 2 / z) ** 2


def excludes_zero(interval: Interval | None) -> bool:
    """Whether there is an interval and 0 lies outside it.

    >>> excludes_zero(None)
    False
    """
    return interval is not None and not interval.low <= 0 <= interval.high
