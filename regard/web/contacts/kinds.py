"""What a survey is to the rules: all that it measures, however it was made and whatever it is called."""

from collections.abc import Iterable
from uuid import UUID

from regard.instruments.definition import Instrument
from regard.web.surveys.models import Survey, Version


def kinds_of(survey: Survey) -> str:
    """What the version that is asked today measures ("csat nps"), in the order in which it is asked.

    A survey that measures nothing is of the kind of the template that it was made from.
    """
    version = survey.latest
    return kinds_in(version.instrument, survey.kind) if version else survey.kind


def kinds_in(instrument: Instrument, made_from: str) -> str:
    """The same of one instrument."""
    found = (one.measures for one in instrument.questions.values())
    return " ".join(dict.fromkeys(filter(None, found))) or made_from


def kinds_by_version(versions: Iterable[UUID]) -> dict[UUID, str]:
    """The same of versions by their ids, asked at once."""
    ids = set(versions)
    rows = Version.objects.filter(pk__in=ids).select_related("survey") if ids else ()
    return {row.pk: kinds_in(row.instrument, row.survey.kind) for row in rows}
