"""How each number went by month; where its definition changed no line leads on."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from regard.web.dashboards.addresses import Address
from regard.web.dashboards.card_breaks import Breaks
from regard.web.dashboards.counting import MEASURE, measured_by
from regard.web.dashboards.figures import METRIC_HINTS, METRIC_NAMES
from regard.web.dashboards.naming import metric_text
from regard.web.dashboards.numbers import Numbers
from regard.web.dashboards.periods import Period
from regard.web.dashboards.plots import best_spans
from regard.web.dashboards.spans import Span
from regard.web.insights.studies import Estimate
from regard.web.reports.amounts import amount
from regard.web.reports.board import Amount, Point, Trend
from regard.web.reports.windows import Window

MONTHS = 12
NOTHING = Amount("–", "", 0, "", "")


def trends_of(
    numbers: Numbers, window: Window, *, asked: Iterable[str], breaks: Breaks, today: date
) -> list[Trend]:
    """A trend for each metric that was ever asked or read, over the year up to the end of a report.

    By month, or by quarter where months have mostly too few answers; a metric nobody answered has none.
    """
    last = min(window.address.last or today, today)
    days = Period(_first(last), last + timedelta(days=1))
    wanted = set(asked)
    found = (_trend(numbers, window, one, days, breaks, today=today) for one in METRIC_NAMES if one in wanted)
    return [one for one in found if one is not None]


def _trend(
    numbers: Numbers, window: Window, metric: str, days: Period, breaks: Breaks, *, today: date
) -> Trend | None:
    address = window.address.but(metric=metric, start=days.start, last=days.last_day)
    measured = measured_by(numbers, metric, where=address.filters(today=today), by="month")
    spans = best_spans(measured) if measured.scale else []
    known = [MEASURE[metric](span.counts) if span.counts else None for span in spans]
    shown = [one for one in known if one is not None]
    if not shown or shown[0].groups is None:
        return None
    apart = _apart(spans, breaks.of(metric))
    points = [
        _point(span, estimate, metric, address, breaks, apart.get(place))
        for place, (span, estimate) in enumerate(zip(spans, known, strict=True))
    ]
    values = [float(value) for value in shown[0].groups.values]
    return Trend(
        label=str(METRIC_NAMES[metric]),
        hint=str(METRIC_HINTS[metric]),
        points=points,
        breaks=[_told(metric, version, day) for version, day in _within(breaks.of(metric), spans)],
        scale=[min(values), max(values)],
        unit=shown[0].definition.unit,
    )


def _point(
    span: Span, estimate: Estimate | None, metric: str, address: Address, breaks: Breaks, apart: str | None
) -> Point:
    first, last = span.days(Period(address.start, address.last + timedelta(days=1) if address.last else None))
    version = breaks.named(estimate.definition.id, metric, last) if estimate else ""
    found = amount(estimate, version=version) if estimate else NOTHING
    return Point(
        label=span.name,
        amount=found,
        query=address.but(start=first, last=last).query(),
        apart=apart is not None,
        version=apart or "",
    )


def _apart(spans: Sequence[Span], days: Sequence[date]) -> dict[int, str]:
    """The places that no line leads to, with the version from there on; a mixed month is of neither."""
    found: dict[int, str] = {}
    for version, day in enumerate(days, start=2):
        place = _place(spans, day)
        if place is None:
            continue
        found[place] = _("version %(version)s") % {"version": version}
        if (f"{day:%Y-%m}", day.day) != (spans[place].first, 1):
            found.setdefault(place + 1, "")
    return found


def _within(days: Sequence[date], spans: Sequence[Span]) -> list[tuple[int, date]]:
    """The changes of a definition that the line shows, each with the version that it began."""
    return [(version, day) for version, day in enumerate(days, start=2) if _place(spans, day) is not None]


def _place(spans: Sequence[Span], day: date) -> int | None:
    month = f"{day:%Y-%m}"
    return next((place for place, span in enumerate(spans) if span.first <= month <= span.last), None)


def _told(metric: str, version: int, day: date) -> str:
    text = _("On %(day)s the definition of %(metric)s changed (version %(version)s): no line leads across.")
    return text % {"day": date_format(day), "metric": metric_text(metric), "version": version}


def _first(day: date) -> date:
    """The first day of the month eleven months before."""
    number = day.year * 12 + day.month - 1 - (MONTHS - 1)
    return date(number // 12, number % 12 + 1, 1)
