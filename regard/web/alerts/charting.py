"""The line of a watched view by weeks, or by four weeks, with the days on which it told something."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _

from regard.web.alerts.sentences import metric_name
from regard.web.alerts.volume_sentences import ends_text, rate_text
from regard.web.dashboards.addresses import Address
from regard.web.dashboards.card_models import change_days
from regard.web.dashboards.charts.plotted import Axis, Plotted
from regard.web.dashboards.charts.rendering import drawn
from regard.web.dashboards.charts.trend import Break, trend
from regard.web.dashboards.figures import count_text, interval_text, value_text
from regard.web.insights import volume_study, watch_study
from regard.web.insights.volume_study import UnfitBaseline
from regard.web.insights.watch_study import SHARE, VOLUME, Series

WEEK = 7
DAYS = 210  # of the past that the line shows
TOLD = "#b34a08"


def weekly(
    found: Series, address: Address, *, url: str, alarms: Iterable[date], last: date
) -> dict[str, Any] | None:
    """The chart as components/chart.html takes it; None where nothing was said in these weeks."""
    is_volume = found.metric == VOLUME
    size = WEEK if is_volume or _is_often_shown(found, last) else 4 * WEEK
    rows, marked = [], []
    told, spread = set(alarms), _spread(found, last) if is_volume else 1.0
    for start, end in pieces(size, last):
        if is_volume and end < min(found.days):
            continue  # nothing had come in yet
        row = _counted(found, start, end, spread) if is_volume else _plotted(found, start, end)
        href = f"{url}?{address.but(period='dates', start=start, last=end).query()}"
        rows.append(replace(row, href=href))
        if any(start <= day <= end for day in told):
            marked.append(rows[-1].label)
    if not any(row.n for row in rows):
        return None
    name = metric_name(found.metric)
    axis = Axis(name, 0, max(row.high or 0 for row in rows)) if is_volume else _axis(found, name)
    specification = trend(rows, axis, _breaks(found.metric, pieces(size, last)))
    specification["layer"] += [_mark(label) for label in marked]
    return {
        "id": "chart",
        "title": (_("%(name)s by week") if size == WEEK else _("%(name)s by four weeks")) % {"name": name},
        "note": _(
            "Line and dots: the number. Band: its 95 % interval. Grey: too few answers. Dashed: an alarm."
        ),
        "svg": drawn(specification),
        "columns": _columns(name, is_volume=is_volume),
        "rows": [_cells(row, told=row.label in marked) for row in rows if row.n or is_volume],
    }


def pieces(size: int, last: date) -> list[tuple[date, date]]:
    """The first and the last day of each piece of so many days, the last one up to `last`."""
    ends = [last - timedelta(days=size * place) for place in range(DAYS // size)]
    return [(end - timedelta(days=size - 1), end) for end in reversed(ends)]


def _is_often_shown(found: Series, last: date) -> bool:
    """Whether most weeks have enough answers for a number."""
    counts = [found.between(start, end + timedelta(days=1)) for start, end in pieces(WEEK, last)]
    shown = [one.n > 0 and watch_study.estimate(found.metric, one).status == "shown" for one in counts]
    return sum(shown) * 2 >= len(shown)


def _counted(found: Series, start: date, end: date, spread: float) -> Plotted:
    """Records a day of one week; a week without any is a number, too."""
    rate = volume_study.a_day(found, start, end, spread)
    return Plotted(
        label=date_format(start, "MONTH_DAY_FORMAT"),
        n=rate.n,
        value=rate.value,
        low=rate.low,
        high=rate.high,
        value_text=rate_text(rate.value),
        interval_text=ends_text(rate),
    )


def _spread(found: Series, last: date) -> float:
    """How many times as unlike as by chance the days of the chart are."""
    first = max(last - timedelta(days=DAYS - 1), min(found.days))
    try:
        return volume_study.usual(found, first, last + timedelta(days=1)).dispersion
    except UnfitBaseline:
        return 1.0


def _plotted(found: Series, start: date, end: date) -> Plotted:
    label = date_format(start, "MONTH_DAY_FORMAT")
    counts = found.between(start, end + timedelta(days=1))
    if not counts.n:
        return Plotted(label, 0, value_text="–", note=_("no answers"))
    estimate = watch_study.estimate(found.metric, counts)
    low, high = estimate.band or (None, None)
    return Plotted(
        label=label,
        n=estimate.n,
        value=estimate.value if estimate.status == "shown" else None,
        low=low,
        high=high,
        value_text=value_text(estimate),
        interval_text=interval_text(estimate),
    )


def _breaks(metric: str, spans: Sequence[tuple[date, date]]) -> list[Break]:
    """Where the definition changed, with its version; a day inside a piece leaves it of both."""
    found = []
    for version, day in enumerate(change_days(metric) if metric not in (SHARE, VOLUME) else [], start=2):
        place = next((place for place, (start, end) in enumerate(spans) if start <= day <= end), None)
        if place is not None:
            text = _("version %(version)s") % {"version": version}
            found.append(Break(place, text, within=day != spans[place][0]))
    return found


def _axis(found: Series, name: str) -> Axis:
    values = watch_study.ends(found.metric, found.scale)
    return Axis(name, min(values), max(values))


def _mark(label: str) -> dict[str, Any]:
    told = _("%(week)s: it told something") % {"week": label}
    return {
        "data": {"values": [{"label": label, "told": told}]},
        "mark": {"type": "rule", "color": TOLD, "strokeWidth": 2, "strokeDash": [5, 4]},
        "encoding": {
            "x": {"field": "label", "type": "ordinal", "sort": None},
            "description": {"field": "told", "type": "nominal"},
        },
    }


def _columns(name: str, *, is_volume: bool) -> list[dict[str, Any]]:
    names = (name, _("95 % interval"), _("Records") if is_volume else _("Answers"), _("Alarm"))
    return [{"label": _("First day")}, *({"label": each, "number": True} for each in names)]


def _cells(row: Plotted, *, told: bool) -> list[Any]:
    link = format_html('<a href="{}">{}</a>', row.href, row.label)
    return [link, row.value_text, row.interval_text or row.note, count_text(row.n), _("yes") if told else ""]
