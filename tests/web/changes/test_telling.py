"""Whoever's words led to a change is told once, in their language, within what they may be asked."""

from datetime import timedelta

import pytest
from django.urls import reverse

from regard.web.changes import filing, telling
from regard.web.changes.jobs import notices_due
from regard.web.changes.letters import Told, written
from regard.web.changes.models import Notice, NoticeState
from regard.web.changes.sending import send_due
from regard.web.channels.models import Sender
from regard.web.channels.stopping import is_stopped
from regard.web.contacts.models import ContactEvent, Outcome, Reason, SuppressionReason
from regard.web.contacts.noting import note
from regard.web.contacts.preferring import prefer
from regard.web.contacts.suppressing import suppress
from regard.web.customers.matching import Person
from regard.web.customers.models import Customer
from regard.web.feedback.recording import record
from regard.web.insights.anonymity import anonymous_sources
from regard.web.surveys import making, publishing
from tests.web.changes.conftest import START, answered, on
from tests.web.channels.conftest import receiver

__all__ = ["receiver"]

pytestmark = [pytest.mark.django_db, pytest.mark.enable_socket]

NOW = on(START + timedelta(days=1), 12)
NASTY = "The counter <img src=x onerror=alert(1)>\r\nBcc: eve@evil.example"


@pytest.fixture
def sender(inside, receiver, owner):
    options = {"host": "127.0.0.1", "port": receiver.port, "security": "none", "user": ""}
    return Sender.objects.create(
        name="Mei 梅",
        address="mei@qinghe.example.com",
        postal_address="1 Tea Lane",
        options=options,
        created_at=NOW,
        created_by=owner,
    )


@pytest.fixture
def told_of(begun, survey, promised, owner):
    """A change that is locked, with the words of some customers before it."""

    def of(*drafts, **more):
        record(survey, list(drafts), at=on(START - timedelta(days=20)))
        return begun(**more)

    return of


def said(number, text="The counter is slow.", **more):
    return answered(number, START - timedelta(days=20), 2, text=text, **more)


def test_each_person_gets_one_letter_however_often_they_said_it(told_of, sender, owner, receiver):
    again = Person(external_id="p1", name="Guest 1", email="guest1@example.com")
    change = told_of(said(1), said(2), said(3, "The counter, again.", person=again))
    assert telling.tell(change, by=owner, at=NOW) == 2
    assert send_due(at=NOW) == 2
    assert telling.tell(change, by=owner, at=NOW + timedelta(days=60)) == 0
    assert send_due(at=NOW + timedelta(days=60)) == 0
    assert sorted(str(mail["To"]) for mail in receiver.mails) == ["guest1@example.com", "guest2@example.com"]


def test_the_letter_quotes_their_own_words_as_text_and_can_be_stopped_by_one_click(
    told_of, sender, owner, receiver, client
):
    change = told_of(said(1, NASTY))
    telling.tell(change, by=owner, at=NOW)
    send_due(at=NOW)
    mail = receiver.mails[0]
    html = mail.get_body(("html",)).get_content()
    assert "&lt;img src=x onerror=alert(1)&gt; Bcc: eve@evil.example" in html
    assert "<img" not in html
    assert mail["Bcc"] is None
    assert mail["Subject"] == "What came of what you told us: A second counter"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = mail["List-Unsubscribe"].strip("<>").removeprefix("https://ask.example.com")
    customer = Customer.objects.get(external_id="p1")
    assert client.get(path).status_code == 200
    assert not is_stopped(customer)
    assert client.post(path).status_code == 200
    assert is_stopped(customer)


def test_it_is_written_in_the_language_of_the_customer(told_of, sender, owner, receiver):
    change = told_of(said(1), said(2))
    Customer.objects.filter(external_id="p1").update(language="zh")
    prefer(Customer.objects.get(external_id="p2"), at=NOW, language="en")
    telling.tell(change, by=owner, at=NOW)
    send_due(at=NOW)
    by_address = {str(mail["To"]): mail for mail in receiver.mails}
    chinese = by_address["guest1@example.com"].get_body(("plain",)).get_content()
    assert "增设第二个柜台" in chinese
    assert "您告诉我们" in chinese
    assert "A second counter" in by_address["guest2@example.com"].get_body(("plain",)).get_content()


def test_everybody_who_is_not_told_has_a_reason(told_of, sender, owner, receiver):
    nameless = answered(9, START - timedelta(days=20), 2, text="The counter!", person=Person())
    change = told_of(said(1), said(2), said(3), said(4), nameless)
    by_id = {one.external_id: one for one in Customer.objects.all()}
    suppress("email", by_id["p1"].email, reason=SuppressionReason.UNSUBSCRIBED, at=NOW)
    Customer.objects.filter(pk=by_id["p2"].pk).update(email="")
    note(by_id["p3"], kind="ask", outcome=Outcome.SENT, at=NOW - timedelta(days=3), channel="email")
    reckoning = telling.reckon(change, at=NOW)
    assert (reckoning.reached, reckoning.nameless) == (1, 1)
    assert sorted(reckoning.silent) == [
        ("asked too recently", 1),
        ("does not want to be asked", 1),
        ("no address for this channel", 1),
    ]
    telling.tell(change, by=owner, at=NOW)
    kept = dict(Notice.objects.values_list("customer__external_id", "reason"))
    assert kept == {
        "p1": Reason.UNSUBSCRIBED,
        "p2": Reason.NO_ADDRESS,
        "p3": Reason.ASKED_LATELY,
        "p4": "",
    }
    lines = ContactEvent.objects.filter(kind="notice", outcome=Outcome.NOT_SENT)
    assert sorted(lines.values_list("reason", flat=True)) == sorted(
        [Reason.UNSUBSCRIBED, Reason.NO_ADDRESS, Reason.ASKED_LATELY]
    )


def test_who_was_asked_too_lately_can_be_told_later_and_who_is_gone_never(told_of, sender, owner, receiver):
    change = told_of(said(1), said(2))
    first, second = Customer.objects.order_by("external_id")
    note(first, kind="ask", outcome=Outcome.SENT, at=NOW - timedelta(days=3), channel="email")
    suppress("email", second.email, reason=SuppressionReason.UNSUBSCRIBED, at=NOW)
    assert telling.tell(change, by=owner, at=NOW) == 0
    later = NOW + timedelta(days=30)
    assert telling.reckon(change, at=later).again == 1
    assert telling.tell(change, by=owner, at=later) == 1
    send_due(at=later)
    assert [str(mail["To"]) for mail in receiver.mails] == [first.email]


def test_two_changes_do_not_write_to_one_person_in_one_fortnight(told_of, begun, sender, owner, receiver):
    one = told_of(said(1))
    other = begun(title_en="Another", words="q=counter&period=all")
    telling.tell(one, by=owner, at=NOW)
    telling.tell(other, by=owner, at=NOW)
    send_due(at=NOW)
    assert len(receiver.mails) == 1
    assert sorted(Notice.objects.values_list("state", flat=True)) == [NoticeState.NOT_TOLD, NoticeState.SENT]


def test_who_asks_to_be_left_alone_while_it_waits_is_not_told(told_of, sender, owner, receiver):
    change = told_of(said(1))
    telling.tell(change, by=owner, at=NOW)
    suppress("email", "guest1@example.com", reason=SuppressionReason.UNSUBSCRIBED, at=NOW)
    send_due(at=NOW)
    assert receiver.mails == []
    assert Notice.objects.get().reason == Reason.UNSUBSCRIBED


def test_a_server_that_does_not_know_the_address_ends_it(told_of, sender, owner, receiver):
    receiver.says["RCPT"] = "550 5.1.1 no such person"
    change = told_of(said(1))
    telling.tell(change, by=owner, at=NOW)
    send_due(at=NOW)
    notice = Notice.objects.get()
    assert (notice.state, notice.reason) == (NoticeState.FAILED, Reason.BOUNCED)
    assert telling.reckon(change, at=NOW + timedelta(days=90)).reached == 0


def test_a_server_that_is_gone_keeps_the_notice_waiting(told_of, sender, owner, receiver):
    Sender.objects.update(options={**sender.options, "port": 1})
    change = told_of(said(1))
    telling.tell(change, by=owner, at=NOW)
    assert send_due(at=NOW) == 0
    assert Notice.objects.get().state == NoticeState.WAITING
    Sender.objects.update(options=sender.options)
    assert send_due(at=NOW + timedelta(minutes=6)) == 1
    assert len(receiver.mails) == 1


def test_what_was_perhaps_sent_is_never_sent_again(told_of, sender, owner, receiver):
    receiver.says["DATA"] = "keep and drop"
    change = told_of(said(1))
    telling.tell(change, by=owner, at=NOW)
    send_due(at=NOW)
    receiver.says.clear()
    send_due(at=NOW + timedelta(days=20))
    assert len(receiver.mails) == 1
    assert Notice.objects.get().problem.startswith("perhaps sent")


def test_a_worker_that_died_behind_the_handover_is_not_followed_by_a_second_letter(
    told_of, sender, owner, receiver
):
    change = told_of(said(1))
    telling.tell(change, by=owner, at=NOW)
    Notice.objects.update(state=NoticeState.SENDING, was_handed_over=True)
    assert send_due(at=NOW) == 1
    assert receiver.mails == []
    assert Notice.objects.get().state == NoticeState.SENT


def test_the_words_of_an_anonymous_survey_are_never_told_of(begun, owner, inside, sender):
    made = making.make("nps", name="Anonymous", by=owner, at=NOW)
    made.draft["anonymous"] = True
    made.save()
    publishing.publish(made, by=owner, at=NOW)
    record(made.source, [said(n) for n in range(12)], at=on(START - timedelta(days=20)))
    assert anonymous_sources() == {made.source_id}
    change = begun()
    assert change.voices.count() == 0
    assert telling.tell(change, by=owner, at=NOW) == 0


def test_without_a_sender_nothing_is_promised(told_of, owner):
    with pytest.raises(telling.NoSender):
        telling.tell(told_of(said(1)), by=owner, at=NOW)


def test_the_sweep_tells_those_who_wait(told_of, sender, owner, receiver, monkeypatch):
    monkeypatch.setattr("regard.web.changes.jobs.timezone.now", lambda: NOW)
    telling.tell(told_of(said(1)), by=owner, at=NOW)
    assert notices_due() is True
    assert notices_due() is False
    assert len(receiver.mails) == 1


def test_what_will_not_be_done_is_told_with_its_reason_and_the_page_where_there_is_one(
    promised, survey, owner, sender
):
    record(survey, [said(1)], at=on(START - timedelta(days=20)))
    change = promised()
    filing.turn_down(change, by=owner, at=NOW)
    customer = Customer.objects.get()
    bare = written(change, Told(customer, None, "https://stop.example"), sender=sender, at=NOW)
    assert "We won’t do it: A second counter" in bare.text
    assert "/decisions/" not in bare.text
    filing.publish(change, by=owner, at=NOW, shown=True)
    filing.open_page(by=owner, at=NOW, is_on=True, is_listed=False)
    shown = written(change, Told(customer, None, "https://stop.example"), sender=sender, at=NOW)
    assert reverse("decisions:one", args=["qinghe", change.pk]) in shown.text
