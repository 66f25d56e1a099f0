"""Real servers with certificates and passwords: what is wrong is named, nothing is lost or sent twice."""

import ssl
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from django.utils import translation

from regard.web import sealing
from regard.web.channels.models import Message
from regard.web.channels.preparing import prepare
from regard.web.channels.sending import TRIES, send_next
from regard.web.channels.smtp import PURPOSE
from regard.web.channels.troubles import Trouble, explained, quoted
from regard.web.contacts.inviting import invite
from regard.web.contacts.models import ContactEvent, Suppression
from tests.web.channels.conftest import LATER, Receiver

USER, PASSWORD = "mei", "茶 correct: horse"
HOME = "/w/qinghe/settings/senders/"


class TlsController(Controller):
    """Starts also where its own greeting cannot: it speaks no TLS."""

    def _trigger_server(self):
        self.smtpd = True  # it is there
        self._factory_invoked.set()


@pytest.fixture
def served(sender, settings, certificates, monkeypatch):
    """Let the sender use a server with TLS; how it is set up is said by its arguments."""
    opened = []

    def of(security, *, certificate="localhost", is_trusted=True, ways=("PLAIN", "LOGIN"), offers_tls=True):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificates[certificate])
        found = Receiver()
        found.logins = []

        def judge(server, session, envelope, mechanism, data):
            found.logins.append((mechanism, data.login.decode()))
            right = (data.login.decode(), data.password.decode()) == (USER, PASSWORD)
            return AuthResult(success=right, handled=False)

        more = {"ssl_context": context} if security == "tls" else {}
        if security == "starttls" and offers_tls:
            more = {"tls_context": context, "require_starttls": True}
        controller = TlsController(
            found, hostname="127.0.0.1", port=0, authenticator=judge, auth_require_tls=False,
            auth_exclude_mechanism={"PLAIN", "LOGIN"} - set(ways), **more,
        )  # fmt: skip
        opened.append(controller)
        controller.start()
        found.port = controller.server.sockets[0].getsockname()[1]
        settings.OUTBOUND_ALLOWED = frozenset({f"localhost:{found.port}"})
        if is_trusted:
            monkeypatch.setenv("SSL_CERT_FILE", str(certificates[certificate]))
        sender.options = {"host": "localhost", "port": found.port, "security": security, "user": USER}
        sender.sealed_secrets = {"password": sealing.seal(PASSWORD, purpose=PURPOSE)}
        sender.save()
        return found

    yield of
    for controller in opened:
        controller.stop(no_assert=True)


def sent(sender, noon, *, after=LATER):
    prepare(at=noon)
    done = send_next(sender, at=noon + after)
    sender.refresh_from_db()
    message = Message.objects.get()
    return done, message.state, message.tries, sender.problem.partition(":")[0]


@pytest.mark.django_db
@pytest.mark.parametrize("security", ["starttls", "tls"])
@pytest.mark.parametrize("way", ["PLAIN", "LOGIN"])
def test_a_message_goes_encrypted_and_signed_in(invited, sender, served, noon, security, way):
    server = served(security, ways=[way])
    assert sent(sender, noon) == (1, "sent", 1, "")
    assert server.logins == [(way, USER)]
    assert server.mails[0]["To"] == "ada@example.com"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("security", "how", "why"),
    [
        ("starttls", {"certificate": "other.example.com"}, Trouble.CERTIFICATE),
        ("tls", {"certificate": "other.example.com"}, Trouble.CERTIFICATE),
        ("tls", {"is_trusted": False}, Trouble.CERTIFICATE),
        ("starttls", {"is_trusted": False}, Trouble.CERTIFICATE),
        ("starttls", {"offers_tls": False}, Trouble.NO_STARTTLS),
        ("tls", {"ways": []}, Trouble.NO_LOGIN),
    ],
)
def test_a_server_that_is_not_to_be_trusted_learns_no_password_and_gets_nothing(
    invited, sender, served, noon, owner, client, security, how, why
):
    server = served(security, **how)
    assert sent(sender, noon) == (0, "waiting", 0, why)
    assert (server.logins, server.envelopes, ContactEvent.objects.count()) == ([], [], 0)
    client.force_login(owner)
    assert str(why.label) in client.get(f"{HOME}{sender.pk}/").content.decode().replace("&#x27;", "'")


@pytest.mark.django_db
def test_a_wrong_password_is_named_and_the_message_leaves_once_it_is_right(
    invited, sender, served, noon, owner, client
):
    server = served("starttls")
    sender.sealed_secrets = {"password": sealing.seal("wrong", purpose=PURPOSE)}
    sender.save()
    assert sent(sender, noon) == (0, "waiting", 0, "login")
    assert sent(sender, noon, after=LATER + timedelta(minutes=4)) == (0, "waiting", 0, "login")
    assert len(server.logins) == 1  # a server that locks accounts is not asked again and again
    client.force_login(owner)
    page = f"{HOME}{sender.pk}/"
    for language, words in (("en", "refuses the user name or the password"), ("zh-hans", "用户名或密码")):
        shown = client.get(page, headers={"accept-language": language}).content.decode()
        assert words in shown and "wrong" not in shown
    sender.sealed_secrets = {"password": sealing.seal(PASSWORD, purpose=PURPOSE)}
    sender.save()
    client.post(page + "trial/")
    assert sent(sender, noon, after=LATER + timedelta(minutes=5)) == (1, "sent", 1, "")
    assert len(server.mails) == 1


@pytest.mark.django_db
def test_a_trial_that_fails_says_why_on_the_page(sender, receiver, owner, client, settings):
    settings.OUTBOUND_ALLOWED |= {"localhost:1"}
    client.force_login(owner)
    for port, why in ((receiver.port, Trouble.NOT_TLS), (1, Trouble.UNREACHABLE)):
        settings.OUTBOUND_ALLOWED |= {f"localhost:{port}"}
        sender.options |= {"host": "localhost", "port": port, "security": "tls"}
        sender.save()
        shown = client.post(f"{HOME}{sender.pk}/trial/", follow=True).content.decode()
        assert str(why.label) in shown and 'role="alert"' in shown
    assert receiver.envelopes == []


@pytest.mark.django_db
def test_who_may_not_send_from_an_address_loses_no_invitation(invited, sender, receiver, noon):
    receiver.says["MAIL"] = "550 5.7.60 mei@qinghe.example.com may not send as this sender"
    assert sent(sender, noon) == (0, "waiting", 0, "turned_away")
    assert "mei@" not in sender.problem
    del receiver.says["MAIL"]
    assert sent(sender, noon, after=LATER + timedelta(minutes=5)) == (1, "sent", 1, "")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("step", "says"),
    [
        ("RCPT", "450 4.2.0 greylisted, come back"), ("RCPT", "drop"), ("DATA", "452 4.3.1 full"),
        ("DATA", "421 4.3.2 going down"),
    ],
)  # fmt: skip
def test_patience_is_counted_doubles_and_ends_in_one_message(
    invited, sender, receiver, noon, owner, client, step, says
):
    receiver.says[step] = says
    assert sent(sender, noon) == (0, "waiting", 1, "")
    client.force_login(owner)
    text = client.get(f"{HOME}{sender.pk}/").content.decode()
    assert "Messages that did not leave yet" in text and ("broke" if says == "drop" else says[4:12]) in text
    waits = []
    for again in range(2, 5):
        due = Message.objects.get().due_at
        waits.append(due)
        send_next(sender, at=due)
        assert Message.objects.get().tries == again
    assert waits[1] - waits[0] == timedelta(minutes=4)
    del receiver.says[step]
    due = Message.objects.get().due_at
    assert (send_next(sender, at=due - timedelta(seconds=1)), send_next(sender, at=due)) == (0, 1)
    assert (len(receiver.mails), Message.objects.get().state) == (1, "sent")
    assert list(ContactEvent.objects.values_list("outcome", flat=True)) == ["sent"]


@pytest.mark.django_db
def test_after_nearly_three_days_of_no_it_is_given_up_and_said_so(invited, sender, receiver, noon):
    receiver.says["RCPT"] = "450 4.2.0 later"
    prepare(at=noon)
    began = noon + LATER
    moment, tries = began, 0
    while Message.objects.get().state == "waiting":
        moment, tries = max(moment, Message.objects.get().due_at), tries + 1
        send_next(sender, at=moment)
    assert (tries, Message.objects.get().state) == (TRIES, "failed")
    assert timedelta(days=2.5) < moment - began < timedelta(days=3)
    assert ContactEvent.objects.get().outcome == "failed"
    assert Suppression.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("step", "says"), [("RCPT", "550 5.7.1 policy"), ("DATA", "554 5.6.0 looks like spam")]
)
def test_a_no_for_good_is_asked_once(invited, sender, receiver, noon, step, says):
    receiver.says[step] = says
    assert sent(sender, noon) == (1, "failed", 1, "")
    assert send_next(sender, at=noon + LATER * 2) == 0
    assert Message.objects.get().problem == says


@pytest.mark.django_db
def test_what_breaks_behind_the_message_goes_twice_and_never_a_third_time(invited, sender, receiver, noon):
    receiver.says["DATA"] = "keep and drop"
    sent(sender, noon)
    for _again in range(5):
        send_next(sender, at=Message.objects.get().due_at + timedelta(days=1))
    assert len({mail["Message-ID"] for mail in receiver.mails}) == 1
    assert len(receiver.mails) == 2
    assert Message.objects.get().problem.startswith("perhaps sent")
    assert list(ContactEvent.objects.values_list("outcome", flat=True)) == ["sent"]


@pytest.mark.django_db
def test_one_message_that_cannot_be_written_does_not_keep_the_others(
    customers, nps, sender, receiver, noon, monkeypatch, caplog
):
    for customer in customers[:2]:
        invite(nps, customer, channel="email", due_at=noon, at=noon)
    prepare(at=noon)
    first = Message.objects.order_by("due_at", "id").first()
    type(first.invitation).objects.filter(pk=first.invitation_id).update(context=7)  # nothing reads that
    assert send_next(sender, at=noon + LATER) == 1
    first.refresh_from_db()
    assert (first.state, first.tries, first.problem) == ("waiting", 1, "AttributeError")
    assert len(receiver.mails) == 1 and "cannot be sent" in caplog.text


def test_what_a_server_says_is_kept_without_people_and_control_characters():
    said = '550 5.1.1 <ada@example.com> ("ada"@x.example)\r\nX: \x1b[31m +4930123456 no'
    assert quoted(said) == '550 5.1.1 <…> ("ada"@x.example) X: [31m … no'


def test_every_trouble_is_said_in_both_languages():
    for why in Trouble:
        with translation.override("en"):
            english = explained(f"{why}: 550 no")
        with translation.override("zh-hans"):
            chinese = explained(f"{why}: 550 no")
        assert english != chinese and english.endswith("(550 no)") and chinese.endswith("(550 no)")
