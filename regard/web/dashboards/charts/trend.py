"""A number by month: a line with its interval, broken where there were not enough answers."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from regard.web.dashboards.charts.plotted import (
    ACCENT,
    BAND,
    MIDDLE,
    Axis,
    Plotted,
    scale_over,
    specification,
    tooltips,
)

HEIGHT = 220


def trend(rows: Sequence[Plotted], axis: Axis) -> dict[str, Any]:
    """The specification for rows in the order of their months."""
    x = {
        "field": "label",
        "type": "ordinal",
        "sort": None,
        "scale": {"type": "point", "padding": 0.4, "domain": [row.label for row in rows]},
        "axis": {"title": None, "labelAngle": 0, "labelOverlap": True, "grid": False},
    }
    y_axis = {"title": axis.title, "tickCount": 5, "domain": False, "ticks": False}
    y = {"field": "value", "type": "quantitative", "scale": scale_over(list(rows), axis), "axis": y_axis}
    ends = {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}}
    tips = tooltips(
        _("Month"), {"value_text": axis.title, "interval_text": _("Interval"), "n": _("Answers"), "note": "–"}
    )
    alone = {"tooltip": tips, "href": {"field": "href", "type": "nominal"}}
    return specification(
        numbered(rows),
        height=HEIGHT,
        layer=[
            _layer({"type": "area", "color": BAND}, "datum.run >= 0", {**ends, **_apart()}),
            _layer(_rule(BAND, 6), "datum.alone", {**ends, **alone}),
            _layer(_rule(MIDDLE, 2), "datum.value === null && datum.low !== null", {**ends, **alone}),
            _layer({"type": "line", "color": ACCENT}, "datum.run >= 0", {"x": x, "y": y, **_apart()}),
            _layer(
                {"type": "point", "color": ACCENT, "filled": True, "size": 45, "opacity": 1},
                "datum.value !== null",
                {"x": x, "y": y, **alone},
            ),
        ],
    )


def numbered(rows: Sequence[Plotted]) -> list[dict[str, Any]]:
    """The rows with the number of the run of shown months that they are in; -1 for those in none.

    A run has at least two months; a shown month by itself is `alone`.
    """
    found, run = [], 0
    for place, row in enumerate(rows):
        shown = row.value is not None
        after = place + 1 < len(rows) and rows[place + 1].value is not None
        before = place > 0 and rows[place - 1].value is not None
        run += shown and not before
        joined = shown and (before or after)
        found.append(row.row(run=run if joined else -1, alone=shown and not joined))
    return found


def _layer(mark: dict[str, Any], test: str, encoding: dict[str, Any]) -> dict[str, Any]:
    return {"transform": [{"filter": test}], "mark": mark, "encoding": encoding}


def _rule(colour: str, width: int) -> dict[str, Any]:
    return {"type": "rule", "color": colour, "strokeWidth": width, "strokeCap": "round"}


def _apart() -> dict[str, Any]:
    return {"detail": {"field": "run", "type": "nominal"}}
