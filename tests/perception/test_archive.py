"""The analytical copy: months of Parquet, all or nothing."""

import os
import signal
import subprocess
import sys
from datetime import date, timedelta

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from regard.perception.answer_codes import STORED
from regard.perception.archive import UNFINISHED, UnknownMonth, months, paths, remove_month, write_month
from regard.perception.archive.parts import LIST
from regard.perception.engines.duckdb import DuckDBEngine
from regard.perception.schema import ROWS, UnfitRows, conform

JANUARY = date(2026, 1, 1)


def batch(*days, name="a"):
    rows = [{"record_id": f"{name}{number}", "day": day} for number, day in enumerate(days)]
    table = conform(pa.table({key: [row[key] for row in rows] for key in ("record_id", "day")}))
    return table.combine_chunks().to_batches()[0]


def names(folder):
    return DuckDBEngine(paths(folder)).record_counts().total


def kept(folder, month="2026-01"):
    """The names in a month's folder."""
    return {path.name for path in (folder / f"month={month}").iterdir()}


def alone(folder):
    """The names in a month's folder that has its parts, their list and nothing else."""
    return {LIST, *(path.name for path in paths(folder))}


def test_a_month_is_one_part_in_a_folder_of_its_name(tmp_path):
    assert write_month(tmp_path, "2026-01", [batch(JANUARY), batch(JANUARY, name="b")]) == 2
    (part,) = paths(tmp_path)
    assert (part.parent, part.suffix) == (tmp_path / "month=2026-01", ".parquet")
    assert kept(tmp_path) == alone(tmp_path)


def test_the_file_has_the_one_row_shape_and_is_compressed(tmp_path):
    write_month(tmp_path, "2026-01", [batch(JANUARY)])
    file = pq.ParquetFile(paths(tmp_path)[0])
    assert file.schema_arrow.equals(STORED)
    assert file.metadata.row_group(0).column(0).compression == "ZSTD"


def test_months_come_in_order(tmp_path):
    for first in (date(2026, 2, 1), JANUARY, date(2025, 12, 1)):
        write_month(tmp_path, f"{first:%Y-%m}", [batch(first)])
    assert months(tmp_path) == ("2025-12", "2026-01", "2026-02")
    assert [path.parent.name for path in paths(tmp_path)] == [f"month={month}" for month in months(tmp_path)]


def test_an_archive_that_was_never_written_is_empty(tmp_path):
    assert (paths(tmp_path / "none"), months(tmp_path / "none")) == ((), ())


def test_writing_a_month_again_replaces_it(tmp_path):
    write_month(tmp_path, "2026-01", [batch(JANUARY, JANUARY)])
    write_month(tmp_path, "2026-01", [batch(JANUARY)])
    assert names(tmp_path) == 1
    assert kept(tmp_path) == alone(tmp_path)


def test_a_month_without_rows_is_removed(tmp_path):
    write_month(tmp_path, "2026-01", [batch(JANUARY)])
    assert write_month(tmp_path, "2026-01", []) == 0
    assert list(tmp_path.iterdir()) == []


def test_a_month_can_be_removed_twice(tmp_path):
    write_month(tmp_path, "2026-01", [batch(JANUARY)])
    remove_month(tmp_path, "2026-01")
    remove_month(tmp_path, "2026-01")
    assert list(tmp_path.iterdir()) == []


def test_removing_a_month_leaves_the_others(tmp_path):
    write_month(tmp_path, "2026-01", [batch(JANUARY)])
    write_month(tmp_path, "2026-02", [batch(date(2026, 2, 1))])
    remove_month(tmp_path, "2026-01")
    assert months(tmp_path) == ("2026-02",)


@pytest.mark.parametrize("month", ["2026-1", "2026-13", "../2026-01", "2026-01/..", "", "2026-01\n"])
def test_a_month_is_written_year_and_month_and_nothing_else(tmp_path, month):
    with pytest.raises(UnknownMonth):
        write_month(tmp_path, month, [])
    with pytest.raises(UnknownMonth):
        remove_month(tmp_path, month)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("batches", "column"),
    [
        ([batch(date(2026, 2, 1))], "month"),
        ([batch(JANUARY, date(2026, 2, 1))], "month"),
        ([batch(JANUARY + timedelta(days=1), JANUARY)], "day"),
        ([batch(JANUARY + timedelta(days=1)), batch(JANUARY)], "day"),
        ([pa.RecordBatch.from_pydict({"record_id": ["a"], "month": ["2026-01"]})], "day"),
        ([pa.RecordBatch.from_pydict({"record_id": ["a"], "mood": ["good"]})], "mood"),
    ],
)
def test_rows_that_do_not_fit_leave_the_month_as_it_was(tmp_path, batches, column):
    write_month(tmp_path, "2026-01", [batch(JANUARY, JANUARY, JANUARY)])
    with pytest.raises(UnfitRows, match=f"column '{column}'"):
        write_month(tmp_path, "2026-01", batches)
    assert names(tmp_path) == 3
    assert kept(tmp_path) == alone(tmp_path)


def test_a_stream_that_breaks_leaves_the_month_as_it_was(tmp_path):
    def broken():
        yield batch(JANUARY)
        raise ConnectionError("the database went away")

    write_month(tmp_path, "2026-01", [batch(JANUARY, JANUARY)])
    with pytest.raises(ConnectionError):
        write_month(tmp_path, "2026-01", broken())
    assert names(tmp_path) == 2
    assert kept(tmp_path) == alone(tmp_path)


def test_small_batches_become_whole_row_groups(tmp_path, monkeypatch):
    monkeypatch.setattr("regard.perception.archive.writing.ROW_GROUP", 10)
    assert write_month(tmp_path, "2026-01", [batch(*[JANUARY] * 7) for _ in range(5)]) == 35
    metadata = pq.ParquetFile(paths(tmp_path)[0]).metadata
    assert [metadata.row_group(place).num_rows for place in range(metadata.num_row_groups)] == [10, 10, 10, 5]


def test_days_say_which_row_groups_to_skip(tmp_path, monkeypatch):
    monkeypatch.setattr("regard.perception.archive.writing.ROW_GROUP", 2)
    write_month(tmp_path, "2026-01", [batch(*(JANUARY + timedelta(days=n) for n in range(4)))])
    metadata = pq.ParquetFile(paths(tmp_path)[0]).metadata
    column = ROWS.get_field_index("day")
    first, second = (metadata.row_group(place).column(column).statistics for place in (0, 1))
    assert (first.max, second.min) == (JANUARY + timedelta(days=1), JANUARY + timedelta(days=2))


KILLED = """
import sys, time
from pathlib import Path
import pyarrow as pa
from regard.perception.archive import write_month
from regard.perception.schema import conform
from datetime import date

def rows():
    yield conform(pa.table({"record_id": ["late"], "day": [date(2026, 1, 1)]})).to_batches()[0]
    print("writing", flush=True)
    time.sleep(60)

write_month(Path(sys.argv[1]), "2026-01", rows())
"""


def test_a_killed_writer_leaves_the_month_as_it_was(tmp_path):
    write_month(tmp_path, "2026-01", [batch(JANUARY, JANUARY)])
    writer = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    with writer:
        assert writer.stdout.readline() == "writing\n"
        os.kill(writer.pid, signal.SIGKILL)
    assert names(tmp_path) == 2
    assert len(kept(tmp_path) - alone(tmp_path)) == 1
    write_month(tmp_path, "2026-01", [batch(JANUARY)])
    assert kept(tmp_path) == alone(tmp_path)


@pytest.fixture
def flushed(monkeypatch):
    """The inodes that were flushed to the disk, in order."""
    inodes, flush = [], os.fsync

    def noted(handle):
        inodes.append(os.fstat(handle).st_ino)
        flush(handle)

    monkeypatch.setattr(os, "fsync", noted)
    return inodes


def test_a_month_and_its_names_are_on_the_disk_before_it_counts(tmp_path, flushed):
    folder = tmp_path / "workspace"
    write_month(folder, "2026-01", [batch(JANUARY)])
    (part,) = paths(folder)
    month, names = part.parent, part.with_name(LIST)
    assert flushed == [path.stat().st_ino for path in (tmp_path, part, month, names, month, folder)]


def test_a_month_that_is_removed_is_off_the_disk(tmp_path, flushed):
    write_month(tmp_path, "2026-01", [batch(JANUARY)])
    home = paths(tmp_path)[0].parent.stat().st_ino
    flushed.clear()
    remove_month(tmp_path, "2026-01")
    assert flushed == [home, home, home, tmp_path.stat().st_ino]  # before, off the list, deleted


def test_a_month_keeps_what_is_not_its_own(tmp_path):
    write_month(tmp_path, "2026-01", [batch(JANUARY)])
    (tmp_path / "month=2026-01" / "note.txt").write_text("by hand")
    remove_month(tmp_path, "2026-01")
    assert kept(tmp_path) == {"note.txt"}


def test_a_row_of_another_month_is_named(tmp_path):
    with pytest.raises(UnfitRows, match="2026-02 in row 1 is not 2026-01"):
        write_month(tmp_path, "2026-01", [batch(JANUARY, date(2026, 2, 1))])
    with pytest.raises(UnfitRows, match="None in row 0 is not 2026-01"):
        write_month(tmp_path, "2026-01", [batch(None)])


def test_what_a_killed_writer_left_is_no_month_and_goes_with_it(tmp_path):
    left = tmp_path / "month=2026-01" / f"{UNFINISHED}xyz"
    left.parent.mkdir()
    left.write_bytes(b"half a file")
    assert (months(tmp_path), paths(tmp_path)) == ((), ())
    remove_month(tmp_path, "2026-01")
    assert list(tmp_path.iterdir()) == []


def test_other_folders_are_not_months(tmp_path):
    (tmp_path / "month=lost").mkdir()
    (tmp_path / "month=lost" / LIST).write_text("part-0.parquet")
    assert months(tmp_path) == ()
