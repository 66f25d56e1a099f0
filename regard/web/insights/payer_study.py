"""Who pays, since when, how much on which day, and what they answered: one row for each that can leave."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import islice, zip_longest
from typing import Any, NamedTuple
from uuid import UUID

from regard.web.customers.models import Account, CustomerRevision, Event, EventKind, LifecycleStage
from regard.web.insights.payer_people import NOBODY, People, people_of_payers
from regard.web.insights.saying import AT_ONCE, given_by_day, last_of
from regard.web.workspaces.tenancy import TenantQuerySet

MONTHS = 12
PAID = (EventKind.PURCHASED, EventKind.RENEWED, EventKind.UPGRADED, EventKind.DOWNGRADED)
BOUGHT = (EventKind.PURCHASED, EventKind.RENEWED)
Step = tuple[date, float]
Known = dict[UUID, list[tuple[date, dict[str, Any]]]]  # what was known of each customer until which day


class Given(NamedTuple):
    """The answers of one day, from 0 to 10: `n` of them, `total` together, `score` the last of a month's."""

    day: date
    score: float
    n: int
    total: float


@dataclass
class Money:
    """What the books say that is paid a month, step by step; before its `first` day that is nothing."""

    currency: str
    first: date | None
    steps: list[Step] = field(default_factory=list)

    def on(self, day: date) -> float | None:
        """A month's revenue on that day; None where nobody knows it."""
        if self.first and day < self.first:
            return 0.0
        known = [amount for since, amount in self.steps if since <= day]
        return known[-1] if known else None


@dataclass
class Payer:
    """A company with all its people, or a person without a company: whoever stays, or leaves, as one.

    `spells` are from when to when it was a customer (None: it still is); `answers` what any of its people
    gave, by its days; `bought` is the day of the last purchase or renewal. `undated` says
    that it left on a day that nobody knows, `is_marked` that a file calls one of its people at risk.
    """

    pk: UUID
    is_account: bool
    segment: str = ""
    since: date | None = None
    spells: list[tuple[date, date | None]] = field(default_factory=list)
    money: list[Money] = field(default_factory=list)
    answers: list[Given] = field(default_factory=list)
    bought: date | None = None
    is_lead: bool = False
    undated: bool = False
    is_marked: bool = False

    @property
    def is_here(self) -> bool:
        """Whether it is a customer now."""
        return not self.is_lead and not self.undated and bool(self.spells) and self.spells[-1][1] is None

    @property
    def currency(self) -> str | None:
        """What it pays in; None where that is nothing, or several things."""
        known = {one.currency for one in self.money}
        return known.pop() if len(known) == 1 else None

    def was_here(self, day: date) -> bool:
        """Whether it was a customer on that day."""
        return any(start <= day and (end is None or day < end) for start, end in self.spells)

    def revenue(self, day: date) -> float | None:
        """A month's revenue on that day in its currency; None where nobody knows it."""
        if self.currency is None:
            return None
        if self.spells and not self.was_here(day):
            return 0.0
        amounts = [one.on(day) for one in self.money]
        return None if None in amounts else sum(amount for amount in amounts if amount is not None)


def payers() -> list[Payer]:
    """Everybody who pays or could, in the order of their ids."""
    accounts, events, given = list(_accounts()), _events(), _given()
    found = {row["pk"]: Payer(row["pk"], True, row["segment"], _day(row["since"])) for row in accounts}
    people = people_of_payers()
    for pk, some in people.items():
        payer = found.setdefault(pk, Payer(pk, False))
        payer.segment = payer.segment or some.segment
    before = _revisions(people.values())
    for payer in found.values():
        of = people.get(payer.pk, NOBODY)
        _live(payer, of, events.get(payer.pk, []), before)
        payer.answers = given.get(payer.pk, [])
    for row in accounts:
        paying = people.get(row["pk"], NOBODY).paying
        _pay(found[row["pk"]], row, events.get(row["pk"], []), paying, before)
    for payer in found.values():
        if not payer.is_account:
            _pay(payer, people[payer.pk].rows[0], events.get(payer.pk, []), (), before)
    return [found[pk] for pk in sorted(found)]


def _accounts() -> TenantQuerySet:
    found: TenantQuerySet = Account.objects.order_by("pk").values(
        "pk", "segment", "since", "monthly_revenue", "currency"
    )
    return found


def _events() -> dict[UUID, list[tuple[date, str, float | None]]]:
    """What happened with each payer, in its order."""
    found: dict[UUID, list[tuple[date, str, float | None]]] = {}
    kinds = (EventKind.SIGNED_UP, EventKind.CANCELLED, *PAID)
    rows = Event.objects.filter(kind__in=kinds).order_by("at", "pk")
    whose = ("customer__account_id", "customer_id", "account_id")
    for company, customer, account, kind, at, amount in rows.values_list(*whose, "kind", "at", "amount"):
        pk = company or customer or account
        if pk:
            one = (at.date(), kind, None if amount is None else float(amount))
            found.setdefault(pk, []).append(one)
    return found


def _given() -> dict[UUID, list[Given]]:
    """The answers of each payer by their days, the first one first."""
    by_payer: dict[str, list[Given]] = {}
    several = set()
    for payer, day, n, total, low, high in zip(*given_by_day().to_pydict().values(), strict=True):
        by_payer.setdefault(payer, []).append(Given(day, high, n, total))
        if low < high:
            several.add((payer, day))
    last = _last(several & set(_ends(by_payer)))
    return {
        UUID(payer): [one._replace(score=last.get((payer, one.day), one.score)) for one in days]
        for payer, days in by_payer.items()
    }


def _ends(by_payer: Mapping[str, Sequence[Given]]) -> Iterator[tuple[str, date]]:
    """The last day of each month on which each payer gave an answer: the score that counts from then on."""
    for payer, given in by_payer.items():
        for one, following in zip_longest(given, given[1:]):
            if following is None or (one.day.year, one.day.month) != (
                following.day.year,
                following.day.month,
            ):
                yield payer, one.day


def _last(unclear: Collection[tuple[str, date]]) -> dict[tuple[str, date], float]:
    """The last score of these days, on which a payer gave several."""
    rows = last_of({day for _, day in unclear}).to_pydict() if unclear else {}
    return {(payer, day): score for payer, day, score in zip(*rows.values(), strict=True)}


def _revisions(people: Iterable[People]) -> Known:
    """What was known until which day of each customer of whom more is asked than that they are there."""
    ids = iter([row["pk"] for one in people for row in (*one.rows, *one.paying)])
    found: Known = {}
    while some := list(islice(ids, AT_ONCE)):
        rows = CustomerRevision.objects.filter(customer__in=some).order_by("customer_id", "number")
        for customer, at, content in rows.values_list("customer_id", "replaced_at", "content"):
            found.setdefault(customer, []).append((at.date(), content))
    return found


def _live(payer: Payer, of: People, events: Sequence[tuple[date, str, float | None]], before: Known) -> None:
    """From when to when it was a customer, by what happened, else by the stages of its people."""
    payer.is_marked = LifecycleStage.AT_RISK in of.stages
    payer.is_lead = of.stages == {LifecycleStage.LEAD} and not any(kind in PAID for _, kind, _ in events)
    days = [day for day in (payer.since, of.since) if day]
    started = min([*days, *(day for day, *_ in events)], default=None)
    if started is None or payer.is_lead:
        payer.undated = of.stages == {LifecycleStage.CHURNED}
        return
    payer.since = started
    payer.bought = max((day for day, kind, _ in events if kind in BOUGHT), default=None)
    payer.spells = list(_spells(started, events))
    if of.stages == {LifecycleStage.CHURNED} and payer.spells[-1][1] is None:
        left = _left(of.rows, before)
        payer.undated = left is None or left <= payer.spells[-1][0]
        if left is not None and not payer.undated:
            payer.spells[-1] = payer.spells[-1][0], left


def _spells(
    started: date, events: Iterable[tuple[date, str, float | None]]
) -> Iterator[tuple[date, date | None]]:
    """From its start to its leaving, and again from the purchase or renewal after that."""
    start: date | None = started
    for day, kind, _ in events:
        if kind == EventKind.CANCELLED and start is not None and day > start:
            yield start, day
            start = None
        elif kind in PAID and start is None:
            start = day
    if start is not None:
        yield start, None


def _left(people: Iterable[dict[str, Any]], before: Known) -> date | None:
    """The day on which a file first said of the last of them that they had left; None where none did."""
    days = []
    for row in people:
        stayed = [
            day for day, content in before.get(row["pk"], []) if content["lifecycle_stage"] != "churned"
        ]
        if not stayed:
            return None
        days.append(stayed[-1])
    return max(days, default=None)


def _pay(
    payer: Payer,
    row: dict[str, Any],
    events: Sequence[tuple[date, str, float | None]],
    people: Iterable[dict[str, Any]],
    before: Known,
) -> None:
    """Its revenue: by its contracts, else as its own row says, else as those of its people do."""
    contracts = [
        (day, amount / MONTHS) for day, kind, amount in events if kind in PAID and amount is not None
    ]
    if contracts:
        payer.money = [Money(row["currency"], payer.since, contracts)]
    elif row["monthly_revenue"] is not None:
        payer.money = [_kept(row, before)]
    else:
        payer.money = [_kept(one, before) for one in people if one["monthly_revenue"] is not None]


def _kept(row: dict[str, Any], before: Known) -> Money:
    """What the books said, from the day on which the row came into them."""
    made = datetime.fromtimestamp((row["pk"].int >> 80) / 1000, UTC).date()  # an id begins with its moment
    steps, since = [], made
    for day, content in before.get(row["pk"], []):
        if content["monthly_revenue"] is not None:
            steps.append((since, float(content["monthly_revenue"])))
        since = max(day, made)
    steps.append((since, float(row["monthly_revenue"])))
    return Money(row["currency"], _day(row["since"]), steps)


def _day(at: datetime | None) -> date | None:
    return at.date() if at else None
