"""Later answers beside those of then: its rate under daily looks, its power, and its own algebra."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from regard.perception.comparisons import UnlikeEstimates
from regard.perception.counts import Groups
from regard.perception.trends import compare_later

RUNS, YEAR = 300, 365
sides = st.tuples(*[st.integers(0, 300)] * 3).filter(lambda counts: sum(counts) >= 30)


def three(counts):
    return Groups((-100, 0, 100), counts, sum(counts))


def of_good(good, n):
    return Groups((0, 100), (n - good, good), n)


def ever_different(seed, before, after, *, n, daily, days, runs=RUNS):
    """In how many of the runs a look on any day finds a difference."""
    chance, found = np.random.default_rng(seed), 0
    for _ in range(runs):
        then = of_good(int(chance.binomial(n, before)), n)
        came = np.cumsum(chance.poisson(daily, days))
        good = np.cumsum(chance.binomial(np.diff(came, prepend=0), after))
        looks = (of_good(int(a), int(b)) for a, b in zip(good, came, strict=True) if b >= 30)
        found += any(compare_later(then, later).significant for later in looks)
    return found / runs


@pytest.mark.parametrize(
    ("rate", "n", "daily"), [(0.8, 300, 3.3), (0.97, 100, 3.3), (0.5, 40, 10), (0.2, 1000, 2)]
)
def test_without_a_change_a_year_of_daily_looks_is_hardly_ever_alarmed(rate, n, daily):
    assert ever_different(7, rate, rate, n=n, daily=daily, days=YEAR) <= 0.05


def test_the_old_number_held_against_the_new_interval_would_be_alarmed_most_of_the_time():
    """What is not done: the point of then beside the 95 % interval of all answers since, day by day."""
    chance, found = np.random.default_rng(7), 0
    for _ in range(RUNS):
        then = chance.binomial(300, 0.8) / 300
        came = np.cumsum(chance.poisson(3.3, YEAR))
        good = np.cumsum(chance.binomial(np.diff(came, prepend=0), 0.8))
        share = good / np.maximum(came, 1)
        error = np.sqrt(share * (1 - share) / np.maximum(came, 1))
        found += bool(np.any((abs(share - then) > 1.96 * error) & (came >= 30)))
    assert found / RUNS > 0.5


def test_a_real_fall_is_found_within_a_quarter():
    assert ever_different(7, 0.8, 0.65, n=300, daily=3.3, days=90) >= 0.8


def test_the_interval_is_the_mixture_by_hand():
    """80 and 55 of 100 each: the formula of Johari et al. with the variance of both together, smoothed."""
    found = compare_later(of_good(80, 100), of_good(55, 100))
    points, pooled = (0.0, 50.0, 100.0), (65.75, 1.5, 135.75)
    mean = sum(p * n for p, n in zip(points, pooled, strict=True)) / 203
    shared = sum(n * (p - mean) ** 2 for p, n in zip(points, pooled, strict=True)) / 203
    own = (45.75, 1.5, 55.75)
    mean = sum(p * n for p, n in zip(points, own, strict=True)) / 103
    wider = max(shared, sum(n * (p - mean) ** 2 for p, n in zip(points, own, strict=True)) / 103)
    error = shared / 100 + wider / 100
    prior = shared * (-2 * math.log(0.05) + math.log(1 - 2 * math.log(0.05))) / 50
    half = math.sqrt(error * (error + prior) / prior * (2 * math.log(20) + math.log((error + prior) / error)))
    assert (found.low, found.high) == pytest.approx((-25 - half, -25 + half))


@given(sides, sides)
def test_p_value_and_interval_never_disagree(then, later):
    found = compare_later(three(then), three(later))
    assert found.significant == (not found.low <= 0 <= found.high)
    assume(abs(found.p_value - 0.05) > 1e-9)
    assert found.significant == (found.p_value < 0.05)
    assert found.low <= found.difference <= found.high


@given(sides, sides)
def test_turned_over_it_says_the_same_the_other_way(then, later):
    found = compare_later(three(then), three(later))
    turned = compare_later(three(then[::-1]), three(later[::-1]))
    assert (turned.low, turned.high) == pytest.approx((-found.high, -found.low))


def test_what_is_not_comparable_is_refused():
    for later in (of_good(0, 0), Groups((0, 50), (20, 20), 40)):
        with pytest.raises(UnlikeEstimates, match="same values"):
            compare_later(of_good(30, 60), later)
    for level in (0, 1, math.nan):
        with pytest.raises(ValueError, match="level"):
            compare_later(of_good(30, 60), of_good(30, 60), level=level)
