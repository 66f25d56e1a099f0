"""What is said about a refusal: in both languages, with the place, short and printable."""

import string

import pytest

from regard.web.listening.formats import Refusal, Refused, UnreadableFile, explain, phrase
from regard.web.listening.formats.refusals import BadValue, shown
from regard.web.listening.formats.wording import (
    DETECTION_REASONS,
    FILE_REASONS,
    PLACES,
    ROW_REASONS,
    TEMPLATES,
    wording,
)


def fields(template):
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


@pytest.mark.parametrize("code", TEMPLATES)
def test_both_languages_say_the_same_with_the_same_parameters(code):
    english, chinese = TEMPLATES[code]
    assert fields(english) == fields(chinese)


@pytest.mark.parametrize("code", TEMPLATES)
def test_the_chinese_is_chinese_and_the_english_is_english(code):
    english, chinese = TEMPLATES[code]
    assert not any("\u4e00" <= letter <= "\u9fff" for letter in english)
    assert any("\u4e00" <= letter <= "\u9fff" for letter in chinese)


def test_no_code_stands_for_two_things():
    tables = (FILE_REASONS, ROW_REASONS, DETECTION_REASONS, PLACES)
    assert sum(map(len, tables)) == len(TEMPLATES)


@pytest.mark.parametrize("language", ["zh-hans", "zh-Hans", "zh_Hans", "zh", "ZH-CN"])
def test_any_tag_of_chinese_gets_chinese(language):
    assert wording("empty_file", language) == "文件是空的"


@pytest.mark.parametrize("language", ["en", "en-GB", "de", ""])
def test_any_other_tag_gets_english(language):
    assert wording("empty_file", language) == "the file is empty"


def test_a_score_off_its_scale_is_explained_with_row_column_value_and_scale():
    refusal = Refusal(17, "score", "score_off_scale", {"value": 11, "minimum": 0, "maximum": 10})
    assert explain(refusal) == "row 17, column “score”: 11 is outside the scale 0 to 10"
    assert explain(refusal, "zh-Hans") == "第 17 行，“score”列：11 超出 0 到 10 的量表范围"


def test_a_refusal_of_a_whole_row_names_no_column():
    refusal = Refusal(3, None, "nothing_said")
    assert explain(refusal) == "row 3: the row has neither a text nor a score"
    assert explain(refusal, "zh") == "第 3 行：该行既没有文本，也没有评分"


def test_what_the_file_refused_is_explained_in_the_same_way():
    refused = Refused(5, None, "missing_cells", {"cells": 2, "columns": 3}, "a,b")
    assert refused.row == refused.number == 5
    assert explain(refused) == "row 5: 2 cells where the header has 3"


def test_a_file_that_cannot_be_read_explains_itself():
    problem = UnreadableFile("no_such_sheet", sheet="B", sheets="A")
    assert (problem.code, problem.params) == ("no_such_sheet", {"sheet": "B", "sheets": "A"})
    assert str(problem) == explain(problem) == "the workbook has no sheet “B”; it has: A"


def test_a_phrase_is_made_from_a_code_and_its_parameters():
    assert phrase("text_too_long", {"length": 30_001, "limit": 30_000}) == (
        "the text has 30001 characters; the limit is 30000"
    )
    assert phrase("already_taken", {"role": "time"}, "zh-hans") == "与“time”相符，但另一列更合适"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (7, "7"),
        (7.0, "7"),
        (7.5, "7.5"),
        ("plain", "plain"),
        ("two\nlines", "two lines"),
        ("esc\x1b[31m", "esc [31m"),
        ("nul\0", "nul "),
        ("turned \u202e round", "turned   round"),
        ("x" * 80, "x" * 80),
        ("x" * 81, "x" * 80 + "…"),
        ("\ud83d", " "),
        ("{braces}", "{braces}"),
    ],
)
def test_a_value_is_shown_short_and_printable(value, text):
    assert shown(value) == text


def test_values_with_braces_are_not_filled_in_again():
    refusal = Refusal(1, "{row}", "date_not_understood", {"value": "{column}{0}"})
    assert explain(refusal) == "row 1, column “{row}”: “{column}{0}” is not understood as a date"


@pytest.mark.parametrize("error", [BadValue, UnreadableFile])
def test_an_error_keeps_long_values_short(error):
    problem = error("date_not_understood", value="x\0" * 500_000, limit=10**9)
    assert len(problem.params["value"]) == 81
    assert "\0" not in problem.params["value"]
    assert problem.params["limit"] == 10**9


def test_refusals_with_the_same_content_are_equal():
    assert Refusal(1, "a", "nothing_said") == Refusal(1, "a", "nothing_said")
    assert Refusal(1, "a", "nothing_said") != Refusal(2, "a", "nothing_said")
