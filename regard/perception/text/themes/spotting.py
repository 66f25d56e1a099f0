"""The hot loops: words and phrases of many texts, found in their UTF-8 bytes without a Python object."""

import numpy as np
import numpy.typing as npt
from numba import njit

from regard.perception.text.themes.characters import GAP, HAN, LETTER, PLANE, Codes, Kinds

Bytes = npt.NDArray[np.uint8]
Offsets = npt.NDArray[np.int64]
Keys = npt.NDArray[np.uint64]
Ints = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]

NONE = -1  # no such word
DULL = -2  # a word that names nothing; one of them may stand inside a phrase
FAR = 9
SEED = np.uint64(14695981039346656037)  # FNV-1a, 64 bit
PRIME = np.uint64(1099511628211)
EMPTY = np.uint64(0)
ONE = np.uint64(1)
MIX = np.uint64(0x9E3779B97F4A7C15)
SHIFT = np.uint64(29)
UNKNOWN = 0xFFFD


@njit(cache=True, nogil=True)
def hashed(letters: Codes) -> np.uint64:
    """The hash of some code points, or of some numbers of words."""
    mark = SEED
    for letter in letters:
        mark = (mark ^ np.uint64(letter)) * PRIME
    return mark | ONE


@njit(cache=True, nogil=True)
def look_up(keys: Keys, values: Ints, mark: np.uint64) -> int:
    """What an open table (its size a power of two, never full) holds under a hash, or NONE."""
    mask = np.uint64(keys.size - 1)
    place = ((mark * MIX) >> SHIFT) & mask
    while keys[place] != EMPTY:
        if keys[place] == mark:
            return int(values[place])
        place = (place + ONE) & mask
    return NONE


@njit(cache=True, nogil=True)
def fill(keys: Keys, values: Ints, marks: Keys, numbers: Ints) -> None:
    """Put numbers under their hashes; the first under a hash stays."""
    mask = np.uint64(keys.size - 1)
    for at in range(marks.size):
        place = ((marks[at] * MIX) >> SHIFT) & mask
        while keys[place] != EMPTY and keys[place] != marks[at]:
            place = (place + ONE) & mask
        if keys[place] == EMPTY:
            keys[place], values[place] = marks[at], numbers[at]


@njit(cache=True, nogil=True)
def decode(data: Bytes, first: int, last: int, into: Codes, folding: Codes) -> int:
    """The folded code points of one text; returns how many. Bytes that are no UTF-8 are U+FFFD each."""
    n, at = 0, first
    while at < last:
        lead = int(data[at])
        size = 1 if lead < 0x80 else 2 if 0xC2 <= lead < 0xE0 else 3 if 0xE0 <= lead < 0xF0 else 4
        code = lead if size == 1 else lead & (0x7F >> size)
        whole = at + size <= last and (lead < 0x80 or 0xC2 <= lead < 0xF5)
        if whole:
            for later in range(at + 1, at + size):
                whole = whole and (data[later] & 0xC0) == 0x80
                code = (code << 6) | (int(data[later]) & 0x3F)
        if not whole:
            code, size = UNKNOWN, 1
        into[n] = folding[code] if code < PLANE else code
        n += 1
        at += size
    return n


@njit(cache=True, nogil=True)
def kind_of(code: int, kinds: Kinds) -> int:
    """The kind of one folded code point."""
    if code < PLANE:
        return int(kinds[code])
    return HAN if 0x20000 <= code < 0x40000 else 1


@njit(cache=True, nogil=True)
def next_word(
    letters: Codes, at: int, n: int, kinds: Kinds, keys: Keys, values: Ints, longest: int
) -> tuple[int, int]:
    """The number of the word that begins at a place, and where it ends; of Chinese words the longest."""
    mark = SEED
    if kind_of(letters[at], kinds) == LETTER:
        end = at
        while end < n and kind_of(letters[end], kinds) == LETTER:
            mark = (mark ^ np.uint64(letters[end])) * PRIME
            end += 1
        return look_up(keys, values, mark | ONE), end
    found, best = NONE, at + 1
    for end in range(at, min(at + longest, n)):
        if kind_of(letters[end], kinds) != HAN:
            break
        mark = (mark ^ np.uint64(letters[end])) * PRIME
        number = look_up(keys, values, mark | ONE)
        if number != NONE:
            found, best = number, end + 1
    return found, best


@njit(cache=True, nogil=True)
def find_words(
    data: Bytes, offsets: Offsets, folding: Codes, kinds: Kinds, keys: Keys, values: Ints, longest: int
) -> tuple[Offsets, Ints, Ints, Ints, Flags]:
    """The known words of each text: where each text's begin, their numbers, first and last code point.

    The last array says whether a word follows the one before it in the same phrase.
    """
    texts = offsets.size - 1
    room = 0
    for text in range(texts):
        room = max(room, offsets[text + 1] - offsets[text])
    letters = np.empty(room, np.int32)
    most = (offsets[texts] - offsets[0]) // 2 + texts + 1
    words, starts, ends = np.empty(most, np.int32), np.empty(most, np.int32), np.empty(most, np.int32)
    linked, begins = np.empty(most, np.bool_), np.zeros(texts + 1, np.int64)
    found = 0
    for text in range(texts):
        n = decode(data, offsets[text], offsets[text + 1], letters, folding)
        at, gap = 0, FAR
        while at < n:
            kind = kind_of(letters[at], kinds)
            if kind < LETTER:
                gap = gap if kind == GAP else FAR
                at += 1
                continue
            number, end = next_word(letters, at, n, kinds, keys, values, longest)
            if number >= 0:
                words[found], starts[found], ends[found], linked[found] = number, at, end, gap <= 1
                found, gap = found + 1, 0
            else:
                gap = gap + 1 if number == DULL else FAR
            at = end
        begins[text + 1] = found
    return begins, words[:found], starts[:found], ends[:found], linked[:found]


@njit(cache=True, nogil=True)
def find_terms(
    begins: Offsets,
    words: Ints,
    starts: Ints,
    ends: Ints,
    linked: Flags,
    alone: Ints,
    keys: Keys,
    values: Ints,
) -> tuple[Offsets, Ints, Ints, Ints]:
    """The terms of each text: its words (`alone` has their terms) and phrases of two and three of them."""
    texts = begins.size - 1
    found, most = 0, 3 * words.size
    terms, firsts, lasts = np.empty(most, np.int32), np.empty(most, np.int32), np.empty(most, np.int32)
    bounds = np.zeros(texts + 1, np.int64)
    for text in range(texts):
        for at in range(begins[text], begins[text + 1]):
            mark = SEED
            for end in range(at, min(at + 3, begins[text + 1])):
                if end > at and not linked[end]:
                    break
                mark = (mark ^ np.uint64(words[end])) * PRIME
                term = alone[words[at]] if end == at else look_up(keys, values, mark | ONE)
                if term >= 0:
                    terms[found], firsts[found], lasts[found] = term, starts[at], ends[end]
                    found += 1
        bounds[text + 1] = found
    return bounds, terms[:found], firsts[:found], lasts[:found]
