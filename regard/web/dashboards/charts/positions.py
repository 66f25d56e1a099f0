"""The perception map: words, segments and what was intended, near one another where they go together."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from regard.web.dashboards.charts.plotted import (
    ACCENT,
    INK,
    LINE,
    MUTED,
    WIDTH,
    extent_of,
    opening,
    specification,
    tooltips,
)

WARM = "#b34a08"  # what was intended, beside the accent: told apart without seeing red or green
LOOKS = {  # shape, size, colour of the mark and of its letters
    "word": ("circle", 36, MUTED, INK),
    "good": ("circle", 60, WARM, INK),
    "bad": ("circle", 60, MUTED, INK),
    "segment": ("square", 90, ACCENT, ACCENT),
    "aim": ("diamond", 150, WARM, WARM),
    "staff": ("triangle-up", 120, INK, INK),
}
OUTLINED = (
    "segment",
    "aim",
    "staff",
)  # the others' intervals stand in the table: thirty rings would be a fog
LETTER = 15  # pixels that a line of text is high
LOW, HIGH = 260, 460  # the picture's height
AROUND = 26  # pixels beside the drawing that the axis and its title take
CORNERS = 48
LANES = 5


@dataclass(frozen=True)
class Place:
    """One mark: where it lies, what it is (see LOOKS), what is said of it, and where it leads.

    `long` and `short` are the half axes of its ellipse, where it has one.
    """

    label: str
    kind: str
    x: float
    y: float
    texts: dict[str, str] = field(compare=False)
    told: str
    href: str = ""
    long: tuple[float, float] | None = None
    short: tuple[float, float] | None = None

    @property
    def outline(self) -> list[tuple[float, float]]:
        """Points around its ellipse; none where it has none or it is not drawn."""
        if self.long is None or self.short is None or self.kind not in OUTLINED:
            return []
        turns = [2 * math.pi * step / CORNERS for step in range(CORNERS)]
        (a, b), (c, d) = self.long, self.short
        return [
            (
                self.x + a * math.cos(turn) + c * math.sin(turn),
                self.y + b * math.cos(turn) + d * math.sin(turn),
            )
            for turn in turns
        ]


@dataclass(frozen=True)
class Frame:
    """What part of the plane is seen: both axes have the same scale, `unit` pixels for one."""

    left: float
    bottom: float
    unit: float
    width: float
    height: float

    @classmethod
    def around(cls, points: Sequence[tuple[float, float]]) -> "Frame":
        """The smallest frame that all points and their letters stand in."""
        xs, ys = [x for x, _ in points], [y for _, y in points]
        width = WIDTH - AROUND
        wide, high = (max(max(of) - min(of), 1e-6) for of in (xs, ys))
        height = min(max(LOW, width * high / wide), HIGH)
        unit = min((width - 120) / wide, (height - 60) / high)
        left = (max(xs) + min(xs)) / 2 - width / unit / 2
        bottom = (max(ys) + min(ys)) / 2 - height / unit / 2
        return cls(left, bottom, unit, width, round(height))

    def pixel(self, x: float, y: float) -> tuple[float, float]:
        """Where a point stands, from the left and from above."""
        return (x - self.left) * self.unit, self.height - (y - self.bottom) * self.unit

    def point(self, across: float, down: float) -> tuple[float, float]:
        """The other way round."""
        return self.left + across / self.unit, self.bottom + (self.height - down) / self.unit


def positions(
    places: Sequence[Place], *, axes: tuple[str, str], name: str, tips: dict[str, str]
) -> dict[str, Any]:
    """The specification; labels that would cover others are left to the pointer and to the table."""
    frame = Frame.around([point for one in places for point in ((one.x, one.y), *one.outline)])
    x = _axis("x", axes[0], frame.left, frame.left + frame.width / frame.unit)
    y = _axis("y", axes[1], frame.bottom, frame.bottom + frame.height / frame.unit)
    written = _labels(places, frame)
    rows = [
        {"x": one.x, "y": one.y, "kind": one.kind, "label": one.label, "told": one.told, "href": one.href}
        | one.texts
        | ({"at_x": at[0], "at_y": at[1]} if at else {"at_x": None, "at_y": None})
        for one, at in zip(places, written, strict=True)
    ]
    told = opening(tooltips(name, tips))
    kinds = [kind for kind in LOOKS if any(one.kind == kind for one in places)]
    layers = [*_cross(x, y), *_rings(places, x, y)]
    layers += [_marks(kind, x, y, told) for kind in kinds]
    layers += [
        _names(kind, x, y) for kind in kinds if any(r["kind"] == kind and r["at_x"] is not None for r in rows)
    ]
    return specification(rows, height=frame.height, layer=layers)


def apart(places: Sequence[Place]) -> list[Place]:
    """Places that all lie on one line, in lanes above and below it so that each can be read."""
    span = max(one.x for one in places) - min(one.x for one in places) or 1.0
    lanes = {one: lane for lane, one in enumerate(sorted(_words(places), key=lambda one: one.x))}
    others = [one for one in places if one.kind in OUTLINED]
    heights = {one: (lane % LANES + 1) * span / 20 for one, lane in lanes.items()}
    heights |= {one: -(lane + 1) * span / 20 for lane, one in enumerate(others)}
    return [replace(one, y=heights[one]) for one in places]


def _words(places: Sequence[Place]) -> list[Place]:
    return [one for one in places if one.kind not in OUTLINED]


def _axis(name: str, title: str, low: float, high: float) -> dict[str, Any]:
    """An axis without numbers: what counts is what lies near what."""
    bare = {"labels": False, "ticks": False, "grid": False, "domain": False}
    scale = {"domain": [low, high], "zero": False, "nice": False}
    look = {"title": title or None, "titleColor": MUTED, **bare}
    return {"field": name, "type": "quantitative", "scale": scale, "axis": look}


def _cross(x: dict[str, Any], y: dict[str, Any]) -> list[dict[str, Any]]:
    """The middle: where a word lies that all segments use alike."""
    line = {"type": "rule", "color": LINE, "aria": False}
    one: dict[str, Any] = {"values": [{}]}
    bare = [{key: part for key, part in axis.items() if key != "field"} for axis in (x, y)]
    return [
        {"data": one, "mark": line, "encoding": {"x": {**bare[0], "datum": 0}}},
        {"data": one, "mark": line, "encoding": {"y": {**bare[1], "datum": 0}}},
    ]


def _rings(places: Sequence[Place], x: dict[str, Any], y: dict[str, Any]) -> list[dict[str, Any]]:
    """Where each point may lie: one closed line each."""
    found = []
    for kind in OUTLINED:
        rows = [
            {"x": at_x, "y": at_y, "turn": turn, "ring": one.label}
            for one in places
            if one.kind == kind
            for turn, (at_x, at_y) in enumerate(one.outline)
        ]
        if rows:
            colour = LOOKS[kind][2]
            look = {
                "fill": colour,
                "fillOpacity": 0.08,
                "stroke": colour,
                "strokeWidth": 1,
                "strokeOpacity": 0.5,
            }
            mark = {"type": "line", "interpolate": "linear-closed", "aria": False, **look}
            order = {"field": "turn", "type": "quantitative"}
            encoding = {"x": x, "y": y, "order": order, "detail": {"field": "ring", "type": "nominal"}}
            found.append({"data": {"values": rows}, "mark": mark, "encoding": encoding})
    return found


def _marks(kind: str, x: dict[str, Any], y: dict[str, Any], told: dict[str, Any]) -> dict[str, Any]:
    shape, size, colour, _letters = LOOKS[kind]
    hollow = {"filled": False, "strokeWidth": 2} if kind == "bad" else {"filled": True}
    mark = {"type": "point", "shape": shape, "size": size, "color": colour, "opacity": 1, **hollow}
    return {"transform": [_is(kind)], "mark": mark, "encoding": {"x": x, "y": y, **told}}


def _names(kind: str, x: dict[str, Any], y: dict[str, Any]) -> dict[str, Any]:
    weight = "bold" if kind in OUTLINED else "normal"
    mark = {"type": "text", "fontSize": 12, "aria": False, "color": LOOKS[kind][3], "fontWeight": weight}
    at = {"x": {**x, "field": "at_x"}, "y": {**y, "field": "at_y"}, "text": {"field": "label"}}
    return {
        "transform": [{"filter": f"datum.kind === '{kind}' && datum.at_x !== null"}],
        "mark": mark,
        "encoding": at,
    }


def _is(kind: str) -> dict[str, str]:
    return {"filter": f"datum.kind === '{kind}'"}


Box = tuple[float, float, float, float]


def _labels(places: Sequence[Place], frame: Frame) -> list[tuple[float, float] | None]:
    """Where each label's middle stands, the most important first; none where every place is taken."""
    rank = {"aim": 0, "staff": 0, "segment": 1, "good": 2, "bad": 3, "word": 4}
    taken: list[Box] = [_around(*frame.pixel(one.x, one.y), 10, 10) for one in places]
    found: list[tuple[float, float] | None] = [None] * len(places)
    for place in sorted(range(len(places)), key=lambda place: (rank[places[place].kind], place)):
        one = places[place]
        wide = extent_of([one.label], 200)
        across, down = frame.pixel(one.x, one.y)
        for at in _beside(across, down, wide):
            box = _around(*at, wide, LETTER)
            if _inside(box, frame) and not any(_meet(box, other) for other in taken):
                taken.append(box)
                found[place] = frame.point(*at)
                break
    return found


def _beside(across: float, down: float, wide: float) -> Iterator[tuple[float, float]]:
    """Right, left, above and below the mark, then the four corners."""
    aside = wide / 2 + 7
    yield from ((across + aside, down), (across - aside, down), (across, down - 14), (across, down + 14))
    yield from ((across + side * aside, down + end * 11) for side in (1, -1) for end in (-1, 1))


def _around(across: float, down: float, wide: float, high: float) -> Box:
    return across - wide / 2, down - high / 2, across + wide / 2, down + high / 2


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _inside(box: Box, frame: Frame) -> bool:
    return box[0] >= 0 and box[1] >= 0 and box[2] <= frame.width and box[3] <= frame.height
