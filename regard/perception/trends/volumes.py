"""An alarm for how many come in a day, with the pattern of the week, however unlike the days are."""

import math
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from scipy import optimize
from scipy.stats import beta
from scipy.stats import t as student

from regard.perception.estimates import Interval
from regard.perception.intervals import critical_value
from regard.perception.trends.monitors import LEVEL, Detector, Direction, UnfitBaseline

WEEK = 7
LEAST = 1e-300  # of a rate that is not 0
SHORTEST = 4 * WEEK
FEWEST = 30
SIGNS: dict[str, tuple[str, ...]] = {
    "down": ("below", "none"),
    "up": ("above",),
    "both": ("below", "none", "above"),
}
"""What each direction looks for: days with too few, days with none at all, days with too many."""
STAKES = (0.02, 0.05, 0.1, 0.2, 0.4, 0.8)
"""How much of what there is is put on each day; small stakes find small changes."""
MOST = 3.0
"""What a day has too many is counted up to this, so that one wild day is no alarm by itself."""
METHOD = "quasi-Poisson score interval (McCullagh and Nelder 1989)"
ALWAYS = "gamma mixture confidence sequence of a rate, widened by the dispersion (Lindon and Malek 2022)"


@dataclass(frozen=True)
class Usual:
    """What the days of a quiet time brought: `counts` of whole days in a row, the first one on `first`.

    `expected` is the count of each weekday, Monday first, drawn towards the mean of all days by the weight of
    one day. `above` and `below` are the most that a day like these exceeds its expectation, or falls
    short of it, on average, in units of sqrt(expectation x mean). They are told from days that are each
    held against the others alone, with the end of the 95 % interval over whole weeks that lies towards
    the change (Student, Mood's batch means); days are never taken to be more alike than chance alone
    makes them (Poisson). `none` is the most that a day without any is likely to be: the upper end of the
    exact 95 % interval (Clopper and Pearson 1934), of the weekdays on which most had some. `dispersion`
    is how many times as unlike as by chance they are, at least 1.

    Raises UnfitBaseline for fewer than 28 days or 30 records, and ValueError for a count below 0.

    >>> usual = Usual((6, 4, 5, 6, 5, 2, 1) * 8, date(2026, 1, 5))
    >>> usual.mean, [round(n, 1) for n in usual.expected], usual.dispersion
    (4.142857142857143, [5.8, 4.0, 4.9, 5.8, 4.9, 2.2, 1.3], 1.0)
    """

    counts: tuple[int, ...]
    first: date

    def __post_init__(self) -> None:
        object.__setattr__(self, "counts", tuple(self.counts))
        if min(self.counts, default=0) < 0:
            raise ValueError("a day has no fewer than no records")
        if len(self.counts) < SHORTEST or sum(self.counts) < FEWEST:
            raise UnfitBaseline(f"{sum(self.counts)} records of {len(self.counts)} days are no normal")

    @property
    def n(self) -> int:
        """All records."""
        return sum(self.counts)

    @property
    def mean(self) -> float:
        """Records a day."""
        return self.n / len(self.counts)

    @cached_property
    def expected(self) -> tuple[float, ...]:
        """The count of each weekday, Monday first."""
        return tuple((sum(days) + self.mean) / (len(days) + 1) for days in self._by_weekday())

    def on(self, day: date) -> float:
        """How many are to be expected on a day."""
        return self.expected[day.weekday()]

    def during(self, days: Iterable[date]) -> float:
        """How many are to be expected a day, on the mean of these days."""
        return statistics.fmean(self.on(day) for day in days)

    @cached_property
    def dispersion(self) -> float:
        """How many times as unlike as by chance the days are (Pearson), at least 1."""
        squares = [(n - fit) ** 2 / fit for n, fit in zip(self.counts, self._fits(), strict=True)]
        return max(1.0, math.fsum(squares) / max(1, len(squares) - WEEK))

    @cached_property
    def above(self) -> float:
        """The most that a usual day exceeds its expectation, on average."""
        return self._bound(1)

    @cached_property
    def below(self) -> float:
        """The most that a usual day falls short of its expectation, on average."""
        return self._bound(-1)

    @cached_property
    def busy(self) -> frozenset[int]:
        """The weekdays on which most days had some records, Monday 0."""
        days = enumerate(self._by_weekday())
        return frozenset(day for day, counts in days if 2 * counts.count(0) < len(counts))

    @cached_property
    def none(self) -> float:
        """The most that a day of a busy weekday is likely to have no records."""
        counts = [n for day, of_day in enumerate(self._by_weekday()) if day in self.busy for n in of_day]
        without = counts.count(0)
        return float(beta.ppf((1 + LEVEL) / 2, without + 1, len(counts) - without)) if counts else 1.0

    def ratio(self, sign: str, day: date, n: int) -> float:
        """How much of a sign a day with `n` records shows, with 1 the most that is usual on average."""
        if sign == "none":
            return 1.0 if day.weekday() not in self.busy else (n == 0) / self.none
        way, bound = (1, self.above) if sign == "above" else (-1, self.below)
        return _unlike(n, self.on(day), self.mean, way) / bound

    def interval(self, expected: float | None = None, *, level: float = LEVEL) -> Interval:
        """Records a day with an interval; or those of days of which `expected` are expected a day."""
        times = expected / self.mean if expected is not None else 1.0
        found = rate_interval(self.n, len(self.counts), dispersion=self.dispersion, level=level)
        value, low, high = (end * times for end in (found.value, found.low, found.high))
        return Interval(value, low, high, level, self.n, METHOD)

    def now(self, n: int, days: Sequence[date], *, level: float = LEVEL) -> Interval:
        """Records a day of other days, with an interval that stays true however often one looks."""
        return rate_sequence(n, len(days), expected=self.mean, dispersion=self.dispersion, level=level)

    def _by_weekday(self) -> list[list[int]]:
        start = self.first.weekday()
        return [list(self.counts[(day - start) % WEEK :: WEEK]) for day in range(WEEK)]

    def _fits(self) -> list[float]:
        start = self.first.weekday()
        return [self.expected[(start + place) % WEEK] for place in range(len(self.counts))]

    def _held_out(self) -> list[float]:
        """What each day would be expected to bring by all the others alone."""
        start, days, total = self.first.weekday(), self._by_weekday(), len(self.counts)
        found = []
        for place, n in enumerate(self.counts):
            same = days[(start + place) % WEEK]
            mean = (self.n - n) / (total - 1)
            found.append((sum(same) - n + mean) / len(same))
        return found

    def _bound(self, way: int) -> float:
        """The upper end of how far a day is from its expectation, on average."""
        pairs = list(zip(self.counts, self._held_out(), strict=True))
        far = [_unlike(n, fit, self.mean, way) for n, fit in pairs]
        off = [(n - fit) / self.mean for n, fit in pairs]
        share = statistics.fmean(way * each > 0 for each in off)
        error = math.hypot(_error(far), share * _error(off))
        weeks = len(self.counts) // WEEK
        most = statistics.fmean(far) + float(student.ppf((1 + LEVEL) / 2, weeks - 1)) * error
        by_chance = [_by_chance(fit) / math.sqrt(fit * self.mean) for fit in self.expected]
        return max(most, statistics.fmean(by_chance))


@dataclass(frozen=True)
class VolumeMonitor(Detector):
    """Watches how many records come in a day, for a fall, a rise or both, against a usual time.

    `update` gives the monitor after one more day and leaves this one as it was. Each day stakes a part of
    what there is on its being further from its expectation than usual, or without any record: 1 - stake +
    stake x unlike / bound has a mean of at most 1 as long as days are on average no further from what is
    expected than the bound of `Usual`, whatever their distribution: no Poisson, no variance is assumed.
    (Within a week the weekdays may do so in turns, for a product of such means is at most exp of their
    sum.) Summed over all days on which it might have begun, this is a Shiryaev-Roberts e-detector (Shin,
    Ramdas and Rinaldo 2023): the first false alarm comes on average after `run_length` days or more, and
    within a year with a chance of at most 365 / run_length. It takes days to be as unlike each other as
    those of the usual time: a season, a holiday or a campaign that the usual time did not have is no
    false alarm.

    >>> usual = Usual((6, 4, 5, 6, 5, 2, 1) * 8, date(2026, 1, 5))
    >>> monitor = VolumeMonitor(usual, "down", 365)
    >>> for day in range(2, 12):
    ...     monitor = monitor.update(date(2026, 3, day), 0)
    ...     if monitor.alert:
    ...         break
    >>> day, monitor.days
    (5, 4)
    """

    usual: Usual
    direction: Direction
    run_length: float
    days: int = 0
    grown: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        if self.direction not in SIGNS:
            raise ValueError(f"no monitor watches {self.direction!r}: down, up or both")
        if not 1 <= self.run_length < math.inf:
            raise ValueError(f"an alarm comes once in a day or more, not once in {self.run_length}")
        if not self.grown:
            object.__setattr__(self, "grown", (0.0,) * (len(STAKES) * len(SIGNS[self.direction])))

    def update(self, day: date, n: int) -> "VolumeMonitor":
        """The monitor after one more day, on which `n` records came in."""
        ratios = [self.usual.ratio(sign, day, n) for sign in SIGNS[self.direction]]
        gained = [math.log1p(stake * (ratio - 1)) for ratio in ratios for stake in STAKES]
        grown = self._grown_by(gained)
        return VolumeMonitor(self.usual, self.direction, self.run_length, self.days + 1, grown)

    def anew(self) -> "VolumeMonitor":
        """The same monitor before its first day."""
        return VolumeMonitor(self.usual, self.direction, self.run_length)

    def to_dict(self) -> dict[str, Any]:
        """The whole state as plain JSON values."""
        return {
            "counts": list(self.usual.counts),
            "first": self.usual.first.isoformat(),
            "direction": self.direction,
            "run_length": self.run_length,
            "days": self.days,
            "grown": list(self.grown),
        }

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> "VolumeMonitor":
        """The monitor that `to_dict` wrote. Raises UnfitBaseline for a state that no monitor has."""
        try:
            usual = Usual(tuple(map(int, plain["counts"])), date.fromisoformat(plain["first"]))
            grown = tuple(map(float, plain["grown"]))
            found = cls(usual, plain["direction"], float(plain["run_length"]), int(plain["days"]), grown)
        except (KeyError, TypeError, ValueError) as problem:
            raise UnfitBaseline(f"not the state of a monitor: {problem!r}") from problem
        size = len(STAKES) * len(SIGNS[found.direction])
        if len(grown) != size or found.days < 0 or not all(0 <= log < math.inf for log in grown):
            raise UnfitBaseline("not the state of a monitor")
        return found


def rate_interval(n: int, days: int, *, dispersion: float = 1.0, level: float = LEVEL) -> Interval:
    """Records a day of `days` days with `n` of them, with the interval of one look.

    The score interval of a Poisson count whose variance is `dispersion` times as large. Raises ValueError
    without days.

    >>> print(rate_interval(60, 5), rate_interval(60, 5, dispersion=2.0), rate_interval(0, 7))
    12 [9.324, 15.44], n=60 12 [8.406, 17.13], n=60 0 [0, 0.5488], n=0
    """
    if days < 1 or n < 0 or not dispersion >= 1 or not 0 < level < 1:
        raise ValueError(f"no rate of {n} in {days} days, with {dispersion}, {level}")
    z2 = critical_value(level) ** 2 * dispersion
    half = math.sqrt(z2 * n + z2 * z2 / 4)
    low, high = max(0.0, n + z2 / 2 - half), n + z2 / 2 + half
    return Interval(n / days, low / days, high / days, level, n, METHOD)


def rate_sequence(
    n: int, days: int, *, expected: float, dispersion: float = 1.0, level: float = LEVEL
) -> Interval:
    """Records a day of `days` days with `n` of them; the interval holds the truth after every day at once.

    It is every rate that the mixture of all rates around `expected` does not make 1 / (1 - level) times less
    likely. Counts are divided by the `dispersion`, which widens it. Raises ValueError without days.

    >>> print(rate_sequence(60, 5, expected=30.0, dispersion=2.0))
    12 [6.18, 20.67], n=60
    >>> print(rate_sequence(0, 4, expected=10.0))
    0 [0, 1.298], n=0
    """
    if days < 1 or n < 0 or not expected > 0 or not dispersion >= 1 or not 0 < level < 1:
        raise ValueError(f"no rate of {n} in {days} days, with {expected} expected, {dispersion}, {level}")
    seen, span, shape = n / dispersion, days / dispersion, 0.5
    scale = shape / expected
    mixed = shape * math.log(scale) + math.lgamma(shape + seen) - math.lgamma(shape)
    mixed -= (shape + seen) * math.log(scale + span)

    def doubt(rate: float) -> float:
        return mixed - (seen * math.log(rate) if seen else 0.0) + rate * span + math.log(1 - level)

    value = n / days
    far = max(value, expected) + 1.0
    while doubt(far) < 0:
        far *= 2
    high = float(optimize.brentq(doubt, value or LEAST, far))
    low = float(optimize.brentq(doubt, LEAST, value)) if n else 0.0
    return Interval(value, low, high, level, n, ALWAYS)


def _unlike(n: int, expected: float, mean: float, way: int) -> float:
    return min(MOST, max(0.0, way * (n - expected)) / math.sqrt(expected * mean))


def _error(values: Sequence[float]) -> float:
    """The standard error of a mean, by whole weeks; what is left of a week at the start is left out."""
    weeks = len(values) // WEEK
    kept = values[len(values) - weeks * WEEK :]
    means = [statistics.fmean(kept[place : place + WEEK]) for place in range(0, len(kept), WEEK)]
    return statistics.stdev(means) / math.sqrt(weeks)


def _by_chance(mean: float) -> float:
    """How far a Poisson count is above its mean on average, and as far below."""
    whole = math.floor(mean)
    return math.exp((whole + 1) * math.log(mean) - mean - math.lgamma(whole + 1))
