"""How many records there are, by month or by group: bars, which count and do not estimate."""

from collections.abc import Sequence
from typing import Any

from regard.web.dashboards.charts.dots import LABEL, STEP
from regard.web.dashboards.charts.plotted import ACCENT, Plotted, specification, tooltips
from regard.web.dashboards.charts.trend import HEIGHT


def bars(rows: Sequence[Plotted], *, title: str, dimension: str, upright: bool) -> dict[str, Any]:
    """The specification; upright bars for months, lying ones for groups with long names."""
    named: dict[str, Any] = {
        "field": "label",
        "type": "nominal",
        "sort": None,
        "scale": {"domain": [row.label for row in rows]},
        "axis": {"title": None, "labelAngle": 0, "labelOverlap": upright, "grid": False, "ticks": False},
    }
    counted: dict[str, Any] = {
        "field": "n",
        "type": "quantitative",
        "axis": {"title": title, "tickCount": 5, "tickMinStep": 1, "domain": False, "ticks": False},
    }
    if not upright:
        named["axis"] |= {"labelLimit": LABEL, "labelFontSize": 13}
    told = {
        "tooltip": tooltips(dimension, {"n": title}),
        "href": {"field": "href", "type": "nominal"},
    }
    places = {"x": named, "y": counted} if upright else {"y": named, "x": counted}
    return specification(
        [row.row() for row in rows],
        height=HEIGHT if upright else {"step": STEP},
        mark={
            "type": "bar",
            "color": ACCENT,
            "cornerRadiusEnd": 2,
            "width" if upright else "height": {"band": 0.6},
        },
        encoding={**places, **told},
    )
