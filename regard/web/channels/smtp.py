"""Hand one e-mail to a server: at the very address that was judged, encrypted, to one person."""

import re
import smtplib
import socket
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any

from django.conf import settings

from regard.web import sealing
from regard.web.channels.models import Sender
from regard.web.outbound.addresses import RefusedAddress, Target, addresses

SECONDS = 20.0
PURPOSE = "sender"
NONE, STARTTLS, TLS = "none", "starttls", "tls"
DETAIL = re.compile(r"\b5\.\d{1,3}\.\d{1,3}\b")  # RFC 3463; 5.1.x speaks of the address
NO_SUCH_ADDRESS = (550, 551)


class Refused(Exception):
    """The server does not take this message; `is_for_good` where trying again is of no use."""

    def __init__(self, code: int, text: str, *, is_for_good: bool, is_of_the_address: bool = False) -> None:
        super().__init__(f"{code} {text}".strip())
        self.is_for_good, self.is_of_the_address = is_for_good, is_of_the_address


class Unavailable(Exception):
    """The server cannot be reached or does not let us in: nothing is wrong with the message."""


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


def hand_over(mail: EmailMessage, server: Server) -> None:
    """Send one message to the one person it names; returns once the server has taken it.

    Raises Refused, Unavailable, Unknown (it may have been taken), RefusedAddress.
    """
    connection = _connected(server)
    try:
        _transact(connection, mail)
    finally:
        connection.close()


def check(server: Server) -> None:
    """Connect and sign in, and send nothing. Raises Unavailable, RefusedAddress."""
    _connected(server).close()


def _transact(connection: smtplib.SMTP, mail: EmailMessage) -> None:
    sender, receiver = (str(mail[name].addresses[0].addr_spec) for name in ("From", "To"))
    try:
        _expect(connection.mail(sender))
        _expect(connection.rcpt(receiver), is_of_the_address=True)
    except (smtplib.SMTPException, OSError) as error:
        raise Unavailable(type(error).__name__) from error
    try:
        answer = connection.data(mail.as_bytes())
    except smtplib.SMTPDataError as error:  # it did not even let us begin
        raise _refused(error.smtp_code, error.smtp_error) from error
    except (smtplib.SMTPException, OSError) as error:
        raise Unknown(type(error).__name__) from error
    _expect(answer)


def _expect(answer: tuple[int, bytes], *, is_of_the_address: bool = False) -> None:
    code, text = answer
    if not 200 <= code < 300:
        raise _refused(code, text, is_of_the_address=is_of_the_address)


def _refused(code: int, text: Any, *, is_of_the_address: bool = False) -> Refused:
    said = text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
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


def _connected(server: Server) -> smtplib.SMTP:
    try:
        return _signed_in(server)
    except smtplib.SMTPResponseException as error:
        said = error.smtp_error
        text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
        raise Unavailable(f"{error.smtp_code} {text}") from error
    except (smtplib.SMTPException, OSError) as error:
        raise Unavailable(type(error).__name__) from error


def _signed_in(server: Server) -> smtplib.SMTP:
    context = ssl.create_default_context()
    connection = _Pinned(server, context)
    try:
        if server.security == STARTTLS:
            connection.starttls(context=context)
        if server.user:
            connection.login(server.user, server.password)
        else:
            connection.ehlo_or_helo_if_needed()
    except BaseException:
        connection.close()
        raise
    return connection
