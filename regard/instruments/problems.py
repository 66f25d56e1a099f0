"""What stands against publishing an instrument, and what should be thought over first."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from regard.instruments.answers import UnfitAnswer, checked
from regard.instruments.conditions import Condition
from regard.instruments.definition import Instrument
from regard.instruments.hints import hints
from regard.instruments.placeholders import TooManyPlaceholders, UnknownPlaceholder, placeholders
from regard.instruments.questions import CHOSEN, Kind, Question

SCALES = {
    "nps": {(0, 10)},
    "csat": {(0, 1), (1, 5), (1, 7), (0, 10), (1, 10)},
    "ces": {(1, 7), (1, 5)},
    "stars": {(1, 5)},
    "trust": {(1, 7), (0, 10)},
    "values": {(1, 7), (0, 10)},
}
"""The scales that each metric has a definition for; low is good only for effort on 1-5 (CES 1.0)."""


@dataclass(frozen=True)
class Problem:
    """Where, what (`code`), and whether it stands in the way or is only a hint.

    In the way: not_translated, unknown_placeholder, too_many_placeholders, no_question, unfit_scale,
    never_holds, names_the_anonymous. The hints have the codes of `regard.instruments.hints`.
    """

    path: str
    code: str
    detail: str = ""
    is_hint: bool = False


def problems(instrument: Instrument) -> list[Problem]:
    """Everything that is found, what stands in the way first."""
    thought = (Problem(hint.path, hint.code, hint.detail, is_hint=True) for hint in hints(instrument))
    return [
        *_untranslated(instrument),
        *_gaps(instrument),
        *_empty(instrument),
        *_unfit_scales(instrument),
        *_never_shown(instrument),
        *_named(instrument),
        *thought,
    ]


def _untranslated(instrument: Instrument) -> Iterator[Problem]:
    """A text that is in one language has to be in all of them; a question and an option have one."""
    owed = {f"{question.id}.text" for question in instrument.questions.values()}
    for question in instrument.questions.values():
        owed |= {f"{question.id}.{option.id}" for option in (*question.options, *question.rows)}
    for path, text in instrument.texts:
        wanted = instrument.languages if any(text.values()) or path in owed else ()
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


def _unfit_scales(instrument: Instrument) -> Iterator[Problem]:
    """A metric on a scale that it has no definition for would be a number that nobody can compare."""
    for question in instrument.questions.values():
        scale = question.scale
        if not question.measures or scale is None:
            continue
        is_effort = question.measures == "ces" and (scale.low, scale.high) == (1, 5)
        is_good = scale.direction == "high_is_good" or is_effort
        if (scale.low, scale.high) not in SCALES[question.measures] or not is_good:
            yield Problem(f"{question.id}.scale", "unfit_scale", f"{scale.low}-{scale.high}")


def _never_shown(instrument: Instrument) -> Iterator[Problem]:
    """A condition that waits for an answer that its question does not take."""
    for page in instrument.pages:
        named = [(f"pages.{page.id}", page.show_if)]
        named += [(f"pages.{page.id}.branches", branch.when) for branch in page.branches]
        named += [(question.id, question.show_if) for question in page.questions]
        for path, one in named:
            for part in comparisons(one):
                if not _can_hold(part, instrument.questions[part["question"]]):
                    yield Problem(path, "never_holds", part["question"])


def comparisons(one: Condition) -> Iterator[Mapping[str, Any]]:
    """The comparisons that a condition is made of."""
    left = [one.content]
    while left:
        content = left.pop()
        left += [*content.get("all", ()), *content.get("any", ())]
        if "not" in content:
            left.append(content["not"])
        if "question" in content:
            yield content


def _can_hold(part: Mapping[str, Any], question: Question) -> bool:
    if part["op"] == "between":
        scale = question.scale
        is_scored = scale is not None and question.kind != Kind.MATRIX
        return is_scored and any(part["low"] <= score <= part["high"] for score in scale.scores)  # type: ignore[union-attr]
    if part["op"] == "holds":
        several = question.kind in CHOSEN - {Kind.SINGLE}
        return several and part["value"] in {option.id for option in question.options}
    if part["op"] == "equals":
        try:
            return checked(question, part["value"]) is not None
        except UnfitAnswer:
            return False
    return question.takes_an_answer


def _named(instrument: Instrument) -> Iterator[Problem]:
    """Who promises that nobody is named does not ask for a name."""
    for question in instrument.questions.values():
        if instrument.is_anonymous and question.kind == Kind.CONTACT:
            yield Problem(question.id, "names_the_anonymous")
