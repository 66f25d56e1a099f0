"""What a view says day by day, watched by an alarm that may be looked at every day."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, timedelta
from typing import Any, Literal, Protocol

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncDate

from regard.perception.comparisons.panels import score_values
from regard.perception.counts import Counts, Scale
from regard.perception.estimates import Estimate, Interval, UnfitScale
from regard.perception.metrics.by_name import Metric, metrics_at
from regard.perception.metrics.sentiment import VALUES, polarity
from regard.perception.metrics.share import share
from regard.perception.tallies import Filters, ScoreTally, Tally
from regard.perception.trends.monitors import Monitor, UnfitBaseline
from regard.perception.trends.sequences import confidence_sequence
from regard.web.insights import studies, theme_keeping
from regard.web.insights.records import matching
from regard.web.insights.rows import METRICS as FIELD_TYPES
from regard.web.insights.rows import measured
from regard.web.insights.theme_models import Theme
from regard.web.insights.theme_numbers import carrying, worded
from regard.web.insights.theme_table import EVERY
from regard.web.insights.theme_tallies import Themed, ThemesMoved
from regard.web.workspaces.models import Workspace

__all__ = [
    "ENOUGH",
    "SHARE",
    "VOLUME",
    "Direction",
    "Interval",
    "Monitor",
    "Progress",
    "Rehearsal",
    "Series",
    "UnfitBaseline",
    "Watched",
    "began",
    "ends",
    "estimate",
    "follow",
    "now",
    "recorded",
    "rehearse",
    "series",
    "since",
]

SHARE, VOLUME = "share", "volume"
YES_NO = Scale(0, 1)
ENOUGH = 30  # answers, so that a baseline says something
DAY = timedelta(days=1)
MEASURE = metrics_at(level=0.95, hide_below=0)
Direction = Literal["down", "up", "both"]
Days = Mapping[date, Counts]
Cells = list[tuple[date, Scale, Counts]]


@dataclass(frozen=True)
class Watched:
    """What is watched: a metric of the records that `where` lets through, their share or their volume.

    The share is `among` others. With a `theme` only the records that carry it count, and a share is of those
    in which words were written.
    """

    metric: str
    where: Filters
    among: Filters = field(default_factory=Filters)
    theme: Theme | None = None


@dataclass(frozen=True)
class Series:
    """The answers of each day that had any, on one scale."""

    metric: str
    scale: Scale
    days: Days

    def between(self, start: date, end: date) -> Counts:
        """The answers of the days from `start` to before `end`."""
        found = [counts for day, counts in self.days.items() if start <= day < end]
        return Counts.sum([Counts.of({}, self.scale), *found])


@dataclass(frozen=True)
class Progress:
    """How far an alarm has come: its monitor, the last day it took, and what it took of each day.

    An answer that arrives late is taken on the day on which it is there; what was taken once is never taken
    again, not even where a record went and came back.
    """

    monitor: Monitor
    to: date
    taken: dict[str, list[int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Rehearsal:
    """What an alarm would have told in the past: on which days, and how many days it could watch."""

    alarms: tuple[date, ...]
    watched: int
    needed: int = 0  # more answers, where there was no baseline to begin with


def series(workspace: Workspace, watched: Watched, *, scale: Scale | None = None) -> Series | None:
    """What was said day by day, on `scale` or on that of most answers; None where nobody said anything."""
    told = Themed.of(workspace, theme_keeping.state()) if watched.theme else None
    if told is not None:
        try:
            return _series(_ByTheme(told, watched), watched, scale)
        except ThemesMoved:
            pass  # the records tell
    return _series(_Recorded(watched) if watched.theme else _Archived(workspace, watched), watched, scale)


def _series(days: "_Days", watched: Watched, scale: Scale | None) -> Series | None:
    if watched.metric == SHARE:
        return _shares(days)
    if watched.metric == VOLUME:
        there = {day: Counts.of({1: n}, YES_NO) for day, n in days.part().items()}
        return Series(VOLUME, YES_NO, there) if there else None
    if watched.metric == "net_sentiment":
        return _sentiments(days)
    return _on_one_scale(watched.metric, days.scores(), scale)


def measure(metric: str) -> Metric:
    """How a metric is counted; a share as the percent of the whole."""
    return _share_of if metric == SHARE else MEASURE[metric]


def estimate(metric: str, counts: Counts) -> Estimate:
    """The number of these answers with its interval."""
    return measure(metric)(counts)


def ends(metric: str, scale: Scale) -> tuple[float, float]:
    """The least and the most that a metric can be on a scale."""
    values = [float(value) for value in score_values(measure(metric), scale)]
    return min(values), max(values)


def now(metric: str, counts: Counts) -> Interval:
    """The number of these answers with an interval that stays true however often one looked before."""
    return confidence_sequence(counts, measure(metric))


def began(baseline: Counts, *, metric: str, direction: Direction, run_length: float, start: date) -> Progress:
    """An alarm that takes its first day on `start`. Raises UnfitBaseline, also for too few answers."""
    if baseline.n < ENOUGH:
        raise UnfitBaseline(f"{baseline.n} answers are too few for a baseline")
    monitor = Monitor(baseline, measure(metric), direction=direction, run_length=run_length)
    return Progress(monitor, start - DAY)


def follow(progress: Progress, days: Days, *, start: date, until: date) -> Progress:
    """The alarm after each day up to `until`, or up to the day on which it went off."""
    while progress.to < until and not progress.monitor.alert:
        progress = _one_day(progress, days, start)
    return progress


def since(found: Series, monitor: Monitor, *, start: date, until: date) -> date:
    """The latest day whose alarm, begun only there, has half of the evidence: about when it changed."""
    first, last = start, until
    half = _from(found, monitor, start, until) / 2
    while first < last:
        middle = first + (last - first + DAY) // 2
        first, last = (
            (middle, last) if _from(found, monitor, middle, until) >= half else (first, middle - DAY)
        )
    return first


def rehearse(
    found: Series, *, first: date, last: date, baseline_days: int, direction: Direction, run_length: float
) -> Rehearsal:
    """What it would have told from `first` to `last`: after each alarm it learns for `baseline_days` anew."""
    alarms: list[date] = []
    start, watched = first, 0
    while start <= last:
        baseline = found.between(start - timedelta(days=baseline_days), start)
        if baseline.n < ENOUGH:
            return Rehearsal(tuple(alarms), watched, ENOUGH - baseline.n)
        begun = began(baseline, metric=found.metric, direction=direction, run_length=run_length, start=start)
        after = follow(begun, found.days, start=start, until=last)
        watched += after.monitor.days
        if after.monitor.alert:
            alarms.append(after.to)
        start = after.to + timedelta(days=baseline_days + 1)
    return Rehearsal(tuple(alarms), watched)


def _one_day(progress: Progress, days: Days, start: date) -> Progress:
    day, scale = progress.to + DAY, progress.monitor.scale
    taken, fresh = dict(progress.taken), [0] * len(scale.scores)
    for one, counts in days.items():
        if not start <= one <= day:
            continue
        cells, before = list(counts.n_by_score), taken.get(one.isoformat(), [0] * len(fresh))
        if cells != before:
            most = [max(pair) for pair in zip(before, cells, strict=True)]
            fresh = [sum(three) for three in zip(fresh, most, (-n for n in before), strict=True)]
            taken[one.isoformat()] = most
    return Progress(progress.monitor.update(Counts(tuple(fresh), scale)), day, taken)


def _from(found: Series, monitor: Monitor, start: date, until: date) -> float:
    """The evidence of the same alarm, begun on `start`."""
    plain = monitor.to_dict()
    one = Monitor.from_dict({**plain, "days": 0, "grown": [0.0] * len(plain["grown"])})
    for place in range((until - start).days + 1):
        one = one.update(found.days.get(start + place * DAY, Counts.of({}, found.scale)))
    return one.evidence


def _share_of(counts: Counts, **_how: Any) -> Estimate:
    return share(counts.n_by_score[1], counts.n)


class _Days(Protocol):
    """What was said day by day, from wherever it is told."""

    def part(self) -> Mapping[date, int]:
        """The records that are watched."""

    def whole(self) -> Mapping[date, int]:
        """The records that they are a part of."""

    def labels(self) -> list[tuple[Any, Any, int]]:
        """The records that are watched, by day and sentiment."""

    def scores(self) -> Cells:
        """The answers to the metric that is watched."""


@dataclass(frozen=True)
class _Archived:
    """Whatever is watched but a theme, by the archive."""

    workspace: Workspace
    watched: Watched

    def part(self) -> Mapping[date, int]:
        if self.watched.metric == VOLUME:
            return _days(studies.record_counts(self.workspace, by=("day",), where=self.watched.where))
        return self._read_by_day(self.watched.where)

    def whole(self) -> Mapping[date, int]:
        return self._read_by_day(self.watched.among)

    def labels(self) -> list[tuple[Any, Any, int]]:
        tally = studies.sentiment_counts(self.workspace, by=("day",), where=self.watched.where)
        return [(key[0], key[1], n) for key, n in tally.rows]

    def scores(self) -> Cells:
        where = self.watched.where
        return _cells(studies.score_counts(self.workspace, self.watched.metric, by=("day",), where=where))

    def _read_by_day(self, where: Filters) -> dict[date, int]:
        """How many records of each day were read."""
        return _days(studies.sentiment_counts(self.workspace, by=("day",), where=where))


@dataclass(frozen=True)
class _ByTheme:
    """A theme by the archive, which tells of those of now."""

    told: Themed
    watched: Watched

    def part(self) -> Mapping[date, int]:
        return _days(self.told.record_counts(by=("day",), where=self._where()))

    def whole(self) -> Mapping[date, int]:
        among = replace(self.watched.among, theme=(EVERY,))
        return _days(self.told.record_counts(by=("day",), where=among))

    def labels(self) -> list[tuple[Any, Any, int]]:
        tally = self.told.record_counts(by=("day", "sentiment"), where=self._where())
        return [(key[0], key[1], n) for key, n in tally.rows]

    def scores(self) -> Cells:
        return _cells(self.told.score_counts(self.watched.metric, by=("day",), where=self._where()))

    def _where(self) -> Filters:
        return replace(self.watched.where, theme=(self.watched.theme.key,) if self.watched.theme else ())


@dataclass(frozen=True)
class _Recorded:
    """A theme by the records themselves."""

    watched: Watched

    def part(self) -> Mapping[date, int]:
        return _by_day(self._said())

    def whole(self) -> Mapping[date, int]:
        return _by_day(worded(self.watched.among))

    def labels(self) -> list[tuple[Any, Any, int]]:
        dated = self._said().order_by().annotate(day=TruncDate("collected_at", tzinfo=UTC))
        rows = dated.values_list("day", "reading__sentiment")
        return list(rows.annotate(n=Count("pk", distinct=True)))

    def scores(self) -> Cells:
        return _answered(self._said(), self.watched)

    def _said(self) -> QuerySet[Any]:
        theme = self.watched.theme
        return carrying(theme, self.watched.where) if theme else matching(self.watched.where)


def _shares(days: _Days) -> Series | None:
    part, whole = days.part(), days.whole()
    if not whole:
        return None
    of_days = {
        day: Counts.of({0: max(n - part.get(day, 0), 0), 1: part.get(day, 0)}, YES_NO)
        for day, n in whole.items()
    }
    return Series(SHARE, YES_NO, of_days)


def _days(tally: Tally) -> dict[date, int]:
    """How many of each day, whatever else they are told apart by."""
    found: dict[date, int] = {}
    for (day, *_rest), n in tally.rows:
        if isinstance(day, date):
            found[day] = found.get(day, 0) + n
    return found


def _by_day(records: QuerySet[Any]) -> dict[date, int]:
    rows = records.order_by().annotate(day=TruncDate("collected_at", tzinfo=UTC)).values_list("day")
    return {day: n for day, n in rows.annotate(n=Count("pk", distinct=True)) if day is not None}


def _sentiments(days: _Days) -> Series | None:
    labels: dict[date, dict[str, int]] = {}
    for day, label, n in days.labels():
        if isinstance(day, date) and label in VALUES:
            labels.setdefault(day, {})[label] = n
    found = {day: polarity(of_day) for day, of_day in labels.items()}
    scale = next((counts.scale for counts in found.values()), None)
    return Series("net_sentiment", scale, found) if scale else None


def recorded(watched: Watched) -> Series | None:
    """The scores of the records themselves, for as long as no archive was written yet."""
    return _on_one_scale(watched.metric, _answered(matching(watched.where), watched), None)


def _on_one_scale(metric: str, cells: Cells, scale: Scale | None) -> Series | None:
    totals: dict[Scale, int] = {}
    for _day, on, counts in cells:
        totals[on] = totals.get(on, 0) + counts.n
    usual = sorted(totals, key=lambda on: (-totals[on], on.min, on.max, on.direction))
    chosen = scale or next((on for on in usual if _fits(metric, on)), None)
    if chosen is None or chosen not in totals:
        return None
    days: dict[date, Counts] = {}
    for day, on, counts in cells:
        if on == chosen:
            days[day] = days[day] + counts if day in days else counts
    return Series(metric, chosen, days)


def _cells(tally: ScoreTally) -> Cells:
    rows = ((row.key[0], row.counts) for row in tally.rows)
    return [(day, counts.scale, counts) for day, counts in rows if isinstance(day, date)]


def _answered(said: QuerySet[Any], watched: Watched) -> Cells:
    # from the records on, so that no database looks through all of them for each answer
    scale_of = ("answers__scale_min", "answers__scale_max", "answers__scale_direction")
    given = said.order_by().filter(measured("answers__"), answers__field_type=FIELD_TYPES[watched.metric])
    dated = given.annotate(day=TruncDate("collected_at", tzinfo=UTC))
    rows = dated.values_list("day", *scale_of, "answers__value_number").annotate(n=Count("answers__pk"))
    found = []
    for day, low, high, way, score, n in rows:
        if day is not None:
            scale = Scale(int(low), int(high), direction=way)
            found.append((day, scale, Counts.of({int(score): n}, scale)))
    return found


def _fits(metric: str, scale: Scale) -> bool:
    try:
        MEASURE[metric](Counts.of({scale.min: 1}, scale))
    except UnfitScale:
        return False
    return True
