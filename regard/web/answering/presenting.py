"""A page of a survey as it is shown: texts in one language, options in their order, what was said so far."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string

from regard.instruments.answers import UnfitAnswer
from regard.instruments.definition import Instrument, Page, path_through, said, shown
from regard.instruments.placeholders import filled
from regard.instruments.questions import Question
from regard.web.surveys.showing import Shown, question_shown

Problems = Mapping[str, UnfitAnswer]
Frame = Mapping[str, Any]  # what every page shows around its content
KEY_BEGINS, KEY = 'name="key" value="', "the key of the form"


@dataclass(frozen=True)
class Sheet:
    """A page of a survey, ready for its template."""

    page: str
    title: str
    intro: str
    questions: tuple[Shown, ...]
    place: int  # of how many
    places: int
    back: str  # the page before; empty on the first
    problem: str

    @property
    def is_last(self) -> bool:
        """Whether nothing comes after it, as far as is known."""
        return self.place == self.places

    @property
    def has_problems(self) -> bool:
        """Whether an answer on it does not fit."""
        return any(question.problem for question in self.questions)


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
    path = [one.id for one in path_through(instrument, values)]
    place = path.index(page.id) if page.id in path else len(path) - 1

    def text_of(text: Mapping[str, str]) -> str:
        return filled(said(text, language), given)

    def one(question: Question) -> Shown:
        value, problem = values.get(question.id), problems.get(question.id)
        return question_shown(question, value, language=language, seed=seed, given=given, problem=problem)

    return Sheet(
        page=page.id,
        title=text_of(instrument.title),
        intro=text_of(instrument.intro) if place <= 0 else "",
        questions=tuple(one(question) for question in shown(page, values)),
        place=place + 1,
        places=len(path),
        back=path[place - 1] if place > 0 else "",
        problem=problem,
    )


def untouched(sheet: Sheet, frame: Frame, *, key: str) -> str:
    """The page by a link before anything is said on it: for everybody the same, but for the key of the form.

    Nothing on it is of a person, so that a process keeps it; what was answered has no place in it.
    """
    before, after = _untouched(sheet, tuple(frame.items()))
    return f"{before}{key}{after}"


@lru_cache(maxsize=256)
def _untouched(sheet: Sheet, frame: tuple[tuple[str, Any], ...]) -> tuple[str, str]:
    whole = render_to_string("answering/page.html", {"sheet": sheet, "key": KEY, **dict(frame)})
    before, begins, after = whole.partition(KEY_BEGINS)  # quotes in texts are escaped: it is the form's
    return before + begins, after.removeprefix(KEY)
