"""How many records of a view come in day by day, watched by an alarm that may be looked at every day."""

from dataclasses import dataclass
from datetime import date, timedelta

from regard.perception.estimates import Interval
from regard.perception.trends.monitors import Direction, UnfitBaseline
from regard.perception.trends.volumes import FEWEST, SHORTEST, Usual, VolumeMonitor, rate_interval
from regard.web.insights.watch_study import VOLUME, Rehearsal, Series

__all__ = [
    "FEWEST",
    "SHORTEST",
    "VOLUME",
    "Interval",
    "UnfitBaseline",
    "Usual",
    "VolumeMonitor",
    "Volumes",
    "a_day",
    "days_of",
    "follow",
    "rehearse",
    "since",
    "usual",
]

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Volumes:
    """How far an alarm has come: its monitor, the last day it took, and how many it took of each day.

    It takes all days anew each time, so that what comes late counts on its own day; a day that had more
    once, before records were erased, keeps what it had.
    """

    monitor: VolumeMonitor
    to: date
    taken: dict[str, list[int]]


def days_of(first: date, last: date) -> list[date]:
    """The days from the first to the last one."""
    return [first + place * DAY for place in range((last - first).days + 1)]


def usual(found: Series | None, first: date, end: date) -> Usual:
    """What the days from `first` to before `end` brought. Raises UnfitBaseline."""
    return Usual(tuple(_n(found, day) for day in days_of(first, end - DAY)), first)


def follow(
    monitor: VolumeMonitor, taken: dict[str, list[int]], found: Series | None, *, start: date, until: date
) -> Volumes:
    """The alarm after each day from `start` up to `until`, or up to the day on which it went off."""
    days = days_of(start, until)
    known = {day.isoformat(): [max(_n(found, day), *taken.get(day.isoformat(), [0]))] for day in days}
    monitor, to = monitor.anew(), start - DAY
    for day in days:
        monitor, to = monitor.update(day, known[day.isoformat()][0]), day
        if monitor.alert:
            break
    return Volumes(monitor, to, known)


def since(after: Volumes, *, start: date) -> date:
    """The latest day whose alarm, begun only there, has half of the evidence: about when it changed."""
    first, last = start, after.to
    half = _from(after, start) / 2
    while first < last:
        middle = first + (last - first + DAY) // 2
        first, last = (middle, last) if _from(after, middle) >= half else (first, middle - DAY)
    return first


def rehearse(
    found: Series, *, first: date, last: date, baseline_days: int, direction: Direction, run_length: float
) -> Rehearsal:
    """What it would have told from `first` to `last`: after each alarm it learns for `baseline_days` anew.

    It looks back no further than its first record: before that there was nothing to learn from.
    """
    alarms: list[date] = []
    normal = timedelta(days=baseline_days)
    start, watched = max(first, min(found.days) + normal), 0
    while start <= last:
        try:
            monitor = VolumeMonitor(usual(found, start - normal, start), direction, run_length)
        except UnfitBaseline:
            lacking = FEWEST - found.between(start - normal, start).n
            return Rehearsal(tuple(alarms), watched, max(1, lacking))
        after = follow(monitor, {}, found, start=start, until=last)
        watched += after.monitor.days
        if after.monitor.alert:
            alarms.append(after.to)
        start = after.to + normal + DAY
    return Rehearsal(tuple(alarms), watched)


def a_day(found: Series, first: date, last: date, dispersion: float) -> Interval:
    """Records a day of these days, with an interval."""
    days = days_of(first, last)
    return rate_interval(sum(_n(found, day) for day in days), len(days), dispersion=dispersion)


def _n(found: Series | None, day: date) -> int:
    counts = found.days.get(day) if found else None
    return counts.n if counts else 0


def _from(after: Volumes, start: date) -> float:
    monitor = after.monitor.anew()
    for day in days_of(start, after.to):
        monitor = monitor.update(day, after.taken[day.isoformat()][0])
    return monitor.evidence
