"""One look at each text: what is empty or mashed, and what deserves the dearer checks."""

import numpy as np
import numpy.typing as npt
from numba import njit

from regard.perception.text.quality.keywords import BASIS, PRIME, ROAD, Keywords, gates_of, keywords
from regard.perception.text.quality.letters import (
    BEYOND,
    NOTHING,
    Bytes,
    Letters,
    Places,
    class_of,
    decoded,
    integer,
    letters,
)
from regard.perception.text.quality.mashing import mashed

ADDRESS, NAME, PROMOTION = 1, 2, 4  # as in the keywords
EMPTY, MASHED, NUMBER, MAIL, LINK, DIGITS, COLONS = 8, 16, 32, 64, 128, 256, 512
Gates = npt.NDArray[np.uint32]
RUN, LONG_RUN = 6, 30  # so often one letter alone is nothing said; so often where it may be laughter
LAUGHTER = tuple(ord(letter) for letter in "hkwzmxo0256")
ENOUGH_DIGITS, GAP, DOTS = 6, 3, 3
STRASSE = (0x61DF65, 0x737365)  # "aße", "sse"
FAR = 6  # words after a number
WIDE = 0x3000  # from here on characters are taken in pairs


def gates(data: Bytes, offsets: Places) -> Gates:
    """For each text of a buffer of UTF-8 the gates that are open, as bits (uint32, n)."""
    opened = np.zeros(len(offsets) - 1, np.uint32)
    _open(data, offsets, letters(), keywords(), opened)
    return opened


@njit(cache=True, nogil=True)
def _open(data: Bytes, offsets: Places, table: Letters, words: Keywords, opened: Gates) -> None:
    for row in range(len(opened)):
        start, end = offsets[row], offsets[row + 1]
        bits = _said(data, start, end, table.classes)
        if not bits & EMPTY:
            bits |= _numbers(data, start, end) | _words(data, start, end, table.folded, words)
            if mashed(data, start, end, table):
                bits |= MASHED
        opened[row] = bits


@njit(cache=True, nogil=True)
def _said(data: Bytes, start: int, end: int, classes: Bytes) -> int:
    """EMPTY without a letter, digit or picture, MASHED where one alone comes again and again."""
    at, count, first = start, 0, -1
    while at < end:
        code, at = decoded(data, at, end)
        if class_of(code, classes) == NOTHING:
            continue
        if first >= 0 and code != first:
            return 0
        first = code
        count += 1
    if not count:
        return EMPTY
    patient = first >= 0x80 or first in LAUGHTER or first + 32 in LAUGHTER
    return MASHED if count >= (LONG_RUN if patient else RUN) else 0


@njit(cache=True, nogil=True)
def _words(data: Bytes, start: int, end: int, folded: npt.NDArray[np.uint16], words: Keywords) -> int:
    """The gates that words of letters, and pairs of wide characters, open."""
    at, bits, value, before, ending, capital, since = start, 0, BASIS, 0, 0, False, FAR
    while at < end:
        if data[at] < 0x80:
            given, at = integer(data[at]), at + 1
        else:
            given, at = decoded(data, at, end)
        code = integer(folded[given]) if given < BEYOND else 0
        if 0x61 <= code < WIDE:
            capital = capital or (given != code and value == BASIS)
            value = ((value ^ code) * PRIME) & 0xFFFFFFFF
            ending = (ending << 8) | (code & 0xFF)
            continue
        if value != BASIS:
            bits |= _opened(gates_of(value, words.hashes, words.gates), capital and since < FAR, ending)
            value, ending, capital, since = BASIS, 0, False, since + 1
        if code >= WIDE:
            pair = (((BASIS ^ before) * PRIME & 0xFFFFFFFF) ^ code) * PRIME & 0xFFFFFFFF
            bits |= _opened(gates_of(pair, words.hashes, words.gates), False, 0)
        elif code:
            since = 0
        before = code
    return bits | _opened(gates_of(value, words.hashes, words.gates), capital and since < FAR, ending)


@njit(cache=True, nogil=True)
def _opened(found: int, numbered: bool, ending: int) -> int:
    """The gates of a word: ADDRESS with a number before it, or at the end of a German street."""
    road = found & ROAD or (numbered and found & ADDRESS) or ending & 0xFFFFFF in STRASSE
    return (found & (NAME | PROMOTION)) | (ADDRESS if road else 0)


@njit(cache=True, nogil=True)
def _numbers(data: Bytes, start: int, end: int) -> int:
    """NUMBER for six digits with little between, or with dots as in IPv4; MAIL, LINK, DIGITS, COLONS."""
    if not _has_numbers(data, start, end):
        return 0
    bits, digits, gap, dots, colons = 0, 0, 0, 0, 0
    for at in range(start, end):
        byte = integer(data[at])
        if _between_words(byte):
            digits, dots = 0, 0
            continue
        after = integer(data[at + 1]) if at + 1 < end else 32
        if 48 <= byte <= 57 or (
            byte == 0xEF and after == 0xBC and at + 2 < end and _wide_digit(integer(data[at + 2]))
        ):
            bits |= DIGITS
            digits, gap = digits + 1, 0
            if digits >= ENOUGH_DIGITS or dots >= DOTS:
                bits |= NUMBER
        elif byte < 0x80 or byte >= 0xC0:
            gap += 1
            digits, dots = (0, 0) if gap > GAP else (digits, dots + (byte == 46))
            if byte == 64 and at > start and _in_address(integer(data[at - 1])) and _in_address(after):
                bits |= MAIL
            elif byte == 58:
                bits |= LINK if after == 47 else 0
                colons += _hexadecimal(after) or after == 58
    return bits | (COLONS if colons >= DOTS else 0)


@njit(cache=True, nogil=True)
def _wide_digit(byte: int) -> bool:
    return 0x90 <= byte <= 0x99


@njit(cache=True, nogil=True)
def _between_words(byte: int) -> bool:
    """Whether a byte is a Latin letter or begins a Chinese character: no number goes on over it."""
    return (65 <= byte <= 90) or (97 <= byte <= 122) or (0xE4 <= byte <= 0xED)


@njit(cache=True, nogil=True)
def _has_numbers(data: Bytes, start: int, end: int) -> bool:
    """Whether there is any digit, colon, `@` or sign of full width: bytes from 0x30 to 0x3A, 0x40, 0xEF."""
    found = False
    for at in range(start, end):
        byte = data[at]
        found |= (np.uint8(byte - 48) <= 10) | (byte == 64) | (byte == 0xEF)
    return found


@njit(cache=True, nogil=True)
def _in_address(byte: int) -> bool:
    return (48 <= byte <= 57) or (65 <= byte <= 90) or (97 <= byte <= 122) or byte in (43, 45, 46, 95)


@njit(cache=True, nogil=True)
def _hexadecimal(byte: int) -> bool:
    return (48 <= byte <= 57) or (65 <= byte <= 70) or (97 <= byte <= 102)
