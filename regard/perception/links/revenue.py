"""How much of last period's revenue is still there: net and gross retention, churn, and who was heard."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, fields
from functools import reduce
from heapq import nlargest
from typing import Any, Self

import numpy as np
from scipy import special

from regard.perception.estimates import Interval
from regard.perception.intervals import score_limits
from regard.perception.links.limits import critical

TOP = 10
CONCENTRATED = 0.3
"""Above this share of revenue with the ten largest accounts, no normal approximation is to be trusted."""
REPLICATES = 2000
Account = tuple[float, float]


class OffRevenue(ValueError):
    """A revenue that is no amount: below zero, not finite or not known; the message names the account."""


class TooFewAccounts(ValueError):
    """A ratio of revenues from fewer than two accounts, or from accounts other than those summed."""


@dataclass(frozen=True)
class RevenueSums:
    """Sums over the accounts that paid at the start: start and end revenue, their squares and product.

    `kept` is the smaller of both for each account (what is left without expansion). `largest` are the
    largest start revenues. Sums of different accounts are added, in any order; of whole amounts (cents)
    exactly.
    """

    n: int = 0
    lost: int = 0
    start: float = 0
    start2: float = 0
    end: float = 0
    end2: float = 0
    start_end: float = 0
    kept: float = 0
    kept2: float = 0
    start_kept: float = 0
    largest: tuple[float, ...] = ()

    @classmethod
    def of(cls, accounts: Iterable[Account]) -> Self:
        """Sum (start, end) revenues; an account that paid nothing at the start is new and left out.

        An account that left has an end of 0. Raises OffRevenue, with the place, for what is no amount.

        >>> RevenueSums.of([(100, 120), (50, 0), (0, 80)]).lost
        1
        """
        paid = _paid(accounts)
        kept = [(start, min(start, end)) for start, end in paid]
        return cls(
            n=len(paid),
            lost=sum(not end for _, end in paid),
            start=_total(start for start, _ in paid),
            start2=_total(start * start for start, _ in paid),
            end=_total(end for _, end in paid),
            end2=_total(end * end for _, end in paid),
            start_end=_total(start * end for start, end in paid),
            kept=_total(left for _, left in kept),
            kept2=_total(left * left for _, left in kept),
            start_kept=_total(start * left for start, left in kept),
            largest=tuple(nlargest(TOP, (start for start, _ in paid))),
        )

    @classmethod
    def sum(cls, parts: Iterable["RevenueSums"]) -> "RevenueSums":
        """Add up parts with different accounts."""
        return reduce(cls.__add__, parts, cls())

    @property
    def top_share(self) -> float:
        """The share of start revenue that the ten largest accounts hold."""
        return sum(self.largest) / self.start if self.start else 0.0

    def __add__(self, other: "RevenueSums") -> "RevenueSums":
        names = [field.name for field in fields(self) if field.name != "largest"]
        sums = {name: getattr(self, name) + getattr(other, name) for name in names}
        return RevenueSums(**sums, largest=tuple(nlargest(TOP, self.largest + other.largest)))


@dataclass(frozen=True)
class RevenueRate:
    """A share of start revenue with its interval, and how much of it the ten largest accounts hold.

    `concentrated` says that they hold more than 30 %, and `bootstrapped` that the interval comes from
    resampling accounts. A concentrated rate that is not bootstrapped needs the accounts.
    """

    rate: Interval
    top_share: float
    concentrated: bool
    bootstrapped: bool

    def to_dict(self) -> dict[str, Any]:
        """The same as plain JSON values."""
        return {**self.__dict__, "rate": self.rate.to_dict()}

    def __str__(self) -> str:
        top = f"top {TOP} accounts {self.top_share:.0%}"
        need = ", interval needs the accounts" if self.concentrated and not self.bootstrapped else ""
        return f"{self.rate}, {top}{need}"


def net_revenue_retention(
    sums: RevenueSums, *, accounts: Iterable[Account] = (), level: float = 0.95, seed: int = 1
) -> RevenueRate:
    """End over start revenue of the accounts there at the start: (start + expansion - contraction - churn).

    1.05 is 105 %. The interval is the linearised one of a ratio (Cochran 1977), with Student's t; where
    the ten largest accounts hold more than 30 % give the `accounts` as (start, end), and it is the
    percentile bootstrap over them. It reads the accounts as a sample of those that such a business could
    have. Where no account's ratio differs, the lower limit is Wilson's for losing one. Raises
    TooFewAccounts for fewer than two, or for `accounts` that are not those summed.

    >>> print(net_revenue_retention(RevenueSums.of([(100, 120), (100, 90), (100, 105)] * 20)))
    1.05 [1.018, 1.082], n=60, top 10 accounts 17%
    """
    pairs = _paid(accounts)
    rate = _rate(sums, (sums.end, sums.end2, sums.start_end), pairs, (level, seed))
    return _described(rate, sums, pairs)


def gross_revenue_retention(
    sums: RevenueSums, *, accounts: Iterable[Account] = (), level: float = 0.95, seed: int = 1
) -> RevenueRate:
    """What is left of start revenue without any expansion, at most 1; otherwise as `net_revenue_retention`.

    Contraction and churn are taken from each account; one that grew keeps its start.

    >>> gross_revenue_retention(RevenueSums.of([(100, 120), (100, 70)])).rate.value
    0.85
    """
    pairs = [(start, min(start, end)) for start, end in _paid(accounts)]
    rate = _rate(sums, (sums.kept, sums.kept2, sums.start_kept), pairs, (level, seed))
    capped = Interval(rate.value, rate.low, min(rate.high, 1.0), rate.level, rate.n, rate.method)
    return _described(capped, sums, pairs)


def revenue_churn(
    sums: RevenueSums, *, accounts: Iterable[Account] = (), level: float = 0.95, seed: int = 1
) -> RevenueRate:
    """The share of start revenue that was lost: 1 minus gross retention.

    >>> round(revenue_churn(RevenueSums.of([(100, 120), (100, 70)])).rate.value, 2)
    0.15
    """
    gross = gross_revenue_retention(sums, accounts=accounts, level=level, seed=seed)
    rate = gross.rate
    lost = Interval(1 - rate.value, 1 - rate.high, 1 - rate.low, rate.level, rate.n, rate.method)
    return RevenueRate(lost, gross.top_share, gross.concentrated, gross.bootstrapped)


def logo_churn(sums: RevenueSums, *, level: float = 0.95) -> Interval:
    """The share of accounts that left, large or small, with Wilson's (1927) interval.

    Raises TooFewAccounts without any.

    >>> print(logo_churn(RevenueSums.of([(100, 0)] + [(50, 50)] * 9)))
    0.1 [0.01788, 0.4042], n=10
    """
    z = critical(level)
    if not sums.n:
        raise TooFewAccounts("no account paid at the start")
    low, high = score_limits((0, 1), (sums.n - sums.lost, sums.lost), z)
    return Interval(sums.lost / sums.n, low, high, level, sums.n, "Wilson score interval")


def revenue_heard(heard: RevenueSums, silent: RevenueSums, *, level: float = 0.95) -> RevenueRate:
    """The share of start revenue from accounts that answered, of those that did and those that did not.

    The linearised interval of a ratio, read as in `net_revenue_retention`.

    >>> revenue_heard(RevenueSums.of([(100, 90)] * 3), RevenueSums.of([(100, 80)])).rate.value
    0.75
    """
    everyone = heard + silent
    rate = _rate(everyone, (heard.start, heard.start2, heard.start2), [], (level, 1))
    low, high = max(rate.low, 0.0), min(rate.high, 1.0)
    return _described(Interval(rate.value, low, high, level, rate.n, rate.method), everyone, [])


def _rate(
    sums: RevenueSums, end: tuple[float, float, float], pairs: list[Account], how: tuple[float, int]
) -> Interval:
    """Sum y over sum x, from the sums of y, y^2 and xy; bootstrapped where there are pairs."""
    level, seed = how
    z = critical(level)
    if sums.n < 2:
        raise TooFewAccounts(f"{sums.n} accounts paid at the start")
    ratio = end[0] / sums.start
    if pairs:
        return _bootstrapped(ratio, pairs, sums, (level, seed))
    residual = end[1] - 2 * ratio * end[2] + ratio * ratio * sums.start2
    if residual <= 1e-12 * (end[1] + ratio * ratio * sums.start2):
        effective = sums.start**2 / sums.start2
        low, high = score_limits((0, 1), (0, effective), z)
        if not ratio:
            return Interval(0.0, 0.0, 1 - low, level, sums.n, "Wilson score interval, nothing varies")
        spread = ratio * (high - low)
        return Interval(
            ratio, ratio - spread, ratio + spread, level, sums.n, "Wilson score interval, nothing varies"
        )
    se = math.sqrt(sums.n / (sums.n - 1) * residual) / sums.start
    half = -float(special.stdtrit(sums.n - 1, (1 - level) / 2)) * se
    return Interval(
        ratio, max(ratio - half, 0.0), ratio + half, level, sums.n, "linearised ratio, Student's t"
    )


def _bootstrapped(ratio: float, pairs: list[Account], sums: RevenueSums, how: tuple[float, int]) -> Interval:
    level, seed = how
    table = np.array(pairs, dtype=float)
    if len(table) != sums.n or not math.isclose(math.fsum(table[:, 0]), sums.start, rel_tol=1e-9):
        raise TooFewAccounts(f"the {len(table)} accounts given are not the {sums.n} summed")
    rng = np.random.default_rng(seed)
    drawn = (table[rng.integers(len(table), size=len(table))].sum(axis=0) for _ in range(REPLICATES))
    ratios = np.array([end / start for start, end in drawn])
    low, high = np.quantile(ratios, [(1 - level) / 2, (1 + level) / 2])
    return Interval(ratio, float(low), float(high), level, sums.n, "percentile bootstrap over accounts")


def _described(rate: Interval, sums: RevenueSums, pairs: list[Account]) -> RevenueRate:
    return RevenueRate(rate, float(sums.top_share), sums.top_share > CONCENTRATED, bool(pairs))


def _paid(accounts: Iterable[Account]) -> list[Account]:
    paid = []
    for place, (start, end) in enumerate(accounts):
        for name, amount in (("start", start), ("end", end)):
            if amount is None or not 0 <= amount < math.inf:
                raise OffRevenue(f"accounts[{place}]: {amount!r} is no {name} revenue")
        if start:
            paid.append((start, end))
    return paid


def _total(amounts: Iterable[float]) -> float:
    """An exact sum of whole amounts, a correctly rounded one of others."""
    given = list(amounts)
    return sum(given) if all(isinstance(amount, int) for amount in given) else math.fsum(given)
