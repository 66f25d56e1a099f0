"""A number of then beside the answers that came later, by a rule that may be looked at daily."""

import math

from regard.perception.comparisons.differences import Comparison, UnlikeEstimates
from regard.perception.counts import Groups
from regard.perception.trends.sequences import narrowness, radius, smoothed_variance

METHOD = "two-sample normal mixture (Robbins 1970; Johari et al. 2022), later answers looked at daily"


def compare_later(then: Groups, later: Groups, *, level: float = 0.95) -> Comparison:
    """The mean of later answers minus that of then, valid however often the later ones are looked at.

    `then` is what was counted once and stays; `later` are all answers since, none of them among `then`, and
    grows. Where nothing changed, the chance that any of all looks is significant is at most 1 - `level`: of
    both numbers the uncertainty counts, unlike where an old number is held against a new interval. It is the
    mixture likelihood ratio of the difference, which the unknown mean of both drops out of (Robbins 1970;
    Johari et al. 2022, "Always Valid Inference", eq. 10), narrowest when as many have come as there were
    then. Each side has the larger of its own variance and that of all answers together, with three answers
    made up, so that few and like answers are not believed. Asymptotic: meant for 30 answers or more on either
    side. The difference is in the unit of the values. Raises UnlikeEstimates where the values differ or one
    side is empty, ValueError for a level outside 0..1.

    >>> then, later = (Groups((0, 100), (100 - good, good), 100) for good in (80, 55))
    >>> found = compare_later(then, later)
    >>> f"{found.difference:.0f} [{found.low:.1f}, {found.high:.1f}]", found.significant
    ('-25 [-45.6, -4.4]', True)
    """
    if not 0 < level < 1:
        raise ValueError(f"a level lies between 0 and 1, not at {level}")
    if then.values != later.values or not then.n_eff or not later.n_eff:
        raise UnlikeEstimates("later answers are compared with answers of the same values, both with some")
    points = [float(value) for value in then.values]
    pooled = smoothed_variance(points, [a + b for a, b in zip(then.counts, later.counts, strict=True)])
    error = sum(max(smoothed_variance(points, side.counts), pooled) / side.n_eff for side in (then, later))
    gap, n, tuned_at = float(later.mean - then.mean), pooled / error, then.n_eff / 2
    half = radius(n, pooled, 1 - level, tuned_at)
    return Comparison(
        difference=gap,
        low=gap - half,
        high=gap + half,
        p_value=_p_value(gap * gap / error, n * narrowness(1 - level, tuned_at) + 1),
        p_adjusted=None,
        significant=abs(gap) > half,
        method=METHOD,
        n_before=then.n,
        n_after=later.n,
        level=level,
    )


def _p_value(square: float, grown: float) -> float:
    """One over the mixture likelihood ratio, at most 1: valid at all times at once."""
    return math.exp(min(0.0, math.log(grown) / 2 - square / 2 * (1 - 1 / grown)))
