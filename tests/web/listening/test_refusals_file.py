"""The refused rows as a file: complete, aligned, and harmless in a spreadsheet."""

import csv
import io

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from regard.web.listening.models import ImportRefusal
from regard.web.listening.refusals_file import BOM, guarded, refusal_lines

from .conftest import ANSWERS

EVIL = [
    "=1+1", "=cmd|' /C calc'!A0", "+1+1", "-1+1", "@SUM(1)", "\t=1", "\r=1", "=HYPERLINK('http://x')", "=",
    "+", "-", "@", "-2+3", "+44 20 7946 0000", "=1;2", "--1", "+-1", "-=1", "@@", "=\n1", "-１", "- 5", "+a",
    "-a", " =1", "\n=1", "＝1+1", "－1", "＠x",
]  # fmt: skip
HARMLESS = [
    "", "fine", "5", "-5", "+5", "-5.5", "-1,234.5", "-10%", "+4420794600", "5-3", "a=b", "好", "'=1", "1+1",
    5, -5, 5.5, None,
]  # fmt: skip


@pytest.mark.parametrize("cell", EVIL)
def test_what_could_be_a_formula_gets_an_apostrophe(cell):
    assert guarded(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", HARMLESS)
def test_what_is_none_stays_as_it_is(cell):
    assert guarded(cell) == cell


@given(st.text(max_size=30))
def test_no_text_begins_like_a_formula_unless_it_is_a_number(cell):
    kept = guarded(cell)
    assert kept[:1] not in ("=", "@", "\t", "\r")
    if kept[:1] in ("+", "-"):
        float(kept.rstrip("%").replace(",", ""))


@pytest.fixture
def refusing(workspace, bring, write):
    """An import in which rows of every sort were refused."""
    from regard.web.workspaces.tenancy import in_workspace

    text = "id,=date,nps,comment\n" + "".join(f"r{n},2026-03-0{n % 9 + 1},{n % 11},ok\n" for n in range(60))
    text += 'x1,2026-02-31,5,"=1+1, with a ""quote"" and\na line"\nx2,2026-03-05\nx3,2026-02-30,3,-5\n'
    batch = bring(write(text))
    with in_workspace(workspace):
        yield batch


def rows_of(batch) -> list[list[str]]:
    text = "".join(refusal_lines(batch))
    assert text.startswith(BOM) and text.endswith("\r\n")
    return list(csv.reader(io.StringIO(text[1:], newline="")))


def test_each_row_is_told_with_its_place_its_reason_and_its_cells(refusing):
    header, *rows = rows_of(refusing)
    assert header == ["Row", "Column", "Reason", "id", "'=date", "nps", "comment", "As it stood in the file"]
    assert [row[:2] for row in rows] == [["62", "'=date"], ["63", ""], ["64", "'=date"]]
    assert rows[0][2] == "“2026-02-31” is a date that does not exist"
    assert rows[0][3:7] == ["x1", "2026-02-31", "5", '\'=1+1, with a "quote" and\na line']
    assert rows[1][2:] == ["2 cells where the header has 4", "", "", "", "", "x2,2026-03-05"]
    assert rows[2][6] == "-5"


def test_the_reasons_are_told_in_the_language_of_the_reader(refusing):
    with translation.override("zh-hans"):
        header, *rows = rows_of(refusing)
    assert header[:3] == ["行", "列", "原因"]
    assert rows[0][2] == "“2026-02-31”是不存在的日期"


def test_every_line_has_as_many_cells(refusing):
    assert {len(row) for row in rows_of(refusing)} == {8}


def test_without_unreadable_rows_there_is_no_column_for_them(workspace, bring, write):
    from regard.web.workspaces.tenancy import in_workspace

    batch = bring(write(ANSWERS.replace("2026-03-06", "2026-02-31")))
    with in_workspace(workspace):
        header, row = rows_of(batch)
    assert header == ["Row", "Column", "Reason", "id", "date", "nps", "comment", "customer"]
    assert row[3:] == ["a-2", "2026-02-31", "3", "排队太久，没有人管", "c-2"]


def test_long_cells_are_cut_with_a_mark(workspace, bring, write):
    from regard.web.workspaces.tenancy import in_workspace

    batch = bring(write(ANSWERS.replace("2026-03-06,3,排", "2026-02-31,3,排" + "x" * 5000)))
    with in_workspace(workspace):
        assert [len(cell) for cell in ImportRefusal.objects.get().cells] == [3, 10, 1, 500, 3]
        assert rows_of(batch)[1][6].endswith("x…")


def test_many_refusals_are_read_in_a_few_queries(workspace, bring, write, django_assert_num_queries):
    from regard.web.workspaces.tenancy import in_workspace

    batch = bring(write(ANSWERS.replace("2026-03-06", "2026-02-31")))
    with in_workspace(workspace):
        ImportRefusal.objects.bulk_create(
            ImportRefusal(batch=batch, row=row, code="nothing_said") for row in range(10, 400)
        )
        with django_assert_num_queries(2):
            assert len(rows_of(batch)) == 392
