"""Text messages and WhatsApp to a provider on loopback that speaks the documented API."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest

from regard.web import sealing
from regard.web.channels.lengths import examples
from regard.web.channels.models import Message, Sender
from regard.web.channels.preparing import prepare
from regard.web.channels.segments import length
from regard.web.channels.sending import send_next
from regard.web.channels.smtp import PURPOSE
from regard.web.channels.texting import phone
from regard.web.contacts.inviting import invite
from regard.web.contacts.models import ContactEvent
from tests.web.channels.conftest import LATER


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("+86 138-0000 0000", "+8613800000000"), ("0049 (30) 123456", "+4930123456"), ("138 0000 0000", ""),
        ("", ""), ("+", ""), ("+49", ""), ("+" + "1" * 16, ""), ("+0123456789", ""),
        ("+49 30 12\r\n3456", "+4930123456"),
        ("whatsapp:+4930123456", ""), ("+4930123456&Body=x", ""),
    ],
)  # fmt: skip
def test_a_number_is_read_as_providers_want_it(written, plain):
    assert phone(written) == plain


@pytest.fixture
def provider(settings):
    """Takes messages and keeps (path, headers, fields) in `heard`; answers with `status` and `body`."""

    class Provider(BaseHTTPRequestHandler):
        def do_POST(self):
            raw = self.rfile.read(int(self.headers["content-length"])).decode()
            fields = {name: values[0] for name, values in parse_qs(raw, strict_parsing=True).items()}
            server.heard.append(
                (self.path, {name.lower(): value for name, value in self.headers.items()}, fields)
            )
            self.send_response(server.status)
            self.send_header("content-length", str(len(server.body)))
            self.end_headers()
            self.wfile.write(server.body)

        def log_message(self, *args):
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    server.heard, server.status, server.body = [], 201, b'{"sid": "SM77"}'
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    settings.OUTBOUND_ALLOWED = frozenset({f"127.0.0.1:{server.server_port}"})
    settings.PUBLIC_URL = "https://ask.example.com"
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def number(nps, provider, owner, noon):
    """A number that writes text messages."""
    url = f"http://127.0.0.1:{provider.server_port}"
    return Sender.objects.create(
        kind="sms", channel="sms", name="Mei", address="+4930123456", created_at=noon, created_by=owner,
        options={"account": "AC1", "url": url},
        sealed_secrets={"password": sealing.seal("key", purpose=PURPOSE)},
    )  # fmt: skip


def texted(customers, nps, number, noon, channel="sms"):
    invite(nps, customers[2], channel=channel, due_at=noon, at=noon)
    prepare(at=noon)
    return send_next(number, at=noon + LATER)


@pytest.mark.django_db
def test_a_text_message_has_the_question_and_two_links(customers, nps, number, provider, noon):
    assert texted(customers, nps, number, noon) == 1
    ((path, headers, fields),) = provider.heard
    assert path == "/2010-04-01/Accounts/AC1/Messages.json"
    assert headers["authorization"] == "Basic QUMxOmtleQ=="
    assert (fields["From"], fields["To"]) == ("+4930123456", "+8613800000000")
    assert "https://ask.example.com/i/" in fields["Body"] and "https://ask.example.com/u/" in fields["Body"]
    assert "不再询问我" in fields["Body"]
    assert (Message.objects.get().state, Message.objects.get().provider_id) == ("sent", "SM77")
    assert ContactEvent.objects.get().outcome == "sent"


@pytest.mark.django_db
def test_the_length_that_is_shown_before_is_the_length_that_is_sent(
    customers, nps, number, provider, noon, owner, client
):
    shown = {one.language: one for one in examples(nps)}
    texted(customers, nps, number, noon)
    assert shown["zh-hans"].length == length(provider.heard[0][2]["Body"])
    assert (shown["zh-hans"].length.alphabet, shown["en"].length.alphabet) == ("unicode", "unicode")
    client.force_login(owner)
    for path in (f"{number.pk}/", "text/"):
        page = client.get(f"/w/qinghe/settings/senders/{path}").content.decode()
        for one in shown.values():
            assert one.named in page and f">{one.length.places}<small>" in page
            assert f"{one.length.messages} messages" in page
    Sender.objects.update(kind="whatsapp")
    page = client.get(f"/w/qinghe/settings/senders/{number.pk}/").content.decode()
    assert "As a text message" not in page


@pytest.mark.django_db
def test_a_company_with_a_latin_name_pays_for_fewer_messages(nps, workspace, settings):
    settings.PUBLIC_URL = "https://ask.example.com"
    nps.workspace.name = "Qinghe"
    english = next(one for one in examples(nps) if one.language == "en")
    assert (english.length.alphabet, "Qinghe: How likely" in english.text) == ("gsm", True)
    assert len(examples(nps)) == 2


@pytest.mark.django_db
def test_whatsapp_uses_the_template_that_was_approved(customers, nps, number, provider, noon):
    number.kind, number.channel = "whatsapp", "chat"
    number.options["template"] = "HX1"
    number.save()
    texted(customers, nps, number, noon, channel="chat")
    fields = provider.heard[0][2]
    assert (fields["From"], fields["To"]) == ("whatsapp:+4930123456", "whatsapp:+8613800000000")
    assert fields["ContentSid"] == "HX1" and "Body" not in fields
    assert json.loads(fields["ContentVariables"])["2"].startswith("https://ask.example.com/i/")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("status", "state"), [(400, "failed"), (401, "waiting"), (429, "waiting"), (503, "waiting")]
)
def test_a_refusal_is_settled_and_a_busy_provider_is_asked_later(
    customers, nps, number, provider, noon, status, state
):
    provider.status = status
    texted(customers, nps, number, noon)
    assert (Message.objects.get().state, len(provider.heard)) == (state, 1)


@pytest.mark.django_db
def test_nothing_whose_end_is_unknown_is_texted_twice(customers, nps, number, provider, noon):
    provider.body = b"x" * 100_000  # more than an answer may be: it was taken, perhaps
    texted(customers, nps, number, noon)
    assert (Message.objects.get().state, len(provider.heard)) == ("sent", 1)
    Message.objects.update(state="sending")
    send_next(number, at=noon + LATER * 2)
    assert (Message.objects.get().state, len(provider.heard)) == ("sent", 1)


@pytest.mark.django_db
@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"sid": {"a": 1}}', b"\xff"])
def test_an_odd_answer_is_still_an_answer(customers, nps, number, provider, noon, body):
    provider.body = body
    assert texted(customers, nps, number, noon) == 1
    assert Message.objects.get().state == "sent"
