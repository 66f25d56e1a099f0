"""What a number and its groups are compared with: the period before, a year ago, or all others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from regard.perception.comparisons import judged
from regard.web.dashboards.addresses import MANY, Address
from regard.web.dashboards.card_breaks import briefly
from regard.web.dashboards.card_models import parted
from regard.web.dashboards.counting import MEASURE, Measured, Value, is_beyond, records_of
from regard.web.dashboards.figures import change_interval_text, change_text, count_text
from regard.web.dashboards.periods import Period
from regard.web.dashboards.questions import Question
from regard.web.dashboards.spans import Span, number_of
from regard.web.dashboards.splitting import measured_in, measured_of, narrowed
from regard.web.insights.studies import Comparison, Counts, Estimate

NARROWING = (*MANY, "customer", "account")  # what keeps others out
NAMES = {
    "previous": gettext_lazy("the period before"),
    "year": gettext_lazy("a year ago"),
    "others": gettext_lazy("all others"),
}
COUNTED = {
    "previous": gettext_lazy("n = %(n)s before"),
    "year": gettext_lazy("n = %(n)s a year ago"),
    "others": gettext_lazy("n = %(n)s others"),
}


@dataclass(frozen=True)
class Against:
    """What an address is compared with: other days or all others, or the `reason` why it is not."""

    kind: str
    period: Period | None = None
    reason: str = ""


@dataclass(frozen=True)
class Other:
    """What stands beside one row: its number, where its records are, and the difference if there is one.

    `records` are those of the number; where `without` names some, these are not among them.
    """

    estimate: Estimate
    records: str
    without: str = ""
    comparison: Comparison | None = None
    reason: str = ""


@dataclass(frozen=True)
class Beside:
    """What stands beside the rows of a chart: `comparisons` of them were made and judged together."""

    kind: str
    others: Mapping[Value, Other] = field(default_factory=dict)

    @property
    def comparisons(self) -> int:
        """How many rows were compared."""
        return sum(other.comparison is not None for other in self.others.values())


def against(question: Question) -> Against | None:
    """What the address is compared with; None where it asks for nothing."""
    address, now = question.address, question.period
    if not address.compare:
        return None
    if address.compare == "others":
        return _others(question)
    before = now.before if address.compare == "previous" else now.a_year_ago
    if before is None:
        reason = _("Choose a first and a last day: then there is a time before to compare with.")
        if now.days:
            reason = _("These days reach into those of a year ago: nothing is compared.")
        return Against(address.compare, reason=reason)
    day = parted(question.breaks.of(address.metric), before, now)
    return Against(address.compare, before, briefly(day) if day else "")


def _others(question: Question) -> Against:
    if question.address.is_undrawn:
        return Against(
            "others",
            reason=_("A search, one import and records without a date have no others to compare with."),
        )
    day = parted(question.breaks.of(question.address.metric), question.period, question.period)
    return Against("others", question.period, briefly(day) if day else "")


def everybody(address: Address) -> Address:
    """The answers of the same days to the same metric, whoever gave them."""
    dates = {"period": address.period, "start": address.start, "last": address.last}
    return Address(metric=address.metric, by=address.by, **dates)  # type: ignore[arg-type]


def narrows(address: Address, *, but: str = "") -> bool:
    """Whether the filters leave somebody out, but for the filter `but`."""
    return any(getattr(address, name) for name in NARROWING if name != but)


def beside_all(question: Question, than: Against, measured: Measured) -> Counts | None:
    """The answers that all together are compared with; None where there are none."""
    if than.kind != "others":
        found = question.measured(period=than.period)
        return Counts.sum(list(found.counts.values())) if found.counts else None
    if not narrows(question.address):
        return None
    every = _everybody(question, measured, by=None).counts.get(None)
    return less(every, Counts.sum(list(measured.counts.values())))


def beside_groups(question: Question, measured: Measured, values: Sequence[Value]) -> Beside | None:
    """What stands beside each of these groups; None where nothing does."""
    than = against(question)
    if than is None or than.reason:
        return None
    by = question.address.by
    counts = _counts_beside(question, than, measured, by)
    pairs = {value: (measured.counts[value], counts.get(value)) for value in values}
    links = {value: _records(question, than, by, value) for value in values}
    return Beside(than.kind, _judged(measured.metric, pairs, links))


def beside_spans(question: Question, measured: Measured, spans: Sequence[Span]) -> Beside | None:
    """What stands beside each month or quarter: itself a year ago, or all others in it."""
    than = against(question)
    if than is None or than.reason or than.kind == "previous":
        return None
    months = _counts_beside(question, than, measured, "month")
    pairs: dict[Value, tuple[Counts, Counts | None]] = {}
    links: dict[Value, tuple[str, str]] = {}
    for span in spans:
        within = range(number_of(span.first), number_of(span.last) + 1)
        found = [of for month, of in months.items() if month and number_of(str(month)) in within]
        if span.counts is not None:
            pairs[span.first] = (span.counts, Counts.sum(found) if found else None)
            links[span.first] = _records_of_span(question, than, span)
    return Beside(than.kind, _judged(measured.metric, pairs, links)) if any(pairs) else None


def less(every: Counts | None, own: Counts | None) -> Counts | None:
    """Everybody but these; None where nobody is left, or where more was said meanwhile."""
    if every is None or own is None or own.scale != every.scale:
        return every
    if any(mine > all_ for mine, all_ in zip(own.n_by_score, every.n_by_score, strict=True)):
        return None
    rest = every - own
    return rest if rest.n else None


def outcome(comparison: Comparison, unit: str) -> str:
    """How two numbers differ, where that is more than chance, and the interval of the difference."""
    interval = change_interval_text(comparison, unit)
    if not comparison.significant:
        return _("no clear difference (%(interval)s)") % {"interval": interval}
    text = (
        _("%(size)s more (%(interval)s)") if comparison.difference > 0 else _("%(size)s less (%(interval)s)")
    )
    return text % {"size": change_text(comparison, unit), "interval": interval}


def judged_together(beside: Beside) -> str:
    """How many rows were compared with what, and by which rule."""
    text = ngettext(
        "%(n)s row was compared with %(other)s.",
        "%(n)s rows were compared with %(other)s and judged together (Benjamini and Hochberg): a row is said "
        "to differ only where that is more than chance.",
        beside.comparisons,
    )
    return text % {"n": count_text(beside.comparisons), "other": NAMES[beside.kind]}


def _everybody(question: Question, measured: Measured, *, by: str | None) -> Measured:
    """All answers on the same scale, counted as those of the filters are."""
    every, today = everybody(question.address), question.today
    if is_beyond(question.numbers, question.address):
        return measured_in(records_of(every, today=today), every.metric, by=by, scale=measured.scale)
    return measured_of(question.numbers, every, by=by, today=today, scale=measured.scale)


def _counts_beside(question: Question, than: Against, measured: Measured, by: str) -> Mapping[Value, Counts]:
    if than.kind == "previous":
        return question.measured(by=by, period=than.period).counts
    if than.kind == "year":
        found = question.measured(by=by, period=than.period).counts
        return {_a_year_on(value): of for value, of in found.items()} if by == "month" else found
    if narrows(question.address, but=by):
        every: Mapping[Value, Counts] = _everybody(question, measured, by=by).counts
        rests = {value: less(every.get(value), of) for value, of in measured.counts.items()}
    elif by == "month":
        rests = {}
    else:
        whole = _everybody(question, measured, by=None).counts.get(None)
        rests = {value: less(whole, of) for value, of in measured.counts.items()}
    return {value: of for value, of in rests.items() if of is not None}


def _a_year_on(month: Value) -> Value:
    return f"{int(str(month)[:4]) + 1:04}{str(month)[4:]}" if month else month


def _judged(
    metric: str, pairs: Mapping[Value, tuple[Counts, Counts | None]], links: Mapping[Value, tuple[str, str]]
) -> dict[Value, Other]:
    """The numbers of both sides; those that may be compared are judged together."""
    sides = {value: (MEASURE[metric](own), MEASURE[metric](of)) for value, (own, of) in pairs.items() if of}
    reasons = {value: _reason(own, of) for value, (own, of) in sides.items()}
    compared = [value for value in sides if not reasons[value]]
    found = judged([(sides[value][1], sides[value][0]) for value in compared])[0] if compared else []
    comparisons = dict(zip(compared, found, strict=True))
    return {
        value: Other(of, *links[value], comparison=comparisons.get(value), reason=reasons[value])
        for value, (_own, of) in sides.items()
    }


def _reason(own: Estimate, other: Estimate) -> str:
    if own.status != "shown" or other.status != "shown":
        return _("not enough answers to compare")
    return "" if own.definition == other.definition else _("asked on another scale")


def _records(question: Question, than: Against, by: str, value: Value) -> tuple[str, str]:
    """Where the records of the other side of a group are, and those that are not among them."""
    if than.kind != "others":
        return question.link(by, value, period=than.period), ""
    every = everybody(question.address).but(by="month")
    among = every.but(**narrowed(by, value)) if narrows(question.address, but=by) else every
    return question.to(among), question.link(by, value)


def _records_of_span(question: Question, than: Against, span: Span) -> tuple[str, str]:
    first, last = span.days(question.period)
    dates = {"period": "dates", "start": first, "last": last}
    if than.kind == "others":
        return question.to(everybody(question.address).but(**dates)), question.to(
            question.address.but(compare="", **dates)
        )
    earlier = Period(first, date.fromordinal(last.toordinal() + 1)).a_year_ago or Period()
    dates |= {"start": earlier.start, "last": earlier.last_day}
    return question.to(question.address.but(compare="", **dates)), ""
