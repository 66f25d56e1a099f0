"""Whether a zip archive is a workbook that is safe to open, found before anything is opened.

What this misses, such as a small text that a million cells repeat, meets the limits of sheet_child.py.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO

from .refusals import UnreadableFile
from .unpacking import refuse_bomb

MAX_ENTRIES = 2_000
MAX_UNPACKED = 512 << 20
MAX_CELLS = 4_000_000  # cells that are written; each costs about 90 bytes while the sheet is opened
MAX_AREA = 2 * MAX_CELLS  # cells of the rectangle around them, which the reader sets up as a whole
CHUNK = 1 << 18
OVERLAP = 64  # bytes that the search takes over from one piece to the next
LOCAL_HEADER = 30
_REFERENCE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{1,9})(\d{1,40})["']""")
_CELL = re.compile(rb"<(?:\w+:)?c[\s>/]")
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def check_workbook(stream: IO[bytes], size: int) -> None:
    """Raise UnreadableFile unless the archive is a workbook of bounded size without traps."""
    try:
        with zipfile.ZipFile(stream) as archive:
            entries = archive.infolist()
            names = {entry.filename.replace("\\", "/").lower() for entry in entries}
            if "xl/workbook.xml" not in names:
                raise UnreadableFile("no_workbook")
            _check_directory(entries, size)
            _check_contents(stream, entries, size)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError) as problem:
        raise UnreadableFile("damaged_archive", problem=str(problem)) from problem


def _check_directory(entries: list[zipfile.ZipInfo], size: int) -> None:
    if any(entry.flag_bits & 1 for entry in entries):
        raise UnreadableFile("password_protected")
    if len(entries) > MAX_ENTRIES:
        raise UnreadableFile("archive_unsafe", problem=f"{len(entries)} entries")
    if len({entry.filename.lower() for entry in entries}) < len(entries):
        raise UnreadableFile("archive_unsafe", problem="one name twice")
    _refuse_overlap(entries, size)
    _refuse_size(sum(entry.file_size for entry in entries), size)


def _refuse_overlap(entries: list[zipfile.ZipInfo], size: int) -> None:
    """Entries that share their bytes are how a small archive holds a large one."""
    end = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if entry.header_offset < end:
            raise UnreadableFile("archive_unsafe", problem="overlapping entries")
        end = entry.header_offset + LOCAL_HEADER + entry.compress_size
    if end > size:
        raise UnreadableFile("damaged_archive", problem="entries beyond the end")


def _refuse_size(unpacked: int, size: int) -> None:
    refuse_bomb(unpacked, size)
    if unpacked > MAX_UNPACKED:
        raise UnreadableFile("archive_too_large", unpacked=unpacked, limit=MAX_UNPACKED)


def _check_contents(stream: IO[bytes], entries: list[zipfile.ZipInfo], size: int) -> None:
    """Unpack every entry, keeping nothing, for what the directory says about sizes need not be true."""
    total = 0
    for entry in entries:
        sheet = _Extent() if "worksheets/" in entry.filename.lower() else None
        is_xml = entry.filename.lower().endswith((".xml", ".rels"))
        tail = b""
        for piece in _unpacked(stream, entry):
            total += len(piece)
            _refuse_size(total, size)
            if is_xml:
                _refuse_declarations(tail + piece)
            if sheet is not None:
                sheet.see(tail, piece)
            tail = piece[-OVERLAP:]


def _refuse_declarations(text: bytes) -> None:
    if _DECLARATION.search(text):
        raise UnreadableFile("archive_unsafe", problem="XML with declarations")
    if b"\0" in text:
        raise UnreadableFile("archive_unsafe", problem="XML in UTF-16")


def _unpacked(stream: IO[bytes], entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield the true contents of an entry, however much its header declares."""
    stream.seek(entry.header_offset)
    header = stream.read(LOCAL_HEADER)
    if len(header) < LOCAL_HEADER or not header.startswith(b"PK\x03\x04"):
        raise zipfile.BadZipFile("no local header")
    stream.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), 1)
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise zipfile.BadZipFile("unknown compression")
    inflate = zlib.decompressobj(-15) if entry.compress_type == zipfile.ZIP_DEFLATED else None
    left = entry.compress_size
    while left > 0 and (packed := stream.read(min(CHUNK, left))):
        left -= len(packed)
        yield from _inflated(inflate, packed)


def _inflated(inflate: "zlib._Decompress | None", packed: bytes) -> Iterator[bytes]:
    if inflate is None:
        yield packed
        return
    while packed and not inflate.eof:
        yield inflate.decompress(packed, CHUNK)
        packed = inflate.unconsumed_tail


class _Extent:
    """How many cells a sheet writes, and the rectangle that they span."""

    def __init__(self) -> None:
        self._cells = self._rows = self._columns = 0

    def see(self, tail: bytes, piece: bytes) -> None:
        """Count the cells of one piece; a reference cut in two is found with the tail of the last piece."""
        self._cells += len(_CELL.findall(piece))
        text = tail + piece
        references = _REFERENCE.findall(text)
        columns = {name for name, _ in references}
        rows = {number for _, number in references}
        self._columns = max([self._columns, *map(_column_number, columns)])
        self._rows = max([self._rows, *map(int, rows)])
        area = self._rows * max(self._columns, 1)
        if self._cells > MAX_CELLS or area > MAX_AREA:
            limit = MAX_CELLS if self._cells > MAX_CELLS else MAX_AREA
            raise UnreadableFile("sheet_too_large", cells=max(self._cells, area), limit=limit)


def _column_number(name: bytes) -> int:
    number = 0
    for letter in name.upper():
        number = number * 26 + letter - 64
    return number
