"""How the cells of a text are kept apart: the delimiter in which the rows agree best."""

import pytest

from regard.web.listening.formats.quoting import NO_DELIMITER, Dialect, sniff

ROWS = "score{0}text{0}city\n9{0}good{0}Graz\n3{0}bad{0}Wien\n5{0}fine{0}Linz\n"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_in_which_the_rows_agree_is_found(delimiter):
    assert sniff(ROWS.format(delimiter)) == Dialect(delimiter)


@pytest.mark.parametrize(
    ("sample", "delimiter"),
    [
        ("a;b\n1,5;2\n3,5;4\n5,5;6\n", ";"),
        ('a,b\n"1;2;3",x\n"4;5;6",y\n"7;8;9",z\n', ","),
        ("a\tb\nhello, you; there\tx\nwell, so\ty\n", "\t"),
        ("a|b|c\n1|2,3|4\n5|6,7|8\n", "|"),
        ("a,b,c\n1,2\n3,4,5\n6,7,8\n9,9,9\n", ","),
        ("a,b\n1,x,,\n2,y,\n3,z\n4,q\n", ","),
        ('"a";"b"\n"1";"x, y, z"\n"2";"u, v, w"\n', ";"),
        ("a,b", ","),
        ("a;b;c\n", ";"),
    ],
)
def test_other_delimiters_inside_the_cells_do_not_mislead(sample, delimiter):
    assert sniff(sample).delimiter == delimiter


@pytest.mark.parametrize(
    "sample",
    [
        "comment\ngood, cheap, near\nslow\nfine, but late\n",
        "one\ntwo\nthree\n",
        "",
        "\n\n\n",
        "word",
        "good\nbad, bad, bad\nso, so\nno; yes\n",
    ],
)
def test_lines_that_agree_on_nothing_are_one_column(sample):
    assert sniff(sample).delimiter == NO_DELIMITER


def test_the_cut_end_of_a_sample_is_not_counted():
    assert sniff("a,b\n1,2\n3,4\n5") == Dialect(",")


def test_a_cell_that_is_too_large_ends_the_sample():
    assert sniff("a,b\n1,2\n3,4\n5,6\n7," + "x" * 2_000_000 + "\n").delimiter == ","


def test_what_is_asked_for_wins_over_what_is_declared_and_found():
    assert sniff("sep=;\na,b\n1,2\n", "|") == Dialect("|", declared=True)
    assert sniff("sep=;\na,b\n1,2\n") == Dialect(";", declared=True)


@pytest.mark.parametrize(
    ("sample", "spaced"),
    [
        ('a, b\n1, "x, y"\n2, "z"\n', True),
        ('a,b\n1,"x, y"\n2,"z"\n', False),
        ('a,b\n1, "x"\n2,"y"\n', False),
        ("a, b\n1, x\n2, y\n", False),
    ],
)
def test_blanks_after_the_delimiter_are_noticed_where_quotes_follow(sample, spaced):
    assert sniff(sample).spaced is spaced
