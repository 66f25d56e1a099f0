"""Days that are not as the days before them let one expect."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

import numpy as np
from scipy import special

from regard.perception.comparisons import adjust
from regard.perception.comparisons.segments import plain
from regard.perception.estimates import Interval
from regard.perception.intervals import score_limits
from regard.perception.metrics.nps import nps
from regard.perception.trends.levels import robust_level
from regard.perception.trends.series import (
    Days,
    Floats,
    Metric,
    NoAnswers,
    Series,
    critical,
    daily_means,
    read,
    variance_within,
)

HISTORY = 14
"""So many days with answers come before the first day that is judged."""
CLIP = 3.0
"""A day farther from its forecast, in standard deviations, moves the level no more than this."""
FINEST = 50_000
"""Beyond this many possible sums of a day the normal distribution is exact enough."""
FORECAST = "local level forecast of the day"
SCORE = "multinomial score interval"


@dataclass(frozen=True)
class Anomaly:
    """One day of one segment: what was answered, what was to be expected, and how rare that is by chance.

    `value` has the score interval of the day's answers; `expected` the range in which the day's value
    was to be expected. `segment` is None where there are none.
    """

    segment: Any
    day: date
    value: Interval
    expected: Interval
    p_value: float
    p_adjusted: float

    def to_dict(self) -> dict[str, Any]:
        """The same as plain JSON values."""
        return {
            "segment": plain(self.segment),
            "day": self.day.isoformat(),
            "value": self.value.to_dict(),
            "expected": self.expected.to_dict(),
            "p_value": self.p_value,
            "p_adjusted": self.p_adjusted,
        }


@dataclass(frozen=True)
class Anomalies:
    """The days that stand out among all that were judged, the most certain first.

    `judged` counts days x segments; `overdispersion` is how many times as large as chance the usual
    scatter of each segment is; `not_judged` names segments with too short a history.
    """

    found: tuple[Anomaly, ...]
    judged: int
    overdispersion: Mapping[Any, float]
    not_judged: tuple[Any, ...]
    q: float

    def to_dict(self) -> dict[str, Any]:
        """The same as plain JSON values."""
        return {
            "found": [one.to_dict() for one in self.found],
            "judged": self.judged,
            "overdispersion": [
                {"segment": plain(segment), "times": times} for segment, times in self.overdispersion.items()
            ],
            "not_judged": [plain(segment) for segment in self.not_judged],
            "q": self.q,
        }


def anomalies(
    series: Days | Mapping[Any, Days],
    q: float = 0.05,
    metric: Metric = nps,
    *,
    by: str | None = None,
    level: float = 0.95,
) -> Anomalies:
    """Days whose answers are farther from their forecast than chance, usual scatter and all, explains.

    `series` is as for `trend`, or `{segment: series}`, or a cube with the dimensions "day" and `by`. Each
    day is forecast from the days before by a local level (Durbin and Koopman 2012) that odd days cannot
    drag along. Its p-value is that of its sum of scores, exactly, if its answers came from the segment's
    usual distribution tilted to the forecast's mean; then the forecast's variance and the overdispersion
    of ordinary days (never below 1; as in Laney's p' chart, 2002) are allowed for.
    p-values are adjusted over days x segments (Benjamini and Hochberg 1995), so that of the days found a
    share of at most `q` is expected to be chance. The first 14 days with answers are not judged. A lasting
    change is an anomaly for some days only; `change_points` and `Monitor` are for those. Raises NoAnswers
    where no segment has any, UnfitSeries, ValueError for `q` outside 0..1.

    >>> from datetime import timedelta
    >>> from regard.perception.counts import Counts, Scale
    >>> usual = {date(2026, 1, 1) + timedelta(days=one): Counts.of({10: 20 + one % 3, 0: 9}, Scale(0, 10))
    ...          for one in range(40)}
    >>> odd = usual | {date(2026, 2, 5): Counts.of({10: 6, 0: 22}, Scale(0, 10))}
    >>> [(one.day.isoformat(), round(one.value.value)) for one in anomalies(odd).found]
    [('2026-02-05', -57)]
    """
    if not 0 < q < 1:
        raise ValueError(f"a share of false findings lies between 0 and 1, not at {q}")
    critical(level)
    judged = {segment: _judge(days, metric) for segment, days in _segments(series, by).items()}
    if all(one is None for one in judged.values()):
        raise NoAnswers("no day has an answer")
    known = {segment: one for segment, one in judged.items() if one is not None and one.places}
    adjusted = iter(adjust([p for one in known.values() for p in one.p_values]))
    odd = [
        _anomaly(segment, one, at, p_adjusted, level)
        for segment, one in known.items()
        for at in range(len(one.places))
        if (p_adjusted := next(adjusted)) <= q
    ]
    return Anomalies(
        tuple(sorted(odd, key=lambda one: one.p_value)),
        sum(len(one.places) for one in known.values()),
        {segment: one.scatter for segment, one in known.items()},
        tuple(segment for segment in judged if segment not in known),
        q,
    )


@dataclass(frozen=True, eq=False)
class _Judged:
    """The days of a segment that were judged: their rows, forecasts, standard errors and p-values."""

    days: Series
    places: list[int]
    forecasts: list[float]
    errors: list[float]
    p_values: list[float]
    scatter: float


def _segments(series: Any, by: str | None) -> dict[Any, Any]:
    if hasattr(series, "rollup"):
        if by is None:
            return {None: series}
        cells: dict[Any, list[Any]] = {}
        for row in series.rollup("day", by).rows:
            cells.setdefault(row.key[1], []).append((row.key[0], row.counts))
        return cells
    if isinstance(series, Mapping) and not all(hasattr(one, "n_by_score") for one in series.values()):
        return dict(series)
    return {None: series}


def _judge(series: Days, metric: Metric) -> _Judged | None:
    """Judge every day with answers, once there is enough history; None where nobody ever answered."""
    try:
        days = read(series, metric)
    except NoAnswers:
        return None
    n, means = daily_means(days.counts, days.points)
    one = variance_within(days.counts, days.points)
    noise = np.divide(one, n, out=np.full(len(n), np.inf), where=n > 0)
    level, scatter = robust_level(means, noise, clip=CLIP)
    places = np.flatnonzero(n > 0)[HISTORY:]
    if not len(places):
        return _Judged(days, [], [], [], [], 1.0)
    errors = np.sqrt(scatter * noise[places] + level.forecast_variance[places])
    wider = errors / np.sqrt(noise[places])
    usual = (days.counts.sum(0) + 0.5) / (days.counts.sum() + 0.5 * days.counts.shape[1])
    low, high = days.points[0], days.points[-1]
    edge = (high - low) * 1e-3
    forecasts = np.clip(level.forecast[places], low + edge, high - edge)
    surprises = [
        _exact_z(days, int(place), _tilted(usual, days.points, mean))
        for place, mean in zip(places.tolist(), forecasts.tolist(), strict=True)
    ]
    p_values = special.erfc(np.abs(surprises) / wider / math.sqrt(2))
    return _Judged(days, places.tolist(), forecasts.tolist(), errors.tolist(), p_values.tolist(), scatter)


def _tilted(usual: Floats, points: Floats, mean: float) -> Floats:
    """The distribution nearest to the usual one that has this mean (exponential tilting)."""
    tilt, span = 0.0, float(points[-1] - points[0])
    x = (points - points[0]) / span
    goal = (mean - float(points[0])) / span
    low, high = -1e3, 1e3
    for _ in range(200):
        logs = np.log(usual) + tilt * x
        shares = np.exp(logs - logs.max())
        shares /= shares.sum()
        gap = float(shares @ x) - goal
        low, high = (low, tilt) if gap > 0 else (tilt, high)
        if abs(gap) < 1e-12:
            break
        slope = float(shares @ (x - goal - gap) ** 2)
        newton = tilt - gap / slope if slope > 1e-300 else math.inf
        tilt = newton if low < newton < high else (low + high) / 2
    found: Floats = shares
    return found


def _exact_z(days: Series, place: int, shares: Floats) -> float:
    """The normal deviate as rare as the day's sum of scores, if its answers came from these shares."""
    n, own = float(days.counts[place].sum()), days.counts[place]
    points = days.points
    mean = float(shares @ points)
    z = (float(own @ points) / n - mean) / math.sqrt(float(shares @ (points - mean) ** 2) / n)
    steps = _steps(days.values)
    if days.w is not None or steps[-1] * n > FINEST:
        return z
    size = 1 << (int(steps[-1] * n)).bit_length()
    one = np.zeros(size)
    one[steps] = shares
    chances = np.fft.irfft(np.fft.rfft(one) ** round(n), size)
    total = int(own @ steps)
    below, above = float(chances[: total + 1].sum()), float(chances[total:].sum())
    tail = max(min(below, above, 0.5), 1e-15)
    return math.copysign(-float(special.ndtri(tail)), z)


def _steps(values: tuple[Fraction, ...]) -> Any:
    """The values as whole steps of a common size above the lowest."""
    gaps = [value - values[0] for value in values[1:]]
    size = Fraction(
        math.gcd(
            *(gap.numerator * (math.lcm(*(g.denominator for g in gaps)) // gap.denominator) for gap in gaps)
        ),
        math.lcm(*(gap.denominator for gap in gaps)),
    )
    return np.array([int((value - values[0]) / size) for value in values])


def _anomaly(segment: Any, found: _Judged, at: int, p_adjusted: float, level: float) -> Anomaly:
    days, place, z = found.days, found.places[at], critical(level)
    counts = days.counts[place]
    n = int(days.by_score[place].sum())
    value = float(counts @ days.points) / float(counts.sum())
    low, high = score_limits(days.points.tolist(), counts.tolist(), z)
    mean, half = found.forecasts[at], z * found.errors[at]
    ends = max(mean - half, float(days.points[0])), min(mean + half, float(days.points[-1]))
    return Anomaly(
        segment,
        days.day(place),
        Interval(value, low, high, level, n, SCORE),
        Interval(mean, *ends, level, n, FORECAST),
        found.p_values[at],
        p_adjusted,
    )
