"""Difference-in-differences: what changed with the treated, beyond what changed with the others."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from regard.perception.counts import Groups
from regard.perception.effects.contrasts import (
    Metric,
    Parts,
    Period,
    Series,
    contrast,
    critical,
    excludes_zero,
    groups_of,
    pooled,
    unit_variance,
)
from regard.perception.effects.units import compare_units
from regard.perception.effects.verdicts import Finding
from regard.perception.estimates import Interval

SCATTER = 5
"""From so many periods before on, scatter beyond the sampling error widens the interval."""
NOT_PARALLEL = "the arms moved apart before the action already"
NOT_ALIKE = "the treated were chosen for low scores and the others were not, so they rise by themselves"


@dataclass(frozen=True)
class Arms:
    """The series of treated and of other units, the metric, and the periods on both sides of the start."""

    treated: Sequence[Series]
    others: Sequence[Series]
    metric: Metric
    start: Period

    @property
    def before(self) -> list[Period]:
        """The periods before the start in which somebody answered."""
        return sorted(
            {
                period
                for series in (*self.treated, *self.others)
                for period, counts in series.items()
                if period < self.start and counts.n
            }
        )

    @property
    def after(self) -> list[Period]:
        """The periods from the start on."""
        return sorted({p for series in (*self.treated, *self.others) for p in series if p >= self.start})

    def groups(self, arm: Sequence[Series], periods: Sequence[Period]) -> Groups | None:
        """The answers of some units of an arm in some periods, pooled."""
        return groups_of(self.metric, pooled(arm, periods))


def difference_in_differences(arms: Arms, level: float, *, chosen: bool = False) -> Finding:
    """The change of the treated minus that of the others, from independent answers.

    With one unit in each arm the four cells are combined by MOVER; from five periods before on the intervals
    are widened where the gap between the arms scatters around its line more than sampling explains. With
    more units, units are compared. From three periods before on the trends are compared (`pretrend`, per
    period), from two on a start in their middle is tried (`placebo`). Where the treated were `chosen` for low
    scores, others at another level before are no comparison. Card and Krueger (1994); Bertrand, Duflo and
    Mullainathan (2004).

    >>> from regard.perception.counts import Counts, Scale
    >>> from regard.perception.metrics.nps import nps
    >>> low, high = (Counts.of({10: n, 0: 100 - n}, Scale(0, 10)) for n in (40, 60))
    >>> arms = Arms([{1: low, 2: high}], [{1: low, 2: low}], nps, start=2)
    >>> difference_in_differences(arms, 0.95).at(0.95).value
    40.0
    """
    before, after = arms.before, arms.after
    missing = _missing(arms, before, after)
    if missing is not None:
        return missing
    alone = len(arms.treated) == len(arms.others) == 1
    found = (_of_two if alone else _of_units)(arms, before, after, level)
    barriers = list(found.barriers)
    if excludes_zero(found.pretrend) or excludes_zero(found.placebo):
        barriers.append(NOT_PARALLEL)
    if chosen and excludes_zero(_gap(arms, before, level)):
        barriers.append(NOT_ALIKE)
    return replace(found, barriers=tuple(barriers))


def _of_two(arms: Arms, before: list[Period], after: list[Period], level: float) -> Finding:
    """One unit in each arm: answers are what varies."""
    line = _gap_line(arms, before)
    widened = math.sqrt(line.scatter) if line else 1.0
    cells = _cells(arms, before, after)
    early = _cells(arms, *_halves(before))
    pretrend = None
    if line is not None:
        half = critical(level) * math.sqrt(line.variance) * widened
        n = sum(groups.n for _, groups in early)
        pretrend = Interval(line.slope, line.slope - half, line.slope + half, level, n, "slope of the gap")
    return Finding(
        lambda wanted: contrast(cells, wanted, widened=widened),
        pretrend,
        contrast(early, level, widened=widened) if len(early) == len(cells) else None,
        cautions=("one unit in each arm: what else happened to either looks the same as an effect",),
    )


def _of_units(arms: Arms, before: list[Period], after: list[Period], level: float) -> Finding:
    """Several units: units are what varies."""
    treated, others, n = _changes(arms, before, after)
    earlier, as_early, n_early = _changes(arms, *_halves(before))
    return replace(
        _judged_by_unit(treated, others, n, level),
        pretrend=_pretrend(arms, before, level) if len(before) >= 3 else None,
        placebo=compare_units(earlier, as_early, level, n=n_early),
    )


def _halves(before: list[Period]) -> tuple[list[Period], list[Period]]:
    """The periods before, cut in their middle by a start at which nothing was done."""
    return before[: len(before) // 2], before[len(before) // 2 :]


def panel_difference(treated: Groups, others: Groups | None, expected: Parts | None) -> Finding:
    """The mean change per person of the treated, minus that of the others or an expected one.

    `expected` are the parts that regression to the mean takes off where there is nobody to compare with.

    >>> up, same = Groups((0, 100), (6, 4), 10), Groups((0, 100), (9, 1), 10)
    >>> panel_difference(up, same, None).at(0.95).value
    30.0
    """
    if others is None and expected is None:
        return Finding(None, barriers=("there is no group to compare with",))
    parts: Parts = [(1, treated), (-1, others)] if others is not None else [(1, treated), *(expected or [])]
    return Finding(lambda wanted: contrast(parts, wanted), is_weak=others is None)


def panel_units(treated: Sequence[Groups], others: Sequence[Groups], level: float) -> Finding:
    """The mean changes of several treated and other units, each from its own persons, compared by unit.

    >>> units = [[Groups((0, 100), (10 - n, n), 10) for n in arm] for arm in ((6, 7, 8, 7), (1, 2, 2, 3))]
    >>> print(panel_units(*units, 0.95).at(0.95))
    50 [30, 70], n=80
    """
    means = [[float(groups.mean) for groups in arm if groups.n] for arm in (treated, others)]
    n = sum(groups.n for groups in (*treated, *others))
    return _judged_by_unit(means[0], means[1], n, level)


def _judged_by_unit(treated: Sequence[float], others: Sequence[float], n: int, level: float) -> Finding:
    never = f"{len(treated)} treated and {len(others)} other units could never tell"
    known = compare_units(treated, others, level, n=n) is not None
    return Finding(
        lambda wanted: compare_units(treated, others, wanted, n=n), barriers=() if known else (never,)
    )


def _missing(arms: Arms, before: list[Period], after: list[Period]) -> Finding | None:
    if not arms.others:
        return Finding(None, barriers=("there is no group to compare with",))
    for name, arm in (("treated", arms.treated), ("other", arms.others)):
        if arms.groups(arm, before) is None:
            return Finding(None, barriers=(f"nobody in {name} groups had answered before the action",))
        if arms.groups(arm, after) is None:
            return Finding(None, waiting=(f"nobody in {name} groups has answered since the action",))
    return None


def _cells(arms: Arms, before: Sequence[Period], after: Sequence[Period]) -> list[tuple[float, Groups]]:
    found = []
    for sign, arm in ((1, arms.treated), (-1, arms.others)):
        for side, periods in ((1, after), (-1, before)):
            groups = arms.groups(arm, periods)
            if groups is not None:
                found.append((float(sign * side), groups))
    return found


def _changes(
    arms: Arms, before: Sequence[Period], after: Sequence[Period]
) -> tuple[list[float], list[float], int]:
    """The change of every unit with answers on both sides, by arm, and how many answers that is."""
    found: tuple[list[float], list[float]] = ([], [])
    n = 0
    for place, arm in enumerate((arms.treated, arms.others)):
        for series in arm:
            earlier, later = arms.groups([series], before), arms.groups([series], after)
            if earlier is not None and later is not None:
                found[place].append(float(later.mean - earlier.mean))
                n += earlier.n + later.n
    return *found, n


def _gap(arms: Arms, before: list[Period], level: float) -> Interval | None:
    treated, others = arms.groups(arms.treated, before), arms.groups(arms.others, before)
    return None if treated is None or others is None else contrast([(1, treated), (-1, others)], level)


def _pretrend(arms: Arms, before: list[Period], level: float) -> Interval | None:
    """How the slopes of the units of both arms differ before the start, per period."""
    treated, others = (
        [slope for series in arm if (slope := _slope(arms, series, before)) is not None]
        for arm in (arms.treated, arms.others)
    )
    n = sum(counts.n for series in (*arms.treated, *arms.others) if (counts := pooled([series], before)))
    return compare_units(treated, others, level, n=n)


def _slope(arms: Arms, series: Series, before: list[Period]) -> float | None:
    """A unit's slope per period, weighted by answers; None with answers in a single period."""
    found = [(place, arms.groups([series], [period])) for place, period in enumerate(before)]
    points = [(place, float(groups.mean), groups.n_eff) for place, groups in found if groups is not None]
    return _line(points).slope if len(points) > 1 else None


@dataclass(frozen=True)
class _Line:
    """A weighted least squares line: its slope with the variance that the weights say, and the scatter.

    `scatter` is how many times as much as the weights say the points vary around the line, at least 1.
    """

    slope: float
    variance: float
    scatter: float


def _line(points: Sequence[tuple[float, float, float]]) -> _Line:
    """The line through (time, value, inverse variance)."""
    total = math.fsum(weight for _, _, weight in points)
    time = math.fsum(place * weight for place, _, weight in points) / total
    value = math.fsum(height * weight for _, height, weight in points) / total
    spread = math.fsum(weight * (place - time) ** 2 for place, _, weight in points)
    slope = math.fsum(weight * (place - time) * height for place, height, weight in points) / spread
    apart = math.fsum(
        weight * (height - value - slope * (place - time)) ** 2 for place, height, weight in points
    )
    enough = len(points) >= SCATTER
    return _Line(slope, 1 / spread, max(1.0, apart / (len(points) - 2)) if enough else 1.0)


def _gap_line(arms: Arms, before: list[Period]) -> _Line | None:
    """The line through how far two arms of one unit are apart; None for fewer than three periods."""
    points = [found for place, period in enumerate(before) if (found := _gap_at(arms, place, period))]
    return _line(points) if len(points) >= 3 else None


def _gap_at(arms: Arms, place: int, period: Period) -> tuple[float, float, float] | None:
    """When, how far the arms are apart, and the inverse of that distance's sampling variance."""
    treated, others = (arms.groups(arm, [period]) for arm in (arms.treated, arms.others))
    if treated is None or others is None:
        return None
    variance = unit_variance(treated) / treated.n_eff + unit_variance(others) / others.n_eff
    return float(place), float(treated.mean - others.mean), 1 / variance
