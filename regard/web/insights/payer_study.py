"""Who pays, since when, how much on which day, and what they answered: one row for each that can leave."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from regard.web.customers.models import Account, Customer, CustomerRevision, Event, EventKind, LifecycleStage
from regard.web.feedback.models import Answer, Direction, Feedback, FieldType
from regard.web.insights.anonymity import anonymous_sources
from regard.web.insights.rows import answered, measured
from regard.web.workspaces.tenancy import TenantQuerySet

MONTHS = 12
PAID = (EventKind.PURCHASED, EventKind.RENEWED, EventKind.UPGRADED, EventKind.DOWNGRADED)
BOUGHT = (EventKind.PURCHASED, EventKind.RENEWED)
Step = tuple[date, float]


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

    `spells` are from when to when it was a customer (None: it still is); `answers` the days and scores of
    0 to 10 that any of its people gave; `bought` is the day of the last purchase or renewal. `undated` says
    that it left on a day that nobody knows, `is_marked` that a file calls one of its people at risk.
    """

    pk: UUID
    is_account: bool
    segment: str = ""
    since: date | None = None
    spells: list[tuple[date, date | None]] = field(default_factory=list)
    money: list[Money] = field(default_factory=list)
    answers: list[tuple[date, float]] = field(default_factory=list)
    bought: date | None = None
    is_lead: bool = False
    undated: bool = False
    people: list[UUID] = field(default_factory=list)
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
    companies = {row["pk"]: Payer(row["pk"], True, row["segment"], _day(row["since"])) for row in _accounts()}
    found, whose, people = dict(companies), dict[UUID, UUID](), defaultdict[UUID, list[dict[str, Any]]](list)
    for row in _customers():
        payer = found.get(row["account_id"]) or found.setdefault(row["pk"], Payer(row["pk"], False))
        payer.segment = payer.segment or row["segment"]
        whose[row["pk"]] = payer.pk
        people[payer.pk].append(row)
    events = _events(whose)
    before = _revisions()
    for payer in found.values():
        _live(payer, people[payer.pk], events.get(payer.pk, []), before)
    for row in _accounts():
        _pay(found[row["pk"]], row, events.get(row["pk"], []), people[row["pk"]], before)
    for payer in found.values():
        if not payer.is_account:
            _pay(payer, people[payer.pk][0], events.get(payer.pk, []), [], before)
    for pk, day, score in _answers(whose):
        if pk in found:
            found[pk].answers.append((day, score))
    return [found[pk] for pk in sorted(found)]


def _accounts() -> TenantQuerySet:
    found: TenantQuerySet = Account.objects.order_by("pk").values(
        "pk", "segment", "since", "monthly_revenue", "currency"
    )
    return found


def _customers() -> TenantQuerySet:
    found: TenantQuerySet = Customer.objects.order_by("pk").values(
        "pk", "account_id", "segment", "since", "monthly_revenue", "currency", "lifecycle_stage"
    )
    return found


def _events(whose: dict[UUID, UUID]) -> dict[UUID, list[tuple[date, str, float | None]]]:
    """What happened with each payer, in its order."""
    found: dict[UUID, list[tuple[date, str, float | None]]] = {}
    kinds = (EventKind.SIGNED_UP, EventKind.CANCELLED, *PAID)
    rows = Event.objects.filter(kind__in=kinds).order_by("at", "pk")
    for customer, account, kind, at, amount in rows.values_list(
        "customer_id", "account_id", "kind", "at", "amount"
    ):
        pk = whose.get(customer, account) if customer else account
        if pk:
            one = (at.date(), kind, None if amount is None else float(amount))
            found.setdefault(pk, []).append(one)
    return found


def _revisions() -> dict[UUID, list[tuple[date, dict[str, Any]]]]:
    """What was known of each customer until which day."""
    found: dict[UUID, list[tuple[date, dict[str, Any]]]] = {}
    rows = CustomerRevision.objects.order_by("customer_id", "number")
    for customer, at, content in rows.values_list("customer_id", "replaced_at", "content"):
        found.setdefault(customer, []).append((at.date(), content))
    return found


def _answers(whose: dict[UUID, UUID]) -> Iterator[tuple[UUID, date, float]]:
    """Every answer from 0 to 10 to "would you recommend us?" whose giver is known, with its payer."""
    said = Answer.objects.filter(
        measured(),
        field_type=FieldType.NPS,
        scale_min=0,
        scale_max=10,
        scale_direction=Direction.HIGH_IS_GOOD,
        feedback__collected_at__isnull=False,
    )
    told = answered()
    known = Feedback.objects.filter(told).exclude(source__in=anonymous_sources())
    rows = said.filter(feedback__in=known.order_by().values("pk")).order_by("feedback__collected_at", "pk")
    columns = ("feedback__customer_id", "feedback__account_id", "feedback__collected_at", "value_number")
    for customer, account, at, score in rows.values_list(*columns).iterator():
        pk = whose.get(customer, account) if customer else account
        if pk:
            yield pk, at.date(), score


def _live(
    payer: Payer,
    people: list[dict[str, Any]],
    events: list[tuple[date, str, float | None]],
    before: dict[UUID, list[tuple[date, dict[str, Any]]]],
) -> None:
    """From when to when it was a customer, by what happened, else by the stages of its people."""
    stages = {row["lifecycle_stage"] for row in people}
    payer.people = [row["pk"] for row in people]
    payer.is_marked = LifecycleStage.AT_RISK in stages
    payer.is_lead = stages == {LifecycleStage.LEAD} and not any(kind in PAID for _, kind, _ in events)
    days = [day for day in (payer.since, *(_day(row["since"]) for row in people)) if day]
    started = min([*days, *(day for day, *_ in events)], default=None)
    if started is None or payer.is_lead:
        payer.undated = stages == {LifecycleStage.CHURNED}
        return
    payer.since = started
    payer.bought = max((day for day, kind, _ in events if kind in BOUGHT), default=None)
    payer.spells = list(_spells(started, events))
    if stages == {LifecycleStage.CHURNED} and payer.spells[-1][1] is None:
        left = _left(people, before)
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


def _left(people: list[dict[str, Any]], before: dict[UUID, list[tuple[date, dict[str, Any]]]]) -> date | None:
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
    events: list[tuple[date, str, float | None]],
    people: list[dict[str, Any]],
    before: dict[UUID, list[tuple[date, dict[str, Any]]]],
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


def _kept(row: dict[str, Any], before: dict[UUID, list[tuple[date, dict[str, Any]]]]) -> Money:
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
