"""From what the kernels found to Arrow columns."""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from regard.perception.text.finding import DENIALS, LACKING, NOTHING, SAID, Columns
from regard.perception.text.lists import EMOTIONS, FACTORS, INTENTS

SIDES = ("negative", "neutral", "positive", "mixed")
CHANCES = ("p_negative", "p_neutral", "p_positive")
FACTOR = pa.struct(
    [("factor", pa.string()), ("polarity", pa.string()), ("start", pa.int32()), ("end", pa.int32())]
)
DESCRIPTOR = pa.struct(
    [("word", pa.string()), ("polarity", pa.string()), ("start", pa.int32()), ("end", pa.int32())]
)
WORD = pa.struct(
    [("word", pa.string()), ("sentiment", pa.string()), ("start", pa.int32()), ("end", pa.int32())]
)
ORDER = (
    "language", "sentiment", "sentiment_score", *CHANCES, "factors", "emotions", "intents", "descriptors",
    "flags", "words", "script", "personal_data",
)  # fmt: skip
Bits = npt.NDArray[np.int32]


def sentiment(found: Columns) -> dict[str, pa.Array]:
    """The sentiment of each text with its score and chances; null where nothing can be said."""
    silent = found.sides == NOTHING
    none = silent if silent.any() else None
    chances = np.ascontiguousarray(found.chances.T, np.float64)
    sides = pa.array(found.sides, mask=none)
    score = np.round(chances[2] - chances[0], 4)
    columns = {
        "sentiment": pa.array(SIDES).take(sides),
        "sentiment_score": pa.array(score, mask=none),
    }
    shares = np.round(chances, 6)
    return columns | {name: pa.array(shares[at], mask=none) for at, name in enumerate(CHANCES)}


def factors(found: Columns) -> pa.ListArray:
    """The factors of each text with the side that is taken and where it shows."""
    rows = found.factors[: found.factor_places[-1]]
    fields = [_named(FACTORS, rows[:, 0]), _named(SIDES, rows[:, 1]), *_spans(rows)]
    return _lists(found.factor_places, pa.StructArray.from_arrays(fields, fields=list(FACTOR)))


def descriptors(found: Columns, words: Sequence[str]) -> pa.ListArray:
    """The words that describe; `words` are their normal forms by number."""
    rows = found.descriptors[: found.descriptor_places[-1]]

    def name(number: int) -> str:
        return denied(words[number // 2]) if number % 2 else words[number // 2]

    fields = [_called(name, rows[:, 0]), _named(SIDES, rows[:, 1]), *_spans(rows)]
    return _lists(found.descriptor_places, pa.StructArray.from_arrays(fields, fields=list(DESCRIPTOR)))


def words(found: Columns, terms: Sequence[str]) -> pa.ListArray:
    """The words that judge; `terms` are their plain forms by number."""
    rows = found.words[: found.word_places[-1]]

    def name(number: int) -> str:
        term, denial = terms[number // DENIALS], number % DENIALS
        return term if denial == SAID else f"没有{term}" if denial == LACKING else denied(term)

    fields = [_called(name, rows[:, 0]), _named(SIDES, rows[:, 1]), *_spans(rows)]
    return _lists(found.word_places, pa.StructArray.from_arrays(fields, fields=list(WORD)))


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
    flags = (bits[:, None] >> np.arange(0, len(names), 8, dtype=np.int32)).astype(np.uint8)
    given = np.flatnonzero(np.unpackbits(flags, bitorder="little"))
    places = np.zeros(len(bits) + 1, np.int32)
    np.cumsum(np.bitwise_count(bits), out=places[1:])
    return _lists(places, _named(names, given % (8 * flags.shape[1])))


def _named(names: Sequence[str], numbers: npt.NDArray[np.integer]) -> pa.Array:
    return pa.array(names, pa.string()).take(pa.array(numbers))


def _called(name: Callable[[int], str], numbers: Bits) -> pa.Array:
    """The names of numbers, each made once."""
    places = np.zeros(numbers.max(initial=-1) + 1, np.int32)
    places[numbers] = 1
    used = np.flatnonzero(places)
    places[used] = np.arange(len(used))
    return _named([name(number) for number in used.tolist()], places[numbers])


def _spans(rows: Bits) -> list[pa.Array]:
    return [pa.array(rows[:, 2]), pa.array(rows[:, 3])]


def _lists(places: npt.NDArray[np.integer], values: pa.Array) -> pa.ListArray:
    return pa.ListArray.from_arrays(pa.array(places.astype(np.int32)), values)
