"""Texts that say the same as an earlier one, letter for letter but for a few."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from regard.perception.text.quality.letters import Bytes, Letters, Places, integer, letters
from regard.perception.text.quality.repetition import repeats
from regard.perception.text.quality.shingles import (
    BASE,
    BINS,
    KEYS,
    LEAST,
    Hashes,
    bands,
    fold,
    mixed,
    shingle,
)

ALIKE = (4, 5)  # the share of all shingles of two texts that they have in common, at least
LONGER = 2  # a text is not alike one of more than so many times its length
FREE = np.int32(-1)
Groups = npt.NDArray[np.int32]


class Sketches(NamedTuple):
    """Of each text: the keys by which an alike one is found, its folded length, whether it repeats itself.

    Texts too short to be compared have the length 0.
    """

    keys: Hashes
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
    made = Sketches(np.zeros((count, KEYS), np.uint64), np.zeros(count, np.int32), np.zeros(count, np.bool_))
    longest = int(np.diff(offsets).max(initial=0))
    _sketch(data, offsets, letters(), made, np.zeros(longest, np.int32), np.zeros(longest, np.uint64))
    return made


def grouped(data: Bytes, offsets: Places, made: Sketches) -> Groups:
    """The groups of texts whose sketches are made."""
    count = len(made.lengths)
    slots = 1 << int(2 * KEYS * np.count_nonzero(made.lengths) + 1).bit_length()
    groups = np.arange(count, dtype=np.int32)
    _group(data, offsets, letters(), made, np.full(slots, FREE, np.int32), groups)
    return groups


@njit(cache=True, nogil=True)
def _sketch(
    data: Bytes, offsets: Places, table: Letters, made: Sketches, codes: npt.NDArray[np.int32], hashes: Hashes
) -> None:
    bins = np.zeros(BINS, np.uint64)
    for row in range(len(made.lengths)):
        start, end = offsets[row], offsets[row + 1]
        if end - start < LEAST:
            continue
        count, size = fold(data, start, end, table.folded, table.classes, codes)
        if size < LEAST:
            continue
        shingles = shingle(codes, count, size, hashes)
        whole = np.uint64(0)
        for place in range(count):
            whole = (whole ^ np.uint64(codes[place])) * BASE
        made.keys[row, 0] = mixed(whole)
        made.lengths[row] = count
        made.repeating[row] = repeats(hashes, shingles)
        bands(hashes, shingles, bins, made.keys[row, 1:])


@njit(cache=True, nogil=True)
def _group(
    data: Bytes, offsets: Places, table: Letters, made: Sketches, slots: Groups, groups: Groups
) -> None:
    """Ask for each text its keys' first holders; the first one that is truly alike gives its group."""
    last = len(slots) - 1
    for row in range(len(groups)):
        alone = made.lengths[row] > 0
        for band in range(KEYS if alone else 0):
            key = made.keys[row, band]
            slot = integer(key >> np.uint64(7)) & last
            while slots[slot] != FREE:
                other = slots[slot] // KEYS
                if slots[slot] % KEYS == band and made.keys[other, band] == key:
                    break
                slot = (slot + 1) & last
            if slots[slot] == FREE:
                slots[slot] = row * KEYS + band
            elif alone and other != row and alike(data, offsets, table, made.lengths, other, row):
                groups[row] = groups[other]
                alone = False


@njit(cache=True, nogil=True)
def alike(
    data: Bytes, offsets: Places, table: Letters, lengths: npt.NDArray[np.int32], one: int, two: int
) -> bool:
    """Whether two texts have four fifths of their shingles in common, counted."""
    if max(lengths[one], lengths[two]) > LONGER * min(lengths[one], lengths[two]):
        return False
    first = _shingles(data, offsets, table, lengths, one)
    second = _shingles(data, offsets, table, lengths, two)
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
def _shingles(
    data: Bytes, offsets: Places, table: Letters, lengths: npt.NDArray[np.int32], row: int
) -> Hashes:
    codes, hashes = np.zeros(lengths[row], np.int32), np.zeros(lengths[row], np.uint64)
    count, size = fold(data, offsets[row], offsets[row + 1], table.folded, table.classes, codes)
    return hashes[: shingle(codes, count, size, hashes)]


@njit(cache=True, nogil=True)
def _slot(seen: Hashes, marks: Bytes, value: np.uint64) -> int:
    """Where a number is in an open table, or where it is now put."""
    last = len(seen) - 1
    slot = integer(value >> np.uint64(7)) & last
    while marks[slot] and seen[slot] != value:
        slot = (slot + 1) & last
    seen[slot] = value
    return slot
