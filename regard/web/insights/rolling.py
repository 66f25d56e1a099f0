"""The files of an archive, and their engine: what it counts of a month is kept until a file changes."""

import json
import os
import time
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import pyarrow.parquet as pq

from regard.perception import archive
from regard.perception.engines.rolled import RolledEngine
from regard.web.insights.archiving import is_readable
from regard.web.insights.counts_kept import COUNTS, KeptCounts

File = tuple[str, int, int, int]
"""A path, and what differs where the file was replaced."""

MONTHS = "months"  # in the metadata of a file of themes: of each month its row groups and its state
SETTLED = 5_000_000_000  # nanoseconds after which a second change has another time than the first one


def engine_of(files: Sequence[File], carried: File | None = None) -> RolledEngine:
    """The engine of these files, and of the themes that their records carry."""
    months: defaultdict[str, list[File]] = defaultdict(list)
    for file in files:
        months[Path(file[0]).parent.name.removeprefix("month=")].append(file)
    return RolledEngine(
        {month: [path for path, *_ in mine] for month, mine in months.items()},
        {month: tuple(mine) for month, mine in months.items()},
        KeptCounts(Path(files[0][0]).parent.parent) if files else {},
        *((carried[0], _states_of(*carried)) if carried else ()),
    )


@lru_cache(maxsize=16)
def _states_of(path: str, *_differs: int) -> dict[str, str] | None:
    """In which state each month is in a file of themes; None where it does not say so."""
    told = pq.read_metadata(path).metadata or {}
    months = json.loads(told.get(MONTHS.encode(), "null"))
    return None if months is None else {month: state for month, (_, state) in months.items()}


def files_of(folder: Path) -> tuple[File, ...]:
    """Each file of the archive as it stands now: replaced ones differ."""
    if not is_readable(folder):
        return ()
    with os.scandir(folder) as found:
        months = [one for one in found if one.is_dir() and one.name != COUNTS]
        changed = tuple(sorted((one.name, one.stat().st_mtime_ns) for one in months))
    if all(at < time.time_ns() - SETTLED for _, at in changed):
        return _listed_then(folder, changed)
    return _listed(folder)


@lru_cache(maxsize=64)
def _listed_then(folder: Path, changed: tuple[tuple[str, int], ...]) -> tuple[File, ...]:
    """The files of a folder whose months were changed last at these times."""
    return _listed(folder)


def file_of(path: Path) -> File:
    """A file as it stands now. Raises FileNotFoundError."""
    stat = path.stat()
    return str(path), stat.st_ino, stat.st_mtime_ns, stat.st_size


def _listed(folder: Path) -> tuple[File, ...]:
    found = []
    for path in archive.paths(folder):
        try:
            found.append(file_of(path))
        except FileNotFoundError:  # removed just now
            continue
    return tuple(found)
