"""By what somebody can be reached, and what is kept of an address that is not written to."""

import hashlib
import hmac
import unicodedata

from django.conf import settings

from regard.web.customers.models import Customer
from regard.web.feedback.models import Channel
from regard.web.workspaces.tenancy import current_workspace

KINDS = {Channel.EMAIL: "email", Channel.SMS: "phone", Channel.CHAT: "phone", Channel.PHONE: "phone"}
"""The kind of address that a channel writes to; the other channels need none."""
DIGITS = frozenset("0123456789+")


def plain(kind: str, value: str) -> str:
    """The address as it is compared: an e-mail in small letters, a phone without what only looks nice.

    >>> plain("phone", "0049 (30) 123-456"), plain("phone", "＋49 30 123456"), plain("email", " Ada@x.com")
    ('+4930123456', '+4930123456', 'ada@x.com')
    """
    return _number(value) if kind == "phone" else value.strip().lower()


def _number(value: str) -> str:
    """A phone number: 00 before the country is +, and a wide ８ is an 8."""
    text = "".join(sign for sign in unicodedata.normalize("NFKC", value) if sign in DIGITS)
    return f"+{text[2:]}" if text.startswith("00") else text


def hashed(kind: str, value: str) -> str:
    """What the open workspace keeps of an address: the same for the same one, and for nobody else of use."""
    text = f"{current_workspace().pk}:{kind}:{plain(kind, value)}"
    key = hashlib.sha256(b"regard.contacts.suppression:" + settings.SECRET_KEY.encode()).digest()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def addresses(customer: Customer) -> list[tuple[str, str]]:
    """Every address by which somebody can be written to, each with its kind."""
    found = [("email", customer.email)] if customer.email else []
    rows = customer.identities.filter(kind__in=set(KINDS.values())).values_list("kind", "value")
    return list(dict.fromkeys([*found, *rows]))
