"""The ledger is written: what was sent, what was not and why. Never changed."""

from datetime import datetime, timedelta

from django.db import transaction

from regard.web.contacts.kinds import kinds_in, kinds_of
from regard.web.contacts.models import ContactEvent, ContactKind, Invitation, Outcome, Reason
from regard.web.customers.models import Customer
from regard.web.surveys.models import Survey
from regard.web.workspaces.outbox import announce


def note(
    about: Invitation | Customer,
    *,
    kind: str,
    outcome: str,
    at: datetime,
    reason: str = "",
    rule: str = "",
    survey: Survey | None = None,
    channel: str = "",
) -> ContactEvent:
    """Write a line, and keep the times of the invitation in step with it.

    A question that was sent sets `sent_at` and when to remind; one that is not sent withdraws its
    invitation, so that it uses up nobody's budget. For a customer alone name the survey and the channel.
    """
    with transaction.atomic():
        line: ContactEvent = ContactEvent.objects.create(
            **_subject(about, survey, channel), kind=kind, outcome=outcome, reason=reason, rule=rule, at=at
        )
        if isinstance(about, Invitation):
            is_first = about.sent_at is None
            _keep_in_step(about, kind=kind, outcome=outcome, at=at)
            if outcome == Outcome.SENT and kind == ContactKind.ASK and is_first:
                announce("invitation.sent", content=_told(about), at=at, subject=str(about.pk))
            elif outcome == Outcome.FAILED and reason == Reason.BOUNCED:
                announce("invitation.bounced", content=_told(about), at=at, subject=str(about.pk))
    return line


def _told(invitation: Invitation) -> dict[str, object]:
    """What webhooks are told of an invitation; neither its address nor its link."""
    named = ("survey_id", "campaign_id", "customer_id")
    ids = {name: str(value) if (value := getattr(invitation, name)) else None for name in named}
    return {"id": str(invitation.pk), "channel": str(invitation.channel), **ids}


def _subject(about: Invitation | Customer, survey: Survey | None, channel: str) -> dict[str, object]:
    if isinstance(about, Customer):
        survey_kind = kinds_of(survey) if survey else ""
        own = {"customer": about, "account_id": about.account_id}
        return own | {"survey": survey, "survey_kind": survey_kind, "channel": channel}
    return {
        "customer_id": about.customer_id,
        "account_id": about.account_id,
        "survey_id": about.survey_id,
        "campaign_id": about.campaign_id,
        "invitation": about,
        "draw_id": about.draw_id,
        "survey_kind": kinds_in(about.version.instrument, about.survey.kind),
        "channel": channel or about.channel,
    }


def _keep_in_step(invitation: Invitation, *, kind: str, outcome: str, at: datetime) -> None:
    changed: dict[str, datetime | None] = {}
    if outcome == Outcome.SENT and kind == ContactKind.ASK and invitation.sent_at is None:
        days = invitation.campaign.reminder_after_days if invitation.campaign else None
        changed = {"sent_at": at}
        if days and invitation.remind_at is None:
            changed["remind_at"] = at + timedelta(days=days)
    elif outcome == Outcome.SENT and kind == ContactKind.REMINDER and invitation.reminded_at is None:
        changed = {"reminded_at": at}
    elif outcome == Outcome.NOT_SENT and kind == ContactKind.ASK and invitation.sent_at is None:
        changed = {"withdrawn_at": at}
    if changed:
        Invitation.objects.filter(pk=invitation.pk).update(**changed)
        for name, value in changed.items():
            setattr(invitation, name, value)
