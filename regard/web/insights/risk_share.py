"""How much of today's revenue is of customers with a reason to be looked after: each currency by itself."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from regard.perception.links import RevenueRate, RevenueSums, revenue_heard
from regard.web.insights.payer_study import Payer
from regard.web.insights.revenue_study import ENOUGH
from regard.web.insights.risk_study import AtRisk

__all__ = ["ShareAtRisk", "shares_at_risk"]


@dataclass(frozen=True)
class ShareAtRisk:
    """Of the `customers` who pay in a currency, those `at_risk`, and their part of the revenue.

    `rate` is None where fewer than 30 pay: its interval would not be one to trust.
    """

    currency: str
    customers: int
    at_risk: int
    rate: RevenueRate | None


def shares_at_risk(everybody: Sequence[Payer], found: Iterable[AtRisk], *, today: date) -> list[ShareAtRisk]:
    """By currency, the share of today's revenue that is of those `found`, the larger currency first.

    The interval is the linearised one of a ratio, as for the revenue that was heard.
    """
    named = {one.payer.pk for one in found}
    paid: dict[str, list[tuple[bool, float]]] = {}
    for one in everybody:
        amount = one.revenue(today) if one.is_here else None
        if one.currency is not None and amount:
            paid.setdefault(one.currency, []).append((one.pk in named, amount))
    shares = [_share(currency, rows) for currency, rows in paid.items()]
    return sorted(shares, key=lambda one: (-one.customers, one.currency))


def _share(currency: str, rows: Sequence[tuple[bool, float]]) -> ShareAtRisk:
    at_risk = sum(is_named for is_named, _ in rows)
    if len(rows) < ENOUGH:
        return ShareAtRisk(currency, len(rows), at_risk, None)
    named, others = (
        RevenueSums.of((amount, amount) for is_named, amount in rows if is_named is wanted)
        for wanted in (True, False)
    )
    return ShareAtRisk(currency, len(rows), at_risk, revenue_heard(named, others))
