"""How many customers stay how long (Kaplan-Meier), and whether groups differ in it (log-rank)."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import special

from regard.perception.estimates import Interval
from regard.perception.links.events import EventCounts, EventRow, Group
from regard.perception.links.limits import critical

METHOD = "Kaplan-Meier, Greenwood's variance, log-log interval"


class NobodyAtRisk(ValueError):
    """A question about staying, asked of no customers, or of a month that nobody was followed to."""


@dataclass(frozen=True)
class RetentionPoint:
    """The share still there after a month; `se` is Greenwood's, None where everybody has left."""

    month: int
    at_risk: int
    churned: int
    censored: int
    retained: Interval
    se: float | None

    def to_dict(self) -> dict[str, Any]:
        """The same as plain JSON values."""
        return {**self.__dict__, "retained": self.retained.to_dict()}


@dataclass(frozen=True)
class RetentionCurve:
    """The share of customers still there after each month that somebody was at risk in."""

    points: tuple[RetentionPoint, ...]
    customers: int
    churned: int
    level: float

    def at(self, month: int) -> RetentionPoint:
        """The point that holds for `month`; raises NobodyAtRisk before the first and after the last one."""
        if not self.points[0].month <= month <= self.points[-1].month:
            last = self.points[-1].month
            raise NobodyAtRisk(f"month {month} is not among {self.points[0].month} to {last}")
        return [point for point in self.points if point.month <= month][-1]

    @property
    def median(self) -> int | None:
        """The first month after which at most half are still there; None where more than half stay."""
        return next((point.month for point in self.points if point.retained.value <= 0.5), None)

    def to_dict(self) -> dict[str, Any]:
        """The same as plain JSON values."""
        return {**self.__dict__, "points": [point.to_dict() for point in self.points], "median": self.median}


@dataclass(frozen=True)
class LogRankGroup:
    """How many of a group left, and how many would have if all groups left alike."""

    group: Group
    customers: int
    churned: int
    expected: float


@dataclass(frozen=True)
class LogRank:
    """Whether groups leave alike; `df` is 0 and `p_value` 1 where they were never at risk together."""

    chi_square: float
    df: int
    p_value: float
    groups: tuple[LogRankGroup, ...]
    n: int
    method: str = "log-rank"

    def to_dict(self) -> dict[str, Any]:
        """The same as plain JSON values."""
        return {
            **self.__dict__,
            "groups": [{**one.__dict__, "group": list(one.group)} for one in self.groups],
        }


def retention_curve(event_counts: EventCounts, *, level: float = 0.95) -> RetentionCurve:
    """Estimate the share of customers still there after each month, from counts, all groups together.

    Kaplan and Meier (1958) with Greenwood's (1926) variance and the log-log interval (Kalbfleisch and
    Prentice 1980); R: survival::survfit(conf.type="log-log"). Until somebody has left the lower limit is
    the exact one for no event among those at risk; where everybody has left the upper limit is that of the
    month before times the exact one for the last month. Shares run from 0 to 1. Raises NobodyAtRisk
    without customers, ValueError for a level outside 0..1.

    >>> from regard.perception.links.events import from_durations
    >>> print(retention_curve(from_durations([1, 2, 2, 3], [True, True, False, False])).at(2).retained)
    0.5 [0.05785, 0.8449], n=4
    """
    critical(level)
    rows = event_counts.rollup().rows
    if not rows:
        raise NobodyAtRisk("no customer was at risk in any month")
    customers = event_counts.customers
    points: list[RetentionPoint] = []
    retained, greenwood = 1.0, 0.0
    for row in rows:
        retained *= (row.at_risk - row.churned) / row.at_risk
        greenwood += _greenwood(row)
        interval = _interval(retained, greenwood, row, points, (level, customers))
        se = retained * math.sqrt(greenwood) if retained else None
        points.append(RetentionPoint(row.month, row.at_risk, row.churned, row.censored, interval, se))
    return RetentionCurve(tuple(points), customers, event_counts.churned, level)


def retention_by_group(event_counts: EventCounts, *, level: float = 0.95) -> dict[Group, RetentionCurve]:
    """The retention curve of each group; the level holds for each curve and month alone.

    >>> from regard.perception.links.events import from_durations
    >>> counts = from_durations([1, 2, 2], [True, True, False], ["a", "b", "b"])
    >>> retention_by_group(counts)["b",].at(2).retained.value
    0.5
    """
    parts: dict[Group, list[EventRow]] = {group: [] for group in event_counts.groups}
    for row in event_counts.rows:
        parts[row.group].append(row)
    return {
        group: retention_curve(EventCounts(event_counts.by, tuple(rows)), level=level)
        for group, rows in parts.items()
    }


def logrank(event_counts: EventCounts) -> LogRank:
    """Test whether two or more groups leave alike, month by month, from counts.

    Mantel (1966), Peto and Peto (1972); hypergeometric covariance, chi-square with groups minus 1 degrees
    of freedom; R: survival::survdiff. Raises NobodyAtRisk for fewer than two groups.

    >>> from regard.perception.links.events import from_durations
    >>> test = logrank(from_durations([1, 1, 5, 6], [True] * 4, ["a", "a", "b", "b"]))
    >>> round(test.chi_square, 3), test.df
    (3.0, 1)
    """
    groups = event_counts.groups
    if len(groups) < 2:
        raise NobodyAtRisk(f"the log-rank test compares groups, of which there are {len(groups)}")
    at_risk, churned = _tables(event_counts, groups)
    n, d = at_risk.sum(axis=1), churned.sum(axis=1)
    share = at_risk / n[:, None]
    expected = (d[:, None] * share).sum(axis=0)
    weight = np.where(n > 1, d * (n - d) / np.maximum(n - 1, 1), 0.0)
    covariance = np.diag((weight[:, None] * share).sum(axis=0)) - (share * weight[:, None]).T @ share
    apart = churned.sum(axis=0) - expected
    chi_square, df = _quadratic(apart, covariance)
    return LogRank(
        chi_square=chi_square,
        df=df,
        p_value=float(special.chdtrc(df, chi_square)) if df else 1.0,
        groups=tuple(
            LogRankGroup(group, _customers(event_counts, group), int(left), float(due))
            for group, left, due in zip(groups, churned.sum(axis=0), expected, strict=True)
        ),
        n=event_counts.customers,
    )


def _customers(event_counts: EventCounts, group: Group) -> int:
    return sum(row.churned + row.censored for row in event_counts.rows if row.group == group)


def _greenwood(row: EventRow) -> float:
    stayed = row.at_risk - row.churned
    return row.churned / row.at_risk / stayed if stayed else 0.0


def _interval(
    retained: float, greenwood: float, row: EventRow, points: list[RetentionPoint], about: tuple[float, int]
) -> Interval:
    level, customers = about
    rare = ((1 - level) / 2) ** (1 / row.at_risk)
    if retained == 1:
        low, high = rare, 1.0
    elif retained == 0:
        before = points[-1].retained.high if points else 1.0
        low, high = 0.0, before * (1 - rare) if row.churned == row.at_risk else before
    else:
        half = critical(level) * math.sqrt(greenwood) / abs(math.log(retained))
        low, high = retained ** math.exp(half), retained ** math.exp(-half)
    return Interval(retained, low, high, level, customers, METHOD)


def _tables(event_counts: EventCounts, groups: tuple[Group, ...]) -> tuple[Any, Any]:
    """At risk and churned, months x groups."""
    months = sorted({row.month for row in event_counts.rows})
    row_of = {month: place for place, month in enumerate(months)}
    column_of = {group: place for place, group in enumerate(groups)}
    at_risk, churned = np.zeros((2, len(months), len(groups)))
    for row in event_counts.rows:
        at_risk[row_of[row.month], column_of[row.group]] = row.at_risk
        churned[row_of[row.month], column_of[row.group]] = row.churned
    return at_risk, churned


def _quadratic(apart: Any, covariance: Any) -> tuple[float, int]:
    """The chi-square of a deviation under its singular covariance, and its degrees of freedom."""
    values, vectors = np.linalg.eigh(covariance)
    kept = values > 1e-10 * max(float(values[-1]), 1e-300)
    if float(values[-1]) <= 0:
        return 0.0, 0
    along = vectors[:, kept].T @ apart
    return float((along**2 / values[kept]).sum()), int(kept.sum())
