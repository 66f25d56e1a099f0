"""A text in pieces, so that a page can mark what was read in it and the words searched for."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

MARKED = ("positive", "negative")  # neutral words stay unmarked: a page of underlines says nothing


@dataclass(frozen=True)
class Segment:
    """A piece of a text; `mark` is empty or how it is marked, `note` what is said of it there."""

    text: str
    mark: str = ""
    note: str = ""


@dataclass(frozen=True)
class Span:
    """Where a mark begins and ends, in code points."""

    start: int
    end: int
    mark: str
    note: str = ""


def segments(text: str, spans: Iterable[Span]) -> list[Segment]:
    """Cut the text at its spans; together the pieces are exactly the text.

    Where spans overlap the earlier one wins, and of two that begin together the longer one; what lies
    outside the text is left out.
    """
    return list(_pieces(text, sorted(spans, key=lambda span: (span.start, -span.end))))


def read_spans(words: Iterable[Mapping[str, Any]]) -> list[Span]:
    """The spans of a reading's words of praise and complaint."""
    return [
        Span(word["start"], word["end"], word["sentiment"]) for word in words if word["sentiment"] in MARKED
    ]


def factor_spans(factors: Iterable[Mapping[str, Any]]) -> list[Span]:
    """The spans that show a factor as good or bad; those of the same piece become one, with all notes."""
    places: dict[tuple[int, int], list[Mapping[str, Any]]] = {}
    for factor in (one for one in factors if one["polarity"] in MARKED):
        places.setdefault((factor["start"], factor["end"]), []).append(factor)
    return [
        Span(*place, _mark(found), ", ".join(one["note"] for one in found)) for place, found in places.items()
    ]


def _mark(factors: Sequence[Mapping[str, Any]]) -> str:
    polarities = {factor["polarity"] for factor in factors}
    return f"{polarities.pop() if len(polarities) == 1 else 'neutral'} factor"


def found_spans(text: str, wanted: str) -> Iterator[Span]:
    """Where the words searched for stand, in any case of letters."""
    folded, needle = _folded(text), _folded(wanted)
    start = folded.find(needle) if needle else -1
    while start >= 0:
        yield Span(start, start + len(needle), "found")
        start = folded.find(needle, start + len(needle))


def _folded(text: str) -> str:
    # letter by letter, so that places stay the same
    return "".join(lower if len(lower := letter.lower()) == 1 else letter for letter in text)


def _pieces(text: str, spans: Sequence[Span]) -> Iterator[Segment]:
    at = 0
    for span in spans:
        start, end = max(span.start, at), min(span.end, len(text))
        if start > span.start or start >= end:
            continue
        if start > at:
            yield Segment(text[at:start])
        yield Segment(text[start:end], span.mark, span.note)
        at = end
    if at < len(text):
        yield Segment(text[at:])
