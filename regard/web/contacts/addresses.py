"""By what somebody can be reached, and what is kept of an address that is not written to."""

import hashlib
import hmac

from django.conf import settings

from regard.web.feedback.models import Channel
from regard.web.workspaces.tenancy import current_workspace

KINDS = {Channel.EMAIL: "email", Channel.SMS: "phone", Channel.CHAT: "phone", Channel.PHONE: "phone"}
"""The kind of address that a channel writes to; the other channels need none."""


def plain(kind: str, value: str) -> str:
    """The address as it is compared: an e-mail in small letters, a phone without what only looks nice."""
    text = value.strip().lower()
    return "".join(sign for sign in text if sign.isdigit() or sign == "+") if kind == "phone" else text


def hashed(kind: str, value: str) -> str:
    """What the open workspace keeps of an address: the same for the same one, and for nobody else of use."""
    text = f"{current_workspace().pk}:{kind}:{plain(kind, value)}"
    key = hashlib.sha256(b"regard.contacts.suppression:" + settings.SECRET_KEY.encode()).digest()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
