"""The columns of a survey's answers: one or more for each question that any of its versions asked."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from regard.instruments.answers import CONTACT
from regard.instruments.definition import said
from regard.instruments.questions import SCORED, WRITTEN, Kind, Option, Question
from regard.web.surveys.models import Survey

Read = Callable[[Any], Any]


@dataclass(frozen=True)
class Column:
    """One column: what it is called, what it asks, and how its cell is read from the answer."""

    name: str
    label: str
    question: str
    read: Read
    versions: frozenset[int] = frozenset()
    is_text: bool = False
    codes: dict[str, int] = field(default_factory=dict)  # of what is chosen: a number for each option
    values: dict[int, str] = field(default_factory=dict)  # what the numbers mean

    def cell(self, values: dict[str, Any], version: int) -> Any:
        """What somebody answered; None where they did not, or were asked something else."""
        value = values.get(self.question) if version in self.versions else None
        return None if value is None else self.read(value)


def columns(survey: Survey, language: str, *, personal: bool) -> list[Column]:
    """The columns in the order of the newest version; a scale that was changed has a column for each."""
    asked: dict[tuple[Any, ...], tuple[Question, set[int], dict[str, Option]]] = {}
    for version in survey.versions.order_by("-number"):
        for question in version.instrument.questions.values():
            key = (question.id, question.kind, question.scale)
            _newest, numbers, options = asked.setdefault(key, (question, set(), {}))
            numbers.add(version.number)
            for option in (*question.options, *question.rows):
                options.setdefault(option.id, option)
    taken: set[str] = set()
    found = []
    for question, numbers, options in asked.values():
        name = question.id if question.id not in taken else f"{question.id}_v{max(numbers)}"
        taken.add(question.id)
        parts = _parts(question, name, list(options.values()), language, personal=personal)
        found += [_of(part, question, frozenset(numbers)) for part in parts]
    return found


def _of(part: dict[str, Any], question: Question, numbers: frozenset[int]) -> Column:
    return Column(question=question.id, versions=numbers, **part)


def _parts(
    question: Question, name: str, options: list[Option], language: str, *, personal: bool
) -> Iterator[dict[str, Any]]:
    label = said(question.text, language)
    texts = {option.id: said(option.text, language) for option in options}
    match question.kind:
        case Kind.MATRIX:
            for one, text in texts.items():
                yield _column(f"{name}.{one}", f"{label} – {text}", _item(one))
        case kind if kind in SCORED or kind == Kind.CONSENT:
            yield _column(name, label, int)
        case Kind.SINGLE:
            codes = {one: place for place, one in enumerate(texts, start=1)}
            values = {codes[one]: text for one, text in texts.items()}
            yield _column(name, label, str, codes=codes, values=values)
        case Kind.MULTIPLE | Kind.WORDS:
            for one, text in texts.items():
                yield _column(f"{name}.{one}", f"{label} – {text}", _has(one))
                if question.kind == Kind.WORDS:
                    yield _column(f"{name}.{one}.why", f"{label} – {text}", _item(one), is_text=True)
        case Kind.RANKING:
            for one, text in texts.items():
                yield _column(f"{name}.{one}", f"{label} – {text}", _rank(one))
        case Kind.CONTACT:
            for one in CONTACT if personal else ():
                yield _column(f"{name}.{one}", f"{label} – {one}", _item(one), is_text=True)
        case kind if kind in WRITTEN or kind == Kind.DATE:
            yield _column(name, label, str, is_text=True)


def _column(name: str, label: str, read: Read, **more: Any) -> dict[str, Any]:
    return {"name": name, "label": label, "read": read, **more}


def _item(name: str) -> Read:
    return lambda value: value.get(name)


def _has(name: str) -> Read:
    return lambda value: int(name in value)


def _rank(name: str) -> Read:
    return lambda value: value.index(name) + 1 if name in value else None
