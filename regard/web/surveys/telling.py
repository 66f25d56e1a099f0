"""Problems, hints and kinds of question, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from regard.instruments.conditions import Condition
from regard.instruments.definition import Instrument, said
from regard.instruments.problems import Problem, comparisons
from regard.instruments.questions import Kind
from regard.web.surveys.condition_forms import language_of_reader
from regard.web.surveys.question_forms import LANGUAGE_NAMES

LONGEST_PLACE = 60
KINDS = {
    Kind.SCALE: gettext_lazy("Row of scores"),
    Kind.STARS: pgettext_lazy("kind of question", "Stars"),
    Kind.FACES: gettext_lazy("Faces"),
    Kind.SINGLE: gettext_lazy("One choice"),
    Kind.MULTIPLE: gettext_lazy("Several choices"),
    Kind.WORDS: gettext_lazy("Word picker"),
    Kind.RANKING: gettext_lazy("Ranking"),
    Kind.MATRIX: gettext_lazy("Several scores in a table"),
    Kind.SHORT_TEXT: gettext_lazy("Short text"),
    Kind.LONG_TEXT: gettext_lazy("Long text"),
    Kind.CONTACT: gettext_lazy("Name and address"),
    Kind.DATE: pgettext_lazy("kind of question", "Date"),
    Kind.CONSENT: gettext_lazy("Consent"),
    Kind.MESSAGE: gettext_lazy("Text without a question"),
}
TEXTS = {
    "not_translated": gettext_lazy("The text in %(detail)s is missing."),
    "unknown_placeholder": gettext_lazy("Nothing fills this gap: %(detail)s."),
    "too_many_placeholders": gettext_lazy("This has more gaps than a text may have."),
    "no_question": gettext_lazy("Nothing is asked yet."),
    "unfit_scale": gettext_lazy("What this question measures has no definition on %(detail)s."),
    "never_holds": gettext_lazy("This waits for an answer that “%(detail)s” does not take."),
    "names_the_anonymous": gettext_lazy("An anonymous survey cannot ask who somebody is."),
    "leading": gettext_lazy("“%(detail)s” pushes people towards an answer."),
    "double": gettext_lazy("“%(detail)s”: this may ask two things with one score."),
    "long_question": gettext_lazy("This question is long: few people read it to its end."),
    "no_way_out": gettext_lazy("It has to be answered, but nobody can say “none of these”."),
    "personal": gettext_lazy("Everybody has to say who they are; some will rather leave."),
    "unbalanced": gettext_lazy("There are not as many good words as bad ones."),
    "same_text": gettext_lazy("“%(detail)s” is there twice."),
    "many_questions": gettext_lazy("%(detail)s questions are many: fewer people answer to the end."),
}
WHOLE = {
    "title": gettext_lazy("Title"),
    "intro": gettext_lazy("Introduction"),
    "thanks": gettext_lazy("Thanks"),
    "subject": gettext_lazy("Subject of the e-mail"),
}


@dataclass(frozen=True)
class Told:
    """A problem in words: where it is (and which question that is), and what it is."""

    place: str
    question: str
    text: str
    is_hint: bool


def told(problems: Sequence[Problem], instrument: Instrument) -> list[Told]:
    """The problems as the builder shows them; what is said of one place several times is said once."""
    return list(dict.fromkeys(_told(problem, instrument) for problem in problems))


def _told(problem: Problem, instrument: Instrument) -> Told:
    name = problem.path.partition(".")[0]
    question = instrument.questions.get(name)
    place = said(question.text, language_of_reader()) if question else WHOLE.get(name, "")
    detail: Any = LANGUAGE_NAMES.get(problem.detail, problem.detail)
    if problem.code == "never_holds" and problem.detail in instrument.questions:
        detail = shortened(said(instrument.questions[problem.detail].text, language_of_reader()))
    text = str(TEXTS[problem.code]) % {"detail": detail}
    return Told(shortened(str(place)), name if question else "", text, problem.is_hint)


def shortened(text: str) -> str:
    """A text that names a question in passing."""
    return text if len(text) <= LONGEST_PLACE else f"{text[: LONGEST_PLACE - 1]}…"


def condition_told(condition: Condition, instrument: Instrument) -> str:
    """The questions that it depends on whether something is shown; empty where it always is."""
    names = dict.fromkeys(part["question"] for part in comparisons(condition))
    texts = [shortened(said(instrument.questions[name].text, language_of_reader())) for name in names]
    if not texts:
        return ""
    return _("Depends on the answer to: %(questions)s") % {"questions": " · ".join(texts)}


def refusal_told(path: str, reason: str, instrument: Instrument) -> str:
    """Why a change was not kept, in words."""
    question = instrument.questions.get(path.partition(".")[0])
    if reason.startswith("asked before") or "later page" in reason:
        name = shortened(said(question.text, language_of_reader())) if question else ""
        told = _(
            "A condition would ask about something that comes later or is gone. Change it first: %(place)s"
        )
        return told % {"place": name or path}
    if path == "pages":
        return _("A survey needs at least one question, and takes 100 at most.")
    if path.endswith((".options", ".rows")) and reason == "is missing":
        return _("There has to be something to choose.")
    return _("This does not fit: %(place)s") % {"place": path}
