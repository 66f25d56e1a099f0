"""The analytical copy: one Parquet file for each month, rebuilt from the database at any time."""

import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from regard.perception.schema import MONTH, ROWS, UnfitRows, conform

FILE = "part-0.parquet"
UNFINISHED = ".unfinished-"
ROW_GROUP = 131_072
"""Rows that are read or skipped together."""


class UnknownMonth(ValueError):
    """A month that is not written YYYY-MM."""


def write_month(folder: Path, month: str, batches: Iterable[pa.RecordBatch]) -> int:
    """Put these rows in the place of the month's file, all or nothing, and return how many they are.

    `batches` have the shape of schema.ROWS, all rows are of this month and come in the order of their
    days. Memory holds one row group. A reader or a killed writer never sees or leaves half a month; no
    rows at all remove it. Raises UnfitRows, naming the column, for rows of another shape or month or
    out of order.
    """
    home = _home(folder, month)
    first = not Path(folder).is_dir()
    home.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=UNFINISHED, dir=home)
    unfinished = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            n = _write(file, _in_order(month, batches))
            file.flush()
            os.fsync(file.fileno())
        if n:
            unfinished.replace(home / FILE)
            _sync(home)
    finally:
        unfinished.unlink(missing_ok=True)
    if not n:
        remove_month(folder, month)
    _sync(Path(folder))
    if first:
        _sync(Path(folder).absolute().parent)
    return n


def remove_month(folder: Path, month: str) -> None:
    """Remove a month's rows and what killed writers left there; nothing happens where there are none.

    What is removed stays removed after a power cut.
    """
    home = _home(folder, month)
    if not home.is_dir():
        return
    (home / FILE).unlink(missing_ok=True)
    for unfinished in home.glob(f"{UNFINISHED}*"):
        unfinished.unlink(missing_ok=True)
    _sync(home)
    with suppress(OSError):  # gone already, or somebody else keeps a file there
        home.rmdir()
    _sync(Path(folder))


def paths(folder: Path) -> tuple[Path, ...]:
    """Every month's file, earliest first."""
    return tuple(file for month in months(folder) if (file := _home(folder, month) / FILE).is_file())


def months(folder: Path) -> tuple[str, ...]:
    """Every month that has rows, earliest first."""
    found = (file.parent.name.removeprefix("month=") for file in Path(folder).glob(f"month=*/{FILE}"))
    return tuple(sorted(month for month in found if re.fullmatch(MONTH, month)))


def _home(folder: Path, month: str) -> Path:
    if not re.fullmatch(MONTH, month):
        raise UnknownMonth(f"{month!r} is not written YYYY-MM")
    return Path(folder) / f"month={month}"


def _write(file: object, batches: Iterable[pa.Table]) -> int:
    n = 0
    with pq.ParquetWriter(file, ROWS, compression="zstd") as writer:
        for table in _gathered(batches):
            writer.write_table(table, row_group_size=ROW_GROUP)
            n += table.num_rows
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
        days = rows["day"].combine_chunks()
        strange = pc.index(pc.fill_null(pc.equal(rows["month"], month), False), False).as_py()
        if strange >= 0:
            raise UnfitRows("month", f"{rows['month'][strange].as_py()} in row {strange} is not {month}")
        if days.null_count:
            raise UnfitRows("day", "null in the archive")
        ordered = pc.all(pc.less_equal(days[:-1], days[1:])).as_py()
        if ordered is False or (last is not None and days[0].as_py() < last):
            raise UnfitRows("day", "not in order")
        last = days[-1].as_py()
        yield rows


def _sync(folder: Path) -> None:
    """Make sure that names written in the folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
