"""Addresses of a person's own: to unsubscribe, and to see their page. Signed, each for one purpose.

A token is the id of its row and 128 bits that only this installation can make: nothing is kept of it, and the
token of one purpose opens nothing else. Who wants no more questions may say so for ever; the address of a
page that shows what somebody said has its last day within it.
"""

import base64
import binascii
import hashlib
import hmac
import re
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from regard.web.channels.models import Sender
from regard.web.contacts.models import Invitation
from regard.web.customers.models import Customer

TOKEN = re.compile(r"[\w-]{43}|[\w-]{47}", re.ASCII)  # without a day, and with one
ID, DAY, TAG = 16, 3, 16  # octets
OPEN_FOR = timedelta(days=180)  # the own page, by the address in one message
UNSUBSCRIBE, OWN_PAGE, HOOK = "unsubscribe", "own-page", "hook"


class Expired(Exception):
    """A token of ours whose last day has passed."""


def token(pk: UUID, *, purpose: str, until: date | None = None) -> str:
    """43 signs that `read` turns into `pk` again, for the same purpose alone; 47 with a last day."""
    body = pk.bytes + (until.toordinal().to_bytes(DAY) if until else b"")
    return base64.urlsafe_b64encode(body + _tag(body, purpose)).decode().rstrip("=")


def read(text: str, *, purpose: str) -> UUID | None:
    """The id in a token without a day; None where it is not one of ours, or for another purpose."""
    body = _body(text, purpose)
    return UUID(bytes=body) if body and len(body) == ID else None


def read_until(text: str, *, purpose: str, on: date) -> tuple[UUID, date] | None:
    """The id and the last day in a token with one; None where it is not one of ours. Raises Expired."""
    body = _body(text, purpose)
    if body is None or len(body) != ID + DAY:
        return None
    until = date.fromordinal(int.from_bytes(body[ID:]))
    if until < on:
        raise Expired(until.isoformat())
    return UUID(bytes=body[:ID]), until


def unsubscribing(invitation: Invitation) -> str:
    """The whole address at which the person of an invitation asks to be left alone."""
    key = token(invitation.pk, purpose=UNSUBSCRIBE)
    return settings.PUBLIC_URL + reverse("channels-public:unsubscribe", args=[key])


def own_page(customer: Customer, *, until: date) -> str:
    """The whole address of a customer's own page."""
    return settings.PUBLIC_URL + own_path(customer, until=until)


def own_path(customer: Customer, *, until: date, name: str = "me") -> str:
    """The same as a path; `name` is that of the page, or of the file ("export")."""
    key = token(customer.pk, purpose=OWN_PAGE, until=until)
    return reverse(f"channels-public:{name}", args=[key])


def open_until(written_at: datetime) -> date:
    """The last day on which the address in a message of this time opens the own page."""
    return (written_at + OPEN_FOR).date()


def hook(sender: Sender, *, name: str = "hook") -> str:
    """The whole address to which the provider of a sender posts what happened (`name`: of which kind)."""
    return settings.PUBLIC_URL + reverse(f"channels-public:{name}", args=[token(sender.pk, purpose=HOOK)])


def _body(text: str, purpose: str) -> bytes | None:
    """What a token says, if it is ours, for this purpose, and written as we write it."""
    if not TOKEN.fullmatch(text):
        return None
    try:
        raw = base64.urlsafe_b64decode(text + "=")
    except binascii.Error:
        return None
    body, tag = raw[:-TAG], raw[-TAG:]
    is_ours = hmac.compare_digest(tag, _tag(body, purpose))
    written = base64.urlsafe_b64encode(raw).decode().rstrip("=")
    return body if is_ours and hmac.compare_digest(written, text) else None


def _tag(body: bytes, purpose: str) -> bytes:
    key = hashlib.sha256(
        b"regard.channels:" + purpose.encode() + b":" + settings.SECRET_KEY.encode()
    ).digest()
    return hmac.new(key, body, hashlib.sha256).digest()[:TAG]
