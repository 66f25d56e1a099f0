"""The key that each form carries: made by us, at a time that we know, and counted once."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

from django.core import signing

SALT = "regard.answering.form"
BYTES = 16


class ForgedKey(ValueError):
    """A key that we did not make."""


@dataclass(frozen=True)
class Key:
    """A key, and when the form that carries it was shown."""

    text: str
    shown_at: datetime


def new_key(*, at: datetime) -> str:
    """The hidden field of a form: a key with the time it was made, signed."""
    made = {"k": secrets.token_urlsafe(BYTES), "t": int(at.timestamp())}
    return signing.dumps(made, salt=SALT)


def read_key(field: str) -> Key:
    """The key in a form's hidden field. Raises ForgedKey."""
    try:
        made = signing.loads(field, salt=SALT)
    except signing.BadSignature as error:
        raise ForgedKey(str(error)) from error
    return Key(made["k"], datetime.fromtimestamp(made["t"], UTC))
