"""Why a server or a provider lets nothing through, in words that whoever set it up can act upon."""

import imaplib
import re
import smtplib
import socket
import ssl

from django.db import models
from django.utils.translation import gettext_lazy as _

ADDRESS = re.compile(r"[^\s<>@,;:\"]{1,64}@[^\s<>@,;:\"]{1,255}")
NUMBER = re.compile(r"\+?\d{8,}")
CONTROLS = dict.fromkeys((*range(32), 127), " ")


class Trouble(models.TextChoices):
    """What is wrong, where nothing is wrong with the message."""

    NO_HOST = "no_host", _("No server has this name.")
    UNREACHABLE = "unreachable", _("The server cannot be reached: is the port right, and is it running?")
    TOO_SLOW = "too_slow", _("The server took too long to answer.")
    CERTIFICATE = "certificate", _("Its certificate does not show that it is this server.")
    NOT_TLS = "not_tls", _("It does not speak TLS on this port: try STARTTLS, or another port.")
    NO_STARTTLS = "no_starttls", _("It offers no STARTTLS; nothing was said to it in the open.")
    NO_LOGIN = "no_login", _("It offers no way to sign in that we know (PLAIN, LOGIN).")
    LOGIN = "login", _("It refuses the user name or the password.")
    LOST = "lost", _("It closed the connection.")
    TURNED_AWAY = "turned_away", _("It takes nothing from here.")
    BUSY = "busy", _("It asks for patience, or is out of order. It is tried again by itself.")
    FORBIDDEN = "RefusedAddress", _("The administrator of Regard has not allowed calls to it.")
    SEAL = "BrokenSeal", _("The password cannot be opened any more: enter it again.")
    NO_FOLDER = "no_folder", _("There is no such folder in the mailbox.")


class Unavailable(Exception):
    """The server cannot be reached or does not let us in: nothing is wrong with the message."""

    def __init__(self, why: str, said: str = "") -> None:
        super().__init__(f"{why}: {quoted(said)}" if said else str(why))
        self.why = why


def trouble(problem: Exception) -> str:
    """What is kept of a problem: the name of its kind, and what the server said of it."""
    own = problem if isinstance(problem, Unavailable) else f"{type(problem).__name__}: {problem}"
    return str(own)[:500]


def explained(kept: str) -> str:
    """The same for people: a sentence, and in brackets what the server said.

    >>> explained("no_host"), explained("something else")
    ('No server has this name.', 'something else')
    """
    why, _colon, said = kept.partition(": ")
    if why not in Trouble.values:
        return kept
    label = str(Trouble(why).label)
    return f"{label} ({said})" if said else label


def quoted(said: str) -> str:
    """What a server said, to be kept: one line, without the addresses and numbers of people.

    >>> quoted("550 5.1.1 <ada@example.com>\\r\\n no such person")
    '550 5.1.1 <…> no such person'
    """
    plain = " ".join(said.translate(CONTROLS).split())
    return NUMBER.sub("…", ADDRESS.sub("…", plain))[:300]


def of_connection(error: Exception) -> Unavailable:
    """The trouble behind what `smtplib`, `imaplib` and `ssl` raise."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return Unavailable(Trouble.LOGIN, said_with(error))
    if isinstance(error, smtplib.SMTPResponseException):
        return Unavailable(Trouble.TURNED_AWAY, said_with(error))
    kinds: tuple[tuple[type[Exception], Trouble], ...] = (
        (smtplib.SMTPNotSupportedError, Trouble.NO_STARTTLS),
        (ssl.SSLCertVerificationError, Trouble.CERTIFICATE),
        (ssl.SSLError, Trouble.NOT_TLS),
        (socket.gaierror, Trouble.NO_HOST),
        (TimeoutError, Trouble.TOO_SLOW),
        (smtplib.SMTPServerDisconnected, Trouble.LOST),
        (imaplib.IMAP4.abort, Trouble.LOST),
        (imaplib.IMAP4.error, Trouble.TURNED_AWAY),
        (ConnectionResetError, Trouble.LOST),
    )
    why = next((why for kind, why in kinds if isinstance(error, kind)), Trouble.UNREACHABLE)
    return Unavailable(why, getattr(error, "verify_message", "") or type(error).__name__)


def said_with(error: smtplib.SMTPResponseException) -> str:
    """The answer of the server, with its number."""
    said = error.smtp_error
    return f"{error.smtp_code} {said.decode('utf-8', 'replace') if isinstance(said, bytes) else said}"
