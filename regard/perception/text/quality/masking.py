"""A text without what is personal in it."""

from collections.abc import Iterable, Mapping
from typing import Any


class SpanError(ValueError):
    """A span lies outside its text, is turned round, or overlaps another."""


def mask(text: str, spans: Iterable[Mapping[str, Any]]) -> str:
    """The text with each span (kind, start, end; code points) replaced by its kind in brackets.

    Takes the spans of one row of `personal_data` as Python objects. Raises SpanError.

    >>> mask("Write to ann@example.com.", [{"kind": "email", "start": 9, "end": 24}])
    'Write to [email].'
    """
    parts, last = [], 0
    for span in sorted(spans, key=lambda span: int(span["start"])):
        start, end = int(span["start"]), int(span["end"])
        if not last <= start < end <= len(text):
            raise SpanError(
                f"a span from {start} to {end} in a text of {len(text)}, the last one ended at {last}"
            )
        parts += [text[last:start], f"[{span['kind']}]"]
        last = end
    return "".join([*parts, text[last:]])
