"""Texts that say the same as an earlier one, letter for letter but for a few."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from regard.perception.text.compiling import kernel
from regard.perception.text.quality.letters import Bytes, Letters, Places, integer, letters
from regard.perception.text.quality.repetition import ones, repeats
from regard.perception.text.quality.shingles import BANDS, BINS, LEAST, Hashes, bands, hashed, shingle

ALIKE = (4, 5)  # the share of all shingles of two texts that they have in common, at least
LONGER = 2  # a text is not alike one of more than so many times its length
FREE = np.uint64(0xFFFFFFFFFFFFFFFF)
HALF, ROW = np.uint64(32), np.uint64(0xFFFFFFFF)
SPREAD = np.uint64(0x9E3779B97F4A7C15)
Groups = npt.NDArray[np.int32]
Keys = npt.NDArray[np.uint32]


class Sketches(NamedTuple):
    """Of each text: a number for all of it, keys by which an alike one is found (by band, by text), letters.

    And a bit of 64 for each of its shingles, and whether it repeats itself. Texts too short to be compared
    have no letters.
    """

    wholes: Hashes
    seen: Hashes
    keys: Keys
    lengths: npt.NDArray[np.int32]
    repeating: npt.NDArray[np.bool_]


def duplicate_groups(data: Bytes, offsets: Places) -> Groups:
    """For each text of a buffer of UTF-8 the row of the first one that it repeats (int32, n), or its own.

    A text joins the group of the first earlier one found that shares four fifths of its shingles, counted
    exactly. Texts of less than 40 bytes when folded (40 Latin letters, 14 Chinese characters) stay alone.

    >>> from regard.perception.text.buffers import utf8
    >>> one = "The parcel came two days late and the box was open."
    >>> duplicate_groups(*utf8([one, "Good", one.upper() + "!", "Good"])).tolist()
    [0, 1, 0, 3]
    """
    return grouped(data, offsets, sketches(data, offsets))


def sketches(data: Bytes, offsets: Places) -> Sketches:
    """The sketch of each text."""
    count = len(offsets) - 1
    made = Sketches(
        np.zeros(count, np.uint64),
        np.zeros(count, np.uint64),
        np.zeros((BANDS, count), np.uint32),
        np.zeros(count, np.int32),
        np.zeros(count, np.bool_),
    )
    longest = int(np.diff(offsets).max(initial=0))
    _sketch(data, offsets, letters(), made, np.zeros(longest + 1, np.uint64))
    return made


def grouped(data: Bytes, offsets: Places, made: Sketches) -> Groups:
    """The groups of texts whose sketches are made."""
    count = len(made.lengths)
    bits = int(3 * np.count_nonzero(made.lengths) + 1).bit_length()
    holders = np.full((BANDS, count), -1, np.int32)
    slots = np.zeros(1 << bits, np.uint64)
    for band in range(BANDS):
        slots[:] = FREE
        _hold(made.keys[band], made.lengths, slots, np.uint64(64 - bits), holders[band])
    rows = np.flatnonzero((holders >= 0).any(axis=0))
    groups = np.arange(count, dtype=np.int32)
    _group(data, offsets, letters(), made, rows, holders, groups)
    return groups


@njit(cache=True, nogil=True)
def _sketch(data: Bytes, offsets: Places, table: Letters, made: Sketches, hashes: Hashes) -> None:
    bins, keys = np.zeros(BINS, np.uint64), np.zeros(BANDS, np.uint32)
    for row in range(len(made.lengths)):
        start, end = offsets[row], offsets[row + 1]
        if end - start < LEAST:
            continue
        count, size, shingles = shingle(data, start, end, table, hashes)
        if size < LEAST:
            continue
        made.lengths[row] = count
        made.wholes[row], made.seen[row] = hashed(hashes, shingles)
        made.repeating[row] = repeats(hashes, shingles, made.seen[row])
        bands(hashes, shingles, bins, keys)
        for band in range(BANDS):
            made.keys[band, row] = keys[band]


@kernel
def _hold(
    keys: Keys, lengths: npt.NDArray[np.int32], slots: Hashes, shift: np.uint64, holders: Groups
) -> None:
    """For each text the first earlier one with the same key of one band, where there is one."""
    last = np.uint64(len(slots) - 1)
    for row in range(len(keys)):
        if not lengths[row]:
            continue
        key = np.uint64(keys[row])
        slot = (key * SPREAD) >> shift
        while slots[slot] != FREE and slots[slot] >> HALF != key:
            slot = (slot + np.uint64(1)) & last
        if slots[slot] == FREE:
            slots[slot] = (key << HALF) | np.uint64(row)
        else:
            holders[row] = np.int32(slots[slot] & ROW)


@njit(cache=True, nogil=True)
def _group(
    data: Bytes,
    offsets: Places,
    table: Letters,
    made: Sketches,
    rows: Places,
    holders: Groups,
    groups: Groups,
) -> None:
    """The first of the texts with the same keys that is truly alike gives each text its group."""
    for row in rows:
        tried = -1
        for band in range(BANDS):
            other = holders[band, row]
            if other < 0 or other == tried:
                continue
            tried = other
            if alike(data, offsets, table, made, other, row):
                groups[row] = groups[other]
                break


@njit(cache=True, nogil=True)
def alike(data: Bytes, offsets: Places, table: Letters, made: Sketches, one: int, two: int) -> bool:
    """Whether two texts have four fifths of their shingles in common: all of them, or counted."""
    lengths, either = made.lengths, made.lengths[one] + made.lengths[two]
    if lengths[one] == lengths[two] and made.wholes[one] == made.wholes[two]:
        return True
    if max(lengths[one], lengths[two]) > LONGER * min(lengths[one], lengths[two]):
        return False
    # a shingle that one of them lacks changes one bit at most, and alike ones lack a ninth of both at most
    if ones(made.seen[one] ^ made.seen[two]) * (ALIKE[1] + ALIKE[0]) > either * (ALIKE[1] - ALIKE[0]):
        return False
    first = _shingles(data, offsets, table, one)
    second = _shingles(data, offsets, table, two)
    slots = 4
    while slots < 2 * (len(first) + len(second)):
        slots *= 2
    seen, marks = np.zeros(slots, np.uint64), np.zeros(slots, np.uint8)
    for value in first:
        marks[_slot(seen, marks, value)] = 1
    for value in second:
        marks[_slot(seen, marks, value)] |= 2
    both, either = 0, 0
    for mark in marks:
        both += integer(mark == 3)
        either += integer(mark > 0)
    return both * ALIKE[1] >= either * ALIKE[0]


@njit(cache=True, nogil=True)
def _shingles(data: Bytes, offsets: Places, table: Letters, row: int) -> Hashes:
    hashes = np.zeros(offsets[row + 1] - offsets[row] + 1, np.uint64)
    _, _, count = shingle(data, offsets[row], offsets[row + 1], table, hashes)
    hashed(hashes, count)
    return hashes[:count]


@kernel
def _slot(seen: Hashes, marks: Bytes, value: np.uint64) -> int:
    """Where a number is in an open table, or where it is now put."""
    last = len(seen) - 1
    slot = integer(value >> HALF) & last
    while marks[slot] and seen[slot] != value:
        slot = (slot + 1) & last
    seen[slot] = value
    return slot
