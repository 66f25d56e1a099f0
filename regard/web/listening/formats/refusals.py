"""What is said where a file, a row or a value cannot be taken."""

from collections.abc import Mapping as Named
from dataclasses import dataclass, field

from .wording import ENGLISH, wording

SHOWN = 80  # characters of a value that a message repeats

Param = str | int | float


class UnreadableFile(Exception):
    """The whole file cannot be read; `code` and `params` say why, and str() says it in English."""

    def __init__(self, code: str, **params: Param) -> None:
        self.code = code
        self.params = _short(params)
        super().__init__(code, self.params)

    def __str__(self) -> str:
        return explain(self)


@dataclass(frozen=True, slots=True)
class Refused:
    """One row that could not be read from its file; `raw` is the beginning of what stood there."""

    number: int
    column: str | None
    code: str
    params: dict[str, Param] = field(default_factory=dict)
    raw: str = ""

    @property
    def row(self) -> int:
        """The row number, under the name that Refusal uses."""
        return self.number


@dataclass(frozen=True, slots=True)
class Refusal:
    """One row that was read but does not become feedback under its mapping."""

    row: int
    column: str | None
    code: str
    params: dict[str, Param] = field(default_factory=dict)


class BadValue(ValueError):
    """A single value does not fit its role; whoever knows row and column makes it a Refusal."""

    def __init__(self, code: str, **params: Param) -> None:
        self.code = code
        self.params = _short(params)
        super().__init__(code, self.params)


def explain(refusal: Refusal | Refused | UnreadableFile, language: str = ENGLISH) -> str:
    """Say in English or Chinese what was refused and why, with row and column where there are any."""
    message = phrase(refusal.code, refusal.params, language)
    if isinstance(refusal, UnreadableFile):
        return message
    place = "row" if refusal.column is None else "row_and_column"
    column = shown(refusal.column or "")
    return wording(place, language).format(row=refusal.row, column=column, message=message)


def phrase(code: str, params: Named[str, Param], language: str = ENGLISH) -> str:
    """Return the text of `code` with its parameters in place, each made short and printable."""
    return wording(code, language).format(**{name: shown(value) for name, value in params.items()})


def _short(params: dict[str, Param]) -> dict[str, Param]:
    return {name: shown(value) if isinstance(value, str) else value for name, value in params.items()}


def shown(value: Param) -> str:
    """Return a value as one short printable line."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value) if isinstance(value, (int, float)) else value
    printable = "".join(letter if letter.isprintable() else " " for letter in text[: SHOWN + 1])
    return printable if len(printable) <= SHOWN else printable[:SHOWN] + "…"
