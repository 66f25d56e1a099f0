"""Surveys as the pages show them."""

from dataclasses import dataclass

from django.db.models import Max
from django.utils.translation import get_language

from regard.instruments.definition import Instrument, said
from regard.web.surveys.models import Survey
from regard.web.workspaces.tenancy import TenantQuerySet


@dataclass(frozen=True)
class Row:
    """A survey in the list; without a number nothing of it was published."""

    survey: Survey
    number: int | None
    is_closed: bool


def rows(surveys: TenantQuerySet) -> list[Row]:
    """The surveys with the number of the version that is asked today."""
    numbered = surveys.annotate(number=Max("versions__number"))
    return [Row(survey, survey.number, hasattr(survey, "closure")) for survey in numbered]


def questions_of(instrument: Instrument) -> list[tuple[str, str]]:
    """The kind and the text of each question, in the reader's language if it is asked in it."""
    language = (get_language() or "en").lower()
    return [(str(one.kind), said(one.text, language)) for one in instrument.questions.values()]
