"""How are we seen, end to end."""

import json
from datetime import date

import pytest

from regard.perception import Filters
from regard.perception.engines.duckdb import DuckDBEngine
from regard.perception.engines.reference import ReferenceEngine
from regard.perception.study import perception
from tests.spec.drawing import drawn

COMPANY = """
    record_id | times | day        | language | sentiment | words         | metric | score | scale_max
    a         | 120   | 2026-01-05 | en       | positive  | fast:positive | nps    | 10    |
    b         | 40    | 2026-01-06 | zh       | negative  | 慢:negative   | nps    | 2     |
    c         | 100   | 2026-02-05 | en       | positive  | fast:positive | nps    | 9     |
    d         | 50    | 2026-02-06 | en       | mixed     | fast:negative | nps    | 7     |
    e         | 60    | 2026-02-07 | other    | neutral   |               | csat   | 5     |
    f         | 80    | 2026-02-07 |          |           |               | csat   | 6     | 7
    g         | 10    |            |          |           |               | csat   | 1     | 7
"""


@pytest.fixture(params=[ReferenceEngine, DuckDBEngine])
def asked(request):
    return lambda table: request.param(drawn(table))


def test_records_languages_and_sentiment_are_counted(asked):
    study = perception(asked(COMPANY))
    assert study.records == 460
    assert list(study.languages.items()) == [("en", 270), ("unknown", 90), ("other", 60), ("zh", 40)]
    assert study.sentiment == {"negative": 40, "neutral": 60, "positive": 220, "mixed": 50}


def test_each_metric_that_was_asked_has_its_number(asked):
    metrics = perception(asked(COMPANY)).metrics
    assert list(metrics) == ["nps", "csat", "net_sentiment"]
    assert str(metrics["nps"]).startswith("58.1 [")
    assert metrics["nps"].n == 310
    assert metrics["net_sentiment"].n == 370


def test_the_scale_with_the_most_answers_speaks_and_the_others_stay_apart(asked):
    study = perception(asked(COMPANY))
    assert "% 6-7 on 1-7" in str(study.metrics["csat"].definition)
    assert [(str(found.scale), found.n) for found in study.scales["csat"]] == [("1-7", 90), ("1-5", 60)]


def test_words_come_with_their_people_and_sentiment(asked):
    words = perception(asked(COMPANY)).words
    assert [(word.word, word.people, word.sentiment) for word in words] == [
        ("fast", 270, "positive"),
        ("慢", 40, "negative"),
    ]


def test_as_many_words_as_asked(asked):
    assert len(perception(asked(COMPANY), words=1).words) == 1
    assert perception(asked(COMPANY), words=0).words == ()


def test_each_month_has_the_same_numbers_on_the_same_scales(asked):
    january, february = perception(asked(COMPANY)).months
    assert (january.month, january.records, list(january.metrics)) == (
        "2026-01",
        160,
        ["nps", "net_sentiment"],
    )
    assert january.metrics["nps"].value == 50
    assert (february.month, february.records) == ("2026-02", 290)
    assert (february.metrics["csat"].value, february.metrics["csat"].n) == (100, 80)
    assert february.sentiment == {"negative": 0, "neutral": 60, "positive": 100, "mixed": 50}


def test_rows_without_a_day_count_overall_and_in_no_month(asked):
    study = perception(asked(COMPANY))
    assert study.records - sum(month.records for month in study.months) == 10


def test_a_filter_holds_for_every_part_of_the_study(asked):
    study = perception(asked(COMPANY), Filters(language="zh"))
    assert (study.records, study.languages, [month.month for month in study.months]) == (
        40,
        {"zh": 40},
        ["2026-01"],
    )
    assert study.metrics["nps"].value == -100
    assert [word.word for word in study.words] == ["慢"]


def test_a_period_is_a_filter_too(asked):
    study = perception(asked(COMPANY), Filters(start=date(2026, 2, 6), end=date(2026, 2, 7)))
    assert (study.records, list(study.metrics)) == (50, ["nps", "net_sentiment"])


def test_nothing_at_all_is_an_empty_study(asked):
    study = perception(asked("record_id"))
    assert study.to_dict() == {
        "records": 0,
        "languages": {},
        "sentiment": {"negative": 0, "neutral": 0, "positive": 0, "mixed": 0},
        "metrics": {},
        "words": [],
        "months": [],
    }


def test_a_scale_that_the_metric_is_not_defined_for_is_reported_with_the_reason(asked):
    study = perception(
        asked("""
        record_id | times | metric | score | scale_min
        a         | 40    | nps    | 10    | 1
    """)
    )
    assert (study.metrics["nps"].status, study.metrics["nps"].n) == ("no_answers", 0)
    (refused,) = study.to_dict()["metrics"]["nps"]["other_scales"]
    assert refused == {
        "n": 40,
        "refusal": "NPS is asked on 0-10 with high as good, not on 1-10",
        "scale": "1-10",
    }
    assert study.months == ()


def test_a_refused_scale_does_not_silence_the_one_that_fits(asked):
    study = perception(
        asked("""
        record_id | times | day        | metric | score | scale_min
        a         | 90    | 2026-01-01 | nps    | 10    | 1
        b         | 40    | 2026-01-01 | nps    | 10    | 0
    """)
    )
    assert (study.metrics["nps"].value, study.metrics["nps"].n) == (100, 40)
    assert study.months[0].metrics["nps"].n == 40
    assert [found.refusal is None for found in study.scales["nps"]] == [True, False]


def test_effort_is_measured_in_the_version_of_its_scale(asked):
    study = perception(
        asked("""
        record_id | times | metric | score | scale_max | scale_direction
        a         | 40    | ces    | 2     | 5         | low_is_good
    """)
    )
    assert (study.metrics["ces"].definition.id, study.metrics["ces"].value) == ("ces-1.0.mean/1", 2)


def test_level_and_smallest_group_hold_everywhere(asked):
    study = perception(asked(COMPANY), level=0.8, hide_below=100)
    assert study.metrics["nps"].level == 0.8
    assert study.metrics["csat"].status == "hidden"
    assert study.months[1].metrics["csat"].status == "hidden"


def test_it_becomes_plain_json_with_these_keys(asked):
    plain = json.loads(json.dumps(perception(asked(COMPANY)).to_dict()))
    assert list(plain) == ["records", "languages", "sentiment", "metrics", "words", "months"]
    assert plain["words"][0] == {"word": "fast", "count": 270, "sentiment": "positive"}
    assert list(plain["metrics"]["nps"]) == [
        *("value", "low", "high", "level", "n", "status", "definition", "needed", "unit"),
        *("scale", "other_scales"),
    ]
    assert plain["metrics"]["csat"]["scale"] == "1-7"
    assert plain["metrics"]["csat"]["other_scales"][0]["scale"] == "1-5"
    assert list(plain["months"][0]) == ["month", "records", "sentiment", "metrics"]
    assert plain["months"][0]["metrics"]["nps"]["value"] == 50


def test_both_engines_tell_the_same_story():
    rows = drawn(COMPANY)
    assert perception(ReferenceEngine(rows)) == perception(DuckDBEngine(rows))
