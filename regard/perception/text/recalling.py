"""Kernel: what is known of each word by itself, found out once and kept.

Words come again and again. What the tree of the lists says of a word, and the weights that the word and the
pieces of its spelling bring to each head, stand in a `Memory` under the word's hash; a word that falls on the
place of another takes it. What is in a memory changes no result.

Weights stand eight to a word of 64 bits. A lane is 16 bits of such a word, so that four heads are added at a
time: numba makes no use of vector instructions here, and this takes a quarter of the time.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from regard.perception.text.compiling import kernel, part
from regard.perception.text.features import PIECES, pieces, word_row
from regard.perception.text.hinting import natural
from regard.perception.text.lists import Lists
from regard.perception.text.matching import root_of
from regard.perception.text.tokens import HASH, KIND, ROOT, START, STOPS_AT, WORD, Letters, Tokens

PIECE, WHOLE = 3, 8  # a piece of a spelling counts PIECE / WHOLE of a feature
BYTES = np.int64(0x00FF00FF00FF00FF)
ZERO = 128  # a weight of 0 in the table
MIDDLE = 512  # a weight of 0 in the memory, where weights go from -500 to 500
WIDEST = 500
LOUDER = 2  # bits by which the weights of what the lists say are shifted: they are larger than those of words
MOST_WORDS = 16  # bits of the places of a memory
KEY, HELD_ROOT, FIRST_LANE = range(3)  # columns of a memory
Longs = npt.NDArray[np.int64]


class Memory(NamedTuple):
    """For each of 2^n places the hash and the root of a word and its lanes; room for one spelling."""

    words: Longs
    spelling: Longs
    rows: npt.NDArray[np.int32]


def memory(letters: int, halves: int) -> Memory:
    """Room for the words of a call that reads this many bytes, a row of the table being `halves` numbers."""
    return Memory(
        np.zeros((places_for(letters), FIRST_LANE + 2 * halves), np.int64),
        np.zeros(64, np.int64),
        np.zeros(PIECES, np.int32),
    )


def places_for(letters: int) -> int:
    """How many words a call keeps that reads this many bytes."""
    return 1 << min(MOST_WORDS, max(6, (letters // 16).bit_length()))


@part
def place_of(word: int, words: Longs) -> int:
    """Where a memory keeps a word."""
    return natural((word ^ (word >> 31)) & (len(words) - 1))


@kernel
def recall(letters: Letters, tokens: Tokens, made: int, lists: Lists, table: Longs, known: Memory) -> None:
    """Fill the roots of the tokens of a text."""
    words = known.words
    for at in range(made):
        place = place_of(tokens[at, HASH], words)
        if words[place, KEY] != tokens[at, HASH]:
            learn(letters, tokens, at, lists, table, known, place)
        tokens[at, ROOT] = words[place, HELD_ROOT]


@kernel
def learn(
    letters: Letters, tokens: Tokens, token: int, lists: Lists, table: Longs, known: Memory, place: int
) -> None:
    """Find out everything about a token and keep it in a place."""
    spelled, words, word = known.rows, known.words, tokens[token, HASH]
    count = 0
    if tokens[token, KIND] == WORD:
        start, end = tokens[token, START], tokens[token, STOPS_AT]
        count = pieces(letters.codes, letters.classes, start, end, known.spelling, spelled)
    own = word_row(word)
    for half in range(table.shape[1]):
        even, odd = np.int64(0), np.int64(0)
        for piece in range(count):
            bits = table[spelled[piece], half]
            even += bits & BYTES
            odd += (bits >> 8) & BYTES
        words[place, FIRST_LANE + 2 * half] = kept(int(even), int(table[own, half] & BYTES), count)
        words[place, FIRST_LANE + 2 * half + 1] = kept(int(odd), int((table[own, half] >> 8) & BYTES), count)
    words[place, HELD_ROOT] = root_of(word, lists)
    words[place, KEY] = word


@part
def kept(spelt: int, own: int, count: int) -> int:
    """The lane of a word from the sum of the lanes of its pieces and its own."""
    kept = np.int64(0)
    for head in range(4):
        spelling = ((spelt >> (16 * head)) & 0xFFFF) - ZERO * count
        whole = ((own >> (16 * head)) & 0xFFFF) - ZERO
        value = whole + (PIECE * spelling + WHOLE // 2) // WHOLE
        kept |= (min(WIDEST, max(-WIDEST, value)) + MIDDLE) << (16 * head)
    return int(kept)
