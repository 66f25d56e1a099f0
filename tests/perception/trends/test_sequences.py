"""Confidence sequences beside those of confseq and GrowthBook, and looked at after every answer."""

import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize

from regard.perception import Counts, OffScale, Scale, csat, nps, star_rating
from regard.perception.trends import NoAnswers, WeightedAnswers, confidence_sequence
from regard.perception.trends.sequences import _mixture, radius
from tests.perception.trends.days import ELEVEN, answers

three = st.tuples(*[st.integers(0, 200)] * 3).filter(any)


def test_the_normal_mixture_of_confseq():
    """confseq, C++ tests: normal_mixture_bound(100, .05, 100, .05, two-sided)."""
    assert 100 * radius(100, 1.0, 0.05, 100) == pytest.approx(30.35209, abs=1e-5)


def test_the_sequential_interval_of_growthbook():
    """GrowthBook stats tests: 1396 of 3000 and 2422 of 3461, relative, tuned at 5000."""
    a, b, n = 1396 / 3000, 2422 / 3461, 6461
    variance = b * (1 - b) / 3461 / a**2 + a * (1 - a) / 3000 * b**2 / a**4
    half = radius(n, variance * n, 0.05, 5000)
    assert (b / a - 1 - half, b / a - 1 + half) == pytest.approx((0.40098, 0.60675), abs=2e-4)


def test_a_proportion_is_close_to_the_beta_mixture_of_confseq():
    """confseq: bernoulli_confidence_interval(700, 1000, .05, 100), tuned by another prior."""
    found = confidence_sequence(Counts.of({1: 700, 0: 300}, Scale(0, 1)), csat)
    assert (found.low, found.high) == pytest.approx((65.1629, 74.5949), abs=1)


@pytest.mark.parametrize(
    "counts", [(18, 32, 50), (0, 0, 12), (0, 3, 20), (1, 0, 0), (0, 40, 0), (500, 1, 499)]
)
def test_the_exact_limit_is_where_a_plain_search_finds_it(counts):
    found = confidence_sequence(answers(*counts))
    least = _mixture(counts) + math.log(0.05)
    for mean in (found.low, found.high):
        if -100 < mean < 100:
            assert best_likelihood(counts, mean / 100) == pytest.approx(least, abs=1e-4)
    for mean in np.linspace(-0.99, 0.99, 40):
        inside = best_likelihood(counts, mean) >= least
        assert inside == (found.low <= 100 * mean <= found.high)


def best_likelihood(counts, mean):
    """The largest log likelihood of three shares with this mean of -1, 0, 1, over the only free one."""

    def cost(detractors):
        shares = detractors, 1 - mean - 2 * detractors, detractors + mean
        return -sum(n * math.log(max(p, 1e-300)) for n, p in zip(counts, shares, strict=True) if n)

    low, high = max(0.0, -mean), (1 - mean) / 2
    found = optimize.minimize_scalar(cost, bounds=(low, high), method="bounded", options={"xatol": 1e-13})
    return -min(found.fun, cost(low), cost(high))


@settings(max_examples=50, deadline=None)
@given(three)
def test_both_hold_the_value_within_the_scale_and_the_ordinary_interval(counts):
    so_far = answers(*counts)
    ordinary = nps(so_far).groups
    for kind in ("exact", "asymptotic"):
        found = confidence_sequence(so_far, kind=kind)
        assert -100 <= found.low <= found.value <= found.high <= 100
        assert found.value == pytest.approx(float(ordinary.mean))
        assert found.n == sum(counts)
        mirrored = confidence_sequence(answers(*counts[::-1]), kind=kind)
        assert (mirrored.low, mirrored.high) == pytest.approx((-found.high, -found.low), abs=1e-6)


def test_seven_groups_and_means_work_alike():
    found = confidence_sequence(Counts.of({5: 40, 4: 10, 1: 5}, Scale(1, 5)), star_rating)
    assert 1 < found.low < found.value < found.high < 5


@pytest.mark.parametrize(("kind", "most"), [("exact", 3), ("asymptotic", 7)])
def test_looked_at_after_every_answer_it_seldom_loses_the_truth(kind, most):
    """60 streams of 400 answers, truth +32; an ordinary interval loses it in four of ten."""
    chance, lost = np.random.default_rng(12), 0
    for _ in range(60):
        drawn = chance.choice(3, size=400, p=(0.18, 0.32, 0.50))
        counts = np.cumsum(drawn[:, None] == np.arange(3), axis=0)[9::20]
        for row in counts.tolist():
            found = confidence_sequence(answers(*row), kind=kind)
            if not found.low <= 32 <= found.high:
                lost += 1
                break
    assert lost <= most


def test_before_30_answers_the_asymptotic_one_says_nothing():
    found = confidence_sequence(answers(3, 6, 20), kind="asymptotic")
    assert (found.low, found.high) == (-100, 100)
    assert confidence_sequence(answers(3, 6, 21), kind="asymptotic").low > 0


def test_tuning_moves_where_it_is_narrow():
    widths = [
        (found := confidence_sequence(answers(180, 320, 500), kind="asymptotic", tuned_at=at)).high
        - found.low
        for at in (30, 1000)
    ]
    assert widths[1] < widths[0]


def test_a_billion_equal_answers_are_almost_certain():
    found = confidence_sequence(answers(0, 0, 10**9))
    assert 99.9999 < found.low < found.high == 100


def test_weights_are_refused_where_they_break_the_guarantee():
    weighted = Counts.from_scores([10] * 40 + [0] * 20, ELEVEN, weights=[1.0] * 40 + [2.0] * 20)
    with pytest.raises(WeightedAnswers):
        confidence_sequence(weighted)
    assert confidence_sequence(weighted, kind="asymptotic").value == pytest.approx(0)


def test_nobody_is_refused():
    with pytest.raises(NoAnswers):
        confidence_sequence(answers(0, 0, 0))


@pytest.mark.parametrize("wrong", [{"kind": "wald"}, {"level": 0}, {"level": 1}, {"tuned_at": 0}])
def test_a_question_that_is_none_is_refused(wrong):
    with pytest.raises(ValueError, match="no confidence sequence"):
        confidence_sequence(answers(1, 1, 1), **wrong)


def test_scores_off_the_scale_never_get_in():
    with pytest.raises(OffScale):
        confidence_sequence(Counts.of({11: 1}, ELEVEN))


def test_a_sequence_becomes_plain_json():
    assert json.loads(json.dumps(confidence_sequence(answers(1, 2, 3)).to_dict()))["n"] == 6
