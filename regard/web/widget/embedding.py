"""The script that other pages load, and who may show the survey in a frame."""

import json
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from regard.web.widget.models import Widget

QUIET_DAYS = 90
OFF = "/* This survey is not shown just now. */\n"
ESCAPES = {
    ord("<"): "\\u003c",
    ord(">"): "\\u003e",
    ord("&"): "\\u0026",
    0x2028: "\\u2028",
    0x2029: "\\u2029",
}


@lru_cache(maxsize=1)
def _source() -> str:
    return Path(__file__).with_suffix(".js").read_text("utf-8")


def script_of(widget: Widget) -> str:
    """The script of a widget, with what it has to know written into it."""
    if not widget.is_on:
        return OFF
    wanted = {
        "key": widget.key,
        "frame": settings.PUBLIC_URL + reverse("widget-public:frame", args=[widget.key]),
        "triggers": widget.triggers,
        "share": widget.share,
        "place": widget.place,
        "quietDays": QUIET_DAYS,
        "titles": _in_each(lambda: _("A short survey")),
        "closes": _in_each(lambda: _("Close the survey")),
    }
    return _source().replace("WANTED", json.dumps(wanted).translate(ESCAPES))


def _in_each(said: Callable[[], str]) -> dict[str, str]:
    found = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found[code] = said()
    return found


def snippet_of(widget: Widget) -> str:
    """What stands in the page."""
    address = settings.PUBLIC_URL + reverse("widget-public:script", args=[widget.key])
    return f'<script src="{address}" async></script>'
