"""The words that a text uses, with the sentiment that they carry, as Arrow columns."""

from itertools import accumulate

import pyarrow as pa

from regard.perception.text.findings import Findings
from regard.perception.text.scoring import clause_labels, named

MOST = 30  # words of one text
MOST_OPINIONS = 20  # of these, words that judge

Words = list[tuple[str, str, int, int]]

NO_WORDS: Words = []
WORD = pa.struct(
    [("word", pa.string()), ("sentiment", pa.string()), ("start", pa.int32()), ("end", pa.int32())]
)


def word_rows(findings: Findings) -> Words:
    """Opinions, then topics with the sentiment of their clause, in the order of the text, at most MOST."""
    labels = clause_labels(findings)
    found: Words = [
        (one.word, named(one.strength, neutral=0.01), one.start, one.end)
        for one in [one for one in findings.opinions if one.shown][:MOST_OPINIONS]
    ]
    room = MOST - len(found)
    found += [
        (one.word, labels.get(one.clause, "neutral"), one.start, one.end) for one in findings.topics[:room]
    ]
    return sorted(found, key=lambda word: word[2:])


def words_array(rows: list[Words]) -> pa.ListArray:
    """One list of words for each text."""
    offsets = pa.array([0, *accumulate(map(len, rows))], pa.int32())
    flat = [word for row in rows for word in row]
    columns = list(zip(*flat, strict=True)) if flat else [(), (), (), ()]
    arrays = [pa.array(column, field.type) for column, field in zip(columns, WORD, strict=True)]
    return pa.ListArray.from_arrays(offsets, pa.StructArray.from_arrays(arrays, fields=list(WORD)))
