"""Keep a secret in the database so that the database alone does not tell it.

The key of the installation (`SECRET_KEY`) and a salt give a stream (HMAC-SHA256 over a counter) that the
secret is mixed with, and the tag that is checked before it is read: encrypt, then authenticate.
"""

import base64
import binascii
import hashlib
import hmac
import secrets

from django.conf import settings

SALT, TAG = 16, 32
MOST = 4096


class BrokenSeal(ValueError):
    """What was sealed was changed, or sealed under another key or for another purpose."""


def seal(secret: str, *, purpose: str) -> str:
    """`secret` as text that only `unseal` with the same purpose reads. Raises ValueError: too long."""
    plain = secret.encode()
    if len(plain) > MOST:
        raise ValueError(f"a secret of {len(plain)} bytes; {MOST} at most")
    salt = secrets.token_bytes(SALT)
    mixed = _mixed(plain, salt, purpose)
    return base64.urlsafe_b64encode(salt + _tag(salt + mixed, purpose) + mixed).decode()


def unseal(sealed: str, *, purpose: str) -> str:
    """The secret in `sealed`. Raises BrokenSeal."""
    try:
        raw = base64.urlsafe_b64decode(sealed)
    except (binascii.Error, ValueError) as error:
        raise BrokenSeal("not a sealed secret") from error
    salt, tag, mixed = raw[:SALT], raw[SALT : SALT + TAG], raw[SALT + TAG :]
    if not hmac.compare_digest(tag, _tag(salt + mixed, purpose)):
        raise BrokenSeal("changed, or sealed under another key")
    return _mixed(mixed, salt, purpose).decode()


def _mixed(text: bytes, salt: bytes, purpose: str) -> bytes:
    key = _key("stream", purpose)
    blocks = range((len(text) + 31) // 32)
    stream = b"".join(_hmac(key, salt + block.to_bytes(4, "big")) for block in blocks)
    return bytes(one ^ other for one, other in zip(text, stream, strict=False))


def _tag(text: bytes, purpose: str) -> bytes:
    return _hmac(_key("tag", purpose), text)


def _key(use: str, purpose: str) -> bytes:
    return _hmac(settings.SECRET_KEY.encode(), f"regard.sealing/{use}/{purpose}".encode())


def _hmac(key: bytes, text: bytes) -> bytes:
    return hmac.new(key, text, hashlib.sha256).digest()
