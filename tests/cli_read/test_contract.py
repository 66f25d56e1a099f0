"""The names of the JSON object and of the readings are a contract: they stay."""

import gzip
import json

import pytest

from regard.perception import Counts, Scale, nps, polarity
from regard.perception.metrics import net_sentiment
from regard.perception.text import ENGINE, VERSION
from regard.perception.text import read as read_texts
from tests.cli_read.conftest import TEXTS

KEYS = {
    *("records", "refused", "languages", "sentiment", "metrics", "words"),
    *("months", "refusals", "columns", "engine"),
    *("factors", "emotions", "intents", "flags"),
}
METRIC_KEYS = {
    *("value", "low", "high", "level", "n", "status", "definition"),
    *("needed", "unit", "scale", "other_scales"),
}
READING_KEYS = [
    *("row", "id", "language", "sentiment", "sentiment_score", "p_negative", "p_neutral", "p_positive"),
    *("factors", "emotions", "intents", "descriptors", "flags", "words"),
]


def test_the_object_has_the_names_of_the_contract(read, survey):
    told = read(survey, "--json")
    assert (told.code, told.err) == (0, "")
    assert told.object.keys() == KEYS
    assert {frozenset(metric) for metric in told.object["metrics"].values()} == {frozenset(METRIC_KEYS)}
    assert {tuple(word) for word in told.object["words"]} == {("word", "count", "sentiment")}


def test_records_are_the_rows_that_were_read(read, write):
    rows = [("a", 9, "good"), ("b", 11, "good"), ("c", "", ""), ("d", 0, "bad")]
    path = write(("id", "nps", "comment"), rows)
    found = read(path, "--json", "--scale", "0-10").object
    assert (found["records"], found["refused"]) == (2, 2)


def test_nps_is_that_of_the_library(read, survey):
    found = read(survey, "--json").object["metrics"]["nps"]
    expected = nps(Counts.from_scores([10, 9, 10, 9, 10, 9, 8, 7, 3, 0] * 40, Scale(0, 10)))
    assert (found["value"], found["n"], found["level"]) == (40.0, 400, 0.95)
    assert (found["low"], found["high"]) == (expected.low, expected.high)
    assert (found["status"], found["definition"]) == ("shown", str(expected.definition))
    assert (found["scale"], found["unit"], found["other_scales"]) == ("0-10", "points", [])


def test_sentiment_counts_the_records_with_a_text(read, survey):
    found = read(survey, "--json").object
    labels = read_texts(list(TEXTS))["sentiment"].to_pylist()
    assert labels == ["positive", "positive", "negative", "negative"]
    assert found["sentiment"] == {"negative": 80, "neutral": 0, "positive": 320, "mixed": 0}
    expected = net_sentiment(polarity(found["sentiment"]))
    assert found["metrics"]["net_sentiment"]["value"] == expected.value == 60.0


def test_languages_are_counted_by_their_code(read, survey):
    assert read(survey, "--json").object["languages"] == {"en": 200, "zh": 200}


def test_words_come_with_how_many_use_them_and_how(read, survey):
    words = {word["word"]: word for word in read(survey, "--json").object["words"]}
    assert words["friendly"] == {"word": "friendly", "count": 160, "sentiment": "positive"}
    assert words["late"] == {"word": "late", "count": 40, "sentiment": "negative"}
    counts = [word["count"] for word in read(survey, "--json").object["words"]]
    assert counts == sorted(counts, reverse=True)


@pytest.mark.parametrize("limit", [0, 1, 3])
def test_the_number_of_words_can_be_limited(read, survey, limit):
    everything = read(survey, "--json").object["words"]
    assert read(survey, "--json", "--limit-words", limit).object["words"] == everything[:limit]


def test_a_customer_who_says_a_word_twice_is_one_person(read, write):
    rows = [("c1", "friendly staff"), ("c1", "friendly again"), ("c2", "friendly"), ("", "friendly")]
    path = write(("customer_id", "comment"), rows)
    words = {word["word"]: word["count"] for word in read(path, "--json").object["words"]}
    assert words["friendly"] == 3


def test_months_have_their_own_numbers(read, survey):
    months = read(survey, "--json").object["months"]
    assert [(month["month"], month["records"]) for month in months] == [("2026-01", 200), ("2026-02", 200)]
    assert [month["metrics"]["nps"]["n"] for month in months] == [200, 200]
    assert [month["sentiment"]["negative"] for month in months] == [40, 40]


def test_a_file_without_dates_has_no_months(read, write):
    path = write(("nps", "comment"), [(9, "good")] * 3)
    assert read(path, "--json").object["months"] == []


def test_columns_say_what_was_taken_for_what(read, survey):
    assert read(survey, "--json").object["columns"] == [
        {"column": "id", "role": "external_id", "confidence": "high"},
        {"column": "date", "role": "time", "confidence": "high"},
        {
            "column": "nps",
            "role": "score",
            "confidence": "high",
            "metric": "nps",
            "scale": "0-10",
            "direction": "high_is_good",
        },
        {"column": "comment", "role": "text", "confidence": "high"},
    ]


def test_the_engine_that_read_the_texts_is_named(read, survey):
    assert read(survey, "--json").object["engine"] == {"name": ENGINE, "version": VERSION}


def test_a_number_without_enough_answers_is_null_and_says_how_many_it_needs(read, write):
    path = write(("nps",), [(score,) for score in (10, 9, 0, 8, 7)])
    found = read(path, "--json").object["metrics"]["nps"]
    assert (found["value"], found["low"], found["high"]) == (None, None, None)
    assert (found["status"], found["n"]) == ("not_enough_answers", 5)
    assert found["needed"] > 25


def test_a_file_of_texts_alone_has_no_scores(read, write):
    path = write(("comment",), [(text,) for text in TEXTS * 10])
    found = read(path, "--json").object
    assert found["metrics"].keys() == {"net_sentiment"}
    assert found["records"] == 40


def test_a_file_of_scores_alone_has_no_sentiment(read, write):
    path = write(("rating",), [(score,) for score in (5, 4, 5, 3) * 15])
    found = read(path, "--json").object
    assert found["metrics"].keys() == {"stars"}
    assert found["metrics"]["stars"]["value"] == 4.25
    assert found["sentiment"] == {"negative": 0, "neutral": 0, "positive": 0, "mixed": 0}
    assert (found["languages"], found["words"]) == ({"unknown": 60}, [])


def test_several_scores_of_one_row_are_one_record(read, write):
    rows = [(9, 5, 6, "friendly"), (3, 2, 2, "late")] * 100
    found = read(write(("nps", "csat", "ces", "comment"), rows), "--json").object
    assert found["records"] == 200
    assert {name: metric["n"] for name, metric in found["metrics"].items()} == {
        "nps": 200,
        "csat": 200,
        "ces": 200,
        "net_sentiment": 200,
    }
    assert found["metrics"]["csat"]["value"] == 50.0
    assert found["metrics"]["ces"]["value"] == 4.0


def test_every_record_has_a_line_of_readings_in_the_order_of_the_file(read, survey, tmp_path):
    out = tmp_path / "readings.jsonl"
    assert read(survey, "--readings", out).code == 0
    lines = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert [list(line) for line in lines] == [READING_KEYS] * 400
    assert [line["row"] for line in lines] == list(range(2, 402))
    assert [line["id"] for line in lines] == [f"r{n}" for n in range(400)]
    assert lines[0]["sentiment"] == "positive"
    assert {tuple(word) for line in lines for word in line["words"]} == {
        ("word", "sentiment", "start", "end")
    }


def test_readings_say_what_the_library_says(read, survey, tmp_path):
    out = tmp_path / "readings.jsonl"
    read(survey, "--readings", out)
    lines = [json.loads(line) for line in out.read_text("utf-8").splitlines()[:2]]
    for line, expected in zip(lines, read_texts(list(TEXTS[:2])).to_pylist(), strict=True):
        assert {name: line[name] for name in expected} == expected


@pytest.mark.parametrize(
    "cell",
    [
        "  friendly people",
        "line one\r\nfriendly",
        "很好\r\n\r\n客服 friendly",
        "\ufefffriendly",
        "a\x0bfriendly",
    ],
)
def test_the_places_of_words_count_the_characters_of_the_cell(read, write, tmp_path, cell):
    out = tmp_path / "readings.jsonl"
    read(write(("comment",), [(cell,), ("the delivery was late",)]), "--readings", out)
    words = json.loads(out.read_text("utf-8").splitlines()[0])["words"]
    places = [cell[word["start"] : word["end"]] for word in words if word["word"] == "friendly"]
    assert places == ["friendly"]


def test_a_title_stands_above_the_text(read, write, tmp_path):
    out = tmp_path / "readings.jsonl"
    path = write(("title", "comment"), [("Friendly", "the delivery was late")])
    read(path, "--readings", out)
    words = {word["word"]: word for word in json.loads(out.read_text("utf-8"))["words"]}
    assert "Friendly\nthe delivery was late"[words["late"]["start"] : words["late"]["end"]] == "was late"
    assert (words["friendly"]["start"], words["friendly"]["end"]) == (0, 8)


def test_a_record_without_a_text_has_a_reading_without_a_sentiment(read, write, tmp_path):
    out = tmp_path / "readings.jsonl"
    read(write(("id", "nps", "comment"), [("a", 9, ""), ("b", 8, "friendly staff")]), "--readings", out)
    assert json.loads(out.read_text("utf-8").splitlines()[0]) == {
        **dict.fromkeys(READING_KEYS),
        "row": 2,
        "id": "a",
        "language": "unknown",
        **{name: [] for name in ("factors", "emotions", "intents", "descriptors", "words")},
        "flags": read_texts([""])["flags"][0].as_py(),
    }


def test_a_row_that_is_refused_has_no_reading(read, write, tmp_path):
    out = tmp_path / "readings.jsonl"
    read(write(("nps", "comment"), [(9, "good"), (99, "good"), (8, "good")]), "--readings", out)
    assert [json.loads(line)["row"] for line in out.read_text("utf-8").splitlines()] == [2, 4]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_standard_output_is_json_alone_even_where_rows_are_refused(read, write, language):
    rows = [(n % 12, "客服很好") for n in range(60)]
    told = read(write(("nps", "comment"), rows), "--json", "--lang", language)
    assert (told.code, told.object["refused"]) == (1, 5)
    assert len(told.object["refusals"]) == 5
    assert told.object["refusals"][0]["row"] == 13
    assert told.object["refusals"][0]["column"] == "nps"
    assert {"en": "11 is outside the scale 0 to 10", "zh": "11 超出 0 到 10 的量表范围"}[language] == (
        told.object["refusals"][0]["reason"]
    )
    assert told.err.startswith({"en": "5 rows were refused:\n", "zh": "5 行被拒绝：\n"}[language])


def test_the_first_twenty_refusals_are_told_and_all_are_counted(read, write):
    rows = [(99, "good")] * 50 + [(9, "good")] * 5
    found = read(write(("nps", "comment"), rows), "--json", "--scale", "0-10").object
    assert (found["refused"], len(found["refusals"])) == (50, 20)
    assert [refusal["row"] for refusal in found["refusals"]] == list(range(2, 22))


def test_the_json_is_the_same_for_the_same_file_compressed(read, survey, tmp_path):
    packed = tmp_path / "packed.csv.gz"
    packed.write_bytes(gzip.compress(survey.read_bytes()))
    assert read(packed, "--json").object == read(survey, "--json").object


def test_chinese_stands_in_the_json_as_it_is(read, survey):
    assert "满意" in read(survey, "--json").out
