"""Hand one e-mail to a server: at the very address that was judged, encrypted, to one person."""

import base64
import re
import smtplib
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage

from django.conf import settings

from regard.web import sealing
from regard.web.channels.models import Sender
from regard.web.channels.troubles import Trouble, Unavailable, of_connection, quoted
from regard.web.outbound.addresses import RefusedAddress, Target, addresses

SECONDS = 20.0
PURPOSE = "sender"
NONE, STARTTLS, TLS = "none", "starttls", "tls"
DETAIL = re.compile(r"\b5\.\d{1,3}\.\d{1,3}\b")  # RFC 3463; 5.1.x speaks of the address
NO_SUCH_ADDRESS = (550, 551)


class Refused(Exception):
    """The server does not take this message; `is_for_good` where trying again is of no use."""

    def __init__(self, code: int, text: str, *, is_for_good: bool, is_of_the_address: bool = False) -> None:
        super().__init__(quoted(f"{code or ''} {text}".strip()))
        self.is_for_good, self.is_of_the_address = is_for_good, is_of_the_address


class Dropped(Refused):
    """The connection broke before the message was handed over: it was not taken."""

    def __init__(self, how: str) -> None:
        super().__init__(0, f"the connection broke ({how})", is_for_good=False)


class Unknown(Exception):
    """The connection broke after the message was handed over: perhaps it was taken."""


@dataclass(frozen=True)
class Server:
    """Where messages are handed over."""

    host: str
    port: int
    security: str = STARTTLS
    user: str = ""
    password: str = ""

    @classmethod
    def of(cls, sender: Sender) -> "Server":
        """The server of a sender. Raises sealing.BrokenSeal."""
        options, sealed = sender.options, sender.sealed_secrets.get("password", "")
        return cls(
            host=str(options["host"]),
            port=int(options["port"]),
            security=str(options.get("security", STARTTLS)),
            user=str(options.get("user", "")),
            password=sealing.unseal(sealed, purpose=PURPOSE) if sealed else "",
        )

    @property
    def target(self) -> Target:
        """The same, judged. Raises RefusedAddress."""
        return judged(self.host, self.port, is_encrypted=self.security != NONE)


def judged(host: str, port: int, *, is_encrypted: bool) -> Target:
    """A public server with encryption, or one that the administrator names. Raises RefusedAddress."""
    if not settings.OUTBOUND:
        raise RefusedAddress("calls to other hosts are switched off")
    is_named = f"{host}:{port}" in settings.OUTBOUND_ALLOWED
    if not is_encrypted and not is_named:
        raise RefusedAddress("only with encryption")
    return Target("smtp", host, port, is_named)


def hand_over(mail: EmailMessage, server: Server, *, before: Callable[[], None]) -> None:
    """Send one message to the one person it names; returns once the server has taken it.

    `before` is called when everything is agreed and the message itself is about to be written: what breaks
    earlier has surely not been taken. Raises Refused, Unavailable, Unknown (it may have been taken),
    RefusedAddress, and whatever `before` raises.
    """
    connection = connected(server)
    try:
        _agree(connection, mail)
        before()
        _write(connection, mail)
    finally:
        connection.close()


def check(server: Server) -> None:
    """Connect and sign in, and send nothing. Raises Unavailable, RefusedAddress."""
    connected(server).close()


def _agree(connection: smtplib.SMTP, mail: EmailMessage) -> None:
    """From whom, to whom, and that the message may come."""
    sender, receiver = (str(mail[name].addresses[0].addr_spec) for name in ("From", "To"))
    try:
        _name(connection, sender)
        _expect(connection.rcpt(receiver), is_of_the_address=True)
        _expect(connection.docmd("DATA"), wanted=354)
    except (smtplib.SMTPException, OSError) as error:
        raise Dropped(type(error).__name__) from error


def _name(connection: smtplib.SMTP, sender: str) -> None:
    """Say who sends; where the server does not let them, no message is to blame."""
    code, said = connection.mail(sender)
    if not 200 <= code < 300:
        raise Unavailable(Trouble.TURNED_AWAY, f"{code} {said.decode('utf-8', 'replace')}")


def _write(connection: smtplib.SMTP, mail: EmailMessage) -> None:
    lines = mail.as_bytes().splitlines(keepends=True)
    stuffed = b"".join(b"." + line if line.startswith(b".") else line for line in lines)  # RFC 5321, 4.5.2
    try:
        connection.send(stuffed + (b"" if stuffed.endswith(b"\r\n") else b"\r\n") + b".\r\n")
        answer = connection.getreply()
    except (smtplib.SMTPException, OSError) as error:
        raise Unknown(type(error).__name__) from error
    _expect(answer)


def _expect(answer: tuple[int, bytes], *, is_of_the_address: bool = False, wanted: int = 0) -> None:
    code, text = answer
    if not (code == wanted if wanted else 200 <= code < 300):
        raise _refused(code, text, is_of_the_address=is_of_the_address)


def _refused(code: int, text: bytes, *, is_of_the_address: bool = False) -> Refused:
    said = text.decode("utf-8", "replace")
    detail = DETAIL.search(said)
    no_such_one = detail[0].startswith("5.1.") if detail else code in NO_SUCH_ADDRESS
    for_good = code >= 500
    return Refused(
        code, said, is_for_good=for_good, is_of_the_address=is_of_the_address and for_good and no_such_one
    )


class _Pinned(smtplib.SMTP):
    """Connects to an address that was judged, and asks its certificate for the name."""

    def __init__(self, server: Server, context: ssl.SSLContext) -> None:
        self.server, self.context = server, context
        super().__init__(server.host, server.port, local_hostname="localhost", timeout=SECONDS)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        failed: OSError = OSError("no address")
        for one in addresses(self.server.target):
            try:
                found = socket.create_connection((one, port), timeout)
            except OSError as error:
                failed = error
                continue
            if self.server.security == TLS:
                return self.context.wrap_socket(found, server_hostname=host)
            return found
        raise failed


def connected(server: Server) -> smtplib.SMTP:
    """A connection that is encrypted, and signed in where the server has a user. Raises Unavailable."""
    try:
        return _signed_in(server)
    except (smtplib.SMTPException, OSError) as error:
        raise of_connection(error) from error


def _signed_in(server: Server) -> smtplib.SMTP:
    context = ssl.create_default_context()
    connection = _Pinned(server, context)
    try:
        if server.security == STARTTLS:
            connection.starttls(context=context)
        connection.ehlo_or_helo_if_needed()
        if server.user:
            _sign_in(connection, server)
    except BaseException:
        connection.close()
        raise
    return connection


def _sign_in(connection: smtplib.SMTP, server: Server) -> None:
    """By PLAIN (RFC 4616) or LOGIN; in UTF-8, which `smtplib` cannot."""
    offered = connection.esmtp_features.get("auth", "").upper().split()
    if "PLAIN" in offered:
        answer = connection.docmd(
            "AUTH", f"PLAIN {_packed(f'{chr(0)}{server.user}{chr(0)}{server.password}')}"
        )
    elif "LOGIN" in offered:
        answer = connection.docmd("AUTH", f"LOGIN {_packed(server.user)}")
        if answer[0] == 334:
            answer = connection.docmd(_packed(server.password))
    else:
        raise Unavailable(Trouble.NO_LOGIN, " ".join(offered))
    if answer[0] != 235:
        raise smtplib.SMTPAuthenticationError(*answer)


def _packed(text: str) -> str:
    return base64.b64encode(text.encode()).decode()
