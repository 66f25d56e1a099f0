"""How customers are written: many drafts in one transaction, each customer once, nothing erased unseen."""

import enum
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from regard.web.customers.drafts import CustomerDraft
from regard.web.customers.matching import accounts_named
from regard.web.customers.models import Customer, CustomerRevision, Identity

SAID = ("name", "email", "segment", "language", "lifecycle_stage", "since", "monthly_revenue", "currency")
REWRITTEN = ("external_id", "account", *SAID, "attributes", "batch_id", "revision")
AT_ONCE = 100  # rows of one statement that changes them


class Outcome(enum.StrEnum):
    NEW = "new"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


class Meant:
    """The customers that drafts mean, as they are and as they become; writes nothing.

    A customer is known by its id, or else by its e-mail. One that was known by its e-mail alone takes the
    first id that a draft gives it; `taken` are e-mails whose customers an earlier draft has given an id.
    """

    def __init__(
        self, drafts: Sequence[CustomerDraft], *, taken: Collection[str] = (), locked: bool = False
    ) -> None:
        self.made: dict[UUID, Customer] = {}
        self.before: dict[UUID, dict[str, Any]] = {}  # of each that changes
        self.accounts: dict[UUID, str] = {}  # of each that is made or gets another one
        self._taken = set(taken)
        keys = {key for draft in drafts for key in (draft.external_id, draft.email) if key}
        emails = {draft.email for draft in drafts if draft.email}
        rows = Customer.objects.select_related("account").order_by("pk")
        if locked:
            rows = rows.select_for_update(of=("self",))
        self._by_id: dict[str, Customer] = {row.external_id: row for row in rows.filter(external_id__in=keys)}
        of_emails = Identity.objects.filter(kind="email", value__in=emails).order_by()
        owners = dict(of_emails.values_list("value", "customer_id"))
        known = {row.pk: row for row in self._by_id.values()}
        missing = set(owners.values()) - known.keys()
        known |= {row.pk: row for row in rows.filter(pk__in=missing)}
        self._by_email: dict[str, Customer] = {email: known[owner] for email, owner in owners.items()}
        self._by_email |= {key: row for key, row in self._by_id.items() if key in emails}

    def take(self, draft: CustomerDraft) -> Outcome:
        """Let a draft say what it says of its customer."""
        row = self._found(draft)
        if row is None:
            self._make(draft)
            return Outcome.NEW
        changes = _changes(row, draft)
        account = self.accounts.get(row.pk, row.account.external_id if row.account else "")
        moves = bool(draft.account) and draft.account != account
        if not changes and not moves:
            return Outcome.UNCHANGED
        if row.pk not in self.made:
            self.before.setdefault(row.pk, content_of(row))
        for name, value in changes.items():
            setattr(row, name, value)
        if moves:
            self.accounts[row.pk] = draft.account
        self._remember(row, draft)
        return Outcome.UPDATED

    @property
    def changed(self) -> list[Customer]:
        """Those that were there and are to be written anew."""
        rows = {row.pk: row for row in (*self._by_id.values(), *self._by_email.values())}
        return [rows[pk] for pk in self.before]

    def _found(self, draft: CustomerDraft) -> Customer | None:
        if draft.external_id in self._by_id:
            return self._by_id[draft.external_id]
        row = self._by_email.get(draft.email)
        if row is None or not draft.external_id:
            return row
        has_no_id = row.external_id == draft.email and draft.email not in self._taken
        return row if has_no_id else None

    def _make(self, draft: CustomerDraft) -> None:
        row = Customer(external_id=draft.key, attributes=dict(draft.attributes))
        for name in SAID:
            if value := getattr(draft, name):
                setattr(row, name, value)
        row.monthly_revenue = draft.monthly_revenue  # nothing is an amount, too
        if draft.account:
            self.accounts[row.pk] = draft.account
        self.made[row.pk] = row
        self._remember(row, draft)

    def _remember(self, row: Customer, draft: CustomerDraft) -> None:
        self._by_id[row.external_id] = row
        if draft.email:
            self._by_email.setdefault(draft.email, row)


def foresee(drafts: Sequence[CustomerDraft], *, taken: Collection[str] = ()) -> list[Outcome]:
    """What `record` would do with each draft, without doing it."""
    meant = Meant(drafts, taken=taken)
    return [meant.take(draft) for draft in drafts]


def record(drafts: Sequence[CustomerDraft], *, at: datetime, batch_id: UUID | None = None) -> list[Outcome]:
    """Write the drafts, all or none, and say of each what became of it.

    What a draft does not say stays as it is known. Of a customer that changes, what was known before is
    kept as a CustomerRevision.
    """
    with transaction.atomic():
        meant = Meant(drafts, locked=True)
        outcomes = [meant.take(draft) for draft in drafts]
        made, changed = list(meant.made.values()), meant.changed
        accounts = accounts_named(set(meant.accounts.values()), batch_id=batch_id)
        for row in (*made, *changed):
            row.batch_id = batch_id
            if row.pk in meant.accounts:
                row.account = accounts[meant.accounts[row.pk]]
        _keep_what_was(changed, meant.before, at=at, batch_id=batch_id)
        Customer.objects.insert_many(made)
        Customer.objects.bulk_update(changed, REWRITTEN, batch_size=AT_ONCE)
        _know_by_email((*made, *changed))
    return outcomes


def content_of(row: Customer) -> dict[str, Any]:
    """All that can be restored of a customer, as JSON values."""
    found = {name: getattr(row, name) for name in SAID}
    found["since"] = row.since.isoformat() if row.since else None
    found["monthly_revenue"] = None if row.monthly_revenue is None else str(row.monthly_revenue)
    found["attributes"] = dict(row.attributes)
    found["external_id"] = row.external_id
    for name in ("account_id", "batch_id"):
        found[name] = str(getattr(row, name)) if getattr(row, name) else None
    return found


def _changes(row: Customer, draft: CustomerDraft) -> dict[str, Any]:
    """What a draft says that is not known yet."""
    said = {name: getattr(draft, name) for name in SAID}
    changes = {
        name: value for name, value in said.items() if value not in ("", None) and value != getattr(row, name)
    }
    attributes = {**row.attributes, **draft.attributes}
    if attributes != row.attributes:
        changes["attributes"] = attributes
    if draft.external_id and draft.external_id != row.external_id:
        changes["external_id"] = draft.external_id
    return changes


def _keep_what_was(
    rows: Iterable[Customer], before: dict[UUID, dict[str, Any]], *, at: datetime, batch_id: UUID | None
) -> None:
    kept = list(rows)
    emails: dict[UUID, list[str]] = {row.pk: [] for row in kept}
    known = Identity.objects.filter(customer__in=emails, kind="email").order_by("value")
    for owner, value in known.values_list("customer_id", "value"):
        emails[owner].append(value)
    CustomerRevision.objects.bulk_create(
        CustomerRevision(
            customer=row,
            number=row.revision,
            content={**before[row.pk], "emails": emails[row.pk]},
            replaced_at=at,
            replaced_by_batch=batch_id,
        )
        for row in kept
    )
    for row in kept:
        row.revision += 1


def _know_by_email(rows: Iterable[Customer]) -> None:
    identities = [Identity(customer=row, kind="email", value=row.email) for row in rows if row.email]
    Identity.objects.bulk_create(identities, ignore_conflicts=True)
