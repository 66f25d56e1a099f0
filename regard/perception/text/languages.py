"""Tell English, Chinese and other languages apart."""

import re
from functools import cache
from typing import Literal, NamedTuple

from regard.perception.text.lexicon import rows

Language = Literal["en", "zh", "other", "unknown"]

HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
KANA = re.compile(r"[\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9f]")
HANGUL = re.compile(r"[\u1100-\u11ff\uac00-\ud7af]")
LATIN_WORD = re.compile(r"[a-z\u00df-\u024f\u1e00-\u1eff]+")
NOISE = re.compile(r"(?:https?://|www\.)\S+|[@#]\w+|\S+@\S+")
SAMPLE = 2_000  # characters that are enough to tell


class Clues(NamedTuple):
    """What a Latin word says about its language: weight for English, weight against."""

    words: dict[str, float]
    letters: re.Pattern[str]


@cache
def clues() -> Clues:
    """Function words and frequent words of English (positive) and of other languages (negative)."""
    words = {term: float(value) for term, value, kind, _ in rows("languages") if kind == "word"}
    letters = "".join(term for term, _, kind, _ in rows("languages") if kind == "letter")
    return Clues(words, re.compile(f"[{letters}]"))


def latin(text: str) -> Language:
    """English or another language, by the words of a folded text in Latin letters."""
    words = LATIN_WORD.findall(text)
    known = clues()
    score = sum(map(known.words.get, words, [0.0] * len(words)))
    score -= 1.5 * len(known.letters.findall(text))
    if score == 0 and sum(map(len, words)) < 4:
        return "unknown"
    return "en" if score >= 0 else "other"


def language(folded: str) -> Language:
    """The language that carries most of the words of a folded text."""
    text = NOISE.sub(" ", folded[:SAMPLE])
    if text.isascii():
        return latin(text)
    han = len(HAN.findall(text))
    words = LATIN_WORD.findall(text)
    letters = sum(map(str.isalpha, text))
    foreign = letters - han - sum(map(len, words))
    if not letters:
        return "unknown"
    if foreign * 4 > han and foreign * 2 > letters - han:
        return "other"
    if han and not len(KANA.findall(text)) * 8 > han and han >= len(words) * 1.5:
        return "zh"
    return latin(text) if words else "other"
