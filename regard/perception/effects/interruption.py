"""Interrupted time series: the level before, carried on, against what came after. The weakest design."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, special

from regard.perception.counts import Groups
from regard.perception.effects.contrasts import Period, excludes_zero, unit_variance
from regard.perception.effects.verdicts import Finding
from regard.perception.estimates import Interval

BEFORE, AFTER = 8, 4
"""The fewest periods with answers before and after the start of an action."""
SEASONS = 2
"""So many whole seasons before the start tell a season from a trend."""
CARRIED = np.sin(np.linspace(0, 1.47, 20))
"""Correlations of neighbouring errors, from 0 to 0.995: as dense as the Jeffreys prior, 1 / sqrt(1 - r^2)."""
WANDERING = np.linspace(0, 5, 33)
"""How far the level itself may wander, in standard deviations of what the line leaves over."""
METHOD = "segmented regression, averaged over how far and how slowly the level may wander by itself"
SEASONAL = "the season of the year is taken into account"
UNSEASONAL = "a season of the year looks the same as an effect: less than two years came before"
ELSE = "anything else that happened at the same time looks the same as an effect"
BROKEN = "a break was found before the action, where there should be none"
Floats = NDArray[np.float64]
Points = Sequence[tuple[Period, Groups]]


@dataclass(frozen=True)
class Mixture:
    """A number whose error depends on what is not known: normal around `centres`, with these weights."""

    centres: Floats
    errors: Floats
    weights: Floats
    n: int

    def interval(self, level: float) -> Interval:
        """The mean, between the places below and above which (1 - level) / 2 of the weight lies."""
        tail = (1 - level) / 2
        ends = self._place(tail), self._place(1 - tail)
        return Interval(float(self.weights @ self.centres), *ends, level, self.n, METHOD)

    def _place(self, share: float) -> float:
        reach = 40 * self.errors
        ends = float((self.centres - reach).min()), float((self.centres + reach).max())

        def below(place: float) -> float:
            return float(self.weights @ special.ndtr((place - self.centres) / self.errors)) - share

        return float(optimize.brentq(below, *ends))


def interrupted(points: Points, start: Period, level: float, *, season: float | None = None) -> Finding:
    """The mean step from the trend before `start`, over the periods after it, from one series of answers.

    Segmented regression (Wagner et al. 2002) with errors of two kinds: the known sampling error of each
    period, and a level that wanders by itself, from period to period the less the more it carries over
    (AR(1)). How far and how slowly it wanders is not known from so few periods: the restricted likelihood
    (Patterson and Thompson 1971) is averaged over both (Zellner and Tiao 1964), with the Jeffreys prior of
    the correlation (Berger and Yang 1994). Of series without a change, with any trend, at most about one in
    twenty excludes 0 while neighbouring errors correlate by up to 0.7, and up to one in twelve at 0.85.

    Needs 8 periods before and 4 after. `season` is its length in periods (in days for dates): where two whole
    ones lie before, a yearly wave is fitted as well (Bernal et al. 2017). From 16 periods before on, a break
    in their middle is the placebo. `pretrend` is the slope before, per unit of time (a day for dates).

    >>> flat = [(week, Groups((0, 100), (50, 50), 100)) for week in range(20)]
    >>> abs(interrupted(flat, 12, 0.95).at(0.95).value) < 1e-9
    True
    """
    points = sorted(points, key=lambda point: point[0])
    before = [point for point in points if point[0] < start]
    after = len(points) - len(before)
    if len(before) < BEFORE:
        why = f"{len(before)} periods before the action, of {BEFORE} needed"
        return Finding(None, barriers=(why,), cautions=(ELSE,), is_weak=True)
    if after < AFTER:
        why = f"{after} periods since the action, of {AFTER} needed"
        return Finding(None, waiting=(why,), cautions=(ELSE,), is_weak=True)
    wave = season if season and _moment(start) - _moment(before[0][0]) >= SEASONS * season else None
    step, slope = _fit(points, start, wave)
    placebo = _placebo(before, level, wave)
    seasonal = () if season is None else (SEASONAL,) if wave else (UNSEASONAL,)
    return Finding(
        step.interval,
        pretrend=slope.interval(level),
        placebo=placebo,
        barriers=(BROKEN,) if excludes_zero(placebo) else (),
        cautions=(*seasonal, ELSE),
        is_weak=True,
    )


def _placebo(before: Points, level: float, wave: float | None) -> Interval | None:
    if len(before) < 2 * BEFORE:
        return None
    return _fit(before, before[len(before) // 2][0], wave)[0].interval(level)


def _fit(points: Points, start: Period, wave: float | None = None) -> tuple[Mixture, Mixture]:
    """The mean step after the start, and the slope before it."""
    origin = _moment(start)
    time = np.array([_moment(period) - origin for period, _ in points])
    level = np.array([float(groups.mean) for _, groups in points])
    answers = np.array([groups.n_eff for _, groups in points])
    design = _design(time, wave)
    step = (design[time >= 0] * np.isin(np.arange(design.shape[1]), (2, 3))).mean(axis=0)
    slope = np.eye(design.shape[1])[1]
    error = np.sqrt(_pooled_variance(points) / answers)
    found = _averaged(design, level, error, time / np.median(np.diff(time)), np.array([step, slope]))
    n = sum(groups.n for _, groups in points)
    kept = found.weights > 1e-9
    weights = found.weights[kept] / found.weights[kept].sum()
    return tuple(  # type: ignore[return-value]
        Mixture(centres[kept], errors[kept], weights, n)
        for centres, errors in zip(found.centres, found.errors, strict=True)
    )


def _design(time: Floats, wave: float | None) -> Floats:
    """Level, slope, step and change of slope; and a yearly wave."""
    since = (time >= 0).astype(float)
    columns = [np.ones_like(time), time, since, since * time]
    if wave:
        columns += [turn(2 * np.pi * time / wave) for turn in (np.sin, np.cos)]
    return np.column_stack(columns)


@dataclass(frozen=True)
class _Averaged:
    """Contrasts (rows) under each pair of what is not known (columns), and how much speaks for the pair."""

    centres: Floats
    errors: Floats
    weights: Floats


def _averaged(design: Floats, level: Floats, error: Floats, place: Floats, wanted: Floats) -> _Averaged:
    """Generalised least squares under each correlation and each size of wandering, by restricted likelihood.

    All is divided by the sampling errors. For one correlation the eigenvectors of the wandering's covariance
    make both kinds of error independent at once, whatever the size.
    """
    rows, seen = design / error[:, None], level / error
    apart = seen - rows @ np.linalg.lstsq(rows, seen, rcond=None)[0]
    df = len(seen) - design.shape[1]
    sizes = WANDERING * math.sqrt(max(1.0, float(apart @ apart) / df)) * float(np.sqrt(np.mean(error**2)))
    lags = np.abs(place[:, None] - place[None])
    found = [_under(rows, seen, carried**lags / np.outer(error, error), sizes, wanted) for carried in CARRIED]
    centres, variances, likelihoods = (np.concatenate(part, axis=-1) for part in zip(*found, strict=True))
    weights = np.exp(likelihoods - likelihoods.max())
    return _Averaged(centres, np.sqrt(variances), weights / weights.sum())


def _under(
    rows: Floats, seen: Floats, carried: Floats, sizes: Floats, wanted: Floats
) -> tuple[Floats, Floats, Floats]:
    """Estimates and variances of the wanted contrasts by size of wandering, and the log likelihoods."""
    spread, turned = np.linalg.eigh(carried)
    rows, seen = turned.T @ rows, turned.T @ seen
    weights = 1 / (1 + np.outer(sizes**2, np.maximum(spread, 0)))
    squares = np.einsum("st,ti,tj->sij", weights, rows, rows)
    inverse = np.linalg.pinv(squares, hermitian=True)
    products = weights @ (rows * seen[:, None])
    coefficients = np.einsum("sij,sj->si", inverse, products)
    left = weights @ seen**2 - np.einsum("si,si->s", coefficients, products)
    determinants = np.linalg.slogdet(squares)[1]
    likelihoods = (np.log(weights).sum(axis=1) - determinants - left) / 2
    variances = np.einsum("ci,sij,cj->cs", wanted, inverse, wanted)
    return wanted @ coefficients.T, variances, likelihoods


def _pooled_variance(points: Points) -> float:
    """The variance of one answer within a period, over all periods."""
    weights = [groups.n_eff for _, groups in points]
    parts = [weight * unit_variance(groups) for weight, (_, groups) in zip(weights, points, strict=True)]
    return math.fsum(parts) / math.fsum(weights)


def _moment(period: Period) -> float:
    return float(period.toordinal() if isinstance(period, date) else period)
