"""Texts that say one phrase over and over."""

import numpy as np
from numba import njit

from regard.perception.text.compiling import kernel
from regard.perception.text.quality.shingles import Hashes

FEWEST, MOST = 60, 5000  # shingles from which repetition is looked for, and how many are looked at
TIMES = 5  # so often is each shingle there, on average
MARKS = 1024
TEN = np.uint64(64 - 10)


@njit(cache=True, nogil=True)
def repeats(hashes: Hashes, count: int, seen: np.uint64) -> bool:
    """Whether the shingles at the beginning of a text come five times each or more, on average.

    `seen` has a bit of 64 for each shingle.
    """
    if count < FEWEST or ones(seen) * TIMES > count:
        return False
    count = min(count, MOST)
    marks = np.zeros(MARKS, np.bool_)
    filled = 0
    for place in range(count):
        mark = hashes[place] >> TEN
        filled += not marks[mark]
        marks[mark] = True
        if filled * TIMES > count:
            return False
    return len(np.unique(hashes[:count])) * TIMES <= count


@kernel
def ones(bits: np.uint64) -> int:
    """How many bits are set."""
    count = 0
    while bits:
        bits &= bits - np.uint64(1)
        count += 1
    return count
