"""Months that follow a source: the number up to where, who came late, few parts, rows without a day."""

from datetime import date, timedelta

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regard.perception.answer_codes import STORED
from regard.perception.archive import (
    UNDATED,
    MonthState,
    Overtaken,
    append_rows,
    compact,
    erase,
    months,
    paths,
    remove_month,
    state_of,
    write_month,
)
from regard.perception.schema import UnfitRows, conform

MONTH, JANUARY = "2026-01", date(2026, 1, 1)


def said(*records, day=JANUARY, who=None):
    """A batch with a row for each record, a day later each; without a day where `day` is None."""
    days = [None if day is None else day + timedelta(days=number % 31) for number in range(len(records))]
    columns = {
        "record_id": list(records),
        "customer_id": pa.array([who] * len(records), pa.string()),
        "day": pa.array(sorted(days) if day else days, pa.date32()),
    }
    return conform(pa.table(columns)).combine_chunks().to_batches()[0]


def many(size, name="r"):
    return said(*(f"{name}{number}" for number in range(size)))


def told(folder):
    return [name for path in paths(folder) for name in pq.ParquetFile(path).read()["record_id"].to_pylist()]


def sizes(folder, month=MONTH):
    return [pq.read_metadata(path).num_rows for path in state_of(folder, month).parts]


def test_a_month_that_was_never_written_follows_nothing(tmp_path):
    assert state_of(tmp_path, MONTH) == MonthState((), None)


def test_rows_and_the_number_up_to_where_they_follow_come_together(tmp_path):
    write_month(tmp_path, MONTH, [said("a")], through=7)
    assert state_of(tmp_path, MONTH).through == 7
    append_rows(tmp_path, MONTH, [said("b")], through=12)
    assert state_of(tmp_path, MONTH) == MonthState(paths(tmp_path), 12)
    assert len(paths(tmp_path)) == 2


def test_no_new_rows_still_move_the_number(tmp_path):
    write_month(tmp_path, MONTH, [said("a")], through=7)
    before = paths(tmp_path)
    assert append_rows(tmp_path, MONTH, [], through=9) == 0
    assert state_of(tmp_path, MONTH) == MonthState(before, 9)


def test_making_one_part_of_them_and_erasing_leave_the_number(tmp_path):
    write_month(tmp_path, MONTH, [said("a", who="ann")], through=7)
    append_rows(tmp_path, MONTH, [said("b", who="bob")])
    append_rows(tmp_path, MONTH, [said("c", who="cai")])
    erase(tmp_path, customers=["bob"])
    compact(tmp_path, MONTH)
    assert (state_of(tmp_path, MONTH).through, told(tmp_path)) == (7, ["a", "c"])


def test_a_month_written_without_a_number_has_none(tmp_path):
    write_month(tmp_path, MONTH, [said("a")], through=7)
    write_month(tmp_path, MONTH, [said("b")])
    assert state_of(tmp_path, MONTH).through is None


@pytest.mark.parametrize(
    "go", [lambda folder: remove_month(folder, MONTH), lambda f: erase(f, records=["a"])]
)
def test_a_month_that_went_follows_nothing(tmp_path, go):
    write_month(tmp_path, MONTH, [said("a")], through=7)
    go(tmp_path)
    assert state_of(tmp_path, MONTH) == MonthState((), None)


@pytest.mark.parametrize("act", [append_rows, write_month])
@pytest.mark.parametrize(
    "meanwhile",
    [
        lambda folder: append_rows(folder, MONTH, [said("quicker")], through=9),
        lambda folder: append_rows(folder, MONTH, [], through=9),
        lambda folder: write_month(folder, MONTH, [said("a")], through=7),
        lambda folder: remove_month(folder, MONTH),
    ],
)
def test_who_comes_late_changes_nothing(tmp_path, act, meanwhile):
    write_month(tmp_path, MONTH, [said("a")], through=7)
    append_rows(tmp_path, "2026-02", [said("z", day=date(2026, 2, 1))])
    seen = state_of(tmp_path, MONTH)
    meanwhile(tmp_path)
    after = told(tmp_path), state_of(tmp_path, MONTH)
    with pytest.raises(Overtaken, match=MONTH):
        act(tmp_path, MONTH, [said("late")], through=9, seen=seen)
    assert (told(tmp_path), state_of(tmp_path, MONTH)) == after
    left = set(tmp_path.rglob("*.parquet"))
    assert left == set(paths(tmp_path))


def test_who_saw_the_month_as_it_is_changes_it(tmp_path):
    append_rows(tmp_path, MONTH, [said("a")], through=3, seen=state_of(tmp_path, MONTH))
    append_rows(tmp_path, MONTH, [said("b")], through=5, seen=state_of(tmp_path, MONTH))
    assert (told(tmp_path), state_of(tmp_path, MONTH).through) == (["a", "b"], 5)
    write_month(tmp_path, MONTH, [said("c")], through=5, seen=state_of(tmp_path, MONTH))
    assert told(tmp_path) == ["c"]


def test_a_part_that_is_written_again_keeps_its_place(tmp_path):
    for name in ("a b", "c d", "e f"):
        append_rows(tmp_path, MONTH, [said(*name.split())])
    erase(tmp_path, records=["c"])
    assert told(tmp_path) == ["a", "b", "d", "e", "f"]


@pytest.mark.parametrize(
    ("before", "most", "after"),
    [
        ([100, 1, 1], 3, [100, 1, 1]),  # not more than they may be
        ([100, 1, 1, 1], 3, [100, 3]),
        ([100, 1, 1, 1], 1, [103]),
        ([8, 4, 2, 1], 3, [8, 4, 3]),  # each as large as what follows
        ([8, 4, 2, 1], 2, [8, 7]),
        ([3, 1, 1, 2], 3, [7]),  # as much has come as there was
        ([4, 1, 1, 2], 3, [4, 4]),
        ([1, 1, 50], 2, [52]),
    ],
)
def test_the_last_parts_become_one_where_there_are_too_many(tmp_path, before, most, after):
    for place, size in enumerate(before):
        append_rows(tmp_path, MONTH, [many(size, f"{place}-")])
    rows, kept = sorted(told(tmp_path)), paths(tmp_path)[: len(after) - 1]
    assert compact(tmp_path, MONTH, most=most) == len(before)
    assert sizes(tmp_path) == after
    assert paths(tmp_path)[: len(after) - 1] == kept
    assert sorted(told(tmp_path)) == rows


@settings(max_examples=10, deadline=None)
@given(st.lists(st.integers(1, 40), min_size=1, max_size=12), st.integers(1, 5))
def test_however_a_month_grows_it_keeps_few_parts_and_all_its_rows(tmp_path_factory, added, most):
    folder = tmp_path_factory.mktemp("archive")
    for place, size in enumerate(added):
        append_rows(folder, MONTH, [many(size, f"{place}-")])
        compact(folder, MONTH, most=most)
        assert len(paths(folder)) <= most
    assert sorted(told(folder)) == sorted(
        f"{place}-{number}" for place, size in enumerate(added) for number in range(size)
    )


def test_what_a_growing_month_has_is_seldom_written_again(tmp_path):
    written = 0
    write_month(tmp_path, MONTH, [many(500, "first-")])
    great = paths(tmp_path)
    for number in range(60):
        append_rows(tmp_path, MONTH, [said(f"{number}")])
        before = set(paths(tmp_path))
        compact(tmp_path, MONTH, most=8)
        written += sum(pq.read_metadata(path).num_rows for path in set(paths(tmp_path)) - before)
    assert paths(tmp_path)[:1] == great
    assert written < 3 * 60


def test_no_month_has_less_than_one_part(tmp_path):
    with pytest.raises(ValueError, match="0 parts"):
        compact(tmp_path, MONTH, most=0)


def test_rows_without_a_day_are_the_last_month(tmp_path):
    write_month(tmp_path, UNDATED, [said("u", "v", day=None)], through=4)
    write_month(tmp_path, MONTH, [said("a")])
    append_rows(tmp_path, UNDATED, [said("w", day=None, who="ann")], through=5)
    assert (months(tmp_path), told(tmp_path)) == ((MONTH, UNDATED), ["a", "u", "v", "w"])
    assert {path.parent for path in paths(tmp_path)} == {tmp_path / "month=2026-01", tmp_path / "undated"}
    assert (compact(tmp_path, UNDATED), sizes(tmp_path, UNDATED)) == (2, [3])
    assert erase(tmp_path, customers=["ann"]) == (UNDATED,)
    assert (told(tmp_path), state_of(tmp_path, UNDATED).through) == (["a", "u", "v"], 5)
    remove_month(tmp_path, UNDATED)
    assert [path.name for path in tmp_path.iterdir()] == ["month=2026-01"]


@pytest.mark.parametrize(("month", "day"), [(UNDATED, JANUARY), (MONTH, None)])
def test_a_row_is_filed_where_its_day_says(tmp_path, month, day):
    with pytest.raises(UnfitRows, match="month"):
        write_month(tmp_path, month, [said("a", day=day)])
    assert months(tmp_path) == ()


def test_parts_of_another_row_shape_are_joined_and_erased_from(tmp_path):
    """Written before the rows had a column that they have now, or with one that they have no more."""
    for name, who in (("a", "ann"), ("b", "bob")):
        append_rows(tmp_path, MONTH, [said(name, who=who)], through=1)
    old = pq.ParquetFile(paths(tmp_path)[0]).read().drop_columns(["subject", "is_public"])
    pq.write_table(old.append_column("mood", pa.array(["good"])), paths(tmp_path)[0])
    assert erase(tmp_path, customers=["bob"]) == (MONTH,)
    append_rows(tmp_path, MONTH, [said("c")])
    compact(tmp_path, MONTH)
    (part,) = paths(tmp_path)
    assert pq.ParquetFile(part).schema_arrow.equals(STORED)
    assert pq.ParquetFile(part).read()["subject"].to_pylist() == [None, None]
    assert told(tmp_path) == ["a", "c"]
