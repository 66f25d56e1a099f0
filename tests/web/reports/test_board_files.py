"""Money, themes, the map and the months in every file: each number with its interval, n and version."""

import re
from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import openpyxl
import pytest

from regard.web.reports.board import pieces, runs
from regard.web.reports.content import Content
from regard.web.reports.lacking import lacking
from regard.web.reports.lines import breaks_of, charts
from regard.web.reports.workbook import as_workbook
from tests.web.reports.conftest import MADE, made_up, trend, with_board
from tests.web.reports.test_files import cells, needs_chinese, on_slides, pages, plain, values

SAID = (
    "Of EUR 471,698 a month the same customers paid 98.1 %.", "Net revenue retention (EUR)", "98.1 %",
    "94.2 – 101.6", "177", "What they still pay.", "The ten largest pay 74.0 % of it.",
    "Not enough answers yet: Revenue heard (USD): n = 3 of the 5 it takes.", "price 价格", "4.1 points more",
    "11 %", "8 – 15", "“simple 简单” is not delivered: more people say “complicated”.",
    "said by 12 % (95 % interval 7 – 19, n = 112)", "word/1", "theme_share/1", "caring · honest",
    "On Oct. 1, 2026 the definition of Ease (CES) changed (version 2): no line leads across.",
    "Not enough answers by month yet: Stars (n = 45).",
)  # fmt: skip


def test_a_run_ends_at_a_hole_and_where_the_definition_changed():
    points = trend((1.0, 2.0, None, 3.0, 3.1, 3.2), apart=(4,)).points
    assert pieces(points) == [[0, 1, 2, 3], [4, 5]]
    assert runs(points) == [[0, 1], [3], [4, 5]]


def test_a_mixed_month_stands_by_itself_in_the_chart():
    points = trend((1.0, 2.0, 3.0, 4.0), apart=(1, 2)).points
    mixed = [
        replace(point, version="" if place == 2 else point.version) for place, point in enumerate(points)
    ]
    assert [(one.place, one.within) for one in breaks_of(mixed)] == [(1, True)]


@needs_chinese
def test_the_pdf_tells_all_of_the_board():
    said = plain("\n".join(pages(with_board())))
    assert [text for text in SAID if text not in said] == []
    assert "ces-2.0.mean/1 v2" in said and "version 2" in said


def test_the_slides_tell_all_of_the_board():
    shapes = on_slides(with_board())
    said = [shape.text_frame.text for shape in shapes if shape.has_text_frame]
    said += [cell.text for one in shapes if one.has_table for row in one.table.rows for cell in row.cells]
    missing = [text for text in SAID if not any(text in one for one in said)]
    assert missing == ["Not enough answers by month yet: Stars (n = 45)."]
    bare = on_slides(with_board(trends=[trend((None, 3.0), apart=())]))
    assert any("by month yet" in one.text_frame.text for one in bare if one.has_text_frame)


def test_the_line_on_a_slide_is_native_and_broken_where_the_definition_changed():
    (chart,) = [
        one.chart for one in on_slides(with_board()) if one.has_chart and len(one.chart.plots[0].series) == 2
    ]
    assert list(chart.plots[0].categories) == ["M1", "M2", "M3", "M4", "M5"]
    assert values(chart) == [[4.0, 4.2, None, None, None], [None, None, None, 5.0, 5.2]]
    xml = chart._chartSpace.xml
    assert xml.count('<c:errDir val="y"/>') == 2 and '<c:dispBlanksAs val="gap"/>' in xml
    assert "Sheet1!$F$2:$F$6" in xml and "Sheet1!$G$2:$G$6" in xml
    sheet = openpyxl.load_workbook(BytesIO(chart.part.chart_workbook.xlsx_part.blob))["Sheet1"]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[1] == ("M1", 4, None, 3.7, 4.2, "=E2-SUM(B2:C2)", "=SUM(B2:C2)-D2")
    assert rows[3][:5] == ("M3", None, None, None, None)


def test_the_workbook_has_a_native_chart_whose_whiskers_are_cells():
    file = as_workbook(with_board(), at=MADE)
    with ZipFile(BytesIO(file)) as parts:
        drawn = [parts.read(name).decode() for name in parts.namelist() if "charts/chart" in name]
    (chart,) = drawn
    assert chart.count("<c:ser>") == 2
    assert not re.search(r'dispBlanksAs val="(zero|span)"', chart)  # a hole stays one
    assert chart.count('<c:errBarType val="both"/>') == 2
    ranges = set(re.findall(r"<c:f>([^<]+)</c:f>", chart))
    month, up, down, first, second = ("B", "L", "M", "N", "O")
    assert ranges == {
        f"'Numbers by month'!${column}$2:${column}$6" for column in (month, up, down, first, second)
    }
    rows = cells(with_board(), "Numbers by month")
    head = dict(zip(rows[0], rows[1], strict=True))
    assert [head[name] for name in ("Metric", "Month", "Number", "95 % interval", "n", "Version")] == [
        "Ease (CES)", "M1", "4.0", "3.7 – 4.2", 40, "ces-2.0.mean/1",
    ]  # fmt: skip
    assert [round(head[sign], 6) for sign in "+−"] == [0.2, 0.3]
    assert [row[13:15] for row in rows[1:]] == [
        [4, None], [4.2, None], [None, None], [None, 5], [None, 5.2],
    ]  # fmt: skip


def test_the_workbook_has_a_sheet_for_money_themes_and_the_map():
    content = with_board()
    head, row, *lines = cells(content, "Revenue kept, heard and at risk")
    told = dict(zip(head, row, strict=True))
    assert [told[name] for name in ("Value", "Lower end", "Upper end", "n", "Version", "Definition")] == [
        98.1, 94.2, 101.6, 177, "revenue_net/1", "What they still pay.",
    ]  # fmt: skip
    assert lines[-1][0].startswith("Not enough answers yet: Revenue heard (USD)")
    (_head, theme, note) = cells(content, "What people speak about")
    assert theme[:2] == ["price 价格", 41] and theme[-3:] == ["4.1 points more", "+2 to +6", 301]
    assert note[0] == content.themes.note
    gap = cells(content, "What we intend, and what is sai")[1]
    assert gap[:5] == ["Not delivered", "simple 简单", "12 %", "7 – 19", 12.5]
    assert ["Version", "revenue_net/1"] in cells(content, "About")


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_what_is_kept_is_read_back_and_the_line_of_what_lacks_is_in_its_language(language):
    content = with_board(language=language)
    assert Content.from_dict(content.to_dict()) == content
    said = {
        "en": "Not enough answers yet: Satisfaction (n = 12).",
        "zh-hans": "回答还不够：Satisfaction（n = 12）。",
    }
    assert lacking(content)["figures"] == said[language]


def test_a_report_that_was_kept_before_is_read_without_the_board():
    kept = made_up().to_dict()
    for name in ("money", "themes", "map", "trends"):
        del kept[name]
    found = Content.from_dict(kept)
    assert (found.money, found.themes, found.map, found.trends) == (None, None, None, [])
    assert lacking(found)["trends"] == "" and "Numbers by month" not in cells_of(found)


def cells_of(content):
    return openpyxl.load_workbook(BytesIO(as_workbook(content, at=MADE))).sheetnames


def test_the_chart_of_the_page_leads_to_the_records_of_each_month():
    words = {name: name for name in ("month", "number", "interval", "n", "version", "trend_key", "too_few")}
    (chart,) = charts(with_board(), words, explore_url="/w/q/explore/")
    assert str(chart["rows"][0][0]) == '<a href="/w/q/explore/?m=0">M1</a>'
    assert [row[2] for row in chart["rows"]][2] == "too_few"
    assert "no line leads across" in chart["note"] and "version 2" in chart["svg"]


@needs_chinese
def test_columns_that_would_hold_nothing_are_left_out():
    ranked = made_up()
    bare = made_up(factors=[replace(one, share=None, rank="") for one in ranked.factors])
    assert (ranked.is_ranked, bare.is_ranked) == (True, False)
    told = [plain("\n".join(pages(one))) for one in (ranked, bare)]
    assert ["Share Rank" in text for text in told] == [True, False]
