"""Parts in, other parts out: a month's parts made one, a person taken out of those that hold them."""

import heapq
from collections.abc import Callable, Collection, Iterator
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from regard.perception.answer_codes import STORED
from regard.perception.archive.parts import Overtaken, clear, months, parts
from regard.perception.archive.writing import write
from regard.perception.schema import ROWS, conform

Run = tuple[date, pa.Table]
NAMES = ["record_id", "customer_id"]


def compact(folder: Path, month: str, *, most: int = 1) -> int:
    """Where the month has more than `most` parts, make one of the last of them; how many parts there were.

    Afterwards it has no more than `most`; 1 makes one part of all. The first ones stay as they are as long
    as each has at least as many rows as all that follow it together: while a month is added to, what it has
    is written again only when as much has come. The rows stay the same; those that are written again come in
    the order of their days. Memory holds a row group of each part. Where another writer changes the month
    meanwhile, it is done again. Raises ValueError where `most` is less than 1.
    """
    if most < 1:
        raise ValueError(f"no month has {most} parts")

    def join(found: tuple[Path, ...]) -> None:
        if len(found) > most:
            last = found[min(_first_small(found), most - 1) :]
            write(folder, month, _by_day(last), instead_of=last)

    return len(_undisturbed(folder, month, join))


def erase(folder: Path, *, customers: Collection[str] = (), records: Collection[str] = ()) -> tuple[str, ...]:
    """Take out every row of these customers and of these records; which months had any, earliest first.

    Only parts that hold such a row are written again; the others are not touched. Afterwards no file of
    the archive holds one. Killed half-way, some months are done and others not: call it again.
    """
    wanted = {"customer_id": _values(customers), "record_id": _values(records)}
    found = tuple(month for month in months(folder) if _erase_from(folder, month, wanted))
    clear(folder)
    return found


def _erase_from(folder: Path, month: str, wanted: dict[str, pa.Array]) -> bool:
    rewritten: list[Path] = []

    def rewrite(found: tuple[Path, ...]) -> None:
        for part in found:
            if any(pc.any(_of(rows, wanted)).as_py() for rows in _rows(part, NAMES)):
                kept = (rows.filter(pc.invert(_of(rows, wanted))) for rows in _rows(part))
                write(folder, month, kept, instead_of=[part])
                rewritten.append(part)

    _undisturbed(folder, month, rewrite)
    return bool(rewritten)


def _undisturbed(folder: Path, month: str, act: Callable[[tuple[Path, ...]], None]) -> tuple[Path, ...]:
    """Do it with the parts of the month, again where another writer replaced some; which parts they were."""
    while True:
        found = parts(folder, month)
        try:
            act(found)
        except (Overtaken, FileNotFoundError):
            if parts(folder, month) == found:  # nobody did: a file is missing
                raise
        else:
            return found


def _first_small(found: tuple[Path, ...]) -> int:
    """The place of the first part that has fewer rows than all that follow it."""
    sizes = [pq.read_metadata(part).num_rows for part in found]
    return next((place for place, size in enumerate(sizes) if size < sum(sizes[place + 1 :])), len(sizes))


def _by_day(found: tuple[Path, ...]) -> Iterator[pa.Table]:
    """The rows of parts that are each in the order of their days, in that order."""
    for _, rows in heapq.merge(*map(_runs, found), key=lambda run: run[0]):
        yield rows


def _runs(part: Path) -> Iterator[Run]:
    """The rows of a part in pieces of one day."""
    for rows in _rows(part):
        days = pc.run_end_encode(rows["day"].combine_chunks())
        begin = 0
        for day, end in zip(days.values.to_pylist(), days.run_ends.to_pylist(), strict=True):
            yield day or date.min, rows.slice(begin, end - begin)
            begin = end


def _rows(part: Path, columns: list[str] | None = None) -> Iterator[pa.Table]:
    with pq.ParquetFile(part) as file:
        for batch in file.iter_batches(columns=columns):
            rows = pa.Table.from_batches([batch])
            yield rows if columns else _fitted(rows)


def _fitted(rows: pa.Table) -> pa.Table:
    """The same rows as those of today: a part that was written for another row shape has other columns."""
    known = rows.select([name for name in ROWS.names if name in rows.column_names])
    return known if rows.schema.equals(STORED) else conform(known)


def _of(rows: pa.Table, wanted: dict[str, pa.Array]) -> pa.ChunkedArray:
    """Which of the rows are of somebody wanted."""
    return pc.or_(*(pc.is_in(rows[name], values) for name, values in wanted.items()))


def _values(names: Collection[str]) -> pa.Array:
    if isinstance(names, str):
        raise TypeError(f"names come as a collection, such as [{names!r}]")
    return pa.array(list(names), pa.string())
