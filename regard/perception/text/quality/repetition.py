"""Texts that say one phrase over and over."""

import numpy as np
from numba import njit

from regard.perception.text.quality.shingles import Hashes

FEWEST, MOST = 60, 5000  # shingles from which repetition is looked for, and how many are looked at
TIMES = 5  # so often is each shingle there, on average
MARKS = 1024
TEN = np.uint64(64 - 10)


@njit(cache=True, nogil=True)
def repeats(hashes: Hashes, count: int) -> bool:
    """Whether the shingles at the beginning of a text come five times each or more, on average."""
    if count < FEWEST:
        return False
    count = min(count, MOST)
    marks = np.zeros(MARKS, np.bool_)
    filled = 0
    for place in range(count):
        mark = np.int64(hashes[place] >> TEN)
        filled += not marks[mark]
        marks[mark] = True
    return filled * TIMES <= count and len(np.unique(hashes[:count])) * TIMES <= count
