"""What is drawn: one row for each month or group, with every text ready to be shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Plotted:
    """One month or one group: where its number and its interval stand, and what is said of it.

    `value` is None where there were not enough answers; then `low` and `high` may still be drawn. `other` is
    what it is compared with, and `change_text` says how the two differ.
    """

    label: str
    n: int
    value: float | None = None
    low: float | None = None
    high: float | None = None
    value_text: str = ""
    interval_text: str = ""
    note: str = ""
    href: str = ""
    other: float | None = None
    other_text: str = ""
    change_text: str = ""

    @property
    def told(self) -> str:
        """All of it in a line, for those who do not see the picture."""
        number = f"{self.value_text} ({self.interval_text})" if self.interval_text else self.value_text
        return ", ".join(
            part for part in (self.label, number, f"n = {self.n}", self.note, self.change_text) if part
        )

    def row(self, **more: Any) -> dict[str, Any]:
        """The same as a row of the specification's data."""
        return {**vars(self), "told": self.told, **more}


@dataclass(frozen=True)
class Axis:
    """The axis of the numbers: its title, and the ends that no number can pass."""

    title: str
    least: float
    most: float


INK, MUTED, LINE = "#1b1d22", "#5d6470", "#e4e6ea"
ACCENT, BAND, MIDDLE = "#2f5bd7", "#c9d7f6", "#b9bec8"
WIDTH = 548  # of the whole picture, as wide as its card on a desktop: letters keep their size
DOT: dict[str, Any] = {"type": "point", "color": ACCENT, "filled": True, "opacity": 1}
RING: dict[str, Any] = {"type": "point", "color": MUTED, "filled": False, "strokeWidth": 1.5, "size": 60}
CONFIG: dict[str, Any] = {
    "background": None,
    "view": {"stroke": None},
    "font": "system-ui, sans-serif",
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


def specification(rows: list[dict[str, Any]], **parts: Any) -> dict[str, Any]:
    """A whole Vega-Lite specification over these rows."""
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "config": CONFIG,
        "width": WIDTH,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "data": {"values": rows},
        **parts,
    }


def extent_of(labels: Iterable[str], most: int) -> float:
    """About how wide the longest label is; browsers have wider letters than the engine that draws."""
    widths = (sum(13.0 if ord(letter) > 0x2E80 else 7.4 for letter in label) for label in labels)
    return min(max(widths, default=0.0), most) + 8


def scale_over(rows: list[Plotted], axis: Axis) -> dict[str, Any]:
    """From the lowest to the highest end of an interval, with some air, within what is possible."""
    ends = [end for row in rows for end in (row.low, row.high, row.other) if end is not None]
    if not ends:
        return {"domain": [axis.least, axis.most]}
    air = max((max(ends) - min(ends)) / 10, (axis.most - axis.least) / 50)
    low, high = max(axis.least, min(ends) - air), min(axis.most, max(ends) + air)
    return {"domain": [low, high], "nice": True, "zero": False}


def rule(colour: str, width: int) -> dict[str, Any]:
    """The mark of an interval: a line with round ends."""
    return {"type": "rule", "color": colour, "strokeWidth": width, "strokeCap": "round"}


def opening(tips: list[dict[str, str]]) -> dict[str, Any]:
    """What makes a mark say what it is, and open its records."""
    return {
        "tooltip": tips,
        "href": {"field": "href", "type": "nominal"},
        "description": {"field": "told", "type": "nominal"},
    }


def tooltips(first: str, labels: dict[str, str]) -> list[dict[str, str]]:
    """What a mark says under the pointer: its label, then these fields under these names."""
    fields = {"label": first, **labels}
    return [{"field": name, "title": title, "type": "nominal"} for name, title in fields.items()]


def rings(x: dict[str, Any], y: dict[str, Any]) -> dict[str, Any]:
    """What each row is compared with; a layer for rows of which some have it."""
    test = [{"filter": "isValid(datum.other)"}]
    return {"transform": test, "mark": {**RING, "aria": False}, "encoding": {"x": x, "y": y}}
