"""What a file is, told by what stands in it and never by its name."""

import os
import zipfile

import pytest

from regard.web.listening.formats import FeedbackFile, open_file

TABLE = "score,text\n9,good\n"


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx", "a.json", "a.gz", "a.pdf", "noextension", "…评价.表"])
def test_the_name_of_a_file_does_not_matter(kept, name):
    file = open_file(kept(TABLE, name=name))
    assert (file.format, file.columns) == ("csv", ["score", "text"])


def test_a_path_may_be_a_text(kept):
    assert open_file(str(kept(TABLE))).columns == ["score", "text"]


def test_a_file_tells_what_it_is(kept):
    path = kept(TABLE)
    file = open_file(path)
    assert isinstance(file, FeedbackFile)
    assert (file.path, file.size, file.format, file.encoding) == (path, len(TABLE), "csv", "utf-8")
    assert (file.delimiter, file.sheets, file.header_rows, file.compressed) == (",", [], 1, False)


def test_only_csv_has_a_delimiter(opened):
    assert opened('{"text": "good"}\n').delimiter is None


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (TABLE, "csv"),
        ('{"text": "good"}\n', "jsonl"),
        ('\n\n  {"text": "good"}\n', "jsonl"),
        ('[{"text": "good"}]', "json"),
        ('  [\n {"text": "good"}\n]\n', "json"),
        ("[id],[text]\n1,good\n", "csv"),
        ("{id},text\n1,good\n2,bad\n", "csv"),
        ('{"broken": \n{"text": "good"}\n{"text": "bad"}\n', "jsonl"),
    ],
)
def test_the_format_is_told_by_the_first_letters(opened, content, found):
    assert opened(content).format == found


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "not_a_table"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "not_a_table"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "not_a_table"),
        (b"\x7fELF\x02\x01\x01" + b"\0" * 90, "not_a_table"),
        (b"SQLite format 3\0" + b"\0" * 90, "not_a_table"),
        (b"PAR1" + bytes(range(200)), "not_a_table"),
        (b"{\\rtf1\\ansi text}", "not_a_table"),
        (b"\0" * 5_000, "not_a_table"),
        (bytes(range(256)) * 20, "not_a_table"),
        (b"\x01\x02\x03\x04\x05" * 500, "not_a_table"),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "web_page"),
        (b"\n <html>", "web_page"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><rss></rss>", "web_page"),
        (b"<table><tr><td>1</td></tr></table>", "web_page"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old_excel"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"),
            "password_protected",
        ),
        (b"PK\x05\x06" + b"\0" * 18, "not_a_table"),
        (b"PK\x03\x04 and nothing that follows", "damaged_archive"),
        (b'{"items": [{"text": "a"}, {"text": "b"}]}', "json_not_rows"),
        (b'{\n  "items": [\n    {"text": "a"}\n  ]\n}\n', "json_not_rows"),
        (b'{"text": ', "json_not_rows"),
        (b"[1, 2, 3]", "json_not_rows"),
        (b'["good", "bad"]', "json_not_rows"),
        (b"[]", "no_rows"),
        (b"[ ]", "no_rows"),
        (b" \n\t\n", "empty_file"),
        (b"\xef\xbb\xbf", "empty_file"),
    ],
)
def test_what_is_no_table_is_refused_and_named(refusal_of, content, code):
    assert refusal_of(content).code == code


@pytest.mark.parametrize("seed", range(8))
def test_random_bytes_are_refused_and_never_fail_otherwise(refusal_of, seed):
    junk = bytes((byte * 31 + seed * 17) % 256 for byte in os.urandom(4_000))
    assert refusal_of(junk).code in ("not_a_table", "unknown_encoding")


def test_a_zip_archive_without_a_workbook_is_refused(tmp_path, refusal_of):
    path = tmp_path / "inner.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("answers.csv", TABLE)
    assert refusal_of(path.read_bytes()).code == "no_workbook"


def test_a_few_stray_control_letters_do_not_make_a_table_binary(opened):
    file = opened("score,text\n" + "9,good\n" * 50 + "3,be\x01ll\x07\n")
    assert len(list(file)) == 51


def test_a_single_object_on_a_single_line_is_one_row(opened):
    assert [row.values for row in opened('{"text": "good", "score": 9}')] == [{"text": "good", "score": 9}]


def test_reading_leaves_no_file_open(kept, recwarn):
    file = open_file(kept(TABLE * 100))
    next(iter(file))
    list(file)
    del file
    assert [str(warning.message) for warning in recwarn] == []
