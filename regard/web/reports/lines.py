"""The line of a metric over the months as components/chart.html shows it."""

from collections.abc import Sequence
from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext as _

from regard.web.dashboards.charts.plotted import Axis, Plotted
from regard.web.dashboards.charts.rendering import drawn
from regard.web.dashboards.charts.trend import Break, trend
from regard.web.dashboards.figures import count_text
from regard.web.reports.board import Point, Trend
from regard.web.reports.content import Content


def charts(content: Content, words: dict[str, str], *, explore_url: str) -> list[dict[str, Any]]:
    """A chart with its table for each metric that has a line."""
    return [
        _chart(f"trend-{place}", one, words, explore_url) for place, one in enumerate(content.drawn, start=1)
    ]


def _chart(name: str, one: Trend, words: dict[str, str], url: str) -> dict[str, Any]:
    rows = [_plotted(point, words, url) for point in one.points]
    title = f"{one.label} ({one.hint})"
    least, most = one.scale
    return {
        "id": name,
        "title": title,
        "note": " ".join([words["trend_key"], *one.breaks]),
        "svg": drawn(trend(rows, Axis(title, least, most), breaks_of(one.points))),
        "columns": [
            {"label": words["month"]},
            *({"label": words[each], "number": True} for each in ("number", "interval", "n")),
            {"label": words["version"]},
        ],
        "rows": [_cells(row, point) for row, point in zip(rows, one.points, strict=True)],
    }


def breaks_of(points: Sequence[Point]) -> list[Break]:
    """Where no line leads on; a month with answers of two definitions stands by itself."""
    found = []
    for place, point in enumerate(points):
        if point.apart and point.version:
            after = points[place + 1 : place + 2]
            found.append(Break(place, point.version, any(one.apart and not one.version for one in after)))
    return found


def _plotted(point: Point, words: dict[str, str], url: str) -> Plotted:
    own = point.amount
    return Plotted(
        label=point.label,
        n=own.n,
        value=own.value,
        low=own.low,
        high=own.high,
        value_text=own.text,
        interval_text=own.interval,
        note="" if own.value is not None else words["too_few"] if own.n else _("no answers"),
        href=f"{url}?{point.query}",
    )


def _cells(row: Plotted, point: Point) -> list[Any]:
    linked = format_html('<a href="{}">{}</a>', row.href, row.label)
    interval = row.interval_text or row.note
    return [linked, row.value_text, interval, count_text(row.n), point.amount.version]
