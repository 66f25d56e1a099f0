"""How far what customers say lies from what was intended."""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from numbers import Real
from typing import Any

import numpy as np

from regard.perception.intervals import critical_value
from regard.perception.maps.resampling import many, replicate_tables
from regard.perception.maps.tables import DescriptorTable, Floats, UnfitTable

Actual = Mapping[str, int] | Sequence[Collection[str]]


@dataclass(frozen=True)
class Distance:
    """The chi-square distance of two profiles: 0 where they are the same, 2 where they share no word.

    A distance is never negative, so chance alone makes one: `by_chance` is what as many answers would
    show if nothing lay between the two, and `value` has it taken out (`raw` has not). `low` is above 0
    only where the test against chance says so: then `differs`. `parts` says what each word adds to the
    square of `raw`, negative where the word was said less than intended.
    """

    value: float
    low: float
    high: float
    raw: float
    by_chance: float
    p_value: float
    level: float
    n: int
    parts: tuple[tuple[str, float], ...]
    method: str = "chi-square distance, bootstrap, chance taken out"

    @property
    def differs(self) -> bool:
        """Whether the answers say that the two profiles are not the same."""
        return self.low > 0

    def to_dict(self) -> dict[str, Any]:
        """The same as plain JSON values."""
        return dict(self.__dict__) | {"parts": dict(self.parts), "differs": self.differs}


def distance(
    intended: Mapping[str, float],
    actual: Actual,
    *,
    replicates: int = 500,
    seed: int = 1,
    level: float = 0.95,
) -> Distance:
    """The chi-square distance between the intended profile and the words that were said.

    `intended` is {word: weight}, in any unit; `actual` is {word: mentions} or, better, the words of each
    person: then people are drawn again, not mentions. Each word's squared difference of shares is divided
    by the mean of both shares, as correspondence analysis does for a table of these two columns, so a
    word that nobody said, and one that nobody intended, keep a finite place. Raises UnfitTable.
    Source: Greenacre (2017); bias and test by the bootstrap around the answers' own profile, Davison and
    Hinkley (1997).

    >>> near = distance({"calm": 0.5, "fair": 0.5}, {"calm": 52, "fair": 48}, replicates=200)
    >>> near.differs, round(near.value, 2)
    (False, 0.0)
    >>> far = distance({"calm": 0.9, "fair": 0.1}, {"calm": 20, "fair": 80, "slow": 40}, replicates=200)
    >>> far.differs
    True
    """
    if not 0 < level < 1:
        raise ValueError(f"a level lies between 0 and 1, not at {level}")
    table = _table(intended, actual)
    counts = np.array(table.counts, dtype=np.float64)[:, 0]
    said, meant = counts / counts.sum(), profile(intended, table.words)
    square, gap, weight = _square(said, meant)
    random = np.random.default_rng(seed)
    alike = np.asarray(random.multinomial(table.n, meant, size=many(replicates)), dtype=np.float64)
    chance = np.sort(_square(_each_share(alike), meant)[0])
    spread = _spread(said, meant, gap * weight, table.n)
    if table.people is not None:
        drawn = np.array([column[:, 0] for column in replicate_tables(table, replicates, random)])
        noise = _each_share(drawn) - said
        chance = np.maximum(chance, np.sort(noise**2 @ weight))
        spread = max(spread, float(np.var(2 * noise @ (gap * weight))))
    slope = spread / float(square) if square > 0 else 0.0
    low, high = _limits(float(square), chance, slope, level)
    return Distance(
        value=math.sqrt(max(float(square - chance.mean()), 0.0)),
        low=low,
        high=high,
        raw=math.sqrt(square),
        by_chance=math.sqrt(float(chance.mean())),
        p_value=(1 + int(np.sum(chance >= square))) / (1 + replicates),
        level=level,
        n=len(table.people) if table.people is not None else table.n,
        parts=tuple(zip(table.words, (gap * np.abs(gap) * weight).tolist(), strict=True)),
    )


def _square(said: Floats, meant: Floats) -> tuple[Floats, Floats, Floats]:
    """The squared distance of each row of shares from the intended ones, the gaps, and their weights."""
    middle = (said + meant) / 2
    weight = np.where(middle > 0, 1 / np.where(middle > 0, middle, 1.0), 0.0)
    gap = said - meant
    return np.sum(gap**2 * weight, axis=-1), gap, weight


def _each_share(drawn: Floats) -> Floats:
    size = drawn.sum(axis=1, keepdims=True)
    return np.asarray(drawn / np.where(size > 0, size, 1.0))


def _spread(said: Floats, meant: Floats, pull: Floats, n: int) -> float:
    """The variance of the square along the gap: multinomial, with one answer as intended added."""
    shares = (said * n + meant) / (n + 1)
    return 4 * float(np.sum(shares * pull**2) - np.sum(shares * pull) ** 2) / n


def _limits(square: float, chance: Floats, slope: float, level: float) -> tuple[float, float]:
    """Every distance whose square the one that was seen does not contradict, between 0 and 2.

    Its variance is that of chance alone, plus `slope` for each unit of the square: what makes both ends
    roots of one quadratic. The critical value below is that of the test against chance, so that the limit
    is above 0 where the test says so; the one above is normal.
    """
    alone, found = float(np.std(chance)), square - float(chance.mean())
    z = critical_value(level)
    rank = int((1 - level) * (len(chance) + 1) + 1e-9)
    if rank == 0 or square <= (extreme := float(chance[-rank])):
        low = 0.0
    else:
        below = (extreme - float(chance.mean())) / alone if alone > 0 else z
        low = _root(found, alone, slope * z * z, below, -1)
    high = _root(max(found, 0.0), alone, slope * z * z, z, 1)
    return math.sqrt(min(max(low, 0.0), 4.0)), math.sqrt(min(max(high, 0.0), 4.0))


def _root(found: float, alone: float, slope: float, z: float, side: int) -> float:
    """A root of (x - found)^2 = z^2 alone^2 + slope x."""
    middle = found + slope / 2
    return middle + side * math.sqrt(max(middle * middle - found * found + (z * alone) ** 2, 0.0))


def profile(intended: Mapping[str, float], words: Sequence[str]) -> Floats:
    """The intended shares in the order of the words; raises UnfitTable for weights that are none."""
    for word, weight in intended.items():
        if not isinstance(weight, Real) or isinstance(weight, bool) or not 0 <= weight <= 1e100:
            raise UnfitTable(f"intended word {word!r}: {weight!r} is no weight")
        if word not in words:
            raise UnfitTable(f"intended word {word!r} was not on the list of words")
    array = np.array([float(intended.get(word, 0.0)) for word in words])
    if array.sum() == 0:
        raise UnfitTable("no word is intended")
    return np.asarray(array / array.sum())


def _table(intended: Mapping[str, float], actual: Actual) -> DescriptorTable:
    """One column: all words that were said or intended."""
    if isinstance(actual, Mapping):
        words = dict.fromkeys([*intended, *actual])
        table = DescriptorTable.of({word: {"all": actual.get(word, 0)} for word in words})
    else:
        said = dict.fromkeys([*intended, *sorted({word for chosen in actual for word in chosen})])
        table = DescriptorTable.from_people((("all", chosen) for chosen in actual), words=list(said))
    if table.n == 0:
        raise UnfitTable("nobody said any word")
    return table
