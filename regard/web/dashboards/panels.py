"""The number on top of explore, with its interval, its chart and the table behind it."""

from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regard.web.dashboards.card_breaks import briefly
from regard.web.dashboards.card_models import change_days, parted
from regard.web.dashboards.certainty import plainly
from regard.web.dashboards.counting import Measured
from regard.web.dashboards.definitions import definition_lines
from regard.web.dashboards.figures import (
    change_interval_text,
    change_text,
    count_text,
    interval_text,
    position,
    value_text,
)
from regard.web.dashboards.naming import metric_text
from regard.web.dashboards.plots import Chart, chart_of
from regard.web.dashboards.profile import CENTRED
from regard.web.dashboards.questions import Question
from regard.web.insights import studies
from regard.web.insights.studies import Comparison, Estimate


@dataclass(frozen=True)
class Change:
    """How the number compares with the period before."""

    text: str
    direction: str
    interval: str
    n_before: str


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
    change: Change | None = None
    sentence: str = ""
    chart: Chart | None = None


def panel(question: Question, *, records: int) -> Panel:
    """The number that the address asks for; where none can be asked, how many records there are."""
    if not question.address.measures:
        return _record_panel(question, records)
    measured = question.measured()
    estimate = measured.total()
    if estimate is None:
        return Panel(metric_text(question.address.metric), "no_answers", "–", "", 0, 0)
    change = _change(question, estimate)
    found = Panel(
        label=metric_text(question.address.metric),
        status=estimate.status,
        value=value_text(estimate),
        interval=interval_text(estimate),
        n=estimate.n,
        needed=estimate.needed,
        middle=50 if question.address.metric in CENTRED else None,
        sure=plainly(question, estimate, records=records, is_compared=bool(change and change.interval)),
        definition=definition_lines(estimate.definition, measured.scale),
        elsewhere=_elsewhere(measured),
        change=change,
        chart=chart_of(question),
        **_places(estimate, measured),
    )
    return replace(found, sentence=sentence_of(question, estimate, change))


def sentence_of(question: Question, estimate: Estimate, change: Change | None) -> str:
    """The number as a sentence to be pasted elsewhere: with interval, n, filters and definition."""
    filters = "; ".join(question.naming.described(replace(question.address, metric=""), today=question.today))
    values = {
        "metric": metric_text(question.address.metric),
        "value": value_text(estimate),
        "interval": interval_text(estimate),
        "level": f"{100 * estimate.level:g}",
        "n": count_text(estimate.n),
        "filters": filters,
        "definition": estimate.definition.id,
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
        told += " " + _against(change)
    return told


def _against(change: Change) -> str:
    """How the number compares with the period before, or why it does not."""
    if not change.interval:
        text = _("Against the period before: %(change)s (n = %(n)s before).")
        return text % {"change": change.text, "n": change.n_before}
    text = _("Against the period before: %(change)s (interval %(interval)s, n = %(n)s before).")
    return text % {"change": change.text, "interval": change.interval, "n": change.n_before}


def _record_panel(question: Question, records: int) -> Panel:
    return Panel(_("Records"), "counted", count_text(records), "", records, 0, chart=chart_of(question))


def _change(question: Question, estimate: Estimate) -> Change | None:
    before = question.address.days(today=question.today).before
    if question.address.compare != "previous" or before is None:
        return None
    earlier = question.measured(period=before).total()
    unit = estimate.definition.unit
    if earlier is None or earlier.status != "shown" or estimate.status != "shown":
        n = count_text(earlier.n if earlier else 0)
        return Change(_("not enough answers to compare"), "", "", n)
    if earlier.definition != estimate.definition:
        return Change(_("asked on another scale then"), "", "", count_text(earlier.n))
    day = parted(change_days(question.address.metric), before, question.period)
    if day:
        return Change(briefly(day), "", "", count_text(earlier.n))
    compared = studies.difference(earlier, estimate)
    interval = change_interval_text(compared, unit)
    n_before = count_text(compared.n_before)
    if not compared.significant:
        return Change(_("no clear change"), "", interval, n_before)
    return Change(_moved(compared, unit), _direction(question, compared), interval, n_before)


def _moved(compared: Comparison, unit: str) -> str:
    size = change_text(compared, unit)
    return (
        _("%(size)s more") % {"size": size}
        if compared.difference > 0
        else _("%(size)s less") % {"size": size}
    )


def _direction(question: Question, compared: Comparison) -> str:
    scale = question.measured().scale
    low_is_good = scale is not None and scale.direction == "low_is_good"
    return "down" if (compared.difference > 0) == low_is_good else "up"


def _places(estimate: Estimate, measured: Measured) -> dict[str, Any]:
    low_is_good = measured.scale is not None and measured.scale.direction == "low_is_good"
    place = position(estimate, low_is_good=low_is_good) if estimate.status == "shown" else None
    return {"position": place.value, "low": place.low, "high": place.high} if place else {}


def _elsewhere(measured: Measured) -> str:
    if not measured.elsewhere:
        return ""
    text = ngettext(
        "%(n)s answer on another scale is not mixed in.",
        "%(n)s answers on other scales are not mixed in.",
        measured.elsewhere,
    )
    return text % {"n": count_text(measured.elsewhere)}
