"""Tell English, Chinese and other languages apart."""

import re
from functools import cache
from typing import Literal, NamedTuple

from regard.perception.text.lexicon import english_words, rows

Language = Literal["en", "zh", "other", "unknown"]

HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
KANA = re.compile(r"[\u3041-\u3096\u30a1-\u30fa\u31f0-\u31ff\uff66-\uff9d]")
LATIN_WORD = re.compile(r"[a-z\u00df-\u024f\u1e00-\u1eff]+(?:'[a-z]+)?")
NOISE = re.compile(r"(?:https?://|www\.)\S+|[@#][a-z0-9_]+")
STRETCH = re.compile(r"([a-z])\1\1+")
SAMPLE = 500  # characters that are enough to tell
HAN_PER_WORD = 1.4  # Chinese characters in a word, about
FEWEST = 3  # Latin letters that a text has at least
SURE = 2.0  # below this, words alone do not tell
FOREIGN_LETTER = -1.5


class Clues(NamedTuple):
    """What Latin words and their shapes say: weight for English, weight against."""

    words: dict[str, float]
    letters: re.Pattern[str]
    shapes: list[tuple[re.Pattern[str], float]]


@cache
def clues() -> Clues:
    """Frequent words and letter patterns of English (positive) and of other languages (negative)."""
    words = {term: 1.0 for term, entry in english_words().items() if term.isalpha() and len(term) > 3}
    letters, shapes = "", dict[float, list[str]]()
    for term, weight, kind, _ in rows("languages"):
        if kind == "word":
            words[term] = float(weight)
        elif kind == "letter":
            letters += term
        else:
            shapes.setdefault(float(weight), []).append(term)
    patterns = [(re.compile("|".join(terms)), weight) for weight, terms in shapes.items()]
    return Clues(words, re.compile(f"[{letters}]"), patterns)


def latin(words: list[str]) -> Language:
    """English or another language, by words in Latin letters."""
    known = clues()
    score = sum(map(known.words.get, words, [0.0] * len(words)))
    strange = " ".join(word for word in words if word not in known.words)
    if not strange.isascii():
        score += FOREIGN_LETTER * len(known.letters.findall(strange))
    if sum(map(len, words)) < FEWEST or (not score and len(strange) < 4):
        return "unknown"
    if abs(score) < SURE:
        score += guess(strange, known)
    return "en" if score > -0.5 else "other"


def guess(strange: str, known: Clues) -> float:
    """What words that are not known look like, without letters repeated as in 'sooo'."""
    plain = STRETCH.sub(r"\1\1", strange)
    score = sum(weight * len(pattern.findall(plain)) for pattern, weight in known.shapes)
    if plain != strange:
        score += sum(known.words.get(word, 0.0) for word in plain.split())
    return score


def language(folded: str) -> Language:
    """The language that carries most of the words of a folded text."""
    text = folded[:SAMPLE]
    if "@" in text or "#" in text or "http" in text or "www." in text:
        text = NOISE.sub(" ", text)
    words = LATIN_WORD.findall(text)
    if text.isascii():
        return latin(words)
    letters = sum(map(str.isalpha, text))
    if not letters:
        return "unknown"
    han = len(HAN.findall(text))
    kana = len(KANA.findall(text))
    foreign = letters - han - sum(map(len, words))
    if foreign > han and foreign * 2 > letters - han:
        return "other"
    if han and kana * 8 <= han and han >= len(words) * HAN_PER_WORD:
        return "zh"
    return latin(words) if words else "other"
