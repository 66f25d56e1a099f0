"""Response propensities and what their weights put right."""

import json
import math

import numpy as np
import pyarrow as pa
import pytest
import statsmodels.api as sm
from statsmodels.stats.proportion import proportion_confint

from regard.perception.sampling import NobodyResponded, UnfitFrame, UnfitWeights, response_propensity

TIERS = ["gold"] * 40 + ["silver"] * 60 + ["free"] * 100
RESPONDED = [row % 2 == 0 for row in range(40)] + [row % 4 == 0 for row in range(160)]


def test_one_column_gives_the_response_rate_of_each_cell():
    found = response_propensity({"tier": TIERS}, RESPONDED)
    assert [found.fitted[0], found.fitted[40], found.fitted[199]] == pytest.approx(
        [0.5, 0.25, 0.25], abs=1e-3
    )


def test_weights_restore_the_shares_of_the_invited_and_sum_to_their_number():
    found = response_propensity({"tier": TIERS}, RESPONDED)
    assert found.largest_gap < 1e-3
    assert math.fsum(found.weights) == pytest.approx(200)
    assert [line.answered for line in found.balance] == pytest.approx([1 / 3, 1 / 4, 5 / 12])
    assert [line.invited for line in found.balance] == pytest.approx([0.2, 0.3, 0.5])
    assert all((weight > 0) == answered for weight, answered in zip(found.weights, RESPONDED, strict=True))


def test_an_arrow_table_is_a_frame_too():
    table = pa.table({"tier": TIERS, "tenure": list(range(200))})
    plain = {"tier": TIERS, "tenure": np.arange(200)}
    assert response_propensity(table, RESPONDED) == response_propensity(plain, RESPONDED)


def test_several_columns_are_fitted_as_statsmodels_does():
    random = np.random.default_rng(3)
    tenure = random.normal(5, 2, 2000)
    gold = random.random(2000) < 0.3
    answered = random.random(2000) < 1 / (1 + np.exp(1.5 - 0.3 * tenure + 0.8 * gold))
    found = response_propensity({"tier": np.where(gold, "gold", "free"), "tenure": tenure}, answered)
    peer = sm.Logit(answered * 1.0, np.column_stack([np.ones(2000), tenure, gold])).fit(disp=0)
    assert found.fitted == pytest.approx(peer.predict(), abs=2e-4)


def test_a_category_that_answers_always_and_one_that_never_does_stay_finite():
    frame = {"tier": ["always"] * 50 + ["never"] * 50 + ["half"] * 50}
    found = response_propensity(frame, [True] * 50 + [False] * 50 + [True, False] * 25)
    assert 0.99 < found.fitted[0] < 1
    assert 0 < found.fitted[50] < 0.01
    assert found.silent == ("tier: never",)
    assert all(map(math.isfinite, found.weights))


def test_a_number_that_separates_those_who_answer_stays_finite():
    found = response_propensity({"tenure": list(range(100))}, [row >= 50 for row in range(100)])
    assert found.fitted[0] < 0.01 < 0.99 < found.fitted[99]
    assert math.fsum(found.weights) == pytest.approx(100)


def test_everybody_answering_leaves_equal_weights():
    found = response_propensity({"tier": TIERS}, [True] * 200)
    assert set(found.fitted) == {1.0}
    assert found.weights == pytest.approx([1.0] * 200)


def test_the_weights_of_the_draw_are_carried_on():
    base = [2.0] * 40 + [1.0] * 160
    found = response_propensity({"tier": TIERS}, RESPONDED, base=base)
    assert math.fsum(found.weights) == pytest.approx(240)
    assert found.weights[0] == pytest.approx(4, abs=0.02)


def test_the_response_rate_has_its_interval():
    found = response_propensity({"tier": TIERS}, RESPONDED).response_rate
    assert (found.value, found.n) == (0.3, 200)
    assert (found.low, found.high) == pytest.approx(proportion_confint(60, 200, method="wilson"))


def test_numbers_of_any_size_and_a_constant_column_are_fitted():
    found = response_propensity(
        {"huge": [1e97 * row for row in range(200)], "same": [7] * 200, "one": ["x"] * 200}, RESPONDED
    )
    assert all(0 < chance < 1 for chance in found.fitted)


def test_none_is_a_category_of_words_and_no_number():
    found = response_propensity({"tier": [None if tier == "free" else tier for tier in TIERS]}, RESPONDED)
    assert [line.category for line in found.balance] == ["gold", "silver", "None"]
    with pytest.raises(UnfitFrame, match=r"tenure\[1\]: None"):
        response_propensity({"tenure": [1, None, 3]}, [True, False, True])


@pytest.mark.parametrize(
    ("frame", "responded", "named", "error"),
    [
        ({}, [], "without a column", UnfitFrame),
        ({"a": []}, [], "without a row", UnfitFrame),
        ({"a": [1, 2], "b": [1]}, [True, False], "b has 1 rows and a has 2", UnfitFrame),
        ({"a": [1, 2]}, [True], "1 answers", UnfitFrame),
        ({"a": [1, 2]}, [True, None], r"responded\[1\]", UnfitFrame),
        ({"a": [1, 2]}, [True, math.nan], r"responded\[1\]", UnfitFrame),
        ({"a": [1, 1e300]}, [True, False], r"a\[1\]", UnfitFrame),
        ({"a": [1, math.inf]}, [True, False], r"a\[1\]", UnfitFrame),
        ({"a": [1, "x"]}, [True, False], r"a\[1\]", UnfitFrame),
        ({"a": ["x", "y"]}, [False, False], "none of 2", NobodyResponded),
        ({"person": list(map(str, range(300)))}, [True] * 300, "person has 300 categories", UnfitFrame),
    ],
)
def test_what_does_not_fit_is_named(frame, responded, named, error):
    with pytest.raises(error, match=named):
        response_propensity(frame, responded)


def test_weights_of_the_draw_that_are_none_are_named():
    with pytest.raises(UnfitWeights, match=r"weights\[1\]"):
        response_propensity({"a": ["x", "y"]}, [True, False], base=[1, -1])
    with pytest.raises(NobodyResponded):
        response_propensity({"a": ["x", "y"]}, [True, False], base=[0, 1])


def test_the_result_is_plain_json():
    found = response_propensity({"tier": TIERS, "tenure": range(200)}, RESPONDED)
    assert len(json.loads(json.dumps(found.to_dict(), allow_nan=False))["balance"]) == 4
