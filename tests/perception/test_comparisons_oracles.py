"""Comparisons beside published numbers, R and statsmodels."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from regard.perception import Counts, Scale, adjust, compare, csat

ELEVEN, YES_NO = Scale(0, 10), Scale(0, 1)
BENJAMINI_HOCHBERG_1995 = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528,
    0.7590, 1.0,
]  # fmt: skip


def answers(detractors, passives, promoters):
    return Counts.of({0: detractors, 7: passives, 10: promoters}, ELEVEN)


def test_the_fifteen_p_values_of_benjamini_and_hochberg_1995():
    found = adjust(BENJAMINI_HOCHBERG_1995)
    assert found[:6] == pytest.approx((0.0015, 0.0030, 0.0095, 0.0356, 0.0603, 0.0639), abs=5e-5)
    assert sum(p <= 0.05 for p in found) == 4
    assert sum(p <= 0.05 for p in adjust(BENJAMINI_HOCHBERG_1995, "holm")) == 3


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_benjamini_and_hochberg_are_those_of_statsmodels(p):
    assert adjust(p) == pytest.approx(tuple(multipletests(p, method="fdr_bh")[1]), abs=1e-12)


def test_holm_is_that_of_statsmodels():
    expected = multipletests(BENJAMINI_HOCHBERG_1995, method="holm")[1]
    assert adjust(BENJAMINI_HOCHBERG_1995, "holm") == pytest.approx(tuple(expected), abs=1e-12)


def test_two_proportions_as_newcombe_1998_compares_them():
    before, after = (Counts.of({1: x, 0: n - x}, YES_NO) for x, n in ((38, 92), (63, 93)))
    found = compare(before, after, csat)
    assert (found.difference, found.low, found.high) == pytest.approx(
        (26.43759, 12.11604, 39.28557), abs=1e-5
    )


def test_six_points_on_2550_answers_are_no_significant_change():
    found = compare(answers(300, 360, 540), answers(324, 351, 675))
    assert (found.difference, found.low, found.high) == pytest.approx((6, -0.346061, 12.335477), abs=1e-6)
    assert found.p_value == pytest.approx(0.063833542, abs=3e-4)  # R NPS::nps.test, Wald
    assert not found.significant


def test_two_small_groups_beside_the_wald_test_of_r():
    found = compare(answers(12, 7, 12), answers(8, 13, 15))
    assert found.difference == pytest.approx(19.444444, abs=1e-6)
    assert found.p_value == pytest.approx(0.34082638, abs=0.015)
    assert (found.low, found.high) == pytest.approx((-20.565069, 59.453958), abs=2.3)
