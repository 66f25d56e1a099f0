"""The HTTP API, version 1: what each address takes and gives."""

from typing import Any, cast
from uuid import UUID

from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from regard.instruments.answers import UnfitAnswer, checked_all
from regard.instruments.definition import Instrument, asked
from regard.web.answering.entering import Entry, Gone
from regard.web.answering.keys import Key
from regard.web.answering.models import Response
from regard.web.answering.recording import Given, KeyUsedAgain, submit
from regard.web.answering.writing import Busy
from regard.web.api.entering import Answer, Bearer, CallRequest, allowed, limits_shown, once
from regard.web.api.paging import page
from regard.web.api.reading import Strictly
from regard.web.api.records import take, told
from regard.web.api.refusing import Refused, problem
from regard.web.api.shapes import FeedbackRecord, Said, Told
from regard.web.api.telling import response_told, survey_told
from regard.web.api.tokens import Scope
from regard.web.contacts.happening import UnfitHappening, happen
from regard.web.customers.matching import Person
from regard.web.feedback import models as feedback
from regard.web.surveys.models import Survey


class Api(NinjaAPI):
    """Every answer says how many calls are left."""

    def create_response(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return limits_shown(request, super().create_response(request, *args, **kwargs))


api = Api(
    title="Regard",
    version="1",
    description="Hand in feedback, answers and events; read surveys and what was said.",
    urls_namespace="v1",
    docs_url=None,
    openapi_url="openapi.json",
    auth=Bearer(),
    parser=Strictly(),
)
Listed = dict[str, Any]


def _listed(rows: list[dict[str, Any]], cursor: str | None) -> Answer:
    return 200, {"data": rows, "next_cursor": cursor}


@api.post("/feedback-records", response={200: Listed, 201: Listed}, tags=["feedback"])
@allowed(Scope.FEEDBACK_WRITE)
def add_feedback(request: HttpRequest, record: FeedbackRecord) -> Answer:
    """Hand in one answered field, as Formbricks Hub takes it. The same again is 200; another value is 409."""
    return once(request, lambda: take(record, at=timezone.now()))


@api.get("/feedback-records", response=Listed, tags=["feedback"])
@allowed(Scope.FEEDBACK_READ)
def list_feedback(request: HttpRequest, cursor: str = "", limit: int = 50) -> Answer:
    """What customers said, field by field, the oldest first."""
    rows = feedback.Answer.objects.select_related("feedback__source")
    found, following = page(rows, cursor=cursor, limit=limit)
    return _listed([told(one.feedback, one) for one in found], following)


@api.post("/events", response={202: Listed}, tags=["events"])
@allowed(Scope.EVENTS_WRITE)
def add_event(request: HttpRequest, event: Told) -> Answer:
    """Something happened with a customer: a campaign may ask them about it, or there is a reason why not."""
    return once(request, lambda: _happened(event))


def _happened(event: Told) -> Answer:
    now, who = timezone.now(), event.customer
    person = Person(
        external_id=who.id, email=who.email, name=who.name, account=who.account, segment=who.segment
    )
    kept = happen(
        event.kind, key=event.key, person=person, at=event.at or now, now=now, context=event.context
    )
    return 202, {"id": str(kept.pk), "kind": kept.kind, "key": kept.key, "at": kept.at.isoformat()}


@api.get("/surveys", response=Listed, tags=["surveys"])
@allowed(Scope.SURVEYS_READ)
def list_surveys(request: HttpRequest, cursor: str = "", limit: int = 50) -> Answer:
    """Every survey, with the questions that it asks today."""
    found, following = page(Survey.objects.select_related("closure"), cursor=cursor, limit=limit)
    return _listed([survey_told(one) for one in found], following)


@api.get("/surveys/{survey_id}", response=Listed, tags=["surveys"])
@allowed(Scope.SURVEYS_READ)
def one_survey(request: HttpRequest, survey_id: UUID) -> Answer:
    """One survey, with the questions that it asks today."""
    return 200, survey_told(_survey(survey_id))


@api.get("/surveys/{survey_id}/responses", response=Listed, tags=["surveys"])
@allowed(Scope.RESPONSES_READ)
def list_responses(request: HttpRequest, survey_id: UUID, cursor: str = "", limit: int = 50) -> Answer:
    """The answers of a survey as they stand now, the oldest first."""
    rows = Response.objects.filter(survey=_survey(survey_id)).select_related("version")
    found, following = page(rows, cursor=cursor, limit=limit)
    return _listed([response_told(one) for one in found], following)


@api.post("/surveys/{survey_id}/responses", response={201: Listed}, tags=["surveys"])
@allowed(Scope.RESPONSES_WRITE)
def add_response(request: HttpRequest, survey_id: UUID, said: Said) -> Answer:
    """Hand in the answers of one person; nobody is named by it. It takes an `Idempotency-Key`."""
    key, token = request.headers.get("Idempotency-Key", ""), cast(CallRequest, request).auth
    if not key:
        raise Refused(400, "this call takes an Idempotency-Key, so that it can be repeated safely")
    return once(request, lambda: _answered(_survey(survey_id), said, f"api:{token.pk}:{key}"))


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
    return 201, response_told(submit(entry, given, key=Key(key, now), at=now))


def _judge_whole(instrument: Instrument, values: dict[str, Any]) -> None:
    """An answer that is handed in is whole: what is required is there."""
    known = checked_all(instrument, values)
    for name, question in asked(instrument, known).items():
        if question.is_required and name not in known:
            raise UnfitAnswer(name, "required")


def _survey(survey_id: UUID) -> Survey:
    rows = Survey.objects.select_related("workspace", "source", "closure")
    found: Survey | None = rows.filter(pk=survey_id).first()
    if found is None:
        raise Http404
    return found


def _refuse(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
    return limits_shown(request, problem(_as_refused(error)))


def _as_refused(error: Exception | type[Exception]) -> Refused:
    match error:
        case Refused():
            return error
        case ValidationError():
            return Refused(422, errors=[_place(one) for one in error.errors])
        case UnfitAnswer():
            return Refused(422, errors=[{"path": f"body.values.{error.path}", "code": error.code}])
        case UnfitHappening():
            return Refused(422, errors=[{"path": f"body.{error.path}", "code": error.reason}])
        case KeyUsedAgain():
            return Refused(422, "this Idempotency-Key was used with another content")
        case AuthenticationError():
            return Refused(401)
        case Http404():
            return Refused(404)
        case Gone():
            return Refused(410)
        case Busy() | OperationalError():
            return Refused(503, after=2)
    return Refused(400, "the body is not the JSON that this takes")


def _place(one: dict[str, Any]) -> dict[str, str]:
    """Where it does not fit, and why: without what was sent."""
    parts = [str(part) for part in one["loc"]]
    inside = parts[:1] + parts[2:] if parts[:1] == ["body"] else parts
    return {"path": ".".join(inside), "code": str(one["msg"])}


for kind in (
    Refused, ValidationError, UnfitAnswer, UnfitHappening, KeyUsedAgain, AuthenticationError, Http404, Gone,
    Busy, OperationalError, HttpError,
):  # fmt: skip
    api.add_exception_handler(kind, _refuse)
