"""What leaves the machine of a text, and where each part of it stood before."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from regard.perception.text.quality import mask
from regard.perception.text.reading import read

LONGEST = 20_000  # code points, as far as the default engine reads


class Piece(NamedTuple):
    """A part of what leaves (start, end) and the part of the text that it stands for."""

    start: int
    end: int
    first: int
    last: int
    is_masked: bool


class Outgoing(NamedTuple):
    """What leaves of one text."""

    text: str
    pieces: tuple[Piece, ...]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The span of the text as given that a span of what leaves stands for.

        >>> sent = outgoing("Write to ann@example.com now")
        >>> sent.text, sent.original(9, 16)
        ('Write to [email] now', (9, 24))
        """
        first = next(piece for piece in self.pieces if start < piece.end)
        last = next(piece for piece in self.pieces if end <= piece.end)
        return (
            first.first if first.is_masked else first.first + start - first.start,
            last.last if last.is_masked else last.first + end - last.start,
        )


def outgoing(text: str, *, masked: bool = True) -> Outgoing:
    """The first 20,000 code points of a text, with personal data replaced by its kind where `masked`."""
    known = text[:LONGEST].encode("utf-8", "replace").decode()  # half a character becomes a question mark
    spans = read([known], heads=("personal_data",)).column("personal_data")[0].as_py() if masked else []
    return Outgoing(mask(known, spans), tuple(_pieces(known, spans)))


def _pieces(text: str, spans: Iterable[Mapping[str, Any]]) -> Iterable[Piece]:
    at = last = 0
    for span in sorted(spans, key=lambda span: int(span["start"])):
        if span["start"] > last:
            yield Piece(at, at + span["start"] - last, last, span["start"], is_masked=False)
            at += span["start"] - last
        length = len(f"[{span['kind']}]")
        yield Piece(at, at + length, span["start"], span["end"], is_masked=True)
        at, last = at + length, span["end"]
    if last < len(text):
        yield Piece(at, at + len(text) - last, last, len(text), is_masked=False)
