"""A specification drawn as SVG, once for each content."""

import hashlib
import json
import threading
from typing import Any

import vl_convert
from django.core.cache import cache
from django.utils.safestring import SafeString, mark_safe

VERSION = "6.1"  # of Vega-Lite; vl-convert holds several
KEPT_SECONDS = 24 * 3600
ADDED = "https://vega.github.io/vega-datasets/"  # what vl-convert puts before a link of our own
_warmed = threading.Event()


def drawn(specification: dict[str, Any]) -> SafeString:
    """The chart as SVG, safe to stand in a page: Vega writes every text escaped and no style or script."""
    text = json.dumps(specification, ensure_ascii=False, sort_keys=True)
    key = f"chart:{VERSION}:{hashlib.sha256(text.encode()).hexdigest()}"
    svg: str | None = cache.get(key)
    if svg is None:
        # vl-convert queues the calls of several threads for one engine of its own
        svg = vl_convert.vegalite_to_svg(text, vl_version=VERSION, allowed_base_urls=[])
        svg = svg.replace(f'href="{ADDED}', 'href="')
        cache.set(key, svg, KEPT_SECONDS)
    return mark_safe(svg)  # noqa: S308


def warm() -> None:
    """Start the drawing engine behind the scenes, so that the first chart need not wait for it."""
    if not _warmed.is_set():
        _warmed.set()
        threading.Thread(target=_draw_nothing, name="chart-warming", daemon=True).start()


def _draw_nothing() -> None:
    drawn({"data": {"values": [{"n": 1}]}, "mark": "point", "encoding": {"x": {"field": "n"}}})
