"""What came back, read from the message itself: bounces, complaints, holiday notes, replies.

Only a message that names one of ours by its id is taken: that id is known to nobody but the one who got it.
What a message says of addresses is not believed.

Sources: RFC 3464 (delivery status), RFC 5965 (feedback reports), RFC 3834 (automatic answers).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message as Mail
from email.policy import compat32

from regard.web.channels.models import MailEventKind

ID = re.compile(r"<[^<>\s]{3,200}>")
STATUS = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b")
NO_SUCH_ADDRESS = ("5.1.", "5.2.1")  # the address is wrong, or its mailbox is closed for good
MOST_PARTS = 50


@dataclass(frozen=True)
class Returned:
    """What came back, of which of our messages, and the status that it names ("5.1.1")."""

    kind: str
    about: tuple[str, ...]  # message ids that it names: one of them may be ours
    detail: str = ""


def returned(raw: bytes) -> Returned | None:
    """What a message in the mailbox says; None where it names no other message."""
    mail = message_from_bytes(raw, policy=compat32)
    parts = [part for part, _count in zip(mail.walk(), range(MOST_PARTS), strict=False)]
    report = (
        str(mail.get_param("report-type") or "").lower()
        if mail.get_content_type() == "multipart/report"
        else ""
    )
    if report == "feedback-report":
        return _about(MailEventKind.COMPLAINT, _original_ids(parts))
    if report == "delivery-status":
        return _bounce(parts)
    about = _ids(mail, "In-Reply-To", "References")
    is_automatic = str(mail.get("Auto-Submitted", "no")).strip().lower() != "no"
    kind = MailEventKind.OUT_OF_OFFICE if is_automatic else MailEventKind.REPLY
    return _about(kind, about)


def _bounce(parts: list[Mail]) -> Returned | None:
    statuses = [
        found
        for part in parts
        if part.get_content_type() == "message/delivery-status"
        for found in _fields(part)
    ]
    failed = [status for action, status in statuses if action == "failed"]
    about = _original_ids(parts)
    if failed:
        hard = next((status for status in failed if status.startswith(NO_SUCH_ADDRESS)), "")
        kind = MailEventKind.HARD_BOUNCE if hard else MailEventKind.SOFT_BOUNCE
        return _about(kind, about, hard or failed[0])
    if any(action in {"delivered", "relayed"} for action, _status in statuses):
        return _about(MailEventKind.DELIVERED, about)
    delayed = next((status for action, status in statuses if action == "delayed"), None)
    return None if delayed is None else _about(MailEventKind.SOFT_BOUNCE, about, delayed)


def _fields(part: Mail) -> Iterator[tuple[str, str]]:
    """The action and the status of each receiver."""
    blocks = part.get_payload()
    for block in blocks if isinstance(blocks, list) else ():
        if isinstance(block, Mail) and block.get("Action"):
            status = STATUS.search(str(block.get("Status", "")))
            yield str(block["Action"]).strip().lower(), status[0] if status else ""


def _original_ids(parts: list[Mail]) -> tuple[str, ...]:
    """The ids of the message that is sent back inside, whole or its headers alone."""
    found: list[str] = []
    for part in parts[1:]:
        if part.get_content_type() == "text/rfc822-headers":
            payload = part.get_payload(decode=True)
            headers = message_from_bytes(payload if isinstance(payload, bytes) else b"", policy=compat32)
            found += _ids(headers, "Message-ID")
        else:
            found += _ids(part, "Message-ID")
    return tuple(found)


def _ids(mail: Mail, *names: str) -> tuple[str, ...]:
    texts = [str(value) for name in names for value in mail.get_all(name, [])]
    return tuple(dict.fromkeys(one for text in texts for one in ID.findall(text[:4_000])))[:20]


def _about(kind: str, about: tuple[str, ...], detail: str = "") -> Returned | None:
    return Returned(kind, about, detail) if about else None
