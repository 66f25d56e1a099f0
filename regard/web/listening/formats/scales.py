"""Which metric and scale the numbers of a column most likely are."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from .evidence import Numbers
from .uses import HIGH_IS_GOOD, LOW_IS_GOOD, SCALES, ColumnUse

SCORE_SHARE = 0.6  # of the filled cells that must read as numbers
MANY = 30  # answers after which a step of the scale that nobody chose is taken not to exist
EFFORT_WORDS = ("how much effort", "费力")

Guess = tuple[str, int, int, str, str]  # metric, minimum, maximum, confidence, reason


def score_use(
    column: str, metric: str, numbers: Numbers | None, *, exact: bool, words: str = ""
) -> ColumnUse | None:
    """Return the use of a column with the name of a score; None where its values are no scores."""
    if numbers is None:
        return None
    guess = _guess(metric, _without_odd_ones(metric, numbers)) if numbers.share >= SCORE_SHARE else None
    if guess is None:
        return None
    found, low, high, confidence, reason = guess
    if confidence == "high" and not exact:
        confidence = "medium"
    direction = (
        LOW_IS_GOOD if found == "ces" and any(word in words for word in EFFORT_WORDS) else HIGH_IS_GOOD
    )
    return ColumnUse(column, "score", found, low, high, direction, confidence, reason)


def _without_odd_ones(metric: str, numbers: Numbers) -> Numbers:
    """A few 11s, -99s or 9.5s do not hide the scale of a column whose name says what it measures."""
    is_odd = numbers.low < 0 or numbers.high > 10 or not numbers.whole
    if numbers.likely is None or not metric or not is_odd:
        return numbers
    low, high = numbers.likely
    return replace(numbers, low=low, high=high, whole=True)


def _guess(metric: str, numbers: Numbers) -> Guess | None:
    if numbers.stated:
        return _stated(metric, numbers)
    if numbers.low < 0 or numbers.high > 100 or not numbers.whole:
        return None
    return GUESSES.get(metric, _unnamed)(numbers)


def _stated(metric: str, numbers: Numbers) -> Guess | None:
    """The values name their highest score: 9/10, four of five stars, "very satisfied"."""
    if not numbers.whole:
        return None
    highest = numbers.stated or 0
    if numbers.low < 0 or numbers.high > highest or highest > 100:
        return None
    named = metric or ("nps" if highest == 10 else "csat")
    is_of_ten = named in ("nps", "trust", "values") and highest == 10
    low = 0 if numbers.low == 0 or named == "nps" or is_of_ten or highest == 100 else 1
    return named, low, highest, "high" if metric else "low", "name_and_values" if metric else "scale_guessed"


def _nps(numbers: Numbers) -> Guess | None:
    if numbers.high > 10:
        return None
    if numbers.high <= 5 and numbers.low >= 1 and numbers.n >= MANY:
        return "nps", 0, 10, "low", "scale_guessed"
    return "nps", 0, 10, "high", "name_and_values"


def _csat(numbers: Numbers) -> Guess:
    if numbers.low >= 1 and numbers.high <= 5:
        sure = numbers.high == 5
        return "csat", 1, 5, "high" if sure else "medium", "name_and_values" if sure else "scale_guessed"
    return _wider("csat", numbers)


def _ces(numbers: Numbers) -> Guess:
    if numbers.low >= 1 and 5 < numbers.high <= 7:
        return "ces", 1, 7, "high", "name_and_values"
    if numbers.low >= 1 and numbers.high <= 5:
        return "ces", 1, 5 if numbers.n >= MANY else 7, "low", "scale_guessed"
    return _wider("ces", numbers)


def _stars(numbers: Numbers) -> Guess:
    if numbers.low >= 1 and numbers.high <= 5:
        return "stars", 1, 5, "high", "name_and_values"
    return _wider("stars", numbers)


def _agreement(metric: str, numbers: Numbers) -> Guess:
    """Trust and shared values are asked on 1-7 or on 0-10."""
    if numbers.low >= 1 and numbers.high <= 5 and numbers.n >= MANY:
        return metric, 1, 5, "low", "scale_guessed"
    if numbers.low >= 1 and numbers.high <= 7:
        sure = numbers.high > 5
        return metric, 1, 7, "high" if sure else "low", "name_and_values" if sure else "scale_guessed"
    if numbers.high <= 10:
        return metric, 0, 10, "high", "name_and_values"
    return _wider(metric, numbers)


def _wider(metric: str, numbers: Numbers) -> Guess:
    low = 0 if numbers.low < 1 else 1
    for highest, confidence in ((5, "medium"), (7, "medium"), (10, "medium"), (100, "low")):
        if numbers.high <= highest:
            return metric, low if highest < 100 else 0, highest, confidence, "scale_guessed"
    raise AssertionError(numbers)


def _unnamed(numbers: Numbers) -> Guess:
    """A column called just "score": eleven steps are nearly always NPS, anything else is a guess."""
    if numbers.high <= 10 and (numbers.high > 7 or (numbers.low == 0 and numbers.high > 5)):
        return "nps", 0, 10, "medium", "scale_guessed"
    if numbers.low >= 1 and numbers.high <= 5:
        return "csat", *SCALES["csat"], "low", "scale_guessed"
    if numbers.low >= 1 and numbers.high <= 7:
        return "ces", *SCALES["ces"], "low", "scale_guessed"
    return "csat", 0, 5 if numbers.high <= 5 else 100, "low", "scale_guessed"


GUESSES: dict[str, Callable[[Numbers], Guess | None]] = {
    "nps": _nps,
    "csat": _csat,
    "ces": _ces,
    "stars": _stars,
    "trust": partial(_agreement, "trust"),
    "values": partial(_agreement, "values"),
}
