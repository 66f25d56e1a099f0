"""Kernels: from UTF-8 to folded code points, and from these to tokens."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

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
from regard.perception.text.compiling import kernel, part
from regard.perception.text.folding import LONGEST
from regard.perception.text.hinting import natural

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

# columns of the tokens; PLAIN: the hash of a STRETCHED word with one of each letter that it repeats
# ROOT: what the lists say of a term that begins here
HASH, PLAIN, START, STOPS_AT, KIND, FLAGS, CLAUSE, DENIED, ROOT = range(9)
TERMS = 9  # then for each layer of the lists the term that begins here (-1: none) and the token behind it
LAYERS = 3
LANE = TERMS + 2 * LAYERS  # where only the sentiment is told: what the token brings to it
COLUMNS = LANE + 1

U8 = npt.NDArray[np.uint8]
Tokens = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]


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


@part
def mixed(one: int, other: int) -> int:
    """One hash of two."""
    value = (one ^ (other + SPREAD)) * PRIME
    value = (value ^ (value >> 29)) * SPREAD
    return value ^ (value >> 32)


@part
def decode(data: U8, start: int, stop: int, tables: Characters, room: Letters) -> int:
    """Folded code points and classes of one text, at most LONGEST; how many. The bytes are valid UTF-8."""
    at, count = start, 0
    while at < stop and count < LONGEST:
        at, count = natural(at), natural(count)
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
            point = natural(int(code))
            room.codes[count] = tables.folded[point]
            room.classes[count] = tables.classes[point]
        else:
            room.codes[count] = code
            room.classes[count] = beyond(code)
        count += 1
    return count


@kernel
def beyond(code: np.int32) -> int:
    """The class of a code point that the tables do not hold."""
    if 0x1F000 <= code < 0x20000:
        return SIGN
    if 0x20000 <= code < 0x40000:
        return CHARACTER
    return LETTER if code < 0x1F000 else UNSEEN


@part
def tokenise(letters: Letters, count: int, room: Tokens) -> int:
    """The tokens of the first `count` letters; how many.

    The short way for a word of nothing but letters stands here: each call costs what ten letters do.
    """
    codes, classes = letters.codes, letters.classes
    at, made, glued = 0, 0, 0
    classes[count] = SPACE
    while at < count:
        at, made = natural(at), natural(made)
        kind = classes[at] & CLASS
        if kind in (SPACE, UNSEEN):
            at += 1
            glued = glued if kind == UNSEEN else 0
            continue
        start, full, capitals, stretched, before, earlier = at, SEED, UPPER, False, 0, 0
        while classes[at] & CLASS == LETTER:
            code = int(codes[at])
            stretched |= code == before and code == earlier
            capitals &= classes[at]
            full = (full ^ code) * PRIME
            earlier, before = before, code
            at = natural(at + 1)
        after = classes[at] & CLASS
        link = after == STOP and (codes[start] == 104 or codes[start] == 119)  # h, w
        if kind != LETTER:
            at = _other(codes, classes, count, start, room, made)
        elif stretched or link or after in (APOSTROPHE, DIGIT, UNSEEN):
            at = _word(codes, classes, count, start, room, made)
        else:
            room[made, HASH], room[made, KIND] = full, WORD
            room[made, FLAGS] = CAPITALS if capitals and at - start > 1 else 0
        room[made, START], room[made, STOPS_AT] = start, at
        room[made, FLAGS] |= glued
        glued = GLUED
        made += 1
    return made


@part
def _other(codes: Codes, classes: U8, count: int, at: int, room: Tokens, made: int) -> int:
    """A token that is no word; where it ends."""
    kind = classes[at] & CLASS
    if kind == DIGIT:
        return _number(codes, classes, count, at, room, made)
    if kind == AT and at + 1 < count and codes[at] == 64 and _wordlike(codes, classes, at + 1):
        return _handle(codes, classes, count, at, room, made)
    return _single(codes, classes, at, kind, room, made)


@kernel
def _wordlike(codes: Codes, classes: U8, at: int) -> bool:
    kind = classes[at] & CLASS
    return bool(kind in (LETTER, DIGIT) or codes[at] == 95)


@kernel
def _word(codes: Codes, classes: U8, count: int, start: int, room: Tokens, made: int) -> int:
    """A word, with what an apostrophe or digits add to it."""
    at, full, capitals, size, run, before = start, SEED, 0, 0, 0, np.int32(0)
    stretched = False
    while at < count:
        kind, code = classes[at], codes[at]
        if kind & CLASS == LETTER:
            run = run + 1 if code == before else 1
            capitals += kind >> 4
            size += 1
        elif kind & CLASS == DIGIT:
            run = 1
        elif kind & CLASS == APOSTROPHE and at + 1 < count and classes[at + 1] & CLASS == LETTER:
            code, run = np.int32(39), 1
        elif kind & CLASS == UNSEEN:
            at += 1
            continue
        else:
            break
        before = code
        if run < 3:
            full = (full ^ int(code)) * PRIME
        else:
            stretched = True
        at += 1
    room[made, HASH], room[made, KIND] = full, WORD
    room[made, FLAGS] = CAPITALS if capitals == size and size > 1 else 0
    if stretched:
        room[made, FLAGS] |= STRETCHED
        room[made, PLAIN] = _single_letters(codes, classes, start, at)
    if at < count and (codes[at] == 58 or codes[at] == 46):
        end = _address(codes, count, start, at)
        if end:
            room[made, HASH], room[made, KIND] = ADDRESS_HASH, ADDRESS
            return end
    return at


@kernel
def _single_letters(codes: Codes, classes: U8, start: int, end: int) -> int:
    """The hash of a word with one of each letter that it repeats."""
    value, before = SEED, np.int32(0)
    for at in range(start, end):
        kind, code = classes[at] & CLASS, codes[at]
        if kind == UNSEEN:
            continue
        code = np.int32(39) if kind == APOSTROPHE else code
        if code != before or kind != LETTER:
            value = (value ^ int(code)) * PRIME
        before = code
    return value


@kernel
def _address(codes: Codes, count: int, start: int, at: int) -> int:
    """Where a web address that begins with this word ends; 0 where it begins none."""
    web = at + 2 < count and codes[at] == 58 and codes[at + 1] == 47 and codes[start] == 104
    web = web and codes[start + 1] == 116
    www = at - start == 3 and codes[start] == 119 and codes[start + 1] == 119
    www = www and codes[start + 2] == 119
    if not web and not (www and codes[at] == 46):
        return 0
    while at < count and codes[at] > 32 and codes[at] < 0x2E80:
        at += 1
    return at


@kernel
def _number(codes: Codes, classes: U8, count: int, at: int, room: Tokens, made: int) -> int:
    """A number, with the points, commas and colons inside it."""
    while at < count:
        kind = classes[at] & CLASS
        inner = codes[at]
        point = inner == 46 or inner == 44 or inner == 58
        if kind != DIGIT and not (point and at + 1 < count and (classes[at + 1] & CLASS) == DIGIT):
            break
        at += 1
    room[made, HASH], room[made, KIND], room[made, FLAGS] = NUMBER_HASH, NUMBER, NUMERIC
    return at


@kernel
def _handle(codes: Codes, classes: U8, count: int, at: int, room: Tokens, made: int) -> int:
    """The name of a user, after an @."""
    at += 1
    while at < count and _wordlike(codes, classes, at):
        at += 1
    room[made, HASH], room[made, KIND], room[made, FLAGS] = HANDLE_HASH, HANDLE, 0
    return at


@part
def _single(codes: Codes, classes: U8, at: int, kind: int, room: Tokens, made: int) -> int:
    """A character that is a token by itself."""
    code = codes[at]
    room[made, HASH] = mixed(int(code), SEED)
    flags = 0
    if kind == CHARACTER:
        room[made, KIND] = HAN
        if classes[at] & NUMERAL:
            flags = NUMERIC
    elif kind == STOP:
        room[made, KIND] = MARK
        if classes[at] & END:
            flags = ENDING
    else:
        room[made, KIND] = PICTURE
    room[made, FLAGS] = flags
    return at + 1
