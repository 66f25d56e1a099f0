"""What comes back to the mailbox: read once, believed only of messages that are ours."""

import pytest

from regard.web import sealing
from regard.web.channels.jobs import mailboxes_due
from regard.web.channels.mailboxes import look
from regard.web.channels.models import MailEvent, Message, Sender
from regard.web.channels.returning import Returned, returned
from regard.web.channels.smtp import PURPOSE
from regard.web.channels.troubles import Trouble, Unavailable
from regard.web.contacts.judging import may_contact
from regard.web.contacts.models import ContactEvent, Suppression
from regard.web.outbound import RefusedAddress
from tests.web.channels.fake_mailbox import mailbox

OURS = "<0192.1.77@qinghe.example.com>"
PARTS = {
    "delivery-status": "message/delivery-status",
    "feedback-report": "message/feedback-report",
}


def report(kind, fields, *, about=OURS, original="text/rfc822-headers"):
    return (
        f"From: mailer@example.net\r\nSubject: back\r\nMIME-Version: 1.0\r\n"
        f'Content-Type: multipart/report; report-type={kind}; boundary="b"\r\n\r\n'
        f"--b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n"
        f"--b\r\nContent-Type: {PARTS[kind]}\r\n\r\n{fields}\r\n"
        f"--b\r\nContent-Type: {original}\r\n\r\nMessage-ID: {about}\r\nSubject: How was it?\r\n\r\n--b--\r\n"
    ).encode()


def bounce(status="5.1.1", action="failed", **more):
    fields = (
        "Reporting-MTA: dns; mx.example.net\r\n\r\nFinal-Recipient: rfc822; ada@example.com\r\n"
        f"Action: {action}\r\nStatus: {status}\r\n"
    )
    return report("delivery-status", fields, **more)


def reply(*extra):
    head = ["From: ada@example.com", "Subject: Re: How was it?", f"In-Reply-To: {OURS}", *extra]
    return ("\r\n".join(head) + "\r\n\r\nLovely tea.\r\n").encode()


@pytest.mark.parametrize(
    ("raw", "kind", "detail"),
    [
        (bounce(), "hard_bounce", "5.1.1"),
        (bounce(original="message/rfc822"), "hard_bounce", "5.1.1"),
        (bounce("5.2.1"), "hard_bounce", "5.2.1"),
        (bounce("5.2.2"), "soft_bounce", "5.2.2"),
        (bounce("5.7.1"), "soft_bounce", "5.7.1"),
        (bounce("4.4.1", "delayed"), "soft_bounce", "4.4.1"),
        (bounce("2.0.0", "delivered"), "delivered", ""),
        (report("feedback-report", "Feedback-Type: abuse\r\nVersion: 1\r\n"), "complaint", ""),
        (reply("Auto-Submitted: auto-replied"), "out_of_office", ""),
        (reply(), "reply", ""),
    ],
)
def test_what_comes_back_is_read_for_what_it_is(raw, kind, detail):
    assert returned(raw) == Returned(kind, (OURS,), detail)


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"\x00\xff\xfe", b"Subject: offer\r\n\r\nBuy tea.", bounce(about="none"),
        bounce()[:120], b"Content-Type: multipart/report; report-type=delivery-status\r\n\r\n",
        bounce("2.0.0", "expanded"), b"In-Reply-To: " + b"<" * 9_000 + b"\r\n\r\n",
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\n" * 2_000,
    ],
)  # fmt: skip
def test_what_names_no_message_says_nothing(raw):
    assert returned(raw) is None


@pytest.fixture
def box(settings):
    with mailbox() as found:
        settings.OUTBOUND_ALLOWED = settings.OUTBOUND_ALLOWED | {f"127.0.0.1:{found.port}"}
        yield found


@pytest.fixture
def read_by(sender, box):
    """The sender reads this mailbox."""
    sender.mailbox = {"host": "127.0.0.1", "port": box.port, "user": "mei", "security": "none"}
    sender.sealed_secrets = {"mailbox_password": sealing.seal(box.password, purpose=PURPOSE)}
    sender.save()
    return sender


@pytest.fixture
def sent(invited, sender, noon):
    return Message.objects.create(
        invitation=invited, sender=sender, channel="email", kind="ask", message_id=OURS, state="sent",
        due_at=noon, sent_at=noon,
    )  # fmt: skip


@pytest.mark.django_db
def test_a_bounce_is_acted_upon_once_however_often_it_is_read(read_by, box, sent, nps, customers, noon):
    box.put(bounce())
    assert look(read_by, at=noon) == 1
    assert look(read_by, at=noon) == 0
    box.validity = 8  # the server counts anew: all of them come again
    assert look(read_by, at=noon) == 0
    assert (MailEvent.objects.count(), Suppression.objects.get().reason) == (1, "bounced")
    assert ContactEvent.objects.get(outcome="failed").reason == "bounced"
    assert may_contact(customers[0], survey=nps, channel="email", kind="ask", at=noon).reason == "bounced"


@pytest.mark.django_db
def test_the_place_is_remembered_and_nothing_is_changed_in_the_mailbox(read_by, box, sent, noon):
    box.put(b"Subject: offer\r\n\r\nBuy tea.")
    box.put(reply())
    assert look(read_by, at=noon) == 1
    assert Sender.objects.get().mailbox_cursor == "7:2"
    box.asked.clear()
    assert look(read_by, at=noon) == 0
    assert [line for line in box.asked if "FETCH" in line or "STORE" in line or "SELECT" in line] == []


@pytest.mark.django_db
def test_somebody_elses_bounce_stops_nobody(read_by, box, sent, noon):
    box.put(bounce(about="<guessed@qinghe.example.com>"))
    assert look(read_by, at=noon) == 0
    assert (MailEvent.objects.count(), Suppression.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_a_complaint_ends_it_and_a_reply_or_a_holiday_does_not(read_by, box, sent, noon):
    box.put(reply())
    box.put(reply("Auto-Submitted: auto-replied"))
    look(read_by, at=noon)
    assert Suppression.objects.count() == 0
    box.put(report("feedback-report", "Feedback-Type: abuse\r\n"))
    look(read_by, at=noon)
    assert Suppression.objects.get().reason == "complained"
    kinds = set(MailEvent.objects.values_list("kind", flat=True))
    assert kinds == {"reply", "out_of_office", "complaint"}


@pytest.mark.django_db
def test_a_mailbox_that_does_not_let_us_in_is_named_on_its_sender(read_by, box, sent, noon):
    box.password = "another"
    with pytest.raises(Unavailable):
        look(read_by, at=noon)
    assert mailboxes_due() is False
    assert Sender.objects.get().mailbox_problem.startswith("login: ")
    box.asked.clear()
    assert (mailboxes_due(), box.asked) == (False, [])


@pytest.mark.django_db
def test_a_mailbox_is_read_over_tls_by_its_name_alone(
    sender, sent, certificates, settings, monkeypatch, noon
):
    def read_at(certificate, trusted):
        monkeypatch.setenv("SSL_CERT_FILE", str(certificates[trusted]))
        with mailbox(certificates[certificate]) as box:
            settings.OUTBOUND_ALLOWED = frozenset({f"localhost:{box.port}"})
            sender.mailbox = {"host": "localhost", "port": box.port, "user": "mei"}
            sender.sealed_secrets = {"mailbox_password": sealing.seal(box.password, purpose=PURPOSE)}
            sender.save()
            box.put(bounce())
            try:
                return look(sender, at=noon), box.asked
            except Unavailable as problem:
                return problem.why, box.asked

    assert read_at("other.example.com", "other.example.com") == (Trouble.CERTIFICATE, [])  # another name
    assert read_at("localhost", "other.example.com") == (Trouble.CERTIFICATE, [])  # nobody vouches for it
    kept, asked = read_at("localhost", "localhost")
    assert (kept, MailEvent.objects.get().kind) == (1, "hard_bounce")
    assert [line for line in asked if line.startswith("LOGIN")] == ["LOGIN mei"]


@pytest.mark.django_db
def test_a_mailbox_that_speaks_no_tls_hears_no_password(sender, box, settings, noon):
    settings.OUTBOUND_ALLOWED = frozenset({f"localhost:{box.port}"})
    sender.mailbox = {"host": "localhost", "port": box.port, "user": "mei"}
    sender.sealed_secrets = {"mailbox_password": sealing.seal(box.password, purpose=PURPOSE)}
    with pytest.raises(Unavailable) as problem:
        look(sender, at=noon)
    assert problem.value.why == Trouble.NOT_TLS
    assert not any("LOGIN" in line for line in box.asked)


@pytest.mark.django_db
def test_a_mailbox_that_nobody_named_is_not_called(read_by, box, settings, noon):
    settings.OUTBOUND_ALLOWED = frozenset()
    with pytest.raises(RefusedAddress):
        look(read_by, at=noon)
    assert box.asked == []
