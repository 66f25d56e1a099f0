"""The chart of explore: a metric or the number of records, by month or by group, with its table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from regard.web.dashboards.charts.bars import bars
from regard.web.dashboards.charts.dots import dots
from regard.web.dashboards.charts.plotted import Axis, Plotted
from regard.web.dashboards.charts.trend import Break, trend
from regard.web.dashboards.comparing import (
    NAMES,
    Beside,
    Other,
    beside_groups,
    beside_spans,
    judged_together,
    outcome,
)
from regard.web.dashboards.counting import MEASURE, Measured, Value
from regard.web.dashboards.figures import METRIC_NAMES, count_text, interval_text, value_text
from regard.web.dashboards.labels import LABELS
from regard.web.dashboards.naming import BY_NAMES, DIMENSION_NAMES, metric_text, period_text
from regard.web.dashboards.questions import Question
from regard.web.dashboards.spans import Span, months_between, spans_of
from regard.web.dashboards.splitting import counted_of
from regard.web.insights.studies import Estimate

MOST = 20  # groups in one chart
MOST_LACKING = 3  # of those that have not enough answers
STATED = (  # components/stated.html around a link; beside a rest, `of` are the records that are not in it
    '<a href="{href}" data-figure="{kind}" data-value="{value}" data-interval="{interval}" data-n="{n}" '
    'data-from="{href}" data-of="{of}">{value}</a>'
)
DIMENSIONS = {**LABELS, **DIMENSION_NAMES, "theme": gettext_lazy("Theme")}


@dataclass(frozen=True)
class Line:
    """One row of a chart: a number, or how many records there are, and what stands beside it.

    `definition` is that of the number with the version that holds; with both where it changed within.
    """

    label: str
    n: int
    estimate: Estimate | None = None
    other: Other | None = None
    definition: str = ""


@dataclass(frozen=True)
class Chart:
    """A chart as components/chart.html shows it, before it is drawn."""

    id: str
    title: str
    note: str
    specification: dict[str, Any]
    columns: list[dict[str, Any]]
    rows: list[list[Any]]
    lines: list[Line] = field(default_factory=list)  # the same rows as numbers, to be downloaded
    comparisons: int = 0


def chart_of(question: Question) -> Chart | None:
    """The chart of the address; none where the archive cannot tell or nobody answered."""
    question, address = question.charted, question.address
    if address.is_undrawn:
        return None
    if not address.measures:
        return _record_chart(question)
    measured = question.measured(by=address.by)
    if measured.scale is None:
        return None
    return _over_months(question, measured) if address.by == "month" else _over_groups(question, measured)


def _over_months(question: Question, measured: Measured) -> Chart | None:
    """The line by month, or by quarter where that shows more of it."""
    spans = best_spans(measured)
    if not spans:
        return None
    estimates = {span.first: MEASURE[measured.metric](span.counts) for span in spans if span.counts}
    beside = beside_spans(question, measured, spans)
    others = beside.others if beside else {}
    plotted = [_point(question, span, estimates.get(span.first), others.get(span.first)) for span in spans]
    lines = [
        Line(
            row.label,
            row.n,
            estimates.get(span.first),
            others.get(span.first),
            _definition(question, estimates.get(span.first), span),
        )
        for row, span in zip(plotted, spans, strict=True)
    ]
    quarterly = any(span.first != span.last for span in spans)
    title = _title(question, metric_text(question.address.metric), quarterly=quarterly)
    note = _("Line and dots: the number. Band: its 95 % interval. Grey: not enough answers.")
    breaks = _breaks(spans, question.breaks.of(question.address.metric))
    if breaks:
        note += " " + _("Dashed: from there on the number means something else; its sides are no one line.")
    specification = trend(plotted, _axis(measured, estimates), breaks)
    return _chart(question, plotted, specification, note, beside, title=title, lines=lines)


def _breaks(spans: Sequence[Span], days: Sequence[date]) -> list[Break]:
    """Where the definition changed, with the version from there on; a day inside a span leaves it of both."""
    found = []
    for version, day in enumerate(days, start=2):
        month = f"{day:%Y-%m}"
        place = next((place for place, span in enumerate(spans) if span.first <= month <= span.last), None)
        if place is not None:
            within = (month, day.day) != (spans[place].first, 1)
            found.append(Break(place, _("version %(version)s") % {"version": version}, within))
    return found


def _definition(question: Question, estimate: Estimate | None, span: Span) -> str:
    """The definition of a piece of time as its days have it: "csat.top2box/1 v2"."""
    if estimate is None:
        return ""
    breaks, metric = question.breaks, question.address.metric
    named = [breaks.named(estimate.definition.id, metric, day) for day in span.days(question.period)]
    return " + ".join(dict.fromkeys(named))


def best_spans(measured: Measured) -> list[Span]:
    """Months, or quarters where months have mostly too few answers and quarters have enough more often."""
    months = {str(month): counts for month, counts in measured.counts.items() if month is not None}
    by_month, by_quarter = spans_of(months, 1), spans_of(months, 3)
    shown, of_quarters = (_share_shown(measured, spans) for spans in (by_month, by_quarter))
    return by_quarter if shown < 0.5 and of_quarters > shown and len(by_quarter) > 1 else by_month


def _share_shown(measured: Measured, spans: Sequence[Span]) -> float:
    shown = [
        span for span in spans if span.counts and MEASURE[measured.metric](span.counts).status == "shown"
    ]
    return len(shown) / len(spans) if spans else 0.0


def _point(question: Question, span: Span, estimate: Estimate | None, other: Other | None) -> Plotted:
    first, last = span.days(question.period)
    address = question.address.but(period="dates", start=first, last=last)
    return _plotted(span.name, estimate, question.to(address), other)


def _over_groups(question: Question, measured: Measured) -> Chart:
    estimates = measured.estimates()
    largest = sorted(estimates, key=lambda value: -estimates[value].n)[:MOST]
    exact = {value: estimates[value].exact or 0 for value in largest if estimates[value].status == "shown"}
    ordered = sorted(exact, key=lambda value: -exact[value])
    ordered += [value for value in largest if value not in exact]
    by, naming = question.address.by, question.naming
    beside = beside_groups(question, measured, ordered)
    others = beside.others if beside else {}
    lines = [
        Line(
            naming.name(by, value),
            estimates[value].n,
            estimates[value],
            others.get(value),
            question.version(estimates[value].definition.id),
        )
        for value in ordered
    ]
    plotted = [
        _plotted(line.label, line.estimate, question.link(by, value), line.other)
        for value, line in zip(ordered, lines, strict=True)
    ]
    drawn = plotted[: len(exact) + MOST_LACKING]
    specification = dots(drawn, _axis(measured, estimates), dimension=str(DIMENSIONS[by]))
    note = _("Dots: the number. Bars: its 95 % interval.") + _left_out(len(estimates))
    note += _lacking(len(plotted) - len(drawn))
    return _chart(question, plotted, specification, note, beside, lines=lines)


def _chart(
    question: Question,
    plotted: Sequence[Plotted],
    spec: dict[str, Any],
    note: str,
    beside: Beside | None,
    *,
    lines: list[Line],
    title: str = "",
) -> Chart:
    name = metric_text(question.address.metric)
    if beside:
        told = [_("Rings: %(other)s.") % {"other": NAMES[beside.kind]}, judged_together(beside)]
        note = " ".join([note, *(told if beside.comparisons else [])])
    return Chart(
        id="chart",
        title=title or _title(question, name),
        note=note,
        specification=spec,
        columns=_columns(question, name, beside),
        rows=[
            _compared_cells(row, line) if beside else _cells(row)
            for row, line in zip(plotted, lines, strict=True)
        ],
        lines=lines,
        comparisons=beside.comparisons if beside else 0,
    )


def _record_chart(question: Question) -> Chart | None:
    by = question.address.by
    split = counted_of(question.numbers, question.address, by=by, today=question.today)
    counts = {value: n for value, n in split.items() if not (by == "month" and value is None)}
    if not counts:
        return None
    plotted = [
        Plotted(question.naming.name(by, value), counts.get(value, 0), href=question.link(by, value))
        for value in _in_order(counts, by)
    ]
    name, dimension = _("Records"), str(DIMENSIONS[by])
    return Chart(
        id="chart",
        title=_title(question, name),
        note=_left_out(len(counts)) if by != "month" else "",
        specification=bars(plotted, title=name, dimension=dimension, upright=by == "month"),
        columns=[{"label": dimension}, {"label": name, "number": True}],
        rows=[[_linked(row), count_text(row.n)] for row in plotted],
        lines=[Line(row.label, row.n) for row in plotted],
    )


def _in_order(counts: dict[Value, int], by: str) -> list[Value]:
    """Every month from the first to the last, or the largest groups first."""
    if by == "month":
        months = sorted(str(month) for month in counts)
        return [*months_between(months[0], months[-1])]
    return sorted(counts, key=lambda value: -counts[value])[:MOST]


def _axis(measured: Measured, estimates: Mapping[Any, Estimate]) -> Axis:
    values = next((each.groups.values for each in estimates.values() if each.groups), ())
    return Axis(
        str(METRIC_NAMES[measured.metric]), float(min(values, default=0)), float(max(values, default=100))
    )


def _plotted(label: str, estimate: Estimate | None, href: str, other: Other | None) -> Plotted:
    if estimate is None:
        return Plotted(label, 0, value_text="–", note=_("no answers"), href=href)
    low, high = estimate.band or (None, None)
    shown = estimate.status == "shown"
    beside = other.estimate if other and other.comparison else None
    note = "" if shown else _("not enough answers yet (n = %(n)s)") % {"n": count_text(estimate.n)}
    return Plotted(
        label=label,
        n=estimate.n,
        value=estimate.value if shown else None,
        low=low,
        high=high,
        value_text=value_text(estimate),
        interval_text=interval_text(estimate),
        note=note,
        href=href,
        other=beside.value if beside else None,
        other_text=value_text(beside) if beside else "",
        change_text=difference_text(other) if other else "",
    )


def _title(question: Question, name: str, *, quarterly: bool = False) -> str:
    return _("%(name)s %(by)s, %(period)s") % {
        "name": name,
        "by": _("by quarter") if quarterly else BY_NAMES[question.address.by],
        "period": period_text(question.address, today=question.today),
    }


def _left_out(groups: int) -> str:
    if groups <= MOST:
        return ""
    return " " + _("The %(n)s largest groups of %(all)s.") % {"n": MOST, "all": groups}


def _lacking(groups: int) -> str:
    if not groups:
        return ""
    text = ngettext(
        "Of %(n)s more group there are not enough answers yet: the table names it.",
        "Of %(n)s more groups there are not enough answers yet: the table names them.",
        groups,
    )
    return " " + text % {"n": count_text(groups)}


def _columns(question: Question, name: str, beside: Beside | None) -> list[dict[str, Any]]:
    if beside:
        names = [name, capfirst(str(NAMES[beside.kind])), _("Difference")]
    else:
        names = [name, _("95 % interval"), _("Answers")]
    first: dict[str, Any] = {"label": DIMENSIONS[question.address.by]}
    return [first, *({"label": each, "number": True} for each in names)]


def _cells(row: Plotted) -> list[Any]:
    return [_linked(row), row.value_text, row.interval_text or row.note, count_text(row.n)]


def _compared_cells(row: Plotted, line: Line) -> list[Any]:
    """The same in less room, with what stands beside it."""
    of_them = [row.interval_text, _("n = %(n)s") % {"n": count_text(row.n)}]
    own = format_html("{} <small>{}</small>", row.value_text, " · ".join(part for part in of_them if part))
    return [_linked(row), own, *other_cells(line)]


def other_cells(line: Line) -> list[Any]:
    """What stands beside a row: a number that leads to its records, its n, and how the two differ."""
    other = line.other
    if other is None:
        return ["–", _("nothing to compare with")]
    found, apart = other.estimate, other.comparison is not None and other.comparison.significant
    number = format_html(
        STATED if found.status == "shown" else '<a href="{href}">{value}</a>',
        kind="rest" if other.without else "metric",
        value=value_text(found),
        interval=interval_text(found),
        n=count_text(found.n),
        href=other.records,
        of=other.without,
    )
    of_them = [interval_text(found), _("n = %(n)s") % {"n": count_text(found.n)}]
    cell = '<b class="difference">{}</b>' if apart else '<span class="difference">{}</span>'
    return [
        format_html("{} <small>{}</small>", number, " · ".join(part for part in of_them if part)),
        format_html(cell, difference_text(other)),
    ]


def difference_text(other: Other) -> str:
    """How a row differs from what stands beside it, or why that is not said."""
    if other.comparison is None:
        return other.reason
    return outcome(other.comparison, other.estimate.definition.unit)


def _linked(row: Plotted) -> str:
    return format_html('<a href="{}">{}</a>', row.href, row.label)
