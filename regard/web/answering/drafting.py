"""What somebody answered, as the feedback record that everything else reads."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from regard.instruments.definition import Instrument, said
from regard.instruments.questions import WRITTEN, Kind, Question
from regard.web.customers.matching import Person
from regard.web.feedback import models as feedback
from regard.web.feedback.drafts import AnswerDraft, Draft
from regard.web.feedback.models import FieldType

MEASURED = {
    "nps": FieldType.NPS,
    "csat": FieldType.CSAT,
    "ces": FieldType.CES,
    "stars": FieldType.RATING,
    "trust": FieldType.TRUST,
    "values": FieldType.VALUES,
}
LONGEST_ABOUT = 100
LONGEST_LABEL = 500


def draft_of(
    instrument: Instrument,
    values: dict[str, Any],
    *,
    external_id: str,
    channel: str,
    state: str,
    language: str,
    person: Person,
    context: dict[str, str],
    at: datetime,
) -> Draft:
    """The record of an answer. What was written in a contact question stays with the answer alone."""
    texts = [
        values[one.id] for one in instrument.questions.values() if one.kind in WRITTEN and one.id in values
    ]
    return Draft(
        external_id=external_id,
        kind=feedback.Kind.SURVEY_RESPONSE,
        channel=channel,
        text="\n\n".join(texts),
        answers=tuple(_answers(instrument, values, language)),
        person=person,
        collected_at=at,
        declared_language=language if texts else "",
        state=state,
        touchpoint=_about(context, "touchpoint"),
        product=_about(context, "product"),
        subject=_about(context, "subject"),
        region=_about(context, "region"),
    )


def _answers(instrument: Instrument, values: dict[str, Any], language: str) -> Iterator[AnswerDraft]:
    for question in instrument.questions.values():
        make = MADE.get(question.kind)
        if make is not None and question.id in values:
            yield from make(question, values[question.id], language)


def _about(context: dict[str, str], name: str) -> str:
    return str(context.get(name, ""))[:LONGEST_ABOUT]


def _label(question: Question, language: str) -> str:
    return said(question.text, language)[:LONGEST_LABEL]


def _score(question: Question, value: int, language: str) -> Iterator[AnswerDraft]:
    yield _scored(question, question.id, value, _label(question, language))


def _matrix(question: Question, value: dict[str, int], language: str) -> Iterator[AnswerDraft]:
    rows = {row.id: said(row.text, language)[:LONGEST_LABEL] for row in question.rows}
    for row, score in value.items():
        yield _scored(question, f"{question.id}.{row}", score, rows[row])


def _scored(question: Question, field_id: str, value: int, label: str) -> AnswerDraft:
    scale = question.scale
    assert scale is not None  # noqa: S101 - a question with scores has a scale
    kind = MEASURED.get(question.measures, FieldType.NUMBER)
    return AnswerDraft.score(
        kind, value, scale.low, scale.high, direction=scale.direction, field_id=field_id, label=label
    )


def _text(question: Question, value: str, language: str) -> Iterator[AnswerDraft]:
    yield AnswerDraft(question.id, FieldType.TEXT, _label(question, language), value_text=value)


def _date(question: Question, value: str, language: str) -> Iterator[AnswerDraft]:
    yield AnswerDraft(question.id, FieldType.DATE, _label(question, language), value_text=value)


def _consent(question: Question, value: bool, language: str) -> Iterator[AnswerDraft]:
    yield AnswerDraft(question.id, FieldType.BOOLEAN, _label(question, language), value_boolean=value)


def _single(question: Question, value: str, language: str) -> Iterator[AnswerDraft]:
    chosen = next(option for option in question.options if option.id == value)
    label = _label(question, language)
    text = said(chosen.text, language)
    yield AnswerDraft(question.id, FieldType.CATEGORICAL, label, value_text=text, value_id=value)


def _several(question: Question, value: list[str], language: str) -> Iterator[AnswerDraft]:
    texts = {option.id: said(option.text, language) for option in question.options}
    for one in value:
        name, label = f"{question.id}.{one}", _label(question, language)
        yield AnswerDraft(
            name, FieldType.CATEGORICAL, label, value_text=texts[one], value_id=one, value_boolean=True
        )


def _words(question: Question, value: dict[str, str], language: str) -> Iterator[AnswerDraft]:
    for one, why in value.items():
        name, label = f"{question.id}.{one}", _label(question, language)
        yield AnswerDraft(name, FieldType.WORD_CHOICE, label, value_text=why, value_id=one)


def _ranking(question: Question, value: list[str], language: str) -> Iterator[AnswerDraft]:
    for place, one in enumerate(value, start=1):
        name, label = f"{question.id}.{one}", _label(question, language)
        yield AnswerDraft(name, FieldType.RANKING, label, value_number=place, value_id=one)


MADE: dict[Kind, Callable[[Question, Any, str], Iterator[AnswerDraft]]] = {
    Kind.SCALE: _score,
    Kind.STARS: _score,
    Kind.FACES: _score,
    Kind.MATRIX: _matrix,
    Kind.SHORT_TEXT: _text,
    Kind.LONG_TEXT: _text,
    Kind.DATE: _date,
    Kind.CONSENT: _consent,
    Kind.SINGLE: _single,
    Kind.MULTIPLE: _several,
    Kind.WORDS: _words,
    Kind.RANKING: _ranking,
}
