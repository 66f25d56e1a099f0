"""Rows in, a part on the disk: in place of a month, or added to it."""

import os
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from regard.perception.answer_codes import STORED, with_codes
from regard.perception.archive.parts import UNDATED, MonthState, exchange, unfinished
from regard.perception.schema import UnfitRows, conform

ROW_GROUP = 131_072
"""Rows that are read or skipped together."""


def write_month(
    folder: Path,
    month: str,
    batches: Iterable[pa.RecordBatch],
    *,
    through: int | None = None,
    seen: MonthState | None = None,
) -> int:
    """Put these rows in the place of all that the month has, and return how many they are.

    `batches` have the shape of schema.ROWS, all rows are of this month ("2026-03"; "undated": without a day)
    and come in the order of their days. Memory holds one row group. No rows at all remove the month. In the
    same step the month gets the number `through`, up to where it follows its source. Raises UnfitRows,
    naming the column, for rows of another shape or month or out of order, and Overtaken where the month is
    no longer as it was `seen` (None: whatever it is); then the month stays as it was.
    """
    rows = _in_order(month, batches)
    return write(folder, month, rows, instead_of=None, through=through, seen=seen)


def append_rows(
    folder: Path,
    month: str,
    batches: Iterable[pa.RecordBatch],
    *,
    through: int | None = None,
    seen: MonthState | None = None,
) -> int:
    """Add these rows to the month as one further part, and return how many they are.

    As write_month otherwise; what the month has already is neither read nor written, and no rows change
    nothing but the number `through` (None: it stays as it is). That a row is not there already is not looked
    at: whoever chooses the rows by what state_of says, and hands that on as `seen`, adds none twice.
    """
    return write(folder, month, _in_order(month, batches), instead_of=(), through=through, seen=seen)


def remove_month(folder: Path, month: str) -> None:
    """Remove a month's rows and what killed writers left there; nothing happens where there are none.

    What is removed stays removed after a power cut.
    """
    exchange(folder, month, gone=None, came=[])


def write(
    folder: Path,
    month: str,
    tables: Iterable[pa.Table],
    *,
    instead_of: Collection[Path] | None,
    through: int | None = None,
    seen: MonthState | None = None,
) -> int:
    """Write the rows as a part that counts instead of those (None: of all); no rows make no part."""
    with unfinished(folder, month) as (file, path):
        n = _fill(file, tables)
        came = [path] if n else []
        exchange(folder, month, gone=instead_of, came=came, through=through, seen=seen)
    return n


def _fill(file: BinaryIO, tables: Iterable[pa.Table]) -> int:
    n = 0
    with pq.ParquetWriter(file, STORED, compression="zstd") as writer:
        for table in _gathered(tables):
            writer.write_table(with_codes(table), row_group_size=ROW_GROUP)
            n += table.num_rows
    file.flush()
    os.fsync(file.fileno())
    return n


def _gathered(tables: Iterable[pa.Table]) -> Iterator[pa.Table]:
    """The same rows in tables of one row group each."""
    waiting: list[pa.Table] = []
    held = 0
    for table in tables:
        waiting.append(table)
        held += table.num_rows
        while held >= ROW_GROUP:
            whole = pa.concat_tables(waiting)
            yield whole.slice(0, ROW_GROUP)
            waiting, held = [whole.slice(ROW_GROUP)], held - ROW_GROUP
    if held:
        yield pa.concat_tables(waiting)


def _in_order(month: str, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    """Each batch as a table in the one row shape; raises UnfitRows for another month or a day too early."""
    last = None
    for batch in batches:
        rows = conform(pa.Table.from_batches([batch]))
        if rows.num_rows == 0:
            continue
        _check_month(month, rows)
        if month != UNDATED:
            last = _last_day(rows["day"].combine_chunks(), after=last)
        yield rows


def _check_month(month: str, rows: pa.Table) -> None:
    wanted = pa.scalar(None if month == UNDATED else month, pa.string())
    strange = pc.index(pc.is_in(rows["month"], pa.array([wanted])), False).as_py()
    if strange >= 0:
        raise UnfitRows("month", f"{rows['month'][strange].as_py()} in row {strange} is not {month}")


def _last_day(days: pa.Array, *, after: date | None) -> date:
    if days.null_count:
        raise UnfitRows("day", "null in the archive")
    ordered = pc.all(pc.less_equal(days[:-1], days[1:])).as_py()
    if ordered is False or (after is not None and days[0].as_py() < after):
        raise UnfitRows("day", "not in order")
    last: date = days[-1].as_py()
    return last
