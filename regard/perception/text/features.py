"""Kernel: the features of a text, as rows of the table of weights.

A feature is a token, a pair of neighbours or three Chinese characters in a row that are known to come often
(`Lists.pairs`), a denied word, or a group of the lists (opinions by strength, cues by label). A word also
stands for the pieces of its spelling, which `pieces` gives; a scorer adds them up once a word.
"""

import numpy as np
import numpy.typing as npt

from regard.perception.text.characters import UNSEEN
from regard.perception.text.compiling import kernel, part
from regard.perception.text.folding import LONGEST
from regard.perception.text.hinting import natural
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

WORD_ROWS, PIECE_ROWS, PAIR_ROWS = 1 << 16, 1 << 14, 1 << 16  # rows that hashed features share
FIRST_PAIR = WORD_ROWS + PIECE_ROWS
HASHED = FIRST_PAIR + PAIR_ROWS
PAIR_BITS = 20  # of the hash of a pair, which say whether it counts; the row is told by the bits above
POLARITIES = 13  # from -6 to 6
CUE_GROUPS = len(CUES) * STRENGTHS * 2
OTHERS = 32
FIRST_CUE = HASHED + 2 * POLARITIES
FIRST_ROLE = FIRST_CUE + CUE_GROUPS
TABLE = FIRST_ROLE + OTHERS  # rows of the table of weights
LONGEST_WORD = 22
PIECE_LETTERS = 4  # a border counts as one
PIECES = LONGEST_WORD + 2 - PIECE_LETTERS + 1
EVENTS = 12 * LONGEST  # a token has not more features
ROW, IN_CLAUSE = 0, 1  # columns of the events; a row of -1 - token is the token itself
SPELLINGS, WORDS, PAIRS, DENIALS, TRIPLES = 3, 11, 12, 13, 14  # kinds of hashed features
Events = npt.NDArray[np.int32]
Bits = npt.NDArray[np.uint8]


def events_room() -> Events:
    """Empty room for the features of one text (EVENTS, 2)."""
    return np.zeros((EVENTS, 2), np.int32)


@part
def word_row(word: int) -> int:
    """The row of a token by itself."""
    return mixed(word, WORDS) & (WORD_ROWS - 1)


@part
def denied_row(word: int) -> int:
    """The row of a word that is denied."""
    return mixed(word, DENIALS) & (WORD_ROWS - 1)


@part
def piece_row(piece: int) -> int:
    """The row of a piece of a spelling."""
    return WORD_ROWS + (mixed(piece, SPELLINGS) & (PIECE_ROWS - 1))


@part
def pair_of(tokens: Tokens, at: int) -> int:
    """The hash of a token and the one before it."""
    return mixed(tokens[at, HASH], tokens[at - 1, HASH] ^ PAIRS)


@part
def triple_of(tokens: Tokens, at: int) -> int:
    """The hash of a token and the two before it."""
    return mixed(tokens[at, HASH], mixed(tokens[at - 1, HASH], tokens[at - 2, HASH]) ^ TRIPLES)


@part
def in_pair(tokens: Tokens, at: int) -> bool:
    """Whether a token makes a pair with the one before it."""
    return bool(at > 0 and tokens[at, KIND] != MARK and tokens[at - 1, KIND] != MARK)


@part
def in_triple(tokens: Tokens, at: int) -> bool:
    """Whether a token that is in a pair is the third Chinese character in a row."""
    han = tokens[at, KIND] == HAN and at > 1
    return bool(han and tokens[at - 1, KIND] == HAN and tokens[at - 2, KIND] == HAN)


@part
def pair_row(pair: int) -> int:
    """The row of a pair by its hash."""
    return FIRST_PAIR + ((pair >> PAIR_BITS) & (PAIR_ROWS - 1))


@part
def counts(pair: int, bits: Bits) -> int:
    """1 for a pair that is a feature, else 0, by its hash."""
    bit = pair & ((1 << PAIR_BITS) - 1)
    return int((bits[bit >> 3] >> (bit & 7)) & 1)


@part
def opinion_row(tokens: Tokens, opinions: Numbers, opinion: int) -> int:
    """The row of an opinion, by its strength."""
    strength = min(6, max(-6, int(np.rint(opinions[opinion, VALUE]))))
    han = tokens[int(opinions[opinion, LAST]), KIND] == HAN
    return int(HASHED + han * POLARITIES + strength + 6)


@kernel
def features(tokens: Tokens, made: int, opinions: Numbers, found: int, lists: Lists, events: Events) -> int:
    """Fill `events`; how many features there are."""
    roles, places, cues, pairs = lists.roles, lists.cue_places, lists.cues, lists.pairs
    count = 0
    for at in range(made):
        clause, denied, count = tokens[at, CLAUSE], tokens[at, DENIED], natural(count)
        count = _own(tokens, at, clause, denied, pairs, events, count)
        term = tokens[at, TERMS + 2 * CUE]
        if term >= 0:
            for place in range(places[term], places[term + 1]):
                count = natural(count)
                events[count, ROW] = FIRST_CUE + 2 * cues[natural(place)] + denied
                events[count, IN_CLAUSE] = clause
                count += 1
        term = tokens[at, TERMS + 2 * ROLE]
        if term >= 0:
            events[count, ROW], events[count, IN_CLAUSE] = FIRST_ROLE + roles[term], clause
            count += 1
    for opinion in range(found):
        count = natural(count)
        events[count, ROW] = opinion_row(tokens, opinions, opinion)
        events[count, IN_CLAUSE] = int(opinions[opinion, AT_CLAUSE])
        count += 1
    return count


@part
def _own(tokens: Tokens, at: int, clause: int, denied: int, pairs: Bits, events: Events, count: int) -> int:
    """The features of one token and its neighbours."""
    events[count, ROW], events[count, IN_CLAUSE] = -1 - at, clause
    count += 1
    if denied and tokens[at, KIND] == WORD:
        events[count, ROW], events[count, IN_CLAUSE] = denied_row(tokens[at, HASH]), clause
        count += 1
    if not in_pair(tokens, at):
        return count
    pair = pair_of(tokens, at)
    events[count, ROW], events[count, IN_CLAUSE] = pair_row(pair), clause
    count += counts(pair, pairs)
    if in_triple(tokens, at):
        triple = triple_of(tokens, at)
        events[count, ROW], events[count, IN_CLAUSE] = pair_row(triple), clause
        count += counts(triple, pairs)
    return count


@part
def pieces(
    codes: npt.NDArray[np.int32],
    classes: npt.NDArray[np.uint8],
    start: int,
    end: int,
    spelling: npt.NDArray[np.int64],
    rows: npt.NDArray[np.int32],
) -> int:
    """The rows of the pieces of a word, with its borders; how many."""
    spelling[0] = 1
    size, run = 1, 0
    for letter in range(start, end):
        at, size = natural(letter), natural(size)
        if classes[at] & CLASS == UNSEEN:
            continue
        run = run + 1 if size > 1 and spelling[size - 1] == codes[at] else 1
        if run < 3 and size <= LONGEST_WORD:
            spelling[size] = np.int64(codes[at])
            size += 1
    spelling[size] = 2
    count = max(0, size + 2 - PIECE_LETTERS)
    for first in range(count):
        value = SEED
        for place in range(PIECE_LETTERS):
            value = (value ^ spelling[natural(first + place)]) * PRIME
        rows[first] = piece_row(value)
    return count
