"""Kernels: from UTF-8 to folded code points, and from these to tokens."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from regard.perception.text.characters import (
    APOSTROPHE,
    AT,
    BEYOND,
    CHARACTER,
    DIGIT,
    END,
    LETTER,
    NUMERAL,
    SIGN,
    SPACE,
    STOP,
    UNSEEN,
    UPPER,
    Characters,
)  # fmt: skip
from regard.perception.text.folding import LONGEST

WORD, NUMBER, HAN, MARK, PICTURE, ADDRESS, HANDLE = range(1, 8)  # kinds of tokens
CAPITALS, GLUED, ENDING, STRETCHED, NUMERIC = 1, 2, 4, 8, 16  # flags of tokens
CLASS = 15  # the bits of a class that say what a character is

# whole numbers of 64 bits with a sign, which wrap around where they are multiplied
SEED = 0x4BF29CE484222325
PRIME = 0x100000001B3
SPREAD = 0x1E3779B97F4A7C15
NUMBER_HASH = 0x51ED270B35B1F4D3
ADDRESS_HASH = 0x6A09E667F3BCC909
HANDLE_HASH = 0x3B67AE8584CAA73B

# columns of the tokens
HASH, PLAIN, START, STOPS_AT, KIND, FLAGS, CLAUSE, DENIED = range(8)
TERMS = 8  # then for each layer of the lists the term that begins here (-1: none) and the token behind it
LAYERS = 3
COLUMNS = TERMS + 2 * LAYERS

U8 = npt.NDArray[np.uint8]
Tokens = npt.NDArray[np.int64]


class Letters(NamedTuple):
    """Room for the folded code points of one text and their classes."""

    codes: npt.NDArray[np.int32]
    classes: npt.NDArray[np.uint8]


def letters_room() -> Letters:
    """Empty room for the letters of one text."""
    return Letters(np.zeros(LONGEST + 1, np.int32), np.zeros(LONGEST + 1, np.uint8))


def tokens_room() -> Tokens:
    """Empty room for the tokens of one text (LONGEST + 1, COLUMNS)."""
    return np.zeros((LONGEST + 1, COLUMNS), np.int64)


@njit(cache=True, nogil=True, inline="always")
def mixed(one: int, other: int) -> int:
    """One hash of two."""
    value = (one ^ (other + SPREAD)) * PRIME
    value = (value ^ (value >> 29)) * SPREAD
    return value ^ (value >> 32)


@njit(cache=True, nogil=True)
def decode(data: U8, start: int, stop: int, tables: Characters, room: Letters) -> int:
    """Folded code points and classes of one text, at most LONGEST; how many. The bytes are valid UTF-8."""
    at, count = start, 0
    while at < stop and count < LONGEST:
        first = np.int32(data[at])
        if first < 0x80:
            code = first
            at += 1
        elif first < 0xE0:
            code = ((first & 0x1F) << 6) | (np.int32(data[at + 1]) & 0x3F)
            at += 2
        elif first < 0xF0:
            code = (
                ((first & 0xF) << 12)
                | ((np.int32(data[at + 1]) & 0x3F) << 6)
                | (np.int32(data[at + 2]) & 0x3F)
            )
            at += 3
        else:
            code = (
                ((first & 7) << 18)
                | ((np.int32(data[at + 1]) & 0x3F) << 12)
                | ((np.int32(data[at + 2]) & 0x3F) << 6)
                | (np.int32(data[at + 3]) & 0x3F)
            )
            at += 4
        if code < BEYOND:
            room.codes[count] = tables.folded[code]
            room.classes[count] = tables.classes[code]
        else:
            room.codes[count] = code
            room.classes[count] = beyond(code)
        count += 1
    return count


@njit(cache=True, nogil=True)
def beyond(code: np.int32) -> int:
    """The class of a code point that the tables do not hold."""
    if 0x1F000 <= code < 0x20000:
        return SIGN
    if 0x20000 <= code < 0x40000:
        return CHARACTER
    return LETTER if code < 0x1F000 else UNSEEN


@njit(cache=True, nogil=True)
def tokenise(letters: Letters, count: int, room: Tokens) -> int:
    """The tokens of the first `count` letters; how many."""
    at, made = 0, 0
    glued = 0
    while at < count:
        kind = letters.classes[at] & CLASS
        if kind in (SPACE, UNSEEN):
            at += 1
            glued = glued if kind == UNSEEN else 0
            continue
        room[made, START] = at
        room[made, FLAGS] = 0
        if kind == LETTER:
            at = _word(letters, count, at, room, made)
        elif kind == DIGIT:
            at = _number(letters, count, at, room, made)
        elif kind == AT and at + 1 < count and letters.codes[at] == 64 and _wordlike(letters, at + 1):
            at = _handle(letters, count, at, room, made)
        else:
            at = _single(letters, at, kind, room, made)
        room[made, STOPS_AT] = at
        room[made, FLAGS] |= glued
        glued = GLUED
        made += 1
    return made


@njit(cache=True, nogil=True)
def _wordlike(letters: Letters, at: int) -> bool:
    kind = letters.classes[at] & CLASS
    return bool(kind in (LETTER, DIGIT) or letters.codes[at] == 95)


@njit(cache=True, nogil=True)
def _word(letters: Letters, count: int, start: int, room: Tokens, made: int) -> int:
    """A word, with what an apostrophe or digits add to it."""
    at, full, single = start, SEED, SEED
    capitals, size, run, before = 0, 0, 0, np.int32(0)
    stretched = False
    while at < count:
        kind = letters.classes[at] & CLASS
        code = letters.codes[at]
        if kind == APOSTROPHE:
            if at + 1 >= count or (letters.classes[at + 1] & CLASS) != LETTER:
                break
            code = np.int32(39)
        elif kind == UNSEEN:
            at += 1
            continue
        elif kind != LETTER and kind != DIGIT:
            break
        run = run + 1 if code == before and kind == LETTER else 1
        before = code
        capitals += (letters.classes[at] & UPPER) != 0
        size += kind == LETTER
        if run < 3:
            full = (full ^ int(code)) * PRIME
        else:
            stretched = True
        if run < 2:
            single = (single ^ int(code)) * PRIME
        at += 1
    flags = 0
    if capitals == size and size > 1:
        flags |= CAPITALS
    if stretched:
        flags |= STRETCHED
    room[made, HASH], room[made, PLAIN] = full, single
    room[made, KIND], room[made, FLAGS] = WORD, flags
    end = _address(letters, count, start, at)
    if end:
        room[made, HASH], room[made, KIND] = ADDRESS_HASH, ADDRESS
        return end
    return at


@njit(cache=True, nogil=True)
def _address(letters: Letters, count: int, start: int, at: int) -> int:
    """Where a web address that begins with this word ends; 0 where it begins none."""
    codes = letters.codes
    web = at + 2 < count and codes[at] == 58 and codes[at + 1] == 47 and codes[start] == 104
    web = web and codes[start + 1] == 116
    www = at - start == 3 and codes[start] == 119 and codes[start + 1] == 119
    www = www and codes[start + 2] == 119 and at < count
    if not web and not (www and codes[at] == 46):
        return 0
    while at < count and codes[at] > 32 and codes[at] < 0x2E80:
        at += 1
    return at


@njit(cache=True, nogil=True)
def _number(letters: Letters, count: int, at: int, room: Tokens, made: int) -> int:
    """A number, with the points, commas and colons inside it."""
    while at < count:
        kind = letters.classes[at] & CLASS
        inner = letters.codes[at]
        point = inner == 46 or inner == 44 or inner == 58
        if kind != DIGIT and not (point and at + 1 < count and (letters.classes[at + 1] & CLASS) == DIGIT):
            break
        at += 1
    room[made, HASH] = room[made, PLAIN] = NUMBER_HASH
    room[made, KIND], room[made, FLAGS] = NUMBER, NUMERIC
    return at


@njit(cache=True, nogil=True)
def _handle(letters: Letters, count: int, at: int, room: Tokens, made: int) -> int:
    """The name of a user, after an @."""
    at += 1
    while at < count and _wordlike(letters, at):
        at += 1
    room[made, HASH] = room[made, PLAIN] = HANDLE_HASH
    room[made, KIND] = HANDLE
    return at


@njit(cache=True, nogil=True)
def _single(letters: Letters, at: int, kind: int, room: Tokens, made: int) -> int:
    """A character that is a token by itself."""
    code = letters.codes[at]
    room[made, HASH] = room[made, PLAIN] = mixed(int(code), SEED)
    flags = 0
    if kind == CHARACTER:
        room[made, KIND] = HAN
        if letters.classes[at] & NUMERAL:
            flags = NUMERIC
    elif kind == STOP:
        room[made, KIND] = MARK
        if letters.classes[at] & END:
            flags = ENDING
    else:
        room[made, KIND] = PICTURE
    room[made, FLAGS] = flags
    return at + 1
