"""A level that wanders, seen through numbers of known variance (the local level model)."""

import math
from dataclasses import dataclass

import numpy as np
from scipy import optimize

from regard.perception.trends.series import Floats

NEGLIGIBLE = 1e-8
WIDEST = (math.log(1e-6), math.log(1e3))
"""A step's variance as a multiple of the typical variance lies between these, on the log scale, or is 0."""


@dataclass(frozen=True, eq=False)
class Level:
    """What the local level model says of T points: one-step forecasts, and the level given all points.

    `forecast` and `forecast_variance` are of the level before its point is seen (variance inf for the
    first); `smooth` and `smooth_variance` are of the level after all are seen.
    """

    step: float
    log_likelihood: float
    forecast: Floats
    forecast_variance: Floats
    smooth: Floats
    smooth_variance: Floats


def local_level(
    values: Floats, variances: Floats, *, step: float | None = None, clip: float = np.inf
) -> Level:
    """Fit a level that moves by a random step each time to T values with known variances.

    `variances` is inf where nothing was seen. `step` is the variance of the level's step; None estimates
    it by maximum likelihood. A value more than `clip` standard deviations from its forecast moves the
    level as if it were `clip` away, and counts so in the likelihood. The level's start is unknown
    (diffuse), so the first value seen is not in the likelihood (Durbin and Koopman 2012, chapter 2).

    >>> level = local_level(np.array([1.0, 3.0, 2.0]), np.full(3, 0.5), step=0.0)
    >>> [round(float(one), 6) for one in level.smooth]
    [2.0, 2.0, 2.0]
    """
    if step is None:
        step = _likeliest(values, variances, clip)
    return _smoothed(values, variances, step, clip)


def _likeliest(values: Floats, variances: Floats, clip: float) -> float:
    seen = np.isfinite(variances)
    if seen.sum() < 3:
        return 0.0
    typical = float(np.median(variances[seen]))
    largest = max(float(np.var(values[seen])), typical)

    def cost(log_step: float) -> float:
        return -_filtered(values, variances, math.exp(log_step), clip)[0]

    bounds = (np.log(NEGLIGIBLE * typical), np.log(10 * largest))
    found = optimize.minimize_scalar(cost, bounds=bounds, method="bounded", options={"xatol": 1e-4})
    still = -_filtered(values, variances, 0.0, clip)[0]
    return 0.0 if still <= found.fun else math.exp(found.x)


def robust_level(values: Floats, variances: Floats, *, clip: float = 3.0) -> tuple[Level, float]:
    """The local level of T values whose variances are known up to a factor of 1 or more, and that factor.

    The factor is the overdispersion: the size of ordinary surprises (Huber's proposal 2, 1964), chosen
    together with the step by maximum likelihood, so that noise which comes and goes is not taken for a
    wandering level. Values beyond `clip` standard deviations count as `clip` in all of it.

    >>> level, factor = robust_level(np.array([0.0, 8.0, 1.0, 9.0, 0.0, 8.0, 1.0, 9.0]), np.ones(8))
    >>> level.step, 10 < factor < 25
    (0.0, True)
    """
    seen = np.isfinite(variances)
    typical = float(np.median(variances[seen]))

    def cost(log_ratio: float) -> float:
        return _scattered(values, variances, typical * math.exp(log_ratio), clip)[0]

    ratio = 0.0
    if seen.sum() >= 3:
        found = optimize.minimize_scalar(cost, bounds=WIDEST, method="bounded", options={"xatol": 1e-3})
        if found.fun < _scattered(values, variances, 0.0, clip)[0]:
            ratio = math.exp(found.x)
    factor = _scattered(values, variances, typical * ratio, clip)[1]
    return _smoothed(values, factor * variances, factor * typical * ratio, clip), factor


def _scattered(values: Floats, variances: Floats, step: float, clip: float) -> tuple[float, float]:
    """-log likelihood with the likeliest factor of all variances, and that factor."""
    factor = 1.0
    for _ in range(2):
        _, level, variance = _filtered(values, variances, step, clip * math.sqrt(factor))
        used = np.isfinite(variance) & np.isfinite(variances)
        total = variance[used] + variances[used]
        squares = (values[used] - level[used]) ** 2 / total
        factor = _size(squares, clip)
    within = np.minimum(squares / factor, clip**2).sum()
    return 0.5 * float(np.log(factor * total).sum() + within), factor


def _size(squares: Floats, clip: float) -> float:
    """How many times as large as chance ordinary squares are, those beyond `clip` squared cut off there."""
    if not len(squares):
        return 1.0
    tail = math.erfc(clip / math.sqrt(2))
    usual = 1 - tail - 2 * clip * math.exp(-clip * clip / 2) / math.sqrt(2 * math.pi) + clip * clip * tail
    factor = 1.0
    for _ in range(50):
        last, factor = factor, factor * float(np.minimum(squares / factor, clip**2).mean()) / usual
        if factor <= 1 or abs(factor - last) <= 1e-6 * last:
            break
    return max(1.0, factor)


def _filtered(values: Floats, variances: Floats, step: float, clip: float) -> tuple[float, Floats, Floats]:
    """The log likelihood, and the forecasts of the level with their variances."""
    forecast, spread = np.zeros(len(values)), np.full(len(values), np.inf)
    log_likelihood, level, variance = 0.0, 0.0, np.inf
    for place, (value, noise) in enumerate(zip(values.tolist(), variances.tolist(), strict=True)):
        forecast[place], spread[place] = level, variance
        if noise == np.inf:
            variance += step
            continue
        if variance == np.inf:
            level, variance = value, noise + step
            continue
        total = variance + noise
        surprise = max(-clip, min(clip, (value - level) / total**0.5))
        log_likelihood -= 0.5 * (math.log(2 * math.pi * total) + surprise * surprise)
        gain = variance / total
        level += gain * surprise * total**0.5
        variance = variance * noise / total + step
    return log_likelihood, forecast, spread


def _smoothed(values: Floats, variances: Floats, step: float, clip: float) -> Level:
    """Forecasts forwards, and the same backwards: together they say all that the values say of a level."""
    log_likelihood, ahead, ahead_variance = _filtered(values, variances, step, clip)
    _, back, back_variance = _filtered(values[::-1], variances[::-1], step, clip)
    parts = ((ahead, ahead_variance), (back[::-1], back_variance[::-1]), (values, variances))
    weight = sum(1 / spread for _, spread in parts)
    smooth = sum(level / spread for level, spread in parts) / weight
    return Level(step, log_likelihood, ahead, ahead_variance, np.asarray(smooth), np.asarray(1 / weight))
