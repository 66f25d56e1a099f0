"""Which parts a month has: a list that is replaced in one step, and what nobody lists is cleared away.

The list also says how far the month follows its source, so that rows and that number change in the same step.
"""

import fcntl
import os
import re
import secrets
import tempfile
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from regard.perception.schema import MONTH

LIST = "_parts"
"""The names of the parts that count, one a line, after `through` and a number where that is known.

A month without it has no rows.
"""

UNDATED = "undated"
"""The rows without a day: as a month of its own, the last one."""

UNFINISHED = ".unfinished-"
WHOLE = "part-*.parquet"
THROUGH = "through "


class UnknownMonth(ValueError):
    """A month that is not written YYYY-MM, nor "undated"."""


class Overtaken(Exception):
    """Another writer has changed a month since it was looked at; nothing was changed now."""


@dataclass(frozen=True)
class MonthState:
    """The parts of a month, in the order in which they were added, and how far it follows its source.

    `through` is a number that whoever writes the month has given; None where nobody has.
    """

    parts: tuple[Path, ...]
    through: int | None


def paths(folder: Path) -> tuple[Path, ...]:
    """Every part that counts, the earliest month first."""
    return tuple(path for month in months(folder) for path in parts(folder, month))


def months(folder: Path) -> tuple[str, ...]:
    """Every month that has rows, earliest first, the rows without a day last."""
    found = (home.name.removeprefix("month=") for home in _homes(folder) if (home / LIST).is_file())
    return tuple(sorted(found))  # letters come after digits


def parts(folder: Path, month: str) -> tuple[Path, ...]:
    """The parts of one month, in the order in which they were added."""
    return state_of(folder, month).parts


def state_of(folder: Path, month: str) -> MonthState:
    """What a month has now; raises UnknownMonth."""
    home = home_of(folder, month)
    names, through = _listed(home)
    return MonthState(tuple(home / name for name in names), through)


def home_of(folder: Path, month: str) -> Path:
    """The folder of a month; raises UnknownMonth."""
    if month == UNDATED:
        return Path(folder) / UNDATED
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


def exchange(
    folder: Path,
    month: str,
    *,
    gone: Collection[Path] | None,
    came: Sequence[Path],
    through: int | None = None,
    seen: MonthState | None = None,
) -> None:
    """In one step, let the parts `gone` (None: all that there are) no longer count, and those `came` count.

    `came` are complete on the disk, and take the place of the first that goes. The month then follows its
    source through `through`; None leaves that as it is, unless all parts go. Raises Overtaken where one
    that is to go no longer counts, and where the month is no longer as it was `seen`.
    """
    home = home_of(folder, month)
    if not home.is_dir():
        return
    with _locked(folder):
        now = state_of(folder, month)
        going = set(now.parts if gone is None else gone)
        if not going <= set(now.parts) or seen not in (None, now):
            raise Overtaken(f"{month} was written meanwhile")
        new = [_named(path) for path in came]
        sync(home)  # no list ever names a file that a power cut can take away
        kept = None if gone is None else now.through
        _list(home, _exchanged(now.parts, going, new), kept if through is None else through)
        _clear(home)
        _leave(home)
        sync(Path(folder))


def clear(folder: Path) -> None:
    """Delete everywhere what does not count and what killed writers left; exchange does so in its month."""
    for home in _homes(folder):
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


def _homes(folder: Path) -> list[Path]:
    """The folders of the months."""
    found = [path for path in Path(folder).glob("month=*") if re.fullmatch(f"month={MONTH[1:]}", path.name)]
    return [home for home in (*found, Path(folder) / UNDATED) if home.is_dir()]


def _exchanged(before: Sequence[Path], going: Collection[Path], new: list[Path]) -> list[Path]:
    place = next((place for place, part in enumerate(before) if part in going), len(before))
    return [*before[:place], *new, *(part for part in before[place:] if part not in going)]


def _listed(home: Path) -> tuple[tuple[str, ...], int | None]:
    """The names of the parts, and how far they follow their source."""
    try:
        lines = (home / LIST).read_text("ascii").splitlines()
    except FileNotFoundError:
        return (), None
    numbers = [int(line.removeprefix(THROUGH)) for line in lines if line.startswith(THROUGH)]
    return tuple(line for line in lines if not line.startswith(THROUGH)), next(iter(numbers), None)


def _list(home: Path, found: list[Path], through: int | None) -> None:
    if not found:
        (home / LIST).unlink(missing_ok=True)
    else:
        new = home / f"{UNFINISHED}list"
        with new.open("w", encoding="ascii") as file:
            if through is not None:
                file.write(f"{THROUGH}{through}\n")
            file.writelines(f"{part.name}\n" for part in found)
            file.flush()
            os.fsync(file.fileno())
        new.replace(home / LIST)
    sync(home)


def _named(path: Path) -> Path:
    """Give a finished file a name that no part ever had, so that a path means the same rows for ever."""
    part = path.with_name(WHOLE.replace("*", secrets.token_hex(8)))
    path.rename(part)
    return part


def _clear(home: Path) -> None:
    """Delete parts that do not count, and what killed writers left; living ones keep theirs."""
    listed, _ = _listed(home)
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
