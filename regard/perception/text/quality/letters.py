"""What the kernels know of each character, and how they take characters from UTF-8."""

import unicodedata
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple, cast

import numpy as np
import numpy.typing as npt

from regard.perception.text.compiling import kernel

Bytes = npt.NDArray[np.uint8]
Places = npt.NDArray[np.int64]
integer = cast(Callable[[Any], int], np.int64)  # what kernels reckon with
NOTHING, LETTER, DIGIT, PICTURE, MARK = range(5)
BEYOND = 0x10000  # the first code point outside the tables
REPLACED = 0xFFFD
# how unusual it is that the row's letter is followed by the column's, in -log2: the second most welcoming of
# 32 languages in Latin letters, counted in the sentences of lid_dev (CC BY 4.0)
UNUSUAL = [
    "35336444333342656233335844",
    "13671999256264289256376937",
    "29572970163476289353379946",
    "16751763155563269345366942",
    "44433435344332658223545654",
    "26642358266465169343387938",
    "16951744244353259344266938",
    "17661899244453169362334947",
    "25331534433332356323545744",
    "18641796276554279644257957",
    "17552896263444189433254938",
    "15642556135244378844357947",
    "13661666266535239545375847",
    "26422616234573268632466935",
    "34433434433332348224333864",
    "17672664257366129144368958",
    "49949999499999799997099999",
    "24532555254544277434355846",
    "26372672263455347632346943",
    "26881772255574279343246744",
    "34432545233222339223454664",
    "18761867156574269446379936",
    "08751984293393389448592939",
    "24392995299394329992349549",
    "03322444453333249222344896",
    "15432954174343259533345954",
]
KEYBOARDS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю")


class Letters(NamedTuple):
    """For each code point below BEYOND its class, its folded form (0: left out), its key.

    Of two Latin letters: how unusual the pair is, and how suspicious in tenths (of bytes & 31).
    """

    classes: npt.NDArray[np.uint8]
    folded: npt.NDArray[np.uint16]
    keys: npt.NDArray[np.int16]
    unusual: npt.NDArray[np.uint8]
    suspicion: npt.NDArray[np.int32]


@cache
def letters() -> Letters:
    """The tables, made once.

    >>> tables = letters()
    >>> chr(tables.folded[ord("Ä")]), int(tables.folded[ord("!")]), int(tables.classes[ord("★")]) == PICTURE
    ('ä', 0, True)
    """
    classes = np.array([kind(chr(code)) for code in range(BEYOND)], np.uint8)
    folded = np.array([_lower(code) for code in range(BEYOND)], np.uint16)
    folded[classes == NOTHING] = 0
    keys = np.zeros(BEYOND, np.int16)
    for row, keyboard in enumerate(KEYBOARDS):
        for place, letter in enumerate(keyboard):
            keys[ord(letter)] = 20 * (row + 1) + place
    unusual = np.array([[int(cost) for cost in row] for row in UNUSUAL], np.uint8)
    return Letters(classes, folded, keys, unusual, _suspicion(keys, unusual))


def _suspicion(keys: npt.NDArray[np.int16], unusual: npt.NDArray[np.uint8]) -> npt.NDArray[np.int32]:
    """More than 0 for pairs that mashing has: unusual ones, or neighbouring keys."""
    found = np.zeros((32, 32), np.int32)
    rows = keys[97:123].astype(np.int32)
    neighbours = np.abs(rows[:, None] - rows[None, :]) == 1
    found[1:27, 1:27] = 10 * unusual.astype(np.int32) - 34 + 60 * neighbours
    np.fill_diagonal(found, 0)
    return found.ravel()


def kind(letter: str) -> int:
    """What a character is, by its Unicode category: NOTHING, LETTER, DIGIT, PICTURE or MARK."""
    category = unicodedata.category(letter)
    if category[0] == "L" or category == "Co":
        return LETTER
    if category[0] == "N":
        return DIGIT
    if category == "So" and letter != "\ufffd":
        return PICTURE
    return MARK if category in {"Mn", "Mc"} and not "\ufe00" <= letter <= "\ufe0f" else NOTHING


def _lower(code: int) -> int:
    if 0xFF01 <= code <= 0xFF5E:  # full width
        code -= 0xFEE0
    lower = chr(code).lower()
    return ord(lower) if len(lower) == 1 and ord(lower) < BEYOND else code


@kernel
def decoded(data: Bytes, at: int, end: int) -> tuple[int, int]:
    """The code point at a place and the place after it; U+FFFD for a byte that begins none."""
    first = integer(data[at])
    if first < 0x80:
        return first, at + 1
    size = 2 if first < 0xE0 else 3 if first < 0xF0 else 4
    if first < 0xC0 or at + size > end:
        return REPLACED, at + 1
    code = first & (0x7F >> size)
    for place in range(at + 1, at + size):
        code = (code << 6) | (integer(data[place]) & 0x3F)
    return code, at + size


@kernel
def class_of(code: int, classes: Bytes) -> int:
    """What a code point is: beyond the tables a picture from U+1F000 on, or a letter."""
    if code < BEYOND:
        return integer(classes[code])
    if 0x1F000 <= code < 0x1FB00:
        return PICTURE if not 0x1F3FB <= code <= 0x1F3FF else NOTHING
    return LETTER if code < 0xE0000 else NOTHING
