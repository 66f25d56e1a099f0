"""Texts of strangers do no harm on a terminal, and take the columns that they take."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regard.report.printable import fitted, harmless, lines_of, padded, plain, prose, right, width

ANY = st.text(st.characters(codec=None, exclude_categories=[]), max_size=80)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("friendly", "friendly"),
        ("服务很好", "服务很好"),
        ("two\nlines\r\nand\ta tab", "two lines and a tab"),
        ("\x1b[31mred\x1b[0m", "[31mred [0m"),
        ("\x9b31mred", "31mred"),
        ("bell\x07", "bell"),
        ("a\u202eb\u2066c\u200ed", "abcd"),
        ("a\u2028b\u2029c", "a b c"),
        ("\ufeffmark", "mark"),
        ("half \ud83d", "half \ufffd"),
        ("  blanks   around  ", "blanks around"),
        ("family \U0001f468\u200d\U0001f469", "family \U0001f468\u200d\U0001f469"),
        ("soft\u00adhyphen", "softhyphen"),
        ("\U000e0041tag", "tag"),
        ("", ""),
    ],
)
def test_a_text_becomes_one_harmless_line(text, expected):
    assert plain(text) == expected


@given(ANY)
def test_no_text_can_steer_a_terminal(text):
    shown = plain(text)
    kinds = {unicodedata.category(letter) for letter in shown if letter not in "\u200c\u200d"}
    assert kinds & {"Cc", "Cf", "Cs", "Zl", "Zp"} == set()
    assert shown.encode("utf-8").decode("utf-8") == shown


@given(ANY)
def test_what_is_harmless_stays_as_it_is(text):
    assert harmless(harmless(text)) == harmless(text)


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("abc", 3),
        ("客服", 4),
        ("客a", 3),
        ("e\u0301", 1),
        ("ｆｕｌｌ", 8),
        ("“quoted”", 8),
        ("", 0),
        ("（）", 4),
    ],
)
def test_chinese_takes_two_columns_and_a_combining_mark_none(text, columns):
    assert width(text) == columns


@pytest.mark.parametrize(
    ("text", "left", "behind"), [("ab", "ab    ", "    ab"), ("客服", "客服  ", "  客服")]
)
def test_columns_line_up_whatever_the_script(text, left, behind):
    assert (padded(text, 6), right(text, 6)) == (left, behind)


def test_a_text_that_is_too_wide_to_pad_stays_whole():
    assert (padded("客服客服", 3), right("abcdef", 3)) == ("客服客服", "abcdef")


@pytest.mark.parametrize(
    ("text", "columns", "expected"),
    [
        ("friendly", 8, "friendly"),
        ("friendly", 7, "friend…"),
        ("客服态度", 8, "客服态度"),
        ("客服态度", 7, "客服态…"),
        ("客服态度", 6, "客服…"),
        ("a b", 2, "a…"),
        ("a bc", 3, "a…"),
    ],
)
def test_a_text_is_cut_between_its_characters(text, columns, expected):
    assert fitted(text, columns) == expected


@given(ANY, st.integers(2, 40))
def test_a_cut_text_fits(text, columns):
    assert width(fitted(plain(text), columns)) <= columns


def test_pieces_stand_side_by_side_as_long_as_they_fit():
    assert list(lines_of(["late 20", "slow 10", "rude 5"], 17)) == ["late 20   slow 10", "rude 5"]
    assert list(lines_of(["客服 50", "很快 50"], 17)) == ["客服 50   很快 50"]
    assert list(lines_of([], 17)) == []
    assert list(lines_of(["far too wide for it"], 5)) == ["far too wide for it"]


def test_a_sentence_is_broken_at_blanks():
    assert list(prose("Nothing changed by more than chance.", 20)) == [
        "Nothing changed by",
        "more than chance.",
    ]


def test_chinese_is_broken_between_characters_but_not_before_punctuation():
    assert list(prose("推荐者多于贬损者。", 10)) == ["推荐者多于", "贬损者。"]
    assert list(prose("推荐者多于贬，损者", 12)) == ["推荐者多于", "贬，损者"]


@given(ANY, st.integers(4, 40))
def test_breaking_a_sentence_loses_nothing_but_blanks(text, columns):
    shown = plain(text)
    assert "".join(prose(shown, columns)).replace(" ", "") == shown.replace(" ", "")
