"""The same answers in plain Python, a text at a time: what the compiled kernel is tested against."""

import math
import re
from collections import Counter
from collections.abc import Iterator

import numpy as np

from regard.perception.text.languages.glancing import (
    ARABIC,
    CHINESE,
    CYRILLIC,
    CYRL,
    DIGEST,
    EN,
    HEAVIEST,
    LATN,
    MISSING,
    ODDS,
    PLACES,
    SPECIAL,
    SPREAD,
    STRANGE,
    VOTE,
    VOTES,
    WEIGHT,
    WIDE,
    WRITINGS,
    WWW,
    looks,
)  # fmt: skip
from regard.perception.text.languages.grams import LONGEST, OFFSET, PRIME, WHOLE
from regard.perception.text.languages.letters import (
    APOSTROPHE,
    GONE,
    JAPANESE,
    MARK,
    NONE,
    SIMPLIFIED,
    SIZE,
    SPOKEN,
    TRADITIONAL,
    letters,
)  # fmt: skip
from regard.perception.text.languages.models import BITS, FAMILIES, LANGUAGES, SCRIPTS, family, shipped
from regard.perception.text.languages.spelling import HAN, READ, TAG
from regard.perception.text.languages.telling import (
    BORROWED,
    DAMPING,
    HAN_PER_KANA,
    HAN_PER_WORD,
    KANA,
    KANA_PER_WORD,
    LATIN,
    LETTERS_PER_CODE,
    alphabet,
)  # fmt: skip

RUN = re.compile(rb"[!-~]+")
NOISE = re.compile(rb"^#|@|.://|[wW]{3}\.")
MARKUP = re.compile(rb"<[A-Za-z/!][^<>]{0,%d}>|&[A-Za-z][^<&;\x00-\x20]{0,7};" % (TAG - 3))
DIGITS = 2**64 - 1
Word = tuple[int, list[int]]  # a script, and the code points of the letters


def tell_plainly(text: str) -> tuple[str, str]:
    """The language and the script of one text."""
    return glanced(text) or closely(text)


def glanced(text: str) -> tuple[str, str] | None:
    """By frequent words and Chinese characters alone; None where these do not suffice."""
    keys, signs, read, seen = looked(text)
    han = signs.total()
    if han and seen <= {LATN}:
        latin = min(len(keys), (read - han) / LETTERS_PER_CODE)
        return written(signs) if han >= HAN_PER_WORD * latin else None
    if not han and not seen:
        return LANGUAGES[0], SCRIPTS[NONE]
    if han or len(seen) > 1 or STRANGE in seen:
        return None
    votes = [vote_of(key) for key in keys]
    scores: Counter[int] = Counter()
    for language, weight in filter(None, votes):
        scores[language] += weight
    best = max(scores, key=lambda language: scores[language], default=0)
    lead = 2 * scores[best] - scores.total() - MISSING * votes.count(None) + ODDS * (best == EN)
    script = LATIN if LATN in seen else CYRILLIC if CYRL in seen else ARABIC
    return (LANGUAGES[best], SCRIPTS[script]) if lead >= shipped().words.bar else None


def looked(text: str) -> tuple[list[int], Counter[int], int, set[int]]:
    """The keys of the words, the Chinese characters by writing, how many letters, and their scripts."""
    plain, marks, scripts = looks()
    data, at, key, read = text.encode("utf-8", "replace"), 0, 0, 0
    keys: list[int] = []
    signs: Counter[int] = Counter()
    seen: set[int] = set()
    while at < len(data) and read < READ and STRANGE not in seen:
        point, size = character(data, at)
        table = plain if point < 0x80 else marks
        mark = int(table[point]) if point < SIZE else CHINESE * beyond(point)
        stop = after_special(data, at, key) if table is plain and mark == SPECIAL else at + size
        key = key if stop == at + size else 0
        at = stop
        if mark == GONE:
            continue
        if table is marks and CHINESE <= mark < CHINESE + WRITINGS:
            signs[mark - CHINESE] += 1
            read += 1
        elif mark > WIDE or (table is marks and mark != NONE):
            key = (key << 8 ^ (mark if table is plain else int(letters().lower[point]))) & DIGITS
            seen.add(LATN if table is plain else int(scripts[mark]))
            read += 1
            continue
        if key:
            keys.append(key)
        key = 0
    return [*keys, key] if key else keys, signs, read, seen


def character(data: bytes, at: int) -> tuple[int, int]:
    """The code point that begins at a byte, and its bytes."""
    size = 1 if data[at] < 0x80 else 2 if data[at] < 0xE0 else 3 if data[at] < 0xF0 else 4
    return ord(data[at : at + size].decode()), size


def beyond(point: int) -> bool:
    """Whether a code point beyond the tables is Chinese."""
    return 0x20000 <= point < 0x40000


def after_special(data: bytes, at: int, key: int) -> int:
    """Where the tag, address, user or hashtag ends that a sign is part of; else after the sign."""
    sign = data[at : at + 1]
    if sign in (b"<", b"&"):
        tag = MARKUP.match(data, at)
        return tag.end() if tag else at + 1
    if (sign == b"/" and data[max(0, at - 2) : at] != b":/") or (sign == b"." and key != WWW):
        return at + 1
    run = RUN.match(data, at)
    return run.end() if run else at + 1


def vote_of(key: int) -> tuple[int, int] | None:
    """The language that a word votes for and its weight; None for a word that is not in the table."""
    digest = key * SPREAD & DIGITS
    place = (digest >> (64 - BITS)) & PLACES
    for entry in (int(entry) & DIGITS for entry in shipped().words.table[place : place + 2]):
        if entry >> VOTES == digest & DIGEST:
            return (entry & VOTE) >> WEIGHT, entry & HEAVIEST
    return None


def closely(text: str) -> tuple[str, str]:
    """By all letters and by the pieces of words."""
    words = spelled(text)
    counts: Counter[int] = Counter()
    for script, points in words:
        counts[script] += len(points) - points.count(APOSTROPHE)
    script = writing(counts, Counter(script for script, _ in words))
    _, fewest, sole = alphabet()
    code = 0
    if script != HAN and counts[script] >= fewest[script]:
        names = [name for name in FAMILIES if family(name).script == script]
        code = likeliest(words, names[0]) if names else int(sole[script])
    borrowed = not code or (code != EN and counts[LATIN] < BORROWED)
    if script == HAN or (script == LATIN and borrowed and counts[HAN]):
        return chinese(words)
    return LANGUAGES[code], SCRIPTS[script]


def characters(text: str) -> Iterator[int]:
    """The code points of a text, a space instead of each address, user, hashtag and tag."""
    data, at, fresh = text.encode("utf-8", "replace"), 0, True
    while at < len(data):
        run = RUN.match(data, at)
        noise = fresh and run is not None and NOISE.search(run[0])
        found = run if noise else MARKUP.match(data, at)
        fresh = run is None
        if found:
            yield ord(" ")
            at = found.end()
            continue
        point, size = character(data, at)
        yield point
        at += size


def spelled(text: str) -> list[Word]:
    """The words of the first READ letters, in lower case, no letter more than twice in a row."""
    kinds, lower, _ = letters()
    words: list[Word] = []
    current, read = NONE, 0
    for point in characters(text):
        if read == READ:
            break
        kind = int(kinds[point]) if point < SIZE else HAN if beyond(point) else NONE
        if kind == GONE:
            continue
        kind = current if kind == MARK else kind
        if kind not in (NONE, current):
            words.append((kind, []))
        current = kind
        letter = int(lower[point]) if point < SIZE else point
        if kind != NONE and words[-1][1][-2:] != [letter, letter]:
            words[-1][1].append(letter)
            read += 1
    return [(script, stripped(points)) for script, points in words]


def stripped(points: list[int]) -> list[int]:
    """A word without the apostrophes at its end."""
    while points[-1] == APOSTROPHE:
        points = points[:-1]
    return points


def writing(counts: Counter[int], words: Counter[int]) -> int:
    """The script that carries most of the words."""
    unspaced, _, _ = alphabet()
    shares = {}
    if han := counts[HAN] + counts[KANA]:
        japanese = counts[KANA] * HAN_PER_KANA > counts[HAN]
        shares[KANA if japanese else HAN] = han / (KANA_PER_WORD if japanese else HAN_PER_WORD)
    for script in range(1, len(unspaced)):
        if script not in (HAN, KANA) and words[script]:
            shares[script] = counts[script] / (float(unspaced[script]) or LETTERS_PER_CODE)
            if not unspaced[script]:
                shares[script] = min(shares[script], words[script])
    return max(shares, key=lambda script: shares[script], default=NONE)


def chinese(words: list[Word]) -> tuple[str, str]:
    """Language and script of Han characters without kana."""
    _, _, writings = letters()
    return written(Counter(int(writings[point]) for _, points in words for point in points if point < SIZE))


def written(signs: Counter[int]) -> tuple[str, str]:
    """Language and script by the numbers of characters of each writing."""
    if signs[JAPANESE] > signs[SIMPLIFIED] + signs[SPOKEN]:
        return "ja", "Jpan"
    return "zh", "Hant" if signs[TRADITIONAL] > signs[SIMPLIFIED] else "Hans"


def rows(points: list[int], bits: int) -> Iterator[int]:
    """The rows of the pieces of one word, and of the word where it is longer than they are."""
    ended = [0, *points, 0]
    for first in range(len(ended) - 1):
        for size in range(2 if first == 0 else 1, LONGEST + 1):
            if first + size <= len(ended):
                yield row(ended[first : first + size], OFFSET, bits)
    if len(ended) > LONGEST:
        yield row(ended[:-1], WHOLE, bits)


def row(points: list[int], digest: int, bits: int) -> int:
    """FNV-1a over code points, its bits spread."""
    for point in points:
        digest = ((digest ^ point) * PRIME) & DIGITS
    return ((digest * WHOLE) & DIGITS) >> (64 - bits)


def likeliest(words: list[Word], script: str) -> int:
    """The most likely language of a family, or unknown."""
    of, model = family(script), shipped().families[script]
    found = [row for own, points in words if own == of.script for row in rows(points, of.bits)]
    sums = model.weights[found].sum(axis=0, dtype=np.int64)
    logits = [float(total) * model.step / len(found) ** DAMPING for total in sums]
    logits = [logit + float(bias) for logit, bias in zip(logits, model.biases, strict=True)]
    best = max(range(len(logits)), key=lambda column: logits[column])
    chance = 1 / sum(math.exp(logit - logits[best]) for logit in logits)
    return int(of.members[best]) if chance >= model.margins[best] else 0
