"""Our own labelled verbatims: what they say, and what a careful reader finds in each.

How they are labelled: docs/explanation/labelling.md.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable

SENTIMENTS = ("negative", "neutral", "positive", "mixed")
FACTORS = (
    "support", "ease", "product", "price", "delivery", "trust", "values", "marketing", "reputation",
    "history",
)  # fmt: skip
EMOTIONS = ("joy", "trust", "fear", "surprise", "sadness", "disgust", "anger", "anticipation")
INTENTS = ("praise", "complaint", "question", "request", "churn_risk", "recommendation", "purchase")
CHANNELS = ("survey", "review", "mention", "support", "interview", "exit")
POLARITIES = {"+": "positive", "-": "negative", "0": "neutral"}
COLUMNS = (
    "id", "group", "industry", "channel", "sentiment", "emotions", "intents", "urgent", "descriptors", "text",
)  # fmt: skip
MARK = re.compile(r"\[\[(\w+)([+\-0])\|(.*?)\]\]")
FOLDER = "verbatims"
SECOND = "verbatims_second"


class UnfitVerbatim(ValueError):
    """A line of a labelled file that does not follow the guideline; the message names its place."""


@dataclass(frozen=True, slots=True)
class Span:
    """The piece `start`..`end` (code points) of a text that shows a factor with a polarity."""

    factor: str
    polarity: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Verbatim:
    """One labelled verbatim; those of one `group` share a situation and stay together when split."""

    id: str
    group: str
    language: str
    industry: str
    channel: str
    sentiment: str
    emotions: tuple[str, ...]
    intents: tuple[str, ...]
    urgent: bool
    descriptors: tuple[str, ...]
    text: str
    spans: tuple[Span, ...]


def verbatims() -> tuple[Verbatim, ...]:
    """All of them, in the order of their files. Raises UnfitVerbatim.

    >>> verbatims()[0].sentiment in SENTIMENTS
    True
    """
    folder = files("regard.perception.datasets") / FOLDER
    found = sorted((one for one in folder.iterdir() if one.name.endswith(".tsv")), key=lambda one: one.name)
    told = tuple(verbatim for file in found for verbatim in read(file))
    seen: set[str] = set()
    for one in told:
        if one.id in seen:
            raise UnfitVerbatim(f"{one.id}: the id is there twice")
        seen.add(one.id)
    return told


def second_pass() -> tuple[tuple[Verbatim, Verbatim], ...]:
    """Those that were labelled a second time, blind: each as first labelled, and as labelled again.

    The first labels are those of the day of the comparison: what is mended later still counts.
    Raises UnfitVerbatim.

    >>> all(first.text == again.text for first, again in second_pass())
    True
    """
    folder = files("regard.perception.datasets") / SECOND
    return tuple(
        pair
        for language in ("en", "zh")
        for pair in zip(read(folder / f"{language}-first.tsv"), read(folder / f"{language}.tsv"), strict=True)
    )


def read(file: Traversable) -> Iterator[Verbatim]:
    """The verbatims of one file, whose name begins with its language. Raises UnfitVerbatim."""
    header, *lines = file.read_text("utf-8").splitlines()
    if tuple(header.split("\t")) != COLUMNS:
        raise UnfitVerbatim(f"{file.name}, line 1: the columns are {', '.join(COLUMNS)}")
    language = file.name.removesuffix(".tsv").split("-")[0]
    for number, line in enumerate(lines, start=2):
        yield parsed(line, language, f"{file.name}, line {number}")


def parsed(line: str, language: str, place: str) -> Verbatim:
    """One line of a file as a verbatim. Raises UnfitVerbatim with the place."""
    cells = line.split("\t")
    if len(cells) != len(COLUMNS):
        raise UnfitVerbatim(f"{place}: {len(cells)} cells, not {len(COLUMNS)}")
    told = dict(zip(COLUMNS, cells, strict=True))
    _one_of(told["sentiment"], SENTIMENTS, f"{place}, sentiment")
    _one_of(told["channel"], CHANNELS, f"{place}, channel")
    _one_of(told["urgent"], ("0", "1"), f"{place}, urgent")
    text, spans = _unmarked(told["text"], place)
    return Verbatim(
        told["id"],
        told["group"],
        language,
        told["industry"],
        told["channel"],
        told["sentiment"],
        _some_of(told["emotions"], EMOTIONS, f"{place}, emotions"),
        _some_of(told["intents"], INTENTS, f"{place}, intents"),
        told["urgent"] == "1",
        tuple(word.strip() for word in told["descriptors"].split(",") if word.strip()),
        text,
        spans,
    )


def _unmarked(marked: str, place: str) -> tuple[str, tuple[Span, ...]]:
    """The text without its marks, and the spans that they were around."""
    parts, spans, length, last = [], [], 0, 0
    for found in MARK.finditer(marked):
        factor, sign, words = found.groups()
        _one_of(factor, FACTORS, f"{place}, text")
        parts += [marked[last : found.start()], words]
        start = length + found.start() - last
        length, last = start + len(words), found.end()
        spans.append(Span(factor, POLARITIES[sign], start, length))
        if not words.strip():
            raise UnfitVerbatim(f"{place}, text: a span without words")
    text = "".join([*parts, marked[last:]])
    if not text.strip() or "[[" in text or "]]" in text:
        raise UnfitVerbatim(f"{place}, text: no text, or a mark that is not [[factor+|words]]")
    return text, tuple(spans)


def _some_of(cell: str, allowed: tuple[str, ...], place: str) -> tuple[str, ...]:
    found = tuple(word.strip() for word in cell.split(",") if word.strip())
    for word in found:
        _one_of(word, allowed, place)
    return found


def _one_of(word: str, allowed: tuple[str, ...], place: str) -> None:
    if word not in allowed:
        raise UnfitVerbatim(f"{place}: {word!r} is not one of {', '.join(allowed)}")
