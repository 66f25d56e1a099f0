"""Tables that might as well have been seen: people drawn again where they are known, mentions otherwise."""

from collections import Counter
from collections.abc import Iterator

import numpy as np

from regard.perception.maps.tables import DescriptorTable, Floats, Places, UnfitTable

MOST = 100_000


def replicate_tables(
    table: DescriptorTable, replicates: int, random: np.random.Generator
) -> Iterator[Floats]:
    """Tables of the same shape, one at a time, from as many people (or mentions) drawn with replacement."""
    many(replicates)
    shape = (len(table.words), len(table.segments))
    cells, owner, shares, n = _patterns(table)
    for _ in range(replicates):
        drawn = random.multinomial(n, shares)
        counted = np.bincount(cells, weights=drawn[owner], minlength=shape[0] * shape[1])
        yield np.asarray(counted, dtype=np.float64).reshape(shape)


def many(replicates: int) -> int:
    """The same number; raises UnfitTable where it is no number of replicates."""
    if not 1 <= replicates <= MOST:
        raise UnfitTable(f"between 1 and {MOST} replicates, not {replicates}")
    return replicates


def _patterns(table: DescriptorTable) -> tuple[Places, Places, Floats, int]:
    """The cells that each kind of answer fills, whose they are, the share of each kind, and how many."""
    if table.people is None:
        counts = np.array(table.counts, dtype=np.float64).ravel()
        places = np.arange(len(counts), dtype=np.int64)
        return places, places, _shares(counts), int(counts.sum())
    row = {word: place for place, word in enumerate(table.words)}
    column = {segment: place for place, segment in enumerate(table.segments)}
    kinds = Counter(table.people)
    filled = [
        (row[word] * len(column) + column[segment], place)
        for place, (segment, chosen) in enumerate(kinds)
        for word in sorted(chosen)
    ]
    pairs = np.array(filled, dtype=np.int64).reshape(-1, 2)
    return (
        pairs[:, 0],
        pairs[:, 1],
        _shares(np.array(list(kinds.values()), dtype=np.float64)),
        len(table.people),
    )


def _shares(counts: Floats) -> Floats:
    shares = counts / counts.sum()
    return np.asarray(shares / shares.sum())
