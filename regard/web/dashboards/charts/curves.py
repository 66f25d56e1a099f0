"""How many are still there, month by month: a small picture for each group, the whole behind it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from regard.web.dashboards.charts.plotted import ACCENT, BAND, CONFIG, INK, MIDDLE

WIDTH, HEIGHT = 236, 110
COLUMNS = 2
STEP = {"interpolate": "step-after", "aria": False}


@dataclass(frozen=True)
class Step:
    """The share, in percent, that is still there after a month, with its interval; text for the pointer."""

    month: int
    value: float
    low: float
    high: float
    told: str


@dataclass(frozen=True)
class Curve:
    """One group: what it is called, and its steps from month 0 on."""

    label: str
    steps: Sequence[Step]


def curves(groups: Sequence[Curve], whole: Curve, *, x: str, y: str) -> dict[str, Any]:
    """The specification: a panel for each group with its interval, and everybody together as a grey line."""
    behind = {step.month: step.value for step in whole.steps}
    rows = [
        {"label": one.label, "all": behind.get(step.month), **vars(step)}
        for one in groups
        for step in one.steps
    ]
    lowest = min(row["low"] for row in rows)
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "config": {**CONFIG, "header": {"labelColor": INK, "labelFontSize": 12, "labelFontWeight": 600}},
        "data": {"values": rows},
        "columns": COLUMNS,
        "spacing": 18,
        "facet": {
            "field": "label",
            "type": "nominal",
            "sort": [one.label for one in groups],
            "header": {"title": None, "labelAnchor": "start", "labelPadding": 6},
        },
        "spec": {"width": WIDTH, "height": HEIGHT, "layer": _layers(x, y, 10 * (lowest // 10))},
    }


def _layers(x: str, y: str, least: float) -> list[dict[str, Any]]:
    months = {
        "field": "month",
        "type": "quantitative",
        "axis": {"title": x, "grid": False, "tickMinStep": 1, "tickCount": 6},
    }
    shares = {
        "field": "value",
        "type": "quantitative",
        "scale": {"domain": [least, 100], "zero": False},
        "axis": {"title": y, "tickCount": 4, "domain": False, "ticks": False},
    }
    told = {"description": {"field": "told", "type": "nominal"}}
    tip = {"tooltip": [{"field": "told", "type": "nominal", "title": y}]}
    ends = {"x": months, "y": {**shares, "field": "low"}, "y2": {"field": "high"}}
    return [
        {"mark": {"type": "area", "color": BAND, **STEP}, "encoding": ends},
        {
            "mark": {"type": "line", "color": MIDDLE, "strokeWidth": 1.5, **STEP},
            "encoding": {"x": months, "y": {**shares, "field": "all"}},
        },
        {"mark": {"type": "line", "color": ACCENT, **STEP}, "encoding": {"x": months, "y": shares}},
        {
            "mark": {"type": "point", "color": ACCENT, "filled": True, "opacity": 0, "size": 60},
            "encoding": {"x": months, "y": shares, **told, **tip},
        },
    ]
