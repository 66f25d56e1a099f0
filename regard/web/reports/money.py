"""The revenue that was kept, that was heard and that is at risk, as the page of loyalty tells it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regard.web.dashboards.addresses import Values
from regard.web.dashboards.figures import count_text
from regard.web.dashboards.naming import days_text
from regard.web.dashboards.periods import Period
from regard.web.insights.loyalty_study import Window as Months
from regard.web.insights.loyalty_study import window_of
from regard.web.insights.payer_study import Payer
from regard.web.insights.revenue_study import ENOUGH, FEWEST, Coverage, Interval, Kept, coverage, kept
from regard.web.insights.risk_share import ShareAtRisk, shares_at_risk
from regard.web.insights.risk_study import AtRisk
from regard.web.loyalty.asking import Books
from regard.web.loyalty.money import heard_text, kept_text
from regard.web.loyalty.staying import day_text, fine_ends, fine_share
from regard.web.reports.board import Amount, Money, Rate
from regard.web.reports.windows import Window
from regard.web.workspaces.models import Workspace

MONTHS, QUARTER = 12, 90
NAMES = {
    "net": gettext_lazy("Net revenue retention"),
    "gross": gettext_lazy("Gross revenue retention"),
    "churn": gettext_lazy("Revenue churn"),
    "lost": gettext_lazy("Customers lost"),
    "heard": gettext_lazy("Revenue heard"),
    "risk": gettext_lazy("Revenue at risk"),
}
VERSIONS = {name: f"revenue_{name}/1" for name in NAMES} | {"lost": "customers_lost/1"}
DEFINITIONS = {
    "net": gettext_lazy(
        "What the customers of the first day pay on the last one, with all that they took on, as a share of "
        "what they paid on the first."
    ),
    "gross": gettext_lazy(
        "The same without what they took on: of each customer at most what it paid on the first day."
    ),
    "churn": gettext_lazy("100 % minus gross revenue retention: what left or was reduced."),
    "lost": gettext_lazy(
        "Customers of the first day who pay nothing on the last one, large and small alike."
    ),
    "heard": gettext_lazy("Revenue of today’s customers who said anything in these days, of all of it."),
    "risk": gettext_lazy(
        "Revenue of today’s customers with a reason to be looked after, of all of it: a low score, words of "
        "leaving, complaints, silence, or a mark in a file. No chance of leaving is made up."
    ),
}


def money_of(workspace: Workspace, window: Window, *, today: date) -> Money | None:
    """The money of a report: of twelve full months up to its end, and of the day on which it is told.

    None where nobody ever was a customer, and for one source: a source has customers, and no revenue.
    """
    books = Books.of(workspace)
    if window.address.source or not books.have_anybody():
        return None
    told = _Told(today, _months(window, today=today))
    for one in _kept(books, told.months, window.address.segment):
        told.keep(one)
    heard, risk = _now(books, window.address.segment, today=today)
    for each in heard:
        told.hear(each)
    for share in risk:
        told.risk(share)
    return Money(told.sentences, told.rates, told.few, told.notes)


def _months(window: Window, *, today: date) -> Months:
    """Twelve full months, the last of them that with which the report ends, if it is over."""
    last = min(window.address.last or today, today - timedelta(days=1))
    return window_of(months=MONTHS, today=last + timedelta(days=1))


def _kept(books: Books, months: Months, segments: Values) -> list[Kept]:
    if not segments:
        return books.kept_in(months)
    return kept(_of(books.everybody(), segments), start=months.start, end=months.end)


def _now(books: Books, segments: Values, *, today: date) -> tuple[list[Coverage], list[ShareAtRisk]]:
    """How much of today's revenue was heard, and how much of it is at risk."""
    since, everybody = today - timedelta(days=QUARTER), books.everybody()
    danger: Sequence[AtRisk] = books.in_danger(today=today)
    if not segments:
        return books.heard_since(since=since, today=today), shares_at_risk(everybody, danger, today=today)
    some = _of(everybody, segments)
    return coverage(some, since=since, today=today), shares_at_risk(some, danger, today=today)


def _of(everybody: Sequence[Payer], segments: Values) -> list[Payer]:
    return [one for one in everybody if one.segment in segments]


@dataclass
class _Told:
    """What is told of money, currency by currency."""

    today: date
    months: Months
    sentences: list[str] = field(default_factory=list)
    rates: list[Rate] = field(default_factory=list)
    few: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def keep(self, one: Kept) -> None:
        """What became of the revenue of a currency."""
        if one.net is None or one.gross is None or one.lost is None:
            names = (_named(name, one.currency) for name in ("net", "gross", "churn", "lost"))
            self._lacks(_(", ").join(names), one.n)
            return
        text = kept_text(one, start=self.months.start, end=self.months.end)
        self.sentences.append(text.sentence)
        self._note("net", one.currency, text.notes)
        gross, days = one.gross.rate, days_text(Period(self.months.start, self.after))
        lost = Interval(1 - gross.value, 1 - gross.high, 1 - gross.low, gross.level, gross.n, gross.method)
        rates = {"net": one.net.rate, "gross": gross, "churn": lost, "lost": one.lost}
        self.rates += [_rate(name, one.currency, rate, days) for name, rate in rates.items()]

    def hear(self, one: Coverage) -> None:
        """How much of the revenue of a currency was heard."""
        since = self.today - timedelta(days=QUARTER)
        if one.whole.rate is None:
            self._lacks(_named("heard", one.currency), one.whole.customers, least=FEWEST)
            return
        text = heard_text(one, since=since)
        self.sentences.append(text.sentence)
        self._note("heard", one.currency, text.notes)
        days = days_text(Period(since, self.today + timedelta(days=1)))
        self.rates.append(_rate("heard", one.currency, one.whole.rate.rate, days))

    def risk(self, one: ShareAtRisk) -> None:
        """How much of the revenue of a currency is at risk."""
        if one.rate is None:
            self._lacks(_named("risk", one.currency), one.customers)
            return
        rate = one.rate.rate
        told = _(
            "%(share)s of the revenue in %(currency)s is of customers with a reason to be looked after on "
            "%(day)s (95 %% interval %(ends)s): %(some)s of %(n)s customers."
        )
        self.sentences.append(
            told
            % {
                "share": fine_share(rate.value),
                "currency": one.currency or _("a currency that is not known"),
                "day": day_text(self.today),
                "ends": fine_ends(rate.low, rate.high),
                "some": count_text(one.at_risk),
                "n": count_text(one.customers),
            }
        )
        self.rates.append(_rate("risk", one.currency, rate, day_text(self.today)))
        if one.rate.concentrated:
            rough = _("The ten largest pay %(share)s of it: the interval is rough.")
            self._note("risk", one.currency, [rough % {"share": fine_share(one.rate.top_share)}])

    @property
    def after(self) -> date:
        """The day after the last full month."""
        return self.months.end + timedelta(days=1)

    def _note(self, name: str, currency: str, notes: Sequence[str]) -> None:
        told = _("%(name)s: %(note)s")
        self.notes += [told % {"name": _named(name, currency), "note": note} for note in notes]

    def _lacks(self, names: str, n: int, *, least: int = ENOUGH) -> None:
        told = _("%(names)s: n = %(n)s of the %(least)s it takes")
        self.few.append(told % {"names": names, "n": count_text(n), "least": least})


def _named(name: str, currency: str) -> str:
    return f"{NAMES[name]} ({currency})" if currency else str(NAMES[name])


def _rate(name: str, currency: str, rate: Interval, days: str) -> Rate:
    version = VERSIONS[name]
    amount = Amount(
        text=fine_share(rate.value),
        interval=fine_ends(rate.low, rate.high),
        n=rate.n,
        unit="percent",
        version=version,
        value=100 * rate.value,
        low=100 * rate.low,
        high=100 * rate.high,
        level=rate.level,
    )
    means = _("%(means)s Definition %(id)s.") % {"means": DEFINITIONS[name], "id": version}
    return Rate(_named(name, currency), amount, days, means)
