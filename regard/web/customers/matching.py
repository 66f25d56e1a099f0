"""From what a file says of a person to the customer it means, made where there is none yet."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from regard.web.customers.models import Account, Customer, Identity


@dataclass(frozen=True)
class Person:
    """What a feedback record says of the one who spoke."""

    external_id: str = ""
    email: str = ""
    name: str = ""
    account: str = ""
    segment: str = ""

    @property
    def key(self) -> str:
        """What the person is known by: the id, or else the e-mail; empty where they are nobody known."""
        return self.external_id or self.email.strip().lower()


@dataclass(frozen=True)
class Match:
    """The customer and account that a person stands for, and the segment they are in."""

    customer_id: UUID
    account_id: UUID | None
    segment: str


def match(people: Iterable[Person]) -> dict[str, Match]:
    """The customer of each person, by `Person.key`; unknown ones are made. Nobody known: no entry."""
    wanted = {person.key: person for person in people if person.key}
    found = _known(wanted)
    missing = [person for key, person in wanted.items() if key not in found]
    if missing:
        accounts = accounts_named({person.account for person in missing if person.account})
        made = [_customer(person, accounts) for person in missing]
        Customer.objects.bulk_create(made, ignore_conflicts=True)
        Identity.objects.bulk_create(
            [Identity(customer=row, kind="email", value=row.email) for row in made if row.email],
            ignore_conflicts=True,
        )
        found |= _known({person.key: person for person in missing})
    return found


def _known(wanted: dict[str, Person]) -> dict[str, Match]:
    fields = ("id", "account_id", "segment", "account__segment")
    keys = list(wanted)
    found: dict[str, Match] = {}
    by_email = (
        Identity.objects.filter(kind="email", value__in=keys)
        .order_by()
        .values_list("value", *(f"customer__{field}" if field != "id" else "customer_id" for field in fields))
    )
    by_id = Customer.objects.filter(external_id__in=keys).order_by().values_list("external_id", *fields)
    for key, customer_id, account_id, segment, account_segment in [*by_email, *by_id]:
        found[key] = Match(customer_id, account_id, segment or account_segment or "")
    return found


def accounts_named(names: set[str], *, batch_id: UUID | None = None) -> dict[str, Account]:
    """The accounts of these names; unknown ones are made, by the import `batch_id` if there is one."""
    known = {row.external_id: row for row in Account.objects.filter(external_id__in=names).order_by()}
    missing = sorted(names - known.keys())
    made = [Account(external_id=name, name=name, batch_id=batch_id) for name in missing]
    Account.objects.bulk_create(made)
    return known | {row.external_id: row for row in made}


def _customer(person: Person, accounts: dict[str, Account]) -> Customer:
    return Customer(
        external_id=person.key,
        name=person.name,
        email=person.email.strip().lower(),
        segment=person.segment,
        account=accounts.get(person.account),
    )
