"""A draft becomes a version that never changes; a survey is closed and opened again."""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from regard.instruments.definition import Instrument
from regard.instruments.problems import Problem, problems
from regard.web.accounts.models import User
from regard.web.surveys.models import Closure, Survey, Version
from regard.web.workspaces.auditing import record_event
from regard.web.workspaces.outbox import announce


class NotPublishable(ValueError):
    """What stands against it, as `problems`."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(f"{one.path}: {one.code}" for one in problems))
        self.problems = problems


def publish(survey: Survey, *, by: User, at: datetime) -> Version:
    """The draft as the next version; the version of today where nothing changed. Raises NotPublishable."""
    found = Instrument.from_content(survey.draft)
    if against := [one for one in problems(found) if not one.is_hint]:
        raise NotPublishable(against)
    content = found.to_content()
    digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
    with transaction.atomic():
        Survey.objects.select_for_update().get(pk=survey.pk)  # one number after the other
        last: Version | None = survey.versions.order_by("-number").first()
        if last and last.digest == digest:
            return last
        version: Version = Version.objects.create(
            survey=survey,
            number=last.number + 1 if last else 1,
            content=content,
            digest=digest,
            published_at=at,
            published_by=by,
        )
        announce("survey.published", content=_told(survey, version.number), by=by, at=at, subject=survey.name)
    survey.__dict__.pop("latest", None)
    return version


def close(survey: Survey, *, by: User, at: datetime) -> None:
    """Take no more answers; those already given stay."""
    with transaction.atomic():
        _closure, is_new = Closure.objects.get_or_create(
            survey=survey, defaults={"closed_at": at, "closed_by": by}
        )
        if is_new:
            latest = survey.latest
            told = _told(survey, latest.number if latest else None)
            announce("survey.closed", content=told, by=by, at=at, subject=survey.name)


def _told(survey: Survey, number: int | None) -> dict[str, Any]:
    """What webhooks are told of a survey."""
    return {"id": str(survey.pk), "name": survey.name, "version": number}


def open_again(survey: Survey, *, by: User, at: datetime) -> None:
    """Take answers again."""
    with transaction.atomic():
        gone, _rows = Closure.objects.filter(survey=survey).delete()
        if gone:
            record_event("survey.opened_again", by=by, at=at, subject=survey.name)
