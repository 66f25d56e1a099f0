"""The profile as a picture for e-mails, which show no drawings: PNG, carried inside the message."""

import json
from typing import Any

import vl_convert
from django.utils.translation import gettext as _

from regard.web.dashboards.charts.plotted import ACCENT, BAND, CONFIG, LINE, MUTED, rule
from regard.web.dashboards.charts.rendering import VERSION
from regard.web.reports.content import Figure

WIDTH, STEP, SHARPNESS = 300, 34, 2
PAPER = "#ffffff"  # a dark mail program shows the picture on its own paper


def profile_png(figures: list[Figure]) -> bytes | None:
    """Each shown number on a line from worst to best with its interval; None where none is shown."""
    shown = [one for one in figures if one.places]
    if not shown:
        return None
    text = json.dumps(_specification(shown), ensure_ascii=False)
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


def _specification(shown: list[Figure]) -> dict[str, Any]:
    rows = [
        {
            "label": f"{one.label} ({one.hint})",
            "number": f"{one.amount.text} ({one.amount.interval})",
            "at": (one.places or [0.0])[0],
            "low": (one.places or [0.0, 0.0])[1],
            "high": (one.places or [0.0, 0.0, 0.0])[2],
        }
        for one in shown
    ]
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
