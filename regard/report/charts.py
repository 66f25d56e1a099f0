"""Charts as Vega-Lite specifications, drawn as SVG that stands in a page by itself."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import vl_convert

from regard.report.markup import Markup

VERSION = "6.1"  # of Vega-Lite; vl-convert holds several
MUTED, LINE = "#5d6470", "#e4e6ea"
ACCENT, BAND = "#2f5bd7", "#c9d7f6"
LOW, MIDDLE, HIGH = "#b34a08", "#b9bec8", "#1f5fa8"
WIDTH, HEIGHT, STEP = 780, 200, 30
CONFIG: dict[str, Any] = {
    "aria": False,  # the frame around it has the name, the table behind it the numbers
    "background": None,
    "view": {"stroke": None},
    "font": 'system-ui, "PingFang SC", "Noto Sans SC", sans-serif',
    "axis": {
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "labelColor": MUTED,
        "titleColor": MUTED,
        "gridColor": LINE,
        "domainColor": MIDDLE,
        "tickColor": MIDDLE,
        "labelPadding": 6,
    },
}


@dataclass(frozen=True)
class Point:
    """One month: its number and interval; `value` is None where there were not enough answers."""

    label: str
    n: int
    value: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Bar:
    """How many there are of one thing."""

    label: str
    n: int
    colour: str = ACCENT


def trend(points: Sequence[Point], *, title: str, ends: tuple[float, float]) -> dict[str, Any]:
    """A number by month: a line with its band, broken where there were not enough answers.

    The n stands under each month; `ends` are what no number can pass.
    """
    rows = _numbered(points)
    x = {
        "field": "label",
        "type": "ordinal",
        "sort": None,
        "scale": {"type": "point", "padding": 0.4, "domain": [row["label"] for row in rows]},
        "axis": {
            "title": None,
            "labelAngle": 0,
            "labelOverlap": True,
            "grid": False,
            "labelExpr": "split(datum.label, '|')",
        },
    }
    axis = {"title": title, "tickCount": 5, "domain": False, "ticks": False}
    y = {"field": "value", "type": "quantitative", "scale": _domain(points, ends), "axis": axis}
    band = {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}}
    run = {"detail": {"field": "run", "type": "nominal"}}
    layers = [
        _layer({"type": "area", "color": BAND}, "datum.run >= 0", {**band, **run}),
        _layer(_rule(BAND, 6), "datum.alone", band),
        _layer(_rule(MIDDLE, 2), "datum.value === null && datum.low !== null", band),
        _layer({"type": "line", "color": ACCENT}, "datum.run >= 0", {"x": x, "y": y, **run}),
        _layer(
            {"type": "point", "color": ACCENT, "filled": True, "size": 45, "opacity": 1},
            "datum.value !== null",
            {"x": x, "y": y},
        ),
    ]
    return _specification(rows, height=HEIGHT, layer=layers)


def bars(rows: Sequence[Bar], *, title: str, upright: bool, width: int = WIDTH) -> dict[str, Any]:
    """Counts side by side; upright for the scores of a scale, lying for things with names."""
    named = {
        "field": "label",
        "type": "nominal",
        "sort": None,
        "scale": {"domain": [row.label for row in rows]},
        "axis": {"title": None, "labelAngle": 0, "domain": False, "ticks": False, "labelLimit": 180},
    }
    counted = {
        "field": "n",
        "type": "quantitative",
        "stack": None,
        "axis": {
            "title": title,
            "tickCount": 4,
            "tickMinStep": 1,
            "format": ",d",
            "domain": False,
            "ticks": False,
        },
    }
    thickness = "width" if upright else "height"
    return _specification(
        [vars(row) for row in rows],
        width=width,
        height=HEIGHT if upright else {"step": STEP},
        mark={"type": "bar", "cornerRadiusEnd": 2, thickness: {"band": 0.6}},
        encoding={
            "x": named if upright else counted,
            "y": counted if upright else named,
            "color": {"field": "colour", "type": "nominal", "scale": None},
        },
    )


def drawn(specification: dict[str, Any]) -> Markup:
    """The chart as SVG: Vega writes every text escaped, no script, nothing from elsewhere."""
    text = json.dumps(specification, ensure_ascii=False)
    svg: str = vl_convert.vegalite_to_svg(text, vl_version=VERSION, allowed_base_urls=[])
    return Markup(svg.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1))


def _specification(rows: list[dict[str, Any]], **parts: Any) -> dict[str, Any]:
    schema = "https://vega.github.io/schema/vega-lite/v6.json"
    return {"$schema": schema, "config": CONFIG, "width": WIDTH, "data": {"values": rows}, **parts}


def _numbered(points: Sequence[Point]) -> list[dict[str, Any]]:
    """The points with the number of the run of shown months that each is in; -1 for those in none."""
    rows, run = [], 0
    for place, point in enumerate(points):
        shown = point.value is not None
        before = place > 0 and points[place - 1].value is not None
        after = place + 1 < len(points) and points[place + 1].value is not None
        run += shown and not before
        joined = shown and (before or after)
        label = f"{point.label}|n = {point.n:,}"
        rows.append(
            {**vars(point), "label": label, "run": run if joined else -1, "alone": shown and not joined}
        )
    return rows


def _domain(points: Sequence[Point], ends: tuple[float, float]) -> dict[str, Any]:
    """From the lowest to the highest end of an interval with some air, within what is possible."""
    found = [end for point in points for end in (point.low, point.high) if end is not None]
    least, most = ends
    if not found:
        return {"domain": [least, most]}
    air = max((max(found) - min(found)) / 10, (most - least) / 50)
    return {
        "domain": [max(least, min(found) - air), min(most, max(found) + air)],
        "nice": True,
        "zero": False,
    }


def _layer(mark: dict[str, Any], test: str, encoding: dict[str, Any]) -> dict[str, Any]:
    return {"transform": [{"filter": test}], "mark": mark, "encoding": encoding}


def _rule(colour: str, width: int) -> dict[str, Any]:
    return {"type": "rule", "color": colour, "strokeWidth": width, "strokeCap": "round"}
