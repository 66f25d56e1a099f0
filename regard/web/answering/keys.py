"""The key that each form carries: made by us, at a time that we know, and counted once."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.core import signing

SALT = "regard.answering.form"
BYTES = 16
OLDEST = timedelta(hours=24)
AHEAD = timedelta(minutes=10)  # clocks of several servers differ


class ForgedKey(ValueError):
    """A key that we did not make."""


@dataclass(frozen=True)
class Key:
    """A key, and when the form that carries it was shown.

    With one that we made ourselves the answer can be opened again; one that a caller chose may be guessed.
    """

    text: str
    shown_at: datetime
    is_ours: bool = False

    @property
    def seed(self) -> str:
        """What the order of options is drawn from: kept with the answer, and no way back to the key."""
        return hashlib.sha256(f"{SALT}.order {self.text}".encode()).hexdigest()[:32]

    def is_stale(self, *, at: datetime) -> bool:
        """Whether the form was shown too long ago to begin an answer with it."""
        return not -AHEAD <= at - self.shown_at <= OLDEST


def new_key(*, at: datetime) -> str:
    """The hidden field of a form: a key with the time it was made, signed."""
    made = {"k": secrets.token_urlsafe(BYTES), "t": int(at.timestamp() * 1000)}
    return signing.dumps(made, salt=SALT)


def read_key(field: str) -> Key:
    """The key in a form's hidden field. Raises ForgedKey."""
    try:
        made = signing.loads(field, salt=SALT)
    except signing.BadSignature as error:
        raise ForgedKey(str(error)) from error
    return Key(made["k"], datetime.fromtimestamp(made["t"] / 1000, UTC), is_ours=True)
