"""The one row shape."""

import math
from datetime import UTC, date, datetime, timedelta, timezone

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from regard.perception.schema import (
    DIMENSIONS,
    ROWS,
    UnfitRows,
    UnknownDimension,
    check_dimensions,
    conform,
    marked_of,
)

NPS = {"metric": "nps", "score": 9.0, "scale_min": 0.0, "scale_max": 10.0, "scale_direction": "high_is_good"}


def table(*rows):
    names = dict.fromkeys(name for row in rows for name in row)
    return pa.table({name: [row.get(name) for row in rows] for name in names})


def test_what_is_missing_becomes_null():
    (row,) = conform(table({"record_id": "a"})).to_pylist()
    assert row == dict.fromkeys(ROWS.names) | {"record_id": "a", "part": 0}


def test_columns_come_in_the_order_of_the_schema():
    assert conform(table({"source": "web", "record_id": "a"})).schema.equals(ROWS)


def test_no_rows_are_fine():
    assert conform(ROWS.empty_table()).num_rows == 0


def test_conforming_twice_changes_nothing():
    once = conform(table({"record_id": "a", "day": date(2026, 1, 2)} | NPS))
    assert conform(once).equals(once)


def test_not_a_number_becomes_null():
    (row,) = conform(table({"record_id": "a"} | NPS | {"score": math.nan})).to_pylist()
    assert row["score"] is None


def test_integers_are_scores_too():
    (row,) = conform(
        table({"record_id": "a"} | NPS | {"score": 9, "scale_min": 0, "scale_max": 10})
    ).to_pylist()
    assert (row["score"], row["scale_max"]) == (9.0, 10.0)


def test_the_month_follows_the_day():
    months = conform(table({"record_id": "a", "day": date(2026, 3, 31)}, {"record_id": "b"}))["month"]
    assert months.to_pylist() == ["2026-03", None]


def test_a_moment_is_of_the_day_that_it_has_in_utc():
    late = datetime(2026, 3, 5, 23, 30, tzinfo=timezone(-timedelta(hours=1)))
    day = date(2026, 3, 6)
    (row,) = conform(table({"record_id": "a", "day": day, "moment": late})).to_pylist()
    assert row["moment"] == datetime(2026, 3, 6, 0, 30, tzinfo=UTC)


def test_a_month_before_the_year_1000_has_four_digits():
    assert conform(table({"record_id": "a", "day": date(7, 3, 1)}))["month"].to_pylist() == ["0007-03"]


@pytest.mark.parametrize(
    ("column", "row"),
    [
        ("mood", {"mood": "good"}),
        ("record_id", {"record_id": None}),
        ("part", {"part": -1}),
        ("part", {"part": 70_000}),
        ("score", {"score": "nine"}),
        ("day", {"day": "yesterday"}),
        ("metric", {"metric": "NPS"}),
        ("language", {"language": "French"}),
        ("sentiment", {"sentiment": "happy"}),
        ("scale_direction", {"scale_direction": "up"}),
        ("month", {"month": "2026-13"}),
        ("month", {"month": "2026-1"}),
        ("month", {"month": "2026-02", "day": date(2026, 1, 2)}),
        ("month", {"month": None, "day": date(2026, 1, 2)}),
        ("sentiment", {"part": 1, "sentiment": "positive"}),
        ("sentiment_score", {"part": 1, "sentiment_score": 0.5}),
        ("words", {"part": 1, "words": [{"word": "slow", "sentiment": "negative"}]}),
        ("ratings", {"part": 1, "ratings": [{"name": "room", "value": 4.0}]}),
        ("picked", {"part": 1, "picked": ["calm"]}),
        ("asked_with", {"part": 2, "asked_with": "7"}),
        ("moment", {"day": date(2026, 1, 2), "moment": datetime(2026, 1, 3, tzinfo=UTC)}),
        ("moment", {"moment": datetime(2026, 1, 3, tzinfo=UTC)}),
        ("scale_min", NPS | {"scale_min": None}),
        ("scale_max", NPS | {"scale_max": None}),
        ("scale_direction", NPS | {"scale_direction": None}),
        ("score", NPS | {"score": 11.0}),
        ("score", NPS | {"score": -1.0}),
        ("score", NPS | {"score": 8.5}),
        ("score", NPS | {"score": math.inf}),
        ("scale_max", NPS | {"scale_max": 0.0, "score": 0.0}),
        ("scale_max", NPS | {"scale_max": 1e9}),
        ("scale_min", NPS | {"scale_min": 0.5}),
    ],
)
def test_a_wrong_value_is_refused_and_its_column_named(column, row):
    with pytest.raises(UnfitRows, match=f"column '{column}'") as refused:
        conform(table({"record_id": "a"} | row))
    assert refused.value.column == column


def test_the_refusal_names_the_first_row_that_is_wrong():
    rows = ({"record_id": "a"} | NPS, {"record_id": "b"} | NPS | {"score": 12.0})
    with pytest.raises(UnfitRows, match=r"12\.0 in row 1 is outside its scale"):
        conform(table(*rows))


def test_the_record_must_be_named():
    with pytest.raises(UnfitRows, match="column 'record_id': missing"):
        conform(table({"source": "web"}))


def test_a_column_may_stand_once():
    twice = pa.Table.from_arrays([pa.array(["a"]), pa.array(["b"])], names=["record_id", "record_id"])
    with pytest.raises(UnfitRows, match="twice"):
        conform(twice)


def test_a_score_of_no_metric_needs_no_scale():
    assert conform(table({"record_id": "a", "score": 3.5}))["score"].to_pylist() == [3.5]


def test_words_are_pairs_of_word_and_sentiment():
    words = [{"word": "快", "sentiment": "positive"}]
    assert conform(table({"record_id": "a", "words": words}))["words"].to_pylist() == [words]


@pytest.mark.parametrize(
    "word",
    [
        None,
        {"word": None, "sentiment": "positive"},
        {"word": "slow", "sentiment": "happy"},
    ],
)
def test_a_word_without_letters_or_with_a_strange_sentiment_is_refused_with_its_row(word):
    fine = [{"word": "slow", "sentiment": None}, {"word": "fast", "sentiment": "positive"}]
    kind = ROWS.field("words").type
    words = pa.chunked_array([[fine, None, []], [[], [*fine, word]]], kind)
    rows = pa.table({"record_id": list("abcde"), "words": words})
    with pytest.raises(UnfitRows, match=r"column 'words': .* in row 4"):
        conform(rows)


@given(st.lists(st.none() | st.dates(), max_size=30))
def test_every_day_has_the_month_that_it_is_written_with(days):
    rows = pa.table({"record_id": [str(n) for n in range(len(days))], "day": pa.array(days, pa.date32())})
    assert conform(rows)["month"].to_pylist() == [day and day.isoformat()[:7] for day in days]


def test_every_dimension_is_a_column():
    assert [name for name in DIMENSIONS if name not in ROWS.names] == []


@pytest.mark.parametrize(
    "by",
    [
        ("score",),
        ("segment", "segment"),
        ("segment; DROP TABLE answers",),
        ("mark:",),
        ("mark::negative",),
        ("mark:factor:price:negative",),
        ("mark:factor", "mark:emotion"),
    ],
)
def test_a_tally_is_split_by_dimensions_only_and_once(by):
    with pytest.raises(UnknownDimension):
        check_dimensions(by)


def test_a_head_of_marks_is_a_dimension_beside_others():
    check_dimensions(("month", "mark:factor:negative"))
    assert marked_of(("month", "mark:emotion")) == ("mark:emotion", "emotion", "")
    assert marked_of(("month",)) is None


def test_a_single_dimension_is_no_list_of_letters():
    with pytest.raises(UnknownDimension, match=r"as a tuple, such as \('segment',\)"):
        check_dimensions("segment")
