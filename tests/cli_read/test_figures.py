"""Numbers are rounded once, carry their sign and unit, and are as fine as their interval."""

from fractions import Fraction

import pytest

from regard.perception import Counts, Scale, csat, nps, star_rating
from regard.report.figures import (
    count_text,
    ends_text,
    interval_text,
    number_text,
    rounded,
    share_text,
    value_text,
)
from regard.report.phrases import Phrases, phrases_in

EN, ZH = Phrases(), phrases_in("zh")
NPS = nps(Counts.from_scores([10] * 600 + [8] * 300 + [3] * 300, Scale(0, 10)))
FINE_NPS = nps(Counts.from_scores([10] * 60_000 + [8] * 30_000 + [3] * 30_001, Scale(0, 10)))
LOW_NPS = nps(Counts.from_scores([10] * 100 + [3] * 300, Scale(0, 10)))
CSAT = csat(Counts.from_scores([5] * 150 + [2] * 50, Scale(1, 5)))
STARS = star_rating(Counts.from_scores([5] * 80 + [1] * 20, Scale(1, 5)))
FINE_STARS = star_rating(Counts.from_scores([5] * 8_000 + [1] * 2_000, Scale(1, 5)))
FEW = nps(Counts.from_scores([10, 9], Scale(0, 10)))


@pytest.mark.parametrize(
    ("estimate", "value", "interval"),
    [
        (NPS, "+25", "+20 to +30"),
        (FINE_NPS, "+25.0", "+24.5 to +25.5"),
        (LOW_NPS, "−50", "−58 to −41"),
        (CSAT, "75 %", "69 to 80"),
        (STARS, "4.2", "3.8 to 4.5"),
        (FINE_STARS, "4.20", "4.17 to 4.23"),
        (FEW, "–", ""),
    ],
)
def test_a_number_and_its_interval_in_english(estimate, value, interval):
    assert (value_text(estimate, EN), interval_text(estimate, EN)) == (value, interval)


@pytest.mark.parametrize(
    ("estimate", "value", "interval"),
    [(NPS, "+25", "+20 至 +30"), (CSAT, "75%", "69 至 80"), (STARS, "4.2", "3.8 至 4.5"), (FEW, "–", "")],
)
def test_a_number_and_its_interval_in_chinese(estimate, value, interval):
    assert (value_text(estimate, ZH), interval_text(estimate, ZH)) == (value, interval)


@pytest.mark.parametrize(
    ("number", "digits", "expected"),
    [
        (Fraction(1, 2), 0, "1"),
        (Fraction(-1, 2), 0, "-1"),
        (Fraction(5, 2), 0, "3"),
        (Fraction(1, 3), 2, "0.33"),
        (-0.2, 0, "0"),
        (2.675, 2, "2.67"),
        (Fraction(2675, 1000), 2, "2.68"),
    ],
)
def test_half_goes_away_from_zero_and_there_is_no_negative_zero(number, digits, expected):
    assert str(rounded(number, digits)) == expected


@pytest.mark.parametrize(
    ("number", "unit", "expected"),
    [
        (12, "points", "+12"),
        (-12, "points", "−12"),
        (0, "points", "0"),
        (12, "percent", "12"),
        (4.25, "score", "4.3"),
    ],
)
def test_points_have_a_sign_and_nothing_else_has(number, unit, expected):
    assert number_text(number, unit) == expected


def test_the_ends_of_a_change_have_signs():
    assert ends_text(-0.31, 0.12, "score", EN, signed=True) == "−0.3 to +0.1"
    assert ends_text(-15.2, -2.6, "percent", EN, signed=True) == "−15 to −3"


def test_thousands_stand_apart():
    assert count_text(1_234_567) == "1,234,567"


@pytest.mark.parametrize(
    ("part", "whole", "expected"), [(1, 3, "33 %"), (1, 200, "1 %"), (0, 0, "0 %"), (2, 2, "100 %")]
)
def test_a_share_is_in_per_cent(part, whole, expected):
    assert share_text(part, whole, EN) == expected
    assert share_text(part, whole, ZH) == expected.replace(" ", "")
