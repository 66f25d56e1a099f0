"""The shapes of what is given of people: who they are, whom to ask, who was asked, who was not and why."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Case, OuterRef, Subquery, When

from regard.web.api.shown import Shown
from regard.web.contacts.models import (
    Audience,
    Campaign,
    ContactEvent,
    Happening,
    Invitation,
    Outcome,
    Preference,
    Suppression,
)
from regard.web.customers import owning
from regard.web.customers.models import Customer
from regard.web.workspaces.tenancy import TenantQuerySet


def _id(pk: Any) -> str | None:
    return str(pk) if pk else None


class CustomerShown(Shown):
    """A customer; `external_id` is yours, or their e-mail where you gave none.

    `owner` is the e-mail address of the member who looks after their company, or after them where they have
    none; empty for nobody.
    """

    id: str
    external_id: str
    name: str
    email: str
    account: str
    segment: str
    language: str
    lifecycle_stage: str
    since: datetime | None
    monthly_revenue: Decimal | None
    currency: str
    attributes: dict[str, Any]
    owner: str

    @classmethod
    def of(cls, row: Customer) -> "CustomerShown":
        """A customer of those that `told` tells."""
        other = ("id", "account", "owner")
        same = {name: getattr(row, name) for name in cls.model_fields if name not in other}
        account = row.account.external_id if row.account else ""
        return cls(id=str(row.pk), account=account, owner=row.owner or "", **same)  # type: ignore[attr-defined]

    @staticmethod
    def told() -> TenantQuerySet:
        """All customers, each with their company and their owner."""
        of_account, of_person = (
            Subquery(owning.now().filter(**whom).values("member__user__email")[:1])
            for whom in ({"account": OuterRef("account")}, {"customer": OuterRef("pk")})
        )
        rows = Customer.objects.select_related("account")
        told: TenantQuerySet = rows.annotate(
            owner=Case(When(account=None, then=of_person), default=of_account)
        )
        return told


class PreferenceShown(Shown):
    """What a customer chose: how often, by which channels not, in which language."""

    at_most_once_in_days: int | None
    channels_off: list[str]
    language: str
    changed_at: datetime | None

    @classmethod
    def of(cls, row: Preference | None) -> "PreferenceShown":
        if row is None:
            return cls(at_most_once_in_days=None, channels_off=[], language="", changed_at=None)
        return cls(**{name: getattr(row, name) for name in cls.model_fields})


class SuppressionShown(Shown):
    """An address that is not written to; the address itself is not kept."""

    id: str
    kind: str
    reason: str
    survey_id: str | None
    at: datetime
    lifted_at: datetime | None

    @classmethod
    def of(cls, row: Suppression) -> "SuppressionShown":
        return cls(
            id=str(row.pk),
            kind=row.kind,
            reason=str(row.reason),
            survey_id=_id(row.survey_id),
            at=row.at,
            lifted_at=row.lifted_at,
        )


class AudienceShown(Shown):
    """Who may be asked: a rule over what is known of customers."""

    id: str
    name: str
    rule: dict[str, Any]
    created_at: datetime

    @classmethod
    def of(cls, row: Audience) -> "AudienceShown":
        return cls(id=str(row.pk), name=row.name, rule=row.rule, created_at=row.created_at)


NOT_PLAIN = {"id", "survey_id", "audience_id", "state"}


class CampaignShown(Shown):
    """How a survey is put to people, and whether it is (`state`: planned, asks, stopped)."""

    id: str
    survey_id: str
    audience_id: str | None
    state: str
    name: str
    channel: str
    trigger: str
    event_kind: str
    delay_hours: int
    wanted: int
    per_day: int
    planned: int
    shares: dict[str, float]
    share: float
    priority: int
    reserved: float
    reminder_after_days: int | None
    starts_at: datetime | None
    ends_at: datetime | None
    started_at: datetime | None
    stopped_at: datetime | None
    created_at: datetime

    @classmethod
    def of(cls, row: Campaign) -> "CampaignShown":
        state = "stopped" if row.stopped_at else "asks" if row.started_at else "planned"
        same = {name: getattr(row, name) for name in cls.model_fields if name not in NOT_PLAIN}
        ids: dict[str, Any] = {
            "id": str(row.pk),
            "survey_id": str(row.survey_id),
            "audience_id": _id(row.audience_id),
        }
        return cls(state=state, **ids, **same)


class InvitationShown(Shown):
    """One person asked once, or not and why. `state`: waiting, sent, bounced, answered, expired, withdrawn,
    not_sent. Of an anonymous survey nobody is told who answered. `url` is told to whoever hands it over."""

    id: str | None
    survey_id: str
    campaign_id: str | None
    customer_id: str | None
    channel: str
    state: str
    reason: str
    key: str
    due_at: datetime | None
    sent_at: datetime | None
    reminded_at: datetime | None
    expires_at: datetime | None
    url: str | None = None

    @classmethod
    def of(cls, row: Invitation, *, at: datetime, reason: str = "") -> "InvitationShown":
        return cls(
            id=str(row.pk),
            survey_id=str(row.survey_id),
            campaign_id=_id(row.campaign_id),
            customer_id=_id(row.customer_id),
            channel=str(row.channel),
            state=state_of(row, at=at),
            reason=reason or getattr(row, "reason", None) or "",
            key=row.external_key,
            due_at=row.due_at,
            sent_at=row.sent_at,
            reminded_at=row.reminded_at,
            expires_at=row.expires_at,
        )


def state_of(row: Invitation, *, at: datetime) -> str:
    """Where an invitation stands, in a word."""
    if hasattr(row, "response"):  # of an anonymous survey no answer leads here
        return "answered"
    if row.withdrawn_at:
        return "withdrawn" if row.sent_at else "not_sent"
    if row.bounced_at:
        return "bounced"
    if row.expires_at and row.expires_at <= at:
        return "expired"
    return "sent" if row.sent_at else "waiting"


def with_reasons(rows: TenantQuerySet) -> TenantQuerySet:
    """The invitations, each with why it was not sent, where it was not."""
    lines = ContactEvent.objects.filter(invitation=OuterRef("pk")).exclude(outcome=Outcome.SENT)
    found: TenantQuerySet = rows.annotate(reason=Subquery(lines.order_by("-at").values("reason")[:1]))
    return found.select_related("response", "survey")


class LineShown(Shown):
    """A line of the contact ledger: somebody was asked or reminded, or was not and why."""

    id: str
    customer_id: str | None
    survey_id: str | None
    campaign_id: str | None
    invitation_id: str | None
    channel: str
    kind: str
    outcome: str
    reason: str
    rule: str
    at: datetime

    @classmethod
    def of(cls, row: ContactEvent) -> "LineShown":
        named = ("customer_id", "survey_id", "campaign_id", "invitation_id")
        ids: dict[str, Any] = {name: _id(getattr(row, name)) for name in named}
        same = ("channel", "kind", "outcome", "reason", "rule", "at")
        return cls(id=str(row.pk), **ids, **{name: getattr(row, name) for name in same})


class EventShown(Shown):
    """Something that happened with a customer; `taken_at` is when campaigns had looked at it."""

    id: str
    kind: str
    key: str
    customer_id: str | None
    context: dict[str, Any]
    at: datetime
    taken_at: datetime | None

    @classmethod
    def of(cls, row: Happening) -> "EventShown":
        same = ("kind", "key", "context", "at", "taken_at")
        mine = {name: getattr(row, name) for name in same}
        return cls(id=str(row.pk), customer_id=_id(row.customer_id), **mine)
