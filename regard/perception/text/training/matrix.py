"""The features of many texts as one sparse matrix, each row of it as the reader would score it."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from regard.perception.text.buffers import Utf8
from regard.perception.text.characters import Characters, characters
from regard.perception.text.compiling import kernel
from regard.perception.text.features import HASHED, PIECES, ROW, TABLE, pieces, word_row
from regard.perception.text.lists import Lists
from regard.perception.text.recalling import PIECE, WHOLE, Longs, Memory, memory
from regard.perception.text.scanning import Room, room, rules, scan
from regard.perception.text.tokens import HASH, KIND, START, STOPS_AT, WORD

LISTED = (
    2 * WHOLE
)  # what a group of the lists counts while weights are fitted: they are few and worth trusting


class Matrix(NamedTuple):
    """For each text from `places[i]` to `places[i + 1]` its rows and their counts; `sizes` are its events.

    `summaries`: what the rules say of it (score, hints, good, bad).
    """

    places: npt.NDArray[np.int64]
    rows: npt.NDArray[np.int32]
    counts: npt.NDArray[np.uint8]
    sizes: npt.NDArray[np.float32]
    summaries: npt.NDArray[np.float32]


def matrix(texts: Utf8, lists: Lists, foreign: npt.NDArray[np.bool_]) -> Matrix:
    """The matrix of texts; of those that are foreign only the signs are looked up."""
    held, tables = room(), characters()
    blank, known = np.zeros((TABLE, 1), np.int64), memory(len(texts.data), 1)
    places = np.zeros(len(texts) + 1, np.int64)
    sizes = np.zeros(len(texts), np.float32)
    summaries = np.zeros((len(texts), 4), np.float32)
    room_for = 1 << 20
    while True:
        rows, counts = np.zeros(room_for, np.int32), np.zeros(room_for, np.uint8)
        filled = _fill(
            *texts, foreign, tables, lists, blank, known, held, places, rows, counts, sizes, summaries
        )
        if filled:
            return Matrix(places, rows[: places[-1]], counts[: places[-1]], sizes, summaries)
        room_for *= 4


@kernel
def _fill(
    data: npt.NDArray[np.uint8],
    offsets: npt.NDArray[np.int64],
    foreign: npt.NDArray[np.bool_],
    tables: Characters,
    lists: Lists,
    blank: Longs,
    known: Memory,
    held: Room,
    places: npt.NDArray[np.int64],
    rows: npt.NDArray[np.int32],
    counts: npt.NDArray[np.uint8],
    sizes: npt.NDArray[np.float32],
    summaries: npt.NDArray[np.float32],
) -> bool:
    """Fill everything; False where there was not room enough."""
    at, spelling, found = 0, known.spelling, known.rows
    tokens, events = held.tokens, held.events
    for text in range(len(offsets) - 1):
        made = scan(data, offsets[text], offsets[text + 1], tables, lists, blank, known, held, foreign[text])
        told = rules(held.opinions, made.opinions, lists.roles, -1)
        for place in range(4):
            summaries[text, place] = told[place]
        for event in range(made.events):
            if at + PIECES >= len(rows):
                return False
            row = events[event, ROW]
            if row >= 0:
                rows[at], counts[at] = row, WHOLE if row < HASHED else LISTED
                at += 1
                continue
            token = -1 - row
            rows[at], counts[at] = word_row(tokens[token, HASH]), WHOLE
            at += 1
            if tokens[token, KIND] != WORD:
                continue
            letters, start, end = held.letters, tokens[token, START], tokens[token, STOPS_AT]
            for piece in range(pieces(letters.codes, letters.classes, start, end, spelling, found)):
                rows[at], counts[at] = found[piece], PIECE
                at += 1
        sizes[text] = made.events
        places[text + 1] = at
    return True
