"""Delimited text: every delimiter in every encoding, and all that spreadsheets write into it."""

import pytest

from regard.web.listening.formats import Refused, Row

ENGLISH = [
    ["score", "comment", "city"],
    ["9", "Great, really; “good”", "Köln"],
    ["2", "Too slow\tagain", "Graz"],
]
CHINESE = [["评分", "内容", "城市"], ["5", "服务非常好，下次还来", "北京"], ["1", "一直没有人接电话", "上海"]]
DELIMITERS = [",", ";", "\t", "|"]


def written(table, delimiter, line_end="\n"):
    return "".join(delimiter.join(f'"{cell}"' for cell in row) + line_end for row in table)


def cells(file):
    return [list(row.values.values()) for row in file]


@pytest.mark.parametrize("delimiter", DELIMITERS)
@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("cp1252", "cp1252"),
    ],
)
def test_every_delimiter_is_found_in_every_western_encoding(opened, delimiter, encoding, found):
    file = opened(written(ENGLISH, delimiter), written_in=encoding)
    assert (file.format, file.delimiter, file.encoding) == ("csv", delimiter, found)
    assert (file.columns, cells(file)) == (ENGLISH[0], ENGLISH[1:])


@pytest.mark.parametrize("delimiter", DELIMITERS)
@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("gb18030", "gb18030"),
        ("gbk", "gb18030"),
    ],
)
def test_every_delimiter_is_found_in_every_chinese_encoding(opened, delimiter, encoding, found):
    file = opened(written(CHINESE, delimiter), written_in=encoding)
    assert (file.delimiter, file.encoding) == (delimiter, found)
    assert (file.columns, cells(file)) == (CHINESE[0], CHINESE[1:])


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030"])
def test_lines_end_as_they_do_on_any_system(opened, line_end, encoding):
    file = opened(written(CHINESE, ",", line_end), written_in=encoding)
    assert cells(file) == CHINESE[1:]


def test_the_last_line_needs_no_end(opened):
    assert cells(opened("score,text\n1,first\n2,last")) == [["1", "first"], ["2", "last"]]


def test_a_line_break_inside_quotes_belongs_to_the_cell(opened):
    file = opened('score,text\n1,"one\r\ntwo\n\nthree"\n2,next\n')
    assert [(row.number, row.values["text"]) for row in file] == [(2, "one\r\ntwo\n\nthree"), (3, "next")]


def test_a_doubled_quote_is_one_quote(opened):
    assert cells(opened('score,text\n1,"He said ""no"", twice"\n')) == [["1", 'He said "no", twice']]


def test_a_quote_inside_an_unquoted_cell_is_a_letter(opened):
    file = opened('score,text\n1,a 5" screen\n2,another 7" one\n')
    assert cells(file) == [["1", 'a 5" screen'], ["2", 'another 7" one']]


def test_blanks_after_the_delimiter_may_stand_before_a_quote(opened):
    file = opened('score, text\n1, "slow, very slow"\n2, "fine"\n')
    assert (file.columns, cells(file)) == (["score", "text"], [["1", "slow, very slow"], ["2", "fine"]])


def test_blanks_inside_cells_stay(opened):
    assert cells(opened("score,text\n1, indented\n2,tail \n")) == [["1", " indented"], ["2", "tail "]]


@pytest.mark.parametrize(
    "first",
    ["sep=;", "SEP=;", '"sep=;"', "sep=;;", "\ufeffsep=;"],
    ids=["plain", "capital", "quoted", "extra", "bom"],
)
def test_a_line_may_declare_the_delimiter_and_is_no_row(opened, first):
    file = opened(f"{first}\r\nscore;text\r\n1;a, b, c\r\n2;d, e, f\r\n")
    assert (file.delimiter, file.columns) == (";", ["score", "text"])
    assert [(row.number, row.values["text"]) for row in file] == [(2, "a, b, c"), (3, "d, e, f")]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_the_delimiter_is_declared_in_any_encoding(opened, encoding):
    file = opened("sep=|\nscore|text\n1|x\n", written_in=encoding)
    assert (file.delimiter, cells(file)) == ("|", [["1", "x"]])


def test_a_delimiter_that_is_asked_for_is_used(opened):
    file = opened("score~text\n1~a,b\n2~c,d\n", delimiter="~")
    assert (file.delimiter, cells(file)) == ("~", [["1", "a,b"], ["2", "c,d"]])


@pytest.mark.parametrize("delimiter", ["ab", "\n", "\r", '"'])
def test_a_delimiter_that_cannot_be_one_is_refused(refusal_of, delimiter):
    refused = refusal_of("score,text\n1,x\n", delimiter=delimiter)
    assert refused.code == "bad_delimiter"


def test_a_decimal_comma_does_not_hide_the_semicolon(opened):
    file = opened("Note;Text\n9,5;gut, sehr gut\n3,0;zu spät, leider\n")
    assert (file.delimiter, cells(file)) == (";", [["9,5", "gut, sehr gut"], ["3,0", "zu spät, leider"]])


def test_one_column_of_sentences_is_not_cut_at_its_commas(opened):
    file = opened("comment\nGood, cheap, near\nSlow\nFriendly, but late\n")
    assert (file.delimiter, file.columns) == ("", ["comment"])
    assert cells(file) == [["Good, cheap, near"], ["Slow"], ["Friendly, but late"]]


def test_the_delimiter_that_a_file_reports_can_be_asked_for_again(opened):
    for content in ("comment\nGood, cheap\nSlow, far\n", "a;b\n1;2\n"):
        file = opened(content)
        again = opened(content, delimiter=file.delimiter, encoding=file.encoding)
        assert (again.columns, list(again)) == (file.columns, list(file))


def test_blank_lines_are_left_out_but_counted(opened):
    file = opened("\n\nscore,text\n\n1,x\n\n\n2,y\n\n")
    assert [(row.number, row.values["score"]) for row in file] == [(5, "1"), (8, "2")]


def test_rows_of_nothing_but_delimiters_are_left_out(opened):
    file = opened("score,text\n1,x\n,\n,\n2,y\n")
    assert [row.number for row in file] == [2, 5]


def test_a_row_with_too_few_cells_is_refused_with_the_counts(opened):
    file = opened("score,text,city\n1,x,Graz\n2,y\n3,z,Wien\n")
    found = list(file)
    assert found[1] == Refused(3, None, "missing_cells", {"cells": 2, "columns": 3}, "2,y")
    assert [row.number for row in found if isinstance(row, Row)] == [2, 4]


def test_a_row_with_too_many_cells_is_refused_with_the_counts(opened):
    file = opened("score,text\n1,x\n2,y,z\n")
    assert list(file)[1] == Refused(3, None, "extra_cells", {"cells": 3, "columns": 2}, "2,y,z")


def test_empty_cells_beyond_the_header_are_no_fault(opened):
    assert cells(opened("score,text\n1,x,,\n2,y,\n3,z\n")) == [["1", "x"], ["2", "y"], ["3", "z"]]


def test_an_empty_cell_is_an_empty_text(opened):
    assert cells(opened('score,text\n1,\n2,""\n')) == [["1", ""], ["2", ""]]


def test_a_nul_inside_a_cell_does_not_end_the_file(opened):
    assert cells(opened(b"score,text\n1,be\0fore\n2,after\n")) == [["1", "be\0fore"], ["2", "after"]]


@pytest.mark.parametrize("formula", ["=1+1", "+1", "-1", "@SUM(A1)", '=cmd|"/c calc"!A1', "=HYPERLINK(1)"])
def test_a_formula_is_a_text_like_any_other(opened, formula):
    quoted = formula.replace('"', '""')
    assert cells(opened(f'score,text\n1,"{quoted}"\n')) == [["1", formula]]


def test_letters_that_other_programs_take_for_line_ends_stay_inside_their_cell(opened):
    odd = "a\u2028b\u2029c\x85d\x0be\x0cf"
    assert cells(opened(f"score,text\n1,{odd}\n2,x\n")) == [["1", odd], ["2", "x"]]


def test_two_readings_give_the_same_rows(opened):
    file = opened("score,text\n1,x\n2\n3,y\n")
    assert list(file) == list(file)


def test_two_readings_may_go_on_side_by_side(opened):
    file = opened("score,text\n1,x\n2,y\n3,z\n")
    first, second = iter(file), iter(file)
    next(first)
    assert next(second).number == 2
    assert [row.number for row in first] == [3, 4]
    assert [row.number for row in second] == [3, 4]


def test_a_sample_does_not_move_the_reading(opened):
    file = opened("score,text\n1,x\n2,y\n3,z\n")
    reading = iter(file)
    next(reading)
    assert [row.number for row in file.sample(2)] == [2, 3]
    assert next(reading).number == 3


def test_a_sample_leaves_out_what_cannot_be_read(opened):
    file = opened("score,text\n1\n2,y\n3\n4,z\n")
    assert [row.number for row in file.sample(5)] == [3, 5]


def test_the_position_reaches_the_size(opened):
    file = opened("score,text\n" + "1,something to say\n" * 20_000)
    seen = []
    for row in file:
        if row.number % 5_000 == 0:
            seen.append(file.position)
    assert seen == sorted(seen)
    assert 0 < seen[0] < seen[-1] <= file.size
    assert file.position == file.size
