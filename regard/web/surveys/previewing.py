"""What customers would see of a draft: page by page, with its logic, and nothing is recorded."""

import json
from collections.abc import Mapping
from typing import Any

from regard.instruments.answers import Form, UnfitAnswer, checked, sent
from regard.instruments.definition import Instrument, Page, first_page, page_after, path_through, shown
from regard.instruments.ordering import paged
from regard.instruments.placeholders import NAMES
from regard.instruments.questions import Question
from regard.web.surveys.question_forms import LANGUAGE_NAMES
from regard.web.surveys.showing import Shown, question_shown, spoken

SEED = "preview"
MOST_TYPED = 100_000
Values = dict[str, Any]


class Walk:
    """Somebody on their way through a draft: the page they see after what they have answered so far."""

    def __init__(self, instrument: Instrument, form: Form | None = None, *, clicked: str = "") -> None:
        self.instrument = paged(instrument, seed=SEED)
        self.values: Values = {}
        self.wrong: dict[str, UnfitAnswer] = {}
        self.page: Page | None = first_page(self.instrument, {})
        if form is not None:
            self._go_on(form)
        elif clicked:
            self._begin_at(clicked)

    def _begin_at(self, clicked: str) -> None:
        """With the score that was clicked in the e-mail, on the page that asks for it."""
        score = self.instrument.score
        found = (
            _so_far(self.instrument, f'{{"{score.id}": {clicked}}}') if score and clicked.isdigit() else {}
        )
        if score and found:
            self.values = found
            self.page = next(page for page in self.instrument.pages if score in page.questions)

    def _go_on(self, form: Form) -> None:
        self.values = _so_far(self.instrument, form.get("so_far", ""))
        path = path_through(self.instrument, self.values)
        found = next((page for page in path if page.id == form.get("page", "")), None)
        if found is None:
            self.values = {}
            return
        for question in shown(found, self.values):
            self._answer(question, form)
        self.page = found if self.wrong else page_after(self.instrument, found, self.values)

    def _answer(self, question: Question, form: Form) -> None:
        self.values.pop(question.id, None)
        try:
            value = checked(question, sent(question, form))
        except UnfitAnswer as problem:
            self.wrong[question.id] = problem
            return
        if value is not None:
            self.values[question.id] = value
        elif question.is_required and question.takes_an_answer:
            self.wrong[question.id] = UnfitAnswer(question.id, "required")

    @property
    def so_far(self) -> str:
        """The answers, as the next form sends them back."""
        return json.dumps(self.values, ensure_ascii=False)

    @property
    def place(self) -> int:
        """Which page this is, counted from 1."""
        path = path_through(self.instrument, self.values)
        return path.index(self.page) + 1 if self.page in path else len(path)


def _so_far(instrument: Instrument, text: str) -> Values:
    """The answers that a form brought back; those that do not fit are dropped."""
    try:
        found = json.loads(text) if text and len(text) <= MOST_TYPED else {}
    except (ValueError, RecursionError):
        return {}
    values: Values = {}
    for name, question in instrument.questions.items():
        try:
            value = checked(question, found.get(name) if isinstance(found, dict) else None)
        except UnfitAnswer:
            continue
        if value is not None:
            values[name] = value
    return values


def questions_shown(walk: Walk, language: str) -> list[Shown]:
    """The questions of the page that somebody has come to."""
    if walk.page is None:
        return []
    return [
        seen(one, walk.instrument, walk.values, language=language, problem=walk.wrong.get(one.id))
        for one in shown(walk.page, walk.values)
    ]


def seen(
    question: Question,
    instrument: Instrument,
    values: Mapping[str, Any],
    *,
    language: str,
    problem: UnfitAnswer | None = None,
) -> Shown:
    """A question as customers see it; where nobody is known the gaps of its texts show their names."""
    return question_shown(
        question,
        values.get(question.id),
        language=language,
        seed=SEED,
        given=example(instrument, values, language=language),
        problem=problem,
    )


def example(instrument: Instrument, values: Mapping[str, Any], *, language: str) -> dict[str, str]:
    """What stands in the gaps: their names, and what was answered."""
    gaps = {name: f"[{name}]" for name in NAMES}
    questions = instrument.questions
    return gaps | {
        f"answer.{name}": spoken(questions[name], value, language) for name, value in values.items()
    }


def chosen_language(wish: str, instrument: Instrument) -> str:
    """The language to show, if the draft is in it."""
    return wish if wish in instrument.languages and wish in LANGUAGE_NAMES else instrument.languages[0]
