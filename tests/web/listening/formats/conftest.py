"""Files as they lie on somebody's disk, written for each test."""

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from regard.web.listening.formats import FeedbackFile, UnreadableFile, open_file


@pytest.fixture
def kept(tmp_path) -> Callable[..., Path]:
    """Write bytes or text to a file and return its path."""

    def keep(content: str | bytes, *, encoding: str = "utf-8", name: str = "answers.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return keep


@pytest.fixture
def opened(kept) -> Callable[..., FeedbackFile]:
    """Write bytes or text to a file and open it as feedback."""

    def open_kept(content: str | bytes, *, written_in: str = "utf-8", **options) -> FeedbackFile:
        return open_file(kept(content, encoding=written_in), **options)

    return open_kept


@pytest.fixture
def refusal_of(kept) -> Callable[..., UnreadableFile]:
    """Write bytes or text to a file that cannot be read, and return what is said about it."""

    def refuse(content: str | bytes, **options) -> UnreadableFile:
        with pytest.raises(UnreadableFile) as refused:
            list(open_file(kept(content), **options))
        return refused.value

    return refuse


@pytest.fixture
def packed(kept) -> Callable[..., Path]:
    """Write a gzip file."""
    return lambda content, name="answers.csv.gz": kept(gzip.compress(content), name=name)


@pytest.fixture
def workbook(tmp_path) -> Callable[..., Path]:
    """Write a workbook; each sheet is a list of rows."""

    def write(sheets: dict[str, list[list[object]]], name: str = "answers.xlsx") -> Path:
        path = tmp_path / name
        book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
        for title, rows in sheets.items():
            sheet = book.add_worksheet(title)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
        book.close()
        return path

    return write
