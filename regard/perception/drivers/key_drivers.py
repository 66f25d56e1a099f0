"""Which ratings the overall score goes with, how strongly, and how surely in this order."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from regard.perception.drivers.collinear import inseparable
from regard.perception.drivers.importance import TINY
from regard.perception.drivers.replicates import Method, Resampled, resample
from regard.perception.estimates import Interval
from regard.perception.moments import Moments, UnknownColumn

COPY = 1e-8
"""A driver of whose variance the others leave less than this has no slope of its own."""


@dataclass(frozen=True)
class Driver:
    """One driver; an association with the outcome, not a cause of it.

    `importance` is its part of R squared, in shares of the outcome's variance; `share` its part of what
    all drivers explain (None where they explain nothing); `rank` its place by importance, from `rank_low`
    to `rank_high`. `unique` is what R squared loses without it (last), `alone` what it explains by itself
    (first). `slope` is its standardised coefficient beside the others, with its sign, None where the
    others determine it. `performance` is its mean rating.
    """

    name: str
    importance: Interval
    share: Interval | None
    rank: int
    rank_low: int
    rank_high: int
    unique: Interval
    alone: Interval
    slope: Interval | None
    performance: Interval

    @property
    def low(self) -> float | None:
        """The lower limit of the share."""
        return None if self.share is None else self.share.low

    @property
    def high(self) -> float | None:
        """The upper limit of the share."""
        return None if self.share is None else self.share.high

    def to_dict(self) -> dict[str, Any]:
        """The same as plain JSON values."""
        return asdict(self)


@dataclass(frozen=True)
class Inseparable:
    """Drivers that explain each other to nine tenths: read their `share` together, not one by one."""

    drivers: tuple[str, ...]
    share: Interval | None

    def to_dict(self) -> dict[str, Any]:
        """The same as plain JSON values."""
        return asdict(self)


@dataclass(frozen=True)
class KeyDrivers:
    """What an outcome goes with, the most important driver first.

    `r2` is the share of the outcome's variance that all drivers explain together; `halo` the share of the
    drivers' variance on their first principal component: where it is high, one general impression stands
    behind all ratings. `n` rows were used, `share_used` of those that there were.
    """

    outcome: str
    drivers: tuple[Driver, ...]
    inseparable: tuple[Inseparable, ...]
    r2: Interval
    halo: Interval
    n: int
    share_used: float
    method: Method
    level: float
    replicates: int
    seed: int

    def __getitem__(self, name: str) -> Driver:
        """The driver of this name; raises UnknownColumn."""
        for driver in self.drivers:
            if driver.name == name:
                return driver
        raise UnknownColumn(f"{name!r} is none of the drivers")

    def to_dict(self) -> dict[str, Any]:
        """The same as plain JSON values."""
        return asdict(self)


def key_drivers(
    moments: Moments,
    outcome: str,
    drivers: Sequence[str],
    *,
    method: Method = "lmg",
    replicates: int = 1000,
    level: float = 0.95,
    seed: int = 1,
) -> KeyDrivers:
    """How much of the variance of `outcome` goes with each of `drivers`, with intervals for share and rank.

    LMG (Lindeman, Merenda and Gold 1980; Groemping 2006), exact over all subsets of up to 16 drivers, or
    relative weights (Johnson 2000) for any number; both sum to R squared. Intervals come from resampled
    blocks of rows (Efron 1979), so they cost the same for any number of rows. In simulations (4
    drivers, 30 to 1,000 rows) those at 95 % held the truth in 95 % of samples on average and in 87 % at
    worst; that of R squared in 85 % of samples of 30 rows, in 92 to 97 % from 100 rows on. "Not applicable"
    must be missing in the rows of `moments`, never 0: read as a rating it changes every number. Ratings
    are taken as linear; `kink` tests that.

    Raises UnknownColumn for a column that is not there, named twice or its own driver; TooFewRows for
    fewer rows than drivers plus two, or rows in fewer than 10 blocks; AllEqual for a column of one value;
    TooManyDrivers; ValueError for another method, level or too few replicates.

    >>> import numpy as np
    >>> chance = np.random.default_rng(1)
    >>> ease, price = chance.integers(1, 6, (2, 500))
    >>> rows = np.stack([2 * ease + price + chance.integers(0, 3, 500), ease, price], 1)
    >>> found = key_drivers(Moments.from_rows(rows, ["score", "ease", "price"]), "score", ["ease", "price"])
    >>> [(driver.name, round(driver.share.value, 2), driver.rank_high) for driver in found.drivers]
    [('ease', 0.82, 1), ('price', 0.18, 2)]
    """
    if not drivers:
        raise UnknownColumn("no drivers are named")
    chosen = moments.select(outcome, *drivers)
    resampled = resample(chosen, method=method, replicates=replicates, level=level, seed=seed)
    found = [_driver(resampled, place) for place in range(len(drivers))]
    groups = inseparable(chosen.corr[1:, 1:])
    return KeyDrivers(
        outcome=outcome,
        drivers=tuple(sorted(found, key=lambda driver: driver.rank)),
        inseparable=tuple(_together(resampled, group) for group in groups),
        r2=resampled.r2(),
        halo=resampled.interval(resampled.found.fit.halo[0], resampled.drawn.fit.halo),
        n=chosen.n,
        share_used=chosen.share_used,
        method=method,
        level=level,
        replicates=replicates,
        seed=seed,
    )


def _driver(resampled: Resampled, place: int) -> Driver:
    found, drawn = resampled.found, resampled.drawn
    slope = resampled.interval(found.fit.slope[0, place], drawn.fit.slope[:, place])
    alone = resampled.squared(found.fit.correlation[0, place], drawn.fit.correlation[:, place])
    unique = resampled.distinct(found.fit.unique[0, place], drawn.fit.unique[:, place], slope)
    rank_low, rank_high = resampled.ranks(place)
    return Driver(
        name=resampled.moments.names[1 + place],
        importance=resampled.distinct(found.importance[0, place], drawn.importance[:, place], alone, unique),
        share=_share(resampled, place, alone, unique),
        rank=int(found.rank[0, place]),
        rank_low=rank_low,
        rank_high=rank_high,
        unique=unique,
        alone=alone,
        slope=slope if found.fit.tolerance[0, place] > COPY else None,
        performance=resampled.interval(found.mean[0, 1 + place], drawn.mean[:, 1 + place]),
    )


def _share(resampled: Resampled, place: int, *parts: Interval) -> Interval | None:
    found, drawn = resampled.found, resampled.drawn
    if found.importance.sum() <= TINY:
        return None
    return resampled.distinct(found.share[0, place], drawn.share[:, place], *parts)


def _together(resampled: Resampled, group: list[int]) -> Inseparable:
    found, drawn = resampled.found, resampled.drawn
    names = tuple(resampled.moments.names[1 + place] for place in group)
    if found.importance.sum() <= TINY:
        return Inseparable(names, None)
    return Inseparable(names, resampled.interval(found.share[0, group].sum(), drawn.share[:, group].sum(1)))
