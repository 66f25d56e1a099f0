"""Intervals that stay valid however often they are looked at."""

import math
from collections.abc import Sequence
from typing import Literal

from regard.perception.comparisons.panels import score_values
from regard.perception.counts import Counts
from regard.perception.estimates import Interval
from regard.perception.metrics.nps import nps
from regard.perception.trends.series import Metric, NoAnswers, groups_of

SOONEST = 30
"""The asymptotic sequence says nothing before as many answers."""
PRIOR = 0.5
ASYMPTOTIC = "asymptotic confidence sequence (Waudby-Smith et al. 2024)"
EXACT = "exact confidence sequence, Dirichlet mixture (Lindon and Malek 2022)"


class WeightedAnswers(ValueError):
    """Weights where each answer must count once: the guarantee would be lost."""


def confidence_sequence(
    counts: Counts,
    metric: Metric = nps,
    kind: Literal["exact", "asymptotic"] = "exact",
    tuned_at: int = 250,
    *,
    level: float = 0.95,
) -> Interval:
    """An interval for a metric that holds the truth at all times at once, with probability `level`.

    Made anew after every answer, or day, it may be looked at as often as one likes; an ordinary interval
    looked at daily misses the truth sooner or later. `counts` are all answers so far, independent of each
    other; the result has the metric's unit and does not depend on their order. "exact" holds at every n;
    "asymptotic" is narrower, narrowest near `tuned_at` answers, and is the whole scale before 30; above
    NPS 80 it is a little too narrow. Raises NoAnswers, WeightedAnswers for "exact" with weights, and
    ValueError for another kind, a level outside 0..1 or `tuned_at` below 1.

    >>> from regard.perception.counts import Scale
    >>> so_far = Counts.of({10: 50, 8: 32, 3: 18}, Scale(0, 10))
    >>> print(confidence_sequence(so_far, kind="asymptotic"))
    32 [8.246, 55.75], n=100
    >>> print(confidence_sequence(so_far))
    32 [0.4824, 58.91], n=100
    """
    if kind not in ("exact", "asymptotic") or not 0 < level < 1 or not tuned_at >= 1:
        raise ValueError(f"no confidence sequence is {kind!r} at level {level}, tuned at {tuned_at}")
    groups = groups_of(counts, score_values(metric, counts.scale))
    if not groups.n or groups.n_eff <= 0:
        raise NoAnswers("a confidence sequence starts with the first answer")
    if kind == "exact" and counts.w is not None:
        raise WeightedAnswers("the exact sequence counts each answer once")
    points = [float(value) for value in groups.values]
    value, (worst, best) = float(groups.mean), (points[0], points[-1])
    if kind == "exact":
        low = _exact_lower(points, groups.counts, 1 - level)
        high = -_exact_lower([-point for point in points], groups.counts, 1 - level)
        return Interval(value, low, high, level, groups.n, EXACT)
    half = math.inf
    if groups.n_eff >= SOONEST:
        half = radius(groups.n_eff, smoothed_variance(points, groups.counts), 1 - level, tuned_at)
    return Interval(value, max(worst, value - half), min(best, value + half), level, groups.n, ASYMPTOTIC)


def radius(n: float, variance: float, alpha: float, tuned_at: float) -> float:
    """Half the width of the asymptotic sequence after n answers of this variance (their equation 9)."""
    narrow = narrowness(alpha, tuned_at)
    grown = n * narrow + 1
    return math.sqrt(variance * 2 * grown / (n * n * narrow) * math.log(math.sqrt(grown) / alpha))


def narrowness(alpha: float, tuned_at: float) -> float:
    """What makes the asymptotic sequence narrowest after so many answers (their appendix, rho squared)."""
    return (-2 * math.log(alpha) + math.log(1 - 2 * math.log(alpha))) / tuned_at


def smoothed_variance(points: Sequence[float], counts: Sequence[float]) -> float:
    """The variance of one answer with three made-up ones: 3/4 at either end, 3/2 in the middle."""
    ends = (points[0], 0.75), ((points[0] + points[-1]) / 2, 1.5), (points[-1], 0.75)
    cells = [*zip(points, counts, strict=True), *ends]
    n = math.fsum(count for _, count in cells)
    mean = math.fsum(point * count for point, count in cells) / n
    return math.fsum(count * (point - mean) ** 2 for point, count in cells) / n


def _exact_lower(points: Sequence[float], counts: Sequence[float], alpha: float) -> float:
    """The smallest mean whose likeliest multinomial is not 1/alpha times less likely than the mixture.

    The restricted fit is p_k ~ count_k / (u_k + a), u_k the distance from the lowest point; its mean and
    its likelihood fall with a. Without answers at the lowest point, and a at 0, more mass goes there.
    """
    bottom, n = min(points), math.fsum(counts)
    least = _mixture(counts) + math.log(alpha)
    cells = [(point - bottom, count) for point, count in zip(points, counts, strict=True) if count > 0]
    if all(u == 0 for u, _ in cells):
        return bottom
    if all(u > 0 for u, _ in cells):
        mean, likelihood = _fit(cells, 0.0)
        if likelihood >= least:
            return bottom + mean * math.exp((least - likelihood) / n)
    span = max(u for u, _ in cells)
    low, high = math.log(span) - 60.0, math.log(span) + 60.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if _fit(cells, math.exp(middle))[1] >= least else (middle, high)
    return bottom + _fit(cells, math.exp(high))[0]


def _fit(cells: Sequence[tuple[float, float]], a: float) -> tuple[float, float]:
    """The mean above the lowest point, and the log likelihood, of the restricted fit."""
    shares = [count / (u + a) for u, count in cells]
    total = math.fsum(shares)
    mean = math.fsum(u * share for (u, _), share in zip(cells, shares, strict=True)) / total
    likelihood = math.fsum(
        count * math.log(share / total) for (_, count), share in zip(cells, shares, strict=True)
    )
    return mean, likelihood


def _mixture(counts: Sequence[float]) -> float:
    """The log probability of the answers in their order under a Dirichlet mixture of multinomials."""
    whole = PRIOR * len(counts)
    each = math.fsum(math.lgamma(PRIOR + count) - math.lgamma(PRIOR) for count in counts)
    return each + math.lgamma(whole) - math.lgamma(whole + math.fsum(counts))
