"""Sentences that can be defended: nothing is said that the interval does not carry."""

from datetime import date, timedelta

import pytest

from regard.report.phrases import phrases_in
from regard.report.sentences import period_text


def first(out):
    return out.splitlines()[3]


def answers(low, middle, high):
    return [(0,)] * low + [(8,)] * middle + [(10,)] * high


@pytest.mark.parametrize(
    ("groups", "english", "chinese"),
    [
        (
            (20, 20, 160),
            "More customers are promoters than detractors: NPS +70.",
            "推荐者多于贬损者：净推荐值 +70。",
        ),
        (
            (160, 20, 20),
            "More customers are detractors than promoters: NPS −70.",
            "贬损者多于推荐者：净推荐值 −70。",
        ),
        (
            (90, 20, 90),
            "Whether promoters or detractors are more is not clear: NPS 0.",
            "推荐者与贬损者孰多孰少尚不明确：净推荐值 0。",
        ),
    ],
)
def test_nps_leans_only_where_its_interval_does(read, write, groups, english, chinese):
    path = write(("nps",), answers(*groups))
    assert first(read(path).out) == english
    assert first(read(path, "--lang", "zh").out) == chinese


@pytest.mark.parametrize(
    ("header", "scores", "english", "chinese"),
    [
        ("csat", [5, 4, 4, 2], "75 % of the answers are satisfied.", "75% 的回答表示满意。"),
        (
            "ces",
            [7, 6, 6, 5],
            "How easy it was: 6.00 on average, on the scale 1–7.",
            "办事的轻松程度：平均 6.00 分（量表 1–7）。",
        ),
        (
            "rating",
            [5, 5, 4, 1],
            "Customers give 3.8 on average, on the scale 1–5.",
            "客户平均给出 3.8 分（量表 1–5）。",
        ),
    ],
)
def test_other_metrics_are_said_with_their_scale(read, write, header, scores, english, chinese):
    path = write((header,), [(score,) for score in scores * 50])
    assert first(read(path).out) == english
    assert first(read(path, "--lang", "zh").out) == chinese


@pytest.mark.parametrize(
    ("good", "bad", "english", "chinese"),
    [
        (
            90,
            10,
            "What customers write is more often positive (90 %) than negative (10 %).",
            "正面（90%）多于负面（10%）",
        ),
        (
            10,
            90,
            "What customers write is more often negative (90 %) than positive (10 %).",
            "负面（90%）多于正面（10%）",
        ),
        (
            200,
            200,
            "What customers write is about as often positive (50 %) as negative (50 %).",
            "正面（50%）与负面（50%）难分多少",
        ),
    ],
)
def test_sentiment_leans_only_where_its_interval_does(read, write, good, bad, english, chinese):
    rows = [("The staff were friendly and quick",)] * good + [("很失望，质量太差了",)] * bad
    path = write(("comment",), rows)
    assert first(read(path).out) == english
    assert chinese in first(read(path, "--lang", "zh").out)


def dated(before, after, header="nps"):
    """Scores of January to June 2026, and others of July to December."""
    start = date(2026, 1, 1)
    rows = [(start + timedelta(days=n % 181), score) for n, score in enumerate(before)]
    rows += [(start + timedelta(days=184 + n % 181), score) for n, score in enumerate(after)]
    return ("date", header), rows


def test_a_change_is_said_with_its_interval_and_both_n(read, write):
    out = " ".join(read(write(*dated([10, 9, 8, 0] * 75, [10, 3, 0, 0] * 75))).out.split())
    assert (
        "NPS has probably fallen: +25 in 2026-01 – 2026-06, −50 in 2026-07 – 2026-12. "
        "(97.5 % interval of the change −90 to −59; n = 300 and 300)"
    ) in out


def test_a_change_is_said_in_chinese(read, write):
    path = write(*dated([1, 2, 3] * 100, [4, 5, 5] * 100, "rating"))
    out = "".join(read(path, "--lang", "zh").out.split())
    assert "星级很可能上升了：2026-01–2026-06为2.00，2026-07–2026-12为4.67。" in out


def test_what_is_chance_is_not_called_a_change(read, write):
    out = " ".join(read(write(*dated([10, 9, 8, 0] * 75, [10, 9, 0, 8] * 75))).out.split())
    assert "Nothing changed by more than chance between 2026-01 – 2026-06 and 2026-07 – 2026-12" in out
    assert "(1 comparison)" in out


def test_nothing_is_compared_where_one_half_has_too_few_answers(read, write):
    header, rows = dated([10, 9, 8, 0] * 75, [])
    out = read(write(header, [*rows, ("2026-12-24", 10), ("2026-12-25", 0)])).out
    assert "chance" not in out
    assert "probably" not in out


def test_a_single_month_is_not_compared(read, write):
    out = read(write(("date", "nps"), [("2026-03-01", n % 11) for n in range(300)])).out
    assert "chance" not in out
    assert "by month" not in out


def test_a_period_is_a_month_or_from_one_to_another():
    assert period_text(("2026-01", "2026-01")) == "2026-01"
    assert period_text(("2026-01", "2026-03")) == "2026-01 – 2026-03"


def test_no_sentence_praises_or_shouts(read, write):
    for language in ("en", "zh"):
        phrases = phrases_in(language)
        out = read(write(("nps",), answers(0, 0, 200)), "--lang", phrases.language).out
        assert {letter for letter in out if letter in "!！"} == set()
