"""A number by group: a dot with its interval in each row, those with enough answers first."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from regard.web.dashboards.charts.plotted import (
    ACCENT,
    BAND,
    MUTED,
    Axis,
    Plotted,
    scale_over,
    specification,
    tooltips,
)

STEP = 30
LABEL = 180


def dots(rows: Sequence[Plotted], axis: Axis, *, dimension: str) -> dict[str, Any]:
    """The specification for rows in the order in which they are to stand."""
    scale = scale_over([row for row in rows if row.value is not None], axis)
    y = {
        "field": "label",
        "type": "nominal",
        "sort": None,
        "scale": {"domain": [row.label for row in rows]},
        "axis": {"title": None, "domain": False, "ticks": False, "labelLimit": LABEL, "labelFontSize": 13},
    }
    x_axis = {"title": axis.title, "tickCount": 6, "domain": False, "ticks": False}
    x = {"field": "value", "type": "quantitative", "scale": scale, "axis": x_axis}
    tips = tooltips(
        dimension, {"value_text": axis.title, "interval_text": _("Interval"), "n": _("Answers"), "note": "–"}
    )
    told = {"tooltip": tips, "href": {"field": "href", "type": "nominal"}}
    shown = [{"filter": "datum.value !== null"}]
    return specification(
        [row.row() for row in rows],
        height={"step": STEP},
        layer=[
            {
                "transform": shown,
                "mark": {"type": "rule", "color": BAND, "strokeWidth": 8, "strokeCap": "round"},
                "encoding": {"y": y, "x": {**x, "field": "low"}, "x2": {"field": "high"}, **told},
            },
            {
                "transform": shown,
                "mark": {"type": "point", "color": ACCENT, "filled": True, "size": 70, "opacity": 1},
                "encoding": {"y": y, "x": x, **told},
            },
            {
                "transform": [{"filter": "datum.value === null"}],
                "mark": {"type": "text", "color": MUTED, "align": "left", "fontSize": 12, "dx": 4},
                "encoding": {"y": y, "x": {"value": 0}, "text": {"field": "note"}, **told},
            },
        ],
    )
