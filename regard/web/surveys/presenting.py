"""Surveys as the pages show them."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Q

from regard.instruments.definition import Instrument, said
from regard.instruments.questions import Question
from regard.instruments.templates import templates
from regard.web.surveys.condition_forms import language_of_reader
from regard.web.surveys.models import Survey
from regard.web.surveys.telling import KINDS, condition_told
from regard.web.workspaces.tenancy import TenantQuerySet

COUNTED = ("complete", "partial")  # the states of a response whose answers make numbers


@dataclass(frozen=True)
class Row:
    """A survey in the list; without a number nothing of it was published."""

    survey: Survey
    number: int | None
    is_closed: bool
    answers: int


def rows(surveys: TenantQuerySet) -> list[Row]:
    """The surveys with the number of the version that is asked today, and how many answers count."""
    numbered = surveys.annotate(number=Max("versions__number"))
    given = Count("responses", filter=Q(responses__state__in=COUNTED))
    answers = dict(surveys.order_by().values_list("pk").annotate(n=given))
    return [Row(one, one.number, hasattr(one, "closure"), answers[one.pk]) for one in numbered]


@dataclass(frozen=True)
class Listed:
    """A question in the list of the draft."""

    name: str
    kind: Any
    text: str
    depends: str
    is_required: bool
    is_first: bool  # of its page
    may_join: bool  # its page has one before it


@dataclass(frozen=True)
class ListedPage:
    """A page in the list of the draft."""

    name: str
    place: int
    depends: str
    branches: int
    questions: tuple[Listed, ...]


def pages_of(instrument: Instrument) -> list[ListedPage]:
    """The pages with their questions, in the reader's language if it is asked in it."""
    language = language_of_reader()

    def listed(place: int, at: int, one: Question) -> Listed:
        depends = condition_told(one.show_if, instrument)
        text = said(one.text, language)
        is_first = at == 0
        may_join = is_first and place > 0
        return Listed(one.id, KINDS[one.kind], text, depends, one.is_required, is_first, may_join)

    return [
        ListedPage(
            page.id,
            place + 1,
            condition_told(page.show_if, instrument),
            len(page.branches),
            tuple(listed(place, at, one) for at, one in enumerate(page.questions)),
        )
        for place, page in enumerate(instrument.pages)
    ]


def offered() -> list[tuple[str, str, str]]:
    """The templates by key, each with its name and what it is for, in the reader's language."""
    language = language_of_reader()
    return [(key, said(one.name, language), said(one.purpose, language)) for key, one in templates().items()]
