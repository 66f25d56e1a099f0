"""Weighted answers: the linearised variance, the effective number and its score interval."""

import json
import math
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regard.perception import Counts, OffScale, Scale, csat, nps
from regard.perception.sampling import (
    NobodyLeft,
    UnfitDesign,
    UnfitFrame,
    UnfitWeights,
    WholePopulation,
    design_effect,
    response_propensity,
    weighted_estimate,
    weighted_mean,
)

ZERO_TO_TEN = Scale(0, 10)
scores = st.lists(st.integers(0, 10), min_size=2, max_size=60)


@settings(max_examples=50, deadline=None)
@given(scores, st.floats(1e-6, 1e6))
def test_equal_weights_give_the_metric_itself(answers, weight):
    found = weighted_estimate(answers, [weight] * len(answers), ZERO_TO_TEN)
    plain = nps(Counts.from_scores(answers, ZERO_TO_TEN))
    assert found.band == pytest.approx(plain.band, abs=1e-6)
    assert found.n_eff == pytest.approx(len(answers))
    assert found.n == len(answers)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 10), st.floats(0.1, 9)), min_size=3, max_size=40), st.randoms())
def test_the_order_and_the_unit_of_the_weights_do_not_matter(pairs, random):
    shuffled = random.sample(pairs, len(pairs))
    one = weighted_estimate([s for s, _ in pairs], [w for _, w in pairs], ZERO_TO_TEN)
    other = weighted_estimate([s for s, _ in shuffled], [1000 * w for _, w in shuffled], ZERO_TO_TEN)
    assert other.band == pytest.approx(one.band, abs=1e-6)
    assert other.n_eff == pytest.approx(one.n_eff)


def test_answers_of_weight_zero_and_missing_ones_are_left_out():
    found = weighted_mean([8, None, 3, 9, 2], [1, 5, 2, 0, 1])
    assert found == weighted_mean([8, 3, 2], [1, 2, 1])


def test_ten_copies_of_each_account_are_no_more_than_one_of_each():
    answers = [10, 9, 3, 7, 0, 8]
    accounts = list("abcdef")
    once = weighted_mean(answers)
    tenfold = weighted_mean(answers * 10, clusters=accounts * 10)
    assert (tenfold.low, tenfold.high) == pytest.approx((once.low, once.high))
    assert tenfold.n_eff == pytest.approx(300 / 59)


def test_ten_copies_of_each_account_do_not_narrow_the_score_interval():
    answers = [10, 9, 3, 7, 0, 8] * 5
    accounts = [str(place) for place in range(30)]
    once = weighted_estimate(answers, None, ZERO_TO_TEN)
    tenfold = weighted_estimate(answers * 10, None, ZERO_TO_TEN, clusters=accounts * 10)
    assert tenfold.band[0] < once.band[0] < once.band[1] < tenfold.band[1]
    assert tenfold.band == pytest.approx(once.band, abs=2)


def test_a_metric_in_its_own_box_is_weighted_too():
    found = weighted_estimate([5, 4, 1, 2] * 20, [1, 1, 2, 4] * 20, Scale(1, 5), csat)
    assert float(found.exact) == pytest.approx(25)
    assert found.definition == csat(Counts.of({5: 1}, Scale(1, 5))).definition


def test_another_level_is_that_of_the_metric():
    answers, weights = [10] * 60 + [3] * 40, [1.0] * 50 + [2.0] * 50
    found = weighted_estimate(answers, weights, ZERO_TO_TEN, lambda counts: nps(counts, level=0.8))
    assert found.level == 0.8
    assert found.band[0] > weighted_estimate(answers, weights, ZERO_TO_TEN).band[0]


def test_everybody_of_one_opinion_has_kishs_effective_number():
    found = weighted_estimate([10] * 40, [1.0] * 20 + [3.0] * 20, ZERO_TO_TEN)
    assert found.n_eff == pytest.approx(40 / design_effect([1.0] * 20 + [3.0] * 20))
    assert float(found.exact) == 100
    assert found.band[0] < 100


def test_strata_without_any_spread_do_not_make_the_effective_number_infinite():
    found = weighted_mean([1, 1, 0, 0], strata=["a", "a", "b", "b"])
    assert (found.se, found.n_eff) == (0, 4)


def test_strata_do_not_promise_more_than_the_weights_leave():
    answers, weights = [10] * 40 + [3] * 40 + [8] * 2, [1.0] * 80 + [20.0] * 2
    found = weighted_estimate(answers, weights, ZERO_TO_TEN, strata=["a"] * 40 + ["b"] * 40 + ["c"] * 2)
    assert found.n_eff < 82 / design_effect(weights)


def test_half_of_the_population_is_worth_twice_as_many_answers():
    answers = [10] * 40 + [3] * 40
    found = weighted_estimate(answers, None, ZERO_TO_TEN, population=160)
    assert found.n_eff == pytest.approx(160)


def test_a_stratum_answered_by_all_adds_no_error():
    found = weighted_mean([1, 3, 2, 8], strata=["a", "a", "b", "b"], population={"a": 2, "b": 10})
    only = weighted_mean([2, 8], population=10)
    assert found.se == pytest.approx(only.se / 2)


@pytest.mark.parametrize(
    ("arguments", "named", "error"),
    [
        ({"values": []}, "no answer", NobodyLeft),
        ({"values": [None, None]}, "no answer", NobodyLeft),
        ({"values": [5]}, "one answer", UnfitDesign),
        ({"values": [5, 6], "w": [1]}, "1 weights for 2 rows", UnfitWeights),
        ({"values": [5, 6], "w": [1, -1]}, r"weights\[1\]", UnfitWeights),
        ({"values": [5, 6], "w": [1, math.nan]}, r"weights\[1\]", UnfitWeights),
        ({"values": [5, 6], "w": [math.inf, 1]}, r"weights\[0\]", UnfitWeights),
        ({"values": [5, 6], "w": [0, 0]}, "all weights are zero", UnfitWeights),
        ({"values": [5, 6], "w": [1e308, 1e308]}, "too large", UnfitWeights),
        ({"values": [None, 5, 6], "strata": list("aaaa")}, "4 strata for 3 answers", UnfitDesign),
        ({"values": [5, math.nan]}, r"values\[1\]", UnfitFrame),
        ({"values": [5, "6"]}, r"values\[1\]", UnfitFrame),
        ({"values": [5, 6, 7], "strata": ["a", "a", "b"]}, "stratum 'b' has one answer", UnfitDesign),
        ({"values": [5, 6, 7], "strata": ["a", "a"]}, "2 strata", UnfitDesign),
        ({"values": [5, 6], "clusters": ["a", "a"]}, "one cluster", UnfitDesign),
        (
            {"values": [5, 6, 7, 8], "strata": list("aabb"), "clusters": list("xyyz")},
            "two strata",
            UnfitDesign,
        ),
        ({"values": [5, 6], "population": 1}, "2 of a population of 1", UnfitDesign),
        ({"values": [5, 6], "population": {"a": 9}}, "one number", UnfitDesign),
        (
            {"values": [5, 6, 7, 8], "strata": list("aabb"), "population": {"a": 9}},
            "stratum 'b'",
            UnfitDesign,
        ),
        ({"values": [5, 6], "population": 2}, "everybody", WholePopulation),
        ({"values": [5, 6], "level": 1}, "level", ValueError),
    ],
)
def test_what_does_not_fit_is_named(arguments, named, error):
    with pytest.raises(error, match=named):
        weighted_mean(**arguments)


def test_a_score_off_the_scale_is_named_with_its_place():
    with pytest.raises(OffScale, match=r"scores\[1\]"):
        weighted_estimate([5, 11], [1, 1], ZERO_TO_TEN)


def test_results_are_plain_json():
    mean = weighted_mean(np.array([8, 9, 3]), np.array([1.0, 2.0, 1.0]))
    assert json.loads(json.dumps(mean.to_dict(), allow_nan=False))["n"] == 3
    estimate = weighted_estimate([10, 3] * 50, None, ZERO_TO_TEN)
    assert json.loads(json.dumps(estimate.to_dict(), allow_nan=False))["n"] == 100


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(1e-9, 1e9), min_size=1, max_size=30))
def test_kishs_design_effect_lies_between_one_and_n(weights):
    assert 1 - 1e-9 <= design_effect(weights) <= len(weights) + 1e-9


def test_kishs_design_effect_stands_any_unit():
    assert design_effect([1e300, 1e300]) == 1
    assert design_effect([1e-300, 1e-300]) == 1


def test_silence_that_goes_with_attitude_biases_the_plain_number_and_not_the_weighted_one():
    """The four cells of the research note: response 3 to 25 %, happier customers answer more often."""
    shares, rates = [0.25, 0.25, 0.25, 0.25], [0.03, 0.08, 0.15, 0.25]
    shapes = [(0.40, 0.30, 0.30), (0.25, 0.30, 0.45), (0.15, 0.30, 0.55), (0.10, 0.25, 0.65)]
    truth = 100 * sum(share * (top - low) for share, (low, _, top) in zip(shares, shapes, strict=True))
    random = np.random.default_rng(7)
    cells = np.repeat(np.arange(4), 2000)
    frame = {"cell": [f"c{cell}" for cell in cells]}
    plain, weighted, bias = [], [], []
    for _ in range(40):
        attitude = np.concatenate([random.choice([3, 8, 10], size=2000, p=shape) for shape in shapes])
        answered = random.random(8000) < np.array(rates)[cells]
        fitted = response_propensity(frame, answered)
        kept = np.flatnonzero(answered)
        given_scores = attitude[kept].tolist()
        by_plain = nps(Counts.from_scores(given_scores, ZERO_TO_TEN))
        by_weight = weighted_estimate(
            given_scores, [fitted.weights[row] for row in kept], ZERO_TO_TEN, strata=cells[kept].tolist()
        )
        bias.append(float(by_plain.exact) - truth)
        plain.append(by_plain.band[0] <= truth <= by_plain.band[1])
        weighted.append(by_weight.band[0] <= truth <= by_weight.band[1])
    assert np.mean(bias) > 10
    assert np.mean(plain) == 0
    assert 0.9 <= np.mean(weighted) <= 0.99


def test_contacts_of_one_account_are_no_independent_answers():
    """Accounts that share an opinion: the plain interval covers too rarely, the clustered one does not."""
    random = np.random.default_rng(9)
    accounts = np.repeat(np.arange(30), 5).tolist()
    plain, clustered = [], []
    for _ in range(100):
        happy = np.repeat(random.beta(1, 1, 30), 5)
        answers = np.where(random.random(150) < happy, 10, 0).tolist()
        low, high = nps(Counts.from_scores(answers, ZERO_TO_TEN)).band
        plain.append(low <= 0 <= high)
        low, high = weighted_estimate(answers, None, ZERO_TO_TEN, clusters=accounts).band
        clustered.append(low <= 0 <= high)
    assert np.mean(plain) < 0.87
    assert np.mean(clustered) > 0.9


def test_nothing_here_warns_at_the_edges():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        weighted_mean([1e9, -1e9, 0], [1e-12, 1, 1e12])
        weighted_estimate([10, 10], [1e-9, 1e9], ZERO_TO_TEN)
