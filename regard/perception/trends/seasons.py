"""Whether a metric follows the week or the year."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import special

from regard.perception.estimates import Interval
from regard.perception.metrics.nps import nps
from regard.perception.trends.series import (
    Days,
    Floats,
    Metric,
    Series,
    critical,
    daily_means,
    read,
    variance_within,
)
from regard.perception.trends.slopes import State, scattered

WEEKS, YEARS = 8, 2
NEARLY = 1e-9
"""Seasons that are tied to each other by less than this share of the weights are not tied."""
METHOD = "weighted least squares within each cycle, with overdispersion"


@dataclass(frozen=True)
class Effect:
    """How far one weekday (1 Monday to 7) or month (1 January to 12) is from the mean of all of them."""

    season: int
    effect: Interval

    def to_dict(self) -> dict[str, Any]:
        """The same as plain JSON values."""
        return {"season": self.season, "effect": self.effect.to_dict()}


@dataclass(frozen=True)
class Cycle:
    """The effects of one cycle, or "not enough history"; `p_value` is that of no effect at all.

    `cycles` whole ones were seen, `needed` must be.
    """

    state: State
    cycles: int
    needed: int
    effects: tuple[Effect, ...] = ()
    p_value: float | None = None
    overdispersion: float | None = None

    def to_dict(self) -> dict[str, Any]:
        """The same as plain JSON values."""
        names = ("state", "cycles", "needed", "p_value", "overdispersion")
        plain = {name: getattr(self, name) for name in names}
        return plain | {"effects": [effect.to_dict() for effect in self.effects]}


@dataclass(frozen=True)
class Seasonality:
    """The cycle of the week and that of the year."""

    week: Cycle
    year: Cycle

    def to_dict(self) -> dict[str, Any]:
        """The same as plain JSON values."""
        return {"week": self.week.to_dict(), "year": self.year.to_dict()}


def seasonality(series: Days, metric: Metric = nps, *, level: float = 0.95) -> Seasonality:
    """How far the weekdays are apart, after 8 whole weeks, and the months, after 2 whole years.

    `series` is as for `trend`. Each season is compared with the others of the same week (or year) only,
    weighing as many as answered, so a trend or a break from one cycle to another is no season. Effects have
    the metric's unit and sum to 0; the p-value is the F test's, with scatter never below sampling. With
    less history, or a season that nobody ever answered in, the state is "not enough history". Raises
    NoAnswers, UnfitSeries.

    >>> from datetime import date, timedelta
    >>> from regard.perception.counts import Counts, Scale
    >>> days = [date(2026, 1, 5) + timedelta(days=one) for one in range(70)]
    >>> fall = {day: Counts.of({10: 40, 0: 10 + 2 * day.isoweekday()}, Scale(0, 10)) for day in days}
    >>> found = seasonality(fall)
    >>> found.year.state, found.week.p_value < 0.001, [round(one.effect.value) for one in found.week.effects]
    ('not enough history', True, [15, 10, 4, -1, -5, -10, -14])
    """
    critical(level)
    days = read(series, metric)
    return Seasonality(_weeks(days, level), _years(days, level))


def _weeks(days: Series, level: float) -> Cycle:
    first = -days.start.weekday() % 7
    whole = max(len(days) - first, 0) // 7
    return _cycle(days.counts[first : first + 7 * whole], days.points, whole, WEEKS, 7, 0, level)


def _years(days: Series, level: float) -> Cycle:
    """Years of twelve whole months each, from the first whole month on."""
    spans = days.periods("month")
    if days.start.day != 1:
        spans = spans[1:]
    if spans and days.day(len(days)).day != 1:
        spans = spans[:-1]
    whole = len(spans) // 12
    if whole < YEARS:
        return Cycle("not enough history", whole, YEARS)
    spans = spans[: 12 * whole]
    counts = np.add.reduceat(days.counts[: spans[-1][1]], [start for start, _ in spans], axis=0)
    return _cycle(counts, days.points, whole, YEARS, 12, days.day(spans[0][0]).month - 1, level)


def _cycle(
    counts: Floats, points: Floats, whole: int, needed: int, seasons: int, first: int, level: float
) -> Cycle:
    """Rows in order, `seasons` of them a cycle; the first row is of season `first`, counted from 0."""
    season = (np.arange(len(counts)) + first) % seasons
    n, means = daily_means(counts, points)
    seen = n > 0
    if whole < needed or len(set(season[seen].tolist())) < seasons:
        return Cycle("not enough history", whole, needed)
    weight = n[seen] / variance_within(counts, points)
    cycle = np.arange(len(counts))[seen] // seasons
    fitted = _fitted(cycle, season[seen], means[seen], weight, (whole, seasons))
    if fitted is None:
        return Cycle("not enough history", whole, needed)
    values, covariance, spread, freedom, gain = fitted
    answers = [int(counts[season == one].sum()) for one in range(seasons)]
    effects = []
    for one, (value, error, n_one) in enumerate(
        zip(values.tolist(), np.sqrt(np.diag(covariance)).tolist(), answers, strict=True)
    ):
        half, _ = scattered(value, error, spread, freedom, level)
        effects.append(Effect(one + 1, Interval(value, value - half, value + half, level, n_one, METHOD)))
    ratio = gain / (seasons - 1) / max(1.0, spread)
    p_value = float(special.fdtrc(seasons - 1, freedom, ratio))
    return Cycle("shown", whole, needed, tuple(effects), p_value, spread)


def _fitted(
    cycle: npt.NDArray[np.int64],
    season: npt.NDArray[np.int64],
    y: Floats,
    weight: Floats,
    sizes: tuple[int, int],
) -> tuple[Floats, Floats, float, int, float] | None:
    """Season effects, their covariance by sampling, the scatter, its freedom, and what seasons explain.

    The cycles' means are taken out first, so only a seasons x seasons system is left to solve.
    """
    table, sums = np.zeros(sizes), np.zeros(sizes)
    np.add.at(table, (cycle, season), weight)
    np.add.at(sums, (cycle, season), weight * y)
    used = table.sum(1) > 0
    table, sums = table[used], sums[used]
    freedom = len(y) - len(table) - (sizes[1] - 1)
    by_cycle = table.sum(1, keepdims=True)
    share = table / by_cycle
    normal = np.diag(table.sum(0)) - table.T @ share
    if freedom < 1 or np.linalg.matrix_rank(normal, NEARLY * float(normal.max())) < sizes[1] - 1:
        return None
    right = (sums - share * sums.sum(1, keepdims=True)).sum(0)
    tied = normal.max()  # ties the sum of the effects to 0, which the data leave open
    inverse = np.linalg.inv(normal + tied) - 1 / tied / sizes[1] ** 2
    effects = inverse @ right
    gain = float(right @ effects)
    means = np.divide(sums, table, out=np.zeros_like(sums), where=table > 0)
    centre = (sums.sum(1, keepdims=True)) / by_cycle
    around = float((table * (means - centre) ** 2).sum())
    return effects, inverse, max(around - gain, 0.0) / freedom, freedom, gain
