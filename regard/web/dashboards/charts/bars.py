"""How many records there are, by month or by group: bars, which count and do not estimate."""

from collections.abc import Sequence
from typing import Any

from regard.web.dashboards.charts.dots import LABEL, STEP
from regard.web.dashboards.charts.plotted import ACCENT, Plotted, extent_of, opening, specification, tooltips
from regard.web.dashboards.charts.trend import HEIGHT


def bars(rows: Sequence[Plotted], *, title: str, dimension: str, upright: bool) -> dict[str, Any]:
    """The specification; upright bars for months, lying ones for groups with long names."""
    named: dict[str, Any] = {
        "field": "label",
        "type": "nominal",
        "sort": None,
        "scale": {"domain": [row.label for row in rows]},
        "axis": {
            "title": None,
            "labelAngle": 0,
            "labelOverlap": upright,
            "labelSeparation": 10,
            "grid": False,
            "ticks": False,
        },
    }
    counted: dict[str, Any] = {
        "field": "n",
        "type": "quantitative",
        "axis": {"title": title, "tickCount": 5, "tickMinStep": 1, "domain": False, "ticks": False},
    }
    if upright:
        named["axis"] |= {"labelOverlap": True, "labelSeparation": 10}
    else:
        named["axis"] |= {"labelLimit": LABEL, "minExtent": extent_of((row.label for row in rows), LABEL)}
    told = opening(tooltips(dimension, {"n": title}))
    thickness = "width" if upright else "height"
    places = {"x": named, "y": counted} if upright else {"y": named, "x": counted}
    return specification(
        [row.row() for row in rows],
        height=HEIGHT if upright else {"step": STEP},
        mark={"type": "bar", "color": ACCENT, "cornerRadiusEnd": 2, thickness: {"band": 0.6}},
        encoding={**places, **told},
    )
