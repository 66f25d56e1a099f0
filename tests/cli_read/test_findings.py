"""What a report is made of: halves of its time, words by sentiment, scales, months, the spread of answers."""

from datetime import date

import pyarrow as pa
import pytest

from regard.perception import Scale
from regard.perception.engines.reference import ReferenceEngine
from regard.perception.schema import conform
from regard.report.findings import months_between, report_of
from regard.report.gathering import Gathered
from regard.report.machine import object_of
from regard.report.phrases import Phrases, phrases_in
from regard.report.quotes import Quotes
from regard.report.refused import RefusedRows
from regard.report.sources import columns_said, facts, not_measured
from regard.web.listening.formats import ColumnUse, Mapping

EN, ZH = Phrases(), phrases_in("zh")
MAPPING = Mapping((ColumnUse("nps", "score", "nps", 0, 10),))


def answer(record, score, *, month=None, metric="nps", scale=(0, 10), direction="high_is_good", **more):
    day = month and date(int(month[:4]), int(month[5:]), 10)
    row = {
        "record_id": str(record),
        "part": 0,
        "day": day,
        "month": month,
        "language": "unknown",
        "metric": metric,
    }
    ends = {"score": score, "scale_min": scale[0], "scale_max": scale[1], "scale_direction": direction}
    return row | ends | {"sentiment": None, "words": []} | more


def text(record, sentiment, words=(), *, language="en", month=None):
    used = [{"word": word, "sentiment": sentiment} for word in words]
    empty = {"score": None, "metric": None, "scale": (None, None), "direction": None}
    return answer(record, **empty, month=month, sentiment=sentiment, words=used, language=language)


def report(rows, *, limit=50, mapping=MAPPING, **gathered):
    engine = ReferenceEngine(conform(pa.Table.from_pylist(rows)))
    found = Gathered(RefusedRows(), Quotes(), records=len(rows), **gathered)
    return report_of(engine, name="answers.csv", mapping=mapping, gathered=found, limit=limit)


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        ("2026-01", "2026-01", ["2026-01"]),
        ("2025-11", "2026-02", ["2025-11", "2025-12", "2026-01", "2026-02"]),
        ("2026-12", "2027-01", ["2026-12", "2027-01"]),
    ],
)
def test_months_are_counted_over_the_turn_of_a_year(first, last, months):
    assert months_between(first, last) == months


@pytest.mark.parametrize(
    ("months", "first", "second"),
    [
        (["2026-01", "2026-02"], ("2026-01", "2026-01"), ("2026-02", "2026-02")),
        (["2026-01", "2026-02", "2026-03"], ("2026-01", "2026-01"), ("2026-02", "2026-03")),
        (["2025-11", "2026-04"], ("2025-11", "2026-01"), ("2026-02", "2026-04")),
    ],
)
def test_the_time_is_cut_in_two_at_the_beginning_of_a_month(months, first, second):
    rows = [answer(f"{month}/{n}", 9, month=month) for month in months for n in range(3)]
    halves = report(rows).halves
    assert (halves.first, halves.second) == (first, second)


def test_one_month_or_none_has_no_halves():
    assert report([answer(1, 9, month="2026-01")]).halves is None
    assert report([answer(1, 9)]).halves is None


def test_the_halves_share_no_record_and_leave_out_the_undated():
    rows = [answer(f"a{n}", 10, month="2026-01") for n in range(200)]
    rows += [answer(f"b{n}", 0, month="2026-02") for n in range(150)] + [answer("c", 5)]
    (finding,) = report(rows).halves.changes.findings
    assert (finding.comparison.n_before, finding.comparison.n_after) == (200, 150)
    assert finding.comparison.difference == -200.0


def test_a_finding_is_that_of_the_scale_that_is_reported():
    rows = [
        answer(f"{month}{scale}{n}", score, month=month, metric="csat", scale=scale)
        for month in ("2026-01", "2026-02")
        for scale, score in (((1, 5), 5), ((1, 7), 1))
        for n in range(100 if scale == (1, 5) else 90)
    ]
    found = report(rows)
    assert found.scale("csat") == Scale(1, 5)
    assert found.halves.finding("csat", found.scale("csat")).scale == Scale(1, 5)
    assert found.halves.finding("nps", None) is None
    assert found.spread["csat"].n == 200


def test_answers_on_other_scales_are_told_and_not_pooled():
    rows = [answer(n, 5, metric="csat", scale=(1, 5)) for n in range(40)]
    rows += [answer(f"x{n}", 6, metric="csat", scale=(1, 7)) for n in range(30)]
    assert "CSAT: 30 answers on the scale 1–7 are not in the number." in list(not_measured(report(rows), EN))
    assert "客户满意度 CSAT：1–7 量表上的 30 个回答未计入该数值。" in list(not_measured(report(rows), ZH))


def test_the_sentiment_of_a_word_is_that_of_most_people_who_use_it():
    rows = [text(n, "positive", ["friendly", "staff"]) for n in range(3)]
    rows += [text(f"n{n}", "negative", ["late", "staff"]) for n in range(3)]
    found = report(rows)
    assert [word.word for word in found.words_of("positive", 9)] == ["friendly"]
    assert [word.word for word in found.words_of("negative", 9)] == ["late"]
    assert [word.word for word in found.words_of("mixed", 9)] == ["staff"]
    assert [word.word for word in found.words_of("neutral", 9)] == []


@pytest.mark.parametrize("limit", [0, 2, 5])
def test_a_rare_sentiment_keeps_its_words_however_few_are_listed(limit):
    rows = [text(n, "positive", [f"word{k}" for k in range(20)]) for n in range(5)] + [
        text("x", "negative", ["late"])
    ]
    found = report(rows, limit=limit)
    assert len(found.words) == limit
    assert [word.word for word in found.words_of("negative", 9)] == ["late"]


def test_records_that_were_read_are_those_with_a_sentiment():
    found = report([text(1, "positive"), text(2, "neutral"), answer(3, 9)])
    assert (found.read, found.study.records) == (2, 3)
    assert next(not_measured(found, EN)) == "1 record has no text that could be read."


@pytest.mark.parametrize(
    ("first", "last", "english", "chinese"),
    [
        (None, None, ["1 record", "English 1"], ["1 条记录", "英文 1"]),
        (
            date(2026, 1, 2),
            date(2026, 1, 2),
            ["1 record", "2026-01-02", "English 1"],
            ["1 条记录", "2026-01-02", "英文 1"],
        ),
        (
            date(2026, 1, 2),
            date(2026, 3, 4),
            ["1 record", "2026-01-02 to 2026-03-04", "English 1"],
            ["1 条记录", "2026-01-02 至 2026-03-04", "英文 1"],
        ),
    ],
)
def test_the_facts_of_a_file(first, last, english, chinese):
    found = report([text(1, "positive")], first=first, last=last)
    assert (facts(found, EN), facts(found, ZH)) == (english, chinese)


def test_languages_come_most_frequent_first_and_the_unknown_not_at_all():
    rows = [text(n, "positive", language="zh") for n in range(3)] + [
        text("e", "positive"),
        text("o", "neutral", language="other"),
    ]
    rows.append(answer("s", 9))
    assert facts(report(rows), EN)[-1] == "Chinese 3, English 1, another language 1"


@pytest.mark.parametrize(
    ("use", "english", "chinese"),
    [
        (ColumnUse("c", "text"), ("text", "c", ""), ("文本", "c", "")),
        (ColumnUse("c", "time"), ("time", "c", ""), ("时间", "c", "")),
        (ColumnUse("c", "customer_email"), ("customer (e-mail)", "c", ""), ("客户（电子邮箱）", "c", "")),
        (ColumnUse("c", "score", "nps", 0, 10), ("NPS 0–10", "c", ""), ("净推荐值 NPS 0–10", "c", "")),
        (
            ColumnUse("c", "score", "ces", 1, 5, "low_is_good"),
            ("CES 1–5 (low is good)", "c", ""),
            ("客户费力度 CES 1–5（越低越好）", "c", ""),
        ),
        (
            ColumnUse("c", "text", confidence="low", reason="longest_text"),
            ("text", "c", "the column with the longest texts"),
            ("文本", "c", "文本最长的一列"),
        ),
        (
            ColumnUse("c", "time", confidence="low", reason="day_order_unclear"),
            ("time", "c", "the dates can be read as day/month or as month/day, please check it"),
            ("时间", "c", "日期既可读作日/月，也可读作月/日，请核对"),
        ),
        (
            ColumnUse("c", "text", confidence="medium", reason="name_and_values"),
            ("text", "c", ""),
            ("文本", "c", ""),
        ),
    ],
)
def test_what_a_column_was_taken_for_is_said_with_its_doubt(use, english, chinese):
    found = report([answer(1, 9)], mapping=Mapping((use, ColumnUse("other", "ignore"))))
    assert list(columns_said(found, EN)) == [english]
    assert list(columns_said(found, ZH)) == [chinese]


def test_a_score_whose_metric_stands_in_each_row_has_no_scale_of_its_own():
    mapping = Mapping((ColumnUse("v", "score"), ColumnUse("m", "metric")))
    found = report([answer(1, 9)], mapping=mapping)
    assert [what for what, _column, _doubt in columns_said(found, EN)] == ["score", "metric of each row"]
    column = object_of(found, EN)["columns"][0]
    assert (column["metric"], column["scale"]) == (None, None)


def test_a_machine_is_told_everything_in_plain_values():
    found = object_of(report([answer(n, n % 11, month="2026-01") for n in range(60)]), EN)
    kinds = {type(value) for value in found.values()}
    assert kinds == {int, dict, list}
    assert found["months"][0]["metrics"]["nps"]["n"] == 60
