"""From what the kernels found to Arrow columns."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from regard.perception.text.finding import NOTHING, Columns
from regard.perception.text.lists import EMOTIONS, FACTORS, INTENTS

SIDES = ("negative", "neutral", "positive", "mixed")
CHANCES = ("p_negative", "p_neutral", "p_positive")
FACTOR = pa.struct(
    [("factor", pa.string()), ("polarity", pa.string()), ("start", pa.int32()), ("end", pa.int32())]
)
DESCRIPTOR = pa.struct(
    [("word", pa.string()), ("polarity", pa.string()), ("start", pa.int32()), ("end", pa.int32())]
)
TYPES = {
    "language": pa.string(),
    "sentiment": pa.string(),
    "sentiment_score": pa.float64(),
    **dict.fromkeys(CHANCES, pa.float64()),
    "factors": pa.list_(FACTOR),
    "emotions": pa.list_(pa.string()),
    "intents": pa.list_(pa.string()),
    "descriptors": pa.list_(DESCRIPTOR),
    "flags": pa.list_(pa.string()),
}
Bits = npt.NDArray[np.int32]


def sentiment(found: Columns) -> dict[str, pa.Array]:
    """The sentiment of each text with its score and chances; null where nothing can be said."""
    silent = found.sides == NOTHING
    chances = found.chances.astype(np.float64)
    sides = pa.array(np.where(silent, 0, found.sides), mask=silent)
    score = np.round(chances[:, 2] - chances[:, 0], 4)
    columns = {
        "sentiment": pa.array(SIDES).take(sides),
        "sentiment_score": pa.array(score, mask=silent),
    }
    shares = np.round(chances, 6)
    return columns | {name: pa.array(shares[:, at], mask=silent) for at, name in enumerate(CHANCES)}


def factors(found: Columns) -> pa.ListArray:
    """The factors of each text with the side that is taken and where it shows."""
    rows = found.factors[: found.factor_places[-1]]
    fields = [_named(FACTORS, rows[:, 0]), _named(SIDES, rows[:, 1]), *_spans(rows)]
    return _lists(found.factor_places, pa.StructArray.from_arrays(fields, fields=list(FACTOR)))


def descriptors(found: Columns, words: Sequence[str]) -> pa.ListArray:
    """The words that describe; `words` are their normal forms by number."""
    rows = found.descriptors[: found.descriptor_places[-1]]
    used, places = np.unique(rows[:, 0], return_inverse=True)
    named = [denied(words[number // 2]) if number % 2 else words[number // 2] for number in used]
    fields = [_named(named, places), _named(SIDES, rows[:, 1]), *_spans(rows)]
    return _lists(found.descriptor_places, pa.StructArray.from_arrays(fields, fields=list(DESCRIPTOR)))


def denied(word: str) -> str:
    """A descriptor that is denied: 'not cheap', 不便宜.

    >>> denied("cheap"), denied("便宜")
    ('not cheap', '不便宜')
    """
    return f"not {word}" if word[:1] < "\u2e80" else f"不{word}"


def emotions(found: Columns) -> pa.ListArray:
    """The emotions of each text."""
    return _labels(found.emotions, EMOTIONS)


def intents(found: Columns) -> pa.ListArray:
    """The intents of each text."""
    return _labels(found.intents, INTENTS)


def _labels(bits: Bits, names: Sequence[str]) -> pa.ListArray:
    given = (bits[:, None] >> np.arange(len(names))) & 1
    places = np.concatenate([[0], np.cumsum(given.sum(axis=1))])
    return _lists(places, _named(names, np.nonzero(given)[1]))


def _named(names: Sequence[str], numbers: npt.NDArray[np.integer]) -> pa.Array:
    return pa.array(names, pa.string()).take(pa.array(numbers))


def _spans(rows: Bits) -> list[pa.Array]:
    return [pa.array(rows[:, 2]), pa.array(rows[:, 3])]


def _lists(places: npt.NDArray[np.integer], values: pa.Array) -> pa.ListArray:
    return pa.ListArray.from_arrays(pa.array(places.astype(np.int32)), values)
