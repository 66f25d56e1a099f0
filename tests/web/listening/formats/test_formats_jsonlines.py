"""JSON as rows: one object a line or one array, laid flat; broken pieces are refused, the rest is read."""

import json

import pytest

from regard.web.listening.formats import Refused, Row, explain
from regard.web.listening.formats.jsonlines import CHUNK
from regard.web.listening.formats.rows import MAX_CELL, MAX_ROW


def values(file):
    return [row.values for row in file if isinstance(row, Row)]


def codes(file):
    return [found.number if isinstance(found, Row) else (found.number, found.code) for found in file]


def test_each_line_is_a_row_numbered_by_its_line(opened):
    file = opened('{"text": "good", "score": 9}\n\n{"text": "bad", "score": 3}\n')
    assert (file.format, file.columns, file.header_rows) == ("jsonl", ["text", "score"], 0)
    assert list(file) == [Row(1, {"text": "good", "score": 9}), Row(3, {"text": "bad", "score": 3})]


def test_each_object_of_an_array_is_a_row_numbered_by_its_place(opened):
    file = opened('[\n  {"text": "good"},\n\n  {"text": "bad"}\n]\n')
    assert (file.format, list(file)) == ("json", [Row(1, {"text": "good"}), Row(2, {"text": "bad"})])


@pytest.mark.parametrize(
    ("item", "flat"),
    [
        ({"a": {"b": {"c": 1}}}, {"a.b.c": 1}),
        ({"a": ["x", "y", 3, True, None]}, {"a": "x, y, 3, true"}),
        ({"a": []}, {"a": ""}),
        ({"a": {}}, {}),
        ({"a": [{"b": 1}, {"b": 2}]}, {"a.1.b": 1, "a.2.b": 2}),
        ({"a": [[1, 2], [3]]}, {"a.1": "1, 2", "a.2": "3"}),
        ({"a": ["x", {"b": 1}]}, {"a.1": "x", "a.2.b": 1}),
        ({"a": True, "b": False, "c": None}, {"a": "true", "b": "false", "c": None}),
        ({"a": 1.5, "b": -2, "c": 10**17}, {"a": 1.5, "b": -2, "c": 10**17}),
        ({"a.b": 1, "a": {"b": 2}}, {"a.b": 1, "a.b (2)": 2}),
        ({"": 1}, {"-": 1}),
        ({"te\nxt\0": 1}, {"te xt": 1}),
        ({"评分": 5, "用户": {"姓名": "王"}}, {"评分": 5, "用户.姓名": "王"}),
    ],
)
def test_an_object_is_laid_flat(opened, item, flat):
    file = opened('{"text": "first"}\n' + json.dumps(item | {"text": "t"}) + "\n")
    assert {name: cell for name, cell in values(file)[1].items() if name != "text"} == flat


def test_a_row_has_every_column_and_a_missing_one_is_none(opened):
    file = opened('{"text": "good"}\n{"score": 3}\n')
    assert values(file) == [{"text": "good", "score": None}, {"text": None, "score": 3}]


def test_a_key_that_comes_late_arrives_with_its_row(opened):
    file = opened('{"text": "good"}\n' * 300 + '{"text": "bad", "late": "yes"}\n')
    assert file.columns == ["text"]
    assert values(file)[-1] == {"text": "bad", "late": "yes"}


def test_of_a_key_that_comes_twice_the_last_value_counts(opened):
    assert values(opened('{"text": "first", "text": "second"}\n')) == [{"text": "second"}]


@pytest.mark.parametrize(
    ("number", "found"),
    [
        ("9" * 18, 10**18 - 1),
        ("9" * 19, "9" * 19),
        ("9" * 6_000, "9" * 6_000),
        ("-12345678901234567890", "-12345678901234567890"),
        ("1e999", None),
        ("-1e999", None),
        ("NaN", None),
        ("Infinity", None),
        ("0.1", 0.1),
    ],
)
def test_numbers_are_kept_as_they_are_or_not_at_all(opened, number, found):
    assert values(opened(f'{{"text": "t", "n": {number}}}\n')) == [{"text": "t", "n": found}]


def test_half_a_letter_becomes_the_sign_for_what_cannot_be_read(opened):
    row = values(opened('{"text": "cut \\ud83d", "emoji": "\\ud83d\\ude00"}\n'))[0]
    assert row == {"text": "cut \ufffd", "emoji": "😀"}


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("not json", "json_broken"),
        ('{"text": "cut', "json_broken"),
        ('{"text": "a"} {"text": "b"}', "json_broken"),
        ("{'text': 'single'}", "json_broken"),
        ('{"text": "tab\tinside"}', "json_broken"),
        ("[1, 2]", "json_not_object"),
        ('"text"', "json_not_object"),
        ("null", "json_not_object"),
        ("17", "json_not_object"),
        ('{"a": ' + "[" * 600 + "]" * 600 + "}", "json_too_deep"),
        ('{"a": ' * 40 + "1" + "}" * 40, "json_too_deep"),
        ('{"a": ' + "[" * 100_000 + "]" * 100_000 + "}", "json_too_deep"),
        ('{"a": ' * 100_000, "json_too_deep"),
    ],
)
def test_a_broken_line_is_refused_and_the_next_is_read(opened, line, code):
    file = opened(f'{{"text": "before"}}\n{line}\n{{"text": "after"}}\n')
    assert codes(file) == [1, (2, code), 3]


def test_an_object_with_too_many_values_is_refused(opened):
    wide = json.dumps({f"k{place}": place for place in range(5_000)})
    assert codes(opened(f'{{"text": "before"}}\n{wide}\n{{"text": "after"}}\n')) == [
        1,
        (2, "json_too_wide"),
        3,
    ]


def test_a_value_that_is_too_large_is_refused(opened):
    large = json.dumps({"text": "x" * (MAX_CELL + 1)})
    assert codes(opened(f'{{"text": "before"}}\n{large}\n{{"text": "after"}}\n')) == [
        1,
        (2, "cell_too_large"),
        3,
    ]


def test_a_line_that_is_too_long_is_refused_without_being_read(opened):
    large = json.dumps({"text": "x" * (3 * MAX_ROW)})
    file = opened(f'{{"text": "before"}}\n{large}\n{{"text": "after"}}\n')
    assert codes(file) == [1, (2, "row_too_long"), 3]


def test_bytes_of_another_encoding_refuse_their_line(opened):
    file = opened('{"text": "好的"}\n'.encode() * 20 + b'{"text": "caf\xe9"}\n' + b'{"text": "after"}\n')
    assert codes(file)[19:] == [20, (21, "not_in_encoding"), 22]


def test_a_refusal_says_where_the_line_breaks(opened):
    refused = list(opened('{"text": "a"}\n{"text": oops}\n{"text": "b"}\n'))[1]
    assert refused == Refused(2, None, "json_broken", {"position": 10}, '{"text": oops}')
    assert explain(refused) == "row 2: the JSON cannot be read from character 10 on"
    assert explain(refused, "zh-hans") == "第 2 行：从第 10 个字符起无法解析 JSON"


def test_an_array_longer_than_one_reading_is_read_whole(opened):
    items = [{"text": "x" * (n * 37 % 900), "n": n} for n in range(2_000)]
    content = json.dumps(items, ensure_ascii=False, indent=1)
    assert len(content) > 10 * CHUNK
    assert values(opened(content)) == items


def test_an_array_may_hold_an_object_larger_than_one_reading(opened):
    items = [{"text": "a"}, {"text": "x" * (CHUNK * 5)}, {"text": "b"}]
    assert values(opened(json.dumps(items))) == items


@pytest.mark.parametrize("spaced", [",", " ,\n", "\n,\r\n\t", ",,"])
def test_anything_blank_may_stand_between_the_objects(opened, spaced):
    assert values(opened(f'[{{"text": "a"}}{spaced}{{"text": "b"}}]')) == [{"text": "a"}, {"text": "b"}]


@pytest.mark.parametrize("rest", ['{"text": }]', '{"text": "cut', '{"text": "b"}', '"b" "c', "oops]", ""])
def test_an_array_that_breaks_off_says_from_which_object_on(opened, rest):
    found = list(opened('[{"text": "a"}, ' + rest))
    assert found[0] == Row(1, {"text": "a"})
    assert found[-1].code == "json_rest_unread"


def test_an_object_of_an_array_that_is_no_object_is_refused_alone(opened):
    assert codes(opened('[{"text": "a"}, 7, "seven", [1], null, {"text": "b"}]')) == [
        1,
        (2, "json_not_object"),
        (3, "json_not_object"),
        (4, "json_not_object"),
        (5, "json_not_object"),
        6,
    ]


def test_an_array_that_is_nested_without_end_is_refused_from_there(opened):
    file = opened('[{"text": "a"}, {"text": ' + "[" * 200_000 + "]" * 200_000 + '}, {"text": "b"}]')
    assert codes(file) == [1, (2, "json_rest_unread")]


def test_an_object_of_an_array_that_never_ends_is_given_up(opened):
    file = opened('[{"text": "a"}, {"text": "' + "x" * (2 * MAX_ROW))
    assert codes(file) == [1, (2, "json_rest_unread")]


def test_what_follows_an_array_is_left_alone(opened):
    assert codes(opened('[{"text": "a"}] trailing words')) == [1]


def test_two_readings_of_json_give_the_same_rows(opened):
    for content in ('{"text": "a"}\noops\n{"b": 1}\n', '[{"text": "a"}, 1, {"b": 1}]'):
        file = opened(content)
        assert list(file) == list(file)


def test_the_names_of_google_play_are_laid_out_for_detection(opened):
    review = {
        "reviewId": "gp:1",
        "authorName": "Ann",
        "comments": [{"userComment": {"text": "Nice\tIt works", "starRating": 5, "reviewerLanguage": "en"}}],
    }
    file = opened(json.dumps(review) + "\n")
    assert file.columns == [
        "reviewId",
        "authorName",
        "comments.1.userComment.text",
        "comments.1.userComment.starRating",
        "comments.1.userComment.reviewerLanguage",
    ]


def test_too_many_different_keys_over_many_lines_are_refused(refusal_of):
    lines = "\n".join(json.dumps({f"k{line}-{place}": 1 for place in range(100)}) for line in range(60))
    assert refusal_of(lines).code == "too_many_columns"


def test_lines_that_are_all_refused_leave_no_table(refusal_of):
    assert refusal_of('{"a": 1\n' * 3).code == "json_not_rows"
