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
TEST = "Welch-James test of a line against one mean a rating (Johansen 1980)"
BORROWED = 2.0
"""The spread at each rating is mixed with that of all ratings, as if of two more answers."""
ROUNDING = 1e-12
"""A sum of squares below this share of the total is what rounding left of none."""
Ratings = list[tuple[int, Groups]]
Weighed = list[tuple[float, float, float]]
Cells = list[tuple[float, float, float, float]]


class TooFewRatings(ValueError):
    """Ratings that have no middle, or too few of them to be no line; or too few answers."""


class NoRating(ValueError):
    """A rating that is no whole number: a line cannot go through it."""


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

    `by_rating` is `{rating: the answers to the metric of those who gave it}`, a row of a cross-tally each;
    "not applicable" (None) is left out, and so are ratings that nobody gave. The middle is that of the
    ratings given: one, or two if their number is even. Means and contrasts are in the metric's unit at its
    level; penalty and reward: Brandt (1987). The test allows each rating its own spread, for at a ceiling
    there is less; with weights, n is the effective one. Raises TooFewRatings for fewer than three ratings
    with answers, or no more answers than ratings; NoRating for one that is no whole number.

    >>> from regard.perception.counts import Scale
    >>> detractors, promoters = {1: 60, 2: 50, 3: 20, 4: 18, 5: 15}, {1: 20, 2: 30, 3: 60, 4: 62, 5: 65}
    >>> found = kink({k: Counts.of({0: detractors[k], 10: promoters[k]}, Scale(0, 10)) for k in range(1, 6)})
    >>> round(found.penalty.value, 1), round(found.reward.value, 1), found.bent
    (87.5, 8.8, True)
    """
    estimates = {rating: metric(counts) for rating, counts in sorted(_known(by_rating).items()) if counts.n}
    ratings = [(rating, _groups(rating, one)) for rating, one in estimates.items()]
    many = math.fsum(groups.n_eff for _, groups in ratings)
    if len(ratings) < 3 or many <= len(ratings):
        raise TooFewRatings(f"{len(ratings)} ratings by {many:.4g} answers; a kink needs three and more")
    level = next(iter(estimates.values())).level
    cells: Cells = [(rating, float(groups.mean), groups.n_eff, _within(groups)) for rating, groups in ratings]
    line, each = _explained(cells)
    p_value = _lack_of_fit(cells)
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
    for rating in by_rating:
        if rating is not None and (isinstance(rating, bool) or not isinstance(rating, int)):
            raise NoRating(f"{rating!r} is no whole number")
    return {rating: counts for rating, counts in by_rating.items() if rating is not None}


def _groups(rating: int, estimate: Estimate) -> Groups:
    if estimate.groups is None:
        raise TooFewRatings(f"rating {rating}: {estimate}")
    return estimate.groups


def _explained(cells: Cells) -> tuple[float, float]:
    """R squared of the line, and of one mean a rating; 0 where all answers are equal."""
    between, bend = _bend([(x, y, n) for x, y, n, _ in cells])
    total = between + math.fsum(within for *_, within in cells)
    return (between - bend) / total if total > 0 else 0.0, between / total if total > 0 else 0.0


def _lack_of_fit(cells: Cells) -> float:
    """The p-value of the line, with the spread of each rating as it is."""
    many = math.fsum(n for _, _, n, _ in cells)
    pooled = math.fsum(within for *_, within in cells) / (many - len(cells))
    if pooled <= ROUNDING * max(y * y for _, y, _, _ in cells):
        between, bend = _bend([(x, y, n) for x, y, n, _ in cells])
        return 1.0 if bend <= ROUNDING * between else 0.0
    free = [n - 1 + BORROWED for _, _, n, _ in cells]
    spread = [(within + BORROWED * pooled) / f for (*_, within), f in zip(cells, free, strict=True)]
    weighed: Weighed = [(x, y, n / v) for (x, y, n, _), v in zip(cells, spread, strict=True)]
    _, statistic = _bend(weighed)
    unsure = math.fsum((1 - h) ** 2 / f for h, f in zip(_leverage(weighed), free, strict=True))
    more = len(cells) - 2
    scale = more + 2 * unsure - 6 * unsure / (more + 2)
    return float(special.fdtrc(more, more * (more + 2) / (3 * unsure), statistic / scale))


def _bend(weighed: Weighed) -> tuple[float, float]:
    """Sums of squares by (x, y, weight): of y, and of y around its line."""
    x_mean, y_mean, across = _middle(weighed)
    slope = math.fsum(w * (x - x_mean) * (y - y_mean) for x, y, w in weighed) / across
    between = math.fsum(w * (y - y_mean) ** 2 for _, y, w in weighed)
    bend = math.fsum(w * (y - y_mean - slope * (x - x_mean)) ** 2 for x, y, w in weighed)
    return between, min(bend, between)


def _leverage(weighed: Weighed) -> list[float]:
    x_mean, _, across = _middle(weighed)
    total = math.fsum(w for *_, w in weighed)
    return [w / total + w * (x - x_mean) ** 2 / across for x, _, w in weighed]


def _middle(weighed: Weighed) -> tuple[float, float, float]:
    """The weighted means of x and y, and the sum of squares of x."""
    total = math.fsum(w for *_, w in weighed)
    x_mean = math.fsum(w * x for x, _, w in weighed) / total
    y_mean = math.fsum(w * y for _, y, w in weighed) / total
    return x_mean, y_mean, math.fsum(w * (x - x_mean) ** 2 for x, _, w in weighed)


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
