"""The files of a report, read back by real readers: the same numbers, real glyphs, nothing that runs."""

import os
import re
import shutil
import subprocess
from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import openpyxl
import pytest
from pptx import Presentation
from pypdf import PdfReader

from regard.web.reports import pdf
from regard.web.reports.content import Amount, Line, Saying
from regard.web.reports.pdf import MissingFont, as_pdf, fonts_for
from regard.web.reports.slides import as_slides
from regard.web.reports.workbook import as_workbook
from tests.web.reports.conftest import MADE, figure, made_up

CHINESE = frozenset({"Noto Sans CJK SC"})
MARKUP = '#panic("x") $1/0$ *bold* @nobody <label> \\u{1f600} //comment `code` #read("/etc/passwd") [x](y)'
FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    '=HYPERLINK("http://evil.example")',
    "＝1",
    "\t=1",
    "https://evil.example",
]
needs_chinese = pytest.mark.skipif(
    not any(name in pdf.families() for name in pdf.CHINESE) and os.environ.get("CI") != "true",
    reason="no font with Chinese signs: apt-get install fonts-noto-cjk",
)


def pages(content):
    return [page.extract_text() for page in PdfReader(BytesIO(as_pdf(content, at=MADE))).pages]


def plain(text):
    return " ".join(text.split())


def on_slides(content):
    deck = Presentation(BytesIO(as_slides(content, at=MADE)))
    return [shape for slide in deck.slides for shape in slide.shapes]


def cells(content, name):
    book = openpyxl.load_workbook(BytesIO(as_workbook(content, at=MADE)))
    return [list(row) for row in book[name].iter_rows(values_only=True)]


def values(chart):
    return [list(series.values) for series in chart.plots[0].series]


@needs_chinese
def test_the_pdf_says_everything_with_interval_n_and_version():
    said = plain("\n".join(pages(made_up())))
    for text in (
        "How customers see us", "Qinghe Teahouses 清河茶馆", "Aug. 1, 2026 – Oct. 31, 2026", "compared with",
        "Ease has probably fallen: 4.4, after 5.1.", "n = 146 and 134", "9 comparisons",
        "4.4 4.2 – 4.6", "134", "▼ 0.7", "−18 −44 – +11", "2 % 1 – 5", "茶",
        "Not enough answers yet: Satisfaction (n = 12).",
        "Not enough answers yet: delivery (n = 12).",
        "Definition ces-2.0.mean/1.", "Definition: factor_polarity/1", "Never asked: trust",
        "Ease is worse.", "更短的表单", "Read by regard, version 3.",
    ):  # fmt: skip
        assert text in said, text


@needs_chinese
def test_the_same_report_is_the_same_file():
    assert as_pdf(made_up(), at=MADE) == as_pdf(made_up(), at=MADE)


@needs_chinese
def test_the_fonts_travel_inside_the_pdf():
    reader = PdfReader(BytesIO(as_pdf(made_up(language="zh-hans"), at=MADE)))
    fonts = [page["/Resources"]["/Font"].values() for page in reader.pages]
    found = [one.get_object() for of_page in fonts for one in of_page]
    inner = [part.get_object() for one in found for part in one["/DescendantFonts"]]
    files = ("/FontFile", "/FontFile2", "/FontFile3")
    assert {any(name in one["/FontDescriptor"].get_object() for name in files) for one in inner} == {True}
    assert "客户怎么看我们" in pages(made_up(language="zh-hans"))[0]


@needs_chinese
def test_poppler_draws_chinese_and_no_boxes(tmp_path):
    """A sign that no font has would be drawn the same whatever it is; these are not."""
    if not shutil.which("pdftoppm"):
        if os.environ.get("CI") == "true":
            pytest.fail("CI needs poppler-utils")
        pytest.skip("no poppler here: apt-get install poppler-utils")
    drawn = []
    for number, sign in enumerate("茶价慢"):
        path = tmp_path / f"{number}.pdf"
        path.write_bytes(as_pdf(made_up(company=sign * 8, sayings=[], quiet=sign * 20), at=MADE))
        command = ["pdftoppm", "-f", "1", "-l", "1", "-r", "40", "-gray", path, tmp_path / f"{number}"]
        subprocess.run(command, check=True, capture_output=True)
        drawn.append(next(tmp_path.glob(f"{number}-*.pgm")).read_bytes())
        text = subprocess.run(["pdftotext", path, "-"], check=True, capture_output=True).stdout.decode()
        assert sign * 8 in text
    assert len(set(drawn)) == 3


@needs_chinese
def test_markup_is_set_as_it_was_written():
    content = made_up(
        company=MARKUP,
        sayings=[Saying(MARKUP, [MARKUP])],
        figures=[figure(label=MARKUP, definition=[MARKUP])],
        findings=[Line(MARKUP, MARKUP)],
        language="en",
    )
    said = plain("".join(pages(content)))
    assert said.replace(" ", "").count('#read("/etc/passwd")') >= 5
    assert "root:" not in said


def test_without_a_chinese_font_a_chinese_text_is_refused_by_name_and_an_english_one_is_not():
    with pytest.raises(MissingFont, match="fonts-noto-cjk"):
        fonts_for("清河", language="en", known=frozenset({"DejaVu Sans"}))
    assert fonts_for("Qinghe", language="en", known=frozenset({"DejaVu Sans"})) == ["DejaVu Sans", pdf.LAST]
    assert fonts_for("清河", language="zh-hans", known=CHINESE) == ["Noto Sans CJK SC", pdf.LAST]


def test_the_slides_say_the_same_with_charts_that_can_be_edited():
    shapes = on_slides(made_up())
    said = "\n".join(shape.text_frame.text for shape in shapes if shape.has_text_frame)
    for text in (
        "How customers see us", "Ease has probably fallen: 4.4, after 5.1.", "n = 146 and 134",
        "Version: ces-2.0.mean/1.", "Not enough answers yet: Satisfaction (n = 12).", "Never asked: trust",
        "Ease is worse.", "更短的表单", "Definition ces-2.0.mean/1.", "This is an association, not a cause.",
    ):  # fmt: skip
        assert text in said, text
    profile, factors, words = [shape.chart for shape in shapes if shape.has_chart]
    assert list(profile.plots[0].categories) == ["Ease (CES)"]
    assert (values(profile), values(factors)) == ([[4.4328358]], [[-18.1818]])
    assert values(words) == [[2.39726, 2.39726]]
    axis = profile.value_axis
    assert (axis.minimum_scale, axis.maximum_scale) == (1, 7)


def test_the_slides_have_a_table_with_interval_n_and_change():
    first = next(shape.table for shape in on_slides(made_up()) if shape.has_table)
    rows = [[cell.text for cell in row.cells] for row in first.rows]
    assert rows == [
        ["Metric", "Number", "95 % interval", "n", "Change"],
        ["Ease (CES)", "4.4", "4.2 – 4.6", "134", "▼ 0.7"],
    ]


def test_each_scale_has_a_chart_of_its_own_where_a_number_stands_at_itself():
    amount = Amount("+7", "+2 – +12", 900, "points", "nps/1", 7.1, 2.2, 12.3)
    loyalty = figure("Loyalty", "NPS", amount=amount, scale=[-100.0, 100.0])
    charts = [one.chart for one in on_slides(made_up(figures=[figure(), loyalty])) if one.has_chart]
    found = [(values(one), one.value_axis.minimum_scale, one.value_axis.maximum_scale) for one in charts[:2]]
    assert found == [([[4.4328358]], 1, 7), ([[7.1]], -100, 100)]


def test_the_whiskers_of_the_slides_are_counted_from_the_ends_in_their_sheet():
    chart = next(shape.chart for shape in on_slides(made_up()) if shape.has_chart)
    xml = chart._chartSpace.xml
    numbers = re.findall(r"<c:(plus|minus)>.*?<c:v>([\d.]+)</c:v>", xml, re.DOTALL)
    assert {name: round(float(size), 6) for name, size in numbers} == {"plus": 0.194264, "minus": 0.220536}
    assert re.findall(r"<c:numRef>\s*<c:f>(Sheet1![^<]+)</c:f>", xml) == [
        "Sheet1!$E$2:$E$2", "Sheet1!$F$2:$F$2", "Sheet1!$B$2:$B$2",
    ]  # fmt: skip
    blob = chart.part.chart_workbook.xlsx_part.blob
    (row,) = openpyxl.load_workbook(BytesIO(blob))["Sheet1"].iter_rows(min_row=2, values_only=True)
    assert row == ("Ease (CES)", 4.4328358, 4.2123, 4.6271, "=D2-B2", "=B2-C2")


def test_slides_speak_chinese_and_carry_strange_texts_as_texts():
    content = made_up(language="zh-hans", company=MARKUP, sayings=[], quiet="\x0b<a:t>x</a:t> & 没有变化")
    said = [shape.text_frame.text for shape in on_slides(content) if shape.has_text_frame]
    assert "客户怎么看我们" in said and MARKUP in said
    assert any("<a:t>x</a:t> & 没有变化" in one for one in said)


def test_a_report_without_numbers_is_a_report_that_says_so():
    content = made_up(
        sayings=[], quiet="There are not enough answers yet to say what changed.", figures=[], factors=[],
        factors_about=[], words=[], words_people=0, unknowns=[], findings=[], changes=[],
    )  # fmt: skip
    assert [shape.has_chart for shape in on_slides(content)].count(True) == 0
    assert cells(content, "Numbers")[1:] == []
    if any(name in pdf.families() for name in pdf.CHINESE):
        assert "There are not enough answers yet" in plain(pages(content)[0])


def test_the_workbook_has_each_number_as_it_is_and_as_it_is_written():
    head, ease, few = cells(made_up(), "Numbers")
    row = dict(zip(head, ease, strict=True))
    names = ("Metric", "Number", "95 % interval", "Value", "Lower end", "Upper end")
    assert [row[name] for name in names] == [
        "Ease (CES)", "4.4", "4.2 – 4.6", 4.4328358, 4.2123, 4.6271,
    ]  # fmt: skip
    assert [row[name] for name in ("Level", "Unit", "n", "Version", "Change")] == [
        0.95, "score", 134, "ces-2.0.mean/1", "▼ 0.7",
    ]  # fmt: skip
    assert [row[f"Change: {name}"] for name in ("Value", "Lower end", "Upper end")] == [-0.7, -1.1, -0.3]
    assert [few[0], *few[1:]] == ["Not enough answers yet: Satisfaction (n = 12).", *[None] * len(head[1:])]


def test_the_workbook_has_a_sheet_for_each_part():
    content = made_up()
    assert cells(content, "The words customers use")[2][:3] == ["茶", 9, "2 %"]
    factors = cells(content, "Factors, and what was said of t")
    assert factors[1][:6] == ["price", 9, 15, "−18", "−44 – +11", -18.1818]
    assert factors[2][0] == "Not enough answers yet: delivery (n = 12)."
    assert cells(content, "What changed")[1][0] == "Ease has probably fallen: 4.4, after 5.1."
    assert ["Version", "share/1"] in cells(content, "About")
    assert cells(content, "What we did")[1] == [
        "A shorter form 更短的表单",
        "Judged · No evidence of a change",
    ]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_a_formula_or_a_link(text):
    content = made_up(
        company=text,
        sayings=[Saying(text, [text])],
        figures=[figure(label=text)],
        findings=[Line(text, text)],
        words=[replace(made_up().words[0], word=text)],
    )
    file = as_workbook(content, at=MADE)
    with ZipFile(BytesIO(file)) as parts:
        sheets = [parts.read(name).decode() for name in parts.namelist() if "worksheets/sheet" in name]
    assert [re.search(r"<f[ >]|<hyperlink", sheet) for sheet in sheets] == [None] * len(sheets)
    book = openpyxl.load_workbook(BytesIO(file))
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert kinds <= {"s", "n"}


@needs_chinese
def test_every_file_has_the_number_of_the_page():
    content = made_up()
    texts = {one.amount.text for one in content.figures if one.places}
    intervals = {one.amount.interval for one in content.figures if one.places}
    said = plain("".join(pages(content)))
    names = [
        cell.text
        for one in on_slides(content)
        if one.has_table
        for row in one.table.rows
        for cell in row.cells
    ]
    written = {row[1] for row in cells(content, "Numbers")}, {row[2] for row in cells(content, "Numbers")}
    assert all(text in said and any(text in name for name in names) for text in texts | intervals)
    assert texts <= written[0] and intervals <= written[1]
