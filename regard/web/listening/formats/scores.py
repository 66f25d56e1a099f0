"""Scores, in the ways that people and programs write them, as whole numbers on a scale."""

import math
import re
import unicodedata
from dataclasses import dataclass

from .refusals import BadValue
from .rows import Cell

NO_ANSWER_WORDS = (
    "|na|n/a|n.a.|n.a|none|null|nil|nan|-|--|—|–|.|#n/a|-99|-999|-99.0|(blank)|blank|skipped|no answer|"
    "not answered|no response|not applicable|unanswered|"
    "无|无评分|未评分|未填|未填写|未作答|未回答|没有|不适用|空|(空)|(跳过)|跳过"
)
NO_ANSWER = frozenset(NO_ANSWER_WORDS.split("|"))
NUMBERS_IN_WORDS = "zero 零|one 一|two 二 两|three 三|four 四|five 五|six 六|seven 七|eight 八|nine 九|ten 十"
# From the worst to the best; read where the scale of the column has as many steps.
LADDERS = (
    "very dissatisfied|dissatisfied|neutral|satisfied|very satisfied",
    "very unsatisfied|unsatisfied|neither satisfied nor dissatisfied|satisfied|very satisfied",
    "extremely dissatisfied|somewhat dissatisfied|neither satisfied nor dissatisfied|somewhat satisfied|"
    "extremely satisfied",
    "strongly disagree|disagree|neutral|agree|strongly agree",
    "strongly disagree|disagree|neither agree nor disagree|agree|strongly agree",
    "strongly disagree|disagree|somewhat disagree|neither agree nor disagree|somewhat agree|agree|"
    "strongly agree",
    "terrible|poor|average|good|excellent",
    "very poor|poor|fair|good|very good",
    "very difficult|difficult|neutral|easy|very easy",
    "非常不满意|不满意|一般|满意|非常满意",
    "很不满意|不满意|一般|满意|很满意",
    "非常不同意|不同意|一般|同意|非常同意",
    "非常不同意|不同意|中立|同意|非常同意",
    "很差|差|一般|好|很好",
    "很差|较差|一般|较好|很好",
)


def _number_words() -> dict[str, int]:
    listed = enumerate(NUMBERS_IN_WORDS.split("|"))
    return {word: number for number, words in listed for word in words.split()}


def _steps() -> dict[tuple[int, str], int]:
    steps: dict[tuple[int, str], int] = {}
    for words in (ladder.split("|") for ladder in LADDERS):
        for step, word in enumerate(words):
            steps.setdefault((len(words), word), step)
    return steps


NUMBER_WORDS = _number_words()
_STEPS = _steps()

_DECIMAL = r"[-+]?\d{1,9}(?:[.,]\d{1,9})?"
_PLAIN = re.compile(rf"({_DECIMAL})\Z")
_OUT_OF = re.compile(
    rf"({_DECIMAL})\s*(?:/|out of|of|von|sur|\\)\s*({_DECIMAL})(?:\s*(?:stars?|points?|分|星))?\Z"
)
_WITH_UNIT = re.compile(rf"({_DECIMAL})\s*(?:stars?|points?|pts|颗星|星级?|分)\Z")
_WITH_WORDS = re.compile(rf"({_DECIMAL})\s*[-–—:=.(]\s*[^\d\s][^\d]*\Z")
_WORDS_WITH = re.compile(rf"[^\d(]+\(\s*({_DECIMAL})\s*\)\Z")
_PERCENT = re.compile(rf"({_DECIMAL})\s*%\Z")
_STARS = re.compile(r"([★⭐🌟]\ufe0f?)+\s*(☆*)\Z")


@dataclass(frozen=True, slots=True)
class Steps:
    """The whole numbers that a score may be, from `minimum` to `maximum`."""

    minimum: int
    maximum: int


UNKNOWN = Steps(-1_000_000, 1_000_000)
LADDER_SIZES = (5, 7)


def score(cell: Cell, scale: Steps) -> int | None:
    """Return the score that a cell holds on its scale; None where there is no answer.

    Raises BadValue with the code score_not_a_number, score_not_whole, score_off_scale or score_other_scale.
    """
    if cell is None:
        return None
    if isinstance(cell, (int, float)):
        return None if _is_missing(cell, scale) else _on_scale(cell, scale)
    if not isinstance(cell, str):
        raise _bad("score_not_a_number", str(cell), scale)
    return _of_text(cell, scale)


def is_no_answer(text: str) -> bool:
    """Tell whether a text is one of the ways to say that there is no answer."""
    return len(text) < 20 and unicodedata.normalize("NFKC", text).strip().casefold() in NO_ANSWER


def glimpse(cell: Cell) -> tuple[float, int | None] | None:
    """Return the number that a cell stands for, and the highest score where the cell itself names it."""
    if isinstance(cell, (int, float)):
        return (float(cell), None) if abs(cell) < UNKNOWN.maximum else None
    if not isinstance(cell, str) or len(cell) > 100:
        return None
    text = unicodedata.normalize("NFKC", cell).strip().casefold()
    if ladder := next((size for size in LADDER_SIZES if (size, text) in _STEPS), None):
        return 1.0 + _STEPS[ladder, text], ladder
    if out_of := _OUT_OF.match(text):
        return _decimal(out_of[1]), int(_decimal(out_of[2]))
    if stars := _STARS.match(text):
        return float(sum(letter in "★⭐🌟" for letter in text)), len(text) if stars[2] else 5
    number = _number_in(text, UNKNOWN)
    return None if number is None else (number, None)


def _is_missing(number: float, scale: Steps) -> bool:
    return math.isnan(number) or (number in (-99, -999) and number < scale.minimum)


def _of_text(cell: str, scale: Steps) -> int | None:
    if len(cell) > 100:
        raise _bad("score_not_a_number", cell, scale)
    text = unicodedata.normalize("NFKC", cell).strip().casefold()
    if text in NO_ANSWER and not (text.startswith("-9") and scale.minimum <= -99):
        return None
    found = _number_in(text, scale)
    if found is None:
        raise _bad("score_not_a_number", cell, scale)
    return _on_scale(found, scale)


def _number_in(text: str, scale: Steps) -> float | None:
    """Return the number that a text stands for, checked against the "out of" that it names."""
    if plain := _PLAIN.match(text):
        return _decimal(plain[1])
    if stars := _STARS.match(text):
        return _number_of_stars(text, len(stars[2]), scale)
    if out_of := _OUT_OF.match(text):
        _check_maximum(text, _decimal(out_of[2]), scale)
        return _decimal(out_of[1])
    if (percent := _PERCENT.match(text)) and scale.maximum == 100:
        return _decimal(percent[1])
    for pattern in (_WITH_UNIT, _WITH_WORDS, _WORDS_WITH):
        if found := pattern.match(text):
            return _decimal(found[1])
    return _of_words(text, scale)


def _of_words(text: str, scale: Steps) -> float | None:
    step = _STEPS.get((scale.maximum - scale.minimum + 1, text))
    if step is not None:
        return scale.minimum + step
    return NUMBER_WORDS.get(re.sub(r"(?:\s*stars?|颗星|星级?|分)\Z", "", text))


def _number_of_stars(text: str, hollow: int, scale: Steps) -> float:
    filled = sum(letter in "★⭐🌟" for letter in text)
    if hollow:
        _check_maximum(text, float(filled + hollow), scale)
    return filled


def _check_maximum(text: str, maximum: float, scale: Steps) -> None:
    if maximum != scale.maximum:
        found = int(maximum) if maximum.is_integer() else maximum
        raise _bad("score_other_scale", text, scale, found=found)


def _decimal(digits: str) -> float:
    return float(digits.replace(",", "."))


def _on_scale(number: float, scale: Steps) -> int:
    if not scale.minimum <= number <= scale.maximum:
        raise _bad("score_off_scale", number, scale)
    if number != int(number):
        raise _bad("score_not_whole", number, scale)
    return int(number)


def _bad(code: str, value: str | float, scale: Steps, **more: float) -> BadValue:
    return BadValue(code, value=value, minimum=scale.minimum, maximum=scale.maximum, **more)
