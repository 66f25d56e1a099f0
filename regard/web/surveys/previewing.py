"""What customers would see of a draft: page by page, with its logic, and nothing is recorded."""

import json
from collections.abc import Mapping
from typing import Any

from regard.instruments.answers import CONTACT, Form, UnfitAnswer, checked, sent
from regard.instruments.definition import Instrument, Page, first_page, page_after, path_through, said, shown
from regard.instruments.ordering import ordered
from regard.instruments.placeholders import NAMES, filled
from regard.instruments.questions import CHOSEN, Kind, Question
from regard.web.surveys.question_forms import LANGUAGE_NAMES

SEED = "preview"
FROWN, SMILE = 12, 20
MOST_TYPED = 100_000
Values = dict[str, Any]


class Walk:
    """Somebody on their way through a draft: the page they see after what they have answered so far."""

    def __init__(self, instrument: Instrument, form: Form | None = None) -> None:
        self.instrument = instrument
        self.values: Values = {}
        self.wrong: set[str] = set()
        self.page: Page | None = first_page(instrument, {})
        if form is not None:
            self._go_on(form)

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
        except UnfitAnswer:
            self.wrong.add(question.id)
            return
        if value is not None:
            self.values[question.id] = value
        elif question.is_required and question.takes_an_answer:
            self.wrong.add(question.id)

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


def seen(question: Question, values: Mapping[str, Any], language: str) -> dict[str, Any]:
    """A question as the template of the customers' page takes it: its texts in one language, its choices."""

    def text(texts: Mapping[str, str]) -> str:
        return filled(said(texts, language), _example(values))

    return {
        "name": question.id,
        "kind": str(question.kind),
        "text": text(question.text),
        "hint": text(question.hint),
        "low": text(question.low_label),
        "high": text(question.high_label),
        "choices": _choices(question, values.get(question.id), language),
        "value": values.get(question.id, ""),
        "is_required": question.is_required,
        "most": question.most if question.most < len(question.options) else 0,
        "problem": "",
    }


def _example(values: Mapping[str, Any]) -> dict[str, str]:
    """What stands in the gaps: their names, and what was answered."""
    gaps = {name: f"[{name}]" for name in NAMES}
    return gaps | {f"answer.{name}": str(value) for name, value in values.items()}


def _choices(question: Question, value: Any, language: str) -> list[dict[str, Any]]:
    if question.kind == Kind.CONTACT:
        return [{"value": part, "text": PARTS[part].get(language, part)} for part in CONTACT]
    if question.kind == Kind.MATRIX:
        return [
            {"value": row.id, "text": said(row.text, language), "choices": _scores(question, None)}
            for row in question.rows
        ]
    if question.kind in CHOSEN:
        chosen = value if isinstance(value, list | dict) else [value]
        return [
            {"value": one.id, "text": said(one.text, language), "is_chosen": one.id in chosen}
            for one in ordered(question, seed=SEED)
        ]
    return _scores(question, value) if question.scale else []


def _scores(question: Question, value: Any) -> list[dict[str, Any]]:
    scale = question.scale
    assert scale is not None  # noqa: S101 - a question with scores has a scale
    bend = (SMILE - FROWN) / (scale.high - scale.low)

    def mouth(score: int) -> int:
        good = score - scale.low if scale.direction == "high_is_good" else scale.high - score
        return round(FROWN + bend * good)

    return [
        {"value": str(score), "text": str(score), "is_chosen": value == score, "mouth": mouth(score)}
        for score in scale.scores
    ]


PARTS = {
    "name": {"en": "Name", "zh-hans": "姓名"},
    "email": {"en": "E-mail", "zh-hans": "电子邮件"},
    "phone": {"en": "Phone", "zh-hans": "电话"},
}


def chosen_language(wish: str, instrument: Instrument) -> str:
    """The language to show, if the draft is in it."""
    return wish if wish in instrument.languages and wish in LANGUAGE_NAMES else instrument.languages[0]
