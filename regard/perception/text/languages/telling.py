"""Tell the language and the script of each text of a buffer; compiled."""

from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

from regard.perception.text.languages.grams import MOST, grams

from regard.perception.text.languages.letters import (  # isort: skip
    JAPANESE, LETTERS, MARK, NONE, SIMPLIFIED, SIZE, SPOKEN, TRADITIONAL, code, letters,
)  # fmt: skip
from regard.perception.text.languages.models import FAMILIES, LANGUAGES, SCRIPTS, SOLE, Model, family, shipped
from regard.perception.text.languages.spelling import ROOM, Bytes, Counts, Points, spell

Weights = npt.NDArray[np.int8]
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
DAMPING = 0.4  # a sum over n pieces counts n ** -DAMPING
EN, ZH, JA = (LANGUAGES.index(name) for name in ("en", "zh", "ja"))


@njit(cache=True, nogil=True)
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


@njit(cache=True, nogil=True)
def chinese(points: Points, size: int, writings: Bytes) -> tuple[int, int]:
    """Language and script of Han characters without kana: Chinese, unless they say Japanese."""
    counts = np.zeros(5, np.int64)
    for at in range(size):
        if points[at] < SIZE:
            counts[writings[points[at]]] += 1
    if counts[JAPANESE] > counts[SIMPLIFIED] + counts[SPOKEN]:
        return JA, KANA
    return ZH, HANT if counts[TRADITIONAL] > counts[SIMPLIFIED] else HAN


@njit(cache=True, nogil=True)
def likeliest(
    rows: Points, found: int, weights: Weights, step: float, biases: Numbers, sums: Points, logits: Numbers
) -> tuple[int, float]:
    """The column with the highest sum of weights, and its chance among the columns."""
    columns = weights.shape[1]
    sums[:columns] = 0
    for at in range(found):
        row = rows[at]
        for column in range(columns):
            sums[column] += weights[row, column]
    worth = step / found**DAMPING
    best = 0
    for column in range(columns):
        logits[column] = sums[column] * worth + biases[column]
        if logits[column] > logits[best]:
            best = column
    total = 0.0
    for column in range(columns):
        total += np.exp(logits[column] - logits[best])
    return best, 1.0 / total


@njit(cache=True, nogil=True)
def shared(
    points: Points, marks: Bytes, size: int, script: int, families: Any, models: Any, room: Any
) -> int:
    """The code of the likeliest language of a script that several share; -1 for other scripts."""
    rows, sums, logits = room
    for at in range(len(families)):
        own, bits, members = families[at]
        if script == own:
            weights, step, biases, margins = models[at]
            found = grams(points, marks, size, script, bits, rows)
            best, chance = likeliest(rows, found, weights, step, biases, sums, logits)
            return members[best] if chance >= margins[best] else 0
    return -1


@njit(cache=True, nogil=True)
def tell_all(
    text: Bytes, offsets: Counts, tables: Any, alphabet: Any, families: Any, models: Any,
    codes: Codes, scripts: Codes,
) -> None:  # fmt: skip
    """Write the codes of languages and scripts of all texts."""
    kinds, lower, writings = tables
    unspaced, fewest, sole = alphabet
    points, marks = np.zeros(ROOM, np.int32), np.zeros(ROOM, np.uint8)
    counts, words = np.zeros(MARK, np.int64), np.zeros(MARK, np.int64)
    room = np.zeros(MOST, np.int32), np.zeros(64, np.int32), np.zeros(64, np.float32)
    for one in range(len(codes)):
        size = spell(text, offsets[one], offsets[one + 1], kinds, lower, points, marks, counts, words)
        script = writing(counts, words, unspaced)
        codes[one], scripts[one] = 0, script
        if script != HAN and counts[script] >= fewest[script]:
            code = shared(points, marks, size, script, families, models, room)
            codes[one] = sole[script] if code < 0 else code
        borrowed = codes[one] == 0 or (codes[one] != EN and counts[LATIN] < BORROWED)
        if script == HAN or (script == LATIN and borrowed and counts[HAN] > 0):
            codes[one], scripts[one] = chinese(points, size, writings)


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
    return tell_with(shipped(), data, offsets)


def tell_with(models: dict[str, Model], data: npt.ArrayLike, offsets: npt.ArrayLike) -> tuple[Codes, Codes]:
    """The same with weights of one's own."""
    text, ends = checked(data, offsets)
    codes, scripts = np.zeros(len(ends) - 1, np.int16), np.zeros(len(ends) - 1, np.int16)
    families = tuple(tuple(family(script)) for script in FAMILIES)
    weights = tuple(tuple(models[script]) for script in FAMILIES)
    tell_all(text, ends, tuple(letters()), alphabet(), families, weights, codes, scripts)
    return codes, scripts


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
