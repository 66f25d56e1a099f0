"""Months of several parts: added to, made one, a person taken out; and two writers at a time."""

from datetime import date, timedelta

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from regard.perception.archive import (
    UNFINISHED,
    UnknownMonth,
    append_rows,
    compact,
    erase,
    months,
    paths,
    remove_month,
    write_month,
)
from regard.perception.archive.parts import LIST, Overtaken, exchange, unfinished
from regard.perception.schema import UnfitRows, conform

JANUARY, FEBRUARY = date(2026, 1, 1), date(2026, 2, 1)


def said(*records, day=JANUARY):
    """A batch with a row for each `record customer`, a day later each."""
    rows = [record.split() for record in records]
    columns = {
        "record_id": [name for name, *_ in rows],
        "customer_id": pa.array([next(iter(who), None) for _, *who in rows], pa.string()),
        "day": [day + timedelta(days=number) for number in range(len(rows))],
    }
    return conform(pa.table(columns)).combine_chunks().to_batches()[0]


def told(folder, column="record_id"):
    """The column of all rows of the archive, part by part."""
    return [value for path in paths(folder) for value in pq.ParquetFile(path).read()[column].to_pylist()]


def state(path):
    return path.name, path.stat().st_ino, path.stat().st_mtime_ns, path.read_bytes()


@pytest.fixture
def three(tmp_path):
    """January in two parts, February in one."""
    append_rows(tmp_path, "2026-01", [said("a ann", "b bob")])
    append_rows(tmp_path, "2026-01", [said("c cai", "d", "e bob")])
    append_rows(tmp_path, "2026-02", [said("f ann", "g ann", day=FEBRUARY)])
    return tmp_path


def test_rows_are_added_as_a_part_and_the_others_are_not_touched(tmp_path):
    assert append_rows(tmp_path, "2026-01", [said("a"), said("b", day=JANUARY + timedelta(days=3))]) == 2
    first = state(paths(tmp_path)[0])
    assert append_rows(tmp_path, "2026-01", [said("c")]) == 1
    assert told(tmp_path) == ["a", "b", "c"]
    assert state(paths(tmp_path)[0]) == first


def test_adding_no_rows_changes_nothing(three):
    before = [state(path) for path in paths(three)]
    assert append_rows(three, "2026-01", []) == 0
    assert append_rows(three, "2026-03", []) == 0
    assert [state(path) for path in paths(three)] == before
    assert not (three / "month=2026-03").exists()


@pytest.mark.parametrize("act", [append_rows, write_month])
def test_unfit_rows_are_not_added(three, act):
    with pytest.raises(UnfitRows, match="month"):
        act(three, "2026-01", [said("x"), said("y", day=FEBRUARY)])
    assert told(three) == ["a", "b", "c", "d", "e", "f", "g"]


def test_writing_a_month_replaces_all_its_parts(three):
    write_month(three, "2026-01", [said("new")])
    assert told(three) == ["new", "f", "g"]
    assert len(list((three / "month=2026-01").glob("*.parquet"))) == 1


def test_removing_a_month_removes_all_its_parts(three):
    remove_month(three, "2026-01")
    assert [path.name for path in three.iterdir()] == ["month=2026-02"]


def test_parts_become_one_in_the_order_of_the_days(three):
    assert compact(three, "2026-01") == 2
    assert len(paths(three)) == 2
    assert told(three) == ["a", "c", "b", "d", "e", "f", "g"]
    assert told(three, "day")[:5] == sorted(told(three, "day")[:5])
    assert len(list((three / "month=2026-01").iterdir())) == 2


def test_many_row_groups_become_one_part_with_the_same_rows(tmp_path, monkeypatch):
    monkeypatch.setattr("regard.perception.archive.writing.ROW_GROUP", 4)
    for part in range(5):
        append_rows(tmp_path, "2026-01", [said(*(f"{part}-{number}" for number in range(11)))])
    before = sorted(zip(told(tmp_path, "day"), told(tmp_path), strict=True))
    assert compact(tmp_path, "2026-01") == 5
    assert sorted(zip(told(tmp_path, "day"), told(tmp_path), strict=True)) == before
    assert told(tmp_path, "day") == sorted(told(tmp_path, "day"))
    metadata = pq.ParquetFile(paths(tmp_path)[0]).metadata
    assert [metadata.row_group(place).num_rows for place in range(metadata.num_row_groups)] == [4] * 13 + [3]


@pytest.mark.parametrize("month", ["2026-02", "2026-03"])
def test_one_part_or_none_is_left_as_it_is(three, month):
    before = [state(path) for path in paths(three)]
    assert compact(three, month) == len([path for path in paths(three) if month in str(path)])
    assert [state(path) for path in paths(three)] == before


def test_a_person_is_erased_by_writing_only_the_parts_that_hold_them(three):
    untouched = [state(path) for path in paths(three)[1:]]
    assert erase(three, records=["a"]) == ("2026-01",)
    assert sorted(told(three)) == ["b", "c", "d", "e", "f", "g"]
    assert [
        state(path) for path in paths(three) if path.name in {name for name, *_ in untouched}
    ] == untouched


def test_a_person_is_erased_from_every_month(three):
    assert erase(three, customers=["ann"]) == ("2026-01", "2026-02")
    assert sorted(told(three)) == ["b", "c", "d", "e"]
    assert months(three) == ("2026-01",)
    assert [path.name for path in three.iterdir()] == ["month=2026-01"]


def test_customers_and_records_are_erased_together_and_rows_without_a_customer_stay(three):
    assert erase(three, customers=["bob", "nobody"], records=["g"]) == ("2026-01", "2026-02")
    assert sorted(told(three)) == ["a", "c", "d", "f"]


@pytest.mark.parametrize("who", [{}, {"customers": ["An", "ann ", ""]}, {"records": ["ann", "A"]}])
def test_who_is_not_there_changes_no_file(three, who):
    before = [state(path) for path in paths(three)]
    assert erase(three, **who) == ()
    assert [state(path) for path in paths(three)] == before


def test_no_file_of_an_erased_person_is_left(three):
    erase(three, customers=["bob"])
    left = [path for path in three.rglob("*") if path.is_file()]
    assert set(left) == {*paths(three), *(three / f"month={month}" / LIST for month in months(three))}
    assert "bob" not in told(three, "customer_id")


def test_erasing_also_deletes_what_killed_writers_left_in_any_month(three):
    for left in ("month=2026-02/part-old.parquet", f"month=2026-07/{UNFINISHED}x"):
        (three / left).parent.mkdir(exist_ok=True)
        (three / left).write_bytes(b"bob")
    assert erase(three, records=["a"]) == ("2026-01",)
    assert [path for path in three.rglob("*") if path.is_file() and path.read_bytes() == b"bob"] == []
    assert not (three / "month=2026-07").exists()


def test_names_come_as_a_collection(three):
    with pytest.raises(TypeError, match=r"\['ann'\]"):
        erase(three, customers="ann")


@pytest.mark.parametrize("act", [append_rows, lambda folder, month, _: compact(folder, month)])
def test_a_month_is_written_year_and_month_and_nothing_else(tmp_path, act):
    with pytest.raises(UnknownMonth):
        act(tmp_path, "../2026-01", [said("a")])
    assert list(tmp_path.iterdir()) == []


def test_a_path_means_the_same_rows_as_long_as_it_is_there(three):
    """No name comes twice: a reader that holds old paths gets an error and never other rows."""
    held = set()
    for _ in range(3):
        held |= set(paths(three))
        remove_month(three, "2026-01")
        append_rows(three, "2026-01", [said("a")])
        assert held.isdisjoint(paths(three)[:1])
        append_rows(three, "2026-01", [said("b")])
        compact(three, "2026-01")


def test_a_living_writer_keeps_its_unfinished_file(three):
    def rows():
        yield said("x")
        append_rows(three, "2026-01", [said("quicker")])
        compact(three, "2026-01")
        erase(three, customers=["ann"])

    assert append_rows(three, "2026-01", rows()) == 1
    assert sorted(told(three)) == ["b", "c", "d", "e", "quicker", "x"]


def test_who_replaces_parts_that_are_gone_is_told_and_changes_nothing(three):
    found = [path for path in paths(three) if "2026-01" in str(path)]
    write_month(three, "2026-01", [said("new")])
    with unfinished(three, "2026-01") as (_, path), pytest.raises(Overtaken, match="2026-01"):
        exchange(three, "2026-01", gone=found, came=[path])
    assert told(three) == ["new", "f", "g"]
    assert len(list((three / "month=2026-01").iterdir())) == 2


@pytest.mark.parametrize(
    "act", [lambda folder: compact(folder, "2026-01"), lambda f: erase(f, records=["a"])]
)
def test_who_was_overtaken_begins_again(three, monkeypatch, act):
    from regard.perception.archive import rewriting

    write, late = rewriting.write, []

    def overtaken(folder, month, tables, *, instead_of):
        if not late:
            late.append(True)
            write_month(folder, "2026-01", [said("a", "new")])
            append_rows(folder, "2026-01", [said("b")])
        return write(folder, month, tables, instead_of=instead_of)

    monkeypatch.setattr(rewriting, "write", overtaken)
    act(three)
    assert set(told(three)) - {"a"} == {"new", "b", "f", "g"}


def test_a_file_that_is_missing_is_an_error_and_not_waited_for(three):
    paths(three)[0].unlink()
    with pytest.raises(FileNotFoundError):
        compact(three, "2026-01")
    with pytest.raises(FileNotFoundError):
        erase(three, records=["c"])
