"""Customers: who they are, how often they want to be asked, and the addresses that are not written to."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from regard.web.accounts.models import User
from regard.web.api.calls.acting import acted, changed
from regard.web.api.calls.finding import found, survey_of
from regard.web.api.entering import Answer, acting, allowed, once
from regard.web.api.paging import Cursor, Limit, listed
from regard.web.api.refusing import Refused
from regard.web.api.shapes_strict import Chosen, NewCustomer, Stopped, Who
from regard.web.api.shown import Page
from regard.web.api.shown_people import CustomerShown, PreferenceShown, SuppressionShown
from regard.web.api.tokens import Scope
from regard.web.channels.own_page import erase, preference_of
from regard.web.contacts.models import Suppression, SuppressionReason
from regard.web.contacts.preferring import prefer
from regard.web.contacts.suppressing import lift, suppress
from regard.web.customers import owning
from regard.web.customers.drafts import CustomerDraft
from regard.web.customers.matching import Person, match
from regard.web.customers.models import Customer
from regard.web.customers.recording import Outcome, record
from regard.web.workspaces.models import Membership

router = Router(tags=["customers"])


def customer_of(who: Who) -> Customer:
    """The customer that is meant, made where there is none yet."""
    person = person_of(who)
    known = match([person])[person.key]
    row: Customer = Customer.objects.select_related("account").get(pk=known.customer_id)
    return row


def person_of(who: Who) -> Person:
    """What a caller says of somebody."""
    return Person(
        external_id=who.id, email=who.email, name=who.name, account=who.account, segment=who.segment
    )


def _kept(draft: CustomerDraft) -> Customer:
    """The customer that a draft was kept as."""
    rows = Customer.objects.select_related("account")
    known: Customer = rows.filter(external_id=draft.key).first() or rows.get(
        identities__kind="email", identities__value=draft.email
    )
    return known


def _owner(email: str) -> list[Membership]:
    """The member with this e-mail address; nobody where it is empty. Raises Refused where there is none."""
    wanted = email.strip().lower()
    members = list(Membership.objects.filter(user__email=wanted).select_related("user"))
    if wanted and not members:
        raise Refused(
            422,
            f"{wanted} is no member of this workspace: invite them, or give the address of a member",
            errors=[{"path": "body.owner", "code": "the e-mail of a member"}],
        )
    return members


@router.get("/customers", response=Page[CustomerShown])
@allowed(Scope.CUSTOMERS_READ)
def list_customers(
    request: HttpRequest, external_id: str = "", email: str = "", cursor: Cursor = "", limit: Limit = 50
) -> Answer:
    """Every customer, or the one of this id or e-mail."""
    rows = CustomerShown.told()
    if "\0" in external_id + email:
        rows = rows.none()
    if external_id:
        rows = rows.filter(external_id=external_id)
    if email:
        rows = rows.filter(identities__kind="email", identities__value=email.strip().lower())
    return listed(rows, CustomerShown.of, cursor=cursor, limit=limit)


@router.post("/customers", response={200: CustomerShown, 201: CustomerShown})
@allowed(Scope.CUSTOMERS_WRITE)
def keep_customer(request: HttpRequest, new: NewCustomer) -> Answer:
    """Say what is known of a customer: 201 where they are new, else 200. What is left out stays as it is."""
    by = acting(request)

    def kept() -> Answer:
        at, owner = timezone.now(), None if new.owner is None else _owner(new.owner)
        said: dict[str, Any] = new.model_dump(exclude={"id", "owner"}, exclude_none=True)
        said["email"] = new.email.strip().lower()
        draft = CustomerDraft(external_id=new.id, **said)
        (outcome,) = record([draft], at=at)
        row = _kept(draft)
        if owner is not None:
            owning.give(owning.whom_to_own(row), next(iter(owner), None), by=by, at=at)
        shown = CustomerShown.of(CustomerShown.told().get(pk=row.pk))
        return 201 if outcome == Outcome.NEW else 200, shown.dumped()

    return once(request, kept)


@router.get("/customers/{customer_id}", response=CustomerShown)
@allowed(Scope.CUSTOMERS_READ)
def one_customer(request: HttpRequest, customer_id: UUID) -> Answer:
    """One customer."""
    return 200, CustomerShown.of(found(CustomerShown.told(), customer_id)).dumped()


@router.delete("/customers/{customer_id}", response={204: None})
@allowed(Scope.CUSTOMERS_WRITE)
def erase_customer(request: HttpRequest, customer_id: UUID) -> Answer:
    """Forget a customer for good: who they are, what they said. Nobody writes to them again."""

    def erased(_by: User, at: datetime) -> None:
        erase(found(Customer.objects, customer_id), at=at)

    return acted(request, erased)


@router.get("/customers/{customer_id}/preference", response=PreferenceShown)
@allowed(Scope.CUSTOMERS_READ)
def one_preference(request: HttpRequest, customer_id: UUID) -> Answer:
    """What a customer chose about being asked."""
    chosen = preference_of(found(Customer.objects, customer_id))
    return 200, PreferenceShown.of(chosen).dumped()


@router.put("/customers/{customer_id}/preference", response=PreferenceShown)
@allowed(Scope.CUSTOMERS_WRITE)
def change_preference(request: HttpRequest, customer_id: UUID, chosen: Chosen) -> Answer:
    """Keep what a customer chose, all of it at once."""

    def changed() -> Answer:
        row = prefer(found(Customer.objects, customer_id), at=timezone.now(), **chosen.model_dump())
        return 200, PreferenceShown.of(row).dumped()

    return once(request, changed)


@router.get("/suppressions", response=Page[SuppressionShown], tags=["suppressions"])
@allowed(Scope.SUPPRESSIONS_READ)
def list_suppressions(request: HttpRequest, cursor: Cursor = "", limit: Limit = 50) -> Answer:
    """The addresses that are not written to, and since when; which ones is kept as a fingerprint alone."""
    return listed(Suppression.objects, SuppressionShown.of, cursor=cursor, limit=limit)


@router.post("/suppressions", response={201: SuppressionShown}, tags=["suppressions"])
@allowed(Scope.SUPPRESSIONS_WRITE)
def add_suppression(request: HttpRequest, new: Stopped) -> Answer:
    """Write to this address no more, about one survey or about any."""

    def stopped(by: User, at: datetime) -> SuppressionShown:
        survey = survey_of(new.survey_id) if new.survey_id else None
        row = suppress(
            new.kind,
            new.value,
            reason=SuppressionReason.BY_HAND,
            at=at,
            survey=survey,
            evidence=new.evidence,
            by=by,
        )
        return SuppressionShown.of(row)

    return acted(request, stopped, status=201)


@router.delete("/suppressions/{suppression_id}", response=SuppressionShown, tags=["suppressions"])
@allowed(Scope.SUPPRESSIONS_WRITE)
def lift_suppression(request: HttpRequest, suppression_id: UUID) -> Answer:
    """Write to it again."""
    return changed(request, Suppression.objects, suppression_id, lift, SuppressionShown.of)
