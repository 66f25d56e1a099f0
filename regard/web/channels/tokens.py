"""Addresses of a person's own: to unsubscribe, and to see their page. Signed, each for one purpose, for good.

A token is the id of its row and 128 bits that only this installation can make: nothing is kept of it, and the
token of one purpose opens nothing else.
"""

import base64
import binascii
import hashlib
import hmac
import re
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from regard.web.channels.models import Sender
from regard.web.contacts.models import Invitation
from regard.web.customers.models import Customer

TOKEN = re.compile(r"[\w-]{43}", re.ASCII)
TAG = 16
UNSUBSCRIBE, OWN_PAGE, HOOK = "unsubscribe", "own-page", "hook"


def token(pk: UUID, *, purpose: str) -> str:
    """43 signs that `read` turns into `pk` again, for the same purpose alone."""
    return base64.urlsafe_b64encode(pk.bytes + _tag(pk, purpose)).decode().rstrip("=")


def read(text: str, *, purpose: str) -> UUID | None:
    """The id in a token; None where it is not one of ours, or for another purpose."""
    if not TOKEN.fullmatch(text):
        return None
    try:
        raw = base64.urlsafe_b64decode(text + "=")
    except binascii.Error:
        return None
    pk = UUID(bytes=raw[:16])
    is_ours = hmac.compare_digest(raw[16:], _tag(pk, purpose))
    is_written_as_we_do = hmac.compare_digest(token(pk, purpose=purpose), text)
    return pk if is_ours and is_written_as_we_do else None


def unsubscribing(invitation: Invitation) -> str:
    """The whole address at which the person of an invitation asks to be left alone."""
    key = token(invitation.pk, purpose=UNSUBSCRIBE)
    return settings.PUBLIC_URL + reverse("channels-public:unsubscribe", args=[key])


def own_page(customer: Customer) -> str:
    """The whole address of a customer's own page."""
    return settings.PUBLIC_URL + reverse("channels-public:me", args=[token(customer.pk, purpose=OWN_PAGE)])


def hook(sender: Sender, *, name: str = "hook") -> str:
    """The whole address to which the provider of a sender posts what happened (`name`: of which kind)."""
    return settings.PUBLIC_URL + reverse(f"channels-public:{name}", args=[token(sender.pk, purpose=HOOK)])


def _tag(pk: UUID, purpose: str) -> bytes:
    key = hashlib.sha256(
        b"regard.channels:" + purpose.encode() + b":" + settings.SECRET_KEY.encode()
    ).digest()
    return hmac.new(key, pk.bytes, hashlib.sha256).digest()[:TAG]
