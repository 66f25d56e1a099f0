"""Net and gross retention from sums, their intervals, and how much hangs on the largest accounts."""

import json
import math
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from regard.perception.links import (
    OffRevenue,
    RevenueSums,
    TooFewAccounts,
    gross_revenue_retention,
    logo_churn,
    net_revenue_retention,
    revenue_churn,
    revenue_heard,
)

cents = st.integers(0, 10**9)
accounts = st.lists(st.tuples(cents, cents), min_size=0, max_size=40)

R1 = [(50_000, 70_000), (60_000, 54_000), (4_000, 0), (86_000, 86_000)]
"""200,000 at the start, 20,000 expansion, 6,000 contraction, 4,000 churn (statistics.md 1.13)."""


def portfolio(seed: int, n: int) -> list[tuple[float, float]]:
    draw = np.random.default_rng(seed)
    start = draw.lognormal(6, 0.8, n)
    change = np.where(draw.random(n) < 0.1, 0.0, draw.normal(1.1, 0.3, n).clip(0))
    return list(zip(start.tolist(), (start * change).tolist(), strict=True))


def test_the_published_example_is_105_percent_net_and_95_gross() -> None:
    sums = RevenueSums.of(R1)
    assert net_revenue_retention(sums).rate.value == 1.05
    assert gross_revenue_retention(sums).rate.value == 0.95
    assert revenue_churn(sums).rate.value == pytest.approx(0.05)
    assert logo_churn(sums).value == 0.25


def test_new_accounts_are_no_part_of_retention() -> None:
    assert RevenueSums.of([*R1, (0, 90_000)]) == RevenueSums.of(R1)


@settings(max_examples=50, deadline=None)
@given(accounts, st.integers(0, 40), st.randoms(use_true_random=False))
def test_whole_amounts_add_up_exactly_in_any_order(
    rows: list[tuple[int, int]], cut: int, order: random.Random
) -> None:
    shuffled = order.sample(rows, len(rows))
    assert RevenueSums.of(shuffled[:cut]) + RevenueSums.of(shuffled[cut:]) == RevenueSums.of(rows)
    assert RevenueSums.sum(RevenueSums.of([row]) for row in shuffled) == RevenueSums.of(rows)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 10**6), st.integers(0, 10**6)), min_size=2, max_size=30))
def test_gross_never_exceeds_net_or_one(rows: list[tuple[int, int]]) -> None:
    sums = RevenueSums.of(rows)
    gross, net = gross_revenue_retention(sums).rate, net_revenue_retention(sums).rate
    assert gross.value <= min(net.value, 1) + 1e-12
    assert 0 <= gross.low <= gross.value <= gross.high <= 1
    assert net.low <= net.value <= net.high


def test_the_interval_is_the_linearised_one_of_the_rows() -> None:
    rows = portfolio(1, 200)
    rate = net_revenue_retention(RevenueSums.of(rows)).rate
    x, y = np.array(rows).T
    ratio = y.sum() / x.sum()
    se = math.sqrt(len(x) * np.var(y - ratio * x, ddof=1)) / x.sum()
    t = stats.t.ppf(0.975, len(x) - 1)
    assert (rate.value, rate.low, rate.high) == pytest.approx((ratio, ratio - t * se, ratio + t * se))


def test_the_interval_holds_the_truth_as_often_as_it_says() -> None:
    truth = 0.9 * stats.norm.expect(lambda v: max(v, 0), loc=1.1, scale=0.3)
    found = [net_revenue_retention(RevenueSums.of(portfolio(seed, 150))).rate for seed in range(400)]
    assert 0.925 <= sum(rate.low <= truth <= rate.high for rate in found) / 400 <= 0.975


def test_concentration_is_shown_and_asks_for_the_accounts() -> None:
    rows = [(100_000, 90_000), *[(1_000.0, 1_000.0 + place) for place in range(60)]]
    rate = net_revenue_retention(RevenueSums.of(rows))
    assert rate.top_share == pytest.approx(109_000 / 160_000)
    assert (rate.concentrated, rate.bootstrapped) == (True, False)
    assert str(rate).endswith("top 10 accounts 68%, interval needs the accounts")
    resampled = net_revenue_retention(RevenueSums.of(rows), accounts=rows, seed=3)
    assert resampled == net_revenue_retention(RevenueSums.of(rows), accounts=rows, seed=3)
    assert resampled.bootstrapped
    assert resampled.rate.low < resampled.rate.value < resampled.rate.high


def test_the_bootstrap_agrees_with_the_linearised_interval_where_nobody_is_large() -> None:
    rows = portfolio(2, 400)
    sums = RevenueSums.of(rows)
    plain, resampled = (net_revenue_retention(sums, accounts=given).rate for given in ([], rows))
    assert (resampled.low, resampled.high) == pytest.approx((plain.low, plain.high), abs=0.01)


def test_other_accounts_than_those_summed_are_refused() -> None:
    with pytest.raises(TooFewAccounts, match="3 accounts given are not the 4 summed"):
        net_revenue_retention(RevenueSums.of(R1), accounts=R1[:3])


def test_nothing_lost_is_no_certainty() -> None:
    rate = gross_revenue_retention(RevenueSums.of([(100, 100)] * 10)).rate
    low, _ = proportion_confint(10, 10, method="wilson")
    assert (rate.value, rate.low, rate.high) == (1.0, pytest.approx(low), 1.0)
    lost = revenue_churn(RevenueSums.of([(100, 100)] * 10)).rate
    assert (lost.value, lost.low, lost.high) == (0.0, 0.0, pytest.approx(1 - low))


def test_everything_lost_is_no_certainty_either() -> None:
    rate = net_revenue_retention(RevenueSums.of([(100, 0), (50, 0)])).rate
    assert (rate.value, rate.low) == (0.0, 0.0)
    assert 0 < rate.high < 1


def test_lost_logos_have_wilsons_interval() -> None:
    sums = RevenueSums.of([(1_000_000, 0)] * 3 + [(1, 1)] * 7)
    assert (logo_churn(sums).low, logo_churn(sums).high) == pytest.approx(
        proportion_confint(3, 10, method="wilson")
    )


def test_revenue_heard_is_the_share_of_those_who_answered() -> None:
    heard = RevenueSums.of([(300, 0), (100, 100)])
    silent = RevenueSums.of([(50, 50), (150, 10)])
    rate = revenue_heard(heard, silent)
    assert rate.rate.value == pytest.approx(400 / 600)
    assert 0 <= rate.rate.low < rate.rate.value < rate.rate.high <= 1
    nobody = revenue_heard(RevenueSums(), silent).rate
    assert (nobody.value, nobody.low) == (0.0, 0.0) and nobody.high > 0
    everybody = revenue_heard(heard, RevenueSums()).rate
    assert everybody.value == everybody.high == 1.0 and everybody.low < 1


@pytest.mark.parametrize("amount", [-1, float("nan"), float("inf"), None])
def test_what_is_no_amount_is_refused_with_its_place(amount: float) -> None:
    with pytest.raises(OffRevenue, match=r"accounts\[1\]: .* is no end revenue"):
        RevenueSums.of([(1, 1), (1, amount)])
    with pytest.raises(OffRevenue, match=r"accounts\[0\]: .* is no start revenue"):
        RevenueSums.of([(amount, 1)])


def test_fewer_than_two_accounts_have_no_ratio() -> None:
    for few in ([], [(100, 90)]):
        with pytest.raises(TooFewAccounts):
            net_revenue_retention(RevenueSums.of(few))
    with pytest.raises(TooFewAccounts):
        logo_churn(RevenueSums.of([]))
    with pytest.raises(ValueError, match="level"):
        net_revenue_retention(RevenueSums.of(R1), level=2)


def test_amounts_of_a_billion_lose_nothing() -> None:
    rows = [(10**15 + place, 10**15 + 2 * place) for place in range(100)]
    rate = net_revenue_retention(RevenueSums.of(rows)).rate
    assert rate.value == sum(end for _, end in rows) / sum(start for start, _ in rows)
    assert rate.low <= rate.value <= rate.high


def test_rates_are_plain_json() -> None:
    result = net_revenue_retention(RevenueSums.of(R1)).to_dict()
    assert json.loads(json.dumps(result, allow_nan=False)) == result
