"""Customers at risk in words: each reason with the way to what shows it, and who owns them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from regard.web.customers import owning
from regard.web.customers.models import Account, Customer, LifecycleStage, Ownership
from regard.web.dashboards.addresses import Address
from regard.web.dashboards.figures import count_text
from regard.web.insights.risk_study import NEW, RECENT, YEAR, AtRisk, Reason
from regard.web.loyalty.models import CareStep
from regard.web.loyalty.money import money_text
from regard.web.loyalty.staying import day_text
from regard.web.workspaces.models import Membership

KIND_NAMES = {
    "low": pgettext_lazy("reason", "low score"),
    "leaving": pgettext_lazy("reason", "speaks of leaving"),
    "complaint": pgettext_lazy("reason", "complaints"),
    "silent": pgettext_lazy("reason", "gone silent"),
    "marked": pgettext_lazy("reason", "marked at risk"),
    "renewal": pgettext_lazy("reason", "renewal soon"),
}
OWNERS = {
    "mine": pgettext_lazy("customers", "mine"),
    "nobody": pgettext_lazy("customers", "nobody’s"),
}


WEIGHTS = {"leaving": 3, "low": 2, "complaint": 2, "marked": 2, "silent": 1, "renewal": 1}
"""How much each reason says, where customers are put in order: no chance of leaving, a rule of thumb."""
ORDERS = {
    "weight": pgettext_lazy("order", "reasons × revenue"),
    "revenue": pgettext_lazy("order", "revenue"),
    "reasons": pgettext_lazy("order", "reasons"),
}
SHOWN = {
    "open": pgettext_lazy("customers at risk", "to be looked after"),
    "off": pgettext_lazy("customers at risk", "put off or settled"),
    "all": pgettext_lazy("customers at risk", "all"),
}


@dataclass(frozen=True)
class Told:
    """One reason as a text, with the way to what shows it where there is one."""

    text: str
    url: str = ""
    kind: str = ""


@dataclass(frozen=True)
class Line:
    """One customer at risk."""

    pk: UUID
    name: str
    url: str
    segment: str
    revenue: str
    reasons: list[Told]
    owner: Ownership | None
    is_account: bool
    step: CareStep | None = None


def chosen(
    found: Iterable[AtRisk], owned: dict[UUID, Ownership], *, kind: str, owner: str, by: Membership
) -> list[AtRisk]:
    """Those with this kind of reason that nobody owns, or `by`."""
    rows = [one for one in found if not kind or kind in {reason.kind for reason in one.reasons}]
    if owner == "nobody":
        return [one for one in rows if one.payer.pk not in owned]
    if owner == "mine":
        return [one for one in rows if one.payer.pk in owned and owned[one.payer.pk].member_id == by.pk]
    return rows


def weight(one: AtRisk) -> int:
    """How much speaks for looking after a customer."""
    return sum(WEIGHTS[reason.kind] for reason in one.reasons)


def ordered(found: Iterable[AtRisk], order: str) -> list[AtRisk]:
    """In the chosen order within each currency, the currency of most of them first; unknown revenue last."""
    rows = list(found)
    many = Counter(one.payer.currency for one in rows)

    def amount(one: AtRisk) -> float:
        by_reasons = weight(one) if order in ("weight", "reasons") else 1
        return by_reasons * (1.0 if order == "reasons" else one.revenue or 0.0)

    def key(one: AtRisk) -> tuple[Any, ...]:
        currency = one.payer.currency
        whose = (currency is None, -many[currency], currency or "")
        return (*whose, -amount(one), -weight(one), -(one.revenue or 0.0), one.payer.pk)

    if order == "reasons":  # reasons weigh the same in every currency
        return sorted(rows, key=lambda one: (-weight(one), *key(one)))
    return sorted(rows, key=key)


def owned_now() -> dict[UUID, Ownership]:
    """Who owns whom now, by the id of the company or person."""
    return {row.owned: row for row in owning.now()}


def lines(
    found: Sequence[AtRisk],
    owned: dict[UUID, Ownership],
    *,
    slug: str,
    today: date,
    steps: dict[UUID, CareStep] | None = None,
) -> list[Line]:
    """These customers with their names, in their order."""
    done = steps or {}
    companies = Account.objects.in_bulk([one.payer.pk for one in found if one.payer.is_account])
    people = Customer.objects.in_bulk([one.payer.pk for one in found if not one.payer.is_account])
    rows = {**companies, **people}
    return [
        replace(
            _line(one, rows[one.payer.pk], owned.get(one.payer.pk), slug=slug, today=today),
            step=done.get(one.payer.pk),
        )
        for one in found
        if one.payer.pk in rows
    ]


def _line(one: AtRisk, row: Account | Customer, owner: Ownership | None, *, slug: str, today: date) -> Line:
    payer = one.payer
    revenue = "–" if one.revenue is None else money_text(one.revenue, payer.currency or "")
    if payer.is_account:
        url = f"{reverse('dashboards:explore', args=[slug])}?{_whole(one).query()}"
    else:
        url = reverse("customers:detail", args=[slug, payer.pk])
    reasons = [
        replace(_told(one, reason, name=row.name, slug=slug, today=today), kind=reason.kind)
        for reason in one.reasons
    ]
    return Line(payer.pk, str(row), url, payer.segment, revenue, reasons, owner, payer.is_account)


def _whole(one: AtRisk) -> Address:
    """Everything that was ever said by a customer."""
    whole, pk = Address(period="all"), str(one.payer.pk)
    return whole.but(account=pk) if one.payer.is_account else whole.but(customer=pk)


def _told(one: AtRisk, reason: Reason, *, name: str, slug: str, today: date) -> Told:
    explore = reverse("dashboards:explore", args=[slug])

    def since(days: int, **more: Any) -> str:
        address = _whole(one).but(period="dates", start=today - timedelta(days=days), last=today, **more)
        return f"{explore}?{address.query()}"

    if reason.kind == "low":
        return Told(reason_text(reason), reverse("dashboards:record", args=[slug, reason.record]))
    if reason.kind == "leaving":
        return Told(reason_text(reason), since(RECENT, intent=("churn_risk",)))
    if reason.kind == "complaint":
        return Told(reason_text(reason), since(NEW, intent=("complaint",)))
    if reason.kind == "silent":
        return Told(reason_text(reason), since(YEAR))
    if reason.kind == "marked":
        named = urlencode({"stage": LifecycleStage.AT_RISK.value, "q": name})
        return Told(reason_text(reason), f"{reverse('customers:list', args=[slug])}?{named}")
    return Told(reason_text(reason))


def reason_text(reason: Reason) -> str:
    """A reason in words: what, how often, when last."""
    values = {"n": count_text(reason.n), "day": day_text(reason.day) if reason.day else ""}
    if reason.kind == "low":
        return _("last score %(score)s of 10, %(day)s") % {**values, "score": reason.score}
    if reason.kind == "leaving":
        text = ngettext(
            "spoke of leaving once, %(day)s", "spoke of leaving %(n)s times, last %(day)s", reason.n
        )
        return text % values
    if reason.kind == "complaint":
        text = ngettext("%(n)s complaint, last %(day)s", "%(n)s complaints, last %(day)s", reason.n)
        return text % values
    if reason.kind == "silent":
        text = ngettext(
            "nothing since %(day)s, after %(n)s record in a year",
            "nothing since %(day)s, after %(n)s records in a year",
            reason.n,
        )
        return text % values
    if reason.kind == "renewal":
        return _("the year’s contract ends %(day)s") % values
    return _("a file calls them at risk")
