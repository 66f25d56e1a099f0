"""One person asked once, by the rules of the contact ledger; and the ledger itself."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from ninja import Router

from regard.web.api.calls.finding import found, survey_of
from regard.web.api.calls.people import customer_of
from regard.web.api.entering import Answer, allowed, once
from regard.web.api.paging import Cursor, Limit, listed
from regard.web.api.shapes_strict import NewInvitation
from regard.web.api.shown import Page
from regard.web.api.shown_people import InvitationShown, LineShown, with_reasons
from regard.web.api.tokens import Scope
from regard.web.contacts.inviting import NothingPublished, invite, token_of
from regard.web.contacts.judging import may_contact
from regard.web.contacts.models import ContactEvent, ContactKind, Invitation, Outcome
from regard.web.contacts.noting import note
from regard.web.customers.models import Customer
from regard.web.feedback.models import Channel
from regard.web.surveys.models import Survey
from regard.web.workspaces.tenancy import TenantQuerySet

router = Router(tags=["invitations"])


def _about(rows: TenantQuerySet, **wanted: UUID | None) -> TenantQuerySet:
    return rows.filter(**{name: value for name, value in wanted.items() if value is not None})


@router.get("/invitations", response=Page[InvitationShown])
@allowed(Scope.INVITATIONS_READ)
def list_invitations(
    request: HttpRequest,
    survey_id: UUID | None = None,
    campaign_id: UUID | None = None,
    customer_id: UUID | None = None,
    cursor: Cursor = "",
    limit: Limit = 50,
) -> Answer:
    """Who was invited, where each invitation stands, and why it was not sent, where it was not."""
    at = timezone.now()
    rows = _about(
        Invitation.objects.all(), survey_id=survey_id, campaign_id=campaign_id, customer_id=customer_id
    )
    told = lambda row: InvitationShown.of(row, at=at)  # noqa: E731
    return listed(with_reasons(rows), told, cursor=cursor, limit=limit)


@router.get("/invitations/{invitation_id}", response=InvitationShown)
@allowed(Scope.INVITATIONS_READ)
def one_invitation(request: HttpRequest, invitation_id: UUID) -> Answer:
    """One invitation."""
    row = found(with_reasons(Invitation.objects.all()), invitation_id)
    return 200, InvitationShown.of(row, at=timezone.now()).dumped()


@router.post("/invitations", response={200: InvitationShown, 201: InvitationShown})
@allowed(Scope.INVITATIONS_WRITE)
def add_invitation(request: HttpRequest, new: NewInvitation) -> Answer:
    """Ask one person, if the rules allow it: 201. If not, 200 with the `reason`, which the ledger keeps too.

    With `channel` "web" nothing is sent: the answer has the `url` that you hand over. With a `key` of yours
    a person is asked once, however often you call.
    """
    status, told = once(request, lambda: _invited(new, at=timezone.now()))
    if told["channel"] == Channel.WEB and told["id"] and told["state"] == "sent":
        token = token_of(found(Invitation.objects, UUID(told["id"])))
        told = told | {"url": settings.PUBLIC_URL + reverse("answer:invited", args=[token])}
    return status, told


def _invited(new: NewInvitation, *, at: datetime) -> Answer:
    survey = survey_of(new.survey_id)
    if survey.latest is None:
        raise NothingPublished(survey.name)
    rows = Invitation.objects.filter(survey=survey, external_key=new.key) if new.key else None
    known = with_reasons(rows).first() if rows is not None else None
    if known is not None:
        return 200, InvitationShown.of(known, at=at).dumped()
    customer = customer_of(new.customer)
    verdict = may_contact(
        customer, survey=survey, channel=new.channel, kind=ContactKind.ASK, at=at, on_the_way=True
    )
    if not verdict.allowed:
        return 200, _not_asked(survey, customer, new, verdict.reason, verdict.rule, at=at).dumped()
    made = invite(
        survey,
        customer,
        channel=new.channel,
        due_at=new.due_at or at,
        at=at,
        language=new.language,
        context=new.context.model_dump(exclude_none=True),
        external_key=new.key,
    )
    if new.channel == Channel.WEB.value:  # whoever called hands it over
        note(made, kind=ContactKind.ASK, outcome=Outcome.SENT, at=at)
    return 201, InvitationShown.of(made, at=at).dumped()


def _not_asked(
    survey: Survey, customer: Customer, new: NewInvitation, reason: str, rule: str, *, at: datetime
) -> InvitationShown:
    note(
        customer,
        kind=ContactKind.ASK,
        outcome=Outcome.NOT_SENT,
        reason=reason,
        rule=rule,
        survey=survey,
        channel=new.channel,
        at=at,
    )
    return InvitationShown(
        id=None,
        survey_id=str(survey.pk),
        campaign_id=None,
        customer_id=str(customer.pk),
        channel=new.channel,
        state="not_sent",
        reason=str(reason),
        key=new.key,
        due_at=None,
        sent_at=None,
        reminded_at=None,
        expires_at=None,
    )


@router.get("/contacts", response=Page[LineShown])
@allowed(Scope.INVITATIONS_READ)
def list_contacts(
    request: HttpRequest,
    survey_id: UUID | None = None,
    campaign_id: UUID | None = None,
    customer_id: UUID | None = None,
    cursor: Cursor = "",
    limit: Limit = 50,
) -> Answer:
    """The contact ledger, line by line: everybody asked or reminded, or not and why."""
    rows = _about(
        ContactEvent.objects.all(), survey_id=survey_id, campaign_id=campaign_id, customer_id=customer_id
    )
    return listed(rows, LineShown.of, cursor=cursor, limit=limit)
