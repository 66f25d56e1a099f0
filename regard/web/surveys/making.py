"""How a survey begins: from a template, with a source of its own for the answers."""

from datetime import datetime
from typing import Any

from django.db import transaction
from uuid_utils.compat import uuid7

from regard.instruments.definition import Instrument
from regard.instruments.templates import templates
from regard.web.accounts.models import User
from regard.web.feedback.models import Kind, Source
from regard.web.surveys.models import Survey
from regard.web.workspaces.auditing import record_event


class UnknownTemplate(ValueError):
    """There is no template of this key."""


class DraftWasChanged(ValueError):
    """Somebody else has saved the draft since it was shown."""


def make(template: str, *, name: str, by: User, at: datetime) -> Survey:
    """A survey whose draft is the template. Raises UnknownTemplate."""
    if template not in templates():
        raise UnknownTemplate(template)
    return begin(templates()[template].make(), kind=template, name=name, by=by, at=at)


def begin(instrument: Instrument, *, kind: str, name: str, by: User, at: datetime) -> Survey:
    """A survey with this instrument as its draft; `kind` says what it was made from."""
    pk = uuid7()
    with transaction.atomic():
        source = Source.objects.create(
            key=f"survey-{pk}", name=name, kind=Kind.SURVEY_RESPONSE, created_at=at
        )
        survey: Survey = Survey.objects.create(
            pk=pk,
            source=source,
            name=name,
            kind=kind,
            draft=instrument.to_content(),
            created_at=at,
            created_by=by,
        )
        record_event("survey.made", by=by, at=at, subject=name, template=kind)
    return survey


def save_draft(survey: Survey, content: Any, *, seen: int, by: User, at: datetime) -> None:
    """Keep the draft as it is written now; `seen` is the draft_number that the writer started from.

    Raises UnfitInstrument for what cannot be asked, DraftWasChanged where somebody was faster.
    """
    Instrument.from_content(content)
    with transaction.atomic():
        mine = Survey.objects.filter(pk=survey.pk, draft_number=seen)
        if not mine.update(draft=content, draft_number=seen + 1):
            raise DraftWasChanged(survey.name)
        record_event("survey.draft", by=by, at=at, subject=survey.name, number=seen + 1)
    survey.draft, survey.draft_number = content, seen + 1
