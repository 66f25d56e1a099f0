"""Pieces of words, as rows of a table of weights; compiled."""

import numpy as np

from regard.perception.text.compiling import kernel
from regard.perception.text.languages.letters import NONE
from regard.perception.text.languages.spelling import READ, Bytes, Points

LONGEST = 5  # letters of a piece, with the ends of the word
MOST = 12 * READ  # pieces of one text at most
OFFSET, PRIME = 0xCBF29CE484222325, 0x100000001B3  # FNV-1a, 64 bits
WHOLE = 0x9E3779B97F4A7C15  # what a whole word begins with; also spreads the bits
ONE, START, STEP, SPREAD = np.uint64(1), np.uint64(OFFSET), np.uint64(PRIME), np.uint64(WHOLE)


@kernel
def row_of(digest: np.uint64, shift: np.uint64) -> np.int32:
    """The row of a table with 2 ** (64 - shift) rows."""
    return np.int32((digest * SPREAD) >> shift)


@kernel
def grams(points: Points, scripts: Bytes, size: int, script: int, bits: int, rows: Points) -> int:
    """Write the rows of all pieces of 1 to LONGEST letters, and of whole longer words; how many.

    `points` and `scripts` are what `spell` wrote; only words in `script` count.
    """
    shift = np.uint64(64 - bits)
    found, begin = 0, 0
    for stop in range(1, size):
        if scripts[stop] != NONE:
            continue
        if scripts[stop - 1] == script:
            whole = SPREAD
            for first in range(begin, stop):
                digest = START
                whole = (whole ^ np.uint64(points[first])) * STEP
                for last in range(first, min(first + LONGEST, stop + 1)):
                    digest = (digest ^ np.uint64(points[last])) * STEP
                    if last > begin:
                        rows[found] = row_of(digest, shift)
                        found += 1
            if stop - begin > LONGEST - 1:
                rows[found] = row_of(whole, shift)
                found += 1
        begin = stop
    return found
