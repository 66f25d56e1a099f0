"""How many answers gave each score of a scale."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property, lru_cache, reduce
from itertools import chain, repeat
from operator import mul
from typing import Literal, Self

Direction = Literal["high_is_good", "low_is_good"]
FARTHEST = 1000
"""No scale reaches beyond this on either side of 0, so that no file can ask for a billion counts."""


class OffScale(ValueError):
    """A score that its scale does not have."""


class UnlikeCounts(ValueError):
    """Counts or tallies that may not be added: another scale, another metric or other dimensions."""


@dataclass(frozen=True)
class Scale:
    """The integers from `min` to `max` that an answer may be; `na_values` stand for "no answer".

    Scales that differ in their `na_values` alone are equal: counted answers no longer hold them. Raises
    OffScale for ends that are no integers from low to high, or too far from 0.
    """

    min: int
    max: int
    direction: Direction = "high_is_good"
    na_values: tuple[int, ...] = field(default=(), compare=False)

    def __init__(
        self,
        min: int,  # noqa: A002
        max: int,  # noqa: A002
        *,
        direction: Direction = "high_is_good",
        na_values: Sequence[int] = (),
    ) -> None:
        if not -math.inf < min < max < math.inf or int(min) != min or int(max) != max:
            raise OffScale(f"a scale runs over integers from low to high, not from {min} to {max}")
        if min < -FARTHEST or max > FARTHEST:
            raise OffScale(f"a scale stays between -{FARTHEST} and {FARTHEST}, unlike {min} to {max}")
        if direction not in ("high_is_good", "low_is_good"):
            raise OffScale(f"{direction!r} is no direction of a scale")
        for name, value in (("min", int(min)), ("max", int(max)), ("direction", direction)):
            object.__setattr__(self, name, value)
        object.__setattr__(self, "na_values", tuple(na_values))

    @property
    def scores(self) -> range:
        """Every score of the scale, low to high."""
        return range(self.min, self.max + 1)

    def best(self, boxes: int) -> range:
        """The `boxes` best scores: the highest ones, or the lowest where low is good."""
        if self.direction == "low_is_good":
            return range(self.min, self.min + boxes)
        return range(self.max + 1 - boxes, self.max + 1)

    def __str__(self) -> str:
        return f"{self.min}-{self.max}" + (" (low is good)" if self.direction == "low_is_good" else "")


@dataclass(frozen=True)
class Groups:
    """Answers regrouped under a value each: all that an interval needs.

    `counts` are as many as `values`; for weighted answers they sum to the effective number of answers.
    """

    values: tuple[Fraction | int, ...]
    counts: tuple[float, ...]
    n: int

    @property
    def n_eff(self) -> float:
        """The number of equally weighted answers that would be as informative (Kish)."""
        return math.fsum(self.counts)

    @cached_property
    def mean(self) -> Fraction:
        """The exact mean of the values; raises ZeroDivisionError where there are no answers."""
        counts = [count if isinstance(count, int) else Fraction(count) for count in self.counts]
        total, n = sum(map(mul, self.values, counts)), sum(counts)
        if isinstance(total, int) and isinstance(n, int):
            return Fraction(total, n)
        return Fraction(total) / n


@dataclass(frozen=True)
class Counts:
    """How many answers gave each score of a scale, low to high; with weights also their sums and squares.

    All three hold a number for each score of the scale. Raises OffScale where they do not, for a part
    of an answer, and for what is below zero or no number.
    """

    n_by_score: tuple[int, ...]
    scale: Scale
    w: tuple[float, ...] | None = None
    w2: tuple[float, ...] | None = None
    missing: int = 0

    def __post_init__(self) -> None:
        if (self.w is None) != (self.w2 is None):
            raise OffScale("weights need both their sums and their sums of squares")
        scores = self.scale.scores
        for cells in (self.n_by_score, self.w, self.w2):
            if cells is not None:
                _refuse_no_counts(cells, scores, self.scale)
        if self.missing < 0:
            raise OffScale(f"a count below zero: {self.missing} missing answers")
        if type(self.n_by_score) is not tuple or set(map(type, self.n_by_score)) != {int}:
            if any(cell % 1 for cell in self.n_by_score):
                raise OffScale(f"a part of an answer: {self.n_by_score}")
            object.__setattr__(self, "n_by_score", tuple(int(cell) for cell in self.n_by_score))

    @classmethod
    def of(cls, n_by_score: Mapping[int, int], scale: Scale) -> Self:
        """Counts from `{score: how many}`; scores that are left out were given by nobody."""
        _refuse_off_scale(n_by_score, scale)
        return cls(tuple([n_by_score.get(score, 0) for score in scale.scores]), scale)

    @classmethod
    def from_scores(
        cls, scores: Iterable[float | None], scale: Scale, *, weights: Iterable[float] | None = None
    ) -> Self:
        """Count answers one by one; None and the scale's `na_values` are missing, not answers.

        `weights` are as many as `scores`, none below zero. Raises OffScale, with the place, for a score
        that the scale does not have (NaN is one) and for a weight that is none; ValueError where scores
        and weights are not equally many.
        """
        answers = list(scores)
        if weights is None:
            cells, missing = _sorted_out(answers, repeat(1.0), scale)
            return cls(tuple(map(len, cells)), scale, missing=missing)
        given = _weights(weights, len(answers))
        cells, missing = _sorted_out(answers, given, scale)
        w = tuple(math.fsum(cell) for cell in cells)
        w2 = tuple(math.fsum(weight * weight for weight in cell) for cell in cells)
        return cls(tuple(map(len, cells)), scale, w, w2, missing=missing)

    @property
    def n(self) -> int:
        """The number of answers."""
        return sum(self.n_by_score)

    @property
    def n_eff(self) -> float:
        """Kish's effective number of answers, (sum w)^2 / sum w^2; `n` where nothing is weighted."""
        if self.w is None or self.w2 is None:
            return self.n
        squares = math.fsum(self.w2)
        return math.fsum(self.w) ** 2 / squares if squares else 0.0

    @classmethod
    def sum(cls, counts: Sequence["Counts"]) -> "Counts":
        """Add up one or more counts on the same scale."""
        first, *others = counts
        if first.w is not None or any(other.w is not None or other.scale != first.scale for other in others):
            return reduce(cls.__add__, others, first)
        n = tuple(map(sum, zip(*(part.n_by_score for part in counts), strict=True)))
        return cls(n, first.scale, missing=sum(part.missing for part in counts))

    def __add__(self, other: "Counts") -> "Counts":
        return self._with(other, 1)

    def __sub__(self, other: "Counts") -> "Counts":
        return self._with(other, -1)

    def grouped(self, values: Mapping[Iterable[int], Fraction | int]) -> Groups:
        """Regroup as `{scores: value}`; every score of the scale must stand in exactly one group."""
        places = _places(self.scale, tuple(values))
        if self.w is None:
            n_by_group = [sum(map(self.n_by_score.__getitem__, group)) for group in places]
            return Groups(tuple(values.values()), tuple(n_by_group), sum(n_by_group))
        total = math.fsum(self.w)
        shrink = self.n_eff / total if total else 1
        counts = [sum(map(self.w.__getitem__, group)) * shrink for group in places]
        return Groups(tuple(values.values()), tuple(counts), self.n)

    def _with(self, other: "Counts", sign: int) -> "Counts":
        if (self.w is None) != (other.w is None):
            raise UnlikeCounts("weighted answers and answers without weights are not counted together")
        if self.scale != other.scale:
            raise UnlikeCounts(f"{self.scale} and {other.scale} are not counted together")
        n = tuple(a + sign * b for a, b in zip(self.n_by_score, other.n_by_score, strict=True))
        missing = self.missing + sign * other.missing
        if self.w is None or other.w is None or self.w2 is None or other.w2 is None:
            return Counts(n, self.scale, missing=missing)
        w = tuple(a + sign * b if k else 0.0 for a, b, k in zip(self.w, other.w, n, strict=True))
        w2 = tuple(a + sign * b if k else 0.0 for a, b, k in zip(self.w2, other.w2, n, strict=True))
        return Counts(n, self.scale, w, w2, missing)


def _refuse_no_counts(cells: Sequence[float], scores: range, scale: Scale) -> None:
    if len(cells) != len(scores):
        raise OffScale(f"{len(cells)} counts for the {len(scores)} scores of {scale}")
    whole = set(map(type, cells)) == {int}  # most are, and then the smallest tells
    if not (min(cells) >= 0 if whole else all(0 <= cell < math.inf for cell in cells)):
        raise OffScale(f"a count that is below zero or no number: {cells}")


@lru_cache(maxsize=256)
def _places(scale: Scale, groups: tuple[Iterable[int], ...]) -> tuple[tuple[int, ...], ...]:
    """For each group, where its scores stand among the counts; every score must stand in one group."""
    listed = [tuple(scores) for scores in groups]
    if sorted(chain(*listed)) != list(scale.scores):
        raise OffScale(f"the groups do not hold each score of {scale} once")
    return tuple(tuple(score - scale.min for score in scores) for scores in listed)


def _sorted_out(
    answers: Sequence[float | None], weights: Iterable[float], scale: Scale
) -> tuple[list[list[float]], int]:
    """The weights of the answers by score, low to high, and how many answers are missing."""
    cells: dict[float, list[float]] = {score: [] for score in scale.scores}
    missing = 0
    for place, (score, weight) in enumerate(zip(answers, weights, strict=False)):
        if score is None or score in scale.na_values:
            missing += 1
        elif score in cells:
            cells[score].append(weight)
        else:
            raise OffScale(f"scores[{place}]: {score!r} is not a score of {scale}")
    return list(cells.values()), missing


def _weights(weights: Iterable[float], n: int) -> list[float]:
    given = [float(weight) for weight in weights]
    if len(given) != n:
        raise ValueError(f"{len(given)} weights for {n} scores")
    for place, weight in enumerate(given):
        if not 0 <= weight < math.inf:
            raise OffScale(f"weights[{place}]: {weight} is no weight")
    return given


def _refuse_off_scale(scores: Iterable[float], scale: Scale) -> None:
    possible = scale.scores
    for score in scores:
        if score not in possible:
            raise OffScale(f"{score!r} is not a score of {scale}")
