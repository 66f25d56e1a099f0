"""Columns are found by their names and values, or named by the person who asks."""

import pytest

from regard.report.columns import Asked, UnusableColumns, columns_of, listed
from regard.report.phrases import Phrases, phrases_in
from regard.web.listening.formats import open_file

TEXT = "The staff were friendly and quick"
HEADER = ("when", "score", "rating", "opinion", "comment")
ROWS = [(f"2026-03-{1 + n % 28:02}", n % 6, 1 + n % 5, f"It was good, number {n}", TEXT) for n in range(60)]


@pytest.fixture
def uses(write):
    """What the columns of a file are read as: `column -> role`, or `metric low-high` for a score."""

    def found(header, rows, **asked):
        mapping = columns_of(open_file(write(header, rows)), Asked(**asked), Phrases())
        return {use.column: said(use) for use in mapping.columns if use.role != "ignore"}

    def said(use):
        return f"{use.metric} {use.scale_min}-{use.scale_max}" if use.role == "score" else use.role

    return found


def scores(values, header="score"):
    return (header, "comment"), [(value, f"{TEXT} {n}") for n, value in enumerate(values)]


def problem(write, header, rows, language="en", **asked):
    with pytest.raises(UnusableColumns) as refused:
        columns_of(open_file(write(header, rows)), Asked(**asked), phrases_in(language))
    return str(refused.value)


def test_columns_are_found_by_themselves(uses):
    header = ("id", "customer_id", "date", "nps", "title", "comment", "plan", "phone")
    rows = [(n, f"c{n}", "2026-03-01", n % 11, "A title", TEXT, "pro", "+44 20 7946 0000") for n in range(60)]
    assert uses(header, rows) == {
        "id": "external_id",
        "customer_id": "customer",
        "date": "time",
        "nps": "nps 0-10",
        "title": "title",
        "comment": "text",
    }


def test_chinese_columns_are_found_by_themselves(uses):
    rows = [("2026-03-01", n % 11, "客服很耐心，问题很快就解决了") for n in range(60)]
    assert uses(("提交时间", "推荐度", "评价内容"), rows) == {
        "提交时间": "time",
        "推荐度": "nps 0-10",
        "评价内容": "text",
    }


@pytest.mark.parametrize(
    ("header", "scale", "expected"),
    [
        ("score", (0, 10), "nps 0-10"),
        ("score", (1, 7), "ces 1-7"),
        ("score", (1, 5), "csat 1-5"),
        ("rating", (1, 5), "stars 1-5"),
        ("Star Rating", (1, 5), "stars 1-5"),
        ("星级", (1, 5), "stars 1-5"),
        ("rating", (0, 10), "nps 0-10"),
        ("rating", (1, 10), "stars 1-10"),
        ("satisfaction", (1, 7), "csat 1-7"),
        ("satisfaction", (0, 10), "csat 0-10"),
        ("effort", (1, 7), "ces 1-7"),
        ("effort", (1, 5), "ces 1-5"),
        ("effort", (0, 10), "nps 0-10"),
        ("q7", (0, 10), "nps 0-10"),
        ("q7", (1, 7), "ces 1-7"),
        ("q7", (1, 5), "csat 1-5"),
    ],
)
def test_a_scale_tells_the_metric_unless_the_name_of_the_column_does(uses, header, scale, expected):
    found = uses(*scores([1, 5, 3, 4] * 10, header), score=header, scale=scale)
    assert found[header] == expected


@pytest.mark.parametrize(
    ("metric", "scale", "expected"),
    [
        ("stars", (1, 5), "stars 1-5"),
        ("csat", (0, 10), "csat 0-10"),
        ("csat", (1, 10), "csat 1-10"),
        ("stars", (0, 100), "stars 0-100"),
        ("ces", (1, 5), "ces 1-5"),
        ("nps", (0, 10), "nps 0-10"),
    ],
)
def test_a_metric_that_is_named_counts(uses, metric, scale, expected):
    assert uses(*scores([1, 5, 3, 4] * 10), metric=metric, scale=scale)["score"] == expected


@pytest.mark.parametrize(
    ("metric", "values", "expected"),
    [
        ("csat", [1, 2, 3, 4, 5], "csat 1-5"),
        ("stars", [1, 2, 3, 4, 5], "stars 1-5"),
        ("nps", [0, 5, 10], "nps 0-10"),
        ("ces", [1, 4, 7], "ces 1-7"),
        ("csat", [1, 10], "csat 1-10"),
    ],
)
def test_a_metric_without_a_scale_takes_the_one_that_the_values_show(uses, metric, values, expected):
    assert uses(*scores(values * 20), metric=metric)["score"] == expected


def test_a_scale_without_a_column_means_the_only_column_of_scores(uses):
    assert uses(*scores([1, 5, 3] * 20), scale=(0, 10))["score"] == "nps 0-10"


def test_a_scale_without_a_column_finds_the_one_that_is_called_a_score_whatever_stands_in_it(uses):
    assert uses(*scores([500, "x", 3] * 20), scale=(0, 10))["score"] == "nps 0-10"


def test_a_metric_without_a_column_means_the_column_that_is_found_to_be_of_it(uses):
    rows = [(n % 11, 1 + n % 5, TEXT) for n in range(60)]
    assert uses(("nps", "csat", "comment"), rows, metric="csat") == {"csat": "csat 1-5", "comment": "text"}


def test_only_the_named_score_counts(uses):
    rows = [(n % 11, 1 + n % 5, TEXT) for n in range(60)]
    assert uses(("nps", "csat", "comment"), rows, score="csat") == {"csat": "csat 1-5", "comment": "text"}


def test_named_columns_take_the_place_of_those_found(uses):
    found = uses(HEADER, ROWS, text="opinion", time="when", score="rating")
    assert found == {"when": "time", "rating": "stars 1-5", "opinion": "text"}


@pytest.mark.parametrize("name", ["Net Score", "net score", " NET SCORE ", "net-score", "netScore"])
def test_a_column_is_named_as_people_write_it(uses, name):
    header, rows = scores([9, 10, 0] * 20, "Net Score")
    assert uses(header, rows, score=name)["Net Score"] == "nps 0-10"


def test_an_exact_name_goes_before_a_similar_one(uses):
    rows = [(n % 11, 1 + n % 5, TEXT) for n in range(60)]
    assert uses(("Score", "score", "comment"), rows, score="score", scale=(1, 5))["score"] == "csat 1-5"


def test_a_metric_named_in_each_row_gives_way_to_a_named_score(uses):
    rows = [("nps" if n % 2 else "csat", 1 + n % 5, TEXT) for n in range(60)]
    found = uses(("metric", "value_number", "comment"), rows, score="value_number", scale=(1, 5))
    assert found == {"value_number": "csat 1-5", "comment": "text"}


def test_a_metric_named_in_each_row_is_followed(read, write):
    rows = [("nps", 9), ("csat", 5)] * 100
    found = read(write(("metric", "value_number"), rows), "--json").object["metrics"]
    assert {name: metric["n"] for name, metric in found.items()} == {"nps": 100, "csat": 100}


def test_what_is_of_no_use_is_not_read_and_refuses_no_row(read, write):
    rows = [("x" * 2_000, "x" * 2_000, TEXT)] * 3
    told = read(write(("author", "segment", "comment"), rows), "--json")
    assert (told.code, told.object["records"]) == (0, 3)
    assert [use["role"] for use in told.object["columns"]] == ["ignore", "ignore", "text"]


def test_a_column_that_is_not_there_names_those_that_are(write):
    assert problem(write, HEADER, ROWS, score="points") == (
        "there is no column “points”; the columns are: “when”, “score”, “rating”, “opinion”, “comment”"
    )


def test_a_column_that_is_not_there_is_said_in_chinese(write):
    assert problem(write, HEADER, ROWS, "zh", text="内容").startswith("没有名为“内容”的列；现有的列：“when”")


@pytest.mark.parametrize("name", ["", " ", "-"])
def test_an_empty_name_is_no_column(write, name):
    assert problem(write, HEADER, ROWS, text=name).startswith("there is no column “")


def test_one_column_is_not_two_things(write):
    expected = "the column “comment” is named for two different things"
    assert problem(write, HEADER, ROWS, text="comment", score="Comment") == expected


def test_a_metric_that_its_scale_does_not_have(write):
    assert problem(write, *scores([1, 2] * 20), metric="nps", scale=(1, 5)) == (
        "NPS is not defined on the scale 1–5"
    )
    assert problem(write, *scores([1, 2] * 20), "zh", metric="ces", scale=(0, 10)) == (
        "客户费力度 CES 不适用于 0–10 量表"
    )


def test_a_scale_that_tells_no_metric_asks_for_it(write):
    assert problem(write, *scores([1, 2] * 20), scale=(0, 100)) == (
        "several metrics can be asked on the scale 0–100; name yours with --metric"
    )


def test_several_scores_ask_which_one_is_meant(write):
    rows = [(n % 11, 1 + n % 5, TEXT) for n in range(60)]
    assert problem(write, ("nps", "csat", "comment"), rows, scale=(0, 10)) == (
        "several columns hold scores; name the one that is meant with --score-column: “nps”, “csat”"
    )


def test_a_scale_for_a_file_without_scores(write):
    assert problem(write, ("comment",), [(TEXT,)] * 3, scale=(0, 10)) == (
        "no column with scores was found; name it with --score-column. The columns are: “comment”"
    )


def test_a_named_column_without_scores_asks_for_the_scale(write):
    assert problem(write, HEADER, ROWS, score="opinion") == (
        "the column “opinion” does not look like scores; name their scale with --scale, such as 0-10"
    )


def test_nothing_to_read_names_the_columns(write):
    assert problem(write, ("id", "plan"), [("a", "pro"), ("b", "free")] * 9) == (
        "no column with texts or scores was found; name it with --text-column or --score-column. "
        "The columns are: “id”, “plan”"
    )


def test_a_message_names_no_more_columns_than_one_can_read():
    assert listed([f"c{n}" for n in range(100)]).count("“") == 40
    assert listed(["x" * 500]) == f"“{'x' * 59}…”"


def test_a_message_shows_no_hidden_characters():
    assert listed(["a\u202eb\x1b[31mc"]) == "“ab [31mc”"


@pytest.mark.parametrize(("asked", "month"), [(None, "2026-05"), (True, "2026-05"), (False, "2026-03")])
def test_the_order_of_day_and_month_is_found_or_given(read, write, asked, month):
    rows = [("03/05/2026", TEXT), ("25/05/2026" if asked is None else "04/05/2026", TEXT)]
    option = {None: [], True: ["--day-first"], False: ["--no-day-first"]}[asked]
    months = read(write(("date", "comment"), rows), "--json", *option).object["months"]
    assert months[0]["month"] == month


def test_the_order_of_days_in_a_named_column_is_found_anew(read, write):
    rows = [(f"{n:02}/05/2026", TEXT) for n in range(13, 25)]
    months = read(
        write(("moment it was", "comment"), rows), "--json", "--time-column", "moment it was"
    ).object
    assert [month["month"] for month in months["months"]] == ["2026-05"]


@pytest.mark.parametrize(
    ("zone", "when", "day"),
    [
        ("UTC", "2026-03-31 23:30", "2026-03"),
        ("Asia/Shanghai", "2026-04-01 00:30", "2026-04"),
        ("Asia/Shanghai", "2026-03-31T17:30:00Z", "2026-04"),
        ("America/New_York", "2026-04-01T01:30:00Z", "2026-03"),
        ("America/New_York", "2026-04-01", "2026-04"),
    ],
)
def test_months_are_those_of_the_time_zone(read, write, zone, when, day):
    path = write(("date", "comment"), [(when, TEXT)] * 3)
    months = read(path, "--json", "--time-zone", zone).object["months"]
    assert [month["month"] for month in months] == [day]


def test_the_time_of_the_experience_serves_where_there_is_no_other(read, write):
    path = write(("visit date", "comment"), [("2026-03-01", TEXT)] * 3)
    assert [month["month"] for month in read(path, "--json").object["months"]] == ["2026-03"]


def test_encoding_and_delimiter_can_be_given(read, tmp_path):
    path = tmp_path / "answers.csv"
    path.write_bytes("推荐度|评价内容\n9|客服很耐心，问题很快就解决了\n".encode("gb18030"))
    found = read(path, "--json", "--encoding", "gb18030", "--delimiter", "|").object
    assert (found["records"], found["languages"]) == (1, {"zh": 1})


def test_a_tab_can_be_given_as_a_word(read, tmp_path):
    path = tmp_path / "answers.csv"
    path.write_text("nps\tcomment, in full\n9\tfriendly, quick\n", "utf-8")
    assert read(path, "--json", "--delimiter", "tab").object["records"] == 1


def test_a_delimiter_is_one_character(read, survey):
    told = read(survey, "--delimiter", "ab")
    assert (told.code, told.out) == (2, "")
    assert "“ab” cannot separate columns" in told.err


def test_an_encoding_that_does_not_exist(read, survey):
    told = read(survey, "--encoding", "klingon")
    assert told.code == 2
    assert "klingon" in told.err
