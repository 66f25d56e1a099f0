"""The HTTP API, version 1: its rooms, and what it says when it refuses."""

from typing import Any

from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema

from regard.contacting.audiences import UnfitRule
from regard.instruments.answers import UnfitAnswer
from regard.instruments.definition import UnfitInstrument
from regard.web.answering.entering import Gone
from regard.web.answering.recording import KeyUsedAgain
from regard.web.answering.writing import Busy
from regard.web.api.calls import (
    campaigns,
    events,
    feedback,
    invitations,
    people,
    responses,
    results,
    surveys,
    webhooks,
)
from regard.web.api.entering import Bearer, limits_shown
from regard.web.api.reading import Strictly
from regard.web.api.refusing import Refused, described, problem
from regard.web.contacts.campaigning import NotStartable
from regard.web.contacts.happening import UnfitHappening
from regard.web.contacts.inviting import NothingPublished
from regard.web.contacts.preferring import UnfitPreference
from regard.web.contacts.suppressing import NotOurs
from regard.web.outbound import RefusedAddress
from regard.web.surveys.making import DraftWasChanged, UnknownTemplate
from regard.web.surveys.publishing import NotPublishable

ROOMS = (feedback, surveys, responses, results, campaigns, invitations, people, events, webhooks)


class Api(NinjaAPI):
    """Every answer says how many calls are left; the description names every way to be refused."""

    def create_response(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return limits_shown(request, super().create_response(request, *args, **kwargs))

    def get_openapi_schema(self, **kwargs: Any) -> OpenAPISchema:
        return described(super().get_openapi_schema(**kwargs))


api = Api(
    title="Regard",
    version="1",
    description="Ask, hand in feedback, answers and events, read what was said and what it comes to.",
    urls_namespace="v1",
    docs_url=None,
    openapi_url="openapi.json",
    auth=Bearer(),
    parser=Strictly(),
)
for room in ROOMS:
    api.add_router("", room.router)


def _refuse(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
    return limits_shown(request, problem(_as_refused(error)))


def _as_refused(error: Exception | type[Exception]) -> Refused:
    match error:
        case Refused():
            return error
        case ValidationError():
            return Refused(422, errors=[_place(one) for one in error.errors])
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
        case NothingPublished():
            return Refused(409, "nothing was published of this survey yet")
        case NotStartable():
            return Refused(409, f"the campaign cannot be started: {error}")
        case NotOurs():
            return Refused(409, "only the person behind this address takes it back")
        case DraftWasChanged():
            return Refused(409, "somebody saved another draft since the number that you have seen")
    if errors := _places(error):
        return Refused(422, errors=errors)
    return Refused(400, "the body is not the JSON that this takes")


def _places(error: Exception | type[Exception]) -> list[dict[str, str]]:
    """Where what was handed in does not fit its room, and why."""
    match error:
        case UnfitAnswer():
            return [{"path": f"body.values.{error.path}", "code": error.code}]
        case UnfitHappening():
            return [{"path": f"body.{error.path}", "code": error.reason}]
        case UnfitRule():
            return [{"path": error.path, "code": error.reason}]
        case UnfitInstrument():
            return [{"path": f"body.content.{error.path}".rstrip("."), "code": error.reason}]
        case NotPublishable():
            return [{"path": f"draft.{one.path}", "code": one.code} for one in error.problems]
        case UnknownTemplate():
            return [{"path": "body.template", "code": "unknown; GET /templates lists them"}]
        case UnfitPreference():
            return [{"path": "body.channels_off", "code": str(error)}]
        case RefusedAddress():
            return [{"path": "body.url", "code": "not a public https address"}]
    return []


def _place(one: dict[str, Any]) -> dict[str, str]:
    """Where it does not fit, and why: without what was sent."""
    parts = [str(part) for part in one["loc"]]
    inside = parts[:1] + parts[2:] if parts[:1] == ["body"] else parts
    return {"path": ".".join(inside), "code": str(one["msg"])}


for kind in (
    Refused, ValidationError, UnfitAnswer, UnfitHappening, KeyUsedAgain, AuthenticationError, Http404, Gone,
    Busy, OperationalError, HttpError, UnfitRule, UnfitInstrument, NotPublishable, NotStartable,
    NothingPublished, UnfitPreference, UnknownTemplate, DraftWasChanged, RefusedAddress,
    NotOurs,
):  # fmt: skip
    api.add_exception_handler(kind, _refuse)
