"""One look at each text: what is empty or mashed, and what deserves the dearer checks."""

import numpy as np
import numpy.typing as npt

from regard.perception.text.compiling import kernel
from regard.perception.text.quality.glancing import ACCENT, AT, COLON, CYRILLIC, glance
from regard.perception.text.quality.keywords import ADDRESS, MAIL, NAME, ROAD, Keywords, keywords
from regard.perception.text.quality.letters import (
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

EMPTY, MASHED, NUMBER, LINK, DIGITS, COLONS = 8, 16, 32, 256, 512, 1024
Gates = npt.NDArray[np.uint32]
RUN, LONG_RUN = 6, 30  # so often one letter alone is nothing said; so often where it may be laughter
LAUGHTER = tuple(ord(letter) for letter in "hkwzmxo0256")
ENOUGH_DIGITS, FEWEST_DIGITS, GAP, DOTS = 7, 6, 3, 3
SHARP, ACUTE = 0x9F, 0xA9  # after 0xC3: ß, é


def gates(data: Bytes, offsets: Places) -> Gates:
    """For each text of a buffer of UTF-8 the gates that are open, as bits (uint32, n)."""
    opened = np.zeros(len(offsets) - 1, np.uint32)
    _open(data, offsets, letters(), keywords(), opened)
    return opened


@kernel
def _open(data: Bytes, offsets: Places, table: Letters, words: Keywords, opened: Gates) -> None:
    for row in range(len(opened)):
        start, end = offsets[row], offsets[row + 1]
        bits = _said(data, start, end, table.classes)
        if not bits & EMPTY:
            signs, digits, suspicion, found = glance(data, start, end, table, words)
            bits |= found | _signs(data, start, end, signs)
            bits = _numbered(data, start, end, bits, digits)
            if (suspicion > 0 or signs & CYRILLIC) and mashed(data, start, end, table):
                bits |= MASHED
        opened[row] = bits


@kernel
def _numbered(data: Bytes, start: int, end: int, bits: int, digits: int) -> int:
    """The gates with those of numbers; without a digit there is no address."""
    if bits & ROAD:
        bits |= ADDRESS
    bits &= ~(ROAD if digits else ROAD | ADDRESS)
    if digits >= FEWEST_DIGITS and _has_number(data, start, end):
        bits |= NUMBER
    return bits | (DIGITS if digits else 0)


@kernel
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


@kernel
def _signs(data: Bytes, start: int, end: int, signs: int) -> int:
    """MAIL for an `@` inside a word, LINK, COLONS for three as in IPv6, the gates of ß and ée."""
    bits = 0
    if signs & AT:
        for at in range(start + 1, end - 1):
            if data[at] == 64 and _in_address(integer(data[at - 1])) and _in_address(integer(data[at + 1])):
                bits |= MAIL
    if signs & COLON:
        colons = 0
        for at in range(start, end - 1):
            if data[at] == 58:
                after = integer(data[at + 1])
                bits |= LINK if after == 47 else 0
                colons += _hexadecimal(after) or after == 58
        bits |= COLONS if colons >= DOTS else 0
    if signs & ACCENT:
        for at in range(start, end - 2):
            if data[at] == 0xC3 and data[at + 2] == 101:
                bits |= (NAME | ROAD) * (data[at + 1] == SHARP) | ROAD * (data[at + 1] == ACUTE)
    return bits


@kernel
def _has_number(data: Bytes, start: int, end: int) -> bool:
    """Whether seven digits stand with little between them, six after two capitals, or some with dots."""
    digits, gap, dots, lettered = 0, 0, 0, False
    for at in range(start, end):
        byte = integer(data[at])
        if _between_words(byte):
            digits, dots = 0, 0
        elif 48 <= byte <= 57 or (byte == 0xEF and _wide_digit(data, at, end)):
            if not digits:
                lettered = _lettered(data, start, at)
            digits, gap = digits + 1, 0
            if digits >= (FEWEST_DIGITS if lettered else ENOUGH_DIGITS) or dots >= DOTS:
                return True
        elif byte < 0x80 or byte >= 0xC0:
            gap += 1
            digits, dots = (0, 0) if gap > GAP else (digits, dots + (byte == 46))
    return False


@kernel
def _lettered(data: Bytes, start: int, at: int) -> bool:
    """Whether two capitals stand before a place, or before the space before it."""
    at -= 1 if at > start and data[at - 1] == 32 else 0
    return at - 2 >= start and 65 <= data[at - 1] <= 90 and 65 <= data[at - 2] <= 90


@kernel
def _wide_digit(data: Bytes, at: int, end: int) -> bool:
    return at + 2 < end and data[at + 1] == 0xBC and 0x90 <= data[at + 2] <= 0x99


@kernel
def _between_words(byte: int) -> bool:
    """Whether a byte is a Latin letter or begins a Chinese character: no number goes on over it."""
    return (65 <= byte <= 90) or (97 <= byte <= 122) or (0xE4 <= byte <= 0xED)


@kernel
def _in_address(byte: int) -> bool:
    return (48 <= byte <= 57) or (65 <= byte <= 90) or (97 <= byte <= 122) or byte in (43, 45, 46, 95)


@kernel
def _hexadecimal(byte: int) -> bool:
    return (48 <= byte <= 57) or (65 <= byte <= 70) or (97 <= byte <= 102)
