"""Whether one driver's ratings go with the score in a straight line, or bad and good ratings unlike."""

import math
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any

from scipy import special

from regard.perception.counts import Counts, Groups
from regard.perception.estimates import Estimate, Interval
from regard.perception.intervals import critical_value, limits
from regard.perception.metrics.nps import nps

CONTRAST = "MOVER of score intervals (Zou and Donner 2008)"
TEST = "F test of a line against one mean a rating (lack of fit)"
ROUNDING = 1e-12
"""A sum of squares below this share of the total is what rounding left of none."""
Ratings = list[tuple[int, Groups]]


class TooFewRatings(ValueError):
    """Ratings that have no middle, or too few of them to be no line; or too few answers."""


@dataclass(frozen=True)
class Kink:
    """How the score goes with the ratings of one driver; an association, not what would follow.

    `penalty` is how far the score of those who rate below the middle lies below that of the middle,
    `reward` how far that of those above lies above it; `asymmetry` is reward minus penalty: below 0 for
    what is expected and missed only when it is bad, above 0 for what delights. `means` are the score by
    rating. `p_value` is small where a line does not fit: then the driver's importance in a linear analysis
    is too low.
    """

    penalty: Interval
    reward: Interval
    asymmetry: Interval
    means: dict[int, Interval]
    r2_line: float
    r2_ratings: float
    p_value: float
    bent: bool
    level: float
    n: int
    method: str = TEST

    def to_dict(self) -> dict[str, Any]:
        """The same as plain JSON values, ratings as text."""
        plain = asdict(self)
        return plain | {"means": {str(rating): mean for rating, mean in plain["means"].items()}}


def kink(by_rating: Mapping[int, Counts], metric: Callable[[Counts], Estimate] = nps) -> Kink:
    """Test a line against one mean a rating, and compare what bad and good ratings go with.

    `by_rating` is `{rating: the answers to the metric of those who gave it}`, as `CountCube.by` has it;
    "not applicable" (None) is left out, and so are ratings that nobody gave. The middle is that of the
    ratings given: one, or two if their number is even. Means and contrasts are in the metric's unit at its
    level; penalty and reward: Brandt (1987). The F test takes the spread as equal at all ratings, which
    metrics of few values have only nearly; with weights, n is the effective one. Raises TooFewRatings for fewer
    than three ratings with answers, or no more answers than ratings.

    >>> from regard.perception.counts import Scale
    >>> detractors, promoters = {1: 60, 2: 50, 3: 20, 4: 18, 5: 15}, {1: 20, 2: 30, 3: 60, 4: 62, 5: 65}
    >>> found = kink({k: Counts.of({0: detractors[k], 10: promoters[k]}, Scale(0, 10)) for k in range(1, 6)})
    >>> round(found.penalty.value, 1), round(found.reward.value, 1), found.bent
    (87.5, 8.8, True)
    """
    estimates = {rating: metric(counts) for rating, counts in sorted(_known(by_rating).items()) if counts.n}
    ratings = [(rating, one.groups) for rating, one in estimates.items() if one.groups is not None]
    many = math.fsum(groups.n_eff for _, groups in ratings)
    if len(ratings) < 3 or many <= len(ratings):
        raise TooFewRatings(f"{len(ratings)} ratings by {many:.4g} answers; a kink needs three and more")
    level = next(iter(estimates.values())).level
    line, each, p_value = _lack_of_fit(ratings)
    low, middle, high = _bands(ratings)
    return Kink(
        penalty=_contrast([(low, -1), (middle, 1)], level),
        reward=_contrast([(middle, -1), (high, 1)], level),
        asymmetry=_contrast([(low, 1), (middle, -2), (high, 1)], level),
        means={rating: _contrast([(groups, 1)], level) for rating, groups in ratings},
        r2_line=line,
        r2_ratings=each,
        p_value=p_value,
        bent=p_value <= 1 - level,
        level=level,
        n=sum(groups.n for _, groups in ratings),
    )


def _known(by_rating: Mapping[Any, Counts]) -> dict[int, Counts]:
    return {rating: counts for rating, counts in by_rating.items() if rating is not None}


def _lack_of_fit(ratings: Ratings) -> tuple[float, float, float]:
    """R squared of the line and of the means, and the p-value of what the means add."""
    cells = [(rating, float(groups.mean), groups.n_eff) for rating, groups in ratings]
    many = math.fsum(n for _, _, n in cells)
    x_mean = math.fsum(n * x for x, _, n in cells) / many
    y_mean = math.fsum(n * y for _, y, n in cells) / many
    across = math.fsum(n * (x - x_mean) ** 2 for x, _, n in cells)
    slope = math.fsum(n * (x - x_mean) * (y - y_mean) for x, y, n in cells) / across
    between = math.fsum(n * (y - y_mean) ** 2 for _, y, n in cells)
    bend = math.fsum(n * (y - y_mean - slope * (x - x_mean)) ** 2 for x, y, n in cells)
    within = math.fsum(_within(groups) for _, groups in ratings)
    total = between + within
    if total <= 0:
        return 0.0, 0.0, 1.0
    if bend <= ROUNDING * total:
        return between / total, between / total, 1.0
    line = (between - bend) / total
    if within <= ROUNDING * total:
        return line, between / total, 0.0
    more, rest = len(cells) - 2, many - len(cells)
    p_value = float(special.fdtrc(more, rest, bend / more / (within / rest)))
    return line, between / total, p_value


def _within(groups: Groups) -> float:
    mean = float(groups.mean)
    cells = zip(groups.values, groups.counts, strict=True)
    return math.fsum(count * (float(value) - mean) ** 2 for value, count in cells)


def _bands(ratings: Ratings) -> tuple[Groups, Groups, Groups]:
    """The answers below the middle rating, at it (or at the two middle ones) and above it."""
    half = (len(ratings) - 1) // 2
    groups = [groups for _, groups in ratings]
    return _pooled(groups[:half]), _pooled(groups[half : len(ratings) - half]), _pooled(groups[-half:])


def _pooled(groups: list[Groups]) -> Groups:
    counts = tuple(math.fsum(cell) for cell in zip(*(one.counts for one in groups), strict=True))
    return Groups(groups[0].values, counts, sum(one.n for one in groups))


def _contrast(parts: list[tuple[Groups, int]], level: float) -> Interval:
    """A sum of independent means, each times a number, with limits by MOVER."""
    z, exact, down, up = critical_value(level), Fraction(0), 0.0, 0.0
    for groups, times in parts:
        mean = float(groups.mean)
        low, high = limits(groups, z)
        exact += times * groups.mean
        below, above = times * (mean - low), times * (high - mean)
        down, up = (
            math.hypot(down, below if times > 0 else above),
            math.hypot(up, above if times > 0 else below),
        )
    value = float(exact)
    return Interval(value, value - down, value + up, level, sum(groups.n for groups, _ in parts), CONTRAST)
