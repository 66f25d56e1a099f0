"""Which parts a month has: a list that is replaced in one step, and what nobody lists is cleared away."""

import fcntl
import os
import re
import secrets
import tempfile
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from regard.perception.schema import MONTH

LIST = "_parts"
"""The names of the parts that count, one a line; a month without it has no rows."""

UNFINISHED = ".unfinished-"
WHOLE = "part-*.parquet"


class UnknownMonth(ValueError):
    """A month that is not written YYYY-MM."""


class Overtaken(Exception):
    """Another writer has replaced parts meanwhile that were to be replaced now; nothing was changed."""


def paths(folder: Path) -> tuple[Path, ...]:
    """Every part that counts, the earliest month first."""
    return tuple(path for month in months(folder) for path in parts(folder, month))


def months(folder: Path) -> tuple[str, ...]:
    """Every month that has rows, earliest first."""
    found = (file.parent.name.removeprefix("month=") for file in Path(folder).glob(f"month=*/{LIST}"))
    return tuple(sorted(month for month in found if re.fullmatch(MONTH, month)))


def parts(folder: Path, month: str) -> tuple[Path, ...]:
    """The parts of one month, in the order in which they were added."""
    home = home_of(folder, month)
    return tuple(home / name for name in _listed(home))


def home_of(folder: Path, month: str) -> Path:
    """The folder of a month; raises UnknownMonth."""
    if not re.fullmatch(MONTH, month):
        raise UnknownMonth(f"{month!r} is not written YYYY-MM")
    return Path(folder) / f"month={month}"


@contextmanager
def unfinished(folder: Path, month: str) -> Iterator[tuple[BinaryIO, Path]]:
    """A file that is going to be a part, and its path; it is gone at the end unless `exchange` took it.

    It is locked while its writer lives, which tells it from what a killed writer left.
    """
    home = home_of(folder, month)
    _make(Path(folder))
    with _locked(folder):
        home.mkdir(exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=UNFINISHED, dir=home)
        fcntl.flock(handle, fcntl.LOCK_EX)
    with os.fdopen(handle, "wb") as file:
        try:
            yield file, Path(name)
        finally:
            with _locked(folder):
                Path(name).unlink(missing_ok=True)
                _leave(home)


def exchange(folder: Path, month: str, *, gone: Collection[Path] | None, came: Sequence[Path]) -> None:
    """In one step, let the parts `gone` (None: all that there are) no longer count, and those `came` count.

    `came` are complete on the disk. Raises Overtaken where one that is to go no longer counts.
    """
    home = home_of(folder, month)
    if not home.is_dir():
        return
    with _locked(folder):
        names = _listed(home)
        going = set(names) if gone is None else {path.name for path in gone}
        if not going <= set(names):
            raise Overtaken(f"parts of {month} were replaced meanwhile")
        new = [_named(path) for path in came]
        sync(home)  # no list ever names a file that a power cut can take away
        _list(home, [name for name in names if name not in going] + new)
        _clear(home)
        _leave(home)
        sync(Path(folder))


def clear(folder: Path) -> None:
    """Delete everywhere what does not count and what killed writers left; exchange does so in its month."""
    homes = [home for home in Path(folder).glob("month=*") if home.is_dir()]
    for home in homes:
        with _locked(folder):
            _clear(home)
            _leave(home)


def sync(folder: Path) -> None:
    """Make sure that names written in the folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _listed(home: Path) -> tuple[str, ...]:
    try:
        return tuple((home / LIST).read_text("ascii").split())
    except FileNotFoundError:
        return ()


def _list(home: Path, names: list[str]) -> None:
    if not names:
        (home / LIST).unlink(missing_ok=True)
    else:
        new = home / f"{UNFINISHED}list"
        with new.open("w", encoding="ascii") as file:
            file.writelines(f"{name}\n" for name in names)
            file.flush()
            os.fsync(file.fileno())
        new.replace(home / LIST)
    sync(home)


def _named(path: Path) -> str:
    """Give a finished file a name that no part ever had, so that a path means the same rows for ever."""
    part = path.with_name(WHOLE.replace("*", secrets.token_hex(8)))
    path.rename(part)
    return part.name


def _clear(home: Path) -> None:
    """Delete parts that do not count, and what killed writers left; living ones keep theirs."""
    listed = _listed(home)
    old = [path for path in home.glob(WHOLE) if path.name not in listed]
    left = [path for path in home.glob(f"{UNFINISHED}*") if _is_left(path)]
    for path in old + left:
        path.unlink(missing_ok=True)
    if old or left:
        sync(home)


def _is_left(path: Path) -> bool:
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def _leave(home: Path) -> None:
    with suppress(OSError):  # somebody keeps a file there
        home.rmdir()


def _make(folder: Path) -> None:
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        sync(folder.absolute().parent)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Alone with the lists of the archive, for as long as naming files takes; a killed holder lets go."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
