"""Figures: rounded once, half away from zero, with their sign and unit."""

from decimal import Decimal
from fractions import Fraction

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from regard.web.dashboards.figures import (
    change_interval_text,
    change_text,
    count_text,
    interval_text,
    number_text,
    on_line,
    plain_text,
    position,
    rounded_to,
    value_text,
)
from regard.web.insights.studies import Comparison, Counts, Scale, metrics_at

MEASURE = metrics_at(level=0.95, hide_below=0)

DIRECTIONS = ["high_is_good", "low_is_good"]


def compared(difference: float, low: float, high: float) -> Comparison:
    return Comparison(difference, low, high, 0.01, 0.02, True, "", 50, 60)


@pytest.mark.parametrize(
    ("number", "unit", "text"),
    [
        (Fraction(1, 2), "points", "+1"),
        (Fraction(-1, 2), "points", "−1"),
        (Fraction(1, 3), "points", "0"),
        (Fraction(-1, 3), "points", "0"),
        (30.4, "points", "+30"),
        (-30.5, "points", "−31"),
        (Fraction(605, 10), "percent", "61 %"),
        (0.0, "percent", "0 %"),
        (100, "percent", "100 %"),
        (Fraction(425, 100), "score", "4.3"),
        (Fraction(-425, 100), "score", "−4.3"),
        (5, "score", "5.0"),
    ],
)
def test_numbers_have_the_sign_and_the_unit_of_their_kind(number, unit, text):
    assert number_text(number, unit) == text


def test_a_per_cent_sign_stands_as_the_language_wants_it():
    assert number_text(52, "percent") == "52 %"
    with translation.override("zh-hans"):
        assert number_text(52, "percent") == "52%"


def test_rounding_starts_from_the_exact_number_and_happens_once():
    assert rounded_to(Fraction(12449999999999999999, 10**18), 1) == Decimal("12.4")
    assert rounded_to(Fraction(1245, 100), 1) == Decimal("12.5")
    assert str(rounded_to(Fraction(-1, 100), 0)) == "0"


@given(st.fractions(-1000, 1000), st.integers(0, 2))
def test_no_number_moves_by_more_than_half_a_step(number, digits):
    assert abs(Fraction(rounded_to(number, digits)) - number) <= Fraction(1, 2 * 10**digits)


@pytest.mark.parametrize(("n", "text"), [(0, "0"), (999, "999"), (1234, "1,234"), (1234567, "1,234,567")])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_thousands_are_apart(n, text, language):
    with translation.override(language):
        assert count_text(n) == text


def test_a_number_that_is_not_shown_is_a_dash_without_an_interval():
    few = MEASURE["nps"](Counts.from_scores([10] * 5 + [3] * 5, Scale(0, 10)))
    assert few.status == "not_enough_answers"
    assert value_text(few) == "–"
    assert interval_text(few) == ""


def test_a_shown_number_and_its_interval():
    shown = MEASURE["nps"](Counts.from_scores([10] * 50 + [8] * 30 + [3] * 20, Scale(0, 10)))
    assert value_text(shown) == "+30"
    assert interval_text(shown) == "+14 – +44"


@pytest.mark.parametrize(
    ("difference", "unit", "text"),
    [
        (-9.2, "points", "9 points"),
        (1.0, "points", "1 point"),
        (0.9, "percent", "1 point"),
        (0.4, "points", "0.4 points"),
        (-23.0, "percent", "23 points"),
        (-0.81, "score", "0.8"),
        (0.04, "score", "0.04"),
    ],
)
def test_a_change_is_told_without_its_direction_and_never_as_nothing(difference, unit, text):
    assert change_text(compared(difference, -20, 20), unit) == text


@pytest.mark.parametrize(
    ("low", "high", "unit", "text"),
    [
        (-15.2, -3.1, "points", "−15 to −3"),
        (0.3, 12.0, "points", "+0.3 to +12.0"),
        (-1.72, -0.98, "score", "−1.7 to −1.0"),
        (-0.52, -0.01, "score", "−0.52 to −0.01"),
        (10, 36, "percent", "+10 to +36"),
    ],
)
def test_an_interval_that_leaves_out_zero_never_seems_to_touch_it(low, high, unit, text):
    assert change_interval_text(compared((low + high) / 2, low, high), unit) == text


@pytest.mark.parametrize(
    ("at", "ends", "low_is_good", "place"),
    [
        (0, (0, 100), False, 0),
        (100, (0, 100), False, 100),
        (0, (-100, 0, 100), False, 50),
        (4, (1, 7), False, 50),
        (1, (1, 5), True, 100),
        (5, (1, 5), True, 0),
        (120, (0, 100), False, 100),
        (-5, (0, 100), True, 100),
    ],
)
def test_every_scale_runs_from_the_worst_to_the_best(at, ends, low_is_good, place):
    assert on_line(at, ends, low_is_good=low_is_good) == place


@given(
    st.lists(st.integers(1, 7), min_size=40, max_size=120), st.sampled_from(["high_is_good", "low_is_good"])
)
def test_the_mark_lies_within_its_band_whichever_end_is_good(scores, direction):
    scale = Scale(1, 5, direction=direction) if direction == "low_is_good" else Scale(1, 7)
    estimate = MEASURE["ces"](Counts.from_scores([min(score, scale.max) for score in scores], scale))
    place = position(estimate, low_is_good=direction == "low_is_good")
    assert 0 <= place.low <= place.value + 0.01
    assert place.value - 0.01 <= place.high <= 100


def test_nothing_is_drawn_of_no_answers():
    assert position(MEASURE["nps"](Counts.of({}, Scale(0, 10)))) is None


def test_plain_numbers_take_as_many_digits_and_as_much_of_a_sign_as_asked():
    assert plain_text(4.256, "score", digits=2) == "4.26"
    assert plain_text(4, "score", signed=True) == "+4.0"
    assert plain_text(4, "points", signed=False) == "4"
