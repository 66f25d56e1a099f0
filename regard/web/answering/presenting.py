"""A page of a survey as it is shown: texts in one language, options in their order, what was said so far."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from regard.instruments.answers import UnfitAnswer
from regard.instruments.definition import Instrument, Page, path_through, said, shown
from regard.instruments.ordering import ordered
from regard.instruments.placeholders import filled
from regard.instruments.questions import Question

Problems = Mapping[str, UnfitAnswer]


@dataclass(frozen=True)
class Choice:
    """One button, box or word."""

    value: str
    text: str
    is_chosen: bool


@dataclass(frozen=True)
class Shown:
    """One question on the page."""

    name: str
    kind: str
    text: str
    hint: str
    low: str
    high: str
    choices: tuple[Choice, ...]
    value: Any
    is_required: bool
    problem: str


@dataclass(frozen=True)
class Sheet:
    """A page of a survey, ready for its template."""

    page: str
    title: str
    intro: str
    questions: tuple[Shown, ...]
    is_last: bool
    problem: str


def sheet(
    instrument: Instrument,
    page: Page,
    values: Mapping[str, Any],
    *,
    language: str,
    seed: str,
    given: Mapping[str, str],
    problems: Problems,
    problem: str = "",
) -> Sheet:
    """The page with what was answered so far; `given` fills the gaps of its texts."""
    path = path_through(instrument, values)
    is_first = bool(path) and path[0].id == page.id

    def text_of(text: Mapping[str, str]) -> str:
        return filled(said(text, language), given)

    def one(question: Question) -> Shown:
        found = problems.get(question.id)
        return Shown(
            name=question.id,
            kind=str(question.kind),
            text=text_of(question.text),
            hint=text_of(question.hint),
            low=text_of(question.low_label),
            high=text_of(question.high_label),
            choices=_choices(question, values.get(question.id), language, seed),
            value=values.get(question.id, ""),
            is_required=question.is_required,
            problem=problem_text(found) if found else "",
        )

    return Sheet(
        page=page.id,
        title=text_of(instrument.title),
        intro=text_of(instrument.intro) if is_first else "",
        questions=tuple(one(question) for question in shown(page, values)),
        is_last=bool(path) and path[-1].id == page.id,
        problem=problem,
    )


def _choices(question: Question, value: Any, language: str, seed: str) -> tuple[Choice, ...]:
    if question.scale is not None and not question.rows:
        return tuple(Choice(str(score), str(score), value == score) for score in question.scale.scores)
    chosen = value if isinstance(value, list | dict) else [value]
    options = ordered(question, seed=seed)
    return tuple(Choice(one.id, said(one.text, language), one.id in chosen) for one in options)


def problem_text(problem: UnfitAnswer) -> str:
    """What is wrong with an answer, for the person who gave it."""
    texts = {
        "required": _("This question needs an answer."),
        "too_long": _("This is too long: %(limit)s characters at most."),
        "too_many": _("Choose %(limit)s at most."),
        "alone": _("This cannot be chosen together with the others."),
        "not_an_address": _("This is no e-mail address."),
        "not_a_date": _("This is no date."),
    }
    text = texts.get(problem.code, _("This answer does not fit the question."))
    return text % {"limit": problem.limit} if "%(limit)s" in text else text
