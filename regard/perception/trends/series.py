"""Answers day by day, read once into arrays."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from regard.perception.comparisons.panels import score_values
from regard.perception.comparisons.segments import Cube
from regard.perception.counts import Counts, Groups, Scale, UnlikeCounts
from regard.perception.estimates import Estimate
from regard.perception.intervals import critical_value

Floats = npt.NDArray[np.float64]
Metric = Callable[[Counts], Estimate]
Days = Mapping[date, Counts] | Iterable[tuple[date, Counts]] | Cube
Freq = Literal["day", "week", "month", "quarter"]
LONGEST = 20_000
"""No series has more days than this, so that one wrong year cannot ask for a million of them."""
PSEUDO = 3.0
"""Three made-up answers, 3/4 at either end and 3/2 in the middle, keep a variance above 0 (Rocks 2016)."""


class NoAnswers(ValueError):
    """There is not a single answer, so there is nothing to say."""


class UnfitSeries(ValueError):
    """What is no series of days: a key that is no date, several scales, or more days than 20,000."""


@dataclass(frozen=True, eq=False)
class Series:
    """The answers of T days in a row, without a gap: a day without answers is a row of zeros.

    `by_score` (T x scores) are the answers, `w` and `w2` (the same shape) the sums of weights and of
    their squares, where there are weights. `values` (K, ascending) are what a score may be worth in the
    metric, `counts` (T x K) the effective number of answers worth as much.
    """

    start: date
    scale: Scale
    by_score: npt.NDArray[np.int64]
    w: Floats | None
    w2: Floats | None
    values: tuple[Fraction, ...]
    counts: Floats

    def __len__(self) -> int:
        return len(self.counts)

    def day(self, place: int) -> date:
        """The date of a row."""
        return self.start + timedelta(days=int(place))

    def between(self, start: int, end: int) -> Counts:
        """The answers of the rows from `start` to before `end`."""
        n, w, w2 = (
            None if cells is None else tuple(cells[start:end].sum(0).tolist())
            for cells in (self.by_score, self.w, self.w2)
        )
        return Counts(n or (), self.scale, w, w2)

    @property
    def points(self) -> Floats:
        """The `values` as floating-point numbers."""
        return np.array([float(value) for value in self.values])

    def periods(self, freq: Freq) -> list[tuple[int, int]]:
        """The first row and the row after the last of each day, week (from Monday), month or quarter."""
        names = [_period(self.day(place), freq) for place in range(len(self))]
        starts = [place for place, name in enumerate(names) if not place or name != names[place - 1]]
        return list(zip(starts, [*starts[1:], len(self)], strict=True))


def read(series: Days, metric: Metric) -> Series:
    """Read `{day: Counts}`, pairs of a day and its counts, or a cube with the dimension "day".

    Answers without a day (None) are in no period; counts of the same day are added. Raises UnfitSeries,
    and NoAnswers where no day has any.
    """
    days: dict[date, Counts] = {}
    for day, counts in _pairs(series):
        if day is None:
            continue
        if type(day) is not date:
            raise UnfitSeries(f"{day!r} is no date")
        days[day] = days[day] + counts if day in days else counts
    if not any(counts.n for counts in days.values()):
        raise NoAnswers("no day has an answer")
    start, length = min(days), (max(days) - min(days)).days + 1
    if length > LONGEST:
        raise UnfitSeries(f"{length} days from {start} to {max(days)} are too many")
    scale = next(iter(days.values())).scale
    if any(counts.scale != scale for counts in days.values()):
        raise UnfitSeries("the days are on several scales")
    places = [(day - start).days for day in days]
    n, w, w2 = _filled(list(days.values()), places, length)
    values = score_values(metric, scale)
    worth = tuple(sorted(set(values)))
    sorting = np.array([[value == one for one in worth] for value in values], float)
    return Series(start, scale, n, w, w2, worth, _effective(n, w, w2) @ sorting)


def critical(level: float) -> float:
    """The two-sided normal critical value of a level; raises ValueError unless it is between 0 and 1."""
    if not 0 < level < 1:
        raise ValueError(f"a level lies between 0 and 1, not at {level}")
    return critical_value(level)


def daily_means(counts: Floats, points: Floats) -> tuple[Floats, Floats]:
    """The number of answers and their mean worth for each row; the mean of none is 0."""
    n = counts.sum(1)
    return n, (counts @ points) / np.where(n > 0, n, 1)


def variance_within(counts: Floats, points: Floats) -> float:
    """The variance of a single answer around the mean of its row, never 0 (three made-up answers).

    Each row's own mean takes one degree of freedom, or days with few answers would seem too certain.
    """
    n, means = daily_means(counts, points)
    within = float((counts * (points - means[:, None]) ** 2).sum())
    span = float(points[-1] - points[0])
    freedom = max(float(n.sum()) - float((n > 0).sum()), 0.0)
    return (within + PSEUDO / 8 * span * span) / (freedom + PSEUDO)


def groups_of(counts: Counts, values: tuple[Fraction, ...]) -> Groups:
    """The answers grouped by the worth of each score of their scale."""
    worth = sorted(set(values))
    return counts.grouped(
        {
            tuple(score for score, own in zip(counts.scale.scores, values, strict=True) if own == one): one
            for one in worth
        }
    )


def _pairs(series: Any) -> list[tuple[Any, Counts]]:
    if isinstance(series, Mapping):
        found: list[Any] = list(series.items())
    elif hasattr(series, "rollup"):
        found = [(row.key[0], row.counts) for row in series.rollup("day").rows]
    elif isinstance(series, Iterable):
        found = list(series)
    else:
        raise UnfitSeries(f"{series!r} is no series of days")
    for place, pair in enumerate(found):
        if not (isinstance(pair, tuple) and len(pair) == 2 and isinstance(pair[1], Counts)):
            raise UnfitSeries(f"place {place}: {pair!r} is no day with its counts")
    return found


def _filled(days: list[Counts], places: list[int], length: int) -> tuple[Any, Any, Any]:
    """By score and day: answers, sums of weights and of their squares."""
    weighted = {counts.w is not None for counts in days if counts.n}
    if len(weighted) > 1:
        raise UnlikeCounts("weighted answers and answers without weights are not counted together")
    shape = (length, len(days[0].scale.scores))
    n = np.zeros(shape, np.int64)
    n[places] = [counts.n_by_score for counts in days]
    if weighted != {True}:
        return n, None, None
    w, w2 = np.zeros(shape), np.zeros(shape)
    nothing = (0.0,) * shape[1]
    w[places] = [counts.w or nothing for counts in days]
    w2[places] = [counts.w2 or nothing for counts in days]
    return n, w, w2


def _effective(n: npt.NDArray[np.int64], w: Floats | None, w2: Floats | None) -> Floats:
    """Answers by score, shrunk to their effective number in each row (Kish)."""
    if w is None or w2 is None:
        return n.astype(float)
    total, squares = w.sum(1), w2.sum(1)
    shrink = np.divide(total, squares, out=np.zeros(len(w)), where=squares > 0)
    shrunk: Floats = w * shrink[:, None]
    return shrunk


def _period(day: date, freq: Freq) -> tuple[int, int]:
    if freq == "day":
        return day.toordinal(), 0
    if freq == "week":
        return day.isocalendar()[:2]
    if freq == "month":
        return day.year, day.month
    if freq == "quarter":
        return day.year, (day.month - 1) // 3
    raise UnfitSeries(f"a trend has no frequency {freq!r}: day, week, month or quarter")
