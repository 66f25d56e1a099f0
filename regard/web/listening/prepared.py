"""The rows of a file as the check read them: an SQLite file beside the upload, which the import takes.

It holds what would grow with the file if it were kept in memory: which ids have been seen, how often
the same row came, and the drafts themselves, packed in pieces of about a thousand.
"""

import json
import sqlite3
import zlib
from collections.abc import Collection, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SCHEMA = """
CREATE TABLE IF NOT EXISTS pieces (last INTEGER PRIMARY KEY, drafts BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS seen (
    key TEXT PRIMARY KEY, digest TEXT NOT NULL, row INTEGER NOT NULL, times INTEGER NOT NULL
) WITHOUT ROWID;
"""
SETTINGS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16000;"
ASKED_AT_ONCE = 500


class PreparationLost(RuntimeError):
    """The prepared rows are not there, are damaged, or were written by somebody else meanwhile."""

    code = "preparation_lost"
    params: dict[str, Any] = {}


@dataclass(frozen=True)
class Seen:
    """A record that an earlier row of the file has named: its content, that row, and how often."""

    digest: str
    row: int
    times: int = 1


@dataclass(frozen=True)
class Piece:
    """Consecutive rows of the file: the drafts of those not refused, and the count up to the last one."""

    last: int
    drafts: list[dict[str, Any]]


class PreparedRows:
    """The prepared rows of one file. Raises PreparationLost where `path` holds something else."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection = sqlite3.connect(path, timeout=30, isolation_level=None)
        try:
            self._connection.executescript(SETTINGS + SCHEMA)
        except sqlite3.DatabaseError as error:
            self._connection.close()
            raise PreparationLost(str(error)) from error

    @classmethod
    def existing(cls, path: Path) -> "PreparedRows":
        """Those that a check has left. Raises PreparationLost where there are none."""
        if not path.exists():
            raise PreparationLost(path.name)
        return cls(path)

    @property
    def last(self) -> int:
        """How many rows of the file have been taken in."""
        (found,) = self._connection.execute("SELECT COALESCE(MAX(last), 0) FROM pieces").fetchone()
        return int(found)

    def clear(self) -> None:
        """Begin again."""
        self._connection.executescript("BEGIN IMMEDIATE; DELETE FROM pieces; DELETE FROM seen; COMMIT;")

    def seen(self, keys: Collection[str]) -> dict[str, Seen]:
        """Those of `keys` that earlier rows have named."""
        found: dict[str, Seen] = {}
        wanted = list(keys)
        for start in range(0, len(wanted), ASKED_AT_ONCE):
            some = wanted[start : start + ASKED_AT_ONCE]
            marks = ",".join("?" * len(some))
            rows = self._connection.execute(
                f"SELECT key, digest, row, times FROM seen WHERE key IN ({marks})",  # noqa: S608 - marks only
                some,
            )
            found.update((key, Seen(digest, row, times)) for key, digest, row, times in rows)
        return found

    def append(self, piece: Piece, seen: Iterable[tuple[str, Seen]], *, after: int) -> None:
        """Take in the rows behind the first `after`. Raises PreparationLost where those are not the last."""
        packed = zlib.compress(json.dumps(piece.drafts, ensure_ascii=False).encode(), 1)
        named: Sequence[tuple[Any, ...]] = [(key, *vars(one).values()) for key, one in seen]
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            if self.last != after:
                raise PreparationLost(f"{self._path.name}: at {self.last}, not at {after}")
            self._connection.execute("INSERT INTO pieces VALUES (?, ?)", (piece.last, packed))
            self._connection.executemany("INSERT OR REPLACE INTO seen VALUES (?, ?, ?, ?)", named)
            self._connection.execute("COMMIT")
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise

    def after(self, position: int) -> Piece | None:
        """The piece that begins behind the first `position` rows; None where the file ends there."""
        row = self._connection.execute(
            "SELECT last, drafts FROM pieces WHERE last > ? ORDER BY last LIMIT 1", (position,)
        ).fetchone()
        return Piece(row[0], json.loads(zlib.decompress(row[1]))) if row else None

    def close(self) -> None:
        self._connection.close()


def sealed(path: Path) -> None:
    """Put all of it into the one file and onto the disk: the check is done."""
    with closing(sqlite3.connect(path, timeout=30, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def removed(path: Path) -> None:
    """Remove the prepared rows and all that SQLite keeps beside them."""
    for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
        path.with_name(name).unlink(missing_ok=True)
