"""Difference-in-differences: what changed with the treated, beyond what changed with the others."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

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
    """
    critical(level)
    before, after = arms.before, arms.after
    missing = _missing(arms, before, after)
    if missing is not None:
        return missing
    alone = len(arms.treated) == len(arms.others) == 1
    widened = _scatter(arms, before) if alone else 1.0
    placebo = _placebo(arms, before, level, widened)
    pretrend = _pretrend(arms, before, level, widened) if len(before) >= 3 else None
    barriers = [NOT_PARALLEL] if excludes_zero(pretrend) or excludes_zero(placebo) else []
    if chosen and excludes_zero(_gap(arms, before, level)):
        barriers.append(NOT_ALIKE)
    caution = "one unit in each arm: what else happened to either looks the same as an effect"
    if alone:
        cells = _cells(arms, before, after)
        return Finding(
            lambda wanted: contrast(cells, wanted, widened=widened),
            pretrend,
            placebo,
            tuple(barriers),
            (),
            (caution,),
        )
    changes = _changes(arms, before, after)
    if compare_units(*changes[:2], level, n=changes[2]) is None:
        barriers.append(f"{len(changes[0])} treated and {len(changes[1])} other units could never tell")
    return Finding(
        lambda wanted: compare_units(*changes[:2], wanted, n=changes[2]), pretrend, placebo, tuple(barriers)
    )


def panel_difference(treated: Groups, others: Groups | None, expected: Parts | None) -> Finding:
    """The mean change per person of the treated, minus that of the others or an expected one.

    `expected` are the parts that regression to the mean takes off where there is nobody to compare with.
    """
    if others is None and expected is None:
        return Finding(None, barriers=("there is no group to compare with",))
    parts: Parts = [(1, treated), (-1, others)] if others is not None else [(1, treated), *(expected or [])]
    return Finding(lambda wanted: contrast(parts, wanted))


def _missing(arms: Arms, before: list[Period], after: list[Period]) -> Finding | None:
    if not arms.others:
        return Finding(None, barriers=("there is no group to compare with",))
    for name, arm in (("treated", arms.treated), ("other", arms.others)):
        if arms.groups(arm, before) is None:
            return Finding(None, barriers=(f"nobody in a {name} group had answered before the action",))
        if arms.groups(arm, after) is None:
            return Finding(None, waiting=(f"nobody in a {name} group has answered since the action",))
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


def _placebo(arms: Arms, before: list[Period], level: float, widened: float) -> Interval | None:
    """The effect of an action that nobody took, in the middle of the periods before."""
    if len(before) < 2:
        return None
    earlier, later = before[: len(before) // 2], before[len(before) // 2 :]
    if len(arms.treated) == len(arms.others) == 1:
        cells = _cells(arms, earlier, later)
        return contrast(cells, level, widened=widened) if len(cells) == 4 else None
    treated, others, n = _changes(arms, earlier, later)
    return compare_units(treated, others, level, n=n)


def _gap(arms: Arms, before: list[Period], level: float) -> Interval | None:
    treated, others = arms.groups(arms.treated, before), arms.groups(arms.others, before)
    return None if treated is None or others is None else contrast([(1, treated), (-1, others)], level)


def _pretrend(arms: Arms, before: list[Period], level: float, widened: float) -> Interval | None:
    """How the gap between the arms moved, in the metric's unit per period; None where it cannot be told."""
    slopes = [
        [found for series in arm if (found := _slope(arms, series, before)) is not None]
        for arm in (arms.treated, arms.others)
    ]
    if not all(slopes):
        return None
    n = sum(n for arm in slopes for _, _, n in arm)
    if len(arms.treated) > 1 or len(arms.others) > 1:
        treated_slopes, other_slopes = ([slope for slope, _, _ in arm] for arm in slopes)
        return compare_units(treated_slopes, other_slopes, level, n=n)
    (treated, variance, _), (other, other_variance, _) = slopes[0][0], slopes[1][0]
    half = critical(level) * math.sqrt(variance + other_variance) * widened
    value = treated - other
    return Interval(value, value - half, value + half, level, n, "difference of slopes")


def _slope(arms: Arms, series: Series, before: list[Period]) -> tuple[float, float, int] | None:
    """Slope per period weighted by answers, its sampling variance, and the answers; None for one period."""
    whole = arms.groups([series], before)
    points = [
        (place, groups) for place, period in enumerate(before) if (groups := arms.groups([series], [period]))
    ]
    if whole is None or len(points) < 2:
        return None
    centre = math.fsum(place * groups.n_eff for place, groups in points) / whole.n_eff
    spread = math.fsum(groups.n_eff * (place - centre) ** 2 for place, groups in points)
    rise = math.fsum(groups.n_eff * (place - centre) * float(groups.mean) for place, groups in points)
    return rise / spread, unit_variance(whole) / spread, whole.n


def _scatter(arms: Arms, before: list[Period]) -> float:
    """How many times as much as sampling explains the gap between the arms varies around its line before.

    At least 1; a square root of a ratio of variances.
    """
    gaps = [found for place, period in enumerate(before) if (found := _gap_at(arms, place, period))]
    if len(gaps) < SCATTER:
        return 1.0
    time, gap, weight = (np.array(column) for column in zip(*gaps, strict=True))
    design = np.column_stack([np.ones_like(time), time]) * np.sqrt(weight)[:, None]
    fitted, *_ = np.linalg.lstsq(design, gap * np.sqrt(weight), rcond=None)
    apart = gap * np.sqrt(weight) - design @ fitted
    return math.sqrt(max(1.0, float(apart @ apart) / (len(gaps) - 2)))


def _gap_at(arms: Arms, place: int, period: Period) -> tuple[float, float, float] | None:
    """When, how far the arms are apart, and the inverse of that distance's sampling variance."""
    treated, others = (arms.groups(arm, [period]) for arm in (arms.treated, arms.others))
    if treated is None or others is None:
        return None
    variance = unit_variance(treated) / treated.n_eff + unit_variance(others) / others.n_eff
    return float(place), float(treated.mean - others.mean), 1 / variance
