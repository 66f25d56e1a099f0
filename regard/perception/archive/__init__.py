"""The analytical copy: Parquet files by month, added to, made one, erased from, rebuilt at any time.

A part never changes after it is written. Each month's folder has a list of the parts that count, replaced in
one step: whoever asks for `paths` gets a month before a change or after it, never between, and a writer that
is killed at any moment leaves the month as it was. Parts that no longer count are deleted at once, so that
what was erased is gone: a reader that still holds their paths gets an error, and asks for `paths` again.
Several processes may write at the same time.
"""

from regard.perception.archive.parts import UNFINISHED, UnknownMonth, months, paths
from regard.perception.archive.rewriting import compact, erase
from regard.perception.archive.writing import append_rows, remove_month, write_month

__all__ = [
    "UNFINISHED",
    "UnknownMonth",
    "append_rows",
    "compact",
    "erase",
    "months",
    "paths",
    "remove_month",
    "write_month",
]
