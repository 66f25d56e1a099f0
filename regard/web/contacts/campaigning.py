"""A campaign runs from the moment somebody starts it until it is over or somebody stops it."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from regard.contacting.audiences import Rule
from regard.contacting.drawing import Demand
from regard.contacting.rules import Ask
from regard.web.accounts.models import User
from regard.web.contacts.kinds import kinds_of
from regard.web.contacts.models import Campaign, ContactEvent, ContactKind, Outcome, Trigger
from regard.web.workspaces.outbox import announce
from regard.web.workspaces.tenancy import TenantQuerySet

WAVE = timedelta(days=180)
"""A campaign without an end gives everybody another number after this time."""


class NotStartable(ValueError):
    """Why a campaign cannot be started, as one word."""


def start(campaign: Campaign, *, by: User, at: datetime) -> None:
    """Let it ask. Raises NotStartable."""
    if campaign.survey.latest is None:
        raise NotStartable("unpublished")
    if hasattr(campaign.survey, "closure"):
        raise NotStartable("closed")
    if campaign.ends_at and campaign.ends_at <= at:
        raise NotStartable("over")
    with transaction.atomic():
        begun = Campaign.objects.filter(pk=campaign.pk, started_at=None)
        if begun.update(started_at=at, started_by=by):
            announce("campaign.started", content=_told(campaign), by=by, at=at, subject=campaign.name)
            campaign.started_at = at


def stop(campaign: Campaign, *, by: User | None, at: datetime, takes_back: bool = True) -> None:
    """Ask nobody more, and give everybody who was not asked a reason.

    What is on its way and not sent yet is taken back, but where the campaign has simply asked everybody.
    """
    from regard.web.contacts.drawing import close_the_books

    with transaction.atomic():
        running = Campaign.objects.filter(pk=campaign.pk, stopped_at=None).exclude(started_at=None)
        if not running.update(stopped_at=at, stopped_by=by):
            return
        close_the_books(campaign, at=at, takes_back=takes_back)
        announce("campaign.stopped", content=_told(campaign), by=by, at=at, subject=campaign.name)
    campaign.stopped_at = at


def _told(campaign: Campaign) -> dict[str, Any]:
    """What webhooks are told of a campaign."""
    return {"id": str(campaign.pk), "name": campaign.name, "survey_id": str(campaign.survey_id)}


def running(at: datetime) -> TenantQuerySet:
    """The campaigns that may ask now, with their survey and audience."""
    rows: TenantQuerySet = Campaign.objects.filter(stopped_at=None, started_at__lte=at)
    rows = rows.exclude(starts_at__gt=at).select_related("survey", "survey__closure", "audience")
    return rows.order_by("priority", "pk")


def wave_of(campaign: Campaign, *, at: datetime) -> tuple[int, datetime]:
    """The number of the wave that runs now, and when it began."""
    begun: datetime = max(filter(None, (campaign.started_at, campaign.starts_at)))
    if campaign.trigger != Trigger.ROLLING or campaign.ends_at:
        return 0, begun
    place = max((at - begun) // WAVE, 0)
    return place, begun + place * WAVE


def demand_of(campaign: Campaign, *, at: datetime) -> Demand:
    """The campaign as the draw reads it, with those that it has asked in this wave."""
    place, since = wave_of(campaign, at=at)
    asked = campaign.invitations.filter(created_at__gte=since).exclude(customer=None)
    return Demand(
        key=str(campaign.pk),
        ask=Ask(str(campaign.survey_id), kinds_of(campaign.survey), campaign.channel),
        whom=rule_of(campaign),
        priority=campaign.priority,
        reserved=campaign.reserved,
        planned=campaign.planned,
        most=campaign.per_day,
        shares=campaign.shares,
        seed=f"{campaign.pk}/{place}",
        done=frozenset(str(pk) for pk in asked.values_list("customer_id", flat=True)),
    )


def rule_of(campaign: Campaign) -> Rule:
    """Who belongs to it."""
    return Rule.from_content(campaign.audience.rule) if campaign.audience else Rule()


def line(campaign: Campaign, customer: Any, account: Any, *, at: datetime, **more: Any) -> ContactEvent:
    """A line of the ledger that says why somebody was not asked; not written yet."""
    return ContactEvent(
        customer_id=customer,
        account_id=account,
        survey_id=campaign.survey_id,
        campaign=campaign,
        survey_kind=kinds_of(campaign.survey),
        channel=campaign.channel,
        kind=ContactKind.ASK,
        outcome=Outcome.NOT_SENT,
        at=at,
        **more,
    )
