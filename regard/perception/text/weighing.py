"""Kernel: the scores of a text and of each of its clauses, by whole numbers in lanes of 16 bits.

Lanes are emptied before they can run over (`recalling` says what a lane is).
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from regard.perception.text.compiling import kernel, part
from regard.perception.text.features import HASHED, IN_CLAUSE, ROW
from regard.perception.text.hinting import natural
from regard.perception.text.lists import Lists
from regard.perception.text.recalling import (
    BYTES,
    KEY,
    LOUDER,
    MIDDLE,
    WIDEST,
    ZERO,
    Longs,
    Memory,
    learn,
    place_of,
)
from regard.perception.text.scanning import CLAUSES, Room, Scanned
from regard.perception.text.tokens import HASH
from regard.perception.text.weights import HEADS, Model

LANES = HEADS // 4
AT_ONCE = 65_535 // max(MIDDLE + WIDEST, 255 << LOUDER)  # events that are added before a lane could run over
ZEROS = (np.int64(0),) * 8


class Weighed(NamedTuple):
    """Room for the lanes, for sums by clause (CLAUSES x HEADS) and their features, and for scores.

    `scores` are those of the text, `clause` those of one clause, whose side is told by `blended` and `sides`;
    `edges` (CLAUSES, 2): where clauses begin and end.
    """

    lanes: Longs
    sums: npt.NDArray[np.int32]
    sizes: npt.NDArray[np.int32]
    total: npt.NDArray[np.int32]
    scores: npt.NDArray[np.float32]
    clause: npt.NDArray[np.float32]
    blended: npt.NDArray[np.float32]
    sides: npt.NDArray[np.float32]
    edges: npt.NDArray[np.int32]


def weighed_room() -> Weighed:
    """Empty room for one text."""
    return Weighed(
        np.zeros(LANES + 1, np.int64),
        np.zeros((CLAUSES, HEADS), np.int32),
        np.zeros(CLAUSES, np.int32),
        np.zeros(HEADS, np.int32),
        np.zeros(HEADS, np.float32),
        np.zeros(HEADS, np.float32),
        np.zeros(3, np.float32),
        np.zeros(3, np.float32),
        np.zeros((CLAUSES, 2), np.int32),
    )


@kernel
def weigh(held: Room, made: Scanned, lists: Lists, model: Model, known: Memory, room: Weighed) -> int:
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
        _add_up(held, event, end, lists, model.table, known, room.lanes)
        _spread(room.lanes, sums[clause], room.total)
        sizes[clause] += end - event
        event = end
    scored(room.total, made.events, model.scales, model.bias, room.scores)
    return clauses


@part
def _add_up(
    held: Room, first: int, end: int, lists: Lists, table: Longs, known: Memory, lanes: Longs
) -> None:
    """The lanes of the events from `first` to `end`, and what zeros bring to each."""
    words, events, tokens = known.words, held.events, held.tokens
    a, b, c, d, e, f, g, h = ZEROS
    base = 0
    for event in range(first, end):
        row = events[natural(event), ROW]
        if row >= 0:
            one, two, three, four = table[row, 0], table[row, 1], table[row, 2], table[row, 3]
            by = LOUDER * (row >= HASHED)
            a, b = a + ((one & BYTES) << by), b + (((one >> 8) & BYTES) << by)
            c, d = c + ((two & BYTES) << by), d + (((two >> 8) & BYTES) << by)
            e, f = e + ((three & BYTES) << by), f + (((three >> 8) & BYTES) << by)
            g, h = g + ((four & BYTES) << by), h + (((four >> 8) & BYTES) << by)
            base += ZERO << by
        else:
            at = place_of(tokens[-1 - row, HASH], words)
            if words[at, KEY] != tokens[-1 - row, HASH]:
                learn(held.letters, tokens, -1 - row, lists, table, known, at)
            a, b, c, d = a + words[at, 2], b + words[at, 3], c + words[at, 4], d + words[at, 5]
            e, f, g, h = e + words[at, 6], f + words[at, 7], g + words[at, 8], h + words[at, 9]
            base += MIDDLE
    lanes[0], lanes[1], lanes[2], lanes[3] = a, b, c, d
    lanes[4], lanes[5], lanes[6], lanes[7] = e, f, g, h
    lanes[LANES] = base


@part
def _spread(lanes: Longs, sums: npt.NDArray[np.int32], total: npt.NDArray[np.int32]) -> None:
    """Add the lanes to the sums of a clause and of the text, by head."""
    base = lanes[LANES]
    for lane in range(LANES):
        bits, first = lanes[lane], (lane >> 1) * 8 + (lane & 1)
        for place in range(4):
            value = np.int32(((bits >> (16 * place)) & 0xFFFF) - base)
            sums[first + 2 * place] += value
            total[first + 2 * place] += value


@part
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
