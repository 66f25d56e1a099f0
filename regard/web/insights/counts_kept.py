"""What was counted of the months of an archive: in memory, and in files beside it for every other process.

A file is named after what is counted, the month and the state of the month: where one is there, it is right.
"""

import hashlib
import secrets
import time
from collections import OrderedDict
from collections.abc import Hashable
from pathlib import Path
from threading import Lock
from typing import Any

import pyarrow as pa

from regard.perception.archive import UNFINISHED
from regard.perception.engines.kept import Counts

COUNTS = "counts"  # the folder in that of the archive
MOST = 256_000_000  # bytes of the counts in memory, of all months and all workspaces
LATE = 60  # seconds; nobody writes so long
OWN = 12_000  # bytes that a table takes beside its values, as measured

Key = tuple[Counts, str, Hashable]


class _Latest(OrderedDict[Hashable, pa.Table]):
    """The tables that were asked for last, and no more bytes of them than MOST."""

    def __init__(self) -> None:
        super().__init__()
        self._bytes, self._lock = 0, Lock()

    def get(self, key: Hashable, default: Any = None) -> Any:
        """The table of a key, which is kept the longer for it."""
        with self._lock:
            if key in self:
                self.move_to_end(key)
            return super().get(key, default)

    def __setitem__(self, key: Hashable, table: pa.Table) -> None:
        with self._lock:
            if (before := super().get(key)) is not None:
                self._bytes -= _size(before)
            super().__setitem__(key, table)
            self.move_to_end(key)
            self._bytes += _size(table)
            while self._bytes > MOST:
                self._bytes -= _size(self.popitem(last=False)[1])


def _size(table: pa.Table) -> int:
    return int(table.nbytes) + OWN


_LATEST = _Latest()


class KeptCounts:
    """The counts of the months of one archive."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / COUNTS

    def get(self, key: Key) -> pa.Table | None:
        """The counts of a key, from memory or else from their file; None where nobody made them."""
        if (found := _LATEST.get((self._folder, *key))) is None:
            found = _read(self._folder / _name(key), is_large=key[0].is_large)
            if found is not None and not key[0].is_large:
                _LATEST[(self._folder, *key)] = found
        return found

    def __setitem__(self, key: Key, counts: pa.Table) -> None:
        """Keep them, and let go of the files of states that the month was in before."""
        if not key[0].is_large:
            _LATEST[(self._folder, *key)] = counts
        name = _name(key)
        try:
            self._folder.mkdir(exist_ok=True)
            _write(self._folder / name, counts)
            for left in self._folder.glob(f"{UNFINISHED}*"):
                if left.stat().st_mtime < time.time() - LATE:  # of somebody who was killed
                    left.unlink(missing_ok=True)
            for other in self._folder.glob(f"{name.rpartition('-')[0]}-*.arrow"):
                if other.name != name:
                    other.unlink(missing_ok=True)
        except OSError:  # they are counted again where nobody can write them, or the archive just went
            return


def _name(key: Key) -> str:
    counts, month, state = key
    return f"{month}-{_digest(counts)}-{_digest(state)}.arrow"


def _digest(what: object) -> str:
    return hashlib.sha256(repr(what).encode()).hexdigest()[:20]


def _read(path: Path, *, is_large: bool) -> pa.Table | None:
    """The counts of a file; large ones stay in it, and take no memory of their own."""
    opened = pa.memory_map if is_large else pa.OSFile
    try:
        with opened(str(path)) as file, pa.ipc.open_file(file) as found:
            return found.read_all()
    except (FileNotFoundError, pa.ArrowInvalid):  # a file that was cut is made again
        return None


def _write(path: Path, counts: pa.Table) -> None:
    unfinished = path.with_name(f"{UNFINISHED}{secrets.token_hex(8)}")
    try:
        with pa.OSFile(str(unfinished), "wb") as file, pa.ipc.new_file(file, counts.schema) as out:
            out.write_table(counts)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
