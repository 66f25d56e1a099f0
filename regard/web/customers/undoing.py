"""Take a file of customers out again: those it made go, those it changed are as they were before."""

from collections.abc import Callable, Collection
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import models, transaction

from regard.web.customers.models import Account, Customer, CustomerRevision, Identity, LifecycleStage

CHUNK = 500
OWN: tuple[type[models.Model], ...] = (Identity, CustomerRevision)  # rows that go with their customer
# what is known of a customer only from files of customers
UNSAID: dict[str, Any] = {
    "language": "", "lifecycle_stage": LifecycleStage.ACTIVE, "since": None, "monthly_revenue": None,
    "currency": "", "attributes": {}, "batch_id": None,
}  # fmt: skip


def undo_batch(
    batch_id: UUID,
    *,
    most: int | None = None,
    before_commit: Callable[[int, int], None] = lambda done, kept: None,
) -> int:
    """Undo the batch in pieces, each a transaction of its own; a killed undo goes on where it stood.

    A customer that the batch made stays where other rows refer to it, such as feedback, with id, e-mail,
    name, account and segment. `before_commit` is told how many customers this call has taken out or put back
    so far, and how many of those that the batch made stay from this piece. Returns the first of the two; 0
    says that nothing is left.
    """
    done = 0
    while most is None or done < most:
        with transaction.atomic():
            found = Customer.objects.filter(batch_id=batch_id).select_for_update().order_by()
            rows = list(found[:CHUNK])
            replaced = [] if rows else _replaced(batch_id)
            kept = _undo(rows, batch_id) if rows else _forget(replaced, batch_id)
            more = bool(rows or replaced) or _remove_accounts(batch_id)
            before_commit(done + len(rows), kept)
        done += len(rows)
        if not more:
            break
    return done


def _undo(rows: list[Customer], batch_id: UUID) -> int:
    """Put back or take out these customers; how many of those that were made stay."""
    pks = {row.pk for row in rows}
    revisions = CustomerRevision.objects.filter(customer__in=pks, replaced_by_batch=batch_id)
    first = {revision.customer_id: revision for revision in revisions.order_by("-number")}
    for row in rows:
        if row.pk in first:
            _restore(row, first[row.pk])
    made = pks - first.keys()
    staying = referred_to(Customer, made, but_for=OWN)
    Customer.objects.filter(pk__in=staying).update(**UNSAID)
    Customer.objects.filter(pk__in=made - staying).delete()
    return len(staying)


def _restore(row: Customer, revision: CustomerRevision) -> None:
    content = dict(revision.content)
    emails = content.pop("emails")
    content["since"] = datetime.fromisoformat(content["since"]) if content["since"] else None
    revenue = content["monthly_revenue"]
    content["monthly_revenue"] = None if revenue is None else Decimal(revenue)
    content["batch_id"] = UUID(content["batch_id"]) if content["batch_id"] else None
    if not Account.objects.filter(pk=content["account_id"]).exists():
        content["account_id"] = None
    for name, value in content.items():
        setattr(row, name, value)
    row.revision += 1
    row.save()
    Identity.objects.filter(customer=row, kind="email").exclude(value__in=emails).delete()
    CustomerRevision.objects.filter(customer=row, number__gte=revision.number).delete()


def _replaced(batch_id: UUID) -> list[CustomerRevision]:
    """What the batch said of customers that a later one has changed."""
    said = CustomerRevision.objects.filter(content__batch_id=str(batch_id)).order_by()
    return list(said.only("id", "workspace_id", "customer_id", "replaced_by_batch")[:CHUNK])


def _forget(replaced: list[CustomerRevision], batch_id: UUID) -> int:
    """Undoing a later import will not bring back what this one said.

    How many customers that the batch made stay, because a later file speaks of them.
    """
    stay = 0
    for said in replaced:
        before_us = CustomerRevision.objects.filter(
            customer_id=said.customer_id, replaced_by_batch=batch_id
        ).exclude(pk=said.pk)
        stay += not before_us.update(replaced_by_batch=said.replaced_by_batch)
        said.delete()
    return stay


def _remove_accounts(batch_id: UUID) -> bool:
    """Remove accounts that the batch made and nothing refers to any more; whether there were any of it.

    One that stays is from now on of the batch that speaks of its customers, to go with those.
    """
    made = set(Account.objects.filter(batch_id=batch_id).order_by().values_list("pk", flat=True)[:CHUNK])
    others = _batches_of(made)
    staying = referred_to(Account, made) | others.keys()
    Account.objects.filter(pk__in=made - staying).delete()
    for account in staying:
        Account.objects.filter(pk=account).update(batch_id=others.get(account))
    return bool(made)


def _batches_of(accounts: Collection[UUID]) -> dict[UUID, UUID | None]:
    """The accounts that customers are in, or would be after an undo, each with the batch that says so."""
    was_in = CustomerRevision.objects.filter(content__account_id__in=[str(pk) for pk in accounts]).order_by()
    said = was_in.values_list("content__account_id", "content__batch_id")
    found = {UUID(account): UUID(batch) if batch else None for account, batch in said}
    are_in = Customer.objects.filter(account__in=accounts, batch_id__isnull=False).order_by()
    return found | dict(are_in.values_list("account_id", "batch_id"))


def referred_to(
    model: type[models.Model], pks: Collection[UUID], *, but_for: Collection[type[models.Model]] = ()
) -> set[UUID]:
    """Those of the rows that rows of any app refer to."""
    found: set[UUID] = set()
    for relation in model._meta.related_objects:
        if relation.related_model not in but_for:
            referring = relation.related_model._default_manager.filter(**{f"{relation.field.name}__in": pks})
            found |= set(referring.order_by().values_list(relation.field.attname, flat=True).distinct())
    return found
