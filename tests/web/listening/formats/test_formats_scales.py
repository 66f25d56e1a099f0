"""The metric and scale that numbers most likely are, also where a few of them cannot be."""

import pytest

from regard.web.listening.formats.evidence import evidence_of
from regard.web.listening.formats.scales import score_use


def guessed(metric, cells, *, exact=True, words=""):
    use = score_use("x", metric, evidence_of(cells).numbers, exact=exact, words=words)
    return use and (use.metric, use.scale_min, use.scale_max, use.confidence)


@pytest.mark.parametrize(
    ("metric", "cells", "found"),
    [
        ("nps", [0, 5, 10], ("nps", 0, 10, "high")),
        ("nps", [9, 10], ("nps", 0, 10, "high")),
        ("nps", [1, 2, 3, 4, 5], ("nps", 0, 10, "high")),
        ("nps", [1, 2, 3, 4, 5] * 6, ("nps", 0, 10, "low")),
        ("csat", [5], ("csat", 1, 5, "high")),
        ("csat", [4], ("csat", 1, 5, "medium")),
        ("csat", [6], ("csat", 1, 7, "medium")),
        ("csat", [8], ("csat", 1, 10, "medium")),
        ("csat", [0], ("csat", 0, 5, "medium")),
        ("ces", [7], ("ces", 1, 7, "high")),
        ("ces", [5], ("ces", 1, 7, "low")),
        ("ces", [5] * 30, ("ces", 1, 5, "low")),
        ("stars", [1], ("stars", 1, 5, "high")),
        ("stars", [9], ("stars", 1, 10, "medium")),
        ("stars", [20, 90, 100], ("stars", 0, 100, "low")),
        ("", [0, 9], ("nps", 0, 10, "medium")),
        ("", [0, 6], ("nps", 0, 10, "medium")),
        ("", [8, 9], ("nps", 0, 10, "medium")),
        ("", [1, 6], ("ces", 1, 7, "low")),
        ("", [1, 5], ("csat", 1, 5, "low")),
        ("", [0, 5], ("csat", 0, 5, "low")),
        ("", [55, 90], ("csat", 0, 100, "low")),
    ],
)
def test_whole_numbers_suggest_a_scale(metric, cells, found):
    assert guessed(metric, cells) == found


@pytest.mark.parametrize("odd", [11, -1, 9.5, "11", 1_000])
def test_one_value_off_the_scale_does_not_hide_an_nps_column(odd):
    assert guessed("nps", [9, 10, 3, 0, odd])[:3] == ("nps", 0, 10)


@pytest.mark.parametrize(("metric", "cells"), [("csat", [1, 5, 4, 5, 11]), ("stars", [1, 5, 4, 5, 4.5])])
def test_one_value_off_the_scale_does_not_widen_it(metric, cells):
    assert guessed(metric, cells)[:3] == (metric, 1, 5)


@pytest.mark.parametrize(
    ("metric", "cells"),
    [
        ("nps", [-100, 50, 100]),
        ("nps", [0.5, 0.25]),
        ("csat", [0.5, 0.75]),
        ("", [-1, 1]),
        ("", [0.5, 1]),
        ("", [500]),
        ("stars", [101, 500]),
        ("csat", ["words", "more words", "5"]),
        ("stars", ["4.5/5", "3.5/5"]),
        ("stars", ["9/5", "3/5"]),
        ("stars", ["400/500"]),
        ("csat", []),
        ("csat", ["words"]),
    ],
)
def test_numbers_that_are_no_scores_suggest_nothing(metric, cells):
    assert guessed(metric, cells) is None


@pytest.mark.parametrize(
    ("metric", "cells", "found"),
    [
        ("stars", ["4/5", "1/5"], ("stars", 1, 5, "high")),
        ("stars", ["0/5", "1/5"], ("stars", 0, 5, "high")),
        ("nps", ["9/10", "1/10"], ("nps", 0, 10, "high")),
        ("csat", ["9/10", "1/10"], ("csat", 1, 10, "high")),
        ("", ["9/10", "1/10"], ("nps", 0, 10, "low")),
        ("", ["4/5", "1/5"], ("csat", 1, 5, "low")),
        ("csat", ["very satisfied", "neutral"], ("csat", 1, 5, "high")),
        ("ces", ["strongly agree", "somewhat agree", "somewhat disagree"], ("ces", 1, 7, "high")),
        ("stars", ["★★★★☆", "★★★☆☆"], ("stars", 1, 5, "high")),
        ("csat", ["80/100", "55/100"], ("csat", 0, 100, "high")),
    ],
)
def test_values_that_name_their_highest_score_settle_the_scale(metric, cells, found):
    assert guessed(metric, cells) == found


def test_a_name_that_fits_only_in_part_is_never_sure():
    assert guessed("nps", [0, 10], exact=False) == ("nps", 0, 10, "medium")
    assert guessed("csat", [0, 90], exact=False) == ("csat", 0, 100, "low")


@pytest.mark.parametrize(
    ("metric", "words", "direction"),
    [
        ("ces", "how much effort did it take", "low_is_good"),
        ("ces", "费力度", "low_is_good"),
        ("ces", "ces", "high_is_good"),
        ("ces", "customer effort score", "high_is_good"),
        ("nps", "how much effort", "high_is_good"),
    ],
)
def test_only_effort_itself_is_better_when_low(metric, words, direction):
    use = score_use("x", metric, evidence_of([1, 3, 5]).numbers, exact=True, words=words)
    assert use.direction == direction


@pytest.mark.parametrize(
    ("cells", "share"),
    [(["9", "8"], 1.0), (["9", "words"], 0.5), (["9", "", None, "N/A"], 1.0), (["FIVE", "nobody"], 0.5)],
)
def test_the_share_of_numbers_counts_filled_cells_only(cells, share):
    assert evidence_of(cells).numbers.share == share


def test_the_highest_score_that_most_values_name_is_the_one():
    assert evidence_of(["4/5", "3/5", "9/10", "2"]).numbers.stated == 5
    assert evidence_of(["4", "3"]).numbers.stated is None
