"""Who was held back by what passes is told when it has passed; whoever was told is not asked that day."""

from datetime import timedelta

import pytest

from regard.contacting.ledger import ContactKind
from regard.contacting.rules import ASKED, COUNTED, Rules
from regard.web.changes import retelling, telling
from regard.web.changes.jobs import notices_due
from regard.web.changes.models import Notice, NoticeState
from regard.web.contacts.judging import may_contact
from regard.web.contacts.models import ContactEvent, Outcome, Reason, SuppressionReason
from regard.web.contacts.noting import note
from regard.web.contacts.suppressing import suppress
from regard.web.customers.models import Customer
from regard.web.surveys.models import Survey
from tests.web.changes.test_telling import NOW, receiver, said, sender, told_of

__all__ = ["receiver", "sender", "told_of"]

pytestmark = [pytest.mark.django_db, pytest.mark.enable_socket]

DAY = timedelta(days=1)


@pytest.fixture
def swept(monkeypatch):
    """Let the sweep work at a moment."""

    def at(moment):
        monkeypatch.setattr("regard.web.changes.jobs.timezone.now", lambda: moment)
        return notices_due()

    return at


def asked(customer, *, at):
    note(customer, kind="ask", outcome=Outcome.SENT, at=at, channel="email")


def test_who_was_asked_too_lately_is_told_by_itself_when_that_has_passed(
    told_of, sender, owner, receiver, swept
):
    change = told_of(said(1), said(2))
    first, second = Customer.objects.order_by("external_id")
    asked(first, at=NOW - 3 * DAY)
    suppress("email", second.email, reason=SuppressionReason.UNSUBSCRIBED, at=NOW)
    assert telling.tell(change, by=owner, at=NOW) == 0
    assert retelling.waiting(change, at=NOW) == 1
    lines = ContactEvent.objects.count()
    for day in range(1, 11):
        assert swept(NOW + day * DAY) is False
    assert ContactEvent.objects.count() == lines  # looking again is no contact
    assert swept(NOW + 12 * DAY) is True
    assert [str(mail["To"]) for mail in receiver.mails] == [first.email]
    assert retelling.waiting(change, at=NOW + 12 * DAY) == 0
    for day in (13, 40, 100):
        assert swept(NOW + day * DAY) is False
    assert len(receiver.mails) == 1


def test_of_two_changes_the_second_is_told_a_fortnight_later(told_of, begun, sender, owner, receiver, swept):
    one = told_of(said(1))
    other = begun(title_en="Another", words="q=counter&period=all")
    telling.tell(one, by=owner, at=NOW)
    telling.tell(other, by=owner, at=NOW)
    swept(NOW)
    assert len(receiver.mails) == 1
    swept(NOW + 10 * DAY)
    assert len(receiver.mails) == 1
    swept(NOW + 16 * DAY)
    assert len(receiver.mails) == 2
    assert set(Notice.objects.values_list("state", flat=True)) == {NoticeState.SENT}


def test_what_is_half_a_year_old_is_not_told_any_more(told_of, sender, owner, receiver, swept):
    change = told_of(said(1))
    asked(Customer.objects.get(), at=NOW - DAY)
    telling.tell(change, by=owner, at=NOW)
    assert swept(NOW + 181 * DAY) is False
    assert receiver.mails == []


def test_who_unsubscribes_while_it_waits_is_not_told_and_has_that_reason(
    told_of, sender, owner, receiver, swept
):
    change = told_of(said(1))
    customer = Customer.objects.get()
    asked(customer, at=NOW - DAY)
    telling.tell(change, by=owner, at=NOW)
    suppress("email", customer.email, reason=SuppressionReason.UNSUBSCRIBED, at=NOW)
    swept(NOW + 20 * DAY)
    assert receiver.mails == []
    assert Notice.objects.get().reason == Reason.UNSUBSCRIBED
    assert retelling.waiting(change, at=NOW + 20 * DAY) == 0


def test_the_page_says_who_still_waits(told_of, sender, owner, receiver, client):
    change = told_of(said(1))
    asked(Customer.objects.get(), at=NOW - DAY)
    telling.tell(change, by=owner, at=NOW)
    Notice.objects.update(asked_at=change.created_at)
    client.force_login(owner)
    client.cookies["django_language"] = "en"
    page = client.get(f"/w/qinghe/changes/{change.pk}/").content.decode()
    assert "1 of them still waits" in page


def test_whoever_was_told_is_not_asked_on_the_same_day(told_of, sender, owner, receiver, swept):
    change = told_of(said(1))
    telling.tell(change, by=owner, at=NOW)
    swept(NOW)
    customer = Customer.objects.get()

    def may(at):
        return may_contact(customer, survey=Survey(), channel="email", kind=ContactKind.ASK, at=at)

    assert may(NOW + DAY / 4).reason == Reason.ASKED_LATELY
    assert may(NOW + 15 * DAY).allowed


def test_rules_that_were_kept_before_notices_counted_count_them_too():
    kept = {"key": "rest", "most": 1, "days": 14, "counts": sorted(ASKED)}
    rules = Rules.from_content({"format": "regard.contact-rules/1", "caps": [kept]})
    assert rules.caps[0].counts == COUNTED
    assert ContactKind.NOTICE in COUNTED
    assert ContactKind.NOTICE not in rules.caps[0].holds_for
