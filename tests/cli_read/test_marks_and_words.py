"""Marks stand where their numbers are, words are as large as people are many, quotes carry their score."""

from datetime import date

import pytest

from regard.perception import Counts, Scale, ces, csat, net_sentiment, nps, polarity, star_rating
from regard.perception.tallies import WordCount
from regard.report.findings import Report
from regard.report.marks import interval_mark, nps_bar, nps_key, places, row
from regard.report.page_charts import Figure, figures
from regard.report.page_words import CLOUD, score_said, words_card
from regard.report.phrases import Phrases, phrases_in
from regard.web.listening.formats import Answer
from tests.cli_read.test_findings import answer, report, text

EN, ZH = Phrases(), phrases_in("zh")
FULL = [10] * 100 + [8] * 50 + [3] * 50


def nps_of(scores):
    return nps(Counts.from_scores(scores, Scale(0, 10)))


@pytest.mark.parametrize(
    ("estimate", "at"),
    [
        (nps_of([10] * 200), 100.0),
        (nps_of([0] * 200), 0.0),
        (nps_of([10, 0] * 100), 50.0),
        (nps_of(FULL), 62.5),
        (csat(Counts.from_scores([5, 5, 5, 1] * 50, Scale(1, 5))), 75.0),
        (star_rating(Counts.from_scores([5, 4] * 100, Scale(1, 5))), 87.5),
        (net_sentiment(polarity({"positive": 150, "negative": 50})), 75.0),
    ],
)
def test_a_number_stands_between_worst_and_best(estimate, at):
    value, low, high = places(estimate)
    assert value == at
    assert 0 <= low <= value <= high <= 100


def test_low_is_good_stands_the_other_way_round():
    easy = ces(Counts.from_scores([1, 2] * 100, Scale(1, 5, direction="low_is_good")), version="1.0")
    value, low, high = places(easy, low_is_good=True)
    assert (value, low < value < high) == (87.5, True)


def test_nothing_is_drawn_of_no_answers():
    with pytest.raises(ValueError, match="nothing to draw"):
        places(nps_of([]))


def test_the_zero_of_a_balance_has_its_mark():
    assert 'class="scale-middle" x1="50%"' in interval_mark((60.0, 55.0, 65.0), middle=50.0)
    assert "scale-middle" not in interval_mark((60.0, 55.0, 65.0))


def test_the_bar_of_nps_is_full():
    bar = nps_bar([25.0, 25.0, 50.0])
    assert 'class="detractors" x="0.00%" width="25.00%"' in bar
    assert 'class="passives" x="25.00%" width="25.00%"' in bar
    assert 'class="promoters" x="50.00%" width="50.00%"' in bar
    assert bar.index("detractors") < bar.index("passives") < bar.index("promoters")


@pytest.mark.parametrize(
    ("phrases", "said"),
    [
        (EN, ["25 %</b> detractors (0–6)", "25 %</b> passives (7–8)", "50 %</b> promoters (9–10)"]),
        (ZH, ["25%</b> 贬损者（0–6）", "25%</b> 中立者（7–8）", "50%</b> 推荐者（9–10）"]),
    ],
)
def test_the_key_of_the_bar_says_the_shares(phrases, said):
    key = nps_key(nps_of(FULL), phrases)
    assert [part for part in said if part not in key] == []


@pytest.mark.parametrize(
    ("phrases", "label", "more"),
    [
        (EN, "Loyalty <small>NPS</small>", "not enough answers yet"),
        (ZH, "忠诚度 <small>NPS</small>", "回答还不够"),
    ],
)
def test_a_row_names_its_metric_and_its_n(phrases, label, more):
    shown, few = row("nps", nps_of(FULL), None, phrases), row("nps", nps_of([9, 9]), None, phrases)
    assert label in shown
    assert "n = 200" in shown
    assert "nps-bar" in shown
    assert more in few
    assert "nps-bar" not in few


@pytest.mark.parametrize(
    ("metric", "english", "chinese"),
    [
        ("csat", "Satisfaction <small>CSAT</small>", "满意度 <small>CSAT</small>"),
        ("ces", "Ease <small>CES</small>", "便利度 <small>CES</small>"),
        ("stars", "Ratings <small>Stars</small>", "评分 <small>星级</small>"),
        ("net_sentiment", "Net sentiment </div>", "净情感 </div>"),
    ],
)
def test_every_metric_has_a_row(metric, english, chinese):
    estimate = star_rating(Counts.from_scores([5, 4] * 100, Scale(1, 5)))
    assert english in row(metric, estimate, None, EN)
    assert chinese in row(metric, estimate, None, ZH)


def word_sizes(rows, **how):
    card = words_card(report(rows, **how), EN)
    pieces = card.split('<bdi class="word ')
    return {piece.split(">")[1].split("<")[0]: piece.split('"')[0] for piece in pieces[1:]}


def test_words_are_as_large_as_people_are_many():
    rows = [text(n, "positive", ["friendly"] + ["quick"] * (n < 36) + ["kind"] * (n < 4)) for n in range(100)]
    assert word_sizes(rows) == {
        "friendly": "size-5 positive",
        "quick": "size-3 positive",
        "kind": "size-1 positive",
    }


def test_a_word_of_both_kinds_has_neither_colour():
    rows = [text(n, "positive" if n % 2 else "negative", ["staff"]) for n in range(10)]
    assert word_sizes(rows) == {"staff": "size-5 neutral"}


def test_words_that_judge_are_not_crowded_out_by_those_that_name():
    rows = [text(n, "neutral", [f"thing{k}" for k in range(30)]) for n in range(9)]
    rows += [text(f"p{n}", "positive", [f"good{k}" for k in range(35)]) for n in range(3)]
    sizes = word_sizes(rows, limit=100)
    assert len(sizes) == CLOUD
    assert sum(name.startswith("good") for name in sizes) >= 30


def test_a_word_says_to_those_who_listen_how_many_use_it_and_how():
    rows = [text(n, "negative", ["late"]) for n in range(3)]
    told = '<span class="visually-hidden">, 3 people, negative</span>'
    assert told in words_card(report(rows), EN)
    assert '<span class="visually-hidden">，3 人、负面</span>' in words_card(report(rows), ZH)


@pytest.mark.parametrize(
    ("answered", "english", "chinese"),
    [
        (Answer("nps", 9, 0, 10, "high_is_good", "q"), "NPS 9 of 10", "NPS 9（满分 10）"),
        (Answer("stars", 4, 1, 5, "high_is_good", "q"), "Stars 4 of 5", "星级 4（满分 5）"),
    ],
)
def test_a_score_is_said_with_the_end_of_its_scale(answered, english, chinese):
    assert (score_said(answered, EN), score_said(answered, ZH)) == (english, chinese)


def drawn_figures(found: Report, phrases: Phrases = EN) -> dict[str, Figure]:
    return {figure.id: figure for figure in figures(found, phrases)}


def test_a_chart_by_month_has_a_row_for_each_month_with_answers():
    rows = [
        answer(f"{m}/{n}", 10 if n % 4 else 8, month=f"2026-{m:02}") for m in (1, 2, 4) for n in range(100)
    ]
    rows += [answer("few", 9, month="2026-05")]
    found = drawn_figures(report(rows))["trend-nps"]
    assert found.columns == ["Month", "NPS", "Interval", "Answers"]
    assert [(cells[0], cells[1], cells[3]) for cells in found.rows] == [
        ("2026-01", "+75", "100"),
        ("2026-02", "+75", "100"),
        ("2026-04", "+75", "100"),
        ("2026-05", "–", "1"),
    ]
    assert found.rows[3][2].startswith("not enough answers yet (needs ")
    assert "2026-03" in found.svg


def test_a_file_of_one_month_has_no_chart_by_month():
    rows = [answer(n, 9, month="2026-01") for n in range(40)]
    assert list(drawn_figures(report(rows))) == ["spread-nps"]


def test_the_spread_of_answers_has_a_row_for_each_score():
    rows = [answer(n, n % 3 + 8) for n in range(31)]
    found = drawn_figures(report(rows), ZH)["spread-nps"]
    assert found.title == "净推荐值 NPS：0–10 量表上最常见的分数是 8"
    assert found.columns == ["评分", "回答", "占比"]
    assert found.rows[8:] == [["8", "11", "35%"], ["9", "10", "32%"], ["10", "10", "32%"]]
    assert found.rows[0] == ["0", "0", "–"]


def test_a_long_scale_is_not_drawn_score_by_score():
    rows = [answer(n, n % 101, metric="stars", scale=(0, 100)) for n in range(200)]
    assert drawn_figures(report(rows)) == {}


def test_words_count_people_as_the_library_does():
    found = WordCount("late", 3, (("negative", 3),))
    assert (
        found
        in report([text(n, "negative", ["late"], month=f"{date(2026, 1, 1):%Y-%m}") for n in range(3)]).words
    )
