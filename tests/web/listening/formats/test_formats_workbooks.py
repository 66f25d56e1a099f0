"""Excel workbooks: the values of one sheet, as a person sees them."""

import gzip
from datetime import date, datetime, time, timedelta

import openpyxl
import pytest
import xlsxwriter

from regard.web.listening.formats import Refused, Row, UnreadableFile, explain, open_file

HEADER = ["score", "comment"]


def cells(file):
    return [list(row.values.values()) for row in file]


@pytest.fixture
def drawn(tmp_path):
    """Let the test draw into the first sheet of a workbook, and open it."""

    def draw(fill, **options):
        path = tmp_path / "drawn.xlsx"
        book = xlsxwriter.Workbook(str(path))
        fill(book, book.add_worksheet("Answers"))
        book.close()
        return open_file(path, **options)

    return draw


def test_the_first_sheet_is_read(workbook):
    file = open_file(workbook({"Answers": [HEADER, [9, "good"], [3, "很慢"]], "Notes": [["x"], ["y"]]}))
    assert (file.format, file.encoding, file.delimiter) == ("xlsx", None, None)
    assert (file.sheets, file.columns) == (["Answers", "Notes"], HEADER)
    assert [(row.number, list(row.values.values())) for row in file] == [(2, [9, "good"]), (3, [3, "很慢"])]


def test_a_sheet_can_be_asked_for_by_name(workbook):
    path = workbook({"Answers": [HEADER, [9, "good"]], "答复 2024": [["评分", "内容"], [5, "很好"]]})
    file = open_file(path, sheet="答复 2024")
    assert (file.columns, cells(file)) == (["评分", "内容"], [[5, "很好"]])


@pytest.mark.parametrize("name", ["Nope", "", "answers", "A\0", "--help", "\ud83d"])
def test_a_sheet_that_is_not_there_is_refused_with_those_that_are(workbook, name):
    path = workbook({"Answers": [HEADER, [9, "good"]], "Notes": [["x"], ["y"]]})
    with pytest.raises(UnreadableFile) as refused:
        open_file(path, sheet=name)
    assert (refused.value.code, refused.value.params["sheets"]) == ("no_such_sheet", "Answers, Notes")


def test_a_hidden_first_sheet_is_passed_over(drawn):
    def fill(book, sheet):
        sheet.write(0, 0, "hidden")
        shown = book.add_worksheet("Shown")
        shown.activate()
        shown.set_first_sheet()
        sheet.hide()
        shown.write_row(0, 0, HEADER)
        shown.write_row(1, 0, [5, "seen"])

    assert cells(drawn(fill)) == [[5, "seen"]]


def test_a_hidden_sheet_can_still_be_asked_for(drawn):
    def fill(book, sheet):
        sheet.write_row(0, 0, HEADER)
        hidden = book.add_worksheet("Hidden")
        hidden.write_row(0, 0, HEADER)
        hidden.write_row(1, 0, [1, "found"])
        hidden.hide()

    assert cells(drawn(fill, sheet="Hidden")) == [[1, "found"]]


def test_a_chart_is_no_sheet_of_rows(drawn):
    def fill(book, sheet):
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(1, 0, [5, "good"])
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=Answers!$A$2:$A$2"})
        book.add_chartsheet("Chart").set_chart(chart)

    with pytest.raises(UnreadableFile) as refused:
        drawn(fill, sheet="Chart")
    assert (refused.value.code, refused.value.params["sheets"]) == ("no_such_sheet", "Answers")


def test_dates_and_times_keep_their_sort(drawn):
    def fill(book, sheet):
        day, minute = (
            book.add_format({"num_format": "yyyy-mm-dd"}),
            book.add_format({"num_format": "d/m/yy h:mm"}),
        )
        sheet.write_row(0, 0, ["day", "moment", "serial", "comment"])
        sheet.write_datetime(1, 0, datetime(2024, 3, 5), day)
        sheet.write_datetime(1, 1, datetime(2024, 3, 5, 14, 22, 7), minute)
        sheet.write(1, 2, 45356.5)
        sheet.write(1, 3, "good")

    assert cells(drawn(fill)) == [[date(2024, 3, 5), datetime(2024, 3, 5, 14, 22, 7), 45356.5, "good"]]


def test_dates_counted_from_1904_are_the_same_days(tmp_path):
    path = tmp_path / "mac.xlsx"
    book = xlsxwriter.Workbook(str(path), {"date_1904": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["day", "comment"])
    sheet.write_datetime(1, 0, datetime(2024, 3, 5), book.add_format({"num_format": "yyyy-mm-dd"}))
    sheet.write(1, 1, "good")
    book.close()
    assert cells(open_file(path)) == [[date(2024, 3, 5), "good"]]


def test_a_time_without_a_day_and_a_length_of_time_are_texts(tmp_path):
    path = tmp_path / "times.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["clock", "length", "comment"])
    book.active.append([time(3, 4), timedelta(hours=3), "good"])
    book.save(path)
    assert cells(open_file(path)) == [["03:04:00", "3:00:00", "good"]]


def test_the_value_of_a_formula_is_read_and_its_text_never_is(drawn):
    def fill(book, sheet):
        sheet.write_row(0, 0, HEADER)
        sheet.write_formula(1, 0, "=4+5", None, 9)
        sheet.write_formula(1, 1, '=HYPERLINK("http://evil.example","click")', None, "click")
        sheet.write_formula(2, 0, "=1+1", None, 2)
        sheet.write_formula(2, 1, '=WEBSERVICE("http://evil.example")', None, "")

    assert cells(drawn(fill)) == [[9, "click"], [2, ""]]


def test_an_error_in_a_cell_is_an_empty_cell(drawn):
    def fill(book, sheet):
        sheet.write_row(0, 0, HEADER)
        for at, error in enumerate(["#N/A", "#DIV/0!", "#REF!", "#VALUE!"], start=1):
            sheet.write_formula(at, 0, "=NA()", None, error)
            sheet.write(at, 1, "text")

    assert cells(drawn(fill)) == [["", "text"]] * 4


def test_whole_numbers_are_whole_and_booleans_are_words(workbook):
    file = open_file(
        workbook({"A": [["n", "f", "b", "text"], [9.0, 9.5, True, "x"], [-0.0, 1e300, False, "y"]]})
    )
    assert cells(file) == [[9, 9.5, "true", "x"], [0, 1e300, "false", "y"]]
    assert [type(cell) for cell in cells(file)[0]] == [int, float, str, str]


def test_a_cell_merged_downwards_counts_for_each_of_its_rows(drawn):
    def fill(book, sheet):
        sheet.write_row(0, 0, ["customer", "comment", "score"])
        sheet.merge_range(1, 0, 3, 0, "Ann")
        sheet.write_row(1, 1, ["first", 1])
        sheet.write_row(2, 1, ["second", 2])
        sheet.write_row(3, 1, ["third", 3])
        sheet.write_row(4, 0, ["Bob", "fourth", 4])

    assert [row[0] for row in cells(drawn(fill))] == ["Ann", "Ann", "Ann", "Bob"]


def test_a_cell_merged_sideways_counts_for_the_first_column(drawn):
    def fill(book, sheet):
        sheet.write_row(0, 0, ["a", "b", "comment"])
        sheet.merge_range(1, 0, 1, 1, "wide")
        sheet.write(1, 2, "text")

    assert cells(drawn(fill)) == [["wide", "", "text"]]


def test_rows_are_numbered_as_the_sheet_shows_them(drawn):
    def fill(book, sheet):
        sheet.write_row(3, 2, HEADER)
        sheet.write_row(5, 2, [9, "good"])
        sheet.write_row(9, 2, [3, "bad"])

    file = drawn(fill)
    assert (file.header_rows, file.columns) == (4, HEADER)
    assert [row.number for row in file] == [6, 10]


def test_a_value_beside_the_header_refuses_its_row(drawn):
    def fill(book, sheet):
        sheet.write_row(0, 0, HEADER)
        for at in range(1, 80):
            sheet.write_row(at, 0, [9, "good"])
        sheet.write(70, 4, "stray")

    found = list(drawn(fill))
    assert found[69] == Refused(71, None, "extra_cells", {"cells": 5, "columns": 2})
    assert sum(isinstance(row, Row) for row in found) == 78


def test_three_header_rows_of_qualtrics_are_skipped_in_a_workbook_too(workbook):
    rows = [
        ["StartDate", "ResponseId", "Q1"],
        ["Start Date", "Response ID", "How likely are you to recommend us?"],
        ['{"ImportId":"startDate"}', '{"ImportId":"_recordId"}', '{"ImportId":"QID1"}'],
        ["2024-03-05 10:00:00", "R_1", 9],
    ]
    file = open_file(workbook({"Sheet0": rows}))
    assert (file.header_rows, cells(file)) == (3, [["2024-03-05 10:00:00", "R_1", 9]])
    assert file.labels["Q1"] == "How likely are you to recommend us?"


def test_a_workbook_without_a_header_numbers_its_columns(workbook):
    file = open_file(workbook({"A": [[9, "good service"], [3, "too slow"]]}))
    assert (file.columns, [row.number for row in file]) == (["column 1", "column 2"], [1, 2])


@pytest.mark.parametrize(
    ("rows", "code"), [([], "empty_file"), ([HEADER], "no_rows"), ([[" ", ""]], "empty_file")]
)
def test_a_sheet_without_rows_is_refused(workbook, rows, code):
    with pytest.raises(UnreadableFile) as refused:
        open_file(workbook({"A": rows}))
    assert refused.value.code == code


def test_two_readings_give_the_same_rows_side_by_side(workbook):
    file = open_file(workbook({"A": [HEADER, *([n % 11, f"text {n}"] for n in range(300))]}))
    first, second = iter(file), iter(file)
    assert [next(first), next(first)] == [next(second), next(second)]
    assert list(first) == list(second)
    assert len(file.sample(7)) == 7
    assert list(file) == list(file)


def test_the_position_reaches_the_size(workbook):
    file = open_file(workbook({"A": [HEADER, *([n % 11, f"text {n}"] for n in range(300))]}))
    seen = [file.position for _ in file]
    assert seen == sorted(seen)
    assert 0 < seen[0] < file.size == file.position


def test_a_workbook_inside_gzip_is_read(workbook, kept):
    content = workbook({"A": [HEADER, [9, "good"]]}).read_bytes()
    file = open_file(kept(gzip.compress(content), name="packed.bin"))
    assert (file.format, file.compressed, cells(file)) == ("xlsx", True, [[9, "good"]])


@pytest.mark.parametrize("name", ["answers.csv", "answers.xls", "answers", "答复.txt"])
def test_the_name_of_a_workbook_does_not_matter(workbook, name):
    assert cells(open_file(workbook({"A": [HEADER, [9, "good"]]}, name=name))) == [[9, "good"]]


def test_what_openpyxl_writes_is_read_the_same(tmp_path):
    rows = [["id", "comment"], [1, "=1+1 is two"], [2, "+49 151"], [3, "日本\n中国"], [4, "x" * 32_000]]
    path = tmp_path / "written.xlsx"
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.active["B2"].data_type = "s"
    book.save(path)
    assert cells(open_file(path)) == rows[1:]


def test_a_missing_sheet_is_named_in_chinese_too(workbook):
    with pytest.raises(UnreadableFile) as refused:
        open_file(workbook({"A": [HEADER, [9, "good"]]}), sheet="B")
    assert explain(refused.value, "zh-Hans") == "工作簿中没有工作表“B”；现有：A"


def test_the_reader_runs_no_code_from_the_folder_at_hand(workbook, tmp_path, monkeypatch):
    path = workbook({"A": [HEADER, [9, "good"]]})
    for name in ("json.py", "regard.py", "python_calamine.py", "math.py"):
        (tmp_path / name).write_text("raise SystemExit('taken over')\n")
    monkeypatch.chdir(tmp_path)
    assert cells(open_file(path)) == [[9, "good"]]
