"""The numbers of a dashboard all at once: each margin of a cube estimated, in arrays instead of a loop.

They are the numbers that the metrics tell one by one, up to the last digit of a double: value for value the
same for whole answers, within 1e-12 for weighted ones.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from math import lcm
from operator import mul
from typing import Any

import numpy as np
import numpy.typing as npt

from regard.perception.counts import Counts, Scale
from regard.perception.cubes import CountCube
from regard.perception.estimates import METHOD, NEARLY, Definition, Estimate
from regard.perception.intervals import SMALL, critical_value
from regard.perception.metrics import nps
from regard.perception.tallies import Value

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]
Block = npt.NDArray[Any] | None
Metric = Callable[..., Estimate]
Margin = tuple[str, Value]
EVERYTHING: Margin = ("", None)
"""The key of all answers together."""
EXACT = 2**53
"""Below this the doubles hold every integer, so that a quotient of two is the double nearest to the mean."""
PLENTY = 10**9
"""So many equal answers are enough for every metric to show its number."""


class UnfitMetric(ValueError):
    """A metric that is no mean of one value for each score, with the score interval."""


@dataclass(frozen=True, eq=False, repr=False)
class Estimates(Mapping[Margin, Estimate]):
    """Estimates of m margins by one metric: as arrays of m in the order of `keys`, and one by one by key.

    `n` are the answers, `n_eff` as many equally weighted ones, `se` standard errors. `value`, `low` and
    `high` are NaN where no number is shown, `status` says why; `band_low` and `band_high` keep the interval
    of those that have too few answers. A key is `(dimension, value)`, `EVERYTHING` for all answers.
    """

    keys_in_order: tuple[Margin, ...]
    definition: Definition
    n: Whole
    n_eff: Floats
    se: Floats
    value: Floats
    low: Floats
    high: Floats
    band_low: Floats
    band_high: Floats
    status: npt.NDArray[np.str_]
    one: Callable[[int], Estimate]

    @cached_property
    def _places(self) -> dict[Margin, int]:
        return {key: place for place, key in enumerate(self.keys_in_order)}

    def __getitem__(self, key: Margin) -> Estimate:
        return self.one(self._places[key])

    def __iter__(self) -> Iterator[Margin]:
        return iter(self.keys_in_order)

    def __len__(self) -> int:
        return len(self.keys_in_order)

    def __repr__(self) -> str:
        return f"<{len(self)} estimates: {self.definition.text}>"


@dataclass(frozen=True)
class Meaning:
    """What a metric makes of a scale: its definition, k values, and which of them each of K scores has."""

    definition: Definition
    values: tuple[Fraction | int, ...]
    places: tuple[int, ...]

    @cached_property
    def belongs(self) -> Whole:
        """K x k: 1 where the score has the value."""
        return np.equal.outer(self.places, range(len(self.values))).astype(np.int64)


def margins(
    cube: CountCube, *by: str, metric: Metric = nps, level: float = 0.95, hide_below: int = 0
) -> Estimates:
    """Estimate all answers of the cube together, and those of each value of each dimension of `by`.

    `metric` is one of `metrics` that takes counts, `level` and `hide_below`, with no other choice than what
    `functools.partial` has settled. By months: `margins(cube.months, "month")`. Raises UnknownDimension,
    what the metric raises, and UnfitMetric for one that is made otherwise (Wald's interval, a prior).

    >>> scale = Scale(0, 10)
    >>> answers = {("new",): Counts.of({10: 240, 3: 160}, scale), ("old",): Counts.of({9: 3}, scale)}
    >>> found = margins(CountCube.of(("segment",), answers, scale), "segment")
    >>> for key, estimate in found.items():
    ...     print(key, estimate)
    ('', None) 20.6 [10.9, 29.9], n=403
    ('segment', 'new') 20.0 [10.3, 29.4], n=400
    ('segment', 'old') not enough answers (n=3, 27 more needed)
    >>> found.n.tolist(), found.low.round(1).tolist()
    ([403, 400, 3], [10.9, 10.3, nan])
    """
    meaning = meaning_of(metric, cube.scale, level)
    parts = [cube.sums(), *(cube.sums(dim) for dim in by)]
    blocks = [_stacked([part[name] for part in parts]) for name in ("n", "w", "w2")]
    keys = [EVERYTHING] + [(dim, value) for dim in by for value in cube.axes[cube.dims.index(dim)]]

    def one(place: int) -> Estimate:
        n, w, w2 = ((None if block is None else tuple(block[place].tolist())) for block in blocks)
        return metric(Counts(n or (), cube.scale, w, w2), level=level, hide_below=hide_below)

    return _estimates(tuple(keys), meaning, blocks, hide_below, one)


@lru_cache(maxsize=64)
def meaning_of(metric: Metric, scale: Scale, level: float) -> Meaning:
    """What the metric makes of this scale; asked of it with each score alone. Raises UnfitMetric."""
    found = [metric(Counts.of({score: PLENTY}, scale), level=level) for score in scale.scores]
    first = found[0]
    if first.groups is None or first.method != METHOD:
        raise UnfitMetric(f"{first.definition.id} is not made of counts alone with the {METHOD}")
    values = first.groups.values
    places = [next(k for k, n in enumerate(one.groups.counts) if n) for one in found if one.groups]
    return Meaning(first.definition, values, tuple(places))


def _stacked(blocks: Sequence[Block]) -> Block:
    return None if blocks[0] is None else np.concatenate([block for block in blocks if block is not None])


def _estimates(
    keys: tuple[Margin, ...],
    meaning: Meaning,
    blocks: Sequence[Any],
    hide_below: int,
    one: Callable[[int], Estimate],
) -> Estimates:
    n, counts = blocks[0].sum(1), _grouped(meaning, *blocks)
    definition, n_eff = meaning.definition, counts.sum(1)
    answered = (n > 0) & (n_eff > 0)
    open_ = answered & (n >= hide_below)
    mean, se, low, high = (np.full(len(n), np.nan) for _ in range(4))
    mean[open_] = _means(meaning.values, counts[open_], weighted=blocks[1] is not None)
    values = np.array([float(value) for value in meaning.values])
    se[open_] = np.sqrt((counts[open_] * (values - mean[open_, None]) ** 2).sum(1)) / n_eff[open_]
    low[open_], high[open_] = score_limits(values, counts[open_] * 1.0, critical_value(definition.level))
    shown = open_ & (n_eff >= definition.minimum - NEARLY)
    shown[shown] = definition.admits(low[shown], high[shown])
    return Estimates(
        keys_in_order=keys,
        definition=definition,
        n=n,
        n_eff=np.where(answered, n_eff, 0.0),
        se=se,
        value=np.where(shown, mean, np.nan),
        low=np.where(shown, low, np.nan),
        high=np.where(shown, high, np.nan),
        band_low=low,
        band_high=high,
        status=np.select([shown, open_, answered], ["shown", "not_enough_answers", "hidden"], "no_answers"),
        one=one,
    )


def _grouped(meaning: Meaning, n: Whole, w: Floats | None, w2: Floats | None) -> npt.NDArray[Any]:
    """Answers by value, m x k; those with weights sum to the effective number of answers, as in Counts."""
    if w is None or w2 is None:
        return n @ meaning.belongs
    total, squares = w.sum(1), w2.sum(1)
    shrink = np.divide(total, squares, out=np.zeros_like(total), where=squares > 0)
    grouped: Floats = (w @ meaning.belongs) * shrink[:, None]
    return grouped


def _means(values: Sequence[Fraction | int], counts: npt.NDArray[Any], *, weighted: bool) -> Floats:
    """The mean of each row; of whole answers the double that is nearest to the exact one."""
    if weighted:
        return np.asarray((counts @ np.array([float(value) for value in values])) / counts.sum(1))
    unit = lcm(*(value.denominator for value in values))
    parts = [int(value * unit) for value in values]
    if len(counts) and int(counts.sum(1).max()) * max(unit, *map(abs, parts)) >= EXACT:
        rows = counts.tolist()
        return np.array([sum(map(mul, row, parts)) / (sum(row) * unit) for row in rows])
    return np.asarray((counts @ np.array(parts)) / (counts.sum(1) * unit))


def score_limits(values: Floats, counts: Floats, z: float) -> tuple[Floats, Floats]:
    """The limits of intervals.score_limits for each of m rows of `counts` (m x k, some in every row)."""
    ends = np.stack([values - values.min(), values.max() - values])
    above = _above_the_lowest(ends[:, None, :], counts, z)
    return values.min() + above[0], values.max() - above[1]


def _above_the_lowest(u: Floats, counts: Floats, z: float) -> Floats:
    """How far the lower limit lies above the lowest value, `u` the distances from it (2 x 1 x k): 2 x m."""
    n = counts.sum(-1)
    p, slope = counts / n[:, None], z * z / n
    mean = (u * p).sum(-1)
    q = p * (u - mean[..., None]) ** 2
    a = _first_steps(u, p, q, mean, slope)
    pull = np.divide(q, u, out=np.zeros_like(q), where=u > 0).sum(-1)
    moving = (a > 0) | (pull > slope * mean)
    u = np.where(q > 0, u, 1.0)  # what adds nothing does so at any distance
    for _ in range(200):
        gap = u + a[..., None]
        term = q / gap
        step = (term.sum(-1) - slope * (mean + a)) / ((term / gap).sum(-1) + slope)
        a = np.where(moving, a + step, a)
        moving &= step > SMALL * (a + mean)
        if not moving.any():
            break
    limits: Floats = np.maximum(n * mean - z * z * a, 0.0) / (n + z * z)
    return limits


def _first_steps(u: Floats, p: Floats, q: Floats, mean: Floats, slope: Floats) -> Floats:
    """Places left of the roots, as in intervals: 0 where all answers are one."""
    variance = q.sum(-1)
    centre = np.divide((u * q).sum(-1), variance, out=np.zeros_like(mean), where=variance > 0)
    at_bottom = np.where(u == 0, p, 0.0).sum(-1)
    jensen = _larger_roots(mean + centre, mean * centre - variance / slope)
    lowest = _larger_roots(mean, -at_bottom * mean * mean / slope)
    return np.maximum(np.maximum(jensen, lowest), 0.0)


def _larger_roots(b: Floats, c: Floats) -> Floats:
    under = b + np.sqrt(np.maximum(b * b - 4 * c, 0.0))
    return np.divide(-2 * c, under, out=np.zeros_like(b), where=under > 0)
