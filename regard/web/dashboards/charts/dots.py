"""A number by group: a dot with its interval in each row, those with enough answers first."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from regard.web.dashboards.charts.plotted import (
    BAND,
    DOT,
    MUTED,
    Axis,
    Plotted,
    extent_of,
    opening,
    rings,
    rule,
    scale_over,
    specification,
    tooltips,
)

STEP = 30
LABEL = 180
SHOWN, TOO_FEW = [{"filter": "datum.value !== null"}], [{"filter": "datum.value === null"}]


def dots(rows: Sequence[Plotted], axis: Axis, *, dimension: str) -> dict[str, Any]:
    """The specification for rows in the order in which they are to stand."""
    shown = [row for row in rows if row.value is not None]
    is_compared = any(row.change_text for row in rows)
    y = {
        "field": "label",
        "type": "nominal",
        "sort": None,
        "scale": {"domain": [row.label for row in rows]},
        "axis": {
            "title": None,
            "domain": False,
            "ticks": False,
            "labelLimit": LABEL,
            "minExtent": extent_of((row.label for row in rows), LABEL),
        },
    }
    x_axis = {"title": axis.title, "tickCount": 6, "domain": False, "ticks": False}
    x = {"field": "value", "type": "quantitative", "scale": scale_over(shown, axis), "axis": x_axis}
    names = {
        "value_text": axis.title,
        "interval_text": _("Interval"),
        "n": _("Answers"),
        "note": "–",
        **({"other_text": _("Compared with"), "change_text": _("Difference")} if is_compared else {}),
    }
    told = opening(tooltips(dimension, names))
    layers = _shown(x, y, told) if shown else []
    if any(row.other is not None for row in rows):
        layers.append(rings({**x, "field": "other"}, y))
    if len(shown) < len(rows):
        layers.append(_too_few(y, told))
    return specification([row.row() for row in rows], height={"step": STEP}, layer=layers)


def _shown(x: dict[str, Any], y: dict[str, Any], told: dict[str, Any]) -> list[dict[str, Any]]:
    band = {"y": y, "x": {**x, "field": "low"}, "x2": {"field": "high"}}
    return [
        {"transform": SHOWN, "mark": {**rule(BAND, 8), "aria": False}, "encoding": band},
        {"transform": SHOWN, "mark": {**DOT, "size": 70}, "encoding": {"y": y, "x": x, **told}},
    ]


def _too_few(y: dict[str, Any], told: dict[str, Any]) -> dict[str, Any]:
    """In the place of a dot: why there is none."""
    return {
        "transform": TOO_FEW,
        "mark": {"type": "text", "color": MUTED, "align": "left", "fontSize": 12, "dx": 4},
        "encoding": {"y": y, "x": {"value": 0}, "text": {"field": "note"}, **told},
    }
