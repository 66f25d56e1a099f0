"""What is drawn: one row for each month or group, with every text ready to be shown."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Plotted:
    """One month or one group: where its number and its interval stand, and what is said of it.

    `value` is None where there were not enough answers; then `low` and `high` may still be drawn.
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

    def row(self, **more: Any) -> dict[str, Any]:
        """The same as a row of the specification's data."""
        return {**vars(self), **more}


@dataclass(frozen=True)
class Axis:
    """The axis of the numbers: its title, and the ends that no number can pass."""

    title: str
    least: float
    most: float


INK, MUTED, LINE = "#1b1d22", "#5d6470", "#e4e6ea"
ACCENT, BAND, MIDDLE = "#2f5bd7", "#c9d7f6", "#b9bec8"
WIDTH = 680
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
        "data": {"values": rows},
        **parts,
    }


def scale_over(rows: list[Plotted], axis: Axis) -> dict[str, Any]:
    """From the lowest to the highest end of an interval, with some air, within what is possible."""
    ends = [end for row in rows for end in (row.low, row.high) if end is not None]
    if not ends:
        return {"domain": [axis.least, axis.most]}
    air = max((max(ends) - min(ends)) / 10, (axis.most - axis.least) / 50)
    low, high = max(axis.least, min(ends) - air), min(axis.most, max(ends) + air)
    return {"domain": [low, high], "nice": True, "zero": False}


def tooltips(first: str, labels: dict[str, str]) -> list[dict[str, str]]:
    """What a mark says under the pointer: its label, then these fields under these names."""
    fields = {"label": first, **labels}
    return [{"field": name, "title": title, "type": "nominal"} for name, title in fields.items()]
