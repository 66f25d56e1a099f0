"""Revenue per point of score, from how the same customers changed; refused where it cannot be told."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy import special

from regard.perception.estimates import Interval
from regard.perception.links.churn import MINIMUM_EVENTS
from regard.perception.links.limits import critical
from regard.perception.links.sensitivity import EValue, e_value, robustness_value

Floats = NDArray[np.float64]
METHOD = "customer and calendar fixed effects, score one wave before, errors clustered by customer"
State = Literal["shown", "interval crosses zero", "not enough changes"]


class OffPanel(ValueError):
    """Rows that are no panel: a customer twice in one wave, or a number that is none."""


@dataclass(frozen=True)
class Wave:
    """What one customer paid and answered in one wave; None where either is not known.

    Waves are numbered one after the other, such as quarters.
    """

    customer: str
    number: int
    revenue: float | None
    score: float | None


@dataclass(frozen=True)
class RevenuePerPoint:
    """How much more the same customer pays when their earlier score was a point higher: an association.

    `slope` is None unless `state` is "shown": a slope whose interval holds 0, or that rests on fewer than 50
    changes of score, is refused; `band` keeps its interval. `corrected` is the slope without the shrinking
    that noisy answers cause, where a reliability was given and the changes are more than noise. `e` and
    the robustness values say how strong something unmeasured would have to be.
    """

    state: State
    slope: Interval | None
    band: Interval | None
    corrected: Interval | None
    reliability_of_changes: float | None
    e: EValue | None
    robustness: float | None
    robustness_limit: float | None
    changes: int
    customers: int
    rows: int
    level: float

    def to_dict(self) -> dict[str, Any]:
        """The same as plain JSON values."""
        parts = {name: getattr(self, name) for name in ("slope", "band", "corrected", "e")}
        return {**self.__dict__, **{name: part and part.to_dict() for name, part in parts.items()}}


@dataclass(frozen=True)
class _Sample:
    customer: NDArray[np.int64]
    wave: NDArray[np.int64]
    score: Floats
    revenue: Floats
    changes: int


@dataclass(frozen=True)
class _Slope:
    value: float
    se: float
    classical_t: float
    df: int
    within: Floats
    paid: Floats


def revenue_per_point(
    panel: Iterable[Wave], *, reliability: float | None = None, level: float = 0.95
) -> RevenuePerPoint:
    """Estimate revenue per point of score within customers, from the score one wave before.

    Customer and calendar fixed effects by partialling out (Frisch and Waugh 1933), errors clustered by
    customer with Student's t (Cameron and Miller 2015). `reliability` is the test-retest correlation of a
    single answer, above 0 to 1: noise shrinks the slope, and more so after each customer's own level is taken
    out (Griliches and Hausman 1986); the share of the remaining variance that is no noise follows from it.
    The E-value is that of one standard deviation of a customer's score changes (VanderWeele and Ding 2017),
    the robustness values are Cinelli and Hazlett's (2020). A customer who left is in later waves with 0, or
    the slope speaks of survivors. Raises OffPanel, with the place, for rows that are no panel.

    >>> waves = [Wave(f"c{i}", t, 100 + 10.0 * i + 5 * ((i + t) % 2), 7 + (i + t + 1) % 2)
    ...          for i in range(40) for t in range(5)]
    >>> found = revenue_per_point(waves)
    >>> found.state, round(found.slope.value, 6)
    ('shown', 5.0)
    """
    critical(level)
    if reliability is not None and not 0 < reliability <= 1:
        raise OffPanel(f"a reliability lies above 0 and up to 1, not at {reliability}")
    sample = _sample(panel)
    customers = len(np.unique(sample.customer))
    fitted = _slope(sample, customers)
    if fitted is None:
        return _refused(sample, customers, level)
    band = _interval(fitted, customers, len(sample.score), level)
    share = None if reliability is None else _share(sample, fitted, reliability)
    return _told(sample, fitted, band, share)


def _told(sample: _Sample, fitted: _Slope, band: Interval, share: float | None) -> RevenuePerPoint:
    state: State = "shown"
    if sample.changes < MINIMUM_EVENTS:
        state = "not enough changes"
    elif band.low <= 0 <= band.high:
        state = "interval crosses zero"
    return RevenuePerPoint(
        state=state,
        slope=band if state == "shown" else None,
        band=band,
        corrected=_corrected(band, share) if share and state == "shown" else None,
        reliability_of_changes=share,
        e=_e_of_slope(fitted, band),
        robustness=robustness_value(fitted.classical_t, fitted.df),
        robustness_limit=robustness_value(fitted.classical_t, fitted.df, alpha=1 - band.level),
        changes=sample.changes,
        customers=len(np.unique(sample.customer)),
        rows=len(sample.score),
        level=band.level,
    )


def _sample(panel: Iterable[Wave]) -> _Sample:
    """Rows with a revenue and a score one wave before, of customers with at least two."""
    rows: dict[tuple[str, int], Wave] = {}
    for place, wave in enumerate(panel):
        if (wave.customer, wave.number) in rows:
            raise OffPanel(f"panel[{place}]: {wave.customer!r} is in wave {wave.number} twice")
        if any(number is not None and not np.isfinite(number) for number in (wave.revenue, wave.score)):
            raise OffPanel(f"panel[{place}]: {wave} has a number that is none")
        rows[wave.customer, wave.number] = wave
    of: dict[str, list[tuple[int, float, float]]] = {}
    for (customer, number), wave in sorted(rows.items()):
        before = rows.get((customer, number - 1))
        if wave.revenue is not None and before is not None and before.score is not None:
            of.setdefault(customer, []).append((number, before.score, wave.revenue))
    used = [own for own in of.values() if len(own) > 1]
    table = [(code, *row) for code, own in enumerate(used) for row in own]
    columns = np.array(table, dtype=float).reshape(-1, 4).T
    changes = sum(int(np.count_nonzero(np.diff([row[1] for row in own]))) for own in used)
    return _Sample(columns[0].astype(np.int64), columns[1].astype(np.int64), columns[2], columns[3], changes)


def _slope(sample: _Sample, customers: int) -> _Slope | None:
    """The slope with its clustered error; None where no score differs within customers and waves."""
    if customers < 2:
        return None
    waves = np.unique(sample.wave)[1:]
    dummies = (sample.wave[:, None] == waves).astype(float)
    calendar = _within(dummies, sample.customer)
    score = _left_over(calendar, _within(sample.score[:, None], sample.customer))
    revenue = _left_over(calendar, _within(sample.revenue[:, None], sample.customer))
    squares = float(score @ score)
    rank = int(np.linalg.matrix_rank(calendar)) if len(waves) else 0
    df = len(score) - customers - rank - 1
    if squares <= 1e-18 * max(float(sample.score @ sample.score), 1.0) or df < 2:
        return None
    value = float(score @ revenue) / squares
    apart = revenue - value * score
    pulls = np.bincount(sample.customer, weights=score * apart)
    small = customers / (customers - 1) * (len(score) - 1) / (len(score) - rank - 1)
    se = float(np.sqrt(small * (pulls @ pulls))) / squares
    classical = float(np.sqrt(apart @ apart / df / squares))
    t = value / classical if classical > 0 else 0.0
    return _Slope(value, se, min(max(t, -1e6), 1e6), df, score, revenue)


def _within(columns: Floats, customer: NDArray[np.int64]) -> Floats:
    """Each column without the mean of each customer."""
    size = np.bincount(customer)
    means = [np.bincount(customer, weights=column) / size for column in columns.T]
    if not means:
        return columns
    return np.asarray(columns - np.array(means).T[customer], dtype=np.float64)


def _left_over(calendar: Floats, column: Floats) -> Floats:
    fitted, *_ = np.linalg.lstsq(calendar, column, rcond=None)
    return np.asarray((column - calendar @ fitted)[:, 0], dtype=np.float64)


def _interval(fitted: _Slope, customers: int, rows: int, level: float) -> Interval:
    half = -float(special.stdtrit(customers - 1, (1 - level) / 2)) * fitted.se
    return Interval(fitted.value, fitted.value - half, fitted.value + half, level, rows, METHOD)


def _share(sample: _Sample, fitted: _Slope, reliability: float) -> float | None:
    """The share of the within-customer variance of the score that is no noise; None where none is."""
    noise = (1 - reliability) * float(sample.score.var())
    within = float(fitted.within @ fitted.within) / (fitted.df + 1)
    share = 1 - noise / within
    return min(share, 1.0) if share > 0 else None


def _corrected(band: Interval, share: float) -> Interval:
    limits = (band.value / share, band.low / share, band.high / share)
    return Interval(
        *limits, band.level, band.n, f"{band.method}; corrected for noise, reliability {share:.2f}"
    )


def _e_of_slope(fitted: _Slope, band: Interval) -> EValue | None:
    """The E-value of one standard deviation of score changes, by exp(0.91 d)."""
    paid = float(np.sqrt(fitted.paid @ fitted.paid / (fitted.df + 1)))
    if not paid:
        return None
    unit = 0.91 * float(np.sqrt(fitted.within @ fitted.within / (fitted.df + 1))) / paid
    ratio, low, high = (
        float(np.exp(np.clip(unit * limit, -700, 700))) for limit in (band.value, band.low, band.high)
    )
    return e_value(ratio, low, high)


def _refused(sample: _Sample, customers: int, level: float) -> RevenuePerPoint:
    return RevenuePerPoint(
        state="not enough changes",
        slope=None,
        band=None,
        corrected=None,
        reliability_of_changes=None,
        e=None,
        robustness=None,
        robustness_limit=None,
        changes=sample.changes,
        customers=customers,
        rows=len(sample.score),
        level=level,
    )
