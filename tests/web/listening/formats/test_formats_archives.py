"""The check of an archive, without opening what is in it."""

import io
import struct
import zipfile

import pytest

from regard.web.listening.formats.archives import MAX_AREA, MAX_CELLS, MAX_ENTRIES, check_workbook
from regard.web.listening.formats.refusals import UnreadableFile
from regard.web.listening.formats.unpacking import MAX_RATIO, RATIO_FLOOR

BOOK = {"xl/workbook.xml": "<workbook/>", "xl/worksheets/sheet1.xml": "<worksheet/>"}


def archive(parts, method=zipfile.ZIP_DEFLATED):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as written:
        for name, content in parts.items():
            written.writestr(name, content)
    return stream


def checked(stream):
    """Check an archive; return the code of its refusal, or None."""
    size = len(stream.getvalue())
    try:
        check_workbook(stream, size)
    except UnreadableFile as refused:
        return refused.code
    return None


def test_a_small_workbook_passes():
    assert checked(archive(BOOK)) is None
    assert checked(archive(BOOK, zipfile.ZIP_STORED)) is None


@pytest.mark.parametrize("name", ["XL/WORKBOOK.XML", "xl\\workbook.xml"])
def test_the_names_of_parts_are_compared_loosely(name):
    assert checked(archive({name: "<workbook/>"})) is None


@pytest.mark.parametrize(
    "parts", [{}, {"word/document.xml": "<x/>"}, {"xl/workbook.bin": "x"}, {"content.xml": "x"}]
)
def test_other_archives_are_no_workbooks(parts):
    assert checked(archive(parts)) == "no_workbook"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"text", b"PK\x05\x06" + b"\0" * 10])
def test_what_is_no_archive_is_damaged(content):
    assert checked(io.BytesIO(content)) == "damaged_archive"


def test_as_many_entries_as_allowed_pass_and_one_more_does_not():
    parts = BOOK | {f"xl/part{place}": "" for place in range(MAX_ENTRIES - len(BOOK))}
    assert checked(archive(parts)) is None
    assert checked(archive(parts | {"xl/one-more": ""})) == "archive_unsafe"


def test_what_packs_well_but_stays_small_passes():
    assert checked(archive(BOOK | {"xl/media/white.bmp": b"\xff" * (RATIO_FLOOR // 2)})) is None


def test_what_grows_beyond_the_ratio_does_not():
    assert checked(archive(BOOK | {"xl/media/white.bmp": b"\xff" * (RATIO_FLOOR + 1)})) == "archive_too_large"
    assert MAX_RATIO == 100


def test_a_directory_that_declares_too_much_is_refused_before_any_unpacking():
    stream = archive(BOOK)
    content = bytearray(stream.getvalue())
    at = content.index(b"PK\x01\x02")
    content[at + 24 : at + 28] = struct.pack("<L", 4_000_000_000)
    assert checked(io.BytesIO(bytes(content))) == "archive_too_large"


def test_an_entry_that_reaches_beyond_the_end_is_damaged():
    content = bytearray(archive(BOOK).getvalue())
    at = content.rindex(b"PK\x01\x02")
    content[at + 20 : at + 24] = struct.pack("<L", 4_000_000)
    assert checked(io.BytesIO(bytes(content))) == "damaged_archive"


def test_an_entry_whose_local_header_is_gone_is_damaged():
    content = bytearray(archive(BOOK).getvalue())
    content[0:4] = b"XXXX"
    assert checked(io.BytesIO(bytes(content))) == "damaged_archive"


def test_packed_bytes_that_are_nonsense_are_damaged():
    content = bytearray(archive(BOOK | {"xl/long.xml": "<x>" + "abc " * 500 + "</x>"}).getvalue())
    at = content.index(b"xl/long.xml") + len(b"xl/long.xml")
    content[at : at + 12] = b"\xff" * 12
    assert checked(io.BytesIO(bytes(content))) == "damaged_archive"


@pytest.mark.parametrize(
    "name", ["xl/sharedStrings.xml", "xl/styles.xml", "_rels/.rels", "docProps/core.xml"]
)
def test_declarations_are_refused_in_every_part_of_xml(name):
    hostile = f'<!DOCTYPE x [<!ENTITY a "{"a" * 50}">]><x>&a;</x>'
    assert checked(archive(BOOK | {name: hostile})) == "archive_unsafe"


def test_a_declaration_cut_in_two_by_the_reading_is_found():
    for filler in range(262_144 - 9, 262_144 + 2):
        parts = BOOK | {"xl/styles.xml": "<!--" + "x" * (filler - 7) + "--><!DOCTYPE x><x/>"}
        assert checked(archive(parts)) == "archive_unsafe"


def test_the_word_in_a_text_is_no_declaration():
    assert checked(archive(BOOK | {"xl/sharedStrings.xml": "<t>&lt;!DOCTYPE html> was shown</t>"})) is None


def test_pictures_may_hold_any_bytes():
    assert checked(archive(BOOK | {"xl/media/image1.png": b"\x89PNG\0\0<!DOCTYPE x>"})) is None


def test_too_many_cells_are_refused_with_their_number():
    rows = b"<row>" + b"<c/>" * (MAX_CELLS + 1_000) + b"</row>"
    stream = archive(
        BOOK | {"xl/worksheets/sheet1.xml": b"<worksheet><sheetData>" + rows}, zipfile.ZIP_STORED
    )
    assert checked(stream) == "sheet_too_large"


@pytest.mark.parametrize(
    ("reference", "code"),
    [
        ("A1048576", None),
        ("G1048576", None),
        ("H1048576", "sheet_too_large"),
        ("XFD400", None),
        ("XFD500", "sheet_too_large"),
    ],
)
def test_the_rectangle_of_cells_is_bounded(reference, code):
    sheet = (
        f'<worksheet><sheetData><row><c r="A1"/></row><row><c r="{reference}"/></row></sheetData></worksheet>'
    )
    assert checked(archive(BOOK | {"xl/worksheets/sheet1.xml": sheet})) == code
    assert MAX_AREA == 8_000_000
