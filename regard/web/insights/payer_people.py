"""The people of each payer: of a company what it takes of all of them together, never all of them."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import Min, OuterRef, Subquery

from regard.web.customers.models import Account, Customer, CustomerRevision, LifecycleStage

FIELDS = ("pk", "account_id", "segment", "since", "monthly_revenue", "currency", "lifecycle_stage")
AT_ONCE = 2_000  # companies of one statement

Row = dict[str, Any]


@dataclass
class People:
    """Their stages, since when the first of them is there, the first segment that one of them has.

    `rows` are of those who are looked at one by one: a person without a company, and the people of a company
    that all of them left, of whom a file once said something else. `paying` are those whose own payments
    stand in for those of their company.
    """

    stages: frozenset[str] = frozenset()
    since: date | None = None
    segment: str = ""
    rows: tuple[Row, ...] = ()
    paying: tuple[Row, ...] = ()


NOBODY = People()


def people_of_payers() -> dict[UUID, People]:
    """By the id of their company, or their own where they have none."""
    found = _together()
    for pk, segment in _segments():
        if pk in found:
            found[pk].segment = segment
    for row in _gone([pk for pk, one in found.items() if one.stages == {LifecycleStage.CHURNED}]):
        found[row["account_id"]].rows += (row,)
    paying = Customer.objects.filter(monthly_revenue__isnull=False, account__monthly_revenue__isnull=True)
    for row in paying.exclude(account=None).order_by("pk").values(*FIELDS):
        found[row["account_id"]].paying += (row,)
    for row in Customer.objects.filter(account=None).order_by("pk").values(*FIELDS):
        stages = frozenset([row["lifecycle_stage"]])
        found[row["pk"]] = People(stages, _day(row["since"]), row["segment"], rows=(row,))
    return found


def _together() -> dict[UUID, People]:
    """The stages and the first day of the people of each company."""
    rows = Customer.objects.exclude(account=None).order_by().values_list("account_id", "lifecycle_stage")
    found: dict[UUID, People] = {}
    for pk, stage, since in rows.annotate(first=Min("since")):
        one = found.setdefault(pk, People())
        one.stages |= {stage}
        one.since = min([day for day in (one.since, _day(since)) if day], default=None)
    return found


def _segments() -> Iterator[tuple[UUID, str]]:
    """The segment of the first person who has one, of companies without a segment of their own."""
    named = Customer.objects.filter(account=OuterRef("pk")).exclude(segment="").order_by("pk")
    rows = Account.objects.filter(segment="").annotate(of_people=Subquery(named.values("segment")[:1]))
    yield from rows.exclude(of_people=None).order_by().values_list("pk", "of_people")


def _gone(companies: Collection[UUID]) -> Iterator[Row]:
    """The people of these companies, of those where anything was ever known otherwise."""
    revised = CustomerRevision.objects.exclude(customer__account=None).order_by()
    known = set(revised.values_list("customer__account_id", flat=True).distinct())
    ids = iter(sorted(known.intersection(companies)))
    while some := list(islice(ids, AT_ONCE)):
        yield from Customer.objects.filter(account__in=some).order_by("pk").values(*FIELDS)


def _day(at: datetime | None) -> date | None:
    return at.date() if at else None
