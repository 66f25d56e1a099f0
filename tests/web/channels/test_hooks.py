"""What providers post, as they document it: read once, of our messages, at a secret address."""

import json

import pytest

from regard.web.channels.models import MailEvent, Message
from regard.web.channels.preparing import prepare
from regard.web.channels.sending import send_next
from regard.web.channels.tokens import HOOK, OWN_PAGE, hook, token
from regard.web.contacts.models import Suppression
from regard.web.workspaces.tenancy import in_workspace
from tests.web.channels.conftest import LATER

pytestmark = pytest.mark.django_db


def brevo(message, event="hard_bounce", **more):
    own = json.dumps({"regard": str(message)})
    said = {"event": event, "email": "ada@example.com", "ts_epoch": 1794744000000, "message-id": "<1@x>"}
    return said | {"X-Mailin-custom": own, "reason": "550 5.1.1 unknown"} | more


def postmark(message, record="Bounce", **more):
    said = {"RecordType": record, "Type": "HardBounce", "ID": 42, "Email": "ada@example.com"}
    return said | {"MessageID": "m", "Metadata": {"regard": str(message)}} | more


def mailjet(message, event="bounce", **more):
    own = json.dumps({"regard": str(message)})
    return [{"event": event, "time": 1794744000, "MessageID": 1, "Payload": own, "hard_bounce": True} | more]


@pytest.fixture
def sent(invited, sender, receiver, noon):
    prepare(at=noon)
    send_next(sender, at=noon + LATER)
    return Message.objects.get()


def post(client, sender, content, provider="brevo", *, raw=None):
    sender.options["provider"] = provider
    sender.save()
    path = hook(sender).removeprefix("https://ask.example.com")
    body = json.dumps(content) if raw is None else raw
    return client.post(path, body, content_type="application/json").status_code


@pytest.mark.parametrize(
    ("provider", "make", "kind", "reason"),
    [
        ("brevo", brevo, "hard_bounce", "bounced"),
        ("brevo", lambda one: brevo(one, "spam"), "complaint", "complained"),
        ("brevo", lambda one: brevo(one, "unsubscribe"), "unsubscribe", "unsubscribed"),
        ("brevo", lambda one: brevo(one, "soft_bounce"), "soft_bounce", None),
        ("brevo", lambda one: brevo(one, "delivered"), "delivered", None),
        ("postmark", postmark, "hard_bounce", "bounced"),
        ("postmark", lambda one: postmark(one, Type="SoftBounce"), "soft_bounce", None),
        ("postmark", lambda one: postmark(one, "SpamComplaint", Type=""), "complaint", "complained"),
        ("mailjet", mailjet, "hard_bounce", "bounced"),
        ("mailjet", lambda one: mailjet(one, hard_bounce=False), "soft_bounce", None),
    ],
)  # fmt: skip
def test_an_event_is_kept_once_and_acted_upon(sender, sent, client, provider, make, kind, reason):
    for _again in range(3):
        assert post(client, sender, make(sent.pk), provider) == 200
    assert [event.kind for event in MailEvent.objects.all()] == [kind]
    assert [row.reason for row in Suppression.objects.all()] == ([reason] if reason else [])


def test_the_time_of_delivery_is_kept(sender, sent, client):
    post(client, sender, brevo(sent.pk, "delivered"))
    sent.invitation.refresh_from_db()
    assert sent.invitation.delivered_at is not None


@pytest.mark.parametrize(
    ("provider", "header"),
    [("brevo", "X-Mailin-custom"), ("mailjet", "X-MJ-EventPayload"), ("postmark", "X-PM-Metadata-regard")],
)
def test_a_message_tells_its_provider_who_it_is(invited, sender, receiver, noon, provider, header):
    sender.options["provider"] = provider
    sender.save()
    prepare(at=noon)
    send_next(sender, at=noon + LATER)
    (mail,) = receiver.mails
    assert str(Message.objects.get().pk) in mail[header]


def custom(text):
    return json.dumps({"event": "spam", "X-Mailin-custom": text})


@pytest.mark.parametrize(
    "raw",
    ["", "null", "[]", "7", '"x"', "{", '{"event": 1}', '{"items": []}', "[[]]", "[" * 3_000, b"\xff",
     custom("[1]"),
     custom('{"regard": 1}'), custom('{"regard": "x"}'), '{"event": "spam", "ts_epoch": 1e300}'],
)  # fmt: skip
@pytest.mark.parametrize("provider", ["brevo", "postmark", "mailjet"])
def test_what_no_provider_posts_changes_nothing(sender, sent, client, raw, provider):
    assert post(client, sender, None, provider, raw=raw) in (200, 400)
    assert (MailEvent.objects.count(), Suppression.objects.count()) == (0, 0)


def test_only_the_address_of_the_sender_itself_takes_events(sender, sent, client, other_workspace, customers):
    sender.options["provider"] = "brevo"
    sender.save()
    body = json.dumps(brevo(sent.pk))
    keys = ["x", token(sender.pk, purpose=OWN_PAGE), token(customers[0].pk, purpose=HOOK)]
    for key in keys:
        assert client.post(f"/hooks/mail/{key}/", body, content_type="application/json").status_code == 404
    assert client.get(f"/hooks/mail/{token(sender.pk, purpose=HOOK)}/").status_code == 405
    with in_workspace(other_workspace):
        theirs = type(sender).objects.create(name="Nils", address="n@x.example", created_at=sent.due_at)
        assert post(client, theirs, brevo(sent.pk)) == 200
    assert (MailEvent.objects.count(), Suppression.objects.count()) == (0, 0)
