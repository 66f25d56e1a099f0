"""What somebody answered: checked against the question, as plain JSON values or as a form sends it.

| kind | value |
|---|---|
| scale, stars, faces | a whole number of the scale |
| single | the id of an option |
| multiple, ranking | a list of ids of options, each once; a ranking is in its order |
| words | {id of an option: why, or ""} |
| matrix | {id of a row: a whole number of the scale} |
| short_text, long_text | a text |
| contact | {"name", "email", "phone": texts; what is empty is left out} |
| date | "2026-11-22" |
| consent | True |

No answer is None, never 0 and never an empty text.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Protocol

from regard.instruments.definition import Instrument, asked
from regard.instruments.questions import Kind, Option, Question

LONGEST = {Kind.SHORT_TEXT: 300, Kind.LONG_TEXT: 10_000}
CONTACT = {"name": 200, "email": 254, "phone": 40}
EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(?:\.[^@\s.]+)+", re.ASCII)
NOT_TEXT = re.compile(r"[\x00\ud800-\udfff]")
WHY = "why"


class UnfitAnswer(ValueError):
    """An answer that its question does not take: `path` says which, `code` why, `limit` what there may be.

    Codes: not_a_score, not_an_option, too_many, alone, too_long, not_a_text, not_an_address, not_a_date,
    required, not_asked.
    """

    def __init__(self, path: str, code: str, limit: int | str = "") -> None:
        super().__init__(f"{path}: {code}" + (f" ({limit})" if limit != "" else ""))
        self.path, self.code, self.limit = path, code, limit


class Form(Protocol):
    """What a browser sent: Django's QueryDict is one."""

    def get(self, name: str, default: str, /) -> Any: ...
    def getlist(self, name: str, /) -> list[Any]: ...


def checked(question: Question, value: Any) -> Any:
    """The answer as it is kept; None where nothing was answered. Raises UnfitAnswer.

    >>> from regard.instruments.questions import Scale
    >>> nps = Question("score", Kind.SCALE, {"en": "?"}, scale=Scale(0, 10))
    >>> checked(nps, 9)
    9
    >>> checked(nps, "9")
    Traceback (most recent call last):
    regard.instruments.answers.UnfitAnswer: score: not_a_score (0-10)
    """
    if value is None or value in ("", [], {}) or question.kind == Kind.MESSAGE:
        return None
    return CHECKS[question.kind](question, value)


def sent(question: Question, form: Form) -> Any:
    """The JSON value that a form's fields stand for, not checked yet: numbers where numbers are written."""
    name = question.id
    match question.kind:
        case Kind.SCALE | Kind.STARS | Kind.FACES:
            return _number(form.get(name, ""))
        case Kind.MULTIPLE:
            return form.getlist(name)
        case Kind.WORDS:
            return {one: form.get(f"{name}.{one}.{WHY}", "").strip() for one in form.getlist(name)}
        case Kind.RANKING:
            return _ranked(question, form)
        case Kind.MATRIX:
            rows = {row.id: _number(form.get(f"{name}.{row.id}", "")) for row in question.rows}
            return {row: score for row, score in rows.items() if score != ""}
        case Kind.CONTACT:
            parts = {part: form.get(f"{name}.{part}", "").strip() for part in CONTACT}
            return {part: text for part, text in parts.items() if text}
        case Kind.CONSENT:
            return True if form.get(name, "") == "yes" else None
        case Kind.SHORT_TEXT | Kind.LONG_TEXT:
            return form.get(name, "").replace("\r\n", "\n").strip()
    return form.get(name, "")


def checked_all(instrument: Instrument, values: Mapping[str, Any]) -> dict[str, Any]:
    """Every answer as it is kept. Raises UnfitAnswer, also for one to a question that was not asked."""
    found: dict[str, Any] = {}
    for name, question in instrument.questions.items():
        if (value := checked(question, values.get(name))) is not None:
            found[name] = value
    allowed = asked(instrument, found)
    for name in values:
        if name not in allowed and values[name] is not None:
            raise UnfitAnswer(name, "not_asked")
    return found


def _number(text: str) -> Any:
    return int(text) if re.fullmatch(r"[0-9]{1,2}", text, re.ASCII) else text


def _ranked(question: Question, form: Form) -> list[str]:
    """The options in the order of the ranks that were chosen for them; those without a rank are left out."""
    ranks = [(_number(form.get(f"{question.id}.{one.id}", "")), one.id) for one in question.options]
    return [name for rank, name in sorted((rank, name) for rank, name in ranks if isinstance(rank, int))]


# --- a check for each kind --------------------------------------------------------------------------------
def _score(question: Question, value: Any, path: str = "") -> int:
    scale = question.scale
    assert scale is not None  # noqa: S101 - a question with scores has a scale, see reading.py
    if type(value) is not int or value not in scale.scores:
        raise UnfitAnswer(path or question.id, "not_a_score", f"{scale.low}-{scale.high}")
    return value


def _single(question: Question, value: Any) -> str:
    _options(question, [value])
    return str(value)


def _several(question: Question, value: Any) -> list[str]:
    if not isinstance(value, list):
        raise UnfitAnswer(question.id, "not_an_option")
    _options(question, value)
    return value


def _words(question: Question, value: Any) -> dict[str, str]:
    if not isinstance(value, Mapping):
        raise UnfitAnswer(question.id, "not_an_option")
    _options(question, list(value))
    return {name: _within(why, f"{question.id}.{name}", 300) for name, why in value.items()}


def _options(question: Question, chosen: list[Any]) -> None:
    known: dict[str, Option] = {option.id: option for option in question.options}
    if any(not isinstance(one, str) or one not in known for one in chosen) or len({*chosen}) < len(chosen):
        raise UnfitAnswer(question.id, "not_an_option")
    if question.most and len(chosen) > question.most:
        raise UnfitAnswer(question.id, "too_many", question.most)
    if len(chosen) > 1 and any(known[one].is_alone for one in chosen):
        raise UnfitAnswer(question.id, "alone")


def _matrix(question: Question, value: Any) -> dict[str, int]:
    rows = {row.id for row in question.rows}
    if not isinstance(value, Mapping) or not set(value) <= rows:
        raise UnfitAnswer(question.id, "not_an_option")
    return {row: _score(question, score, f"{question.id}.{row}") for row, score in value.items()}


def _text(question: Question, value: Any) -> str:
    return _within(value, question.id, question.longest or LONGEST[question.kind])


def _within(value: Any, path: str, longest: int) -> str:
    if not isinstance(value, str) or NOT_TEXT.search(value):
        raise UnfitAnswer(path, "not_a_text")
    if len(value) > longest:
        raise UnfitAnswer(path, "too_long", longest)
    return value


def _contact(question: Question, value: Any) -> dict[str, str]:
    if not isinstance(value, Mapping) or not set(value) <= set(CONTACT):
        raise UnfitAnswer(question.id, "not_a_text")
    found = {part: _within(text, f"{question.id}.{part}", CONTACT[part]) for part, text in value.items()}
    if "email" in found and not EMAIL.fullmatch(found["email"]):
        raise UnfitAnswer(f"{question.id}.email", "not_an_address")
    return found


def _date(question: Question, value: Any) -> str:
    try:
        if not isinstance(value, str) or len(value) != 10:
            raise ValueError
        return date.fromisoformat(value).isoformat()
    except ValueError:
        raise UnfitAnswer(question.id, "not_a_date") from None


def _consent(question: Question, value: Any) -> bool:
    if value is not True:
        raise UnfitAnswer(question.id, "not_an_option")
    return True


CHECKS: dict[Kind, Callable[[Question, Any], Any]] = {
    Kind.SCALE: _score,
    Kind.STARS: _score,
    Kind.FACES: _score,
    Kind.SINGLE: _single,
    Kind.MULTIPLE: _several,
    Kind.WORDS: _words,
    Kind.RANKING: _several,
    Kind.MATRIX: _matrix,
    Kind.SHORT_TEXT: _text,
    Kind.LONG_TEXT: _text,
    Kind.CONTACT: _contact,
    Kind.DATE: _date,
    Kind.CONSENT: _consent,
}
