"""Who answered by a text message, or has no e-mail, is told by one: once, within the same rules."""

from datetime import timedelta

import pytest

from regard.web import sealing
from regard.web.changes import telling
from regard.web.changes.models import Notice, NoticeState
from regard.web.changes.sending import send_due
from regard.web.channels.models import Sender
from regard.web.channels.segments import length
from regard.web.channels.smtp import PURPOSE
from regard.web.channels.stopping import is_stopped, stop_number
from regard.web.contacts.models import ContactEvent, Outcome, Reason
from regard.web.contacts.noting import note
from regard.web.contacts.preferring import prefer
from regard.web.customers.models import Customer
from regard.web.feedback.models import Feedback
from tests.web.changes.test_telling import NASTY, NOW, receiver, said, sender, told_of
from tests.web.channels.test_texting import provider

__all__ = ["provider", "receiver", "sender", "told_of"]

pytestmark = [pytest.mark.django_db, pytest.mark.enable_socket]


@pytest.fixture(autouse=True)
def _both_are_let_out(settings, provider, receiver):
    ports = (provider.server_port, receiver.port)
    settings.OUTBOUND_ALLOWED = frozenset(f"127.0.0.1:{port}" for port in ports)


@pytest.fixture
def number(inside, provider, owner):
    """A number that writes text messages."""
    return Sender.objects.create(
        kind="sms", channel="sms", name="Mei", address="+4930123456", created_at=NOW, created_by=owner,
        options={"account": "AC1", "url": f"http://127.0.0.1:{provider.server_port}"},
        sealed_secrets={"password": sealing.seal("key", purpose=PURPOSE)},
    )  # fmt: skip


@pytest.fixture
def reachable(told_of):
    """A change with the words of guest 1 to 3: by e-mail alone, by phone alone, by both."""

    def of(text="The counter is slow.", **more):
        change = told_of(*(said(n, text) for n in (1, 2, 3)), **more)
        for n in (2, 3):
            guest(n).identities.create(kind="phone", value=f"+49 151 1234567{n}")
        Customer.objects.filter(external_id="p2").update(email="")
        return change

    return of


def guest(n):
    return Customer.objects.get(external_id=f"p{n}")


def answered_by_text(n):
    Feedback.objects.filter(customer=guest(n)).update(channel="sms")


def test_without_an_e_mail_by_text_and_with_one_by_e_mail(
    reachable, sender, number, owner, receiver, provider
):
    change = reachable()
    reckoning = telling.reckon(change, at=NOW)
    assert (reckoning.reached, reckoning.by_text, reckoning.silent) == (3, 1, [])
    assert telling.tell(change, by=owner, at=NOW) == 3
    assert send_due(at=NOW) == 3
    assert sorted(str(mail["To"]) for mail in receiver.mails) == ["guest1@example.com", "guest3@example.com"]
    assert [fields["To"] for _path, _headers, fields in provider.heard] == ["+4915112345672"]
    sent = ContactEvent.objects.filter(kind="notice", outcome=Outcome.SENT)
    assert sorted(sent.values_list("channel", flat=True)) == ["email", "email", "sms"]
    assert telling.tell(change, by=owner, at=NOW + timedelta(days=60)) == 0
    assert send_due(at=NOW + timedelta(days=60)) == 0
    assert len(provider.heard) == 1


def test_who_answered_by_text_is_told_by_text(reachable, sender, number, owner, receiver, provider):
    change = reachable()
    answered_by_text(3)
    answered_by_text(1)  # and has no number: by e-mail
    telling.tell(change, by=owner, at=NOW)
    send_due(at=NOW)
    assert [str(mail["To"]) for mail in receiver.mails] == ["guest1@example.com"]
    assert sorted(fields["To"] for *_rest, fields in provider.heard) == ["+4915112345672", "+4915112345673"]


@pytest.mark.parametrize(("has", "reached", "by_text"), [("mail", 2, 0), ("text", 2, 2)])
def test_with_one_of_both_senders_it_is_that_one(
    reachable, request, owner, has, reached, by_text, receiver, provider
):
    request.getfixturevalue({"mail": "sender", "text": "number"}[has])
    change = reachable()
    found = telling.reckon(change, at=NOW)
    assert (found.reached, found.by_text) == (reached, by_text)
    assert found.silent == [("no address for this channel", 1)]
    telling.tell(change, by=owner, at=NOW)
    send_due(at=NOW)
    assert (len(receiver.mails), len(provider.heard)) == (reached - by_text, by_text)


def test_a_number_for_whatsapp_sends_no_notices(reachable, number, owner):
    Sender.objects.update(kind="whatsapp")
    with pytest.raises(telling.NoSender):
        telling.tell(reachable(), by=owner, at=NOW)


def test_the_text_quotes_a_few_of_their_words_in_one_line_and_can_be_stopped(
    reachable, number, owner, provider, client
):
    change = reachable(NASTY + " and on" * 40)
    prefer(guest(2), at=NOW, language="zh-hans")
    telling.tell(change, by=owner, at=NOW)
    send_due(at=NOW)
    by_number = {fields["To"]: fields["Body"] for *_rest, fields in provider.heard}
    english, chinese = by_number["+4915112345673"], by_number["+4915112345672"]
    first, last = english.splitlines()
    assert first.startswith(
        "Qinghe Teahouses 清河茶馆: You told us: “The counter <img src=x onerror=alert(1)> Bcc:"
    )
    assert "…” What came of it: A second counter" in first
    assert "您告诉我们" in chinese and "增设第二个柜台" in chinese
    path = last.rpartition(": ")[2].removeprefix("https://ask.example.com")
    assert client.post(path).status_code == 200
    assert is_stopped(guest(3))


def test_the_budget_and_every_refusal_hold_for_a_text_as_well(reachable, number, owner, provider):
    change = reachable()
    note(guest(2), kind="ask", outcome=Outcome.SENT, at=NOW - timedelta(days=3), channel="sms")
    stop_number("+4915112345673", at=NOW)
    assert telling.tell(change, by=owner, at=NOW) == 0
    assert dict(Notice.objects.values_list("customer__external_id", "reason")) == {
        "p1": Reason.NO_ADDRESS,
        "p2": Reason.ASKED_LATELY,
        "p3": Reason.UNSUBSCRIBED,
    }


def test_who_writes_stop_while_it_waits_is_not_told(reachable, number, owner, provider):
    telling.tell(reachable(), by=owner, at=NOW)
    for n in (2, 3):
        stop_number(f"+491511234567{n}", at=NOW)
    send_due(at=NOW)
    assert provider.heard == []
    assert set(Notice.objects.values_list("reason", flat=True)) == {Reason.NO_ADDRESS, Reason.UNSUBSCRIBED}


@pytest.mark.parametrize(
    ("status", "state", "calls"),
    [
        (400, NoticeState.FAILED, 1),
        (401, NoticeState.SENT, 2),
        (429, NoticeState.SENT, 2),
        (504, NoticeState.SENT, 1),
    ],
)
def test_what_was_not_taken_is_tried_again_and_what_perhaps_was_is_not(
    reachable, number, owner, provider, status, state, calls
):
    change = reachable()
    guest(3).identities.all().delete()
    telling.tell(change, by=owner, at=NOW)
    provider.status = status
    send_due(at=NOW)
    provider.status = 201
    send_due(at=NOW + timedelta(minutes=10))
    assert Notice.objects.get(customer=guest(2)).state == state
    assert len(provider.heard) == calls


@pytest.mark.parametrize(
    ("language", "heading"), [("en", "The same as a text message"), ("zh-hans", "短信形式的同一内容")]
)
def test_the_page_shows_the_text_and_how_long_it_is(reachable, sender, number, go, owner, language, heading):
    change = reachable()
    page = go(owner, "tell", change.pk, language=language).content.decode()
    assert heading in page
    (name, text, shown), *_others = go(owner, "tell", change.pk, language=language).context["texts"]
    assert (name, shown) == ("English", length(text))
    assert "A second counter" in text
    telling.tell(change, by=owner, at=NOW)
    told = go(owner, "told", change.pk, language=language).content.decode()
    assert {"en": "SMS", "zh-hans": "短信"}[language] in told


def test_where_no_e_mail_leaves_only_the_text_is_shown(reachable, number, go, owner):
    page = go(owner, "tell", reachable().pk)
    assert (page.context["letters"], len(page.context["texts"])) == ([], 2)
    assert "What they would read" in page.content.decode()
    assert "The same as a text message" not in page.content.decode()


def test_without_a_number_of_ours_no_text_is_shown(reachable, sender, go, owner):
    page = go(owner, "tell", reachable().pk)
    assert page.context["texts"] == []
    assert "The same as a text message" not in page.content.decode()
