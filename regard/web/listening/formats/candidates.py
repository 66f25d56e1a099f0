"""What one row says, ready to be kept as feedback."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple


class Answer(NamedTuple):
    """One score on its scale; `label` is the column that it stood in."""

    metric: str
    score: int
    scale_min: int
    scale_max: int
    direction: str
    label: str


@dataclass(slots=True)
class Candidate:
    """What one row says, ready to be kept as feedback; times are in UTC, None is what it does not say."""

    row: int
    external_id: str | None = None
    text: str | None = None
    title: str | None = None
    collected_at: datetime | None = None
    time_precision: str | None = None
    experienced_at: datetime | None = None
    answers: list[Answer] = field(default_factory=list)
    customer_id: str | None = None
    customer_email: str | None = None
    customer_name: str | None = None
    account: str | None = None
    channel: str | None = None
    kind: str | None = None
    language: str | None = None
    url: str | None = None
    author: str | None = None
    segment: str | None = None
    product: str | None = None
    region: str | None = None
    touchpoint: str | None = None
    attributes: dict[str, str] = field(default_factory=dict)


def content_key(candidate: Candidate, ordinal: int = 0) -> str:
    """Return 32 hexadecimal digits that stay the same for the same content, whatever file or row it stood in.

    Rows with equal content are told apart by `ordinal`: how many equal ones came before.
    """
    said = [getattr(candidate, name) for name in Candidate.__slots__ if name not in ("row", "attributes")]
    said += [sorted(candidate.attributes.items()), ordinal]
    written = json.dumps(said, ensure_ascii=False, default=str).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(written, digest_size=16).hexdigest()
