"""The score interval by its definition: fit, test, bisect; slow, and independent of the library."""

import math

from scipy.optimize import brentq


def restricted_variance(scores, counts, mean):
    """The variance, at `mean`, of the multinomial that fits the counts best among those with that mean."""
    fit = _fit(scores, counts, mean)
    return sum(p * (score - mean) ** 2 for score, p in zip(scores, fit, strict=True))


def score_limits(scores, counts, z):
    """Both limits, by bisection on the mean; accepted is (estimate - mean)^2 n <= z^2 v(mean)."""
    n = sum(counts)
    estimate = sum(score * count for score, count in zip(scores, counts, strict=True)) / n

    def rejected(mean):
        return (estimate - mean) ** 2 * n > z * z * restricted_variance(scores, counts, mean)

    return _edge(estimate, min(scores), rejected), _edge(estimate, max(scores), rejected)


def _edge(inside, outside, rejected):
    if math.isclose(inside, outside):
        return outside
    for _ in range(100):
        middle = (inside + outside) / 2
        if rejected(middle):
            outside = middle
        else:
            inside = middle
    return (inside + outside) / 2


def _fit(scores, counts, mean):
    """Maximise sum n log p under sum p = 1 and sum p s = mean, by the Lagrange multiplier."""
    n, distances = sum(counts), [score - mean for score in scores]
    seen = [(count, d) for count, d in zip(counts, distances, strict=True) if count]

    def slope(multiplier):
        return sum(count * d / (1 + multiplier * d) for count, d in seen)

    if abs(slope(0.0)) < 1e-12 * n:
        return [count / n for count in counts]
    # below the estimate the multiplier is positive, up to the pole of the lowest score's term
    edge = -1 / min(distances) if slope(0.0) > 0 else -1 / max(distances)
    last = edge * (1 - 1e-13)
    if slope(last) * slope(0.0) > 0:  # no root: the rest of the mass goes to the end of the scale
        shares = [
            count / n / (1 + edge * d) if count else 0.0 for count, d in zip(counts, distances, strict=True)
        ]
        end = distances.index(min(distances) if edge > 0 else max(distances))
        shares[end] = 1 - sum(shares)
        return shares
    multiplier = brentq(slope, min(0.0, last), max(0.0, last), xtol=1e-15, rtol=1e-14)
    return [count / n / (1 + multiplier * d) for count, d in zip(counts, distances, strict=True)]
