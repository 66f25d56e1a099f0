"""An instrument: pages of questions in every language; read from JSON values and written to them again.

`Instrument.from_content(content)` refuses what cannot be asked (UnfitInstrument with the path); whether it
is complete enough to be published is asked of `problems`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from regard.instruments.conditions import ALWAYS, Condition, Values
from regard.instruments.questions import Question, Text

FORMAT = "regard.instrument/1"
LANGUAGES = ("en", "zh-hans")
"""The languages that Regard's own words on a page are translated into; others are to be added there first."""
END = "end"


class UnfitInstrument(ValueError):
    """Content that is no instrument: `path` says where, `reason` what."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path, self.reason = path, reason


@dataclass(frozen=True)
class Branch:
    """Where to go after a page where a condition holds: the id of a later page, or "end"."""

    when: Condition
    to: str


@dataclass(frozen=True)
class Page:
    """What is shown at once."""

    id: str
    questions: tuple[Question, ...]
    show_if: Condition = ALWAYS
    branches: tuple[Branch, ...] = ()


@dataclass(frozen=True)
class Instrument:
    """Everything that is asked, in every language, page by page."""

    kind: str
    languages: tuple[str, ...]
    title: Text
    pages: tuple[Page, ...]
    intro: Text = field(default_factory=dict)
    thanks: Text = field(default_factory=dict)
    subject: Text = field(default_factory=dict)  # of the e-mail; the first question where it is empty
    is_anonymous: bool = False
    shuffles_pages: bool = False

    @cached_property
    def questions(self) -> dict[str, Question]:
        """Every question by its id, in order."""
        return {question.id: question for page in self.pages for question in page.questions}

    @cached_property
    def texts(self) -> tuple[tuple[str, Text], ...]:
        """Every text with its path: what has to be translated."""
        return tuple(self._texts())

    def _texts(self) -> Iterator[tuple[str, Text]]:
        for name in ("title", "intro", "thanks", "subject"):
            yield name, getattr(self, name)
        for question in self.questions.values():
            for name in ("text", "hint", "low_label", "high_label"):
                yield f"{question.id}.{name}", getattr(question, name)
            for option in (*question.options, *question.rows):
                yield f"{question.id}.{option.id}", option.text

    @property
    def score(self) -> Question | None:
        """The first question that measures something: the one an e-mail shows."""
        return next((question for question in self.questions.values() if question.measures), None)

    @classmethod
    def from_content(cls, content: Any) -> "Instrument":
        """The instrument that JSON values describe. Raises UnfitInstrument."""
        from regard.instruments.reading import instrument

        return instrument(content)

    def to_content(self) -> dict[str, Any]:
        """The same as JSON values; what is as it is by default is left out."""
        from regard.instruments.writing import content_of

        return content_of(self)


def said(text: Text, language: str) -> str:
    """The text in `language`; in the first language it is in where that one is missing."""
    return text.get(language) or next(iter(text.values()), "")


def shown(page: Page, values: Values) -> list[Question]:
    """The questions of a page that are to be shown after these answers."""
    return [question for question in page.questions if question.show_if.holds(values)]


def first_page(instrument: Instrument, values: Values) -> Page | None:
    """The first page with something to show."""
    return _onward(instrument, 0, values)


def page_after(instrument: Instrument, page: Page, values: Values) -> Page | None:
    """The page that follows `page` after these answers, or None at the end."""
    place = instrument.pages.index(page) + 1
    for branch in page.branches:
        if branch.when.holds(values):
            if branch.to == END:
                return None
            place = next(at for at, one in enumerate(instrument.pages) if one.id == branch.to)
            break
    return _onward(instrument, place, values)


def _onward(instrument: Instrument, place: int, values: Values) -> Page | None:
    later = instrument.pages[place:]
    return next((page for page in later if page.show_if.holds(values) and shown(page, values)), None)


def path_through(instrument: Instrument, values: Values) -> list[Page]:
    """The pages that somebody with these answers sees, in order."""
    found: list[Page] = []
    page: Page | None = first_page(instrument, values)
    while page is not None:
        found.append(page)
        page = page_after(instrument, page, values)
    return found


def asked(instrument: Instrument, values: Values) -> dict[str, Question]:
    """Every question that somebody with these answers is shown: others may not be answered."""
    pages = path_through(instrument, values)
    return {question.id: question for page in pages for question in shown(page, values)}
