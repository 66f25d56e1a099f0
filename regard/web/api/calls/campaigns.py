"""Whom to ask and how: audiences, and the campaigns that ask them."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from regard.contacting.audiences import Rule
from regard.web.accounts.models import User
from regard.web.api.calls.acting import acted, changed
from regard.web.api.calls.finding import found, survey_of
from regard.web.api.entering import Answer, allowed
from regard.web.api.paging import Cursor, Limit, listed
from regard.web.api.shapes_strict import NewAudience, NewCampaign
from regard.web.api.shown import Page
from regard.web.api.shown_people import AudienceShown, CampaignShown
from regard.web.api.tokens import Scope
from regard.web.contacts import campaigning
from regard.web.contacts.models import Audience, Campaign

router = Router(tags=["campaigns"])


@router.get("/audiences", response=Page[AudienceShown])
@allowed(Scope.CAMPAIGNS_READ)
def list_audiences(request: HttpRequest, cursor: Cursor = "", limit: Limit = 50) -> Answer:
    """Rules over what is known of customers: who may be asked."""
    return listed(Audience.objects, AudienceShown.of, cursor=cursor, limit=limit)


@router.post("/audiences", response={201: AudienceShown})
@allowed(Scope.CAMPAIGNS_WRITE)
def add_audience(request: HttpRequest, new: NewAudience) -> Answer:
    """One more audience; an empty rule is everybody."""

    def made(by: User, at: datetime) -> AudienceShown:
        rule = Rule.from_content(new.rule, path="body.rule").to_content()
        return AudienceShown.of(
            Audience.objects.create(name=new.name, rule=rule, created_at=at, created_by=by)
        )

    return acted(request, made, status=201)


@router.get("/audiences/{audience_id}", response=AudienceShown)
@allowed(Scope.CAMPAIGNS_READ)
def one_audience(request: HttpRequest, audience_id: UUID) -> Answer:
    """One audience."""
    return 200, AudienceShown.of(found(Audience.objects, audience_id)).dumped()


@router.get("/campaigns", response=Page[CampaignShown])
@allowed(Scope.CAMPAIGNS_READ)
def list_campaigns(request: HttpRequest, cursor: Cursor = "", limit: Limit = 50) -> Answer:
    """Every campaign, whether it asks or not."""
    return listed(Campaign.objects, CampaignShown.of, cursor=cursor, limit=limit)


@router.post("/campaigns", response={201: CampaignShown})
@allowed(Scope.CAMPAIGNS_WRITE)
def add_campaign(request: HttpRequest, new: NewCampaign) -> Answer:
    """Plan a campaign; nobody is asked before it is started."""

    def made(_by: User, at: datetime) -> CampaignShown:
        survey = survey_of(new.survey_id)
        audience = found(Audience.objects, new.audience_id) if new.audience_id else None
        columns = new.model_dump(exclude={"survey_id", "audience_id"})
        row = Campaign.objects.create(survey=survey, audience=audience, created_at=at, **columns)
        return CampaignShown.of(row)

    return acted(request, made, status=201)


@router.get("/campaigns/{campaign_id}", response=CampaignShown)
@allowed(Scope.CAMPAIGNS_READ)
def one_campaign(request: HttpRequest, campaign_id: UUID) -> Answer:
    """One campaign."""
    return 200, CampaignShown.of(found(Campaign.objects, campaign_id)).dumped()


@router.post("/campaigns/{campaign_id}/start", response=CampaignShown)
@allowed(Scope.CAMPAIGNS_WRITE)
def start(request: HttpRequest, campaign_id: UUID) -> Answer:
    """Let it ask; 409 where its survey is unpublished or closed, or its last day has passed."""
    rows = Campaign.objects.select_related("survey", "survey__closure")
    return changed(request, rows, campaign_id, campaigning.start, CampaignShown.of)


@router.post("/campaigns/{campaign_id}/stop", response=CampaignShown)
@allowed(Scope.CAMPAIGNS_WRITE)
def stop(request: HttpRequest, campaign_id: UUID) -> Answer:
    """Ask nobody more; what was not sent yet is taken back."""
    return changed(request, Campaign.objects, campaign_id, campaigning.stop, CampaignShown.of)
