"""The flags of each text, and its personal data, as Arrow columns."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from regard.perception.text.quality.duplicates import grouped, sketches
from regard.perception.text.quality.gates import EMPTY, MASHED, gates
from regard.perception.text.quality.keywords import PROMOTION
from regard.perception.text.quality.letters import Bytes, Places
from regard.perception.text.quality.personal import KINDS, PERSONAL, has_spans, placed
from regard.perception.text.quality.promotion import is_spam
from regard.perception.text.quality.templates import filled_in

FLAGS = ("empty", "gibberish", "near_duplicate", "spam", "bot_like", "personal_data")
SPANS = pa.list_(pa.struct([("kind", pa.string()), ("start", pa.int32()), ("end", pa.int32())]))
Marks = npt.NDArray[np.bool_]


def flags(data: Bytes, offsets: Places) -> pa.ListArray:
    """What is wrong with each text of a buffer of UTF-8 (uint8; int64, n + 1): lists of FLAGS, in that order.

    Near duplicates and filled-in forms are told inside what is given: larger batches find more.

    >>> from regard.perception.text.buffers import utf8
    >>> flags(*utf8(["Lovely staff", "...", "asdfgh jkl", "Reach me at ann@example.com"])).to_pylist()
    [[], ['empty'], ['gibberish'], ['personal_data']]
    """
    opened, made = gates(data, offsets), sketches(data, offsets)
    marks = np.zeros((len(opened), len(FLAGS)), np.bool_)
    marks[:, 0] = opened & EMPTY > 0
    marks[:, 1] = opened & MASHED > 0
    marks[:, 2] = grouped(data, offsets, made) != np.arange(len(opened))
    for row, text in _texts(data, offsets, opened & PROMOTION > 0):
        marks[row, 3] = is_spam(text)
    marks[:, 4] = (made.repeating | filled_in(data, offsets, opened, made.wholes)) & ~marks[:, 1]
    for row, text in _texts(data, offsets, opened & PERSONAL > 0):
        marks[row, 5] = has_spans(text, int(opened[row]))
    return _lists(marks)


def personal_data(data: Bytes, offsets: Places) -> pa.ListArray:
    """Where personal data stands in each text of a buffer of UTF-8: lists of kind, start, end (code points).

    >>> from regard.perception.text.buffers import utf8
    >>> personal_data(*utf8(["My number is 138-0013-8000"])).to_pylist()
    [[{'kind': 'phone', 'start': 13, 'end': 26}]]
    """
    opened = gates(data, offsets)
    counts = np.zeros(len(opened) + 1, np.int32)
    found: list[tuple[int, int, int]] = []
    for row, text in _texts(data, offsets, opened & PERSONAL > 0):
        here = placed(text, int(opened[row]))
        counts[row + 1] = len(here)
        found += here
    starts, ends, kinds = np.array(found, np.int32).reshape(-1, 3).T
    named = pa.DictionaryArray.from_arrays(pa.array(kinds), pa.array(KINDS)).dictionary_decode()
    places = (named, pa.array(starts), pa.array(ends))
    values = pa.StructArray.from_arrays(places, fields=list(SPANS.value_type))
    return pa.ListArray.from_arrays(pa.array(np.cumsum(counts, dtype=np.int32)), values)


def _texts(data: Bytes, offsets: Places, wanted: Marks) -> Iterator[tuple[int, str]]:
    for row in np.flatnonzero(wanted):
        yield int(row), data[offsets[row] : offsets[row + 1]].tobytes().decode("utf-8", "replace")


def _lists(marks: Marks) -> pa.ListArray:
    ends = np.concatenate([[0], np.cumsum(marks.sum(axis=1))]).astype(np.int32)
    places = pa.array(np.nonzero(marks)[1].astype(np.int32))
    values = pa.DictionaryArray.from_arrays(places, pa.array(FLAGS)).dictionary_decode()
    return pa.ListArray.from_arrays(pa.array(ends), values)
