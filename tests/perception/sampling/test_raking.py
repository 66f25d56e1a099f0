"""Raking to known margins, with trimming."""

import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regard.perception.sampling import (
    TooTightTrim,
    UnfitFrame,
    UnfitWeights,
    UnmetMargin,
    rake,
    response_propensity,
)

FRAME = {"tier": ["gold", "gold", "free", "free", "free"], "country": ["de", "fr", "de", "fr", "fr"]}
MARGINS = {"tier": {"gold": 40, "free": 60}, "country": {"de": 50, "fr": 50}}


def test_margins_are_met():
    found = rake(FRAME, MARGINS, trim=None)
    assert [margin.reached for margin in found.margins] == pytest.approx([40, 60, 50, 50])
    assert found.largest_gap < 1e-8
    assert found.total == pytest.approx(100)


def test_shares_keep_the_number_of_answers():
    found = rake(FRAME, {"tier": {"gold": 0.4, "free": 0.6}})
    assert math.fsum(found.weights) == pytest.approx(5)


def test_shares_that_were_rounded_are_still_shares():
    frame = {"tier": ["a", "b", "c", "c"]}
    found = rake(frame, {"tier": {"a": 0.33, "b": 0.33, "c": 0.33}})
    assert found.weights == pytest.approx([4 / 3, 4 / 3, 2 / 3, 2 / 3])


def test_margins_that_are_met_change_nothing():
    assert rake(FRAME, {"tier": {"gold": 2, "free": 3}}).weights == pytest.approx([1] * 5)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("xyz")), min_size=8, max_size=40),
    st.lists(st.floats(0.2, 5), min_size=5, max_size=5),
)
def test_raking_keeps_the_odds_ratios_and_meets_the_margins(rows, targets):
    full = rows + [(one, other) for one in "ab" for other in "xyz"]
    frame = {"one": [row[0] for row in full], "other": [row[1] for row in full]}
    one = dict(zip("ab", (target / sum(targets[:2]) for target in targets[:2]), strict=True))
    other = dict(zip("xyz", (target / sum(targets[2:]) for target in targets[2:]), strict=True))
    weight = dict(zip(full, rake(frame, {"one": one, "other": other}, trim=None).weights, strict=True))
    ratio = weight["a", "x"] * weight["b", "y"] / weight["a", "y"] / weight["b", "x"]
    assert ratio == pytest.approx(1, rel=1e-6)


def test_the_largest_weights_are_cut_and_the_total_is_kept():
    frame = {"tier": ["rare"] + ["common"] * 99}
    found = rake(frame, {"tier": {"rare": 0.2, "common": 0.8}}, trim=5.0)
    plain = rake(frame, {"tier": {"rare": 0.2, "common": 0.8}}, trim=None)
    assert found.weights[0] == pytest.approx(5 * plain.weights[1])
    assert math.fsum(found.weights) == pytest.approx(100)
    assert (found.trimmed, plain.trimmed) == (1, 0)
    assert found.cap == pytest.approx(found.weights[0])
    assert found.largest_gap > 0.1


def test_trimming_lowers_the_design_effect():
    random = np.random.default_rng(5)
    frame = {"a": random.choice(list("xyz"), 500, p=[0.02, 0.18, 0.8])}
    margins = {"a": {"x": 0.4, "y": 0.3, "z": 0.3}}
    cut, plain = rake(frame, margins), rake(frame, margins, trim=None)
    assert cut.design_effect < plain.design_effect
    assert cut.n_eff == pytest.approx(500 / cut.design_effect)


def test_the_weights_of_the_response_go_in_as_they_are():
    responded = [True, True, False, True, True]
    first = response_propensity(FRAME, responded)
    found = rake(FRAME, {"tier": {"gold": 10, "free": 30}}, base=first.weights)
    assert found.weights[2] == 0
    assert found.weights[0] + found.weights[1] == pytest.approx(10)
    assert found.n == 4


def test_a_category_that_is_empty_on_both_sides_is_left_out():
    found = rake(FRAME, {"tier": {"gold": 40, "free": 60, "trial": 0}})
    assert [margin.category for margin in found.margins] == ["gold", "free"]


@pytest.mark.parametrize(
    ("margins", "named"),
    [
        ({}, "no margin"),
        ({"tier": {"gold": 1, "free": 1, "trial": 1}}, "margin tier, category 'trial': 1 customers and no"),
        ({"tier": {"gold": 1}}, "margin tier, category 'free': answers, but no customers"),
        ({"tier": {"gold": 1, "free": 0}}, "margin tier, category 'free': answers, but no customers"),
        ({"tier": {"gold": 1, "free": -1}}, "margin tier, category 'free': -1"),
        ({"tier": {"gold": 1, "free": math.nan}}, "margin tier, category 'free': nan"),
        (
            {"tier": {"gold": 1, "free": 2}, "country": {"de": 1, "fr": 1}},
            "tier and country have different sums, 3 and 2",
        ),
    ],
)
def test_a_margin_that_cannot_be_met_is_named_with_its_category(margins, named):
    with pytest.raises(UnmetMargin, match=named):
        rake(FRAME, margins)


def test_margins_that_exclude_one_another_are_named():
    frame = {"tier": ["gold", "free"], "country": ["de", "fr"]}
    with pytest.raises(UnmetMargin, match="margin tier, category"):
        rake(frame, {"tier": {"gold": 1, "free": 9}, "country": {"de": 9, "fr": 1}})


def test_what_else_does_not_fit_is_named():
    with pytest.raises(UnfitFrame, match="no column 'tenure'"):
        rake(FRAME, {"tenure": {"1": 1}})
    with pytest.raises(UnfitWeights, match=r"weights\[0\]"):
        rake(FRAME, MARGINS, base=[-1, 1, 1, 1, 1])
    with pytest.raises(ValueError, match="median"):
        rake(FRAME, MARGINS, trim=1)
    with pytest.raises(TooTightTrim, match="below the mean"):
        rake({"a": ["x"] * 3 + ["y"] * 2}, {"a": {"x": 0.001, "y": 0.999}}, trim=2)


def test_the_result_is_plain_json():
    found = rake(FRAME, MARGINS).to_dict()
    assert json.loads(json.dumps(found, allow_nan=False))["n"] == 5
