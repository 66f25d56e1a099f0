"""What each character is to a theme: part of a word, a Chinese character, a gap, or the end of a phrase."""

import unicodedata
from functools import cache

import numpy as np
import numpy.typing as npt

from regard.perception.text.folding import fold

Codes = npt.NDArray[np.int32]
Kinds = npt.NDArray[np.uint8]

GAP, STOP, LETTER, HAN = 0, 1, 2, 3
PLANE = 0x10000  # what the tables hold; of later planes only Chinese characters are known
JOINERS = frozenset("'\"-_/*~\u00b7\u200b\u200c\u200d\ufeff")  # between two words of one phrase
HAN_BLOCKS = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF))


@cache
def foldings() -> Codes:
    """For each code point of the first plane the one that it is read as; a surrogate is U+FFFD."""
    plain = "".join(chr(code) if not 0xD800 <= code <= 0xDFFF else "\ufffd" for code in range(PLANE))
    # 20,000 characters are folded at once
    parts = [fold(plain[at : at + 16_384]) for at in range(0, PLANE, 16_384)]
    return np.frombuffer("".join(parts).encode("utf-32-le"), np.int32).copy()


@cache
def kinds() -> Kinds:
    """For each folded code point of the first plane its kind."""
    found = np.array([_kind(chr(code)) for code in range(PLANE)], np.uint8)
    for first, last in HAN_BLOCKS:
        found[first : last + 1] = HAN
    return found


def codes(word: str) -> Codes:
    """The code points of a folded word."""
    return np.array([ord(letter) for letter in word], np.int32)


def is_han(word: str) -> bool:
    """Whether a folded word is made of Chinese characters alone."""
    return bool(word) and all(ord(letter) < PLANE and kinds()[ord(letter)] == HAN for letter in word)


def _kind(letter: str) -> int:
    if letter in JOINERS or letter.isspace():
        return STOP if letter in "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029" else GAP
    return LETTER if unicodedata.category(letter)[0] in "LNM" else STOP
