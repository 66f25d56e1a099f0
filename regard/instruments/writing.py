"""From an instrument to the JSON values that it is read from again."""

from collections.abc import Mapping
from typing import Any

from regard.instruments.definition import FORMAT, Instrument, Page
from regard.instruments.questions import Option, Question, Scale, Shuffle


def content_of(instrument: Instrument) -> dict[str, Any]:
    """What `Instrument.from_content` reads; what is as it is by default is left out."""
    return {
        "format": FORMAT,
        "kind": instrument.kind,
        "languages": list(instrument.languages),
        "title": dict(instrument.title),
        **_said(intro=instrument.intro, thanks=instrument.thanks, subject=instrument.subject),
        **_said(anonymous=instrument.is_anonymous, shuffles_pages=instrument.shuffles_pages),
        "pages": [_page(page) for page in instrument.pages],
    }


def _said(**values: Any) -> dict[str, Any]:
    return {name: _plain(value) for name, value in values.items() if value}


def _plain(value: Any) -> Any:
    return dict(value) if isinstance(value, Mapping) else value


def _page(page: Page) -> dict[str, Any]:
    branches = [{"when": _plain(one.when.content), "to": one.to} for one in page.branches]
    questions = [_question(question) for question in page.questions]
    return {"id": page.id, "questions": questions, **_said(show_if=page.show_if.content, branches=branches)}


def _question(question: Question) -> dict[str, Any]:
    shuffle = "" if question.shuffle == Shuffle.NONE else str(question.shuffle)
    return {
        "id": question.id,
        "kind": str(question.kind),
        "text": dict(question.text),
        **_said(
            hint=question.hint,
            required=question.is_required,
            show_if=question.show_if.content,
            measures=question.measures,
            scale=_scale(question.scale),
            low_label=question.low_label,
            high_label=question.high_label,
            options=[_option(option) for option in question.options],
            rows=[_option(option) for option in question.rows],
            most=question.most,
            longest=question.longest,
            shuffle=shuffle,
        ),
    }


def _scale(scale: Scale | None) -> dict[str, Any] | None:
    return None if scale is None else {"low": scale.low, "high": scale.high, "direction": scale.direction}


def _option(option: Option) -> dict[str, Any]:
    return {
        "id": option.id,
        "text": dict(option.text),
        **_said(polarity=option.polarity, fixed=option.is_fixed, alone=option.is_alone),
    }
