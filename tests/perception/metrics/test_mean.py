"""What metrics that are means share."""

from fractions import Fraction

import pytest

from regard.perception import Counts, Scale
from regard.perception.metrics.boxes import in_box
from regard.perception.metrics.mean import by_percent_of_scale, by_score, mean_definition, mean_score

SEVEN = Counts((1, 0, 2, 0, 0, 3, 4), Scale(1, 7))


def test_each_score_is_its_own_group():
    groups = by_score(SEVEN)
    assert (groups.values, groups.counts) == ((1, 2, 3, 4, 5, 6, 7), (1, 0, 2, 0, 0, 3, 4))


def test_percent_of_scale_runs_from_the_worst_to_the_best_score_exactly():
    assert by_percent_of_scale(SEVEN).values == tuple(Fraction(100 * step, 6) for step in range(7))


def test_percent_of_scale_runs_downwards_where_low_is_good():
    upside_down = Counts.of({1: 1}, Scale(1, 5, direction="low_is_good"))
    assert by_percent_of_scale(upside_down).values == (100, 75, 50, 25, 0)


def test_a_box_is_worth_a_hundred_and_the_rest_nothing():
    groups = in_box(SEVEN, range(6, 8))
    assert (groups.values, groups.counts, groups.mean) == ((0, 100), (3, 7), 70)


@pytest.mark.parametrize(("scale", "margin"), [(Scale(1, 5), 0.4), (Scale(0, 10), 1), (Scale(0, 100), 10)])
def test_a_mean_is_shown_within_a_tenth_of_its_scale(scale, margin):
    assert mean_definition("x/1", "x", scale).margin == pytest.approx(margin)


def test_a_mean_has_the_published_interval():
    found = mean_score(Counts((74, 10, 22, 35, 40, 140, 41, 57, 119, 227, 235), Scale(0, 10)))
    assert found.value == pytest.approx(7.009)
    assert found.band == pytest.approx((6.815375, 7.191466), abs=1e-6)


def test_a_mean_says_where_low_is_good():
    assert "1-5 (low is good)" in str(
        mean_score(Counts.of({}, Scale(1, 5, direction="low_is_good"))).definition
    )


def test_ten_answers_at_the_top_are_not_certain():
    assert mean_score(Counts.of({5: 10}, Scale(1, 5))).band == pytest.approx((3.889869, 5), abs=1e-6)
