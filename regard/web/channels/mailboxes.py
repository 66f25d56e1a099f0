"""Look into the mailbox that bounces come to: read what is new, change nothing there, remember the place."""

import contextlib
import hashlib
import imaplib
import re
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from regard.web import sealing
from regard.web.channels.models import Message, Sender
from regard.web.channels.noticing import notice
from regard.web.channels.returning import returned
from regard.web.channels.smtp import NONE, PURPOSE, SECONDS, judged
from regard.web.channels.troubles import Trouble, Unavailable, of_connection
from regard.web.outbound.addresses import addresses

MOST = 200  # messages of one look
SIZE = 256 * 1024  # of each, from its beginning
VALIDITY = re.compile(rb"\d{1,20}")
SEALED_AS = "mailbox_password"


@dataclass(frozen=True)
class Mailbox:
    """Where what comes back arrives."""

    host: str
    port: int
    user: str
    password: str
    security: str = "tls"
    folder: str = "INBOX"

    @classmethod
    def of(cls, sender: Sender) -> "Mailbox":
        """The mailbox of a sender. Raises sealing.BrokenSeal."""
        own, sealed = sender.mailbox, sender.sealed_secrets.get(SEALED_AS, "")
        return cls(
            host=str(own["host"]),
            port=int(own.get("port", 993)),
            user=str(own.get("user", "")),
            password=sealing.unseal(sealed, purpose=PURPOSE) if sealed else "",
            security=str(own.get("security", "tls")),
            folder=str(own.get("folder", "INBOX")),
        )


def look(sender: Sender, *, at: datetime) -> int:
    """Read what is new in the mailbox of a sender; how many events were kept.

    Raises Unavailable, OutboundError, sealing.BrokenSeal.
    """
    kept, place = 0, sender.mailbox_cursor
    with _opened(Mailbox.of(sender)) as box:
        for found, raw in _new(box, place):
            kept += _take(sender, raw, at=at)
            place = found
            Sender.objects.filter(pk=sender.pk).update(mailbox_cursor=place)
    sender.mailbox_cursor = place
    return kept


def _take(sender: Sender, raw: bytes, *, at: datetime) -> bool:
    found = returned(raw)
    if found is None:
        return False
    rows = Message.objects.filter(sender=sender, message_id__in=found.about).select_related("invitation")
    message = rows.first()
    if message is None:
        return False
    key = hashlib.sha256(raw).hexdigest()
    return notice(
        sender, message, kind=found.kind, external_id=key, happened_at=at, at=at, detail=found.detail
    )


def _new(box: imaplib.IMAP4, place: str) -> Iterator[tuple[str, bytes]]:
    """The messages behind a place ("validity:uid"), each with its own; all where the validity changed."""
    validity = _first(box.response("UIDVALIDITY")[1])
    known, _colon, last = place.partition(":")
    after = int(last) if known == validity and last.isdigit() else 0
    _ok, found = box.uid("SEARCH", f"UID {after + 1}:*")
    uids = sorted(int(one) for one in (found[0] or b"").split() if one.isdigit() and int(one) > after)
    for uid in uids[:MOST]:
        _ok, parts = box.uid("FETCH", str(uid), f"(BODY.PEEK[]<0.{SIZE}>)")
        raw = next((part[1] for part in parts if isinstance(part, tuple)), b"")
        yield f"{validity}:{uid}", raw


def _first(found: list[bytes | None]) -> str:
    number = VALIDITY.search(found[0] or b"") if found else None
    return number[0].decode() if number else "0"


@contextlib.contextmanager
def _opened(mailbox: Mailbox) -> Iterator[imaplib.IMAP4]:
    try:
        box = _Pinned(mailbox)
        try:
            _let_in(box, mailbox)
            yield box
        finally:
            box.shutdown()
    except (imaplib.IMAP4.error, OSError) as error:
        raise of_connection(error) from error


def _let_in(box: imaplib.IMAP4, mailbox: Mailbox) -> None:
    try:
        box.login(mailbox.user, mailbox.password)
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as error:
        raise Unavailable(Trouble.LOGIN, str(error)) from error
    name = '"' + mailbox.folder.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if box.select(name, readonly=True)[0] != "OK":
        raise Unavailable(Trouble.NO_FOLDER, mailbox.folder)


class _Pinned(imaplib.IMAP4):
    """Connects to an address that was judged, and asks its certificate for the name."""

    def __init__(self, mailbox: Mailbox) -> None:
        self.mailbox = mailbox
        super().__init__(mailbox.host, mailbox.port, timeout=SECONDS)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        own = self.mailbox
        target = judged(own.host, own.port, is_encrypted=own.security != NONE)
        failed: OSError = OSError("no address")
        for one in addresses(target):
            try:
                found = socket.create_connection((one, own.port), timeout)
            except OSError as error:
                failed = error
                continue
            if own.security == NONE:
                return found
            return ssl.create_default_context().wrap_socket(found, server_hostname=own.host)
        raise failed
