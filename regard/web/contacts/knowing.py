"""People and their contacts as the rules read them: from the tables to `regard.contacting`."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, Q

from regard.contacting.audiences import OWN
from regard.contacting.ledger import Contact, ContactKind, Ledger
from regard.contacting.rules import Person, Rules
from regard.web.contacts.addresses import KINDS, hashed
from regard.web.contacts.kinds import kinds_by_version
from regard.web.contacts.models import (
    ContactEvent,
    Invitation,
    Outcome,
    Preference,
    Quiet,
    Reason,
    Suppression,
    SuppressionReason,
)
from regard.web.customers.models import Customer, Identity
from regard.web.surveys.models import Survey

COLUMNS = {
    "id": F("id"),
    "account": F("account__external_id"),
    "account_pk": F("account_id"),
    "own_segment": F("segment"),
    "account_segment": F("account__segment"),
    "region": F("account__region"),
    "spoken": F("language"),
    "stage": F("lifecycle_stage"),
    "revenue": F("monthly_revenue"),
    "known_since": F("since"),
    "own": F("attributes"),
    "address": F("email"),
}
REASONS = {
    SuppressionReason.UNSUBSCRIBED: Reason.UNSUBSCRIBED,
    SuppressionReason.ERASED: Reason.UNSUBSCRIBED,
    SuppressionReason.BY_HAND: Reason.UNSUBSCRIBED,
    SuppressionReason.BOUNCED: Reason.BOUNCED,
    SuppressionReason.COMPLAINED: Reason.COMPLAINED,
}
EVERYWHERE = frozenset({Reason.UNSUBSCRIBED, Reason.COMPLAINED})
"""Who said this at one address is not asked at another."""
LONGEST = timedelta(days=3_660)
Ids = list[UUID] | None  # none: everybody


def people(customers: Ids, *, survey: Survey, rules: Rules, at: datetime) -> list[Person]:
    """These customers, or all of them, as the rules read them, in the order of their ids."""
    rows = list(_of(Customer, "pk", customers).order_by("pk").values_list(*COLUMNS.values(), named=False))
    wanted = None if customers is None else set(customers)
    found = [dict(zip(COLUMNS, row, strict=True)) for row in rows if wanted is None or row[0] in wanted]
    phones = _phones(customers)
    addresses = {row["id"]: {"email": row["address"], "phone": phones.get(row["id"], "")} for row in found}
    stopped = _suppressed(survey)
    chosen = {one.customer_id: one for one in _of(Preference, "customer", customers)}
    quiet = _quiet(rules)
    return [
        Person(
            id=str(row["id"]),
            account=str(row["account_pk"] or ""),
            known=known(row, at=at),
            quiet=tuple(quiet[row["id"]] + quiet[row["account_pk"]]) if quiet else (),
            refusals=_refusals(addresses[row["id"]], stopped, chosen.get(row["id"])),
            rest_days=getattr(chosen.get(row["id"]), "at_most_once_in_days", None),
        )
        for row in found
    ]


def known(row: dict[str, Any], *, at: datetime) -> dict[str, Any]:
    """What audiences and caps may ask of a customer; what is empty is not known."""
    since = row["known_since"]
    fields = {
        "segment": row["own_segment"] or row["account_segment"],
        "account": row["account"],
        "account_segment": row["account_segment"],
        "region": row["region"],
        "language": row["spoken"],
        "stage": row["stage"],
        "monthly_revenue": row["revenue"],
        "days_known": (at - since).days if since else None,
    }
    own = row["own"] if isinstance(row["own"], dict) else {}
    fields |= {OWN + str(name): value for name, value in own.items()}
    return {name: value for name, value in fields.items() if value not in (None, "")}


def ledger(
    found: Iterable[Person], *, rules: Rules, at: datetime, on_the_way: bool, but: UUID | None = None
) -> Ledger:
    """What these people, and everybody of their accounts, were sent; with what is on its way to them."""
    persons = list(found)
    back = max([rules.reach, *(timedelta(days=one.rest_days or 0) for one in persons)])
    ids = [one.id for one in persons]
    accounts = sorted({one.account for one in persons if one.account})
    sent = ContactEvent.objects.filter(outcome=Outcome.SENT, at__gt=at - min(back, LONGEST), at__lte=at)
    columns = ("customer_id", "account_id", "survey_id", "survey_kind", "channel", "kind", "at")
    rows = list(_of_these(sent, ids, accounts).order_by().values_list(*columns))
    if on_the_way:
        waiting = Invitation.objects.filter(sent_at=None, withdrawn_at=None).exclude(pk=but)
        waiting = waiting.filter(Q(expires_at=None) | Q(expires_at__gt=at))
        own = ("customer_id", "account_id", "survey_id", "version_id", "channel")
        found_rows = list(_of_these(waiting, ids, accounts).order_by().values_list(*own))
        kinds = kinds_by_version(row[3] for row in found_rows)
        rows += [(*row[:3], kinds[row[3]], row[4], ContactKind.ASK, at) for row in found_rows]
    texts = ((str(one), str(account or ""), str(survey or ""), *rest) for one, account, survey, *rest in rows)
    return Ledger(Contact(*row) for row in texts)


MANY = 500
"""Up to so many ids are named in a query; for more of them all rows are read."""


def _of_these(rows: Any, ids: list[str], accounts: list[str]) -> Any:
    if len(ids) + len(accounts) > MANY:
        return rows.exclude(customer=None, account=None)  # one who was erased still counts for their company
    return rows.filter(Q(customer__in=ids) | Q(account__in=accounts))


def _of(model: Any, name: str, customers: Ids) -> Any:
    if customers is None or len(customers) > MANY:
        return model.objects.all()
    return model.objects.filter(**{f"{name}__in": customers})


def _phones(customers: Ids) -> dict[UUID, str]:
    rows = _of(Identity, "customer", customers).filter(kind="phone")
    return dict(rows.order_by("-value").values_list("customer_id", "value"))


def _suppressed(survey: Survey) -> dict[tuple[str, str], str]:
    rows = Suppression.objects.filter(Q(survey=None) | Q(survey=survey), lifted_at=None)
    return {
        (kind, value): REASONS[SuppressionReason(reason)]
        for kind, value, reason in rows.order_by("at").values_list("kind", "value_hash", "reason")
    }


def _quiet(rules: Rules) -> dict[Any, list[tuple[datetime, datetime | None]]]:
    """The times of quiet by customer and by account."""
    found: dict[Any, list[tuple[datetime, datetime | None]]] = defaultdict(list)
    for row in Quiet.objects.order_by():
        settled = row.ended_at + timedelta(days=rules.quiet_days) if row.ended_at else row.until
        found[row.customer_id or row.account_id].append((row.since, settled))
    return found


def _refusals(
    addresses: dict[str, str], stopped: dict[tuple[str, str], str], chosen: Preference | None
) -> dict[str, str]:
    found: dict[str, str] = {}
    for channel, kind in KINDS.items():
        if not addresses[kind]:
            found[channel.value] = Reason.NO_ADDRESS
        elif stopped and (reason := stopped.get((kind, hashed(kind, addresses[kind])))):
            found["" if reason in EVERYWHERE else channel.value] = reason
    for channel in chosen.channels_off if chosen else ():
        found.setdefault(channel, Reason.PREFERENCE)
    return found


def everything_known(*, at: datetime) -> list[dict[str, Any]]:
    """What audiences may ask of each customer of the open workspace."""
    rows = Customer.objects.order_by().values_list(*COLUMNS.values(), named=False)
    return [known(dict(zip(COLUMNS, row, strict=True)), at=at) for row in rows]
