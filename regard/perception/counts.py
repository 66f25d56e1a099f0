"""How many answers gave each score of a scale."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, reduce
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
    """The integers from `min` to `max` that an answer may be; `na_values` stand for "no answer"."""

    min: int
    max: int
    direction: Direction = "high_is_good"
    na_values: tuple[int, ...] = ()

    def __init__(
        self,
        min: int,  # noqa: A002
        max: int,  # noqa: A002
        *,
        direction: Direction = "high_is_good",
        na_values: Sequence[int] = (),
    ) -> None:
        if int(min) != min or int(max) != max or min >= max:
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

    values: tuple[Fraction, ...]
    counts: tuple[float, ...]
    n: int

    @property
    def n_eff(self) -> float:
        """The number of equally weighted answers that would be as informative (Kish)."""
        return math.fsum(self.counts)

    @cached_property
    def mean(self) -> Fraction:
        """The exact mean of the values; raises ZeroDivisionError where there are no answers."""
        cells = zip(self.values, self.counts, strict=True)
        total = sum((Fraction(count) for count in self.counts), Fraction())
        return sum((value * Fraction(count) for value, count in cells), Fraction()) / total


@dataclass(frozen=True)
class Counts:
    """How many answers gave each score of a scale, low to high; with weights also their sums and squares."""

    n_by_score: tuple[int, ...]
    scale: Scale
    w: tuple[float, ...] | None = None
    w2: tuple[float, ...] | None = None
    missing: int = 0

    def __post_init__(self) -> None:
        if (self.w is None) != (self.w2 is None):
            raise OffScale("weights need both their sums and their sums of squares")
        for cells in (self.n_by_score, self.w, self.w2):
            if cells is not None and len(cells) != len(self.scale.scores):
                raise OffScale(f"{len(cells)} counts for the {len(self.scale.scores)} scores of {self.scale}")
            if cells is not None and min(cells) < 0:
                raise OffScale(f"a count below zero: {cells}")

    @classmethod
    def of(cls, n_by_score: Mapping[int, int], scale: Scale) -> Self:
        """Counts from `{score: how many}`; scores that are left out were given by nobody."""
        _refuse_off_scale(n_by_score, scale)
        return cls(tuple(n_by_score.get(score, 0) for score in scale.scores), scale)

    @classmethod
    def from_scores(
        cls, scores: Iterable[float | None], scale: Scale, *, weights: Iterable[float] | None = None
    ) -> Self:
        """Count answers one by one; None and the scale's `na_values` are missing, not answers.

        Raises OffScale for a score that the scale does not have.
        """
        answers = list(scores)
        given = [1.0] * len(answers) if weights is None else [float(weight) for weight in weights]
        pairs = [
            (score, weight)
            for score, weight in zip(answers, given, strict=True)
            if score is not None and score not in scale.na_values
        ]
        _refuse_off_scale([score for score, _ in pairs], scale)
        cells: dict[int, list[float]] = {score: [] for score in scale.scores}
        for score, weight in pairs:
            cells[int(score)].append(weight)
        n = tuple(len(cell) for cell in cells.values())
        if weights is None:
            return cls(n, scale, missing=len(answers) - len(pairs))
        w = tuple(math.fsum(cell) for cell in cells.values())
        w2 = tuple(math.fsum(weight * weight for weight in cell) for cell in cells.values())
        return cls(n, scale, w, w2, missing=len(answers) - len(pairs))

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
        placed = [score for scores in values for score in scores]
        if sorted(placed) != list(self.scale.scores):
            raise OffScale(f"the groups do not hold each score of {self.scale} once")
        cells: Sequence[float] = self.n_by_score if self.w is None else self.w
        total = math.fsum(cells)
        shrink = self.n_eff / total if self.w is not None and total else 1
        counts = [sum(cells[score - self.scale.min] for score in scores) * shrink for scores in values]
        return Groups(tuple(Fraction(value) for value in values.values()), tuple(counts), self.n)

    def _with(self, other: "Counts", sign: int) -> "Counts":
        if self.scale != other.scale or (self.w is None) != (other.w is None):
            raise UnlikeCounts(f"{self.scale} and {other.scale} are not counted together")
        n = tuple(a + sign * b for a, b in zip(self.n_by_score, other.n_by_score, strict=True))
        missing = self.missing + sign * other.missing
        if self.w is None or other.w is None or self.w2 is None or other.w2 is None:
            return Counts(n, self.scale, missing=missing)
        w = tuple(a + sign * b if k else 0.0 for a, b, k in zip(self.w, other.w, n, strict=True))
        w2 = tuple(a + sign * b if k else 0.0 for a, b, k in zip(self.w2, other.w2, n, strict=True))
        return Counts(n, self.scale, w, w2, missing)


def _refuse_off_scale(scores: Iterable[float], scale: Scale) -> None:
    for score in scores:
        if score != score or score not in scale.scores:
            raise OffScale(f"{score} is not a score of {scale}")
