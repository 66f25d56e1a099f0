"""Texts: kept as they were said, without characters that nobody wrote."""

from datetime import UTC, date, datetime

import pytest

from regard.web.listening.formats.refusals import BadValue
from regard.web.listening.formats.sorts import Sort, is_address, is_email, sort_of
from regard.web.listening.formats.texts import MAX_TEXT, MAX_VALUE, clean, text_of, value_of, written


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("plain", "plain"),
        ("  around  ", "around"),
        ("two\r\nlines", "two\nlines"),
        ("two\rlines", "two\nlines"),
        ("two\n\nlines", "two\n\nlines"),
        ("a\u2028b\u2029c\x85d", "a\nb\nc\nd"),
        ("tab\tstays", "tab\tstays"),
        ("be\0fore", "before"),
        ("bell\x07 esc\x1b[31m del\x7f c1\x9b", "bell esc[31m del c1"),
        ("\ufeffmark", "mark"),
        ("half \ud83d letter", "half \ufffd letter"),
        ("emoji 👩‍👩‍👧 stays", "emoji 👩‍👩‍👧 stays"),
        ("\u202eturned\u202c stays", "\u202eturned\u202c stays"),
        ("=1+1", "=1+1"),
        ('=cmd|"/c calc"!A1', '=cmd|"/c calc"!A1'),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("很好，下次还来。", "很好，下次还来。"),
        ("e\u0301", "e\u0301"),
        ("none at all", "none at all"),
        ("无", "无"),
        ("no", "no"),
        (7, "7"),
        (7.0, "7"),
        (7.5, "7.5"),
        (1e300, "1e+300"),
        (date(2024, 3, 5), "2024-03-05"),
        (datetime(2024, 3, 5, 14, 22, tzinfo=UTC), "2024-03-05 14:22:00+00:00"),
    ],
)
def test_a_text_is_kept_as_it_was_said(cell, text):
    assert text_of(cell) == text


@pytest.mark.parametrize(
    "cell", [None, "", "   ", "\0", "\r\n\t", "NULL", "null", "NaN", "N/A", "n/a", "#N/A", "NA", "-99"]
)
def test_what_programs_write_for_nothing_is_no_text(cell):
    assert text_of(cell) is None


def test_a_text_at_the_limit_is_kept_and_one_above_is_refused():
    assert len(text_of("x" * MAX_TEXT)) == MAX_TEXT == 30_000
    with pytest.raises(BadValue) as bad:
        text_of("x" * (MAX_TEXT + 1))
    assert (bad.value.code, bad.value.params) == ("text_too_long", {"length": 30_001, "limit": 30_000})


def test_the_limit_counts_what_would_be_kept():
    assert len(text_of(" " * 50_000 + "x" * MAX_TEXT + "\0" * 50_000)) == MAX_TEXT


def test_a_short_value_is_on_one_line():
    assert value_of(" two\r\n lines ") == "two lines"
    assert value_of("王 小明") == "王 小明"


def test_a_short_value_is_short():
    assert len(value_of("x" * MAX_VALUE)) == MAX_VALUE
    with pytest.raises(BadValue) as bad:
        value_of("x" * (MAX_VALUE + 1))
    assert (bad.value.code, bad.value.params) == ("value_too_long", {"length": 501, "limit": 500})


def test_a_clean_text_is_clean_already():
    for text in ("plain", "two\nlines", "很好"):
        assert clean(clean(text)) == clean(text) == text


def test_numbers_are_written_as_people_do():
    assert [written(cell) for cell in (1, 1.0, -2.0, 0.5, 10**15, "x")] == [
        "1", "1", "-2", "0.5", "1000000000000000", "x",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "sort"),
    [
        (None, Sort.EMPTY),
        ("", Sort.EMPTY),
        ("  ", Sort.EMPTY),
        (9, Sort.NUMBER),
        (9.5, Sort.NUMBER),
        ("9", Sort.NUMBER),
        ("-9,5", Sort.NUMBER),
        ("80%", Sort.NUMBER),
        ("1709648527", Sort.NUMBER),
        (date(2024, 3, 5), Sort.DATE),
        (datetime(2024, 3, 5), Sort.DATE),
        ("2024-03-05", Sort.DATE),
        ("2024-03-05T14:22:07Z", Sort.DATE),
        ("2024-03-05 14:22", Sort.DATE),
        ("2024-03", Sort.DATE),
        ("3/5/24", Sort.DATE),
        ("5.3.2024 14:22", Sort.DATE),
        ("2024年3月5日", Sort.DATE),
        ("2024年3月5日14时", Sort.DATE),
        ("2024年3月", Sort.DATE),
        ("ann@customer.example", Sort.EMAIL),
        ("https://reviews.example/1", Sort.ADDRESS),
        ("ann at customer", Sort.WORDS),
        ("9 out of 10", Sort.WORDS),
        ("192.168.1.1", Sort.WORDS),
        ("10-4 was the answer", Sort.WORDS),
        ("+49 151 234", Sort.WORDS),
    ],
)
def test_the_sort_of_a_cell_is_seen(cell, sort):
    assert sort_of(cell) is sort


@pytest.mark.parametrize("text", ["a@b.example", "first.last+tag@mail.customer.example", "王@客户.example"])
def test_an_email_address_is_known(text):
    assert is_email(text)


@pytest.mark.parametrize(
    "text",
    [
        "a@b", "@b.example", "a@", "a b@c.example", "a@b@c.example", "mailto:",
        "a@b.example, c@d.example", "",
        "a@b.example\n", "x" * 300 + "@b.example", "<a@b.example>",
    ],
)  # fmt: skip
def test_what_is_no_email_address_is_known(text):
    assert not is_email(text)


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("https://reviews.example/1?a=b", True),
        ("HTTP://reviews.example", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("//reviews.example", False),
        ("ftp://reviews.example", False),
        ("https://", False),
        ("https://a b", False),
        ("https://" + "x" * 5_000, False),
    ],
)
def test_only_addresses_for_a_browser_are_addresses(text, known):
    assert is_address(text) is known


@pytest.mark.parametrize(
    "attack", ["a@" * 50_000, "." * 100_000, "9" * 100_000, "1-" * 50_000, "http://" * 15_000]
)
def test_attack_texts_are_sorted_at_once(attack):
    assert sort_of(attack) is Sort.WORDS
