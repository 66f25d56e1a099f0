"""The score interval by its definition once more, in forty decimal digits: for counts that floats blur."""

from decimal import Decimal, localcontext

DIGITS = 40
HALVINGS = 135
NEARLY = Decimal(f"0.{'9' * (DIGITS - 6)}")


def score_limits(scores, counts, z):
    """Both limits as Decimals; the upper one is the lower one of the scale turned round."""
    with localcontext() as context:
        context.prec = DIGITS
        exact = [Decimal(count) for count in counts]
        low = _lower_limit([Decimal(score) for score in scores], exact, Decimal(z))
        return low, -_lower_limit([-Decimal(score) for score in scores], exact, Decimal(z))


def _lower_limit(scores, counts, z):
    n, lowest = sum(counts), min(scores)
    mean = sum(score * count for score, count in zip(scores, counts, strict=True)) / n
    outside, inside = lowest, mean
    for _ in range(HALVINGS):
        middle = (outside + inside) / 2
        if middle in (outside, inside):
            break
        rejected = (mean - middle) ** 2 * n > z * z * _restricted_variance(scores, counts, middle)
        outside, inside = (middle, inside) if rejected else (outside, middle)
    return inside


def _restricted_variance(scores, counts, mean):
    """The variance of p_k = n_k / n / (1 + m d_k), d_k = score_k - mean, with m such that the mean is met."""
    n, distances = sum(counts), [score - mean for score in scores]
    seen = [(count / n, d) for count, d in zip(counts, distances, strict=True) if count]
    pole = -1 / min(distances)

    def slope(multiplier):
        return sum(share * d / (1 + multiplier * d) for share, d in seen)

    low, high = Decimal(0), pole * NEARLY
    if slope(high) > 0:  # nobody gave the lowest score: the rest of the mass goes there
        fitted = [(share / (1 + pole * d), d) for share, d in seen]
        return sum(p * d * d for p, d in fitted) + (1 - sum(p for p, _ in fitted)) * min(distances) ** 2
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if slope(middle) > 0 else (low, middle)
    return sum(share * d * d / (1 + low * d) for share, d in seen)
