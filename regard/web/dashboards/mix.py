"""A change split in two, in words: other answers within the same groups, and other groups answering."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regard.web.dashboards.addresses import Address
from regard.web.dashboards.card_breaks import not_compared
from regard.web.dashboards.card_models import change_days, parted
from regard.web.dashboards.charts.parts import parts
from regard.web.dashboards.charts.plotted import Plotted
from regard.web.dashboards.counting import Measured, is_unmeasured
from regard.web.dashboards.definitions import meaning
from regard.web.dashboards.figures import FINER, count_text, number_text, plain_text
from regard.web.dashboards.mix_subjects import METRIC, Subject, refused
from regard.web.dashboards.naming import BY_NAMES, DIMENSION_NAMES, Naming, days_text
from regard.web.dashboards.numbers import Numbers
from regard.web.dashboards.periods import Period
from regard.web.dashboards.plots import Chart
from regard.web.insights.mix_study import OTHERS, SMALL, Interval, Mix, Part, mix_study

DIMENSIONS = ("segment", "source", "channel", "kind", "language")
SHOWN = 12  # groups in the picture and the table, those with the largest part first


@dataclass(frozen=True)
class Split:
    """All that the page shows; without a `chart` its `title` says why nothing is split."""

    title: str
    evidence: list[str]
    chart: Chart | None
    how_sure: list[str]


@dataclass(frozen=True)
class Place:
    """Where a change is split: by which groups, how they are called, in which days."""

    by: str
    naming: Naming
    period: Period


def by_of(address: Address) -> str:
    """The dimension to split by: the chosen one, or the first that the address leaves open."""
    if address.by in DIMENSIONS:
        return address.by
    return next((name for name in DIMENSIONS if not getattr(address, name)), DIMENSIONS[0])


def split_of(numbers: Numbers, subject: Subject, naming: Naming, *, today: date) -> Split:
    """The change between the period of an address and the one before, split by group."""
    period = subject.address.days(today=today)
    if period.before is None:
        return _none(_("Choose a period that has one before it: then there is a change to split."))
    why = refused(subject, numbers) or _parted(subject, period)
    if why:
        return _none(why)
    by = by_of(subject.address)
    asked = [subject.counted(numbers, by=by, today=today, period=one) for one in (period.before, period)]
    return _split(subject, asked, Place(by, naming, period))


def _parted(subject: Subject, period: Period) -> str:
    """Why two periods of a metric are not compared: its definition changed in them."""
    metric = subject.address.metric
    day = parted(change_days(metric), period.before, period) if metric and period.before else None
    return not_compared(metric, day) if day else ""


def _split(subject: Subject, asked: Sequence[Measured], place: Place) -> Split:
    if asked[0].scale and asked[1].scale and asked[0].scale != asked[1].scale:
        return _none(_("The period before was asked on another scale: nothing is compared."))
    found = mix_study(asked[0].counts, asked[1].counts, subject.estimate)
    if found is None:
        text = _("Not enough answers yet in both periods: %(before)s before and %(after)s after.")
        n = [sum(counts.n for counts in one.counts.values()) for one in asked]
        return _none(text % {"before": count_text(n[0]), "after": count_text(n[1])})
    before = place.period.before or place.period
    days = {"before": days_text(before), "after": days_text(place.period)}
    return Split(
        title=_title(found, subject.name),
        evidence=_evidence(found, days),
        chart=_chart(found, subject, place),
        how_sure=_how_sure(found, subject, asked[1]),
    )


def _none(title: str) -> Split:
    return Split(title, [], None, [])


def sentence_of(split: Split, described: Sequence[str]) -> str:
    """The finding with its numbers, to be pasted elsewhere; none where nothing is split."""
    if split.chart is None:
        return ""
    text = _("%(title)s (%(evidence)s; %(filters)s.)")
    values = {"evidence": "; ".join(split.evidence), "filters": "; ".join(described)}
    return text % {"title": split.title, **values}


def is_clear(interval: Interval) -> bool:
    """Whether an interval leaves zero out."""
    return interval.low > 0 or interval.high < 0


def _title(found: Mix, metric: str) -> str:
    values = {
        "metric": metric,
        "total": _amount(found, found.parts.total.value),
        "rate": _amount(found, found.parts.rate.value),
        "mix": _amount(found, found.parts.mix.value),
    }
    if not is_clear(found.parts.total):
        return _("%(metric)s has not clearly changed, so there is nothing clear to split.") % values
    rate, mix = is_clear(found.parts.rate), is_clear(found.parts.mix)
    if rate and mix:
        text = _(
            "%(metric)s changed by %(total)s: %(rate)s as other answers, %(mix)s as other people answering."
        )
    elif rate:
        text = _(
            "%(metric)s changed by %(total)s, clearly only as other answers within the same groups: %(rate)s."
        )
    elif mix:
        text = _("%(metric)s changed by %(total)s, clearly only as other people answering: %(mix)s.")
    else:
        text = _(
            "%(metric)s changed by %(total)s; whether as other answers or as other people answering is open."
        )
    return text % values


def _evidence(found: Mix, days: dict[str, str]) -> list[str]:
    told = []
    for name, one in (
        (_("Other answers"), found.parts.rate),
        (_("Other people answering"), found.parts.mix),
        (_("Together"), found.parts.total),
    ):
        values = {"name": name, "amount": _amount(found, one.value), "ends": _ends(found, one)}
        told.append(_("%(name)s: %(amount)s (95 %% interval %(ends)s)") % values)
    n = {"before": count_text(found.before.n), "after": count_text(found.after.n)}
    told.append(_("n = %(before)s and %(after)s") % n)
    told.append(_("%(before)s, then %(after)s") % days)
    return told


def _chart(found: Mix, subject: Subject, place: Place) -> Chart:
    """The two parts, the whole, and what each group adds by its answers and by its share."""
    order = sorted(found.parts.by_segment, key=lambda part: -max(abs(part.rate.value), abs(part.mix.value)))[
        :SHOWN
    ]
    named = [(part, _name(part, place)) for part in order]
    rows = [
        _plotted(found, _("Together"), found.parts.total),
        _plotted(found, _("Other answers"), found.parts.rate),
        _plotted(found, _("Other people answering"), found.parts.mix),
    ]
    for part, name in named:
        if _is_told(subject, part, place.by):
            rows.append(_plotted(found, _("%(name)s: answers") % {"name": name}, part.rate))
        rows.append(_plotted(found, _("%(name)s: share") % {"name": name}, part.mix))
    title = _("What adds up to the change, %(by)s") % {"by": BY_NAMES[place.by]}
    axis = _("Part of the change of %(metric)s") % {"metric": subject.name}
    return Chart(
        id="mix",
        title=title,
        note=_(
            "Dots: the parts, which add up exactly. Bars: their 95 % intervals; what crosses the line is "
            "not clear."
        ),
        specification=parts(rows, title=axis, part=_("Part"), interval=_("Interval")),
        columns=_columns(place.by),
        rows=[_cells(found, part, name, is_told=_is_told(subject, part, place.by)) for part, name in named],
    )


def _plotted(found: Mix, label: str, one: Interval) -> Plotted:
    return Plotted(
        label=label,
        n=one.n,
        value=one.value,
        low=one.low,
        high=one.high,
        value_text=_amount(found, one.value),
        interval_text=_ends(found, one),
    )


def _columns(by: str) -> list[dict[str, object]]:
    names = [_("Share of answers"), _("Number"), _("By its answers"), _("By its share")]
    return [{"label": DIMENSION_NAMES[by]}, *({"label": name, "number": True} for name in names)]


def _is_told(subject: Subject, part: Part, by: str) -> bool:
    """Whether the number of one group is told by itself: of no language whose reading was not measured."""
    return not (
        subject.reads and by == "language" and part.segment != OTHERS and is_unmeasured((part.segment,))
    )


def _cells(found: Mix, part: Part, name: str, *, is_told: bool) -> list[str]:
    shares = [_percent(share) for share in (part.share_before, part.share_after)]
    rates = [
        number_text(rate.value, found.after.definition.unit) if rate and is_told else "–"
        for rate in (part.rate_before, part.rate_after)
    ]
    told = [f"{_amount(found, one.value)} ({_ends(found, one)})" for one in (part.rate, part.mix)]
    told[0] = told[0] if is_told else _("not measured")
    return [name, " → ".join(shares), " → ".join(rates), *told]


def _name(part: Part, place: Place) -> str:
    if part.segment == OTHERS:
        return _("all smaller groups")
    return place.naming.name(place.by, part.segment)


def _amount(found: Mix, amount: float) -> str:
    """A part with its sign and unit: "−6.0 points"."""
    unit = found.after.definition.unit
    number = plain_text(amount, unit, digits=FINER[unit], signed=True)
    if unit == "score":
        return number
    return ngettext("%(number)s point", "%(number)s points", 2) % {"number": number}


def _ends(found: Mix, one: Interval) -> str:
    unit = found.after.definition.unit
    low, high = (plain_text(end, unit, digits=FINER[unit], signed=True) for end in (one.low, one.high))
    return _("%(low)s to %(high)s") % {"low": low, "high": high}


def _percent(share: float) -> str:
    return _("%(number)s %%") % {"number": plain_text(100 * share, "percent")}


def _how_sure(found: Mix, subject: Subject, asked: Measured) -> list[str]:
    lines = [
        _(
            "Other answers: the change of each group’s number, weighted by its mean share of the answers. "
            "Other people answering: the change of each group’s share, times its mean number (Kitagawa 1955)."
        ),
        _("A group’s share is measured from the average: one that grows and is below it lowers the whole."),
        _("Intervals come from the score intervals of the groups and from the chance in their shares."),
        _("This splits the change; it does not say why anybody answers otherwise, or why others answer."),
    ]
    if subject.kind != METRIC:
        lines.insert(0, meaning(found.after.definition, asked.scale))
    if found.small:
        text = _("%(n)s groups with fewer than %(least)s answers are taken as one.")
        lines.append(text % {"n": count_text(found.small), "least": SMALL})
    return lines
