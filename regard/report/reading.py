"""What a batch of texts says, with the distinct words of each."""

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from regard.perception.text import EVERY_HEAD, read

PAIR = pa.struct([("word", pa.string()), ("sentiment", pa.string())])


def reading_of(texts: Sequence[str | None]) -> pa.Table:
    """What each text says: the columns of `perception.text.read`, and `used`: its distinct words."""
    table = read(texts, heads=EVERY_HEAD)
    return table.append_column("used", _used(table["words"].combine_chunks()))


def _used(words: pa.ListArray) -> pa.ListArray:
    """The distinct words of each text, each with its sentiment, in the order of the text."""
    found = words.flatten()
    pairs = list(zip(found.field("word").to_pylist(), found.field("sentiment").to_pylist(), strict=True))
    kept: list[tuple[str, str]] = []
    offsets, start = [0], 0
    for length in pc.list_value_length(words).to_pylist():
        kept.extend(dict.fromkeys(pairs[start : start + length]))
        offsets.append(len(kept))
        start += length
    columns = list(zip(*kept, strict=True)) if kept else [(), ()]
    arrays = [pa.array(column, pa.string()) for column in columns]
    flat = pa.StructArray.from_arrays(arrays, fields=list(PAIR))
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), flat)
