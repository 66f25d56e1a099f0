"""Read texts: one row of findings out for each row in."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple, TypeAlias

import pyarrow as pa

from regard.perception.text.chinese import read_chinese
from regard.perception.text.english import read_english
from regard.perception.text.findings import Findings
from regard.perception.text.folding import fold
from regard.perception.text.languages import Language, language
from regard.perception.text.scoring import Verdict, judge
from regard.perception.text.words import NO_WORDS, Words, word_rows, words_array

ENGINE = "regard-rules"
VERSION = "1"
HEADS = ("language", "sentiment", "factors", "emotions", "intents", "descriptors", "flags")
EVERY_HEAD = (*HEADS, "words")
FACTOR = pa.struct(
    [("factor", pa.string()), ("polarity", pa.string()), ("start", pa.int32()), ("end", pa.int32())]
)
DESCRIPTOR = pa.struct(
    [("word", pa.string()), ("polarity", pa.string()), ("start", pa.int32()), ("end", pa.int32())]
)
LISTS = {
    "factors": pa.list_(FACTOR),
    "emotions": pa.list_(pa.string()),
    "intents": pa.list_(pa.string()),
    "descriptors": pa.list_(DESCRIPTOR),
    "flags": pa.list_(pa.string()),
}

Texts: TypeAlias = Sequence[str | None] | Any  # or an Arrow array, batch or table


class UnknownHeadError(ValueError):
    """A head was asked for that this engine does not have."""


class Reading(NamedTuple):
    """What was found in one text."""

    language: Language
    verdict: Verdict | None
    words: Words


def read(texts: Texts, *, heads: Collection[str] | None = None) -> pa.Table:
    """One row for each text: language, sentiment with its score and chances, factors, emotions, intents ...

    `texts` is a list of strings, an Arrow array of strings, or a batch or table with a `text` column.
    `heads` are the columns wanted (HEADS by default; `words` only where asked for by name); sentiment brings
    sentiment_score (-1 to 1), p_negative, p_neutral and p_positive.
    Spans count the code points of the text as given. Only the first 20,000 characters are read.
    An empty text has language "unknown", no sentiment and no words. Raises UnknownHeadError.
    """
    wanted = HEADS if heads is None else tuple(heads)
    for head in wanted:
        if head not in EVERY_HEAD:
            raise UnknownHeadError(head)
    readings = [reading(text, wanted) for text in strings(texts)]
    columns: dict[str, pa.Array] = {}
    if "language" in wanted:
        columns["language"] = pa.array([one.language for one in readings], pa.string())
    if "sentiment" in wanted:
        verdicts = [one.verdict for one in readings]
        columns["sentiment"] = pa.array([verdict and verdict.label for verdict in verdicts], pa.string())
        columns["sentiment_score"] = pa.array(
            [verdict and verdict.score for verdict in verdicts], pa.float64()
        )
        columns |= chances([verdict.score if verdict else None for verdict in verdicts])
    for head in [head for head in LISTS if head in wanted]:
        columns[head] = pa.array([[] for _ in readings], LISTS[head])
    if "words" in wanted:
        columns["words"] = words_array([one.words for one in readings])
    return pa.table(columns)


def chances(scores: list[float | None]) -> dict[str, pa.Array]:
    """How likely each side is, from the score alone."""
    middle = [None if score is None else (1 - abs(score)) / 1.5 for score in scores]
    rows = [
        (None, None, None)
        if score is None or rest is None
        else ((1 - rest) * (1 - score) / 2, rest, (1 - rest) * (1 + score) / 2)
        for score, rest in zip(scores, middle, strict=True)
    ]
    names = ("p_negative", "p_neutral", "p_positive")
    return {name: pa.array([row[at] for row in rows], pa.float64()) for at, name in enumerate(names)}


def strings(texts: Texts) -> Iterable[str | None]:
    """The texts as Python strings."""
    if isinstance(texts, pa.RecordBatch | pa.Table):
        texts = texts.column("text")
    listed: Iterable[str | None] = texts
    if isinstance(texts, pa.Array | pa.ChunkedArray):
        listed = texts.to_pylist()
    return listed


def reading(text: str | None, heads: Collection[str]) -> Reading:
    """What one text says."""
    if not text or text.isspace():
        return Reading("unknown", None, NO_WORDS)
    folded = fold(text)
    spoken = language(folded)
    words = "words" in heads
    if not words and "sentiment" not in heads:
        return Reading(spoken, None, NO_WORDS)
    findings = found(text, folded, spoken, words=words)
    says = bool(findings.opinions) or spoken in {"en", "zh"}
    return Reading(spoken, judge(findings) if says else None, word_rows(findings) if words else NO_WORDS)


def found(text: str, folded: str, spoken: Language, *, words: bool) -> Findings:
    """The opinions of a text, by the rules of its language; of other languages only the emoji."""
    if spoken == "zh":
        return read_chinese(folded, topics=words)
    return read_english(folded, text, topics=words and spoken == "en", only_signs=spoken == "other")
