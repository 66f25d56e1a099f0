"""The number on top of explore, with its interval, its chart and the table behind it."""

from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regard.web.dashboards.card_breaks import only_since
from regard.web.dashboards.certainty import plainly
from regard.web.dashboards.comparing import COUNTED, NAMES, against, beside_all, everybody, narrows
from regard.web.dashboards.counting import MEASURE, Measured
from regard.web.dashboards.definitions import definition_lines
from regard.web.dashboards.figures import (
    change_interval_text,
    change_text,
    count_text,
    interval_text,
    position,
    value_text,
)
from regard.web.dashboards.labels import language_name
from regard.web.dashboards.naming import metric_text
from regard.web.dashboards.plots import Chart, chart_of
from regard.web.dashboards.profile import CENTRED
from regard.web.dashboards.questions import Question
from regard.web.dashboards.splitting import counted
from regard.web.insights import studies
from regard.web.insights.studies import Comparison, Estimate


@dataclass(frozen=True)
class Change:
    """How the number compares with other days or other people; `beside` says how many answers those gave."""

    text: str
    direction: str = ""
    interval: str = ""
    beside: str = ""


@dataclass(frozen=True)
class Panel:
    """One number with all that is owed to it."""

    label: str
    status: str
    value: str
    interval: str
    n: int
    needed: int
    position: float | None = None
    low: float | None = None
    high: float | None = None
    middle: int | None = None
    sure: list[str] = field(default_factory=list)
    definition: list[str] = field(default_factory=list)
    elsewhere: str = ""
    only: str = ""  # of which part of the days it is, where their definition changed
    records_url: str = ""  # where the records of that part are
    change: Change | None = None
    sentence: str = ""
    chart: Chart | None = None


def panel(question: Question, *, records: int) -> Panel:
    """The number that the address asks for; where none can be asked, how many records there are."""
    if not question.address.measures:
        return _record_panel(question, records)
    whole, question = question, question.of_one_definition
    if question is not whole:
        records = counted(question.numbers, question.address, today=question.today)
    measured = question.measured()
    estimate = measured.total()
    if estimate is None:
        status = "not_measured" if measured.unmeasured else "no_answers"
        return Panel(metric_text(question.address.metric), status, "–", "", 0, 0)
    change, chart = _change(question, measured, estimate), chart_of(whole)
    found = Panel(
        label=metric_text(question.address.metric),
        status=estimate.status,
        value=value_text(estimate),
        interval=interval_text(estimate),
        n=estimate.n,
        needed=estimate.needed,
        middle=50 if question.address.metric in CENTRED else None,
        sure=plainly(
            question,
            estimate,
            records=records,
            is_compared=bool(change and change.interval),
            rows=chart.comparisons if chart else 0,
        ),
        definition=definition_lines(
            estimate.definition, measured.scale, version=question.version(estimate.definition.id)
        ),
        **(_since(question) if question is not whole else {}),
        elsewhere=_elsewhere(measured),
        change=change,
        chart=chart,
        **_places(estimate, measured),
    )
    return replace(found, sentence=sentence_of(question, estimate, change, only=found.only))


def _since(question: Question) -> dict[str, Any]:
    """Of which part of the days a number is, and where the records of that part are."""
    start = question.period.start
    return {"only": only_since(start), "records_url": question.to(question.address)} if start else {}


def sentence_of(question: Question, estimate: Estimate, change: Change | None, *, only: str = "") -> str:
    """The number as a sentence to be pasted elsewhere: with interval, n, filters and definition."""
    described = question.naming.described(replace(question.address, metric=""), today=question.today)
    filters = "; ".join([*described, only] if only else described)
    values = {
        "metric": metric_text(question.address.metric),
        "value": value_text(estimate),
        "interval": interval_text(estimate),
        "level": f"{100 * estimate.level:g}",
        "n": count_text(estimate.n),
        "filters": filters,
        "definition": question.version(estimate.definition.id),
    }
    if estimate.status != "shown":
        text = _("%(metric)s: not enough answers yet (n = %(n)s; %(filters)s; definition %(definition)s).")
        return text % values
    text = _(
        "%(metric)s: %(value)s (%(level)s %% interval %(interval)s, n = %(n)s; %(filters)s; "
        "definition %(definition)s)."
    )
    told = text % values
    if change is not None:
        told += " " + _against(change, question.address.compare)
    return told


def _against(change: Change, kind: str) -> str:
    """How the number compares with something else, or why it does not."""
    if not change.interval:
        text = (
            _("Against %(other)s: %(change)s (%(n)s).")
            if change.beside
            else _("Against %(other)s: %(change)s.")
        )
        return text % {"other": NAMES[kind], "change": change.text, "n": change.beside}
    text = _("Against %(other)s: %(change)s (interval %(interval)s, %(n)s).")
    values = {"other": NAMES[kind], "change": change.text, "interval": change.interval, "n": change.beside}
    return text % values


def _record_panel(question: Question, records: int) -> Panel:
    """How many records there are: a count, which has no interval, with all that is owed to it."""
    address = question.address
    filters = "; ".join(question.naming.described(address, today=question.today))
    told = {"n": count_text(records), "filters": filters}
    sentence = ngettext("%(n)s record (%(filters)s).", "%(n)s records (%(filters)s).", records) % told
    share = _among(question, records)
    return Panel(
        label=_("Records"),
        status="counted",
        value=count_text(records),
        interval="",
        n=records,
        needed=0,
        sure=[
            _("It is a count and no estimate: every record that was received and that fits is in it."),
            *share,
            _("It says how much was said and not how many think so: who said nothing is not in it."),
        ],
        definition=[
            _(
                "Records: what one customer said once (a survey answer, a review, a mention, a talk), "
                "complete or partly answered; withdrawn ones and what staff said do not count."
            )
        ],
        sentence=" ".join([sentence, *share]),
        chart=chart_of(question),
    )


def _among(question: Question, records: int) -> list[str]:
    """Of how many records of the same days these are; nothing where no filter leaves any out."""
    address = question.address
    if address.is_undrawn or not narrows(address):
        return []
    every = counted(question.numbers, everybody(address).but(metric=""), today=question.today)
    text = _("They are %(n)s of the %(every)s records of these days.")
    return [text % {"n": count_text(records), "every": count_text(every)}] if every >= records else []


def _change(question: Question, measured: Measured, estimate: Estimate) -> Change | None:
    than = against(question)
    if than is None:
        return None
    if than.reason and than.period is None:
        return Change(than.reason)
    counts = beside_all(question, than, measured)
    if counts is None and than.kind == "others":
        if question.address.by != "month":
            return None  # the chart compares each group with all others
        return Change(_("nobody is left out: choose a filter or a chart by group"))
    other = MEASURE[measured.metric](counts) if counts else None
    beside = str(COUNTED[than.kind]) % {"n": count_text(other.n if other else 0)}
    if than.reason:
        return Change(than.reason, beside=beside)
    if other is None or other.status != "shown" or estimate.status != "shown":
        return Change(_("not enough answers to compare"), beside=beside)
    if other.definition != estimate.definition:
        return Change(_("asked on another scale then"), beside=beside)
    unit, compared = estimate.definition.unit, studies.difference(other, estimate)
    interval = change_interval_text(compared, unit)
    if not compared.significant:
        none = _("no clear difference") if than.kind == "others" else _("no clear change")
        return Change(none, "", interval, beside)
    return Change(_moved(compared, unit), _direction(measured, compared), interval, beside)


def _moved(compared: Comparison, unit: str) -> str:
    size = change_text(compared, unit)
    return (
        _("%(size)s more") % {"size": size}
        if compared.difference > 0
        else _("%(size)s less") % {"size": size}
    )


def _direction(measured: Measured, compared: Comparison) -> str:
    low_is_good = measured.scale is not None and measured.scale.direction == "low_is_good"
    return "down" if (compared.difference > 0) == low_is_good else "up"


def _places(estimate: Estimate, measured: Measured) -> dict[str, Any]:
    low_is_good = measured.scale is not None and measured.scale.direction == "low_is_good"
    place = position(estimate, low_is_good=low_is_good) if estimate.status == "shown" else None
    return {"position": place.value, "low": place.low, "high": place.high} if place else {}


def _elsewhere(measured: Measured) -> str:
    if measured.unmeasured:
        names = _(", ").join(sorted(language_name(str(code)) for code in measured.unmeasured))
        return _("not measured for these languages: %(names)s") % {"names": names}
    if not measured.elsewhere:
        return ""
    text = ngettext(
        "%(n)s answer on another scale is not mixed in.",
        "%(n)s answers on other scales are not mixed in.",
        measured.elsewhere,
    )
    return text % {"n": count_text(measured.elsewhere)}
