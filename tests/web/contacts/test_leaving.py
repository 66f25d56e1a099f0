"""Somebody is erased: nothing more leaves, what was sent still counts, and nobody asks them again."""

from datetime import timedelta

import pytest

from regard.contacting.rules import DEFAULT, Rules, Verdict
from regard.web.channels.own_page import erase
from regard.web.contacts import knowing
from regard.web.contacts.after_events import take_next
from regard.web.contacts.drawing import draw_due
from regard.web.contacts.happening import happen
from regard.web.contacts.inviting import invite
from regard.web.contacts.judging import may_contact
from regard.web.contacts.models import ContactEvent, Happening
from regard.web.contacts.noting import note
from regard.web.contacts.ruling import change_rules
from regard.web.contacts.standing import standing_of
from regard.web.customers.matching import Person
from regard.web.customers.models import Customer

pytestmark = pytest.mark.django_db


@pytest.fixture
def three_a_company(nps, owner, noon):
    """At most three contacts of a company in ninety days."""
    caps = [{"key": "quarter", "most": 3, "days": 90, "each": "account"}]
    return change_rules(Rules.from_content(DEFAULT.to_content() | {"caps": caps}), by=owner, at=noon)


@pytest.mark.parametrize("many", [0, 500])
def test_what_they_were_sent_still_counts_for_their_company(
    customers, nps, three_a_company, noon, monkeypatch, many
):
    """Whether single people are asked about, or a whole audience is read."""
    monkeypatch.setattr(knowing, "MANY", many)
    ada, bo, _chen = customers
    for days in range(3):
        at = noon - timedelta(days=days)
        note(ada, kind="ask", outcome="sent", at=at, survey=nps, channel="email")
    erase(ada, at=noon)
    verdict = may_contact(bo, survey=nps, channel="email", kind="ask", at=noon)
    assert verdict == Verdict(False, "account_cap", "quarter")


def test_what_is_on_its_way_is_taken_back_and_uses_up_nobodys_budget(customers, nps, three_a_company, noon):
    ada, bo, _chen = customers
    waiting = [invite(nps, ada, channel="email", due_at=noon, at=noon) for _place in range(3)]
    assert not may_contact(bo, survey=nps, channel="email", kind="ask", at=noon, on_the_way=True).allowed
    erase(ada, at=noon)
    waiting[0].refresh_from_db()
    assert (waiting[0].customer, waiting[0].withdrawn_at) == (None, noon)
    assert may_contact(bo, survey=nps, channel="email", kind="ask", at=noon, on_the_way=True).allowed


def test_a_campaign_goes_on_without_them_and_its_numbers_still_add_up(campaign, crowd, noon):
    made = campaign(trigger="rolling", per_day=10)
    draw_due(at=noon)
    asked = made.invitations.first().customer
    unasked = Customer.objects.exclude(invitations__campaign=made).first()
    erase(asked, at=noon)
    erase(unasked, at=noon)
    for day in range(1, 5):
        draw_due(at=noon + timedelta(days=day))
    found = standing_of(made, at=noon + timedelta(days=5))
    assert (found.invited, found.waiting, found.total) == (38, 0, 38)


def test_who_comes_back_by_a_file_is_not_asked_again(campaign, customers, noon):
    ada = customers[0]
    erase(ada, at=noon)
    back = Customer.objects.create(external_id="c-1", name="Ada", email="ADA@example.com")
    made = campaign()
    draw_due(at=noon)
    line = ContactEvent.objects.get(customer=back)
    assert (line.reason, made.invitations.filter(customer=back).exists()) == ("unsubscribed", False)


def test_what_happened_to_them_asks_nobody(campaign, customers, csat, noon):
    made = campaign(csat, trigger="event", event_kind="order.delivered")
    happen("order.delivered", key="o-1", person=Person(external_id="c-1"), at=noon, now=noon)
    erase(customers[0], at=noon)
    assert (take_next(at=noon), Happening.objects.count(), made.invitations.count()) == (0, 0, 0)
