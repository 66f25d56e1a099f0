"""A first look at a text: its words as keys, its Chinese characters, and what frequent words say; compiled.

Most texts are told by words that their language cannot do without. These stand in one small table, each with
the language that it votes for and its weight; pieces of words are weighed only where votes do not suffice.
"""

from functools import cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from regard.perception.text.compiling import part
from regard.perception.text.languages.letters import GONE, MARK, NONE, SIZE, code, letters
from regard.perception.text.languages.models import BITS, LANGUAGES
from regard.perception.text.languages.spelling import HAN, READ, Bytes, after_markup, decode

Longs = npt.NDArray[np.int64]
Signed: Any = np.int64
Lower = npt.NDArray[np.uint16]
WORDS = READ + 2  # words that are read of one text at most
SPREAD = -0x61C8864680B583EB  # odd: 2 ** 64 over the golden ratio, as a signed number
VOTES, WEIGHT = 16, 10  # bits of an entry that are its vote, bits of the vote that are its weight
VOTE, HEAVIEST = (1 << VOTES) - 1, (1 << WEIGHT) - 1
PLACES = (1 << BITS) - 2  # each word has two places, side by side
DIGEST = (1 << 64 - VOTES) - 1  # the bits of a digest that an entry keeps
UNIT = 16  # of weight: one natural unit of evidence
ODDS = 37  # weight of English before the first word: most feedback is English, ten to one
MISSING = 5  # weight against every language of a word that is not in the table
OTHER, SPECIAL, WIDE = 0, 1, 2  # what a byte is that is no letter
CHINESE, WRITINGS = 200, 5  # marks of Chinese characters: CHINESE and its writing
COUNT = 12  # bits for the count of one writing
EACH = (1 << COUNT) - 1
LATN, CYRL, ARAB, STRANGE = 1, 2, 4, 8  # scripts that were seen
LATIN, CYRILLIC, ARABIC = code("Latn"), code("Cyrl"), code("Arab")
WWW = 0x777777  # the key of this word
EN = LANGUAGES.index("en")


class Looks(NamedTuple):
    """Tables of what each byte is, what each code point is, and which scripts are known by their words."""

    plain: Bytes
    marks: Bytes
    scripts: Bytes


class Seen(NamedTuple):
    """Words, letters that are not Chinese, characters that are, how many of each writing, and scripts."""

    words: int
    read: int
    han: int
    signs: int
    scripts: int


@cache
def looks() -> Looks:
    """The tables, made once."""
    plain = np.zeros(256, np.uint8)
    plain[0x80:] = WIDE
    plain[[ord(sign) for sign in "@#/<&."]] = SPECIAL
    for capital in range(ord("A"), ord("Z") + 1):
        plain[[capital, capital | 32]] = capital | 32
    kinds, _, writings = letters()
    marks = np.where(kinds == HAN, CHINESE + writings, kinds)
    marks[[0x2BC, 0x2019]] = NONE
    scripts = np.full(256, STRANGE, np.uint8)
    scripts[[LATIN, CYRILLIC, ARABIC]] = LATN, CYRL, ARAB
    return Looks(plain, marks, scripts)


@part
def look(text: Bytes, start: int, end: int, tables: Looks, lower: Lower, keys: Longs) -> Seen:
    """Write a key for each word, made of its last letters; what was seen until a script is strange."""
    plain, marks, scripts = tables
    at, key, words, read, signs, seen = start, Signed(0), 0, 0, Signed(0), 0
    while at < end and read < READ and seen < STRANGE:
        before = read
        at, key, words, read = latin_run(text, at, end, plain, keys, key, words, read)
        seen |= LATN if read > before else 0
        if at >= end or read >= READ:
            break
        if plain[text[at]] == SPECIAL:
            stop = skipped(text, at, end, key)
            key = key if stop == at + 1 else Signed(0)
        else:
            stop, signs, read = chinese_run(text, at, end, marks, signs, read)
        if stop == at:
            point, stop = decode(text, at, end)
            mark = marks[point] if point < SIZE else CHINESE if 0x20000 <= point < 0x40000 else NONE
            at = stop if mark in (GONE, MARK) or 0 < mark < CHINESE else at
            if at == stop:
                key = key if mark == GONE else (key << 8) ^ Signed(lower[point])
                read += mark != GONE
                seen |= 0 if mark == GONE else scripts[mark]
                continue
            signs, read = signs + (mark != NONE), read + (mark != NONE)
        at = stop
        keys[words] = key
        words, key = words + (key != 0), Signed(0)
    keys[words] = key
    han = 0
    for writing in range(WRITINGS):
        han += (signs >> (COUNT * writing)) & EACH
    return Seen(words + (key != 0), read - han, han, signs, seen)


@part
def latin_run(
    text: Bytes, at: int, end: int, plain: Bytes, keys: Longs, key: int, words: int, read: int
) -> tuple[int, int, int, int]:
    """Go on over plain letters and what stands between words, without a branch for either."""
    while at < end and read < READ:
        mark = Signed(plain[text[np.uint64(at)]])
        if mark in (WIDE, SPECIAL):
            break
        letter = Signed(mark > WIDE)
        keys[np.uint64(words)] = key
        words += Signed(key != 0) & (1 - letter)
        key = ((key << 8) ^ mark) & -letter
        read += letter
        at += 1
    return at, key, words, read


@part
def chinese_run(text: Bytes, at: int, end: int, marks: Bytes, signs: int, read: int) -> tuple[int, int, int]:
    """Go on over Chinese characters and signs of three bytes, and count each writing."""
    while at + 2 < end and read < READ:
        first, middle, last = text[np.uint64(at)], text[np.uint64(at + 1)], text[np.uint64(at + 2)]
        if first & 0xF0 != 0xE0 or middle & 0xC0 != 0x80 or last & 0xC0 != 0x80:
            break
        point = (Signed(first) & 0x0F) << 12 | (Signed(middle) & 0x3F) << 6 | Signed(last) & 0x3F
        mark = Signed(marks[np.uint64(point)])
        if mark != NONE and (mark < CHINESE or mark >= CHINESE + WRITINGS):
            break
        here = Signed(mark != NONE)
        signs += here << (COUNT * ((mark - CHINESE) & 7))
        read += here
        at += 3
    return at, signs, read


@part
def skipped(text: Bytes, at: int, end: int, key: int) -> int:
    """Where the tag, address, user or hashtag ends that a special sign is part of; else after the sign."""
    sign, noise = text[at], False
    if sign == ord("<") or sign == ord("&"):
        return max(at + 1, after_markup(text, at, end))
    if sign == ord("/"):
        noise = at >= 2 and text[at - 1] == ord("/") and text[at - 2] == ord(":")
    elif sign == ord("."):
        noise = key == WWW
    else:
        noise = True
    at += 1
    while noise and at < end and 0x21 <= text[at] <= 0x7E:
        at += 1
    return at


@part
def vote_of(key: int, table: Longs) -> int:
    """The vote of the word with this key: its language and weight; 0 for a word that is not in the table."""
    digest = key * SPREAD
    place = (digest >> (64 - BITS)) & PLACES
    one, two = table[np.uint64(place)], table[np.uint64(place + 1)]
    entry = two if ((two >> VOTES) ^ digest) & DIGEST == 0 else one
    vote: int = entry & VOTE & -Signed(((entry >> VOTES) ^ digest) & DIGEST == 0)
    return vote


@part
def leading(keys: Longs, words: int, table: Longs, scores: Longs) -> tuple[int, int]:
    """The language that most weight is for, and by how much that outweighs everything against it.

    English is tried first, in a loop that writes nothing: what most texts are costs least.
    """
    total, english = 0, 0
    for at in range(words):
        vote = vote_of(keys[at], table)
        total += (vote & HEAVIEST) + MISSING * Signed(vote == 0)
        english += vote & HEAVIEST & -Signed(vote >> WEIGHT == EN)
    if 2 * english > total:
        return EN, 2 * english - total + ODDS
    scores[:] = 0
    best = 0
    for at in range(words):
        vote = vote_of(keys[at], table)
        scores[vote >> WEIGHT] += vote & HEAVIEST
        best = vote >> WEIGHT if scores[vote >> WEIGHT] > scores[best] else best
    return best, 2 * scores[best] - total + (ODDS if best == EN else 0)
