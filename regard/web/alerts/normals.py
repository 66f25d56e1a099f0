"""What is normal for a watch: learned from the days of a quiet time, and the alarm that starts from it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regard.web.alerts.models import Watch
from regard.web.insights import volume_study, watch_study
from regard.web.insights.studies import Counts, Scale
from regard.web.insights.volume_study import FEWEST, SHORTEST, VolumeMonitor
from regard.web.insights.watch_study import VOLUME, Series


class Unwatchable(ValueError):
    """A view that no alarm can watch; the message says why, in the reader's language."""


@dataclass(frozen=True)
class Normal:
    """What a watch keeps of the quiet time, and the state of its alarm before its first day."""

    baseline: list[int]
    monitor: dict[str, Any]


def learned(found: Series, first: date, end: date, *, direction: str, run_length: int) -> Normal:
    """The normal of the days from `first` to before `end`. Raises Unwatchable."""
    if found.metric == VOLUME:
        return _of_days(found, first, end, direction, run_length)
    baseline = found.between(first, end)
    if baseline.n < watch_study.ENOUGH:
        raise Unwatchable(_lacking(watch_study.ENOUGH, baseline.n))
    try:
        monitor = watch_study.Monitor(
            baseline, watch_study.measure(found.metric), direction=way_of(direction), run_length=run_length
        )
    except watch_study.UnfitBaseline as problem:
        raise Unwatchable(_("Nothing can fall below or rise above what was normal here.")) from problem
    return Normal(list(baseline.n_by_score), monitor.to_dict())


def kept(watch: Watch) -> Normal:
    """The normal that a watch has, before its first day."""
    if watch.metric == VOLUME:
        return Normal(watch.baseline, VolumeMonitor.from_dict(watch.monitor).anew().to_dict())
    low, high, way = watch.scale
    scale = Scale(low, high, direction=way)
    day = watch.baseline_from
    found = Series(watch.metric, scale, {day: Counts(tuple(watch.baseline), scale)})
    return learned(found, day, date.max, direction=watch.direction, run_length=watch.run_length)


def way_of(direction: str) -> watch_study.Direction:
    """A direction as the library names it."""
    ways: dict[str, watch_study.Direction] = {"down": "down", "up": "up"}
    return ways.get(direction, "both")


def _of_days(found: Series, first: date, end: date, direction: str, run_length: int) -> Normal:
    n, days = found.between(first, end).n, (end - first).days
    if days < SHORTEST:
        text = ngettext(
            "The normal of records a day needs %(days)s day more.",
            "The normal of records a day needs %(days)s days more.",
            SHORTEST - days,
        )
        raise Unwatchable(text % {"days": SHORTEST - days})
    if n < FEWEST:
        raise Unwatchable(_lacking(FEWEST, n))
    usual = volume_study.usual(found, first, end)
    monitor = VolumeMonitor(usual, way_of(direction), float(run_length))
    return Normal(list(usual.counts), monitor.to_dict())


def _lacking(enough: int, n: int) -> str:
    return _("The normal needs %(more)s more answers: n = %(n)s.") % {"more": enough - n, "n": n}
