"""The chart of a change: the number by four weeks, those whom it reached and the others, and its two days."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from regard.web.changes.models import Change
from regard.web.dashboards.charts.plotted import ACCENT, BAND, MIDDLE, MUTED, specification
from regard.web.dashboards.figures import count_text, interval_text, value_text
from regard.web.dashboards.naming import metric_text
from regard.web.dashboards.plots import Chart
from regard.web.insights.effect_study import Series, Weeks, estimate

TOGETHER = 4  # weeks in one point of the line
HEIGHT = 220


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

    @property
    def days(self) -> str:
        """From when to when."""
        last = self.first + timedelta(weeks=TOGETHER, days=-1)
        return _("%(first)s – %(last)s") % {"first": date_format(self.first), "last": date_format(last)}

    def row(self) -> dict[str, Any]:
        """The same as a row of the specification's data."""
        middle = self.first + timedelta(weeks=TOGETHER) / 2
        told = f"{self.arm}, {self.days}: {self.value_text} ({self.interval_text}), n = {self.n}"
        ends = {"value": self.value, "low": self.low, "high": self.high}
        return {"day": middle.isoformat(), "arm": self.arm, "told": told, **ends}


def chart_of(change: Change, weeks: Weeks) -> Chart | None:
    """The chart; none where nobody answered, or too few did."""
    if change.start_on is None:
        return None
    names = (_("whom it reaches"), _("the others"))
    points = [
        point
        for name, series in zip(names, (weeks.reached, weeks.others), strict=True)
        for point in _points(change.metric, name, series, change.start_on)
    ]
    if not any(point.value is not None for point in points):
        return None
    both = bool(weeks.others)
    note = _(
        "Line and band: the number of four weeks with its 95 % interval. Upright: start and judging day."
    )
    return Chart(
        id="change-chart",
        title=_("%(metric)s before and since") % {"metric": metric_text(change.metric)},
        note=note + (" " + _("Blue: whom it reaches. Grey: the others.") if both else ""),
        specification=_specification(points, names, change),
        columns=[
            {"label": _("Days")},
            *([{"label": pgettext("of a change", "Who")}] if both else []),
            {"label": metric_text(change.metric), "number": True},
            {"label": _("95 % interval"), "number": True},
            {"label": _("Answers"), "number": True},
        ],
        rows=[_cells(point, both=both) for point in points],
    )


def _cells(point: Point, *, both: bool) -> list[Any]:
    who = [point.arm] if both else []
    return [point.days, *who, point.value_text, point.interval_text or "–", count_text(point.n)]


def _points(metric: str, arm: str, series: Series, start: date) -> Iterator[Point]:
    for block in sorted({week // TOGETHER for week in series}):
        first = block * TOGETHER
        found = estimate(metric, series, first=first, last=first + TOGETHER - 1)
        if found is not None:
            shown = found.status == "shown"
            yield Point(
                first=start + timedelta(weeks=first),
                arm=arm,
                value=found.value if shown else None,
                low=found.low if shown else None,
                high=found.high if shown else None,
                n=found.n,
                value_text=value_text(found),
                interval_text=interval_text(found),
            )


def _specification(points: Sequence[Point], names: tuple[str, str], change: Change) -> dict[str, Any]:
    rows = [point.row() for point in points if point.value is not None]
    days = [{"day": day.isoformat()} for day in (change.start_on, change.judge_on) if day]
    axis = {"title": None, "format": "%Y-%m", "grid": False, "labelOverlap": True, "labelSeparation": 10}
    x = {"field": "day", "type": "temporal", "timeUnit": "utcyearmonthdate", "axis": axis}
    y_axis = {"title": metric_text(change.metric), "tickCount": 5, "domain": False, "ticks": False}
    y = {"field": "value", "type": "quantitative", "scale": {"zero": False, "nice": True}, "axis": y_axis}
    return specification(rows, height=HEIGHT, layer=_layers(x, y, names, days, rows))


def _layers(
    x: dict[str, Any],
    y: dict[str, Any],
    names: tuple[str, str],
    days: list[dict[str, str]],
    rows: list[dict[str, Any]],
) -> list[dict[str, Any]]:
    """The days below, then the others, then those whom it reaches."""
    upright = {"mark": {"type": "rule", "color": MUTED, "strokeDash": [4, 3], "aria": False}}
    found: list[dict[str, Any]] = [{"data": {"values": days}, **upright, "encoding": {"x": x}}]
    for name, colour, band in ((names[1], MIDDLE, None), (names[0], ACCENT, BAND)):
        if not any(row["arm"] == name for row in rows):
            continue
        only = {"transform": [{"filter": {"field": "arm", "equal": name}}]}
        ends = {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}}
        told = {"description": {"field": "told", "type": "nominal"}}
        if band:
            found.append({**only, "mark": {"type": "area", "color": band, "aria": False}, "encoding": ends})
        line = {"type": "line", "color": colour, "aria": False}
        found.append({**only, "mark": line, "encoding": {"x": x, "y": y}})
        dot = {"type": "point", "color": colour, "filled": True, "opacity": 1, "size": 40}
        found.append({**only, "mark": dot, "encoding": {"x": x, "y": y, **told}})
    return found
