"""Over the bytes of a text once, to see what is worth a closer look."""

import numpy as np
import numpy.typing as npt

from regard.perception.text.compiling import kernel
from regard.perception.text.quality.keywords import ADDRESS, BASIS, MAIL, ROAD, SHIFT, Keywords
from regard.perception.text.quality.letters import Bytes, Letters, integer

LETTER, DIGIT, AT, COLON, ACCENT, CYRILLIC = 31, 1, 2, 4, 8, 16
U = np.uint64
NOUGHT, ONE, TWO, THREE, FIVE = U(0), U(1), U(2), U(3), U(5)
TWO_LETTERS, THREE_LETTERS, SSE = U(1023), U(32767), U((19 << 10) | (19 << 5) | 5)
WORD, ABOVE, PRIME, LOW = U(0xFFFFFFFF), U(32), U(BASIS), U(63)
TURNED = U(SHIFT)
FAR, AWAY = 160, 6  # bytes and words that a street stands behind its number
WIDE_AT, WIDE_FIRST, WIDE_LAST, NARROWER = 0xFF20, 0xFF01, 0xFF5E, 0xFEE0


def _signs() -> npt.NDArray[np.uint8]:
    """What each byte is: bits of DIGIT to CYRILLIC."""
    signs = np.zeros(256, np.uint8)
    signs[48:58] = DIGIT
    signs[64], signs[58] = AT, COLON
    signs[0xC3], signs[0xD0] = ACCENT, CYRILLIC
    return signs


def _letters() -> npt.NDArray[np.uint8]:
    """The number of each Latin letter in the alphabet, whatever its case."""
    return np.array(
        [code & LETTER if chr(code).isalpha() and code < 128 else 0 for code in range(256)], np.uint8
    )


SIGNS, ALPHABET = _signs(), _letters()


@kernel
def glance(data: Bytes, start: int, end: int, table: Letters, words: Keywords) -> tuple[int, int, int, int]:
    """The signs that a text has, its digits, how suspicious its letters are, and the gates of its words.

    Wide characters are looked up in pairs; digits of full width count, and such an `@` opens MAIL.
    """
    suspicious, held, turn = table.suspicion, words.words, words.word_turn
    at, stop, word, letters = U(start), U(end), NOUGHT, NOUGHT
    signs, digits, suspicion, gates, streets = np.uint8(0), 0, 0, 0, False
    while at < stop:
        byte = data[at]
        sign, letter = SIGNS[byte], U(ALPHABET[byte])
        signs |= sign
        digits += integer(sign & np.uint8(DIGIT))
        slot = (word * turn) >> TURNED
        if U(held[slot]) == word | (letter << ABOVE):
            gates |= _opened(data, start, integer(at), integer(words.word_gates[slot]))
        if not 0xE0 <= byte < 0xF0 or at + TWO >= stop:
            word = (word * PRIME + letter) & WORD if letter else NOUGHT
            streets |= (letters == SSE) & (byte == 32)  # Hauptstrasse 12
            letters = ((letters << FIVE) | letter) & THREE_LETTERS
            suspicion += integer(suspicious[letters & TWO_LETTERS])
            at += ONE
            continue
        word, letters = NOUGHT, NOUGHT
        last = U(data[at - ONE]) if at > U(start) else NOUGHT
        at, wide, found = _pairs(data, at, stop, last, words.pairs, words.pair_gates, words.pair_turn)
        digits += wide
        gates |= found
    slot = (word * turn) >> TURNED
    if U(held[slot]) == word:
        gates |= _opened(data, start, end, integer(words.word_gates[slot]))
    return integer(signs), digits, suspicion, gates | (ROAD if streets else 0)


@kernel
def _pairs(
    data: Bytes,
    at: np.uint64,
    stop: np.uint64,
    last: np.uint64,
    pairs: npt.NDArray[np.uint32],
    opens: npt.NDArray[np.uint8],
    turn: np.uint64,
) -> tuple[np.uint64, int, int]:
    """Where characters of three bytes in a row end; the digits among them, and the gates of pairs of them."""
    digits, gates = 0, 0
    while at + TWO < stop and 0xE0 <= data[at] < 0xF0:
        code = (
            ((U(data[at]) & U(15)) << U(12)) | ((U(data[at + ONE]) & LOW) << U(6)) | (U(data[at + TWO]) & LOW)
        )
        at += THREE
        if code >= U(WIDE_FIRST):
            gates |= MAIL if code == U(WIDE_AT) else 0
            code -= U(NARROWER) if code <= U(WIDE_LAST) else NOUGHT
            digits += integer(U(48) <= code <= U(57))
        number = (last << U(16)) | code
        slot = (number * turn) >> TURNED
        if U(pairs[slot]) == number:
            gates |= integer(opens[slot])
        last = code
    return at, digits, gates


@kernel
def _opened(data: Bytes, start: int, end: int, gates: int) -> int:
    """The gates of a word that ends at a place: of an address only with a capital, and a number before it."""
    if not gates & ADDRESS:
        return gates
    at = end - 1
    while at > start and ALPHABET[data[at - 1]]:
        at -= 1
    if data[at] >= 97:
        return gates & ~(ADDRESS | ROAD)
    if gates & ROAD:
        return gates
    words = 0
    for place in range(at - 1, max(start, at - FAR) - 1, -1):
        words += data[place] == 32
        if words > AWAY:
            break
        if SIGNS[data[place]] & DIGIT:
            return gates
    return gates & ~ADDRESS
