"""The answers of a survey: read as far as a token may, and handed in."""

from typing import Any, cast
from uuid import UUID

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Router

from regard.instruments.answers import UnfitAnswer, checked_all
from regard.instruments.definition import Instrument, asked
from regard.web.answering.entering import Entry, Gone
from regard.web.answering.keys import Key
from regard.web.answering.models import Response
from regard.web.answering.recording import Given, submit
from regard.web.api.calls.finding import found, survey_of
from regard.web.api.entering import Answer, CallRequest, allowed, once
from regard.web.api.paging import Cursor, Limit, listed
from regard.web.api.refusing import Refused
from regard.web.api.shapes_strict import Said
from regard.web.api.shown import Page, ResponseShown, TakenShown
from regard.web.api.tokens import Scope
from regard.web.results.exporting import Answers, answers_of
from regard.web.surveys.models import Survey

router = Router(tags=["responses"])


@router.get("/surveys/{survey_id}/responses", response=Page[ResponseShown])
@allowed(Scope.RESPONSES_READ)
def list_responses(request: HttpRequest, survey_id: UUID, cursor: Cursor = "", limit: Limit = 50) -> Answer:
    """The answers of a survey as they stand now, the oldest first; who gave them with `customers:read`.

    Of an anonymous survey the order tells nothing, and below five answers there are none.
    """
    answers = _seen(request, survey_of(survey_id))
    by = "key_hash" if answers.is_anonymous else "pk"
    told = lambda one: ResponseShown.of(one, answers)  # noqa: E731
    return listed(answers.records, told, cursor=cursor, limit=limit, by=by)


@router.get("/responses/{response_id}", response=ResponseShown)
@allowed(Scope.RESPONSES_READ)
def one_response(request: HttpRequest, response_id: UUID) -> Answer:
    """One answer as it stands now; 404 in an anonymous survey."""
    survey = found(Response.objects, response_id).survey
    answers = _seen(request, survey)
    if answers.is_anonymous:
        raise Http404
    return 200, ResponseShown.of(found(answers.records, response_id), answers).dumped()


def _seen(request: HttpRequest, survey: Survey) -> Answers:
    token = cast(CallRequest, request).auth
    is_named = Scope.CUSTOMERS_READ in token.scopes
    return answers_of(survey, token.workspace, language="en", personal=is_named, about=[])


@router.post("/surveys/{survey_id}/responses", response={201: TakenShown})
@allowed(Scope.RESPONSES_WRITE)
def add_response(request: HttpRequest, survey_id: UUID, said: Said) -> Answer:
    """Hand in the answers of one person; nobody is named by it. It takes an `Idempotency-Key`."""
    key, token = request.headers.get("Idempotency-Key", ""), cast(CallRequest, request).auth
    if not key:
        raise Refused(400, "this call takes an Idempotency-Key, so that it can be repeated safely")
    return once(request, lambda: _answered(survey_of(survey_id), said, f"api:{token.pk}:{key}"))


def _answered(survey: Survey, said: Said, key: str) -> Answer:
    version, now = survey.latest, timezone.now()
    if version is None:
        raise Http404
    if hasattr(survey, "closure"):
        raise Gone
    languages = version.instrument.languages
    language = said.language or languages[0]
    if language not in languages:
        raise Refused(422, errors=[{"path": "body.language", "code": "one of " + ", ".join(languages)}])
    _judge_whole(version.instrument, said.values)
    given = Given(said.values, language, signals={"agent": "api"})
    entry = Entry(survey.workspace, survey, version)
    return 201, TakenShown.of(submit(entry, given, key=Key(key, now), at=now)).dumped()


def _judge_whole(instrument: Instrument, values: dict[str, Any]) -> None:
    """An answer that is handed in is whole: what is required is there."""
    known = checked_all(instrument, values)
    for name, question in asked(instrument, known).items():
        if question.is_required and name not in known:
            raise UnfitAnswer(name, "required")
