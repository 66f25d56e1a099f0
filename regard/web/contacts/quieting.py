"""Somebody is left alone: nobody asks them anything until it is settled, and a while after."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from regard.web.accounts.models import User
from regard.web.contacts.models import Quiet
from regard.web.customers.models import Customer
from regard.web.workspaces.auditing import record_event


def leave_alone(
    customer: Customer,
    *,
    because: str,
    by: User | None,
    at: datetime,
    until: datetime | None = None,
    whole_account: bool = False,
) -> Quiet:
    """Ask this customer nothing, or nobody of their company; without an end until somebody settles it."""
    account = customer.account if whole_account else None
    with transaction.atomic():
        row: Quiet = Quiet.objects.create(
            customer=None if account else customer,
            account=account,
            because=because,
            since=at,
            until=until,
            opened_by=by,
        )
        record_event("quiet.opened", by=by, at=at, subject=str(customer.pk))
    return row


def settle(quiet: Quiet, *, by: User, at: datetime) -> None:
    """The complaint is settled; the rules say how long quiet lasts after it."""
    with transaction.atomic():
        if Quiet.objects.filter(pk=quiet.pk, ended_at=None).update(ended_at=at):
            record_event("quiet.ended", by=by, at=at, subject=str(quiet.customer_id or quiet.account_id))


def of(customer: Customer) -> list[Quiet]:
    """What is not settled of a customer or of their company."""
    whose = Q(customer=customer)
    if customer.account_id:
        whose |= Q(account=customer.account_id)
    return list(Quiet.objects.filter(whose, ended_at=None))
