"""The score interval for the mean of a fixed score, and the interval for a difference of two."""

import math
from collections.abc import Callable, Sequence
from functools import lru_cache
from statistics import NormalDist

from regard.perception.counts import Groups

FARTHEST = 40.0
"""Beyond this z the p-value is 0 in double precision."""
SMALL = 1e-10
"""A step this small, beside the root, is the last: the next one would be near its square."""


@lru_cache(maxsize=64)
def critical_value(level: float) -> float:
    """The two-sided normal critical value of a confidence level."""
    return -NormalDist().inv_cdf((1 - level) / 2)


def score_limits(values: Sequence[float], counts: Sequence[float], z: float) -> tuple[float, float]:
    """Both limits of the score interval for the mean of `values`, each given `counts` times.

    The interval is every mean mu with n (mean - mu)^2 <= z^2 v(mu), where v(mu) is the variance of the
    multinomial that fits the counts best among those with mean mu (restricted maximum likelihood). Two
    values: Wilson (1927); three equally spaced ones: Tango (1998). `counts` may be fractions (an
    effective n); the values that nobody gave count too, for they say where the scale ends.
    """
    low = _lower_limit(values, counts, z)
    return low, -_lower_limit([-value for value in values], counts, z)


def limits(groups: Groups, z: float, *, times: float = 1.0) -> tuple[float, float]:
    """The score interval of the groups' mean, as if there were `times` as many answers."""
    values = list(map(float, groups.values))
    return score_limits(values, [count * times for count in groups.counts], z)


def mover(before: Groups, after: Groups, z: float) -> tuple[float, float]:
    """Limits for the mean of `after` minus that of `before`, from both score intervals.

    Newcombe's (1998) "square and add"; general form: Zou and Donner (2008).
    """
    low, high = limits(before, z)
    after_low, after_high = limits(after, z)
    mean, after_mean = float(before.mean), float(after.mean)
    change = float(after.mean - before.mean)
    down = math.hypot(after_mean - after_low, high - mean)
    up = math.hypot(after_high - after_mean, mean - low)
    return change - down, change + up


def smallest_alpha(before: Groups, after: Groups) -> float:
    """The smallest alpha at which the interval of the difference excludes 0: its p-value."""
    if before.mean == after.mean:
        return 1.0
    worse, better = sorted((before, after), key=lambda groups: groups.mean)
    near, gap_near, far = 0.0, float(better.mean - worse.mean), 1.0
    while (gap_far := _gap(worse, better, far)) > 0:
        if far > FARTHEST:
            return 0.0
        near, gap_near, far = far, gap_far, 2 * far
    z = _false_position(lambda z: _gap(worse, better, z), (near, gap_near), (far, gap_far))
    return math.erfc(z / math.sqrt(2))


def _gap(worse: Groups, better: Groups, z: float) -> float:
    """How far the interval of better minus worse stays above 0."""
    down = float(better.mean) - _lower_limit([float(value) for value in better.values], better.counts, z)
    up = -_lower_limit([-float(value) for value in worse.values], worse.counts, z) - float(worse.mean)
    return float(better.mean - worse.mean) - math.hypot(down, up)


def _false_position(
    function: Callable[[float], float], above: tuple[float, float], below: tuple[float, float]
) -> float:
    """The root between a place above 0 and a place below 0, each with its value (Illinois method)."""
    (a, high), (b, low), last = above, below, 0
    z = b
    for _ in range(100):
        z = (a * low - b * high) / (low - high)
        value = function(z)
        if abs(value) <= 1e-12 * above[1] or abs(b - a) <= 1e-13 * b:
            break
        if value > 0:
            a, high, low, last = z, value, low / 2 if last > 0 else low, 1
        else:
            b, low, high, last = z, value, high / 2 if last < 0 else high, -1
    return z


def _lower_limit(values: Sequence[float], counts: Sequence[float], z: float) -> float:
    """The lower limit, (n mean - z^2 a) / (n + z^2) above the lowest value, for one scalar a >= 0.

    The restricted fit is p_k ~ count_k / (u_k + a), u_k the distance from the lowest value. Put into
    n (mean - mu)^2 = z^2 v(mu) it leaves sum p_k (u_k - mean)^2 / (u_k + a) = (z^2 / n) (mean + a):
    the left side falls and is convex, the right side rises, so Newton's steps from the left never pass
    the root. Without answers at the lowest value the root may be below 0: then mass goes to that
    value, the fit becomes a = 0 and the same formula holds.
    """
    bottom = min(values)
    n = math.fsum(counts)
    share = [(value - bottom, count / n) for value, count in zip(values, counts, strict=True) if count > 0]
    mean = math.fsum([u * p for u, p in share])
    if mean <= 0:
        return float(bottom)
    slope = z * z / n
    spread = [(u, p * (u - mean) * (u - mean)) for u, p in share]
    at_bottom = sum([p for u, p in share if u == 0])
    a = _first_step(spread, mean, slope, at_bottom)
    if a > 0 or sum([q / u for u, q in spread]) > slope * mean:
        a = _newton(spread, mean, slope, a)
    above = (n * mean - z * z * a) / (n + z * z)
    return bottom + above if above > 0 else float(bottom)


def _first_step(spread: list[tuple[float, float]], mean: float, slope: float, at_bottom: float) -> float:
    """A place left of the root: by Jensen's inequality, or by the lowest value's term alone."""
    variance = centre = 0.0
    for u, q in spread:
        variance += q
        centre += u * q
    if variance == 0:
        return 0.0
    centre /= variance
    jensen = _larger_root(mean + centre, mean * centre - variance / slope)
    lowest = _larger_root(mean, -at_bottom * mean * mean / slope) if at_bottom else 0.0
    return max(jensen, lowest, 0.0)


def _larger_root(b: float, c: float) -> float:
    """The larger root of x^2 + bx + c for b > 0, without cancellation."""
    square = b * b - 4 * c
    return -2 * c / (b + math.sqrt(square) if square > 0 else b)


def _newton(spread: list[tuple[float, float]], mean: float, slope: float, a: float) -> float:
    """The root, from a place left of it; what a small step still misses is the square of that step."""
    for _ in range(200):
        left = fall = 0.0
        for u, q in spread:
            gap = u + a
            term = q / gap
            left += term
            fall += term / gap
        step = (left - slope * (mean + a)) / (fall + slope)
        a += step
        if step <= SMALL * (a + mean):
            break
    return a
