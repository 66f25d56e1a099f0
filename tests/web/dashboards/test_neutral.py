"""No text of a stranger becomes a formula, and no number becomes a text."""

import csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regard.web.dashboards.neutral import CUT, FORMULA, LONGEST, for_csv, for_workbook

FORMULAS = [
    "=1+1", "=cmd|' /C calc'!A0", '=HYPERLINK("http://evil.example.com","x")', "+1+1", "-1+1",
    "@SUM(A1:A9)", "\t=1+1", "\r=1+1", "\n=1+1", " =1+1", "   @x", "＝1+1", "＋1", "－1", "＠SUM(A1)",
    '=WEBSERVICE("http://x")', "+44 20 7946 0000", "-", "- nice place", "=", "@handle",
    '=IMPORTXML(A1,"//a")', "\u00a0=1+1", "\u3000＝1",
]  # fmt: skip
PLAIN = ["good tea", "1+1=2", "a@b.example.com", "客服很好", "5", "'=1+1", "“=1”", "", "résumé - ok", "a\n=b"]


@pytest.mark.parametrize("text", FORMULAS)
def test_what_could_be_a_formula_gets_an_apostrophe(text):
    assert for_csv(text) == f"'{text}"


@pytest.mark.parametrize("text", PLAIN)
def test_other_texts_stay_as_they_are(text):
    assert for_csv(text) == text


@pytest.mark.parametrize("value", [-1, 0, 3.5, -0.25, True, None])
def test_numbers_are_numbers_whatever_their_sign(value):
    assert for_csv(value) is value


@given(st.text(st.characters(exclude_characters="\0")))
def test_no_cell_of_csv_begins_like_a_formula(text):
    cell = for_csv(text)
    assert not cell.lstrip().startswith(FORMULA)
    assert not cell.startswith(FORMULA)
    assert cell.removeprefix("'") == text.removeprefix("'") or cell == text


@given(
    st.lists(
        st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])), min_size=2, max_size=5
    )
)
def test_rows_keep_their_cells_through_csv(cells):
    buffer = StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerow([for_csv(cell) for cell in cells])
    (row,) = csv.reader(StringIO(buffer.getvalue(), newline=""))
    assert row == [for_csv(cell) for cell in cells]


def test_nul_is_left_out_everywhere():
    assert for_csv("a\0=b") == "a=b"
    assert for_csv("\0=b") == "'=b"
    assert for_workbook("a\0b") == "ab"


@pytest.mark.parametrize("letter", ["x", "客", "🫖"])
def test_a_cell_of_a_workbook_is_cut_where_it_would_not_fit_and_says_so(letter):
    cell = for_workbook(letter * 40_000)
    assert cell.endswith(CUT)
    assert len(cell.encode("utf-16-le")) // 2 <= 32_767
    assert set(cell.removesuffix(CUT)) == {letter}
    assert for_workbook(letter * 1_000) == letter * 1_000


def test_the_longest_that_fits_is_not_cut():
    assert for_workbook("x" * LONGEST) == "x" * LONGEST
    assert for_workbook("x" * (LONGEST + 1)).endswith(CUT)
