"""Numbers from weighted answers, with the variance of how they were drawn."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np

from regard.perception.counts import Counts, Groups, Scale
from regard.perception.estimates import Estimate, score_interval
from regard.perception.metrics import nps
from regard.perception.sampling.designs import Design, UnfitDesign, design, design_effect, student
from regard.perception.sampling.frames import Floats, numbers, weights

Metric = Callable[[Counts], Estimate]


class NobodyLeft(ValueError):
    """No answer with a weight above zero."""


class WholePopulation(ValueError):
    """Everybody of the population answered: nothing was sampled and no interval is due."""


@dataclass(frozen=True)
class WeightedMean:
    """A weighted mean with its linearised standard error and interval, in the unit of the values.

    `n` are the answers with a weight, `n_eff` as many equally weighted ones as would be as precise, and
    `design_effect` is n / n_eff. `freedom` are the degrees of freedom of the interval.
    """

    value: float
    low: float
    high: float
    level: float
    n: int
    se: float
    n_eff: float
    design_effect: float
    freedom: int
    method: str = "Hajek mean, linearised variance, Student's t"

    def to_dict(self) -> dict[str, Any]:
        """The same as plain JSON values."""
        return dict(self.__dict__)

    def __str__(self) -> str:
        return f"{self.value:.4g} [{self.low:.4g}, {self.high:.4g}], n={self.n}, n_eff={self.n_eff:.4g}"


def weighted_mean(
    values: Sequence[float | None],
    w: Sequence[float] | None = None,
    *,
    strata: Sequence[Any] | None = None,
    clusters: Sequence[Any] | None = None,
    population: Mapping[Any, float] | float | None = None,
    level: float = 0.95,
) -> WeightedMean:
    """The mean of weighted answers with its linearised interval, as R's `survey::svymean` finds it.

    `values`, `w`, `strata` and `clusters` (the account of each answer) are equally long; None is no
    answer, and a weight of zero belongs to nobody: both are left out. `population` is how many people (or
    clusters) each stratum has, for the finite population correction. The interval is Student's, with as
    many degrees of freedom as clusters less strata. Raises UnfitWeights, UnfitFrame, UnfitDesign,
    NobodyLeft, and WholePopulation where nobody is left to be sampled.
    Source: Horvitz and Thompson (1952), Hajek (1971); Lumley, survey (R).

    >>> print(weighted_mean([8, 9, 3, 10], [1, 1, 2, 1]))
    6.6 [0.4019, 12.8], n=4, n_eff=3.178
    """
    given = numbers([0.0 if value is None else value for value in values], "values")
    places, weight = _kept(values, w)
    x = given[places]
    drawn = _design(len(values), places, strata, clusters, population)
    value = float(np.sum(weight * x))
    variance = drawn.variance(weight * (x - value))
    n_eff = _effective(x, weight, variance, drawn)
    half = student(level, drawn.freedom) * math.sqrt(variance)
    return WeightedMean(
        value=value,
        low=value - half,
        high=value + half,
        level=level,
        n=len(x),
        se=math.sqrt(variance),
        n_eff=n_eff,
        design_effect=len(x) / n_eff,
        freedom=drawn.freedom,
    )


def weighted_estimate(
    scores: Sequence[float | None],
    w: Sequence[float] | None,
    scale: Scale,
    metric: Metric = nps,
    *,
    strata: Sequence[Any] | None = None,
    clusters: Sequence[Any] | None = None,
    population: Mapping[Any, float] | float | None = None,
) -> Estimate:
    """A metric of weighted answers, with the score interval on their effective number.

    The effective number is the answers' variance over the linearised variance of their mean, but never
    more than the weights leave (Kish): a stratum of a few like-minded answers seems to have no variance.
    It is made smaller where few clusters tell the variance (Korn and Graubard 1998). Equal weights without
    a design give the metric itself. The metric is any mean of fixed values, and says the level of its
    interval. The sequences are those of `weighted_mean`, as are the errors; raises OffScale for a score
    off the scale.

    >>> found = weighted_estimate([10] * 600 + [3] * 400, [1.0] * 600 + [2.0] * 400, Scale(0, 10))
    >>> print(found, round(found.n_eff))
    -14.3 [-20.7, -7.7], n=1000 891
    """
    if w is not None:
        weights(w, len(scores))
    present = [None if score in scale.na_values else score for score in scores]
    answered = metric(Counts.from_scores(present, scale, weights=w))
    places, weight = _kept(present, w)
    worth = {score: _worth(metric, score, scale) for score in scale.scores}
    given = [worth[int(present[place] or 0)] for place in places]
    drawn = _design(len(present), places, strata, clusters, population)
    x = np.array([float(value) for value in given])
    variance = drawn.variance(weight * (x - float(np.sum(weight * x))))
    few = student(answered.level, len(x) - 1) / student(answered.level, drawn.freedom)
    n_eff = min(_effective(x, weight, variance, drawn), _at_most(weight, drawn)) * few**2
    groups = _groups(worth, given, weight, n_eff)
    return replace(score_interval(groups, answered.definition), method=_method(answered))


def _method(answered: Estimate) -> str:
    return f"{answered.method} on the effective number of answers"


def _worth(metric: Metric, score: int, scale: Scale) -> Fraction:
    """What one answer of this score is worth to a metric that is a mean of fixed values."""
    alone = metric(Counts.of({score: 1}, scale)).exact
    if alone is None:
        raise UnfitDesign(f"the metric gives no value to a single answer of {score}")
    return alone


def _kept(values: Sequence[float | None], w: Sequence[float] | None) -> tuple[list[int], Floats]:
    """The places of answers with a weight, and their weights as shares of the whole."""
    given = weights(w, len(values))
    places = [place for place, value in enumerate(values) if value is not None and given[place] > 0]
    if not places:
        raise NobodyLeft("no answer with a weight above zero")
    kept = given[places] / given[places].max()
    return places, kept / kept.sum()


def _design(
    rows: int,
    places: Sequence[int],
    strata: Sequence[Any] | None,
    clusters: Sequence[Any] | None,
    population: Mapping[Any, float] | float | None,
) -> Design:
    drawn = design(
        len(places),
        strata=_taken("strata", strata, rows, places),
        clusters=_taken("clusters", clusters, rows, places),
        population=population,
    )
    if not np.any(drawn.fractions < 1):
        raise WholePopulation("everybody of the population answered: ask the metric itself")
    return drawn


def _taken(name: str, column: Sequence[Any] | None, rows: int, places: Sequence[int]) -> list[Any] | None:
    if column is None:
        return None
    if len(column) != rows:
        raise UnfitDesign(f"{len(column)} {name} for {rows} answers")
    return [column[place] for place in places]


def _effective(x: Floats, weight: Floats, variance: float, drawn: Design) -> float:
    """The answers' variance over that of their mean; Kish's number where no variance is seen."""
    n = len(x)
    spread = float(np.sum(weight * (x - float(np.sum(weight * x))) ** 2)) * n / (n - 1)
    if x.min() < x.max() and variance > 1e-12 * spread / n:
        return spread / variance
    of_cluster = np.bincount(drawn.clusters, weights=weight)
    return len(of_cluster) / design_effect(of_cluster.tolist())


def _at_most(weight: Floats, drawn: Design) -> float:
    """Kish's number, more where much of the population was drawn."""
    return 1 / float(np.sum(weight**2 * (1 - drawn.fractions)[drawn.strata]))


def _groups(worth: Mapping[int, Fraction], given: Iterable[Fraction], weight: Floats, n_eff: float) -> Groups:
    values = tuple(sorted(set(worth.values())))
    shares = dict.fromkeys(values, 0.0)
    n = 0
    for value, share in zip(given, weight.tolist(), strict=True):
        shares[value] += share
        n += 1
    return Groups(values, tuple(share * n_eff for share in shares.values()), n)
