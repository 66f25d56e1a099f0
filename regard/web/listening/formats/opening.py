"""Opens a file of feedback, whatever it is called: what counts is what stands in it."""

import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from .delimited import Delimited
from .encodings import MARK, encoding_of
from .jsonlines import JsonArray, JsonLines
from .objects import decoded
from .refusals import BadValue, Refused, UnreadableFile
from .rows import Row, Table
from .unpacking import GZIP_MAGIC, FileBytes
from .workbook import Workbook

SAMPLE_ROWS = 500
HEAD = 1 << 16
ZIP_MAGIC = b"PK\x03\x04"
OLD_EXCEL_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
NO_TABLES = (
    b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"SQLite format 3", b"PAR1", b"\x7fELF", b"MZ\x90",
    b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd", b"RIFF", b"ID3", b"{\\rtf", b"OggS",
    b"PK\x05\x06",
)  # fmt: skip
MARKUP = ("<!doctype", "<html", "<?xml", "<head", "<table", "<rss", "<feed", "<svg")
ODD_LETTERS = dict.fromkeys([*(code for code in range(1, 32) if code not in (9, 10, 12, 13, 27)), ord(MARK)])


class FeedbackFile:
    """A file of feedback as columns and rows; every iteration starts anew and gives the same rows.

    `format` is csv, xlsx, jsonl or json; `labels` holds the question texts that stand below some columns.
    Iterating raises UnreadableFile where the file turns out to be damaged further on.
    """

    def __init__(self, file: FileBytes, table: Table, format: str, encoding: str | None) -> None:  # noqa: A002
        self._file, self._table = file, table
        self.path, self.size, self.compressed = file.path, file.size, file.gzipped
        self.format, self.encoding = format, encoding
        self.columns = list(table.columns)
        self.labels = dict(table.labels)
        self.header_rows = table.header_rows

    @property
    def delimiter(self) -> str | None:
        """The character between the cells of a CSV file; empty where it has a single column."""
        return self._table.delimiter if isinstance(self._table, Delimited) else None

    @property
    def sheets(self) -> list[str]:
        """The names of the sheets of a workbook."""
        return list(self._table.sheets) if isinstance(self._table, Workbook) else []

    @property
    def position(self) -> int:
        """Bytes of the file, out of `size`, that the latest iteration has taken."""
        return self._table.position if isinstance(self._table, Workbook) else self._file.position

    def sample(self, n: int = SAMPLE_ROWS) -> list[Row]:
        """Return the first `n` rows that can be read."""
        return list(islice((found for found in self._table if isinstance(found, Row)), n))

    def __iter__(self) -> Iterator[Row | Refused]:
        return iter(self._table)


def open_file(
    path: str | Path,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | None = None,
    header_rows: int | None = None,
) -> FeedbackFile:
    """Open a file of feedback; raises UnreadableFile where it is none. What is not given is found out."""
    file = FileBytes(path)
    head = file.head(HEAD)
    _refuse_what_is_no_table(head, gzipped=file.gzipped)
    if head.startswith(ZIP_MAGIC):
        return FeedbackFile(file, Workbook(file, sheet, header_rows), "xlsx", None)
    found = _encoding(file, head, encoding)
    layout = _layout(_text(head, found), whole=len(head) < HEAD)
    if layout == "csv":
        return FeedbackFile(file, Delimited(file, found, delimiter, header_rows), layout, found)
    return FeedbackFile(file, (JsonLines if layout == "jsonl" else JsonArray)(file, found), layout, found)


def _refuse_what_is_no_table(head: bytes, *, gzipped: bool) -> None:
    if not head:
        raise UnreadableFile("empty_file")
    if head.startswith(OLD_EXCEL_MAGIC):
        raise UnreadableFile("password_protected" if ENCRYPTED in head else "old_excel")
    if gzipped and head.startswith(GZIP_MAGIC):
        raise UnreadableFile("nested_archive")
    if head.startswith(NO_TABLES):
        raise UnreadableFile("not_a_table")


def _encoding(file: FileBytes, head: bytes, asked: str | None) -> str:
    try:
        found = encoding_of(file, asked)
    except UnreadableFile as unknown:
        if unknown.code == "unknown_encoding" and _is_odd(head.decode("latin-1")):
            raise UnreadableFile("not_a_table") from unknown
        raise
    if _is_odd(_text(head, found)):
        raise UnreadableFile("not_a_table")
    return found


def _text(head: bytes, encoding: str) -> str:
    return head.decode(encoding, "regard.mark").lstrip("\ufeff")


def _is_odd(text: str) -> bool:
    """Tell whether a text has more control characters, or bytes that are no text, than an accident leaves."""
    odd = len(text) - len(text.translate(ODD_LETTERS))
    return odd > max(8, len(text) // 50) or text.count("\0") > len(text) // 10


def _layout(text: str, *, whole: bool) -> str:
    """Return csv, jsonl or json for the beginning of a file, or all of it."""
    start = text.lstrip()
    if start[:10].lower().startswith(MARKUP):
        raise UnreadableFile("web_page")
    if re.match(r'\[\s*[\[{"\]]|\[[-\d.,\s]+\]\s*\Z', start):
        return "json"
    if not start.startswith("{"):
        return "csv"
    lines = [line for line in start.splitlines()[:6] if line.strip()]
    found = [_object(line) for line in lines]
    if (
        whole
        and len(lines) == 1
        and found[0]
        and any(_is_list_of_objects(value) for value in found[0].values())
    ):
        raise UnreadableFile("json_not_rows")
    if 2 * sum(item is not None for item in found) >= len(found) or (len(lines) == 1 and not whole):
        return "jsonl"
    if re.match(r'\{\s*["}]', start):
        raise UnreadableFile("json_not_rows")
    return "csv"


def _object(line: str) -> dict[str, object] | None:
    try:
        found = decoded(line)
    except BadValue:
        return None
    return found if isinstance(found, dict) else None


def _is_list_of_objects(value: object) -> bool:
    return isinstance(value, list) and len(value) > 1 and all(isinstance(item, dict) for item in value)
