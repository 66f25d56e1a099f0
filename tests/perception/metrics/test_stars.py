"""Star ratings."""

import pytest

from regard.perception import Counts, Scale, UnfitScale, star_rating


def test_it_is_the_mean_number_of_stars():
    found = star_rating(Counts((25, 20, 75, 80, 60), Scale(1, 5)))
    assert (found.value, found.definition.unit) == (3.5, "score")
    assert (found.low, found.high) == pytest.approx((3.348655, 3.641303), abs=1e-6)


def test_the_scale_is_in_the_definition():
    assert "mean rating on 1-10" in str(star_rating(Counts.of({9: 40}, Scale(1, 10))).definition)


def test_it_prints_two_decimals():
    assert str(star_rating(Counts((25, 20, 75, 80, 60), Scale(1, 5)))) == "3.50 [3.35, 3.64], n=260"


def test_the_wide_interval_of_a_j_shape_is_not_shown():
    assert star_rating(Counts.of({5: 20, 1: 12}, Scale(1, 5))).status == "not_enough_answers"


def test_fewer_stars_are_never_better():
    with pytest.raises(UnfitScale, match="low is good"):
        star_rating(Counts.of({}, Scale(1, 5, direction="low_is_good")))
