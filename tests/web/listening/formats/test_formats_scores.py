"""Scores: every way of writing one, as a whole number on its scale; what does not fit is refused."""

from datetime import date

import pytest

from regard.web.listening.formats.refusals import BadValue
from regard.web.listening.formats.scores import LADDERS, Steps, glimpse, is_no_answer, score

NPS, FIVE, SEVEN, HUNDRED = Steps(0, 10), Steps(1, 5), Steps(1, 7), Steps(0, 100)


@pytest.mark.parametrize(
    "cell",
    [
        9, 9.0, "9", " 9 ", "9.0", "9,0", "9.00", "+9", "09", "9/10", "9 / 10", "9.0/10", "9 out of 10",
        "9 OUT OF 10",
        "9 of 10", "9 points", "9 pts", "9分", "９", "９．０", "９／１０", "nine", "NINE", "九",
        "9 - Very likely",
        "9: likely", "9 = likely", "9 – likely", "9 (likely)", "Likely (9)", "非常可能 (9)", "9\u00a0",
    ],
)  # fmt: skip
def test_nine_of_ten_is_read_in_every_way_of_writing_it(cell):
    assert score(cell, NPS) == 9


@pytest.mark.parametrize(
    "cell",
    [
        4, "4", "4.0", "4/5", "4 out of 5", "4 stars", "4 star", "4星", "4 颗星", "4星级", "★★★★☆",
        "★★★★", "⭐⭐⭐⭐",
        "⭐️⭐️⭐️⭐️", "FOUR", "four", "Four Stars", "四", "四星", "4分", "satisfied", "Satisfied",
        "agree", "good", "easy",
        "满意", "同意", "较好", "4/5 stars",
    ],
)  # fmt: skip
def test_four_of_five_is_read_in_every_way_of_writing_it(cell):
    assert score(cell, FIVE) == 4


@pytest.mark.parametrize(("word", "number"), [("ONE", 1), ("TWO", 2), ("THREE", 3), ("FOUR", 4), ("FIVE", 5)])
def test_the_words_of_google_reviews_are_stars(word, number):
    assert score(word, FIVE) == number


@pytest.mark.parametrize("ladder", LADDERS)
def test_the_steps_of_a_ladder_count_up_from_the_worst(ladder):
    words = ladder.split("|")
    assert [score(word, Steps(1, len(words))) for word in words] == list(range(1, len(words) + 1))


@pytest.mark.parametrize("word", ["satisfied", "很满意", "strongly agree"])
def test_a_ladder_of_other_length_than_the_scale_says_nothing(word):
    with pytest.raises(BadValue) as bad:
        score(word, NPS)
    assert bad.value.code == "score_not_a_number"


def test_the_words_of_seven_steps_are_read_on_seven_steps():
    assert [score(word, SEVEN) for word in ("strongly disagree", "somewhat agree", "Strongly agree")] == [
        1,
        5,
        7,
    ]


@pytest.mark.parametrize(
    "cell",
    [
        None, "", "  ", "NA", "n/a", "N/A", "N.A.", "null", "NULL", "None", "nan", "NaN", "-", "—",
        "#N/A", "-99", "-999",
        -99, -99.0, -999, float("nan"), "无", "未评分", "没有", "不适用", "no answer", "Skipped",
        "(blank)", "not applicable",
    ],
)  # fmt: skip
@pytest.mark.parametrize("scale", [NPS, FIVE, HUNDRED])
def test_no_answer_is_none_and_never_zero(cell, scale):
    assert score(cell, scale) is None


def test_ninety_nine_below_zero_is_a_score_where_the_scale_reaches_it():
    wide = Steps(-100, 100)
    assert (score(-99, wide), score("-99", wide), score("-99.0", wide)) == (-99, -99, -99)


def test_zero_is_a_score():
    assert [score(cell, NPS) for cell in (0, 0.0, "0", "0/10", "zero", "零")] == [0] * 6


@pytest.mark.parametrize(
    "cell", [11, -1, "11", "-1", 10.5, "100", "11/10", 1e300, float("inf"), 10**30, "六" * 1 + "十"]
)
def test_a_score_outside_the_scale_is_refused(cell):
    with pytest.raises(BadValue) as bad:
        score(cell, NPS)
    assert bad.value.code in ("score_off_scale", "score_not_a_number")
    assert (bad.value.params["minimum"], bad.value.params["maximum"]) == (0, 10)


def test_a_refusal_repeats_the_value_and_the_scale():
    with pytest.raises(BadValue) as bad:
        score("11", NPS)
    assert (bad.value.code, bad.value.params) == (
        "score_off_scale",
        {"value": 11, "minimum": 0, "maximum": 10},
    )


@pytest.mark.parametrize("cell", [9.5, "9.5", "9,5", "8.0001", "4.5/10"])
def test_a_score_between_two_steps_is_refused(cell):
    with pytest.raises(BadValue) as bad:
        score(cell, NPS)
    assert bad.value.code == "score_not_whole"


@pytest.mark.parametrize(
    ("cell", "found"),
    [("4/5", 5), ("8 out of 20", 20), ("9/100", 100), ("★★★★☆", 5), ("★★☆", 3), ("7 von 7", 7)],
)
def test_a_score_out_of_another_number_is_refused(cell, found):
    with pytest.raises(BadValue) as bad:
        score(cell, NPS)
    assert (bad.value.code, bad.value.params["found"]) == ("score_other_scale", found)


def test_percent_is_read_only_on_a_scale_to_a_hundred():
    assert [score(cell, HUNDRED) for cell in ("80%", "80 %", "80.0%", "80")] == [80] * 4
    with pytest.raises(BadValue):
        score("80%", NPS)


@pytest.mark.parametrize(
    "cell",
    [
        "good enough", "9a", "a9", "9 10", "9-10", "1/2/3", "=9", "'9", "٩x", "4½", "Ⅳx", "very",
        "9" * 50, "x" * 5_000,
        "9\n8", "0x9", "1e1", "9..0", "yes", "true", "promoter", date(2024, 3, 5), "<b>9</b>", "½", "--9",
    ],
)  # fmt: skip
def test_what_is_no_number_is_refused(cell):
    with pytest.raises(BadValue) as bad:
        score(cell, NPS)
    assert bad.value.code in ("score_not_a_number", "score_off_scale")


def test_a_long_value_is_repeated_in_short():
    with pytest.raises(BadValue) as bad:
        score("x" * 5_000, NPS)
    assert len(bad.value.params["value"]) <= 81


@pytest.mark.parametrize("text", ["NA", " n/a ", "无", "Ｎ／Ａ", "", "-99", "null"])
def test_words_for_no_answer_are_known(text):
    assert is_no_answer(text)


@pytest.mark.parametrize("text", ["0", "no", "不", "nothing", "9", "none of it was good, really"])
def test_an_answer_is_not_taken_for_none(text):
    assert not is_no_answer(text)


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        (4, (4.0, None)),
        (4.5, (4.5, None)),
        ("4", (4.0, None)),
        ("9/10", (9.0, 10)),
        ("4 out of 5", (4.0, 5)),
        ("★★★★☆", (4.0, 5)),
        ("★★★", (3.0, 5)),
        ("FIVE", (5.0, None)),
        ("very satisfied", (5.0, 5)),
        ("strongly agree", (5.0, 5)),
        ("somewhat agree", (5.0, 7)),
        ("非常满意", (5.0, 5)),
        ("words", None),
        (None, None),
        ("x" * 500, None),
        (date(2024, 3, 5), None),
        (10**40, None),
    ],
)
def test_a_value_of_unknown_scale_tells_what_it_can(cell, found):
    assert glimpse(cell) == found


@pytest.mark.parametrize(
    "attack", ["1" * 99, "1/" * 49, "(" * 99, "★" * 99, "- " * 49, "1 - " + "(1" * 40, "分" * 99]
)
def test_attack_texts_are_refused_at_once(attack):
    with pytest.raises(BadValue):
        score(attack, NPS)
