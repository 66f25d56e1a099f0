"""The profile and the factors as pictures for e-mails, which show no drawings: PNG, inside the message."""

import json
from collections.abc import Sequence
from typing import Any

import vl_convert
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from regard.web.dashboards.charts.plotted import ACCENT, BAND, CONFIG, LINE, MUTED, rule
from regard.web.dashboards.charts.rendering import VERSION
from regard.web.dashboards.home_factors import FactorRow, Group
from regard.web.reports.content import Figure

WIDTH, STEP, SHARPNESS = 300, 34, 2
PAPER = "#ffffff"  # a dark mail program shows the picture on its own paper
Row = dict[str, Any]


def profile_png(figures: list[Figure]) -> bytes | None:
    """Each shown number on a line from worst to best with its interval; None where none is shown."""
    return _drawn([_row(one) for one in figures if one.places])


def factors_png(groups: Sequence[Group]) -> bytes | None:
    """Each factor on a line from complaint to praise with its interval; None where there is none."""
    return _drawn([_line(one) for one in _of(groups)], middle=50)


def _drawn(shown: list[Row], *, middle: int | None = None) -> bytes | None:
    if not shown:
        return None
    text = json.dumps(_specification(shown, middle), ensure_ascii=False)
    return bytes(vl_convert.vegalite_to_png(text, vl_version=VERSION, scale=SHARPNESS, allowed_base_urls=[]))


def told(figures: list[Figure]) -> str:
    """The same in words, for those who do not see the picture."""
    parts = [
        _("%(label)s %(value)s (%(interval)s), n = %(n)s")
        % {"label": one.label, "value": one.amount.text, "interval": one.amount.interval, "n": one.amount.n}
        for one in figures
        if one.places
    ]
    return "; ".join(parts)


def factors_told(groups: Sequence[Group]) -> str:
    """The factors in words."""
    text = _("%(label)s %(value)s (%(interval)s), n = %(n)s")
    return "; ".join(text % vars(one) for one in _of(groups))


def _of(groups: Sequence[Group]) -> list[FactorRow]:
    return [row for group in groups for row in group.rows]


def _row(one: Figure) -> Row:
    at, low, high = one.places or (0.0, 0.0, 0.0)
    number = f"{one.amount.text} ({one.amount.interval})"
    row = {"label": f"{one.label} ({one.hint})", "number": number, "at": at, "low": low, "high": high}
    return row if one.before is None else {**row, "before": one.before}


def _line(one: FactorRow) -> Row:
    number = f"{one.value} ({one.interval})"
    return {
        "label": capfirst(one.label),
        "number": number,
        "at": one.position,
        "low": one.low,
        "high": one.high,
    }


def _specification(rows: list[Row], middle: int | None) -> dict[str, Any]:
    y = {
        "field": "label",
        "type": "nominal",
        "sort": None,
        "axis": {"title": None, "domain": False, "ticks": False},
    }
    x = {"type": "quantitative", "scale": {"domain": [0, 100]}, "axis": None}
    ends = {"y": y, "x": {**x, "field": "low"}, "x2": {"field": "high"}}
    number: dict[str, Any] = {"type": "text", "align": "left", "dx": 8, "color": MUTED, "fontSize": 12}
    layers = [
        {"mark": rule(LINE, 2), "encoding": {"y": y, "x": {**x, "datum": 0}, "x2": {"datum": 100}}},
        {"mark": rule(BAND, 9), "encoding": ends},
        {
            "mark": {"type": "tick", "color": ACCENT, "opacity": 1, "thickness": 4, "size": 16},
            "encoding": {"y": y, "x": {**x, "field": "at"}},
        },
        {"mark": number, "encoding": {"y": y, "x": {**x, "datum": 100}, "text": {"field": "number"}}},
    ]
    if any("before" in row for row in rows):  # where it stood in the period before
        mark = {"type": "tick", "color": MUTED, "opacity": 1, "thickness": 1.5, "size": 14}
        layers.insert(2, {"mark": mark, "encoding": {"y": y, "x": {**x, "field": "before"}}})
    if middle is not None:  # where there is as much praise as complaint
        at = {"y": y, "x": {**x, "datum": middle}}
        layers.insert(
            1, {"mark": {"type": "tick", "color": MUTED, "thickness": 1, "size": 22}, "encoding": at}
        )
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "config": {**CONFIG, "background": PAPER},
        "background": PAPER,
        "padding": 8,
        "width": WIDTH,
        "height": {"step": STEP},
        "data": {"values": rows},
        "layer": layers,
    }
