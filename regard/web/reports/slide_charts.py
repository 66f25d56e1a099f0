"""Charts and tables that PowerPoint can edit: bars of the numbers themselves, whiskers from their cells."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import xlsxwriter
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_TICK_LABEL_POSITION
from pptx.oxml.ns import qn
from pptx.oxml.xmlchemy import OxmlElement
from pptx.util import Inches, Pt
from xlsxwriter.utility import xl_col_to_name

from regard.web.dashboards.neutral import for_workbook

INK, BAND, HEAD, LINE = (RGBColor.from_string(one) for one in ("1B1D22", "B1C5F5", "E8ECF5", "2F5BD7"))
Axis = tuple[float, float]
Box = tuple[float, float, float, float]  # left, top, width and height in inches


@dataclass(frozen=True)
class Bar:
    """One number of a chart, with the ends of its interval where it has one."""

    name: str
    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Spot:
    """One month of a line; without a value the line has a hole. No line leads to one that is `apart`."""

    name: str
    value: float | None
    low: float | None = None
    high: float | None = None
    apart: bool = False


@dataclass(frozen=True)
class Named:
    """What the columns of the sheet behind a chart are called."""

    value: str
    low: str
    high: str


def bars(slide: Any, box: Box, rows: Sequence[Bar], named: Named, *, axis: Axis, size: int = 12) -> None:
    """A native chart of lying bars, the first on top; its sheet has each number with its interval.

    How far a whisker reaches is counted in that sheet: whoever changes a number or an end there moves both.
    """
    data = CategoryChartData()
    data.categories = [row.name for row in rows]
    data.add_series(named.value, [row.value for row in rows])
    chart = slide.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, *map(Inches, box), data).chart
    chart.has_legend, chart.has_title = False, False
    chart.font.size, chart.font.color.rgb = Pt(size), INK
    chart.category_axis.reverse_order = True
    chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    chart.value_axis.has_major_gridlines = False
    chart.value_axis.minimum_scale, chart.value_axis.maximum_scale = axis
    plot = chart.plots[0]
    plot.gap_width = 60
    series = plot.series[0]
    series.invert_if_negative = False
    series.format.fill.solid()
    series.format.fill.fore_color.rgb = BAND
    chart.part.chart_workbook.update_from_xlsx_blob(_sheet(rows, named))
    if all(row.low is not None and row.high is not None for row in rows):
        _whiskers(series, rows)


def line(slide: Any, box: Box, spots: Sequence[Spot], named: Named, *, axis: Axis, size: int = 11) -> None:
    """A native chart of a line with whiskers; each piece that begins `apart` is a series of its own."""
    data = CategoryChartData()
    data.categories = [spot.name for spot in spots]
    pieces = _pieces(spots)
    for piece in pieces:
        data.add_series(named.value, piece)
    chart = slide.shapes.add_chart(XL_CHART_TYPE.LINE_MARKERS, *map(Inches, box), data).chart
    chart.has_legend, chart.has_title = False, False
    chart.font.size, chart.font.color.rgb = Pt(size), INK
    chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    chart.value_axis.minimum_scale, chart.value_axis.maximum_scale = axis
    chart.value_axis.major_gridlines.format.line.color.rgb = HEAD
    chart.part.chart_workbook.update_from_xlsx_blob(_line_sheet(spots, pieces, named))
    sizes = [_reach(spot) for spot in spots]
    columns = xl_col_to_name(len(pieces) + 3), xl_col_to_name(len(pieces) + 4)
    for series in chart.plots[0].series:
        series.smooth = False
        series.format.line.color.rgb = series.marker.format.line.color.rgb = LINE
        series.marker.format.fill.solid()
        series.marker.format.fill.fore_color.rgb = LINE
        _errors(series, columns, sizes, direction="y")


def table(
    slide: Any, box: Box, head: Sequence[str], rows: Sequence[Sequence[str]], *, size: int = 11
) -> None:
    """A native table; the first column is the widest. A text is a text, whatever stands in it."""
    left, top, width, _height = box
    shape = slide.shapes.add_table(
        len(rows) + 1, len(head), *map(Inches, (left, top, width, 0.3 * (len(rows) + 1)))
    )
    made = shape.table
    for column in range(len(head)):
        share = 0.34 if column == 0 else 0.66 / (len(head) - 1)
        made.columns[column].width = Inches(width * share)
    for place, row in enumerate((head, *rows)):
        for column, text in enumerate(row):
            cell = made.cell(place, column)
            cell.fill.solid()
            cell.fill.fore_color.rgb = HEAD if place == 0 else RGBColor(255, 255, 255)
            cell.margin_left = cell.margin_right = Inches(0.05)
            cell.margin_top = cell.margin_bottom = Inches(0.02)
            run = cell.text_frame.paragraphs[0].add_run()
            run.text = text
            run.font.size, run.font.bold, run.font.color.rgb = Pt(size), place == 0, INK


def _sheet(rows: Sequence[Bar], named: Named) -> bytes:
    """Name, number, both ends; and how far the whiskers reach, which is counted from these."""
    file = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet("Sheet1")
        for column, text in enumerate(("", named.value, named.low, named.high, "+", "−")):
            sheet.write_string(0, column, text)
        for place, row in enumerate(rows, start=1):
            sheet.write_string(place, 0, for_workbook(row.name))
            sheet.write_number(place, 1, row.value)
            if row.low is None or row.high is None:
                continue
            sheet.write_number(place, 2, row.low)
            sheet.write_number(place, 3, row.high)
            up, down = row.high - row.value, row.value - row.low
            sheet.write_formula(place, 4, f"=D{place + 1}-B{place + 1}", None, up)
            sheet.write_formula(place, 5, f"=B{place + 1}-C{place + 1}", None, down)
    return file.getvalue()


def _pieces(spots: Sequence[Spot]) -> list[list[float | None]]:
    """The values of each piece at the places of all months, nothing where another piece is."""
    found: list[list[float | None]] = []
    for place, spot in enumerate(spots):
        if not found or spot.apart:
            found.append([None] * len(spots))
        found[-1][place] = spot.value
    return [piece for piece in found if any(value is not None for value in piece)]


def _reach(spot: Spot) -> tuple[float, float] | None:
    """How far the whiskers of a month reach up and down."""
    if spot.value is None or spot.low is None or spot.high is None:
        return None
    return spot.high - spot.value, spot.value - spot.low


def _line_sheet(spots: Sequence[Spot], pieces: Sequence[Sequence[float | None]], named: Named) -> bytes:
    """Month, a column for each piece, both ends; and how far the whiskers reach, counted from these."""
    file, last = BytesIO(), len(pieces)
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet("Sheet1")
        heads = ("", *[named.value] * last, named.low, named.high, "+", "−")
        for column, text in enumerate(heads):
            sheet.write_string(0, column, text)
        low, high = (xl_col_to_name(last + more) for more in (1, 2))
        for row, spot in enumerate(spots, start=1):
            sheet.write_string(row, 0, for_workbook(spot.name))
            reach = _reach(spot)
            if reach is None:
                continue
            for column, piece in enumerate(pieces, start=1):
                if piece[row - 1] is not None:
                    sheet.write_number(row, column, piece[row - 1])
            sheet.write_number(row, last + 1, spot.low)
            sheet.write_number(row, last + 2, spot.high)
            own = f"SUM(B{row + 1}:{xl_col_to_name(last)}{row + 1})"
            sheet.write_formula(row, last + 3, f"={high}{row + 1}-{own}", None, reach[0])
            sheet.write_formula(row, last + 4, f"={own}-{low}{row + 1}", None, reach[1])
    return file.getvalue()


def _whiskers(series: Any, rows: Sequence[Bar]) -> None:
    """Error bars of lying bars, from the cells beside them."""
    sizes = [((row.high or 0.0) - row.value, row.value - (row.low or 0.0)) for row in rows]
    _errors(series, ("E", "F"), sizes)


def _errors(
    series: Any, columns: tuple[str, str], sizes: Sequence[tuple[float, float] | None], *, direction: str = ""
) -> None:
    """What python-pptx has no words for: error bars whose lengths are cells of the sheet (c:errBars)."""
    made = OxmlElement("c:errBars")
    if direction:
        _below(made, "c:errDir").set("val", direction)
    for name, value in (("c:errBarType", "both"), ("c:errValType", "cust"), ("c:noEndCap", "0")):
        _below(made, name).set("val", value)
    for side, name in enumerate(("c:plus", "c:minus")):
        found = _below(_below(made, name), "c:numRef")
        _below(found, "c:f").text = f"Sheet1!${columns[side]}$2:${columns[side]}${len(sizes) + 1}"
        cache = _below(found, "c:numCache")
        _below(cache, "c:formatCode").text = "General"
        _below(cache, "c:ptCount").set("val", str(len(sizes)))
        for place, size in enumerate(sizes):
            if size is None:
                continue
            point = _below(cache, "c:pt")
            point.set("idx", str(place))
            _below(point, "c:v").text = repr(max(size[side], 0.0))
    series._element.find(qn("c:cat")).addprevious(made)


def _below(parent: Any, name: str) -> Any:
    child = OxmlElement(name)
    parent.append(child)
    return child
