"""A question as somebody sees it: texts in one language, choices in their order, what was said so far.

The pages that customers answer on and the preview of a draft show the same; the template of both is
`answering/question.html`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from regard.instruments.answers import CONTACT, UnfitAnswer
from regard.instruments.definition import said
from regard.instruments.ordering import ordered
from regard.instruments.placeholders import filled
from regard.instruments.questions import CHOSEN, Kind, Question

FROWN, SMILE = 12, 20  # how deep the mouth of a face is bent


@dataclass(frozen=True)
class Choice:
    """One button, box, word or place in a ranking; a row of a matrix has choices of its own."""

    value: str
    text: str
    is_chosen: bool
    label: str = ""  # said by screen readers where the text is a number alone
    typed: str = ""  # the reason beside a word, the place in a ranking
    mouth: int = 0  # of a face
    choices: tuple["Choice", ...] = ()


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
    most: int
    problem: str


def question_shown(
    question: Question,
    value: Any,
    *,
    language: str,
    seed: str,
    given: Mapping[str, str],
    problem: UnfitAnswer | None = None,
) -> Shown:
    """The question with what was answered so far (None: nothing); `given` fills the gaps of its texts."""

    def text_of(text: Mapping[str, str]) -> str:
        return filled(said(text, language), given)

    return Shown(
        name=question.id,
        kind=str(question.kind),
        text=text_of(question.text),
        hint=text_of(question.hint),
        low=text_of(question.low_label),
        high=text_of(question.high_label),
        choices=_choices(question, value, language, seed),
        value="" if value is None else value,
        is_required=question.is_required,
        most=question.most if question.most < len(question.options) else 0,
        problem=problem_text(problem) if problem else "",
    )


def _choices(question: Question, value: Any, language: str, seed: str) -> tuple[Choice, ...]:
    make = CHOICES.get(question.kind)
    if make is not None:
        return make(question, value, language)
    if question.kind not in CHOSEN:
        return ()
    chosen = value if isinstance(value, list | dict) else [value]
    reasons = value if isinstance(value, dict) else {}
    return tuple(
        Choice(one.id, said(one.text, language), one.id in chosen, typed=_typed(reasons, chosen, one.id))
        for one in ordered(question, seed=seed)
    )


def _typed(reasons: Mapping[str, str], chosen: Any, name: str) -> str:
    """Why a word was chosen, or at which place an option stands."""
    if name in reasons:
        return reasons[name]
    return str(chosen.index(name) + 1) if isinstance(chosen, list) and name in chosen else ""


def _scores(question: Question, value: Any, language: str) -> tuple[Choice, ...]:
    scale = question.scale
    assert scale is not None  # noqa: S101 - a question with scores has a scale
    ends = {scale.low: said(question.low_label, language), scale.high: said(question.high_label, language)}

    def label(score: int) -> str:
        if question.kind == Kind.STARS:
            return _("%(stars)s of %(most)s stars") % {"stars": score, "most": scale.high}
        return f"{score}: {ends[score]}" if ends.get(score) else ""

    def mouth(score: int) -> int:
        up = (score - scale.low) / (scale.high - scale.low)
        good = up if scale.direction == "high_is_good" else 1 - up
        return round(FROWN + good * (SMILE - FROWN))

    return tuple(
        Choice(str(score), str(score), value == score, label(score), mouth=mouth(score))
        for score in scale.scores
    )


def _rows(question: Question, value: Any, language: str) -> tuple[Choice, ...]:
    scores = value if isinstance(value, dict) else {}
    return tuple(
        Choice(
            row.id, said(row.text, language), False, choices=_scores(question, scores.get(row.id), language)
        )
        for row in question.rows
    )


def _parts(question: Question, value: Any, language: str) -> tuple[Choice, ...]:
    names = {
        "name": pgettext("of a customer", "Name"),
        "email": pgettext("of a customer", "E-mail"),
        "phone": pgettext("of a customer", "Phone"),
    }
    typed = value if isinstance(value, dict) else {}
    return tuple(Choice(part, names[part], False, typed=str(typed.get(part, ""))) for part in CONTACT)


CHOICES: dict[Kind, Callable[[Question, Any, str], tuple[Choice, ...]]] = {
    Kind.SCALE: _scores,
    Kind.STARS: _scores,
    Kind.FACES: _scores,
    Kind.MATRIX: _rows,
    Kind.CONTACT: _parts,
}


def spoken(question: Question, value: Any, language: str) -> str:
    """An answer as a text speaks of it: the words of what was chosen, not its id."""
    if question.kind not in CHOSEN:
        return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    texts = {option.id: said(option.text, language) for option in question.options}
    chosen = list(value) if isinstance(value, list | dict) else [value]
    comma = "、" if language.startswith("zh") else ", "
    return comma.join(texts[one] for one in chosen if one in texts)


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
