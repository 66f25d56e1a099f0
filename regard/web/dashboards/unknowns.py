"""What we don't know yet: thin samples, silent segments, records without a day, languages not read."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from regard.web.customers.models import Account, Customer
from regard.web.dashboards.addresses import Address
from regard.web.dashboards.figures import count_text
from regard.web.dashboards.labels import language_name
from regard.web.dashboards.notes import Note
from regard.web.dashboards.periods import Period
from regard.web.dashboards.profile import Row
from regard.web.feedback.models import Feedback
from regard.web.insights.rows import answered
from regard.web.insights.studies import Study

SILENT = 0.5  # of a segment of which a smaller share answered we heard little
FEWEST = 5  # a smaller segment is not called silent
MOST = 3
NEVER_ASKED = {"trust": gettext_lazy("trust"), "values": gettext_lazy("values")}
IN_A_SENTENCE = {
    "csat": gettext_lazy("satisfaction"),
    "ces": gettext_lazy("ease"),
    "nps": gettext_lazy("loyalty"),
    "stars": gettext_lazy("public ratings"),
}
MEASURED = ("en", "zh", "unknown")  # of what is too short to tell, nothing can be said
NAMED = 4


@dataclass(frozen=True)
class Place:
    """The filters of the page, its period, and where the records are shown."""

    address: Address
    period: Period
    url: str

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
    names += [str(name) for name in NEVER_ASKED.values()]
    if names:
        title = _("Never asked: %(names)s") % {"names": _(", ").join(names)}
        yield Note(title, _("no source has an answer to this"))


def _not_read(study: Study, place: Place) -> Iterator[Note]:
    """Records in languages for which nobody has measured how well they are read."""
    others = {code: n for code, n in study.languages.items() if code not in MEASURED}
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
    of_accounts = heard_by_segment(Account.objects.all(), "account", place.period)
    found = [(each, True) for each in of_accounts]
    if not found:
        found = [(each, False) for each in heard_by_segment(Customer.objects.all(), "customer", place.period)]
    silent = [(each, firms) for each, firms in found if each.all >= FEWEST and each.share < SILENT]
    for each, firms in sorted(silent, key=lambda pair: (pair[0].share, pair[0].segment))[:MOST]:
        link = place.link(segment=(each.segment,)) if each.heard else ""
        title = _("Little heard from: %(segment)s") % {"segment": each.segment}
        yield Note(title, _heard_text(each, firms=firms), link)


def heard_by_segment(rows: QuerySet[Account] | QuerySet[Customer], name: str, period: Period) -> list[Heard]:
    """Of how many in each segment there is feedback in the period, and how much they pay."""
    said = Feedback.objects.filter(answered(), *_within(period), **{name: OuterRef("pk")})
    by_segment = rows.exclude(segment="").annotate(heard=Exists(said)).order_by()
    sums = {"n": Count("pk")} | ({"revenue": Sum("monthly_revenue")} if name == "account" else {})
    columns = ("segment", "heard", *(("currency",) if name == "account" else ()))
    found: dict[str, Heard] = {}
    for row in by_segment.values(*columns).annotate(**sums):
        each = found.setdefault(row["segment"], Heard(row["segment"]))
        each.all += row["n"]
        each.heard += row["n"] if row["heard"] else 0
        _add_revenue(each, row.get("currency", ""), row.get("revenue"), heard=row["heard"])
    return sorted(found.values(), key=lambda each: each.segment)


def _add_revenue(each: Heard, currency: str, revenue: Decimal | None, *, heard: bool) -> None:
    if revenue is not None:
        everything, of_heard = each.revenue.get(currency, (Decimal(0), Decimal(0)))
        each.revenue[currency] = everything + revenue, of_heard + (revenue if heard else 0)


def _within(period: Period) -> Iterator[Q]:
    if period.start:
        yield Q(collected_at__gte=datetime.combine(period.start, time(), UTC))
    if period.end:
        yield Q(collected_at__lt=datetime.combine(period.end, time(), UTC))


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
