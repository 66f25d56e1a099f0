"""How much weights, strata and clusters take from, or add to, the number of answers."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import special

from regard.perception.sampling.frames import Floats, Places, coded, weights


class UnfitDesign(ValueError):
    """Strata, clusters or a population from which no variance can be estimated."""


@dataclass(frozen=True)
class Design:
    """Who was drawn together: the stratum and the cluster of each answer, and what share of all was drawn.

    `strata` and `clusters` are places among `stratum_names` and among all clusters; `fractions` holds for
    each stratum the share of the population's clusters (people, where nothing is clustered) in the sample.
    """

    stratum_names: tuple[Any, ...]
    strata: Places
    clusters: Places
    fractions: Floats

    @property
    def freedom(self) -> int:
        """The degrees of freedom of the variance: clusters less strata."""
        return int(self.clusters.max()) + 1 - len(self.stratum_names)

    def variance(self, scores: Floats) -> float:
        """The variance of the sum of `scores` over the design (between clusters, within strata)."""
        of_cluster = np.bincount(self.clusters, weights=scores)
        stratum = np.zeros(len(of_cluster), dtype=np.int64)
        stratum[self.clusters] = self.strata
        size = np.bincount(stratum)
        centred = of_cluster - (np.bincount(stratum, weights=of_cluster) / size)[stratum]
        squares = np.bincount(stratum, weights=centred**2)
        return float(np.sum((1 - self.fractions) * squares * size / (size - 1)))


def design(
    rows: int,
    *,
    strata: Sequence[Any] | None = None,
    clusters: Sequence[Any] | None = None,
    population: Mapping[Any, float] | float | None = None,
) -> Design:
    """Put the design of `rows` answers together.

    `population` is the number of clusters (people, where nothing is clustered) of each stratum, or of all
    where there are no strata. Raises UnfitDesign for other lengths, a stratum with a single cluster or
    person, a cluster in two strata, and a population that is missing or smaller than its sample.
    """
    for name, given in (("strata", strata), ("clusters", clusters)):
        if given is not None and len(given) != rows:
            raise UnfitDesign(f"{len(given)} {name} for {rows} answers")
    stratum_names, stratum = coded(strata if strata is not None else ["all"] * rows)
    cluster_names, cluster = coded(clusters if clusters is not None else range(rows))
    home = dict(zip(cluster.tolist(), stratum.tolist(), strict=True))
    if any(home[own] != place for own, place in zip(cluster.tolist(), stratum.tolist(), strict=True)):
        raise UnfitDesign("a cluster that lies in two strata")
    drawn = np.bincount(np.array([home[place] for place in range(len(cluster_names))], dtype=np.int64))
    for name, size in zip(stratum_names, drawn.tolist(), strict=True):
        if size < 2:
            raise UnfitDesign(f"stratum {name!r} has one {'cluster' if clusters is not None else 'answer'}")
    fractions = _fractions(stratum_names, drawn.tolist(), population, stratified=strata is not None)
    return Design(tuple(stratum_names), stratum, cluster, fractions)


def _fractions(
    names: Sequence[Any],
    drawn: Sequence[int],
    population: Mapping[Any, float] | float | None,
    *,
    stratified: bool,
) -> Floats:
    if population is None:
        return np.zeros(len(names))
    if isinstance(population, Mapping) != stratified:
        raise UnfitDesign("a population has a number for each stratum, and one number where there are none")
    shares = []
    for name, size in zip(names, drawn, strict=True):
        whole = population.get(name) if isinstance(population, Mapping) else population
        if whole is None or not size <= whole < math.inf:
            raise UnfitDesign(f"stratum {name!r}: {size} of a population of {whole}")
        shares.append(size / whole)
    return np.array(shares)


def design_effect(w: Iterable[float]) -> float:
    """Kish's design effect of weights, n sum(w^2) / (sum w)^2: 1 where all are equal.

    `n / design_effect(w)` is Kish's effective number of answers. Weights of zero belong to nobody and do
    not count. Raises UnfitWeights for weights below zero, no numbers or all zero. Source: Kish (1965).

    >>> design_effect([1, 1, 1, 1])
    1.0
    >>> design_effect([1, 1, 2, 4])
    1.375
    """
    given = list(w)
    array = weights(given, len(given))
    relative = array / array.max()
    return float(np.count_nonzero(relative) * np.sum(relative**2) / np.sum(relative) ** 2)


def student(level: float, freedom: int) -> float:
    """The two-sided critical value of Student's t."""
    if not 0 < level < 1:
        raise ValueError(f"a level lies between 0 and 1, not at {level}")
    return float(-special.stdtrit(freedom, (1 - level) / 2))
