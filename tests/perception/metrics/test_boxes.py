"""Percent in the best and in the worst scores, and their difference."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from regard.perception import Counts, Scale, UnfitScale, ces, csat, nps
from regard.perception.metrics import bottom_box, net_score, top_box

FIVE, SEVEN, ELEVEN = Scale(1, 5), Scale(1, 7), Scale(0, 10)
UPSIDE_DOWN = Scale(1, 5, direction="low_is_good")
ANSWERS = Counts((10, 20, 30, 40, 100), FIVE)
cells = st.lists(st.integers(0, 60), min_size=5, max_size=5).filter(any)


def test_the_top_box_takes_the_best_scores_and_the_bottom_box_the_worst():
    assert (top_box(ANSWERS, 1).value, top_box(ANSWERS, 2).value) == (50, 70)
    assert (bottom_box(ANSWERS, 1).value, bottom_box(ANSWERS, 3).value) == (5, 30)


def test_the_best_scores_are_the_low_ones_where_low_is_good():
    turned = Counts(ANSWERS.n_by_score[::-1], UPSIDE_DOWN)
    assert top_box(turned, 2).value == 70
    assert "% 1-2 on 1-5 (low is good)" in str(top_box(turned, 2).definition)
    assert "% 4-5 on 1-5 (low is good)" in str(bottom_box(turned, 2).definition)


@given(cells, st.integers(1, 4))
def test_the_interval_is_wilsons(counts, k):
    found = top_box(Counts(tuple(counts), FIVE), k)
    low, high = proportion_confint(sum(counts[-k:]), sum(counts), method="wilson")
    assert found.band == pytest.approx((100 * low, 100 * high), abs=1e-9)


@given(cells, st.integers(1, 4))
def test_what_is_not_in_the_top_box_is_in_the_bottom_box_of_the_rest(counts, k):
    answers = Counts(tuple(counts), FIVE)
    assert top_box(answers, k).exact + bottom_box(answers, 5 - k).exact == 100


@given(cells)
def test_a_net_score_is_the_top_box_minus_the_bottom_box(counts):
    answers = Counts(tuple(counts), FIVE)
    assert net_score(answers, 2, 1).exact == top_box(answers, 2).exact - bottom_box(answers, 1).exact


def test_nps_and_net_effort_are_such_nets():
    eleven, seven = Counts((20,) * 11, ELEVEN), Counts((20, 10, 5, 5, 10, 60, 90), SEVEN)
    assert net_score(eleven, 2, 7).band == nps(eleven).band
    assert net_score(seven, 2, 3).band == ces(seven, aggregate="net").band


def test_a_net_without_a_middle_is_a_stretched_percentage():
    found = net_score(ANSWERS, 2, 3)
    assert found.band == pytest.approx([2 * end - 100 for end in top_box(ANSWERS, 2).band])


@pytest.mark.parametrize("k", [0, 5, -1, 99])
def test_a_box_divides_its_scale(k):
    for metric in (top_box, bottom_box):
        with pytest.raises(UnfitScale, match="divide"):
            metric(ANSWERS, k)


@pytest.mark.parametrize(("top", "bottom"), [(3, 3), (4, 2)])
def test_boxes_do_not_overlap(top, bottom):
    with pytest.raises(UnfitScale, match="overlap"):
        net_score(ANSWERS, top, bottom)


def test_each_box_is_another_definition_and_none_is_csat():
    found = {top_box(ANSWERS, 2), bottom_box(ANSWERS, 2), top_box(ANSWERS, 3), csat(ANSWERS)}
    assert len({estimate.definition for estimate in found}) == 4


def test_a_definition_says_which_scores_are_in_the_box():
    assert top_box(ANSWERS, 2).definition.box == "4-5"
    assert net_score(ANSWERS, 2, 2).definition.box == "better 4-5, worse 1-2"


@pytest.mark.parametrize("metric", [top_box, bottom_box, lambda counts: net_score(counts, 1, 1)])
def test_nobody_a_single_answer_and_a_billion(metric):
    assert metric(Counts.of({}, FIVE)).status == "no_answers"
    assert metric(Counts.of({5: 1}, FIVE)).status == "not_enough_answers"
    found = metric(Counts((10**9,) * 5, FIVE))
    assert found.low < found.value < found.high
