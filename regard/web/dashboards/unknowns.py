"""What we don't know yet: thin samples, silent segments, records without a day, languages not read."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import CharField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from regard.web.customers.models import Account, Customer
from regard.web.dashboards.addresses import Address
from regard.web.dashboards.counting import READ_LANGUAGES
from regard.web.dashboards.figures import count_text
from regard.web.dashboards.labels import language_name
from regard.web.dashboards.notes import Note
from regard.web.dashboards.numbers import Numbers
from regard.web.dashboards.periods import Period
from regard.web.dashboards.profile import Row
from regard.web.insights.studies import Filters, Study

SILENT = 0.5  # of a segment of which a smaller share answered we heard little
FEWEST = 5  # a smaller segment is not called silent
MOST = 3
AT_ONCE = 10_000  # customers that are held in memory
IN_A_SENTENCE = {
    "csat": gettext_lazy("satisfaction"),
    "ces": gettext_lazy("ease"),
    "nps": gettext_lazy("loyalty"),
    "stars": gettext_lazy("public ratings"),
    "trust": gettext_lazy("trust"),
    "values": gettext_lazy("values"),
}
NAMED = 4


@dataclass(frozen=True)
class Place:
    """The filters of the page, its period, where the records are shown, and the numbers."""

    address: Address
    period: Period
    url: str
    numbers: Numbers

    def link(self, **changes: Any) -> str:
        """Where the records of this page's filters are, with some changed."""
        return f"{self.url}?{self.address.but(**changes).query()}"


@dataclass
class Heard:
    """How many of the accounts or customers of one segment said something, and their share of revenue."""

    segment: str
    all: int = 0
    heard: int = 0
    revenue: dict[str, tuple[Decimal, Decimal]] = field(default_factory=dict)  # of all and of the heard

    @property
    def share(self) -> float:
        return self.heard / self.all if self.all else 0.0

    @property
    def revenue_share(self) -> float | None:
        """The heard part of the revenue; None where there is none, or more than one currency."""
        if len(self.revenue) != 1:
            return None
        ((everything, of_heard),) = self.revenue.values()
        return float(of_heard / everything) if everything else None


def unknowns(
    study: Study, rows: Iterable[Row], *, asked: Iterable[str], undated: int, place: Place
) -> list[Note]:
    """Everything that the page cannot tell, the numbers first."""
    return [
        *_too_few(rows),
        *_silent(place),
        *_never_asked(asked),
        *_not_read(study, place),
        *_undated(undated, place.url),
    ]


def _too_few(rows: Iterable[Row]) -> Iterator[Note]:
    for row in rows:
        if row.status == "not_enough_answers":
            detail = ngettext(
                "not enough answers yet: %(n)s more is needed",
                "not enough answers yet: %(n)s more are needed",
                row.needed,
            ) % {"n": count_text(row.needed)}
            yield Note(str(row.label), detail, row.href)
        elif row.status == "no_answers":
            yield Note(str(row.label), _("nobody answered in this period"))


def _never_asked(asked: Iterable[str]) -> Iterator[Note]:
    known = set(asked)
    names = [str(name) for metric, name in IN_A_SENTENCE.items() if metric not in known]
    if names:
        title = _("Never asked: %(names)s") % {"names": _(", ").join(names)}
        yield Note(title, _("no source has an answer to this"))


def _not_read(study: Study, place: Place) -> Iterator[Note]:
    """Records in languages for which nobody has measured how well they are read."""
    others = {code: n for code, n in study.languages.items() if code not in READ_LANGUAGES}
    share = round(100 * sum(others.values()) / study.records) if study.records else 0
    if share:  # less than one in two hundred is nothing to look after
        title = _("%(share)s %% of the records are in languages whose reading is not measured") % {
            "share": share
        }
        some = sorted(others, key=lambda code: -others[code])[:NAMED]
        named = (f"{language_name(code)} {count_text(others[code])}" for code in some)
        yield Note(title, _(", ").join(named), place.link(language=tuple(others)))


def _undated(undated: int, url: str) -> Iterator[Note]:
    if undated:
        title = ngettext("%(n)s record has no date", "%(n)s records have no date", undated)
        detail = _("no period has them, so no number does")
        yield Note(title % {"n": count_text(undated)}, detail, f"{url}?{Address(period='undated').query()}")


def _silent(place: Place) -> Iterator[Note]:
    found = [(each, True) for each in heard_accounts(place.numbers, place.period)]
    if not found:
        found = [(each, False) for each in heard_customers(place.numbers, place.period)]
    silent = [(each, firms) for each, firms in found if each.all >= FEWEST and each.share < SILENT]
    for each, firms in sorted(silent, key=lambda pair: (pair[0].share, pair[0].segment))[:MOST]:
        link = place.link(segment=(each.segment,)) if each.heard else ""
        title = _("Little heard from: %(segment)s") % {"segment": each.segment}
        yield Note(title, _heard_text(each, firms=firms), link)


def heard_accounts(numbers: Numbers, period: Period) -> list[Heard]:
    """Of how many accounts in each segment there is feedback in the period, and how much they pay."""
    said = _who_said_something(numbers, "account_id", period)
    rows = Account.objects.exclude(segment="").order_by()
    found: dict[str, Heard] = {}
    for pk, segment, currency, revenue in rows.values_list("pk", "segment", "currency", "monthly_revenue"):
        each = found.setdefault(segment, Heard(segment))
        each.all += 1
        each.heard += str(pk) in said
        _add_revenue(each, currency, revenue, heard=str(pk) in said)
    return sorted(found.values(), key=lambda each: each.segment)


def heard_customers(numbers: Numbers, period: Period) -> list[Heard]:
    """Of how many customers in each segment there is feedback in the period."""
    said = {_digits(str(pk)) for pk in _who_said_something(numbers, "customer_id", period)}
    everybody, heard = Counter[str](), Counter[str]()
    # as texts: to make an id of each of a million customers takes longer than to read them
    rows = Customer.objects.exclude(segment="").order_by().annotate(key=Cast("pk", CharField()))
    for key, segment in rows.values_list("key", "segment").iterator(chunk_size=AT_ONCE):
        everybody[segment] += 1
        heard[segment] += _digits(key) in said
    return [Heard(segment, everybody[segment], heard[segment]) for segment in sorted(everybody)]


def _digits(key: str) -> str:
    """A key without the hyphens that PostgreSQL writes in it, and SQLite does not."""
    return key.replace("-", "")


def _who_said_something(numbers: Numbers, name: str, period: Period) -> set[object]:
    where = Filters(start=period.start, end=period.end)
    return {key[0] for key, _n in numbers.record_counts(by=(name,), where=where).rows}


def _add_revenue(each: Heard, currency: str, revenue: Decimal | None, *, heard: bool) -> None:
    if revenue is not None:
        everything, of_heard = each.revenue.get(currency, (Decimal(0), Decimal(0)))
        each.revenue[currency] = everything + revenue, of_heard + (revenue if heard else 0)


def _heard_text(each: Heard, *, firms: bool) -> str:
    numbers = {"heard": count_text(each.heard), "all": count_text(each.all)}
    if not firms:
        return _("%(heard)s of %(all)s customers answered") % numbers
    share = each.revenue_share
    if share is None:
        return _("%(heard)s of %(all)s accounts answered") % numbers
    return _("%(heard)s of %(all)s accounts answered; %(share)s %% of revenue was heard") % {
        **numbers,
        "share": f"{100 * share:.0f}",
    }
