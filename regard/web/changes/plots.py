"""The chart of a change: the number by four weeks, those whom it reached and the others, and its two days."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from regard.web.changes.judging import FIRST, LAST
from regard.web.changes.models import Change
from regard.web.dashboards.charts.plotted import ACCENT, BAND, LINE, MUTED, specification
from regard.web.dashboards.figures import count_text, interval_text, value_text
from regard.web.dashboards.plots import Chart
from regard.web.insights.effect_study import Series, Weeks, estimate

TOGETHER = (4, 8, 13)  # weeks in one point of the line: the fewest in which mostly enough people answered
HEIGHT = 220

Piece = tuple[int, int]


@dataclass(frozen=True)
class Point:
    """Four weeks of one of the two groups."""

    first: date
    arm: str
    value: float | None
    low: float | None
    high: float | None
    n: int
    value_text: str
    interval_text: str
    weeks: int

    @property
    def days(self) -> str:
        """From when to when."""
        last = self.first + timedelta(weeks=self.weeks, days=-1)
        return _("%(first)s – %(last)s") % {"first": date_format(self.first), "last": date_format(last)}

    def row(self) -> dict[str, Any]:
        """The same as a row of the specification's data."""
        until = self.first + timedelta(weeks=self.weeks)
        told = f"{self.arm}, {self.days}: {self.value_text} ({self.interval_text or '–'}), n = {self.n}"
        days = {"first": self.first.isoformat(), "until": until.isoformat()}
        return {
            **days,
            "arm": self.arm,
            "told": told,
            "value": self.value,
            "low": self.low,
            "high": self.high,
        }


def chart_of(change: Change, weeks: Weeks, days: Sequence[date] = ()) -> Chart | None:
    """The chart; none where nobody answered, or too few did. No piece of it runs across one of the `days`."""
    if change.start_on is None:
        return None
    names = (_("whom it reaches"), _("the others"))
    redefined = _drawn(change.start_on, weeks, days)
    pieces = pieces_of(change.start_on, redefined)
    points = _best(change, names, weeks, pieces)
    if not any(point.value is not None for point in points):
        return None
    both, together = bool(weeks.others), max(point.weeks for point in points)
    note = _(
        "Lines: the number of %(n)s weeks each. Boxes: its 95 %% interval. Upright: start and judging day."
    ) % {"n": together}
    return Chart(
        id="change-chart",
        title=_("%(metric)s before and since") % {"metric": change.number_text},
        note=" ".join((note, *_notes(redefined, both=both))),
        specification=_specification(points, names, change, redefined),
        columns=[
            {"label": _("Days")},
            *([{"label": pgettext("of a change", "Who")}] if both else []),
            {"label": change.number_text, "number": True},
            {"label": _("95 % interval"), "number": True},
            {"label": _("Answers"), "number": True},
        ],
        rows=[_cells(point, both=both) for point in points],
    )


def _drawn(start: date, weeks: Weeks, days: Sequence[date]) -> list[date]:
    """Of some days those that lie within the answers."""
    known = [*weeks.reached, *weeks.others]
    first, last = min(known, default=0), max(known, default=0)
    return [day for day in days if first <= (day - start).days // 7 <= last]


def _notes(redefined: Sequence[date], *, both: bool) -> Iterator[str]:
    if both:
        yield _("Blue: whom it reaches. Grey: the others.")
    if redefined:
        days = ", ".join(date_format(day) for day in redefined)
        yield _("Dotted: the definition changed (%(days)s); nothing is drawn across it.") % {"days": days}


def _cells(point: Point, *, both: bool) -> list[Any]:
    who = [point.arm] if both else []
    return [point.days, *who, point.value_text, point.interval_text or "–", count_text(point.n)]


def pieces_of(start: date, redefined: Sequence[date]) -> list[Piece]:
    """The first and the last week of each piece of time in which the number means one thing.

    A week within which that changed is in none. Weeks are counted from the start.

    >>> pieces_of(date(2026, 3, 2), [date(2026, 2, 16), date(2026, 3, 12)])
    [(-10000, -3), (-2, 0), (2, 10000)]
    """
    found, first = [], FIRST
    for day in sorted(redefined):
        week, within = divmod((day - start).days, 7)
        found.append((first, week - 1))
        first = week + bool(within)
    return [piece for piece in (*found, (first, LAST)) if piece[0] <= piece[1]]


def _best(change: Change, names: tuple[str, str], weeks: Weeks, pieces: list[Piece]) -> list[Point]:
    """The points of both groups, of as few weeks each as are mostly enough."""
    found: list[Point] = []
    for together in TOGETHER:
        found = [
            point
            for name, series in zip(names, (weeks.reached, weeks.others), strict=True)
            for piece in pieces
            for point in _points(change, name, series, (together, piece))
        ]
        if 2 * sum(point.value is not None for point in found) > len(found):
            break
    return found


def _points(change: Change, arm: str, series: Series, how: tuple[int, Piece]) -> Iterator[Point]:
    assert change.start_on  # noqa: S101 - the weeks are counted from it
    together, (earliest, latest) = how
    end = max(series, default=0) + 1
    for block in sorted({week // together for week in series if earliest <= week <= latest}):
        first = max(block * together, earliest)
        last = min(block * together + together - 1, latest)
        found = estimate(change.metric, series, first=first, last=last)
        if found is not None:
            shown = found.status == "shown"
            yield Point(
                first=change.start_on + timedelta(weeks=first),
                arm=arm,
                value=found.value if shown else None,
                low=found.low,
                high=found.high,
                n=found.n,
                value_text=value_text(found),
                interval_text=interval_text(found),
                weeks=min(last + 1, end) - first,
            )


def _specification(
    points: Sequence[Point], names: tuple[str, str], change: Change, redefined: Sequence[date]
) -> dict[str, Any]:
    """Each piece of time is a line within a box: nothing is drawn across the day of the start."""
    rows = [point.row() for point in points if point.value is not None]
    days = [{"first": day.isoformat()} for day in (change.start_on, change.judge_on) if day]
    axis = {"title": None, "format": "%Y-%m", "grid": False, "tickCount": "month", "labelOverlap": True}
    x = {"field": "first", "type": "temporal", "timeUnit": "utcyearmonthdate", "axis": axis}
    y_axis = {"title": change.number_text, "tickCount": 5, "domain": False, "ticks": False}
    y = {"field": "value", "type": "quantitative", "scale": {"zero": False, "nice": True}, "axis": y_axis}
    upright = {"type": "rule", "color": MUTED, "strokeDash": [4, 3], "aria": False}
    layers: list[dict[str, Any]] = [{"data": {"values": days}, "mark": upright, "encoding": {"x": x}}]
    if redefined:
        dotted = {"data": {"values": [{"first": day.isoformat()} for day in redefined]}}
        layers.append({**dotted, "mark": {**upright, "strokeDash": [1, 3]}, "encoding": {"x": x}})
    for name, colour, box in ((names[1], MUTED, LINE), (names[0], ACCENT, BAND)):
        if any(row["arm"] == name for row in rows):
            layers += _layers(x, y, name, colours=(colour, box))
    return specification(rows, height=HEIGHT, layer=layers)


def _layers(
    x: dict[str, Any], y: dict[str, Any], arm: str, *, colours: tuple[str, str]
) -> list[dict[str, Any]]:
    only = {"transform": [{"filter": {"field": "arm", "equal": arm}}]}
    wide = {"x": x, "x2": {"field": "until", "timeUnit": "utcyearmonthdate"}}
    tall = {"y": {**y, "field": "low"}, "y2": {"field": "high"}}
    told = {"description": {"field": "told", "type": "nominal"}}
    box = {"type": "rect", "color": colours[1], "opacity": 0.7, "aria": False}
    line = {"type": "rule", "color": colours[0], "strokeWidth": 3}
    return [
        {**only, "mark": box, "encoding": {**wide, **tall}},
        {**only, "mark": line, "encoding": {**wide, "y": y, **told}},
    ]
