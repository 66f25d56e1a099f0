"""Surveys and their answers as the API shows them."""

from typing import Any

from regard.instruments.questions import Question
from regard.web.answering.models import Response
from regard.web.surveys.models import Survey


def survey_told(survey: Survey) -> dict[str, Any]:
    """A survey with the questions of the version that is asked."""
    version = survey.latest
    return {
        "id": str(survey.pk),
        "name": survey.name,
        "kind": survey.kind,
        "version": version.number if version else None,
        "is_closed": hasattr(survey, "closure"),
        "languages": list(version.instrument.languages) if version else [],
        "questions": [_question(one) for one in version.instrument.questions.values()] if version else [],
        "created_at": survey.created_at.isoformat(),
    }


def _question(question: Question) -> dict[str, Any]:
    scale = question.scale
    return {
        "id": question.id,
        "kind": str(question.kind),
        "text": question.text,
        "is_required": question.is_required,
        "options": [one.id for one in question.options],
        "rows": [one.id for one in question.rows],
        "scale": {"low": scale.low, "high": scale.high} if scale else None,
    }


def response_told(response: Response) -> dict[str, Any]:
    """An answer as it stands now."""
    return {
        "id": str(response.pk),
        "survey_id": str(response.survey_id),
        "version": response.version.number,
        "state": str(response.state),
        "channel": str(response.channel),
        "language": response.language,
        "segment": response.segment,
        "customer_id": str(response.customer_id) if response.customer_id else None,
        "values": response.values,
        "number": response.number,
        "started_at": response.started_at.isoformat(),
        "first_at": response.first_at.isoformat(),
        "last_at": response.last_at.isoformat(),
        "completed_at": response.completed_at.isoformat() if response.completed_at else None,
    }
