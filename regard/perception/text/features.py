"""Kernel: the features of a text, as rows of the table of weights.

A feature is a word, a pair of neighbours, a denied word, one to three Chinese characters in a row, a sign,
or a group of the lists (opinions by strength, cues by label). A word also stands for the pieces of its
spelling, which `pieces` gives; they are left out of the events so that a scorer may add them up once a word.
"""

import numpy as np
import numpy.typing as npt
from numba import njit

from regard.perception.text.characters import UNSEEN
from regard.perception.text.folding import LONGEST
from regard.perception.text.judging import AT_CLAUSE, LAST, VALUE, Numbers
from regard.perception.text.lists import CUES, STRENGTHS, Lists
from regard.perception.text.matching import CUE, ROLE
from regard.perception.text.tokens import (
    CLASS,
    CLAUSE,
    DENIED,
    HAN,
    HASH,
    KIND,
    MARK,
    PRIME,
    SEED,
    TERMS,
    WORD,
    Tokens,
    mixed,
)  # fmt: skip

BITS = 17
HASHED = 1 << BITS  # rows that hashed features share
POLARITIES = 13  # from -6 to 6
CUE_GROUPS = len(CUES) * STRENGTHS * 2
OTHERS = 32
FIRST_CUE = HASHED + 2 * POLARITIES
FIRST_ROLE = FIRST_CUE + CUE_GROUPS
TABLE = FIRST_ROLE + OTHERS  # rows of the table of weights
LONGEST_WORD = 22
PIECES = 3 * (LONGEST_WORD + 2)
SHORTEST_PIECE, LONGEST_PIECE = 3, 5
EVENTS = 8 * LONGEST
ROW, IN_CLAUSE = 0, 1  # columns of the events; a row of -1 - token is a word
WORDS, PAIRS, DENIALS, TRIPLES = 11, 12, 13, 14  # kinds of hashed features
Events = npt.NDArray[np.int32]


def events_room() -> Events:
    """Empty room for the features of one text (EVENTS, 2)."""
    return np.zeros((EVENTS, 2), np.int32)


@njit(cache=True, nogil=True, inline="always")
def row_of(one: int, other: int) -> int:
    """The hashed row of two hashes."""
    return mixed(one, other) & (HASHED - 1)


@njit(cache=True, nogil=True)
def features(tokens: Tokens, made: int, opinions: Numbers, found: int, lists: Lists, events: Events) -> int:
    """Fill `events`; how many features there are."""
    roles, places, cues = lists.roles, lists.cue_places, lists.cues
    count = 0
    for at in range(made):
        clause, denied = tokens[at, CLAUSE], tokens[at, DENIED]
        count = _own(tokens, at, clause, denied, events, count)
        term = tokens[at, TERMS + 2 * CUE]
        if term >= 0:
            for place in range(places[term], places[term + 1]):
                events[count, ROW] = FIRST_CUE + 2 * cues[place] + denied
                events[count, IN_CLAUSE] = clause
                count += 1
        term = tokens[at, TERMS + 2 * ROLE]
        if term >= 0:
            events[count, ROW], events[count, IN_CLAUSE] = FIRST_ROLE + roles[term], clause
            count += 1
        if count > EVENTS - 1000:
            break
    for opinion in range(found):
        strength = min(6, max(-6, int(np.rint(opinions[opinion, VALUE]))))
        han = tokens[int(opinions[opinion, LAST]), KIND] == HAN
        events[count, ROW] = HASHED + han * POLARITIES + strength + 6
        events[count, IN_CLAUSE] = int(opinions[opinion, AT_CLAUSE])
        count += 1
    return count


@njit(cache=True, nogil=True, forceinline=True)
def _own(tokens: Tokens, at: int, clause: int, denied: int, events: Events, count: int) -> int:
    """The features of one token and its neighbours."""
    kind, this = tokens[at, KIND], tokens[at, HASH]
    events[count, ROW] = -1 - at if kind == WORD else row_of(this, WORDS)
    events[count, IN_CLAUSE] = clause
    count += 1
    if kind == WORD and denied:
        events[count, ROW], events[count, IN_CLAUSE] = row_of(this, DENIALS), clause
        count += 1
    if at == 0 or kind == MARK or tokens[at - 1, KIND] == MARK:
        return count
    before = tokens[at - 1, HASH]
    events[count, ROW], events[count, IN_CLAUSE] = row_of(this, before ^ PAIRS), clause
    count += 1
    if kind == HAN and at > 1 and tokens[at - 1, KIND] == HAN and tokens[at - 2, KIND] == HAN:
        pair = mixed(before, tokens[at - 2, HASH])
        events[count, ROW], events[count, IN_CLAUSE] = row_of(this, pair ^ TRIPLES), clause
        count += 1
    return count


@njit(cache=True, nogil=True)
def pieces(
    codes: npt.NDArray[np.int32],
    classes: npt.NDArray[np.uint8],
    start: int,
    end: int,
    spelling: npt.NDArray[np.int64],
    rows: npt.NDArray[np.int32],
) -> int:
    """The rows of the pieces of a word of three to five letters, with its borders; how many."""
    spelling[0] = 1
    size, run = 1, 0
    for at in range(start, end):
        if classes[at] & CLASS == UNSEEN:
            continue
        run = run + 1 if size > 1 and spelling[size - 1] == codes[at] else 1
        if run < 3 and size <= LONGEST_WORD:
            spelling[size] = np.int64(codes[at])
            size += 1
    spelling[size] = 2
    size += 1
    count = 0
    for first in range(size - SHORTEST_PIECE + 1):
        value = SEED
        for last in range(first, min(size, first + LONGEST_PIECE)):
            value = (value ^ spelling[last]) * PRIME
            if last - first >= SHORTEST_PIECE - 1:
                rows[count] = row_of(value, last - first)
                count += 1
    return count
