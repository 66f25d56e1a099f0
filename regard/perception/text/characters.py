"""What each character is: its one folded form, and what it does in a text."""

import unicodedata
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from regard.perception.text.folding import foldings

SPACE, LETTER, DIGIT, CHARACTER, APOSTROPHE, STOP, SIGN, UNSEEN, AT, LINK = range(10)
UPPER = 16  # added to LETTER: written as a capital
END = 32  # added to STOP: ends a sentence
NUMERAL = 64  # added to CHARACTER: a Chinese numeral
BEYOND = 0x10000  # the first code point outside the tables
STOPS = frozenset('.!?;,:()"\n')
ENDS = frozenset(".!?;\n")
NUMERALS = frozenset("一二两三四五六七八九十半几百千多")
WIDE = (
    (0x0E00, 0x0E80), (0x0E80, 0x0F00), (0x1000, 0x10A0), (0x1100, 0x1200), (0x1780, 0x1800),
    (0x2E80, 0x3000), (0x3005, 0x3008), (0x3021, 0x3030), (0x3031, 0x3100), (0x3100, 0x3130),
    (0x3400, 0x4DC0), (0x4E00, 0xA000), (0xF900, 0xFB00), (0xFF66, 0xFFA0),
)  # fmt: skip


class Characters(NamedTuple):
    """For each code point below BEYOND its folded form and its class."""

    folded: npt.NDArray[np.int32]
    classes: npt.NDArray[np.uint8]


@cache
def characters() -> Characters:
    """The two tables.

    >>> tables = characters()
    >>> chr(tables.folded[ord("Ａ")]), bool(tables.classes[ord("Ａ")] == LETTER + UPPER)
    ('a', True)
    """
    table = foldings()
    folded = np.arange(BEYOND, dtype=np.int32)
    classes = np.zeros(BEYOND, np.uint8)
    for code in range(BEYOND):
        letter = chr(code)
        plain = chr(table.get(code, code))
        lower = plain.lower()[0]  # U+0130 is the one character whose lower case is two
        lower = chr(table.get(ord(lower), ord(lower)))
        folded[code] = ord(lower)
        upper = UPPER if lower != plain else 0
        kind = _class(lower, letter)
        classes[code] = kind + upper if kind == LETTER else kind
    for start, stop in WIDE:
        letters = classes[start:stop] == LETTER
        classes[start:stop][letters] = CHARACTER
    for numeral in NUMERALS:
        classes[ord(numeral)] = CHARACTER + NUMERAL
    return Characters(folded, classes)


def _class(folded: str, given: str) -> int:
    if folded in STOPS:
        return STOP + (END if folded in ENDS or given == "。" else 0)
    if folded in "'’":
        return APOSTROPHE
    if folded in "@#":
        return AT
    if folded in "/_":
        return LINK
    category = unicodedata.category(folded)
    if category[0] == "L" or category in {"Mn", "Mc"}:
        return UNSEEN if category == "Mn" and 0xFE00 <= ord(folded) <= 0xFE0F else LETTER
    if category == "Nd":
        return DIGIT
    if category in {"Cf", "Cc"} and not folded.isspace():
        return UNSEEN
    if category[0] in "SP" and ord(folded) > 0x7F:
        return SIGN
    if category[0] in "SP":
        return SIGN
    return SPACE
