"""The bytes of a file, unpacked from gzip where needed, with a bound on how much may come out."""

import errno
import gzip
import io
import zlib
from pathlib import Path
from typing import BinaryIO

from .refusals import UnreadableFile

GZIP_MAGIC = b"\x1f\x8b"
CHUNK = 1 << 17
MAX_RATIO = 100  # unpacked bytes for each packed byte
RATIO_FLOOR = 32 << 20  # below this many unpacked bytes any ratio is harmless


class FileBytes:
    """A file on disk that can be read from its beginning again and again; knows how far it was read."""

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        with _opened(self.path) as file:
            self.size = file.seek(0, io.SEEK_END)
            file.seek(0)
            self.gzipped = file.read(2) == GZIP_MAGIC
        self._file: io.FileIO | None = None
        self._position = 0
        if self.size == 0:
            raise UnreadableFile("empty_file")

    @property
    def position(self) -> int:
        """Bytes of the stored (packed) file that the latest reading has taken."""
        if self._file is not None and not self._file.closed:
            self._position = self._file.tell()
        return self._position

    def open(self) -> BinaryIO:
        """Open the file from its beginning; the caller closes what it gets."""
        self._file = _opened(self.path)
        if not self.gzipped:
            return io.BufferedReader(_Watched(self, self._file), CHUNK)
        return io.BufferedReader(_Unpacked(self, self._file), CHUNK)

    def head(self, length: int) -> bytes:
        """Return up to `length` bytes from the beginning, unpacked."""
        with self.open() as stream:
            return stream.read(length)


class _Watched(io.RawIOBase):
    """The stored bytes as they are; remembers the position when closed."""

    def __init__(self, owner: FileBytes, file: io.FileIO) -> None:
        self._owner, self._stored = owner, file

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._stored.seek(offset, whence)

    def readinto(self, buffer: bytearray | memoryview) -> int | None:  # type: ignore[override]
        return self._stored.readinto(buffer)

    def close(self) -> None:
        _ = self._owner.position
        self._stored.close()
        super().close()


class _Unpacked(io.RawIOBase):
    """The bytes of a gzip file; refuses one that grows beyond reason or is damaged."""

    def __init__(self, owner: FileBytes, file: io.FileIO) -> None:
        self._owner, self._stored = owner, file
        self._gzip = gzip.GzipFile(fileobj=file, mode="rb")
        self._unpacked = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        try:
            piece = self._gzip.read(len(buffer))
        except (EOFError, OSError, zlib.error) as problem:
            raise UnreadableFile("damaged_archive", problem=str(problem)) from problem
        self._unpacked += len(piece)
        refuse_bomb(self._unpacked, self._stored.tell())
        buffer[: len(piece)] = piece
        return len(piece)

    def close(self) -> None:
        _ = self._owner.position
        self._gzip.close()
        self._stored.close()
        super().close()


def refuse_bomb(unpacked: int, packed: int) -> None:
    """Raise UnreadableFile where `packed` bytes grow into far more than text and tables ever do."""
    limit = max(RATIO_FLOOR, MAX_RATIO * packed)
    if unpacked > limit:
        raise UnreadableFile("archive_too_large", unpacked=unpacked, limit=limit)


def _opened(path: Path) -> io.FileIO:
    try:
        return io.FileIO(path, "rb")
    except FileNotFoundError as problem:
        raise UnreadableFile("missing_file", name=path.name) from problem
    except IsADirectoryError as problem:
        raise UnreadableFile("is_a_folder", name=path.name or str(path)) from problem
    except PermissionError as problem:
        raise UnreadableFile("no_permission", name=path.name) from problem
    except (OSError, ValueError) as problem:
        what = errno.errorcode.get(getattr(problem, "errno", 0) or 0, str(problem))
        raise UnreadableFile("read_failed", name=path.name, problem=what) from problem
