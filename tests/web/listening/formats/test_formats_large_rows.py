"""Rows that are far too large, and quotes that never close: refused one by one, and the rest is read."""

import pytest

from regard.web.listening.formats import Refused, Row, explain
from regard.web.listening.formats.quoting import opened_quote
from regard.web.listening.formats.rows import MAX_CELL, MAX_ROW

TEN_MEGABYTES = 10_000_000


def outcome(file):
    return [
        found.number if isinstance(found, Row) else (found.number, found.column, found.code) for found in file
    ]


def test_a_cell_of_ten_megabytes_is_refused_with_row_and_column(opened):
    file = opened("score,text,city\n1,fine,Graz\n2," + "x" * TEN_MEGABYTES + ",Wien\n3,fine,Linz\n")
    assert outcome(file) == [2, (3, "text", "cell_too_large"), 4]


def test_a_quoted_cell_of_ten_megabytes_is_skipped_to_its_end(opened):
    file = opened('score,text\n1,"' + "one, line\n" * 1_000_000 + '"\n2,fine\n')
    assert outcome(file) == [(2, "text", "cell_too_large"), 3]


def test_doubled_quotes_in_a_large_cell_do_not_end_it(opened):
    file = opened('score,text\n1,"' + 'say ""this""\n' * 200_000 + '"\n2,fine\n')
    assert outcome(file) == [(2, "text", "cell_too_large"), 3]


def test_the_first_cell_can_be_the_large_one(opened):
    file = opened("score,text\n" + "9" * (MAX_CELL + 1) + ",x\n2,fine\n")
    assert outcome(file) == [(2, "score", "cell_too_large"), 3]


def test_the_last_row_can_be_the_large_one(opened):
    file = opened("score,text\n1,fine\n2," + "x" * TEN_MEGABYTES)
    assert outcome(file) == [2, (3, "text", "cell_too_large")]


def test_a_cell_at_the_limit_is_read(opened):
    file = opened("score,text\n1," + "x" * MAX_CELL + "\n")
    assert [len(row.values["text"]) for row in file] == [MAX_CELL]


def test_a_cell_one_above_the_limit_is_not(opened):
    file = opened("score,text\n1," + "x" * (MAX_CELL + 1) + "\n2,fine\n")
    assert outcome(file) == [(2, "text", "cell_too_large"), 3]


def test_many_cells_that_are_small_alone_can_be_too_much_together(opened):
    wide = ",".join(["x" * 100_000] * 60)
    file = opened("score,text\n1,fine\n" + wide + "\n2,fine\n")
    assert outcome(file) == [2, (3, None, "row_too_long"), 4]


def test_a_row_of_many_quoted_lines_is_bounded_too(opened):
    cell = '"' + "a line\n" * 100_000 + '"'
    file = opened("score,text\n1,fine\n" + ",".join([cell] * 10) + "\n2,fine\n")
    assert outcome(file) == [2, (3, None, "row_too_long"), 4]


def test_several_large_rows_in_turn_are_each_refused(opened):
    large = "1," + "x" * (MAX_CELL * 2) + "\n"
    file = opened("score,text\n" + large + "2,fine\n" + large + large + "3,fine\n")
    assert outcome(file) == [
        (2, "text", "cell_too_large"),
        3,
        (4, "text", "cell_too_large"),
        (5, "text", "cell_too_large"),
        6,
    ]


def test_a_large_cell_in_a_column_without_a_name_is_named_by_its_place(opened):
    file = opened("score,text\n1,fine\n1,2,3," + "x" * (MAX_CELL + 9) + "\n")
    assert outcome(file) == [2, (3, "column 4", "cell_too_large")]


def test_a_quote_that_never_closes_says_how_much_it_swallowed(opened):
    file = opened('score,text\n1,fine\n2,"open\n3,lost\n4,lost\n')
    assert list(file)[1] == Refused(3, None, "quote_not_closed", {"lines": 3}, '2,"open 3,lost 4,lost')


def test_a_quote_that_never_closes_over_megabytes_says_so_too(opened):
    file = opened('score,text\n1,fine\n2,"open\n' + "3,lost\n" * 500_000)
    found = list(file)
    assert (found[1].number, found[1].column, found[1].code) == (3, "text", "quote_not_closed")
    assert found[1].params == {"lines": 500_001}
    assert len(found) == 2


def test_what_stood_in_a_refused_row_is_kept_short_and_printable(opened):
    file = opened("score,text\n1,fine\n2,\0\a\n" + "3," + "x\ty" * 1_000_000 + "\n")
    refused = list(file)[-1]
    assert len(refused.raw) <= 500
    assert refused.raw.isprintable()


def test_a_refusal_names_row_and_column_in_words(opened):
    file = opened("score,text\n1," + "x" * TEN_MEGABYTES + "\n2,fine\n")
    assert explain(next(iter(file))) == "row 2, column “text”: the cell is larger than 1048576 characters"


def test_a_header_that_is_too_long_is_refused_as_a_whole(refusal_of):
    assert refusal_of("a," * 3_000_000 + "\n1,2\n").code == "header_broken"


def test_a_header_whose_quote_never_closes_is_refused_as_a_whole(refusal_of):
    assert refusal_of('"score,text\n1,x\n').code == "header_broken"


def test_too_many_columns_are_refused_with_their_number(refusal_of):
    header = ",".join(f"c{place}" for place in range(5_000))
    refused = refusal_of(header + "\n" + ",".join(["1"] * 5_000) + "\n")
    assert (refused.code, refused.params) == ("too_many_columns", {"columns": 5_000, "limit": 4_096})


def test_a_header_with_as_many_columns_as_allowed_is_read(opened):
    header = ",".join(f"c{place}" for place in range(4_096))
    file = opened(header + "\n" + ",".join(["1"] * 4_096) + "\n")
    assert len(file.columns) == 4_096
    assert outcome(file) == [2]


def test_a_header_with_rows_that_are_all_refused_is_still_opened(opened):
    file = opened("score,text\n1," + "x" * TEN_MEGABYTES + "\n")
    assert (file.columns, file.sample(5)) == (["score", "text"], [])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a,bbb,c", (1, 3, False)),
        ('a,"b,b",c', (1, 5, False)),
        ('a,"b""b",c', (1, 6, False)),
        ('a,"b', (1, 2, True)),
        ('"a""', (0, 4, True)),
        ('"a"', (0, 3, False)),
        ('a,b"b,"c', (1, 3, True)),
        ("", (0, 0, False)),
    ],
)
def test_the_longest_cell_of_an_unfinished_record_is_found(text, found):
    assert opened_quote(text, ",") == found


def test_the_limit_of_a_row_leaves_room_for_its_cells():
    assert MAX_ROW >= 2 * MAX_CELL
