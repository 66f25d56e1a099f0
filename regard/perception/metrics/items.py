"""Several questions answered by the same people: their means and how they vary together."""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

ROUNDING = 1e-9


class UnfitMoments(ValueError):
    """Means and covariances that no answers can have, or that do not hold the items asked for."""


class Moments(Protocol):
    """What the answers of the same `n` people to several questions are known by; `cov` has divisor n - 1.

    `regard.perception.moments.Moments` is such, and so is `Items`; arrays of numpy are sequences here.
    """

    @property
    def names(self) -> Sequence[str]:
        """A name for each item."""

    @property
    def n(self) -> int:
        """The number of people."""

    @property
    def mean(self) -> Any:
        """The mean of each item."""

    @property
    def cov(self) -> Any:
        """The covariance of each item with each."""


@dataclass(frozen=True)
class Items:
    """Means (k) and covariances (k x k) of k items, in the order of their names, among `n` people.

    `n_eff` is their effective number where they are weighted, otherwise n. Raises UnfitMoments for other
    shapes, numbers that are none, and a table of covariances that is not symmetrical or has a correlation
    beyond 1.
    """

    names: tuple[str, ...]
    n: int
    mean: tuple[float, ...]
    cov: tuple[tuple[float, ...], ...]
    n_eff: float = math.nan

    def __post_init__(self) -> None:
        if math.isnan(self.n_eff):
            object.__setattr__(self, "n_eff", float(self.n))
        k = len(self.names)
        if len(set(self.names)) != k or len(self.mean) != k or [len(row) for row in self.cov] != [k] * k:
            raise UnfitMoments(
                f"{k} names ({', '.join(self.names)}) need as many means and k x k covariances"
            )
        if self.n < 2 or not 1 < self.n_eff < math.inf:
            raise UnfitMoments(
                f"covariances need two people, there are {self.n} (effectively {self.n_eff:g})"
            )
        for name, mean in zip(self.names, self.mean, strict=True):
            if not math.isfinite(mean):
                raise UnfitMoments(f"{name}: a mean of {mean}")
        for i, first in enumerate(self.names):
            for j, second in enumerate(self.names[: i + 1]):
                self._refuse(i, j, f"{first}, {second}")

    def _refuse(self, i: int, j: int, place: str) -> None:
        found, size = self.cov[i][j], self.cov[i][i] * self.cov[j][j]
        if not (math.isfinite(found) and self.cov[i][i] >= 0 and size < math.inf):
            raise UnfitMoments(f"{place}: a covariance of {found} between variances that are none")
        if abs(found) > math.sqrt(size) * (1 + ROUNDING) or found != self.cov[j][i]:
            raise UnfitMoments(f"{place}: a covariance of {found} that no answers can have")


def items_of(moments: Moments, wanted: Iterable[str] | None = None) -> Items:
    """The items `wanted`, in that order, of moments of any kind; all of them if not said.

    Raises UnfitMoments for what is no such thing, or for an item that is not there.
    """
    try:
        names = [str(name) for name in moments.names]
        mean = [float(value) for value in moments.mean]
        cov = [[float(value) for value in row] for row in moments.cov]
    except (TypeError, AttributeError) as error:
        raise UnfitMoments(f"these are no moments: {error}") from error
    chosen = names if wanted is None else list(wanted)
    if missing := [name for name in chosen if name not in names]:
        raise UnfitMoments(f"{missing[0]!r} is none of the items {', '.join(names)}")
    places = [names.index(name) for name in chosen]
    if len(mean) != len(names) or [len(row) for row in cov] != [len(names)] * len(names):
        raise UnfitMoments(f"{len(names)} names need as many means and k x k covariances")
    both = [[(cov[i][j] + cov[j][i]) / 2 if _alike(cov, i, j) else cov[i][j] for j in places] for i in places]
    n_eff = float(getattr(moments, "n_eff", moments.n))
    return Items(
        tuple(chosen), int(moments.n), tuple(mean[i] for i in places), tuple(map(tuple, both)), n_eff
    )


def turned(items: Items, reverse: Collection[str]) -> Items:
    """The same with the sign of these items turned round, so that more is better in all of them."""
    if missing := [name for name in reverse if name not in items.names]:
        raise UnfitMoments(f"{missing[0]!r} is none of the items {', '.join(items.names)}")
    sign = [-1 if name in reverse else 1 for name in items.names]
    cov = tuple(
        tuple(sign[i] * sign[j] * value for j, value in enumerate(row)) for i, row in enumerate(items.cov)
    )
    mean = tuple(s * value for s, value in zip(sign, items.mean, strict=True))
    return Items(items.names, items.n, mean, cov, items.n_eff)


def from_scores(scores: Mapping[str, Sequence[float]]) -> Items:
    """Items of the answers of the same people, in the same order, to each question.

    Everybody answered everything: whoever did not is left out before. Raises UnfitMoments for columns that
    are not equally long, numbers that are none, and fewer than two people.

    >>> from_scores({"easy": [5, 4, 3], "quick": [5, 5, 2]}).cov
    ((1.0, 1.5), (1.5, 3.0))
    """
    columns = [[float(value) for value in column] for column in scores.values()]
    sizes = {len(column) for column in columns}
    if len(sizes) != 1 or min(sizes) < 2:
        raise UnfitMoments(f"columns of {sorted(sizes)} answers; each needs the same two people or more")
    n = sizes.pop()
    means = [math.fsum(column) / n for column in columns]
    apart = [[value - mean for value in column] for column, mean in zip(columns, means, strict=True)]
    cov = [
        [math.fsum(a * b for a, b in zip(one, other, strict=True)) / (n - 1) for other in apart]
        for one in apart
    ]
    return Items(tuple(scores), n, tuple(means), tuple(map(tuple, cov)))


def _alike(cov: list[list[float]], i: int, j: int) -> bool:
    """Whether two mirrored covariances differ by rounding alone."""
    return abs(cov[i][j] - cov[j][i]) <= ROUNDING * math.sqrt(abs(cov[i][i] * cov[j][j]))
