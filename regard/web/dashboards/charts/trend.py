"""A number by month: a line with its interval, broken where there were not enough answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from regard.web.dashboards.charts.plotted import (
    ACCENT,
    BAND,
    DOT,
    MIDDLE,
    MUTED,
    Axis,
    Plotted,
    opening,
    rings,
    rule,
    scale_over,
    specification,
    tooltips,
)

HEIGHT = 220
JOINED, ALONE = "datum.run >= 0", "datum.alone"
SHOWN, TOO_FEW = "datum.value !== null", "datum.value === null && datum.low !== null"


@dataclass(frozen=True)
class Break:
    """The number means something else from this row on; where `within` it, the row itself is of both."""

    place: int
    label: str
    within: bool = False


def trend(rows: Sequence[Plotted], axis: Axis, breaks: Sequence[Break] = ()) -> dict[str, Any]:
    """The specification for rows in the order of their months; no line passes a break."""
    x = {
        "field": "label",
        "type": "ordinal",
        "sort": None,
        "scale": {"type": "point", "padding": 0.4, "domain": [row.label for row in rows]},
        "axis": {
            "title": None,
            "labelAngle": 0,
            "labelOverlap": True,
            "labelSeparation": 10,
            "grid": False,
        },
    }
    y_axis = {"title": axis.title, "tickCount": 5, "domain": False, "ticks": False}
    y = {"field": "value", "type": "quantitative", "scale": scale_over(list(rows), axis), "axis": y_axis}
    plotted = numbered(rows, breaks)
    layers = _layers(plotted, x, y, axis)
    if any(row.other is not None for row in rows):
        layers.append(rings(x, {**y, "field": "other"}))
    return specification(plotted, height=HEIGHT, layer=[*layers, *_rules(rows, breaks, x)])


def numbered(rows: Sequence[Plotted], breaks: Sequence[Break] = ()) -> list[dict[str, Any]]:
    """The rows with the number of the run of shown months that they are in; -1 for those in none.

    A run has at least two months; a shown month by itself is `alone`.
    """
    apart = {place for one in breaks for place in (one.place, *([one.place + 1] if one.within else []))}
    found, run = [], 0
    for place, row in enumerate(rows):
        shown = row.value is not None
        following = place + 1 < len(rows) and place + 1 not in apart
        after = following and rows[place + 1].value is not None
        before = place > 0 and place not in apart and rows[place - 1].value is not None
        run += shown and not before
        joined = shown and (before or after)
        found.append(row.row(run=run if joined else -1, alone=shown and not joined))
    return found


def _layers(
    plotted: list[dict[str, Any]], x: dict[str, Any], y: dict[str, Any], axis: Axis
) -> list[dict[str, Any]]:
    """A layer for each kind of mark that there is; one without marks would be a picture without a name."""
    is_compared = any(row["change_text"] for row in plotted)
    names = {
        "value_text": axis.title,
        "interval_text": _("Interval"),
        "n": _("Answers"),
        "note": "–",
        **({"other_text": _("Compared with"), "change_text": _("Difference")} if is_compared else {}),
    }
    open_one = opening(tooltips(_("Month"), names))
    apart = {"detail": {"field": "run", "type": "nominal"}}
    ends = {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}}
    found = []
    if any(row["run"] >= 0 for row in plotted):
        found.append(_layer({"type": "area", "color": BAND, "aria": False}, JOINED, {**ends, **apart}))
        line = {"type": "line", "color": ACCENT, "aria": False}
        found.append(_layer(line, JOINED, {"x": x, "y": y, **apart}))
    if any(row["alone"] for row in plotted):
        found.append(_layer({**rule(BAND, 6), "aria": False}, ALONE, ends))
    if any(row["value"] is None and row["low"] is not None for row in plotted):
        found.append(_layer(rule(MIDDLE, 2), TOO_FEW, {**ends, **open_one}))
    if any(row["value"] is not None for row in plotted):
        found.append(_layer({**DOT, "size": 45}, SHOWN, {"x": x, "y": y, **open_one}))
    return found


def _rules(rows: Sequence[Plotted], breaks: Sequence[Break], x: dict[str, Any]) -> list[dict[str, Any]]:
    """A dashed line at each row where the number begins to mean something else, with its version."""
    if not breaks:
        return []
    data = {"values": [{"label": rows[one.place].label, "version": one.label} for one in breaks]}
    line = {"type": "rule", "color": MUTED, "strokeDash": [3, 3], "aria": False}
    text = {"type": "text", "color": MUTED, "fontSize": 12, "align": "left", "dx": 4, "dy": 8, "aria": False}
    at = {"x": x, "y": {"value": 0}, "text": {"field": "version"}}
    return [{"data": data, "mark": line, "encoding": {"x": x}}, {"data": data, "mark": text, "encoding": at}]


def _layer(mark: dict[str, Any], test: str, encoding: dict[str, Any]) -> dict[str, Any]:
    return {"transform": [{"filter": test}], "mark": mark, "encoding": encoding}
