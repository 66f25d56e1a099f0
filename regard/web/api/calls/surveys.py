"""Surveys from the template to the closure, and the addresses under which they are answered."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from ninja import Router

from regard.instruments.definition import Instrument
from regard.instruments.templates import templates
from regard.web.accounts.models import User
from regard.web.answering.entering import hashed
from regard.web.answering.linking import close_link, make_link
from regard.web.answering.models import Link
from regard.web.api.calls import finding
from regard.web.api.calls.acting import acted, changed
from regard.web.api.calls.finding import survey_of
from regard.web.api.entering import Answer, allowed
from regard.web.api.paging import Cursor, Limit, listed
from regard.web.api.refusing import Refused
from regard.web.api.shapes_strict import NewDraft, NewLink, NewLinks, NewSurvey
from regard.web.api.shown import DraftShown, LinkShown, Page, SurveyShown, Templates, TemplateShown, UrlsShown
from regard.web.api.tokens import Scope
from regard.web.contacts.inviting import one_use_tokens, token_of
from regard.web.contacts.models import Invitation
from regard.web.surveys import making, publishing
from regard.web.surveys.models import Survey
from regard.web.workspaces.auditing import record_event

router = Router(tags=["surveys"])


@router.get("/templates", response=Templates)
@allowed(Scope.SURVEYS_READ)
def list_templates(request: HttpRequest) -> Answer:
    """The surveys that are ready to be asked."""
    return 200, {"data": [TemplateShown.of(one).dumped() for one in templates().values()]}


@router.get("/surveys", response=Page[SurveyShown])
@allowed(Scope.SURVEYS_READ)
def list_surveys(request: HttpRequest, cursor: Cursor = "", limit: Limit = 50) -> Answer:
    """Every survey, with the questions that it asks today."""
    return listed(Survey.objects.select_related("closure"), SurveyShown.of, cursor=cursor, limit=limit)


@router.post("/surveys", response={201: SurveyShown})
@allowed(Scope.SURVEYS_WRITE)
def add_survey(request: HttpRequest, new: NewSurvey) -> Answer:
    """Begin a survey as a draft: from a template, or from the content that a draft has."""

    def made(by: User, at: datetime) -> SurveyShown:
        if new.template is not None:
            return SurveyShown.of(making.make(new.template, name=new.name, by=by, at=at))
        instrument = Instrument.from_content(new.content)
        kind = instrument.kind or "own"
        return SurveyShown.of(making.begin(instrument, kind=kind, name=new.name, by=by, at=at))

    return acted(request, made, status=201)


@router.get("/surveys/{survey_id}", response=SurveyShown)
@allowed(Scope.SURVEYS_READ)
def one_survey(request: HttpRequest, survey_id: UUID) -> Answer:
    """One survey, with the questions that it asks today."""
    return 200, SurveyShown.of(survey_of(survey_id)).dumped()


@router.get("/surveys/{survey_id}/draft", response=DraftShown)
@allowed(Scope.SURVEYS_READ)
def one_draft(request: HttpRequest, survey_id: UUID) -> Answer:
    """The draft in Regard's own JSON, with what stands against publishing it."""
    return 200, DraftShown.of(survey_of(survey_id)).dumped()


@router.put("/surveys/{survey_id}/draft", response=DraftShown)
@allowed(Scope.SURVEYS_WRITE)
def change_draft(request: HttpRequest, survey_id: UUID, new: NewDraft) -> Answer:
    """Keep another draft; 409 where somebody saved one since the `number` that you have seen."""

    def saved(by: User, at: datetime) -> DraftShown:
        survey = survey_of(survey_id)
        making.save_draft(survey, new.content, seen=new.number, by=by, at=at)
        return DraftShown.of(survey)

    return acted(request, saved)


@router.post("/surveys/{survey_id}/publication", response=SurveyShown)
@allowed(Scope.SURVEYS_WRITE)
def publish(request: HttpRequest, survey_id: UUID) -> Answer:
    """Let the draft be asked from now on. A published version never changes."""
    return changed(request, finding.surveys(), survey_id, publishing.publish, SurveyShown.of)


@router.post("/surveys/{survey_id}/closure", response=SurveyShown)
@allowed(Scope.SURVEYS_WRITE)
def close(request: HttpRequest, survey_id: UUID) -> Answer:
    """Take no more answers; those already given stay."""
    return changed(request, finding.surveys(), survey_id, publishing.close, SurveyShown.of)


@router.delete("/surveys/{survey_id}/closure", response=SurveyShown)
@allowed(Scope.SURVEYS_WRITE)
def open_again(request: HttpRequest, survey_id: UUID) -> Answer:
    """Take answers again."""
    return changed(request, finding.surveys(), survey_id, publishing.open_again, SurveyShown.of)


@router.get("/surveys/{survey_id}/links", response=Page[LinkShown], tags=["links"])
@allowed(Scope.SURVEYS_READ)
def list_links(request: HttpRequest, survey_id: UUID, cursor: Cursor = "", limit: Limit = 50) -> Answer:
    """The addresses under which anybody answers; of a widget that of its script."""
    rows = Link.objects.filter(survey=survey_of(survey_id)).select_related("widget")
    return listed(rows, LinkShown.of, cursor=cursor, limit=limit)


@router.post("/surveys/{survey_id}/links", response={201: LinkShown}, tags=["links"])
@allowed(Scope.LINKS_WRITE)
def add_link(request: HttpRequest, survey_id: UUID, new: NewLink) -> Answer:
    """One more address; its answers are counted apart."""

    def made(by: User, at: datetime) -> LinkShown:
        return LinkShown.of(make_link(survey_of(survey_id), name=new.name, kind=new.kind, by=by, at=at))

    return acted(request, made, status=201)


@router.post("/links/{link_id}/closure", response=LinkShown, tags=["links"])
@allowed(Scope.LINKS_WRITE)
def close_one(request: HttpRequest, link_id: UUID) -> Answer:
    """Take no more answers by this address."""
    return changed(request, Link.objects.select_related("widget"), link_id, close_link, LinkShown.of)


@router.post("/surveys/{survey_id}/one-use-links", response={201: UrlsShown}, tags=["links"])
@allowed(Scope.LINKS_WRITE)
def add_one_use_links(request: HttpRequest, survey_id: UUID, new: NewLinks) -> Answer:
    """Addresses that take one answer each, for whoever gets them."""

    def made(by: User, at: datetime) -> UrlsShown:
        survey = survey_of(survey_id)
        if hasattr(survey, "closure"):
            raise Refused(409, "this survey takes no more answers")
        tokens = one_use_tokens(survey, count=new.count, language=new.language, at=at)
        record_event("links.made", by=by, at=at, subject=survey.name, count=len(tokens))
        return UrlsShown(urls=[hashed(one) for one in tokens])  # kept for a repeated call: no link among it

    status, kept = acted(request, made, status=201)
    rows = {row.token_hash: row for row in Invitation.objects.filter(token_hash__in=kept["urls"])}
    tokens = [token_of(rows[one]) for one in kept["urls"]]
    return status, {"urls": [settings.PUBLIC_URL + reverse("answer:invited", args=[one]) for one in tokens]}
