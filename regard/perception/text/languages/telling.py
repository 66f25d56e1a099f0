"""Tell the language and the script of each text of a buffer; compiled."""

from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

from regard.perception.text.compiling import kernel, part
from regard.perception.text.languages.glancing import (
    ARAB,
    ARABIC,
    COUNT,
    CYRILLIC,
    CYRL,
    EACH,
    LATN,
    WORDS,
    Seen,
    leading,
    look,
    looks,
)  # fmt: skip
from regard.perception.text.languages.grams import MOST, grams

from regard.perception.text.languages.letters import (  # isort: skip
    JAPANESE, LETTERS, MARK, NONE, SIMPLIFIED, SIZE, SPOKEN, TRADITIONAL, code, letters,
)  # fmt: skip
from regard.perception.text.languages.models import (
    FAMILIES,
    LANGUAGES,
    SCRIPTS,
    SOLE,
    Weights,
    family,
    shipped,
)  # fmt: skip
from regard.perception.text.languages.spelling import ROOM, Bytes, Counts, Points, spell

Numbers = npt.NDArray[np.float32]
Codes = npt.NDArray[np.int16]

HAN, KANA, LATIN = code("Hani"), code("Kana"), code("Latn")
HANT = SCRIPTS.index("Hant")
HAN_PER_WORD = 1.4  # Chinese characters in a word, about
KANA_PER_WORD = 2.0
LETTERS_PER_WORD = 5.0  # in Thai and other scripts without spaces
LETTERS_PER_CODE = 3.0  # shorter words, as in model numbers, count by their letters
BORROWED = 12  # letters among Chinese characters that are Chinese, too, unless they are English
UNSPACED = ("Thai", "Laoo", "Khmr", "Mymr", "Tibt")
HAN_PER_KANA = 8  # a Chinese text has fewer kana than one in so many
FEWEST = {"Latn": 3, "Cyrl": 3, "Arab": 3, "Hani": 1, "Kana": 1, "Hang": 1}
FEWEST_LETTERS = 2  # of the other scripts
BYTES, LANE = 0x00FF00FF00FF00FF, 0xFFFF  # eight bytes are added in two times four lanes
ZERO = 128  # what a weight of 0 is in a lane
AT_ONCE = LANE // 255  # rows that are added before a lane could run over
DAMPING = 0.4  # a sum over n pieces counts n ** -DAMPING
EN, ZH, JA = (LANGUAGES.index(name) for name in ("en", "zh", "ja"))


@kernel
def writing(counts: Counts, words: Counts, unspaced: Numbers) -> int:
    """The script that carries most of the words; NONE where there is no letter."""
    han, kana = counts[HAN], counts[KANA]
    best, most = NONE, 0.0
    if han + kana > 0:
        japanese = kana * HAN_PER_KANA > han
        best = KANA if japanese else HAN
        most = (han + kana) / (KANA_PER_WORD if japanese else HAN_PER_WORD)
    for script in range(1, len(unspaced)):
        if script in (HAN, KANA):
            continue
        here = counts[script] / (unspaced[script] or LETTERS_PER_CODE)
        if unspaced[script] == 0:
            here = min(here, float(words[script]))
        if here > most:
            best, most = script, here
    return best


@kernel
def chinese(points: Points, size: int, writings: Bytes) -> tuple[int, int]:
    """Language and script of the Han characters of a text without kana."""
    traditional, simplified, japanese, spoken = 0, 0, 0, 0
    for at in range(size):
        if points[at] < SIZE:
            kind = writings[points[at]]
            traditional += kind == TRADITIONAL
            simplified += kind == SIMPLIFIED
            japanese += kind == JAPANESE
            spoken += kind == SPOKEN
    return written(traditional, simplified, japanese, spoken)


@kernel
def written(traditional: int, simplified: int, japanese: int, spoken: int) -> tuple[int, int]:
    """Language and script by the numbers of characters: Chinese, unless they say Japanese."""
    if japanese > simplified + spoken:
        return JA, KANA
    return ZH, HANT if traditional > simplified else HAN


@part
def glance(seen: Seen, keys: Counts, words: Any, scores: Counts) -> tuple[int, int]:
    """Language and script by what was seen at once; -1 where that does not suffice."""
    table, bar = words
    if seen.han and seen.scripts <= LATN:
        if seen.han < HAN_PER_WORD * min(float(seen.words), seen.read / LETTERS_PER_CODE):
            return -1, NONE
        signs = seen.signs
        return written(
            (signs >> (COUNT * TRADITIONAL)) & EACH, (signs >> (COUNT * SIMPLIFIED)) & EACH,
            (signs >> (COUNT * JAPANESE)) & EACH, (signs >> (COUNT * SPOKEN)) & EACH,
        )  # fmt: skip
    if seen.han or seen.scripts not in (LATN, CYRL, ARAB):
        return 0 if not seen.han and not seen.scripts else -1, NONE
    language, lead = leading(keys, seen.words, table, scores)
    script = LATIN if seen.scripts == LATN else CYRILLIC if seen.scripts == CYRL else ARABIC
    return language if lead >= bar else -1, script


@kernel
def add_up(rows: Points, found: int, lanes: Counts, sums: Points) -> None:
    """The sum of each column of the weights over some rows, by eight columns at a time."""
    sums[:] = 0
    for word in range(lanes.shape[1]):
        for first in range(0, found, AT_ONCE):
            even, odd = np.int64(0), np.int64(0)
            for at in range(first, min(first + AT_ONCE, found)):
                bits = lanes[rows[at], word]
                even += bits & BYTES
                odd += (bits >> 8) & BYTES
            for place in range(4):
                sums[8 * word + 2 * place] += (even >> (16 * place)) & LANE
                sums[8 * word + 2 * place + 1] += (odd >> (16 * place)) & LANE


@kernel
def likeliest(
    rows: Points, found: int, lanes: Counts, step: float, biases: Numbers, sums: Points, logits: Numbers
) -> tuple[int, float]:
    """The column with the highest sum of weights, and its chance among the columns."""
    add_up(rows, found, lanes, sums)
    worth = step / found**DAMPING
    best, columns = 0, len(biases)
    for column in range(columns):
        logits[column] = (sums[column] - ZERO * found) * worth + biases[column]
        if logits[column] > logits[best]:
            best = column
    total = 0.0
    for column in range(columns):
        total += np.exp(logits[column] - logits[best])
    return best, 1.0 / total


@kernel
def shared(
    points: Points, marks: Bytes, size: int, script: int, families: Any, models: Any, room: Any
) -> int:
    """The code of the likeliest language of a script that several share; -1 for other scripts."""
    rows, sums, logits = room
    for at in range(len(families)):
        own, bits, members = families[at]
        if script == own:
            lanes, step, biases, margins = models[at]
            found = grams(points, marks, size, script, bits, rows)
            best, chance = likeliest(rows, found, lanes, step, biases, sums, logits)
            return members[best] if chance >= margins[best] else 0
    return -1


@njit(cache=True, nogil=True)
def tell_all(
    text: Bytes, offsets: Counts, using: Any, codes: Codes, scripts: Codes
) -> None:  # fmt: skip
    """Write the codes of languages and scripts of all texts."""
    tables, sight, alphabet, words, families, models = using
    keys, scores = np.zeros(WORDS, np.int64), np.zeros(64, np.int64)
    points, marks = np.zeros(ROOM, np.int32), np.zeros(ROOM, np.uint8)
    counts, seen = np.zeros(MARK, np.int64), np.zeros(MARK, np.int64)
    room = np.zeros(MOST, np.int32), np.zeros(64, np.int32), np.zeros(64, np.float32)
    for one in range(len(codes)):
        start, end = offsets[one], offsets[one + 1]
        code, script = glance(look(text, start, end, sight, tables[1], keys), keys, words, scores)
        if code < 0:
            code, script = closely(
                text, start, end, tables, alphabet, families, models, points, marks, counts, seen, room
            )
        codes[one], scripts[one] = code, script


@kernel
def closely(
    text: Bytes, start: int, end: int, tables: Any, alphabet: Any, families: Any, models: Any,
    points: Points, marks: Bytes, counts: Counts, words: Counts, room: Any,
) -> tuple[int, int]:  # fmt: skip
    """The codes of one text by its letters and by the pieces of its words."""
    kinds, lower, writings = tables
    unspaced, fewest, sole = alphabet
    size = spell(text, start, end, kinds, lower, points, marks, counts, words)
    script, code = writing(counts, words, unspaced), 0
    if script != HAN and counts[script] >= fewest[script]:
        code = shared(points, marks, size, script, families, models, room)
        code = int(sole[script]) if code < 0 else code
    borrowed = code == 0 or (code != EN and counts[LATIN] < BORROWED)
    if script == HAN or (script == LATIN and borrowed and counts[HAN] > 0):
        return chinese(points, size, writings)
    return code, script


@cache
def alphabet() -> tuple[Numbers, Counts, Codes]:
    """Of each script: letters per word without spaces, fewest letters that tell, its only language."""
    unspaced = [LETTERS_PER_WORD if script in UNSPACED else 0.0 for script in LETTERS]
    fewest = [FEWEST.get(script, FEWEST_LETTERS) for script in LETTERS]
    sole = [LANGUAGES.index(SOLE.get(script, LANGUAGES[0])) for script in LETTERS]
    return (
        np.array([0.0, *unspaced], np.float32),
        np.array([1, *fewest], np.int64),
        np.array([0, *sole], np.int16),
    )


def tell(data: npt.NDArray[np.uint8], offsets: npt.NDArray[np.int64]) -> tuple[Codes, Codes]:
    """The language and the script of each of n texts: places in LANGUAGES and in SCRIPTS, int16[n] each.

    `data` are the UTF-8 bytes of all texts, `offsets` (int64[n + 1]) where each begins and the last ends.
    Only the first 300 letters of a text count. Too little to tell, or letters of no known language, is
    "unknown" (0); no letters at all is the script "Zyyy" (0). Raises OffsetsError.

    >>> data = np.frombuffer("The food was great.这家店的服务很好。10/10".encode(), np.uint8)
    >>> codes, scripts = tell(data, np.array([0, 19, 46, 51]))
    >>> [(LANGUAGES[code], SCRIPTS[script]) for code, script in zip(codes, scripts)]
    [('en', 'Latn'), ('zh', 'Hans'), ('unknown', 'Zyyy')]
    """
    return told(shipped_tables(), data, offsets)


def tell_with(weights: Weights, data: npt.ArrayLike, offsets: npt.ArrayLike) -> tuple[Codes, Codes]:
    """The same with weights of one's own."""
    return told(tables(weights), data, offsets)


def told(using: Any, data: npt.ArrayLike, offsets: npt.ArrayLike) -> tuple[Codes, Codes]:
    """Check the buffers and let the kernel write the codes."""
    text, ends = checked(data, offsets)
    codes, scripts = np.zeros(len(ends) - 1, np.int16), np.zeros(len(ends) - 1, np.int16)
    tell_all(text, ends, using, codes, scripts)
    return codes, scripts


def tables(weights: Weights) -> Any:
    """All that the kernel looks up."""
    models = [weights.families[script] for script in FAMILIES]
    laid = tuple((laned(model.weights), *model[1:]) for model in models)
    families = tuple(tuple(family(script)) for script in FAMILIES)
    return tuple(letters()), looks(), alphabet(), tuple(weights.words), families, laid


@cache
def shipped_tables() -> Any:
    """The same with the weights that come with the package."""
    return tables(shipped())


def laned(weights: npt.NDArray[np.int8]) -> Counts:
    """Rows of weights as numbers from 1 to 255, eight to a word."""
    rows, columns = weights.shape
    lanes = np.zeros((rows, -(-columns // 8) * 8), np.uint8)
    lanes[:, :columns] = weights.view(np.uint8) ^ ZERO
    return lanes.view(np.int64)


class OffsetsError(ValueError):
    """Offsets are missing, fall, or lead beyond the bytes."""


def checked(data: npt.ArrayLike, offsets: npt.ArrayLike) -> tuple[Bytes, Counts]:
    """The buffers as the kernel takes them. Raises OffsetsError."""
    text, ends = np.ascontiguousarray(data, np.uint8), np.ascontiguousarray(offsets, np.int64)
    if ends.ndim != 1 or not len(ends):
        raise OffsetsError("offsets: one more than texts is needed, there is none")
    if ends[0] < 0 or ends[-1] > len(text) or (np.diff(ends) < 0).any():
        raise OffsetsError(f"offsets: from {ends[0]} to {ends[-1]} do not fit {len(text)} bytes in order")
    text, ends = text.view(), ends.view()
    text.flags.writeable = ends.flags.writeable = False  # one compiled kernel, whoever owns the bytes
    return text, ends
