"""What providers of text messages post: signed or refused, once, in any order; STOP is heard."""

import itertools

import pytest

from regard.web import sealing
from regard.web.channels.models import MailEvent, Message, Sender
from regard.web.channels.segments import Length, length
from regard.web.channels.senders import remove
from regard.web.channels.smtp import PURPOSE
from regard.web.channels.text_hooks import signature
from regard.web.channels.tokens import OWN_PAGE, hook, token
from regard.web.contacts.inviting import invite
from regard.web.contacts.judging import may_contact
from regard.web.contacts.models import Invitation, Suppression
from regard.web.customers.models import Customer

KEY, NUMBER = "key of the account", "+8613800000000"


@pytest.fixture
def number(nps, owner, noon, settings):
    """A number that writes text messages."""
    settings.PUBLIC_URL = "https://ask.example.com"
    return Sender.objects.create(
        kind="sms", channel="sms", name="Mei", address="+4930123456", created_at=noon, created_by=owner,
        options={"account": "AC1"}, sealed_secrets={"password": sealing.seal(KEY, purpose=PURPOSE)},
    )  # fmt: skip


@pytest.fixture
def sent(number, nps, customers, noon):
    """陈 was asked by a text message."""
    invitation = invite(nps, customers[2], channel="sms", due_at=noon, at=noon)
    return Message.objects.create(
        invitation=invitation, sender=number, channel="sms", kind="ask", message_id="<1@regard.invalid>",
        state="sent", due_at=noon, sent_at=noon,
    )  # fmt: skip


def post(client, number, *, about=None, key=KEY, address="", **fields):
    whole = hook(number, name="text-hook") + (f"?message={about.pk}" if about else "")
    signed = signature(address or whole, fields, key)
    path = whole.removeprefix("https://ask.example.com")
    return client.post(path, fields, headers={"x-twilio-signature": signed}).status_code


@pytest.mark.django_db
@pytest.mark.parametrize(
    "word", ["STOP", " stop. ", "ＳＴＯＰ", "Unsubscribe", "退订", "【退订】", "退訂", "TD", "End!"]
)
def test_who_writes_stop_is_asked_no_more_by_any_way(client, number, customers, nps, noon, word):
    for _again in range(2):
        assert post(client, number, From=NUMBER, Body=word, MessageSid="SM1") == 200
    assert [event.kind for event in MailEvent.objects.all()] == ["unsubscribe"]
    for channel in ("sms", "chat", "in_app"):
        found = may_contact(customers[2], survey=nps, channel=channel, kind="ask", at=noon)
        assert (found.allowed, found.reason) == (False, "unsubscribed"), channel


@pytest.mark.django_db
def test_only_the_whole_word_stops_and_start_takes_it_back(client, number, customers, nps, noon):
    for n, text in enumerate(("please do not stop", "茶很好喝，不用退订", "stopp", "", "1", "S T O P")):
        post(client, number, From=f"whatsapp:{NUMBER}", Body=text, MessageSid=f"SM{n}")
    assert Suppression.objects.count() == 0
    post(client, number, From=f"whatsapp:{NUMBER}", Body="Stop", MessageSid="SMa")
    assert may_contact(customers[2], survey=nps, channel="sms", kind="ask", at=noon).allowed is False
    post(client, number, From=NUMBER, Body="START", MessageSid="SMb")
    assert may_contact(customers[2], survey=nps, channel="sms", kind="ask", at=noon).allowed is True
    post(client, number, From=f"whatsapp:{NUMBER}", Body="Stop", MessageSid="SMa")  # the old one, replayed
    assert may_contact(customers[2], survey=nps, channel="sms", kind="ask", at=noon).allowed is True


@pytest.mark.django_db
def test_a_number_that_nobody_has_yet_is_not_written_to_later(client, number, customers, nps, noon):
    post(client, number, From="+4915112345678", Body="STOP", MessageSid="SM1")
    customers[0].identities.create(kind="phone", value="+49 151 1234-5678")
    assert may_contact(customers[0], survey=nps, channel="sms", kind="ask", at=noon).reason == "unsubscribed"
    assert may_contact(customers[2], survey=nps, channel="sms", kind="ask", at=noon).allowed is True


@pytest.mark.django_db
def test_stop_still_counts_when_the_number_it_is_written_to_was_removed(
    client, number, owner, customers, nps, noon
):
    remove(number, by=owner, at=noon)
    said = {"From": NUMBER, "Body": "STOP", "MessageSid": "SM1"}
    assert (post(client, number, key="guessed", **said), Suppression.objects.count()) == (403, 0)
    assert post(client, number, **said) == 200
    assert may_contact(customers[2], survey=nps, channel="chat", kind="ask", at=noon).reason == "unsubscribed"


@pytest.mark.django_db
def test_stop_holds_for_the_number_however_it_is_written_down_later(client, number, customers, nps, noon):
    post(client, number, From="+4915112345678", Body="STOP", MessageSid="SM1")
    for n, written in enumerate(("0049 151 12345678", "＋49 (151) 1234-5678", "00491511２３４５６７８")):
        one = Customer.objects.create(external_id=f"p-{n}")
        one.identities.create(kind="phone", value=written)
        verdict = may_contact(one, survey=nps, channel="sms", kind="ask", at=noon)
        assert verdict.reason == "unsubscribed", written
    customers[0].identities.create(kind="phone", value="0049 151 12345679")
    assert may_contact(customers[0], survey=nps, channel="sms", kind="ask", at=noon).allowed is True


@pytest.mark.django_db
def test_what_is_not_signed_with_the_key_changes_nothing(client, number, sent, customers):
    said = {"From": NUMBER, "Body": "STOP", "MessageSid": "SM1"}
    assert post(client, number, key="guessed", **said) == 403
    assert post(client, number, address="https://evil.example/hooks/", **said) == 403
    path = hook(number, name="text-hook").removeprefix("https://ask.example.com")
    assert client.post(path, said).status_code == 403
    signed = signature(f"https://ask.example.com{path}", said, KEY)
    forged = client.post(path, said | {"From": "+491"}, headers={"x-twilio-signature": signed})
    assert forged.status_code == 403
    for other in ("x", token(number.pk, purpose=OWN_PAGE), token(customers[2].pk, purpose="hook")):
        assert client.post(f"/hooks/text/{other}/", said).status_code == 404
    Sender.objects.update(sealed_secrets={})
    assert post(client, number, key="", **said) == 403
    assert (MailEvent.objects.count(), Suppression.objects.count()) == (0, 0)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("status", "code", "kind", "reason"),
    [
        ("delivered", "", "delivered", None), ("read", "", "opened", None),
        ("undelivered", "30003", "soft_bounce", None), ("failed", "30005", "hard_bounce", "bounced"),
        ("undelivered", "30006", "hard_bounce", "bounced"),
        ("failed", "21610", "unsubscribe", "unsubscribed"),
        ("queued", "", None, None), ("sent", "", None, None), ("nonsense", "x" * 999, None, None),
    ],
)  # fmt: skip
def test_a_receipt_is_kept_once_and_acted_upon(client, number, sent, status, code, kind, reason):
    for _again in range(3):
        fields = {"MessageSid": "SM1", "MessageStatus": status, "ErrorCode": code}
        assert post(client, number, about=sent, **fields) == 200
    assert [event.kind for event in MailEvent.objects.all()] == ([kind] if kind else [])
    assert {(row.kind, row.reason) for row in Suppression.objects.all()} == (
        {("phone", reason)} if reason else set()
    )


@pytest.mark.django_db
def test_receipts_in_any_order_and_of_nothing_known_end_alike(client, number, sent, noon):
    ends = set()
    for order in itertools.permutations(("sent", "delivered", "read")):
        MailEvent.objects.all().delete()
        Invitation.objects.update(delivered_at=None, opened_at=None)
        for status in order:
            post(client, number, about=sent, MessageSid="SM1", MessageStatus=status)
        one = Invitation.objects.get()
        ends.add((one.delivered_at is None, one.opened_at is None, one.bounced_at is None))
    assert ends == {(False, False, True)}
    before = MailEvent.objects.count()
    for unknown in (Message(), None):
        assert post(client, number, about=unknown, MessageSid="SM2", MessageStatus="delivered") == 200
    assert MailEvent.objects.count() == before


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ("gsm", 0, 1)), ("a" * 160, ("gsm", 160, 1)), ("a" * 161, ("gsm", 161, 2)),
        ("a" * 306, ("gsm", 306, 2)), ("a" * 307, ("gsm", 307, 3)), ("€" * 80, ("gsm", 160, 1)),
        ("a" + "€" * 80, ("gsm", 161, 2)), ("a" * 152 + "€" * 5, ("gsm", 162, 2)), ("ç", ("unicode", 1, 1)),
        ("a" * 152 + "€" + "a" * 152, ("gsm", 306, 3)), ("茶" * 70, ("unicode", 70, 1)),
        ("茶" * 71, ("unicode", 71, 2)), ("茶" * 134, ("unicode", 134, 2)), ("😀" * 35, ("unicode", 70, 1)),
        ("茶" * 66 + "😀" * 34, ("unicode", 134, 3)), ("a" * 70 + "’", ("unicode", 71, 2)),
    ],
)  # fmt: skip
def test_a_text_is_as_long_as_networks_count_it(text, expected):
    assert length(text) == Length(*expected)
