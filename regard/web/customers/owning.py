"""Who owns a company, or a person without one: the member who looks after them."""

from datetime import datetime
from typing import Any

from django.db import transaction

from regard.web.accounts.models import User
from regard.web.customers.models import Account, Customer, Ownership
from regard.web.workspaces.auditing import record_event
from regard.web.workspaces.models import Membership
from regard.web.workspaces.tenancy import TenantQuerySet

Ownable = Account | Customer


def give(whom: Ownable, to: Membership | None, *, by: User, at: datetime) -> None:
    """Let a member own a customer from now on, or nobody; the same one again changes nothing."""
    with transaction.atomic():
        type(whom).objects.select_for_update().get(pk=whom.pk)  # two at once come one after the other
        _end_and_begin(whom, to, by=by, at=at)


def owner_of(whom: Ownable) -> Ownership | None:
    """Who owns a customer now."""
    found: Ownership | None = now().filter(**{_column(whom): whom}).first()
    return found


def whom_to_own(customer: Customer) -> Ownable:
    """Whose owner is the owner of a person: their company, or else they themselves."""
    return customer.account or customer


def now() -> TenantQuerySet:
    """Who owns whom in the open workspace; whoever belongs to a company is looked after with it."""
    standing = Ownership.objects.filter(ended_at=None, member__isnull=False)
    found: TenantQuerySet = standing.exclude(customer__account__isnull=False)
    return found


def owners() -> dict[str, str]:
    """The members who own anybody now: their names by the ids of their memberships, in order."""
    return _named(Membership.objects.filter(pk__in=now().order_by().values("member")))


def members() -> dict[str, str]:
    """Everybody who may own: the names of all members by the ids of their memberships, in order."""
    return _named(Membership.objects.all())


def _end_and_begin(whom: Ownable, to: Membership | None, *, by: User, at: datetime) -> None:
    column: dict[str, Any] = {_column(whom): whom}
    before = Ownership.objects.filter(ended_at=None, **column).first()
    if (before.member_id if before else None) == (to.pk if to else None):
        return
    if before:
        Ownership.objects.filter(pk=before.pk).update(ended_at=at, ended_by=by)
    if to:
        Ownership.objects.create(**column, member=to, name=str(to.user)[:200], since=at, given_by=by)
    names = {"owner": str(to.user) if to else "", "before": before.name if before else ""}
    record_event("customer.owner_set", by=by, at=at, subject=whom.external_id, **names)


def _named(rows: TenantQuerySet) -> dict[str, str]:
    pairs = ((str(row.pk), str(row.user)) for row in rows.select_related("user"))
    return dict(sorted(pairs, key=lambda pair: (pair[1], pair[0])))


def _column(whom: Ownable) -> str:
    return "account" if isinstance(whom, Account) else "customer"
