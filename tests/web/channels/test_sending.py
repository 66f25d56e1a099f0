"""E-mails to a real receiver: what arrives, to whom, and what is noted of it."""

import re
from datetime import timedelta
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

import pytest

from regard.web.answering.models import Response, Submission
from regard.web.channels.models import Message
from regard.web.channels.preparing import prepare
from regard.web.channels.sending import send, send_next
from regard.web.contacts.inviting import invite
from regard.web.contacts.models import ContactEvent, Preference, Suppression
from regard.web.contacts.suppressing import suppress
from tests.web.asking import hidden
from tests.web.channels.conftest import LATER

pytestmark = pytest.mark.django_db


class Links(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        if tag == "a":
            self.found.append(dict(attrs)["href"])


def asked_by_mail(sender, noon, *, after=LATER):
    prepare(at=noon)
    return send_next(sender, at=noon + after)


def lines():
    return list(ContactEvent.objects.order_by("at", "id").values_list("kind", "outcome", "reason", "rule"))


def test_a_message_arrives_with_a_link_for_each_score_in_both_parts(invited, sender, receiver, noon):
    assert asked_by_mail(sender, noon) == 1
    (mail,) = receiver.mails
    html = mail.get_body(("html",)).get_content()
    text = mail.get_body(("plain",)).get_content()
    scores = [link for link in Links(html).found if "score=" in link]
    assert [re.search(r"score=(\d+)&", link)[1] for link in scores] == [str(score) for score in range(11)]
    assert all(link.startswith("https://ask.example.com/i/") for link in scores)
    assert [link in text for link in scores] == [True] * 11
    assert "Hello Ada," in text and "Mei 梅 from Qinghe" in text and "1 Tea Lane" in html
    assert "prefers-color-scheme:dark" in html


def test_the_headers_are_ours_and_no_others(invited, sender, receiver, noon):
    asked_by_mail(sender, noon)
    (mail,), (envelope,) = receiver.mails, receiver.envelopes
    own = [
        "From", "To", "Subject", "Date", "Message-ID", "List-Unsubscribe", "List-Unsubscribe-Post",
        "Auto-Submitted", "MIME-Version", "Content-Type",
    ]  # fmt: skip
    assert [name for name in mail.keys() if not name.startswith("X-")] == own  # noqa: SIM118 - repeated ones, too
    assert (envelope.mail_from, envelope.rcpt_tos) == ("mei@qinghe.example.com", ["ada@example.com"])
    assert str(mail["From"]) == "Mei 梅 from Qinghe <mei@qinghe.example.com>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert re.fullmatch(r"<https://ask\.example\.com/u/[\w-]{43}/>", mail["List-Unsubscribe"])
    raw = envelope.original_content
    assert b"List-Unsubscribe: <https" in raw
    assert max(len(line) for line in raw.split(b"\r\n")) <= 120
    assert mail["Message-ID"] == Message.objects.get().message_id


def test_what_was_sent_stands_in_the_ledger_once(invited, sender, receiver, noon):
    asked_by_mail(sender, noon)
    assert asked_by_mail(sender, noon, after=LATER * 2) == 0
    invited.refresh_from_db()
    assert (len(receiver.mails), lines()) == (1, [("ask", "sent", "", "")])
    assert invited.sent_at == noon + LATER
    assert (Message.objects.get().state, Message.objects.get().tries) == ("sent", 1)


def test_a_person_clicks_a_score_and_sends_it_in_two_clicks(invited, sender, receiver, noon, client):
    asked_by_mail(sender, noon)
    html = receiver.mails[0].get_body(("html",)).get_content()
    nine = next(link for link in Links(html).found if "score=9" in link)
    path = nine.removeprefix("https://ask.example.com")
    shown = client.get(path)
    assert Response.objects.count() == 0
    client.post(path.partition("?")[0], hidden(shown) | {"score": "9"})
    assert Response.objects.get().values == {"score": 9}
    assert Response.objects.get().invitation == invited


def test_a_crawler_that_follows_every_link_leaves_no_answer_and_unsubscribes_nobody(
    invited, sender, receiver, noon, client
):
    asked_by_mail(sender, noon)
    mail = receiver.mails[0]
    links = Links(mail.get_body(("html",)).get_content()).found
    assert len(links) == 11 + 3  # the scores, the trap, unsubscribe and the own page

    def crawl():
        for link in links:
            path = link.removeprefix("https://ask.example.com")
            for method in (client.head, client.get):
                assert method(path, follow=True).status_code == 200

    crawl()
    assert (Response.objects.count(), Suppression.objects.count()) == (0, 0)
    assert (Preference.objects.count(), ContactEvent.objects.count()) == (0, 1)
    send_score(client, mail, 9)
    kept = Response.objects.values("values", "state", "number", "last_at").get()
    crawl()  # and once more, behind an answer
    assert Response.objects.values("values", "state", "number", "last_at").get() == kept
    assert kept["values"] == {"score": 9}


def send_score(client, mail, score):
    """Click a score in the mail, and send what the page shows: the two clicks of a person."""
    html = mail.get_body(("html",)).get_content()
    link = next(one for one in Links(html).found if f"score={score}&" in one)
    path = link.removeprefix("https://ask.example.com")
    shown = client.get(path, follow=True)
    assert f'value="{score}" checked' in shown.content.decode()
    where = shown.redirect_chain[-1][0] if shown.redirect_chain else path
    return client.post(where.partition("?")[0], hidden(shown) | {"score": str(score)})


def test_three_and_then_nine_is_one_answer_of_nine_with_three_in_its_history(
    invited, sender, receiver, noon, client
):
    asked_by_mail(sender, noon)
    for score in (3, 9, 9):
        send_score(client, receiver.mails[0], score)
    one = Response.objects.get()
    assert one.values["score"] == 9
    history = Submission.objects.filter(response=one).order_by("number").values_list("values", flat=True)
    assert [values["score"] for values in history][:2] == [3, 9]
    assert {values["score"] for values in list(history)[1:]} == {9}


def test_who_asked_also_reminds_though_another_sender_came_first(invited, sender, receiver, noon, owner):
    asked_by_mail(sender, noon)
    week = noon + timedelta(days=7)
    type(invited).objects.update(remind_at=week)
    type(sender).objects.create(
        name="Bo", address="bo@qinghe.example.com", options=sender.options, created_at=noon - LATER
    )
    prepare(at=week)
    assert Message.objects.get(kind="reminder").sender == sender


def test_messages_leave_in_the_working_hours_of_where_the_person_is(customers, nps, sender, noon, workspace):
    type(workspace).objects.update(time_zone="Europe/Berlin")
    zones = {"Asia/Shanghai": "Asia/Shanghai", "Mars/Base": "UTC", "../../etc/passwd": "UTC", 7: "UTC"}
    for n, said in enumerate(zones):
        one = type(customers[0]).objects.create(
            external_id=f"z-{n}", email=f"z{n}@example.com", attributes={"time_zone": said},
            since=noon - timedelta(days=400),
        )  # fmt: skip
        invite(nps, one, channel="email", due_at=noon, at=noon)
    prepare(at=noon)
    for message in Message.objects.select_related("invitation__customer"):
        said = message.invitation.customer.attributes["time_zone"]
        here = message.due_at.astimezone(ZoneInfo(zones[said]))
        assert (9 <= here.hour < 18, here.weekday() < 5) == (True, True), said


def test_the_rules_are_asked_again_before_each_message(invited, customers, sender, receiver, noon):
    prepare(at=noon)
    suppress("email", "ada@example.com", reason="unsubscribed", at=noon)
    send_next(sender, at=noon + LATER)
    invited.refresh_from_db()
    assert receiver.mails == []
    assert lines() == [("ask", "not_sent", "unsubscribed", "refusal")]
    assert (Message.objects.get().state, invited.withdrawn_at) == ("not_sent", noon + LATER)


def test_one_reminder_in_the_same_thread_and_none_after_an_answer(invited, sender, receiver, noon):
    asked_by_mail(sender, noon)
    week = noon + timedelta(days=7)
    type(invited).objects.update(remind_at=week)
    assert prepare(at=week - timedelta(hours=1)) == 0
    assert asked_by_mail(sender, week) == 1
    assert asked_by_mail(sender, week, after=timedelta(days=30)) == 0
    first, second = receiver.mails
    assert second["In-Reply-To"] == second["References"] == first["Message-ID"]
    assert second["Subject"] == "Re: " + first["Subject"]
    assert "This is our only reminder." in second.get_body(("plain",)).get_content()
    assert lines() == [("ask", "sent", "", ""), ("reminder", "sent", "", "")]


def test_an_address_that_does_not_exist_is_written_to_no_more(invited, sender, receiver, noon):
    receiver.says["RCPT"] = "550 5.1.1 no such person"
    assert asked_by_mail(sender, noon) == 1
    invited.refresh_from_db()
    assert (Message.objects.get().state, invited.bounced_at) == ("failed", noon + LATER)
    assert lines() == [("ask", "failed", "bounced", "")]
    assert Suppression.objects.get().reason == "bounced"


def test_a_refusal_by_policy_does_not_make_the_address_a_bad_one(invited, sender, receiver, noon):
    receiver.says["RCPT"] = "550 5.7.1 we do not take mail from there"
    asked_by_mail(sender, noon)
    assert (Message.objects.get().state, Suppression.objects.count()) == ("failed", 0)


def test_a_server_that_asks_for_patience_gets_it(invited, sender, receiver, noon):
    receiver.says["RCPT"] = "451 4.7.1 come back later"
    assert asked_by_mail(sender, noon) == 0
    waiting = Message.objects.get()
    assert (waiting.state, waiting.due_at) == ("waiting", noon + LATER + timedelta(minutes=2))
    del receiver.says["RCPT"]
    assert send_next(sender, at=noon + LATER + timedelta(minutes=1)) == 0
    assert send_next(sender, at=noon + LATER + timedelta(minutes=2)) == 1
    assert len(receiver.mails) == 1


def test_a_connection_that_breaks_after_the_message_sends_the_same_one_again(invited, sender, receiver, noon):
    receiver.says["DATA"] = "keep and drop"
    assert asked_by_mail(sender, noon) == 0
    del receiver.says["DATA"]
    send_next(sender, at=noon + LATER + timedelta(minutes=2))
    first, second = receiver.mails
    assert first["Message-ID"] == second["Message-ID"]
    assert lines() == [("ask", "sent", "", "")]


def test_a_message_of_a_killed_worker_goes_once_more_under_the_same_id(invited, sender, receiver, noon):
    prepare(at=noon)
    Message.objects.update(state="sending", tries=1)
    assert send_next(sender, at=noon + LATER) == 1
    assert receiver.mails[0]["Message-ID"] == Message.objects.get().message_id
    assert lines() == [("ask", "sent", "", "")]


def test_a_server_that_is_not_there_uses_up_no_try_and_is_named_on_its_sender(
    invited, sender, receiver, noon, settings
):
    settings.OUTBOUND_ALLOWED = frozenset({"127.0.0.1:9"})
    sender.options["port"] = 9
    sender.save()
    assert asked_by_mail(sender, noon) == 0
    sender.refresh_from_db()
    waiting = Message.objects.get()
    assert (waiting.state, waiting.tries, sender.problem[:11]) == ("waiting", 0, "unreachable")
    assert send_next(sender, at=noon + LATER + timedelta(minutes=4)) == 0
    assert lines() == []


@pytest.mark.parametrize("is_on", [True, False])
def test_no_server_is_called_that_nobody_named(invited, sender, receiver, noon, settings, is_on):
    settings.OUTBOUND, settings.OUTBOUND_ALLOWED = is_on, frozenset()
    assert asked_by_mail(sender, noon) == 0
    sender.refresh_from_db()
    assert (receiver.mails, sender.problem[:14]) == ([], "RefusedAddress")


def test_no_more_leave_in_a_minute_than_the_sender_allows(customers, nps, sender, receiver, noon):
    for customer in customers[:2]:
        invite(nps, customer, channel="email", due_at=noon, at=noon)
    sender.per_minute = 1
    prepare(at=noon)
    assert [send_next(sender, at=noon + LATER + timedelta(seconds=s)) for s in (0, 30, 61)] == [1, 0, 1]


def test_an_erased_person_is_sent_nothing(invited, customers, sender, receiver, noon):
    prepare(at=noon)
    customers[0].delete()
    assert send(Message.objects.get(), at=noon) is True
    assert (receiver.mails, lines()) == ([], [("ask", "not_sent", "not_in_audience", "erased")])


def test_the_message_is_in_the_language_of_the_person(customers, nps, sender, receiver, noon):
    chen = customers[2]
    chen.email = "chen@example.com"
    chen.save()
    invite(nps, chen, channel="email", due_at=noon, at=noon)
    asked_by_mail(sender, noon)
    (mail,) = receiver.mails
    text = mail.get_body(("plain",)).get_content()
    assert "陈，您好！" in text and "不再询问我" in text
    assert 'lang="zh-Hans"' in mail.get_body(("html",)).get_content()
    assert "lang=zh-hans" in text
