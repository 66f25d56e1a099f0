"""What stands against publishing an instrument, and what should be thought over first."""

from collections.abc import Iterator
from dataclasses import dataclass

from regard.instruments.definition import Instrument
from regard.instruments.placeholders import TooManyPlaceholders, UnknownPlaceholder, placeholders


@dataclass(frozen=True)
class Problem:
    """Where, what (`code`), and whether it stands in the way or is only a hint.

    Codes: not_translated, unknown_placeholder, too_many_placeholders, no_question.
    """

    path: str
    code: str
    detail: str = ""
    is_hint: bool = False


def problems(instrument: Instrument) -> list[Problem]:
    """Everything that is found, what stands in the way first."""
    found = [*_untranslated(instrument), *_gaps(instrument), *_empty(instrument)]
    return sorted(found, key=lambda problem: problem.is_hint)


def _untranslated(instrument: Instrument) -> Iterator[Problem]:
    """A text that is in one language has to be in all of them."""
    for path, text in instrument.texts:
        wanted = instrument.languages if any(text.values()) or path.endswith(".text") else ()
        for language in wanted:
            if not text.get(language, "").strip():
                yield Problem(path, "not_translated", language)


def _gaps(instrument: Instrument) -> Iterator[Problem]:
    before: list[str] = []
    texts = dict(instrument.texts)
    for path, text in texts.items():
        name = path.partition(".")[0]
        allowed = list(instrument.questions) if path == "thanks" else before
        for language, words in text.items():
            try:
                placeholders(words, questions=allowed)
            except UnknownPlaceholder as problem:
                yield Problem(f"{path}.{language}", "unknown_placeholder", str(problem))
            except TooManyPlaceholders:
                yield Problem(f"{path}.{language}", "too_many_placeholders")
        if path.endswith(".high_label"):  # the last text of a question: later ones may speak of its answer
            before.append(name)


def _empty(instrument: Instrument) -> Iterator[Problem]:
    if not any(question.takes_an_answer for question in instrument.questions.values()):
        yield Problem("pages", "no_question")
