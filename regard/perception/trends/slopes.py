"""Where a metric is going: its value by period, a smooth level, and the slope."""

import math
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import numpy as np
from scipy import special

from regard.perception.estimates import Estimate, Interval
from regard.perception.metrics.nps import nps
from regard.perception.trends.levels import local_level
from regard.perception.trends.series import (
    Days,
    Floats,
    Freq,
    Metric,
    Series,
    critical,
    daily_means,
    read,
    variance_within,
)

State = Literal["shown", "not enough history"]
LENGTH = {"day": 1.0, "week": 7.0, "month": 365.25 / 12, "quarter": 365.25 / 4}
"""Days of a period of each frequency, on average."""
FEWEST = 4
"""With fewer periods there is no telling a slope from the periods' own scatter."""
SLOPE = "weighted least squares on periods with overdispersion"
SMOOTH = "local level with known sampling variances"


@dataclass(frozen=True)
class Period:
    """One period from its first to its last day: what was answered in it, and the smooth level there."""

    first: date
    last: date
    estimate: Estimate
    level: Interval

    def to_dict(self) -> dict[str, Any]:
        """The same as plain JSON values."""
        return {
            "first": self.first.isoformat(),
            "last": self.last.isoformat(),
            "estimate": self.estimate.to_dict(),
            "level": self.level.to_dict(),
        }


@dataclass(frozen=True)
class Trend:
    """A metric period by period; `slope` is its change per period of `freq`, None without enough history.

    `overdispersion` is how many times as large as sampling alone explains the scatter around the line is;
    `p_value` is the smallest alpha whose interval of the slope excludes 0.
    """

    freq: Freq
    periods: tuple[Period, ...]
    slope: Interval | None
    p_value: float | None
    overdispersion: float | None
    state: State

    def to_dict(self) -> dict[str, Any]:
        """The same as plain JSON values."""
        return {
            "freq": self.freq,
            "periods": [period.to_dict() for period in self.periods],
            "slope": self.slope and self.slope.to_dict(),
            "p_value": self.p_value,
            "overdispersion": self.overdispersion,
            "state": self.state,
        }


def trend(series: Days, freq: Freq = "month", metric: Metric = nps, *, level: float = 0.95) -> Trend:
    """The metric by day, week, month or quarter, with a smooth level and a slope, each with its interval.

    `series` is `{day: Counts}`, pairs, or a cube with the dimension "day". The line is fitted to the
    periods' means, each weighing as many as answered (identity link, variance sampling x overdispersion,
    McCullagh and Nelder 1989), so a month with ten answers moves it little. Its interval is never narrower
    than sampling alone makes it, nor than the periods' own scatter does (Student t, periods - 2). With
    fewer than 4 periods with answers the state is "not enough history". The smooth level: Durbin and
    Koopman (2012) with each period's known sampling variance. Estimates have the metric's own level.
    Raises NoAnswers, UnfitSeries.

    >>> from regard.perception.counts import Counts, Scale
    >>> rising = {date(2026, month, 5): Counts.of({10: 50 + 5 * month, 0: 50 - 5 * month}, Scale(0, 10))
    ...           for month in range(1, 7)}
    >>> found = trend(rising)
    >>> round(found.slope.value, 1), found.slope.low > 0, found.state
    (10.1, True, 'shown')
    """
    critical(level)
    days = read(series, metric)
    spans = days.periods(freq)
    counts = np.add.reduceat(days.counts, [start for start, _ in spans], axis=0)
    periods = _periods(days, spans, counts, metric, level)
    n, means = daily_means(counts, days.points)
    line = _line(_middles(days, spans), means, n / variance_within(counts, days.points))
    if line is None:
        return Trend(freq, periods, None, None, None, "not enough history")
    slope, error, spread, freedom = line
    half, p_value = scattered(slope, error, spread, freedom, level)
    value, low, high = (LENGTH[freq] * one for one in (slope, slope - half, slope + half))
    answers = sum(period.estimate.n for period in periods)
    interval = Interval(value, low, high, level, answers, SLOPE)
    return Trend(freq, periods, interval, p_value, spread, "shown")


def _periods(
    days: Series, spans: list[tuple[int, int]], counts: Floats, metric: Metric, level: float
) -> tuple[Period, ...]:
    """Each period with its estimate, and the level that all of them make likely, within the scale."""
    n, means = daily_means(counts, days.points)
    noise = variance_within(counts, days.points)
    smooth = local_level(means, np.divide(noise, n, out=np.full(len(n), np.inf), where=n > 0))
    half = critical(level) * np.sqrt(smooth.smooth_variance)
    low = np.maximum(smooth.smooth - half, days.points[0]).tolist()
    high = np.minimum(smooth.smooth + half, days.points[-1]).tolist()
    found = []
    for place, (start, end) in enumerate(spans):
        estimate = metric(days.between(start, end))
        value = float(smooth.smooth[place])
        around = Interval(value, low[place], high[place], level, estimate.n, SMOOTH)
        found.append(Period(days.day(start), days.day(end - 1), estimate, around))
    return tuple(found)


def scattered(value: float, error: float, spread: float, freedom: int, level: float) -> tuple[float, float]:
    """The half-width and the p-value of a number whose error comes from sampling and from scatter.

    The wider of the normal interval that sampling alone makes (`error`), and of Student's t interval with
    the error times the root of the `spread` that was seen with `freedom` degrees.
    """
    t = float(special.stdtrit(freedom, (1 + level) / 2))
    wide = error * math.sqrt(spread)
    half = max(critical(level) * error, t * wide)
    by_sampling = math.erfc(abs(value) / error / math.sqrt(2))
    by_scatter = 2 * float(special.stdtr(freedom, -abs(value) / wide)) if wide else 0.0
    return half, max(by_sampling, by_scatter)


def _middles(days: Series, spans: list[tuple[int, int]]) -> Floats:
    """The mean day of each period's answers."""
    n = days.counts.sum(1)
    places = np.arange(len(n))
    starts = [start for start, _ in spans]
    total = np.add.reduceat(n, starts)
    middles: Floats = np.add.reduceat(n * places, starts) / np.where(total > 0, total, 1)
    return middles


def _line(x: Floats, y: Floats, weight: Floats) -> tuple[float, float, float, int] | None:
    """Slope, its error by sampling alone, the scatter as a multiple of sampling, degrees of freedom."""
    seen = weight > 0
    freedom = int(seen.sum()) - 2
    if freedom < FEWEST - 2:
        return None
    x, y, weight = x[seen], y[seen], weight[seen]
    x = x - np.average(x, weights=weight)
    across = float((weight * x * x).sum())
    slope = float((weight * x * y).sum()) / across
    left = y - np.average(y, weights=weight) - slope * x
    return slope, across**-0.5, float((weight * left * left).sum()) / freedom, freedom
