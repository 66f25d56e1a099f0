"""Importance by performance: a dot with both of its intervals for each factor, in four named fields."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from regard.web.dashboards.charts.plotted import (
    BAND,
    DOT,
    INK,
    MIDDLE,
    MUTED,
    opening,
    rule,
    specification,
    tooltips,
)

HEIGHT = 360
LEAST = 25.0  # of each field that is seen, so that its name stands in it
AIR = 6  # in each direction, in the unit of the axes
WRITTEN = {"type": "text", "fontSize": 12, "aria": False}


@dataclass(frozen=True)
class Placed:
    """One factor: its share of what is explained (y) and its performance (x), each with its interval."""

    label: str
    share: tuple[float, float, float]  # value, low, high in percent
    net: tuple[float, float, float]  # the same from -100 to 100
    texts: dict[str, str]  # what is said of it under the pointer
    told: str
    href: str
    is_open: bool = False  # drawn hollow: one of its intervals is too wide for its place to be a finding

    def row(self, side: str) -> dict[str, Any]:
        """The same as a row of the specification's data; its label stands on this side of the dot."""
        named: dict[str, Any] = {"label": self.label, "told": self.told, "href": self.href, **self.texts}
        named |= {"side": side, "open": self.is_open}
        share = dict(zip(("share", "share_low", "share_high"), self.share, strict=True))
        return named | share | dict(zip(("net", "net_low", "net_high"), self.net, strict=True))


@dataclass(frozen=True)
class Words:
    """What is written on the picture: the axes, the four fields, and the names under the pointer."""

    x: str
    y: str
    corners: tuple[str, str, str, str]  # above left and right, below left and right
    factor: str
    tips: dict[str, str]


def quadrant(placed: Sequence[Placed], words: Words, *, even: float) -> dict[str, Any]:
    """The specification; the fields part at performance 0 and at the `even` share of each factor."""
    low = max(-100.0, min(-LEAST, *(one.net[1] for one in placed)) - AIR)
    high = min(100.0, max(LEAST, *(one.net[2] for one in placed)) + AIR)
    top = min(100.0, max(2 * even, *(one.share[2] for one in placed)) + AIR)
    x = _axis("net", words.x, [low, high])
    y = _axis("share", words.y, [0, top])
    rows = [one.row("left" if one.net[0] > low + 0.7 * (high - low) else "right") for one in placed]
    told = opening(tooltips(words.factor, words.tips))
    across = {"y": y, "x": {**x, "field": "net_low"}, "x2": {"field": "net_high"}}
    upright = {"x": x, "y": {**y, "field": "share_low"}, "y2": {"field": "share_high"}}
    layers = [
        *_fields(words.corners, x, y, even),
        {"mark": {**rule(BAND, 5), "aria": False}, "encoding": across},
        {"mark": {**rule(BAND, 5), "aria": False}, "encoding": upright},
        *(_dots(one, {"x": x, "y": y, **told}) for one in (False, True) if _are_some(placed, one)),
        *(_names(side, x, y) for side in ("left", "right") if any(row["side"] == side for row in rows)),
    ]
    return specification(rows, height=HEIGHT, layer=layers)


def _are_some(placed: Sequence[Placed], is_open: bool) -> bool:
    return any(one.is_open == is_open for one in placed)


def _dots(is_open: bool, encoding: dict[str, Any]) -> dict[str, Any]:
    """The factors whose place is known, or as rings those whose place is open."""
    look = {**DOT, "size": 80}
    if is_open:
        look |= {"filled": False, "strokeWidth": 2}
    return {
        "transform": [{"filter": f"datum.open === {str(is_open).lower()}"}],
        "mark": look,
        "encoding": encoding,
    }


def _axis(field: str, title: str, domain: list[float]) -> dict[str, Any]:
    look = {"title": title, "tickCount": 6, "grid": False, "ticks": False}
    scale = {"domain": domain, "zero": False, "nice": False}
    return {"field": field, "type": "quantitative", "scale": scale, "axis": look}


def _fields(
    corners: Sequence[str], x: dict[str, Any], y: dict[str, Any], even: float
) -> list[dict[str, Any]]:
    """The two lines between the fields, and what each field is called."""
    line = {"type": "rule", "color": MIDDLE, "strokeDash": [4, 4], "aria": False}
    one: dict[str, Any] = {"values": [{}]}
    lines: list[dict[str, Any]] = [
        {"data": one, "mark": line, "encoding": {"x": {**_bare(x), "datum": 0}}},
        {"data": one, "mark": line, "encoding": {"y": {**_bare(y), "datum": even}}},
    ]
    places = [(side, end) for end in ("top", "bottom") for side in ("left", "right")]
    for text, (side, end) in zip(corners, places, strict=True):
        shift = {"dx": 8 if side == "left" else -8, "dy": 12 if end == "top" else -10}
        mark = {**WRITTEN, "text": text, "align": side, "color": MUTED, "fontStyle": "italic", **shift}
        at = {"x": {"value": 0 if side == "left" else "width"}, "y": {"value": 0 if end == "top" else HEIGHT}}
        lines.append({"data": one, "mark": mark, "encoding": at})
    return lines


def _bare(axis: dict[str, Any]) -> dict[str, Any]:
    return {name: part for name, part in axis.items() if name != "field"}


def _names(side: str, x: dict[str, Any], y: dict[str, Any]) -> dict[str, Any]:
    """The label beside each dot, above its interval."""
    away = {"align": "right", "dx": -8} if side == "left" else {"align": "left", "dx": 8}
    return {
        "transform": [{"filter": f"datum.side === '{side}'"}],
        "mark": {**WRITTEN, "color": INK, "dy": -9, **away},
        "encoding": {"x": x, "y": y, "text": {"field": "label"}},
    }
