"""Kernel: the sentiment alone, the same as with all heads, in less time.

Of each row of the table only the first four weights are read, those of the sentiments. What a word brings is
kept in one number of four lanes (`recalling` says what a lane is) and goes through the text with its token.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from regard.perception.text.buffers import Utf8
from regard.perception.text.characters import Characters, characters
from regard.perception.text.compiling import kernel, part
from regard.perception.text.concluding import conclude
from regard.perception.text.features import (
    EVENTS,
    FIRST_CUE,
    FIRST_ROLE,
    HASHED,
    PIECES,
    counts,
    denied_row,
    in_pair,
    in_triple,
    opinion_row,
    pair_of,
    pair_row,
    pieces,
    triple_of,
    word_row,
)
from regard.perception.text.hinting import fetch, natural
from regard.perception.text.judging import judge
from regard.perception.text.lists import Lists
from regard.perception.text.matching import CUE, ROLE, match, root_of
from regard.perception.text.recalling import (
    FIRST_LANE,
    HELD_ROOT,
    KEY,
    LOUDER,
    MIDDLE,
    ZERO,
    Longs,
    kept,
    place_of,
    places_for,
)
from regard.perception.text.scanning import Room
from regard.perception.text.tokens import (
    DENIED,
    HAN,
    HASH,
    KIND,
    LANE,
    ROOT,
    START,
    STOPS_AT,
    TERMS,
    WORD,
    Letters,
    Tokens,
    decode,
    tokenise,
)
from regard.perception.text.weights import MIXED, Kit, Model

SIDES = MIXED + 1
BYTES = np.int64(0x00FF00FF00FF00FF)
HALVES = np.int64(0x0000FFFF0000FFFF)
Rows = npt.NDArray[np.int32]
Table = npt.NDArray[np.uint32]


class Words(NamedTuple):
    """For each of 2^n places the hash, the root and the lane of a word; room for one spelling, one text."""

    known: Longs
    spelling: Longs
    pieces: Rows
    rows: Rows
    scores: npt.NDArray[np.float32]


def words_room(letters: int) -> Words:
    """Room for the words of a call that reads this many bytes."""
    return Words(
        np.zeros((places_for(letters), FIRST_LANE + 1), np.int64),
        np.zeros(64, np.int64),
        np.zeros(PIECES, np.int32),
        np.zeros(EVENTS, np.int32),
        np.zeros(SIDES, np.float32),
    )


def sentiments(
    texts: Utf8,
    kit: Kit,
    foreign: npt.NDArray[np.bool_],
    strange: npt.NDArray[np.bool_],
    words: Words,
    held: Room,
) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.float32]]:
    """The side of each text (-1: none) and its chances (n, 3), as `finding.find` gives them."""
    sides, chances = np.full(len(texts), -1, np.int8), np.zeros((len(texts), 3), np.float32)
    _sentiments(*texts, foreign, strange, characters(), kit.lists, kit.model, words, held, sides, chances)
    return sides, chances


@kernel
def _sentiments(
    data: npt.NDArray[np.uint8],
    offsets: npt.NDArray[np.int64],
    foreign: npt.NDArray[np.bool_],
    strange: npt.NDArray[np.bool_],
    tables: Characters,
    lists: Lists,
    model: Model,
    words: Words,
    held: Room,
    sides: npt.NDArray[np.int8],
    chances: npt.NDArray[np.float32],
) -> None:
    """Read every text."""
    tokens, opinions, scores = held.tokens, held.opinions, words.scores
    for text in range(len(offsets) - 1):
        letters = decode(data, offsets[text], offsets[text + 1], tables, held.letters)
        made = tokenise(held.letters, letters, tokens)
        if made == 0:
            continue
        said = _recall(held.letters, tokens, made, lists, model.sides, words)
        terms = match(tokens, made, lists, foreign[text], held.free, held.begins)
        found = judge(tokens, made, lists, opinions, held.state)
        if found == 0 and (strange[text] or not said):
            continue
        if strange[text]:
            scores[:] = 0.0
        else:
            count = _gather(held, made, terms, found, lists, words.rows)
            _weigh(tokens, made, words.rows, count, model, scores)
        sides[text] = conclude(opinions, found, lists, model, scores, chances[text])


@part
def _recall(letters: Letters, tokens: Tokens, made: int, lists: Lists, table: Table, words: Words) -> bool:
    """Fill the roots and the lanes of the tokens of a text; whether one of them is a word."""
    known, said = words.known, False
    for at in range(made):
        fetch(known, place_of(tokens[at, HASH], known))
    for at in range(made):
        word = tokens[at, HASH]
        place = place_of(word, known)
        if known[place, KEY] != word:
            _learn(letters, tokens, at, lists, table, words, place)
        tokens[at, ROOT], tokens[at, LANE] = known[place, HELD_ROOT], known[place, FIRST_LANE]
        said |= tokens[at, KIND] == WORD or tokens[at, KIND] == HAN
    return said


@part
def _learn(
    letters: Letters, tokens: Tokens, token: int, lists: Lists, table: Table, words: Words, place: int
) -> None:
    """Find out everything about a token and keep it in a place."""
    known, word, count = words.known, tokens[token, HASH], 0
    own = _laned(table[word_row(word)])
    if tokens[token, KIND] == WORD:
        start, end = tokens[token, START], tokens[token, STOPS_AT]
        count = pieces(letters.codes, letters.classes, start, end, words.spelling, words.pieces)
    spelt = np.int64(0)
    for piece in range(count):
        spelt += _laned(table[words.pieces[piece]])
    known[place, FIRST_LANE] = kept(int(spelt), int(own), count)
    known[place, HELD_ROOT] = root_of(word, lists)
    known[place, KEY] = word


@part
def _laned(weights: np.uint32) -> np.int64:
    """Four bytes as four lanes."""
    bits = np.int64(weights)
    bits = (bits | (bits << 16)) & HALVES
    return (bits | (bits << 8)) & BYTES


@part
def _gather(held: Room, made: int, terms: int, found: int, lists: Lists, rows: Rows) -> int:
    """The rows of the features of a text that are no tokens by themselves; how many (see `features`)."""
    tokens, opinions, pairs = held.tokens, held.opinions, lists.pairs
    places, cues, roles = lists.cue_places, lists.cues, lists.roles
    count = 0
    for at in range(made):
        count = natural(count)
        if tokens[at, DENIED] and tokens[at, KIND] == WORD:
            rows[count] = denied_row(tokens[at, HASH])
            count += 1
        if in_pair(tokens, at):
            pair = pair_of(tokens, at)
            rows[count] = pair_row(pair)
            count += counts(pair, pairs)
            if in_triple(tokens, at):
                triple = triple_of(tokens, at)
                rows[count] = pair_row(triple)
                count += counts(triple, pairs)
    for begin in range(terms):
        at = natural(held.begins[begin])
        term = tokens[at, TERMS + 2 * CUE]
        if term >= 0:
            for place in range(places[term], places[term + 1]):
                rows[natural(count)] = FIRST_CUE + 2 * cues[natural(place)] + tokens[at, DENIED]
                count += 1
        term = tokens[at, TERMS + 2 * ROLE]
        if term >= 0:
            rows[count] = FIRST_ROLE + roles[term]
            count += 1
    for opinion in range(found):
        rows[natural(count)] = opinion_row(tokens, opinions, opinion)
        count += 1
    return count


@part
def _weigh(
    tokens: Tokens, made: int, rows: Rows, count: int, model: Model, scores: npt.NDArray[np.float32]
) -> None:
    """The scores of the sentiments from the tokens and the rows of a text."""
    even, odd, base = np.int64(0), np.int64(0), MIDDLE * made
    for at in range(made):
        lane = tokens[at, LANE]
        even += lane & HALVES
        odd += (lane >> 16) & HALVES
    for at in range(count):
        row = natural(rows[at])
        by = LOUDER * (row >= HASHED)
        lane = _laned(model.sides[row]) << by
        even += lane & HALVES
        odd += (lane >> 16) & HALVES
        base += ZERO << by
    by_size = np.float32(1.0 / np.sqrt(made + count + 1.0))
    for side in range(SIDES):
        half = odd if side & 1 else even
        total = ((half >> (16 * (side & 2))) & 0xFFFFFFFF) - base
        scores[side] = np.float32(total) * by_size * model.scales[side] + model.bias[side]
