"""The analytical copy: Parquet files by month, added to, made one, erased from, rebuilt at any time.

Rows without a day are a month of their own, "undated".

A part never changes after it is written. Each month's folder has a list of the parts that count, replaced in
one step: whoever asks for `paths` gets a month before a change or after it, never between, and a writer that
is killed at any moment leaves the month as it was. Parts that no longer count are deleted at once, so that
what was erased is gone: a reader that still holds their paths gets an error, and asks for `paths` again.
Several processes may write at the same time. Whoever follows a source keeps with each month the number up to
where it does: rows and number change in the same step, so a writer that was killed and begins again adds
nothing twice.

>>> from datetime import date
>>> from tempfile import TemporaryDirectory
>>> import pyarrow as pa, pyarrow.parquet as pq
>>> def said(record_id, customer_id):
...     row = {"record_id": record_id, "customer_id": customer_id, "day": date(2026, 1, 5)}
...     return pa.RecordBatch.from_pylist([row])
>>> with TemporaryDirectory() as folder:
...     for name, who in (("a", "ann"), ("b", "bob"), ("c", "ann")):
...         added = append_rows(folder, "2026-01", [said(name, who)])
...     print(len(paths(folder)), compact(folder, "2026-01"), len(paths(folder)))
...     print(erase(folder, customers=["bob"]), erase(folder, customers=["bob"]))
...     print(pq.ParquetFile(paths(folder)[0]).read()["record_id"].to_pylist())
3 3 1
('2026-01',) ()
['a', 'c']
"""

from regard.perception.archive.parts import (
    UNDATED,
    UNFINISHED,
    MonthState,
    Overtaken,
    UnknownMonth,
    months,
    paths,
    state_of,
)
from regard.perception.archive.rewriting import compact, erase
from regard.perception.archive.writing import append_rows, remove_month, write_month

__all__ = [
    "UNDATED",
    "UNFINISHED",
    "MonthState",
    "Overtaken",
    "UnknownMonth",
    "append_rows",
    "compact",
    "erase",
    "months",
    "paths",
    "remove_month",
    "state_of",
    "write_month",
]
