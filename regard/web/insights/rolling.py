"""The files of an archive, and their engine: it keeps what it counted of a month until a file changes."""

import os
import time
from collections import OrderedDict, defaultdict
from collections.abc import Hashable, Iterable
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import pyarrow as pa

from regard.perception import archive
from regard.perception.engines.rolled import RolledEngine
from regard.web.insights.archiving import is_readable

File = tuple[str, int, int, int]
"""A path, and what differs where the file was replaced."""

MOST = 256_000_000  # bytes of the counts that are kept, of all months and all workspaces
OWN = 12_000  # bytes that a table takes beside its values, as measured
SETTLED = 5_000_000_000  # nanoseconds after which a second change has another time than the first one


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


_KEPT = _Latest()


def engine_of(files: Iterable[File], carried: File | None = None) -> RolledEngine:
    """The engine of these files, and of the themes that their records carry."""
    months: defaultdict[str, list[File]] = defaultdict(list)
    for file in files:
        months[Path(file[0]).parent.name.removeprefix("month=")].append(file)
    return RolledEngine(
        {month: [path for path, *_ in mine] for month, mine in months.items()},
        {month: tuple(mine) for month, mine in months.items()},
        _KEPT,
        carried[0] if carried else None,
    )


def files_of(folder: Path) -> tuple[File, ...]:
    """Each file of the archive as it stands now: replaced ones differ."""
    if not is_readable(folder):
        return ()
    with os.scandir(folder) as found:
        changed = tuple(sorted((one.name, one.stat().st_mtime_ns) for one in found if one.is_dir()))
    if all(at < time.time_ns() - SETTLED for _, at in changed):
        return _listed_then(folder, changed)
    return _listed(folder)


@lru_cache(maxsize=64)
def _listed_then(folder: Path, changed: tuple[tuple[str, int], ...]) -> tuple[File, ...]:
    """The files of a folder whose months were changed last at these times."""
    return _listed(folder)


def _listed(folder: Path) -> tuple[File, ...]:
    found = []
    for path in archive.paths(folder):
        try:
            stat = path.stat()
        except FileNotFoundError:  # removed just now
            continue
        found.append((str(path), stat.st_ino, stat.st_mtime_ns, stat.st_size))
    return tuple(found)
