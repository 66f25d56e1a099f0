"""Kernel: the scores of a text and of each of its clauses, by whole numbers.

Weights stand eight to a word of 64 bits. Four of them are added at a time, in lanes of 16 bits that are
emptied before they can run over: numba makes no use of vector instructions here, and this takes a quarter of
the time. A word's own weights and those of the pieces of its spelling are added up once and kept in a
`Memory`, which lives as long as one call; what is in it changes no result.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from regard.perception.text.features import IN_CLAUSE, PIECES, ROW, WORDS, pieces, row_of
from regard.perception.text.scanning import CLAUSES, Room, Scanned
from regard.perception.text.tokens import HASH, START, STOPS_AT
from regard.perception.text.weights import HEADS, Model

PIECE, WHOLE = 3, 8  # a piece of a spelling counts PIECE / WHOLE of a feature
LANES = HEADS // 4
HALVES = HEADS // 8  # words of 64 bits in a row of the table
BYTES = np.int64(0x00FF00FF00FF00FF)
ZERO = 128  # a weight of 0 in the table
MIDDLE = 512  # a weight of 0 in the memory, where weights go from -500 to 500
WIDEST = 500
AT_ONCE = 65_535 // (MIDDLE + WIDEST)  # events that are added before a lane could run over
ZEROS = (np.int64(0),) * 8
Longs = npt.NDArray[np.int64]


class Memory(NamedTuple):
    """Words by their hash (2^n slots) and the lanes that they bring; room for one spelling."""

    keys: Longs
    lanes: Longs
    spelling: Longs
    rows: npt.NDArray[np.int32]


class Weighed(NamedTuple):
    """Room for the lanes, for sums by clause (CLAUSES x HEADS) and their features, and for the scores."""

    lanes: Longs
    sums: npt.NDArray[np.int32]
    sizes: npt.NDArray[np.int32]
    total: npt.NDArray[np.int32]
    scores: npt.NDArray[np.float32]


def memory(letters: int) -> Memory:
    """Room for the words of a call that reads this many bytes."""
    slots = 1 << min(15, max(6, (letters // 16).bit_length()))
    return Memory(
        np.zeros(slots, np.int64),
        np.zeros((slots, LANES), np.int64),
        np.zeros(64, np.int64),
        np.zeros(PIECES, np.int32),
    )


def weighed_room() -> Weighed:
    """Empty room for one text."""
    return Weighed(
        np.zeros(LANES + 1, np.int64),
        np.zeros((CLAUSES, HEADS), np.int32),
        np.zeros(CLAUSES, np.int32),
        np.zeros(HEADS, np.int32),
        np.zeros(HEADS, np.float32),
    )


@njit(cache=True, nogil=True)
def weigh(held: Room, made: Scanned, model: Model, known: Memory, room: Weighed) -> int:
    """Fill `room` with the sums of each clause and the scores of the text; how many clauses there are."""
    events, sums, sizes = held.events, room.sums, room.sizes
    clauses, event = 0, 0
    room.total[:] = 0
    while event < made.events:
        clause = min(events[event, IN_CLAUSE], CLAUSES - 1)
        while clauses <= clause:
            sums[clauses], sizes[clauses] = 0, 0
            clauses += 1
        end = event
        while (
            end < made.events and end - event < AT_ONCE and min(events[end, IN_CLAUSE], CLAUSES - 1) == clause
        ):
            end += 1
        _add_up(held, event, end, model.table, known, room.lanes)
        _spread(room.lanes, sums[clause], room.total)
        sizes[clause] += end - event
        event = end
    scored(room.total, made.events, model.scales, model.bias, room.scores)
    return clauses


@njit(cache=True, nogil=True, forceinline=True)
def _add_up(held: Room, first: int, end: int, table: Longs, known: Memory, lanes: Longs) -> None:
    """The lanes of the events from `first` to `end`, and what zeros bring to each."""
    events, tokens, keys, words = held.events, held.tokens, known.keys, known.lanes
    a, b, c, d, e, f, g, h = ZEROS
    base = 0
    for event in range(first, end):
        row = events[event, ROW]
        if row >= 0:
            one, two, three, four = table[row, 0], table[row, 1], table[row, 2], table[row, 3]
            a, b = a + (one & BYTES), b + ((one >> 8) & BYTES)
            c, d = c + (two & BYTES), d + ((two >> 8) & BYTES)
            e, f = e + (three & BYTES), f + ((three >> 8) & BYTES)
            g, h = g + (four & BYTES), h + ((four >> 8) & BYTES)
            base += ZERO
        else:
            word = tokens[-1 - row, HASH]
            slot = (word ^ (word >> 31)) & (len(keys) - 1)
            if keys[slot] != word:
                _learn(held, -1 - row, table, known, slot)
            a, b, c, d = a + words[slot, 0], b + words[slot, 1], c + words[slot, 2], d + words[slot, 3]
            e, f, g, h = e + words[slot, 4], f + words[slot, 5], g + words[slot, 6], h + words[slot, 7]
            base += MIDDLE
    lanes[0], lanes[1], lanes[2], lanes[3] = a, b, c, d
    lanes[4], lanes[5], lanes[6], lanes[7] = e, f, g, h
    lanes[8] = base


@njit(cache=True, nogil=True, forceinline=True)
def _spread(lanes: Longs, sums: npt.NDArray[np.int32], total: npt.NDArray[np.int32]) -> None:
    """Add lanes to the sums of a clause and of the text, by head."""
    base = lanes[LANES]
    for lane in range(LANES):
        bits, first = lanes[lane], (lane >> 1) * 8 + (lane & 1)
        for place in range(4):
            value = np.int32(((bits >> (16 * place)) & 0xFFFF) - base)
            sums[first + 2 * place] += value
            total[first + 2 * place] += value


@njit(cache=True, nogil=True, forceinline=True)
def scored(
    sums: npt.NDArray[np.int32],
    size: int,
    scales: npt.NDArray[np.float32],
    bias: npt.NDArray[np.float32],
    into: npt.NDArray[np.float32],
) -> None:
    """The scores that belong to sums over `size` features."""
    by = np.float32(1.0 / np.sqrt(size + 1.0))
    for head in range(HEADS):
        into[head] = np.float32(sums[head]) * by * scales[head] + bias[head]


@njit(cache=True, nogil=True)
def _learn(held: Room, token: int, table: Longs, known: Memory, slot: int) -> None:
    """Add up what a word brings and keep it in a slot."""
    spelled, lanes = known.rows, known.lanes
    word, tokens = held.tokens[token, HASH], held.tokens
    codes, classes = held.letters.codes, held.letters.classes
    count = pieces(codes, classes, tokens[token, START], tokens[token, STOPS_AT], known.spelling, spelled)
    for lane in range(LANES):
        lanes[slot, lane] = 0
    for place in range(count):
        for half in range(HALVES):
            bits = table[spelled[place], half]
            lanes[slot, 2 * half] += bits & BYTES
            lanes[slot, 2 * half + 1] += (bits >> 8) & BYTES
    own = row_of(word, WORDS)
    for lane in range(LANES):
        bits, first = lanes[slot, lane], (lane & 1) * 8
        kept = np.int64(0)
        for place in range(4):
            spelling = ((bits >> (16 * place)) & 0xFFFF) - ZERO * count
            whole = ((table[own, lane >> 1] >> (16 * place + first)) & 0xFF) - ZERO
            value = whole + (PIECE * spelling + WHOLE // 2) // WHOLE
            kept |= (min(WIDEST, max(-WIDEST, value)) + MIDDLE) << (16 * place)
        lanes[slot, lane] = kept
    known.keys[slot] = word
