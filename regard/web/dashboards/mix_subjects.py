"""What a split change is of: a metric, praise minus complaint of a factor, share or sentiment of a theme."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from regard.perception.counts import Counts
from regard.perception.estimates import Estimate
from regard.perception.metrics.sentiment import polarity
from regard.web.dashboards.addresses import METRICS, Address
from regard.web.dashboards.counting import MEASURE, Measured, Value, is_beyond, is_unmeasured, records_of
from regard.web.dashboards.labels import FACTOR_NAMES
from regard.web.dashboards.naming import Naming, metric_text
from regard.web.dashboards.numbers import Numbers
from regard.web.dashboards.opening import query_of
from regard.web.dashboards.periods import Period
from regard.web.dashboards.splitting import counted_in, counted_of, measured_of
from regard.web.insights.mix_study import feeling_of, net_of
from regard.web.insights.theme_numbers import YES_NO, share_of
from regard.web.insights.theme_table import EVERY
from regard.web.insights.theme_tallies import ThemesMoved

METRIC, FACTOR, SHARE, FEELING = "", "factor", "share", "feeling"
KINDS = (METRIC, FACTOR, SHARE, FEELING)
BOTH = ("positive", "negative")


@dataclass(frozen=True)
class Subject:
    """One number that may have changed: what kind it is of, what it is called, and of which records."""

    kind: str
    name: str
    address: Address

    @property
    def reads(self) -> bool:
        """Whether it rests on how texts are read."""
        return self.kind in (FACTOR, FEELING) or self.address.metric == "net_sentiment"

    @property
    def card(self) -> str:
        """The metric whose card tells of it."""
        return self.address.metric or "net_sentiment"

    def estimate(self, counts: Counts) -> Estimate:
        """The number of these counts."""
        if self.kind == METRIC:
            return MEASURE[self.address.metric](counts)
        return {FACTOR: net_of, SHARE: share_of, FEELING: feeling_of}[self.kind](counts)

    def counted(self, numbers: Numbers, *, by: str, today: date, period: Period) -> Measured:
        """Its counts in a period for each value of the dimension `by`."""
        address = self.address
        if self.kind in (METRIC, FEELING):
            return measured_of(numbers, address, by=by, today=today, period=period)
        ask = _factor if self.kind == FACTOR else _share
        counts = ask(numbers, _within(address, period), by=by, today=today)
        return Measured(self.kind, None, {value: each for value, each in counts.items() if each.n})


def subject_of(kind: str, address: Address, naming: Naming) -> Subject:
    """What an address asks for; the metric of it where it names no such factor or theme."""
    plain = address.but(scores=None)
    if kind == FACTOR and len(address.factor) == 1:
        name = _("Praise minus complaint of %(factor)s") % {"factor": FACTOR_NAMES[address.factor[0]]}
        return Subject(FACTOR, capfirst(name), plain.but(metric="", polarity=(), sentiment=()))
    theme = naming.themes.get(address.themes_now[0]) if len(address.themes_now) == 1 else None
    if kind in (SHARE, FEELING) and theme:
        text = _("Share of the theme “%(theme)s”") if kind == SHARE else _("Sentiment of “%(theme)s”")
        own = plain.but(metric="net_sentiment" if kind == FEELING else "", sentiment=())
        return Subject(kind, text % {"theme": theme}, own)
    measured = plain.but(metric=address.metric or METRICS[0])
    return Subject(METRIC, metric_text(measured.metric), measured)


def mix_query(kind: str, address: Address) -> str:
    """The part behind the question mark of the page that splits a change of this kind."""
    return f"{query_of(address)}&of={kind}" if kind else query_of(address)


def refused(subject: Subject, numbers: Numbers) -> str:
    """Why nothing is said of it, whatever was counted; empty where something may be."""
    if subject.reads and is_unmeasured(subject.address.language):
        return _("How well this language is read was never measured, so no sentiment is told.")
    if subject.kind != METRIC and numbers.fresh.mixed:
        return _(
            "Some records were read by another version of the engine: nothing is compared until all are."
        )
    return ""


def _within(address: Address, period: Period) -> Address:
    return address.but(period="dates", start=period.start, last=period.last_day)


def _factor(numbers: Numbers, address: Address, *, by: str, today: date) -> Mapping[Value, Counts]:
    """How the records speak of a factor: those that praise it and complain of it are mixed."""

    def told(*labels: str) -> Mapping[Value, int]:
        return counted_of(numbers, address.but(polarity=labels), by=by, today=today)

    every, praise, complaint, either = told(), told("positive"), told("negative"), told(*BOTH)
    found = {}
    for value, n in every.items():
        good, bad, some = (one.get(value, 0) for one in (praise, complaint, either))
        mixed = good + bad - some
        labels = {"positive": good - mixed, "negative": bad - mixed, "mixed": mixed, "neutral": n - some}
        found[value] = polarity(labels)
    return found


def _share(numbers: Numbers, address: Address, *, by: str, today: date) -> Mapping[Value, Counts]:
    """Of the records with words those that carry the theme (1), and those that do not (0)."""
    (theme,), every = address.themes_now, address.but(theme=())
    if is_beyond(numbers, address):
        return _share_in(address, every, by=by, today=today)
    try:
        tally = numbers.record_counts(by=("theme", by), where=every.filters(today=today))
    except ThemesMoved:
        return _share_in(address, every, by=by, today=today)
    counts = {key: n for key, n in tally.rows if key[0] in (theme, EVERY)}
    values = {value for key, value in counts}
    return {value: _of_all(counts.get((theme, value), 0), counts.get((EVERY, value), 0)) for value in values}


def _share_in(address: Address, every: Address, *, by: str, today: date) -> Mapping[Value, Counts]:
    carried, all_ = (
        counted_in(records_of(one, today=today).exclude(title="", text=""), by) for one in (address, every)
    )
    return {value: _of_all(carried.get(value, 0), n) for value, n in all_.items()}


def _of_all(n: int, every: int) -> Counts:
    return Counts.of({0: max(every - n, 0), 1: n}, YES_NO)
