"""The number on top of explore and its chart: what is counted, compared, drawn and said."""

from datetime import date, timedelta

import pytest
from django.utils import translation

from regard.web.dashboards.addresses import Address
from regard.web.dashboards.counting import Measured
from regard.web.dashboards.naming import Naming
from regard.web.dashboards.numbers import Numbers
from regard.web.dashboards.panels import panel
from regard.web.dashboards.periods import Period
from regard.web.dashboards.plots import MOST, MOST_LACKING, best_spans, chart_of
from regard.web.dashboards.questions import Question
from regard.web.dashboards.spans import month_within, months_between, number_of
from regard.web.dashboards.splitting import measured_of
from regard.web.feedback.drafts import AnswerDraft, Draft
from regard.web.feedback.models import Direction, FieldType
from regard.web.insights import studies
from regard.web.insights.studies import Counts, Scale
from tests.web.dashboards.conftest import ces, csat, moment, nps

TEN = Scale(0, 10)


def ask(workspace, today, **chosen):
    naming = Naming.of_open_workspace()
    return Question(Numbers.of(workspace), Address(**chosen), naming, today, "/w/x/explore/")


def many(name, answer, today, *, n=40, days=0, **more):
    at = moment(today - timedelta(days=days))
    return [Draft(f"{name}{number}", answers=(answer,), collected_at=at, **more) for number in range(n)]


def effort(score):
    return AnswerDraft.score(FieldType.CES, score, 1, 5, direction=Direction.LOW_IS_GOOD)


def test_a_number_with_all_that_is_owed_to_it(inside, tell, today):
    tell(many("a", csat(5), today, n=90) + many("b", csat(2), today, n=30))
    found = panel(ask(inside, today, metric="csat"), records=120)
    assert (found.label, found.status, found.value, found.n) == ("Satisfaction (CSAT)", "shown", "75 %", 120)
    assert found.interval == "67 – 82"
    assert found.low < found.position == 75 < found.high
    assert found.definition[0].startswith("CSAT: the share of answers with one of the two best scores")
    assert found.change is None
    assert found.sentence.startswith("Satisfaction (CSAT): 75 % (95 % interval 67 – 82, n = 120; ")


def test_the_number_and_its_chart_are_counted_in_one_question(inside, tell, today, monkeypatch):
    tell(many("a", csat(5), today, segment="new") + many("b", csat(2), today, n=30, days=40))
    tell([Draft("undated", answers=(csat(1),), segment="new")])
    asked, counts = [], studies.score_counts
    monkeypatch.setattr(
        studies, "score_counts", lambda *a, **how: asked.append(how["by"]) or counts(*a, **how)
    )
    for by in ("month", "segment", "source", "language", "sentiment"):
        question = ask(inside, today, metric="csat", by=by, period="all")
        alone = measured_of(question.numbers, question.address, by=None, today=today)
        asked.clear()
        found = panel(question, records=71)
        assert asked == [(by,)]
        assert question.measured().total() == alone.total()
        assert (question.measured().scale, question.measured().elsewhere) == (alone.scale, 0)
        assert found.n == 71


def test_too_few_answers_have_a_sentence_too(inside, tell, today):
    tell(many("a", csat(5), today, n=9))
    found = panel(ask(inside, today, metric="csat"), records=9)
    assert (found.status, found.value, found.interval, found.position) == (
        "not_enough_answers",
        "–",
        "",
        None,
    )
    assert found.needed > 0
    assert "not enough answers yet (n = 9; " in found.sentence
    with translation.override("zh-hans"):
        assert "回答还不够（n = 9；" in panel(ask(inside, today, metric="csat"), records=9).sentence


def test_nobody_asked_is_no_number(inside, tell, today):
    tell(many("a", csat(5), today))
    found = panel(ask(inside, today, metric="nps"), records=0)
    assert (found.status, found.value, found.chart) == ("no_answers", "–", None)


@pytest.mark.parametrize(
    "chosen",
    [
        {},
        {"metric": "csat", "scores": (4, 5)},
        {"metric": "net_sentiment", "sentiment": ("positive",)},
    ],
    ids=["all records", "chosen by score", "chosen by sentiment"],
)
def test_where_a_number_would_say_nothing_the_records_are_counted(inside, tell, today, chosen):
    tell(many("a", csat(5), today, text="Great tea, lovely staff."))
    found = panel(ask(inside, today, **chosen), records=40)
    assert (found.label, found.status, found.value) == ("Records", "counted", "40")
    assert [line.partition(":")[0] for line in found.definition] == ["Records"]
    assert found.chart.title.startswith("Records by month, ")
    assert [row[1] for row in found.chart.rows] == ["40"]


@pytest.mark.parametrize(
    ("before", "after", "text", "direction"),
    [
        (nps(0), nps(10), "200 points more", "up"),
        (nps(10), nps(0), "200 points less", "down"),
        (effort(5), effort(1), "4.0 less", "up"),
        (effort(1), effort(5), "4.0 more", "down"),
        (nps(9), nps(10), "no clear change", ""),
    ],
    ids=["better", "worse", "less effort", "more effort", "the same group"],
)
def test_a_change_is_said_with_its_direction(inside, tell, today, before, after, text, direction):
    tell(many("b", before, today, days=100) + many("a", after, today))
    metric = "nps" if before.field_type == FieldType.NPS else "ces"
    found = panel(ask(inside, today, metric=metric, compare="previous"), records=40)
    assert (found.change.text, found.change.direction) == (text, direction)
    assert found.change.beside == "n = 40 before"
    assert f"Against the period before: {text} (interval " in found.sentence


def test_another_scale_before_is_no_comparison(inside, tell, today):
    tell(many("b", ces(6), today, days=100) + many("a", effort(2), today))
    found = panel(ask(inside, today, metric="ces", compare="previous"), records=40)
    assert (found.change.text, found.change.direction) == ("asked on another scale then", "")


def test_all_time_has_nothing_before_it(inside, tell, today):
    tell(many("a", nps(9), today))
    for kind in ("previous", "year"):
        found = panel(ask(inside, today, metric="nps", compare=kind, period="all"), records=40)
        assert found.change.text.startswith("Choose a first and a last day")
        assert (found.change.interval, found.change.direction) == ("", "")


def test_groups_stand_in_the_order_of_their_numbers_and_the_smallest_are_left_out(inside, tell, today):
    drafts = []
    for number in range(MOST + 3):
        drafts += [
            Draft(f"{number}-{each}", answers=(nps(9),), segment=f"s{number:02}", collected_at=moment(today))
            for each in range(number + 1)
        ]
    tell(drafts)
    chart = chart_of(ask(inside, today, metric="nps", by="segment"))
    assert len(chart.rows) == MOST
    more = "Of 17 more groups there are not enough answers yet: the table names them."
    assert chart.note.endswith(f"The 20 largest groups of 23. {more}")
    counted = chart_of(ask(inside, today, by="segment"))
    assert [row[1] for row in counted.rows] == [str(n) for n in range(MOST + 3, 3, -1)]


def test_what_is_not_known_is_a_group_of_its_own(inside, tell, today):
    tell(many("a", nps(9), today, segment="new") + many("b", nps(9), today))
    chart = chart_of(ask(inside, today, metric="nps", by="segment"))
    assert sorted(row[0].split(">")[1].split("<")[0] for row in chart.rows) == ["new", "not known"]
    assert any("segment=~" in row[0] for row in chart.rows)


def test_of_groups_with_few_answers_some_are_drawn_and_the_table_has_all(inside, tell, today):
    answers = many("a", nps(9), today, n=120, segment="large")
    for place in range(7):
        answers += many(f"s{place}-", nps(3), today, n=9 - place, segment=f"small {place}")
    tell(answers)
    chart = chart_of(ask(inside, today, metric="nps", by="segment"))
    assert len(chart.rows) == len(chart.lines) == 8
    said = str(chart.specification)
    assert [f"small {place}" in said for place in range(7)] == [True] * MOST_LACKING + [False] * 4
    assert "large" in said
    more = "Of 4 more groups there are not enough answers yet: the table names them."
    assert chart.note.endswith(more)
    with translation.override("zh-hans"):
        assert chart_of(ask(inside, today, metric="nps", by="segment")).note.endswith(
            "另有 4 组回答还不够，详见表格。"
        )


@pytest.mark.parametrize(("by", "word"), [("month", "by month"), ("channel", "by channel")])
def test_a_chart_says_what_it_shows(inside, tell, today, by, word):
    tell(many("a", nps(9), today))
    assert chart_of(ask(inside, today, metric="nps", by=by)).title.startswith(f"Loyalty (NPS) {word}, ")
    with translation.override("zh-hans"):
        assert chart_of(ask(inside, today, metric="nps", by=by)).title.startswith("忠诚度（NPS），按")


def test_only_the_archive_draws(inside, tell, today):
    tell(many("a", nps(9), today))
    for chosen in ({"q": "tea"}, {"batch": "0192d0d0-0000-7000-8000-000000000000"}, {"period": "undated"}):
        assert chart_of(ask(inside, today, metric="nps", **chosen)) is None


def monthly(counts: dict[str, int], score: int = 10) -> Measured:
    return Measured("nps", TEN, {month: Counts.of({score: n}, TEN) for month, n in counts.items()})


def test_months_are_drawn_where_they_have_enough_answers():
    months = {f"2026-{month:02}": 40 for month in range(1, 7)}
    assert [span.first for span in best_spans(monthly(months))] == sorted(months)


def test_quarters_are_drawn_where_months_have_mostly_too_few():
    months = {f"2026-{month:02}": 15 for month in range(1, 10)}
    assert [(span.first, span.last) for span in best_spans(monthly(months))] == [
        ("2026-01", "2026-03"),
        ("2026-04", "2026-06"),
        ("2026-07", "2026-09"),
    ]


def test_quarters_that_show_no_more_than_months_are_not_drawn():
    assert len(best_spans(monthly({f"2026-{month:02}": 2 for month in range(1, 10)}))) == 9
    assert len(best_spans(monthly({"2026-01": 20, "2026-02": 20}))) == 2  # one quarter is no line
    assert best_spans(monthly({})) == []


def test_a_point_of_a_quarter_opens_its_three_months_within_the_period(inside, tell, today):
    drafts = []
    for back in range(0, 360, 30):
        drafts += many(f"m{back}-", nps(9), today, n=12, days=back)
    tell(drafts)
    chart = chart_of(ask(inside, today, metric="nps", period="365"))
    assert "by quarter" in chart.title
    first, last = today - timedelta(days=364), today
    for row in chart.rows:
        start, end = (date.fromisoformat(row[0].split(f"{name}=")[1][:10]) for name in ("from", "to"))
        assert first <= start <= end <= last
    assert sum(int(row[3]) for row in chart.rows) == 144


def test_months_are_cut_to_the_period():
    period = Period(date(2026, 2, 10), date(2026, 4, 5))
    assert month_within("2026-02", period) == (date(2026, 2, 10), date(2026, 2, 28))
    assert month_within("2026-03", period) == (date(2026, 3, 1), date(2026, 3, 31))
    assert month_within("2026-04", period) == (date(2026, 4, 1), date(2026, 4, 4))
    assert month_within("2024-02", Period()) == (date(2024, 2, 1), date(2024, 2, 29))
    assert month_within("2025-12", Period()) == (date(2025, 12, 1), date(2025, 12, 31))


def test_months_follow_each_other_over_the_turn_of_the_year():
    assert months_between("2025-11", "2026-02") == ["2025-11", "2025-12", "2026-01", "2026-02"]
    assert months_between("2026-02", "2026-02") == ["2026-02"]
    assert number_of("2026-01") - number_of("2025-12") == 1
