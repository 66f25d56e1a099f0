"""What adds up to a change: a dot with its interval in each row, around the line of no change."""

from collections.abc import Sequence
from typing import Any

from regard.web.dashboards.charts.plotted import (
    BAND,
    DOT,
    MIDDLE,
    Plotted,
    extent_of,
    rule,
    specification,
    tooltips,
)

STEP = 30
LABEL = 200


def parts(rows: Sequence[Plotted], *, title: str, part: str, interval: str) -> dict[str, Any]:
    """The specification for rows in the order in which they are to stand; each has a value."""
    ends = [end for row in rows for end in (row.low, row.high, 0.0) if end is not None]
    air = (max(ends) - min(ends) or 1.0) / 20
    labels = [row.label for row in rows]
    axis = {
        "title": None,
        "domain": False,
        "ticks": False,
        "labelLimit": LABEL,
        "minExtent": extent_of(labels, LABEL),
    }
    y = {"field": "label", "type": "nominal", "sort": None, "scale": {"domain": labels}, "axis": axis}
    scale = {"domain": [min(ends) - air, max(ends) + air], "zero": False}
    x_axis = {"title": title, "tickCount": 6, "domain": False, "ticks": False}
    x = {"field": "value", "type": "quantitative", "scale": scale, "axis": x_axis}
    told = {
        "tooltip": tooltips(part, {"value_text": title, "interval_text": interval}),
        "description": {"field": "told", "type": "nominal"},
    }
    zero = {"x": {"datum": 0, "type": "quantitative", "scale": scale}}
    band = {"y": y, "x": {**x, "field": "low"}, "x2": {"field": "high"}}
    layers = [
        {
            "data": {"values": [{}]},
            "mark": {"type": "rule", "color": MIDDLE, "aria": False},
            "encoding": zero,
        },
        {"mark": {**rule(BAND, 8), "aria": False}, "encoding": band},
        {"mark": {**DOT, "size": 70}, "encoding": {"y": y, "x": x, **told}},
    ]
    return specification([row.row() for row in rows], height={"step": STEP}, layer=layers)
