"""Interrupted time series: the level before, carried on, against what came after."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray
from scipy import special

from regard.perception.counts import Groups
from regard.perception.effects.contrasts import Period, excludes_zero, unit_variance
from regard.perception.effects.verdicts import Finding
from regard.perception.estimates import Interval

BEFORE, AFTER = 8, 4
"""The fewest periods with answers before and after the start of an action."""
CARRIED = 0.8
"""The largest correlation of neighbouring errors that is allowed for."""
METHOD = "segmented regression, Newey-West errors, never below the sampling error"
Floats = NDArray[np.float64]
Points = Sequence[tuple[Period, Groups]]


@dataclass(frozen=True)
class Segmented:
    """Level, slope, step and change of slope, with the larger of two covariances for each contrast."""

    coefficients: Floats
    robust: Floats
    sampling: Floats
    df: int
    n: int

    def interval(self, weights: Floats, level: float) -> Interval:
        """A weighted sum of the coefficients with Student's t."""
        value = float(weights @ self.coefficients)
        variance = max(float(weights @ part @ weights) for part in (self.robust, self.sampling))
        half = -float(special.stdtrit(self.df, (1 - level) / 2)) * math.sqrt(max(variance, 0.0))
        return Interval(value, value - half, value + half, level, self.n, METHOD)


def interrupted(points: Points, start: Period, level: float) -> Finding:
    """The mean step from the trend before `start`, over the periods after it, from one series of answers.

    Segmented regression (Wagner et al. 2002) weighted by answers. Its errors are the larger of Newey and
    West's (1987), and of the known sampling variances times the scatter beyond them and the correlation of
    neighbours; Student's t with periods minus 4 degrees of freedom. Where the level itself wanders (errors
    that carry over by more than half), a false alarm is likelier than the level says. Needs 8 periods before
    and 4 after. From 16 before on, a break in their middle is the placebo. `pretrend` is the slope before,
    per unit of time (a day for dates).

    >>> flat = [(week, Groups((0, 100), (50, 50), 100)) for week in range(20)]
    >>> abs(interrupted(flat, 12, 0.95).at(0.95).value) < 1e-9
    True
    """
    points = sorted(points, key=lambda point: point[0])
    before = [point for point in points if point[0] < start]
    after = len(points) - len(before)
    cautions = ("anything else that happened at the same time looks the same as an effect",)
    if len(before) < BEFORE:
        why = f"{len(before)} periods before the action, of {BEFORE} needed"
        return Finding(None, barriers=(why,), cautions=cautions)
    if after < AFTER:
        why = f"{after} periods since the action, of {AFTER} needed"
        return Finding(None, waiting=(why,), cautions=cautions)
    fitted, step = _fit(points, start)
    placebo = _placebo(before, level)
    barriers = ("a break was found before the action, where there should be none",)
    return Finding(
        lambda wanted: fitted.interval(step, wanted),
        pretrend=fitted.interval(np.array([0.0, 1.0, 0.0, 0.0]), level),
        placebo=placebo,
        barriers=barriers if excludes_zero(placebo) else (),
        cautions=cautions,
    )


def _placebo(before: Points, level: float) -> Interval | None:
    if len(before) < 2 * BEFORE:
        return None
    fitted, step = _fit(before, before[len(before) // 2][0])
    return fitted.interval(step, level)


def _fit(points: Points, start: Period) -> tuple[Segmented, Floats]:
    """The segmented regression, and the weights of its mean step after the start."""
    origin = _moment(start)
    time = np.array([_moment(period) - origin for period, _ in points])
    level = np.array([float(groups.mean) for _, groups in points])
    answers = np.array([groups.n_eff for _, groups in points])
    since = np.array([period >= start for period, _ in points], dtype=float)
    design = np.column_stack([np.ones_like(time), time, since, since * time])
    bread = np.linalg.pinv(design.T @ (answers[:, None] * design), hermitian=True)
    coefficients = bread @ design.T @ (answers * level)
    apart = level - design @ coefficients
    df = len(points) - design.shape[1]
    variance = _pooled_variance(points)
    scatter = max(1.0, float((answers * apart**2).sum()) / df / variance) * _persistence(
        np.sqrt(answers) * apart
    )
    robust = bread @ _newey_west(design * (answers * apart)[:, None]) @ bread * len(points) / df
    n = sum(groups.n for _, groups in points)
    step = (design[since == 1] * np.array([0.0, 0.0, 1.0, 1.0])).mean(axis=0)
    return Segmented(coefficients, robust, bread * variance * scatter, df, n), step


def _persistence(apart: Floats) -> float:
    """How many times errors that carry over from period to period widen a variance, (1 + r) / (1 - r).

    r is the correlation of neighbours; four fitted numbers pull it below its true value, which is undone.
    """
    squares = float(apart @ apart)
    if not squares:
        return 1.0
    periods = len(apart)
    r = (float(apart[1:] @ apart[:-1]) / squares * periods + 4) / max(periods - 6, 1)
    r = min(max(r, 0.0), CARRIED)
    return (1 + r) / (1 - r)


def _pooled_variance(points: Points) -> float:
    """The variance of one answer within a period, over all periods."""
    weights = [groups.n_eff for _, groups in points]
    parts = [weight * unit_variance(groups) for weight, (_, groups) in zip(weights, points, strict=True)]
    return math.fsum(parts) / math.fsum(weights)


def _newey_west(scores: Floats) -> Floats:
    """The long-run covariance of rows, with Bartlett weights up to 4 (rows / 100)^(2/9) periods apart."""
    lags = int(4 * (len(scores) / 100) ** (2 / 9))
    total = scores.T @ scores
    for lag in range(1, lags + 1):
        across = scores[lag:].T @ scores[:-lag]
        total = total + (1 - lag / (lags + 1)) * (across + across.T)
    return np.asarray(total, dtype=np.float64)


def _moment(period: Period) -> float:
    return float(period.toordinal() if isinstance(period, date) else period)
