"""Counting answers on a scale."""

import math

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from regard.perception import Counts, OffScale, Scale, UnlikeCounts

FIVE = Scale(1, 5)
scores = st.lists(st.integers(1, 5))


def test_a_scale_lists_its_scores_low_to_high():
    assert list(Scale(0, 3).scores) == [0, 1, 2, 3]


def test_the_best_scores_are_the_highest():
    assert list(FIVE.best(2)) == [4, 5]


def test_the_best_scores_are_the_lowest_where_low_is_good():
    assert list(Scale(1, 5, direction="low_is_good").best(2)) == [1, 2]


def test_a_scale_says_its_range_and_an_unusual_direction():
    assert [str(FIVE), str(Scale(1, 5, direction="low_is_good"))] == ["1-5", "1-5 (low is good)"]


def test_the_direction_makes_another_scale():
    assert Scale(1, 5, direction="low_is_good") != FIVE


@pytest.mark.parametrize(
    "ends", [(5, 1), (3, 3), (0.5, 5), (0, 10**9), (-2000, 5), (math.inf, 5), (0, math.inf), (math.nan, 5)]
)
def test_a_scale_runs_upwards_over_not_too_many_integers(ends):
    with pytest.raises(OffScale, match="a scale"):
        Scale(*ends)


def test_a_scale_has_one_of_two_directions():
    with pytest.raises(OffScale, match="sideways"):
        Scale(1, 5, direction="sideways")


def test_answers_are_counted_by_score():
    assert Counts.from_scores([5, 4, 5, 1], FIVE).n_by_score == (1, 0, 0, 1, 2)


def test_a_skipped_question_is_no_answer():
    counts = Counts.from_scores([5, None, None], FIVE)
    assert (counts.n, counts.missing) == (1, 2)


def test_answers_add_up_whatever_stood_for_no_answer():
    theirs, ours = Scale(1, 5, na_values=(9,)), Scale(1, 5, na_values=(0,))
    counts = Counts.from_scores([5, 9], theirs) + Counts.from_scores([4, 0], ours) + Counts.of({1: 1}, FIVE)
    assert (counts.n_by_score, counts.missing) == ((1, 0, 0, 1, 1), 2)


def test_a_stand_in_for_no_answer_is_no_answer():
    counts = Counts.from_scores([5, 99, 0], Scale(0, 10, na_values=(99, 0)))
    assert (counts.n, counts.missing) == (1, 2)


@pytest.mark.parametrize("score", [0, 6, 4.5, math.nan, math.inf, -1])
def test_a_score_outside_the_scale_is_refused(score):
    with pytest.raises(OffScale, match="not a score of 1-5"):
        Counts.from_scores([score], FIVE)


def test_whole_floats_are_scores():
    assert Counts.from_scores([5.0, 4.0], FIVE) == Counts.from_scores([5, 4], FIVE)


def test_counts_are_made_from_how_many_gave_each_score():
    assert Counts.of({5: 2, 1: 1}, FIVE).n_by_score == (1, 0, 0, 0, 2)


def test_a_count_for_a_score_that_the_scale_does_not_have_is_refused():
    with pytest.raises(OffScale):
        Counts.of({6: 1}, FIVE)


@pytest.mark.parametrize("place", [0, 3])
@pytest.mark.parametrize("score", ["5", "x", 7, math.nan])
def test_the_refusal_of_a_score_says_where_it_stands(score, place):
    scores = [1, None, 5, 4, 2]
    scores[place] = score
    with pytest.raises(OffScale, match=rf"scores\[{place}\]: {score!r} is not a score of 1-5"):
        Counts.from_scores(scores, FIVE)


@pytest.mark.parametrize("weight", [-1, math.nan, math.inf])
def test_a_weight_is_a_number_from_zero_on(weight):
    with pytest.raises(OffScale, match=r"weights\[1\]: .* is no weight"):
        Counts.from_scores([5, 5, 5], FIVE, weights=[1, weight, 1])


def test_there_are_as_many_weights_as_scores():
    with pytest.raises(ValueError, match="2 weights for 3 scores"):
        Counts.from_scores([5, 5, None], FIVE, weights=[1, 1])


def test_the_weight_of_a_missing_answer_counts_nowhere():
    counts = Counts.from_scores([5, None, 99], Scale(1, 5, na_values=(99,)), weights=[2, 50, 50])
    assert (counts.n, counts.missing, counts.w, counts.w2) == (1, 2, (0, 0, 0, 0, 2), (0, 0, 0, 0, 4))


@pytest.mark.parametrize("cells", [(1, 0, 0, 0, 2.5), (1, 0, 0, 0, math.nan), (1, 0, 0, 0, math.inf)])
def test_half_an_answer_is_none(cells):
    with pytest.raises(OffScale):
        Counts(cells, FIVE)


@pytest.mark.parametrize("sums", [(math.nan, 1.0), (1.0, math.nan), (math.inf, 1.0), (-1.0, 1.0)])
def test_sums_of_weights_are_numbers(sums):
    w, w2 = ((0.0, 0.0, 0.0, 0.0, one) for one in sums)
    with pytest.raises(OffScale):
        Counts((0, 0, 0, 0, 1), FIVE, w, w2)


@pytest.mark.parametrize("number", [numpy.int64, numpy.int8, float], ids=lambda number: number.__name__)
def test_counts_of_another_number_type_are_plain_integers(number):
    counts = Counts.of({5: number(3)}, FIVE)
    assert counts == Counts.of({5: 3}, FIVE)
    assert {type(n) for n in counts.n_by_score} == {int}
    assert type(counts.n) is int


def test_scores_of_an_array_are_counted():
    assert Counts.from_scores(numpy.array([5, 4, 5]), FIVE) == Counts.of({5: 2, 4: 1}, FIVE)


def test_no_fewer_than_nobody_can_be_missing():
    with pytest.raises(OffScale, match="missing"):
        Counts.from_scores([5], FIVE) - Counts.from_scores([5, None], FIVE)


@pytest.mark.parametrize("cells", [(1, 2), (1, 2, 3, 4, -1)])
def test_counts_fit_their_scale_and_are_not_negative(cells):
    with pytest.raises(OffScale):
        Counts(cells, FIVE)


def test_counts_on_different_scales_are_not_added():
    with pytest.raises(UnlikeCounts, match="0-10"):
        Counts.of({5: 1}, FIVE) + Counts.of({5: 1}, Scale(0, 10))


def test_weighted_and_plain_counts_are_not_added():
    with pytest.raises(UnlikeCounts, match="weight"):
        Counts.sum([Counts.from_scores([5], FIVE), Counts.from_scores([5], FIVE, weights=[2])])


def test_more_cannot_be_taken_away_than_is_there():
    with pytest.raises(OffScale, match="below zero"):
        Counts.of({5: 1}, FIVE) - Counts.of({4: 1}, FIVE)


def test_weights_are_kept_as_sums_and_sums_of_squares():
    counts = Counts.from_scores([5, 5, 1], FIVE, weights=[1, 3, 2])
    assert (counts.w, counts.w2) == ((2, 0, 0, 0, 4), (4, 0, 0, 0, 10))


def test_unequal_weights_leave_fewer_effective_answers():
    assert Counts.from_scores([5, 5, 1], FIVE, weights=[1, 3, 2]).n_eff == pytest.approx(36 / 14)


def test_equal_weights_change_nothing_that_is_measured():
    weighted = Counts.from_scores([5, 4, 1], FIVE, weights=[7, 7, 7])
    plain = Counts.from_scores([5, 4, 1], FIVE)
    groups = [counts.grouped({(1, 2, 3): 0, (4, 5): 100}) for counts in (weighted, plain)]
    assert groups[0].counts == pytest.approx(groups[1].counts)


def test_nobody_has_no_effective_answers():
    assert Counts.from_scores([], FIVE, weights=[]).n_eff == 0


def test_both_sums_of_weights_are_needed():
    with pytest.raises(OffScale, match="squares"):
        Counts((1, 0, 0, 0, 0), FIVE, w=(1, 0, 0, 0, 0))


def test_groups_hold_the_answers_of_their_scores():
    groups = Counts.of({1: 2, 4: 3, 5: 1}, FIVE).grouped({range(1, 4): 0, range(4, 6): 100})
    assert (groups.values, groups.counts, groups.n) == ((0, 100), (2, 4), 6)


@pytest.mark.parametrize("groups", [{(1, 2): 0}, {(1, 2, 3): 0, (3, 4, 5): 1}, {(1, 2, 3, 4, 5, 6): 0}])
def test_each_score_stands_in_one_group(groups):
    with pytest.raises(OffScale, match="once"):
        Counts.of({1: 1}, FIVE).grouped(groups)


def test_the_mean_of_groups_is_exact():
    third = Counts.of({1: 2, 5: 1}, FIVE).grouped({(1, 2, 3): 0, (4, 5): 1}).mean
    assert (third.numerator, third.denominator) == (1, 3)


@given(scores, scores)
def test_parts_add_up_to_the_whole(left, right):
    parts = Counts.from_scores(left, FIVE), Counts.from_scores(right, FIVE)
    whole = Counts.from_scores(left + right, FIVE)
    assert parts[0] + parts[1] == whole == Counts.sum(parts)


@given(scores, scores)
def test_taking_away_undoes_adding(left, right):
    a, b = Counts.from_scores(left, FIVE), Counts.from_scores(right, FIVE)
    assert a + b - b == a


@given(scores.flatmap(lambda some: st.tuples(st.just(some), st.permutations(some))))
def test_the_order_of_the_answers_does_not_matter(orders):
    assert Counts.from_scores(orders[0], FIVE) == Counts.from_scores(orders[1], FIVE)


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 8)), min_size=1))
def test_a_weighted_part_can_be_taken_away(answers):
    given_scores, weights = zip(*answers, strict=True)
    part = Counts.from_scores(given_scores, FIVE, weights=weights)
    rest = Counts.from_scores([3, 3], FIVE, weights=[1.0, 0.5])
    left = part + rest - rest
    assert (left.n_by_score, left.w) == (part.n_by_score, pytest.approx(part.w))
