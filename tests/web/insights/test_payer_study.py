"""Who pays, since when, until when and how much: by what happened, else by what files said."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest

from regard.web.customers.drafts import CustomerDraft
from regard.web.customers.models import Account, Customer, Event
from regard.web.customers.recording import record as record_customers
from regard.web.feedback.models import Feedback
from regard.web.insights.payer_study import payers
from regard.web.workspaces.tenancy import in_workspace

pytestmark = pytest.mark.django_db
START, LATER, END = date(2024, 1, 10), date(2025, 1, 10), date(2025, 6, 1)


@pytest.fixture(autouse=True)
def _inside(workspace):
    with in_workspace(workspace):
        yield


def at(day):
    return datetime.combine(day, time(12), UTC)


def company(**more):
    return Account.objects.create(external_id="a", name="A", currency="EUR", **more)


def happened(account, *events):
    for day, kind, amount in events:
        Event.objects.create(account=account, kind=kind, at=at(day), amount=amount)


def test_a_company_is_one_payer_with_all_its_people():
    account = company(since=at(START), segment="group")
    for name in ("p", "q"):
        Customer.objects.create(external_id=name, account=account)
    Customer.objects.create(external_id="alone", since=at(LATER), segment="solo")
    found = payers()
    assert sorted((one.is_account, one.segment) for one in found) == [(False, "solo"), (True, "group")]


def test_a_company_has_the_first_segment_that_one_of_its_people_has():
    account = company(since=at(START))
    for name, segment in (("p", ""), ("q", "group"), ("r", "solo")):
        Customer.objects.create(external_id=name, account=account, segment=segment)
    assert [one.segment for one in payers()] == ["group"]


def test_a_company_is_there_since_its_first_person_and_left_when_a_file_first_said_so_of_the_last(noon):
    account = company()
    drafts = [{"external_id": name, "account": account.external_id} for name in ("p", "q")]
    here = [CustomerDraft(**one, since=at(day)) for one, day in zip(drafts, (LATER, START), strict=True)]
    record_customers(here, at=noon)
    assert [(one.spells, one.undated) for one in payers()] == [([(START, None)], False)]
    record_customers([CustomerDraft(**drafts[0], lifecycle_stage="churned")], at=noon)
    assert payers()[0].is_here
    later = noon + timedelta(days=3)
    record_customers([CustomerDraft(**drafts[1], lifecycle_stage="churned")], at=later)
    assert [(one.spells, one.undated) for one in payers()] == [([(START, later.date())], False)]


def test_revenue_is_that_of_the_day_by_the_years_contract():
    account = company(since=at(START), monthly_revenue=0)
    happened(
        account,
        (START, "purchased", 1200),
        (LATER, "upgraded", 2400),
        (END, "cancelled", None),
    )
    (one,) = payers()
    assert one.spells == [(START, END)]
    assert [one.revenue(day) for day in (date(2023, 1, 1), START, LATER, END)] == [0, 100, 200, 0]
    assert not one.is_here
    assert one.currency == "EUR"


def test_who_comes_back_is_a_customer_anew():
    account = company(since=at(START), monthly_revenue=100)
    back = date(2025, 9, 1)
    happened(account, (START, "purchased", 1200), (END, "cancelled", None), (back, "purchased", 1200))
    (one,) = payers()
    assert one.spells == [(START, END), (back, None)]
    assert [one.revenue(day) for day in (END, back)] == [0, 100]
    assert one.is_here
    assert one.bought == back


def test_a_lead_is_no_customer_yet():
    account = company(since=at(START))
    Customer.objects.create(external_id="p", account=account, lifecycle_stage="lead")
    (one,) = payers()
    assert (one.is_lead, one.is_here, one.spells) == (True, False, [])


def test_without_events_the_day_of_leaving_is_that_of_the_file_that_said_so(noon):
    draft = {"external_id": "p", "since": at(START), "monthly_revenue": Decimal(50), "currency": "CNY"}
    record_customers([CustomerDraft(**draft, lifecycle_stage="active")], at=noon)
    assert payers()[0].is_here
    record_customers([CustomerDraft(**draft, lifecycle_stage="churned")], at=noon)
    (one,) = payers()
    assert one.spells == [(START, noon.date())]
    assert not one.undated


def test_who_was_churned_from_the_first_file_on_left_on_a_day_that_nobody_knows():
    Customer.objects.create(external_id="p", since=at(START), lifecycle_stage="churned")
    (one,) = payers()
    assert one.undated
    assert not one.is_here


def test_before_the_books_nobody_knows_what_was_paid():
    Customer.objects.create(external_id="p", since=at(START), monthly_revenue=50, currency="CNY")
    (one,) = payers()
    assert one.revenue(LATER) is None
    assert one.revenue(date(2023, 1, 1)) == 0
    assert one.revenue(date(2999, 1, 1)) == 50


def test_a_company_without_a_revenue_of_its_own_pays_what_its_people_do_in_one_currency():
    account = Account.objects.create(external_id="a", name="A", since=at(START))
    for name, currency in (("p", "EUR"), ("q", "EUR")):
        Customer.objects.create(
            external_id=name, account=account, monthly_revenue=30, currency=currency, since=at(START)
        )
    assert payers()[0].revenue(date(2999, 1, 1)) == 60
    Customer.objects.create(external_id="r", account=account, monthly_revenue=30, currency="CNY")
    (one,) = payers()
    assert one.currency is None
    assert one.revenue(date(2999, 1, 1)) is None


def test_nobody_pays_where_there_is_nobody():
    assert payers() == []
    assert not Feedback.objects.exists()
