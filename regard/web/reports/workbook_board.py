"""The sheets of what a board is told beside the numbers, and the native charts of the months."""

from collections.abc import Iterable, Sequence
from itertools import count
from typing import Any

from xlsxwriter.utility import quote_sheetname, xl_range_abs

from regard.web.dashboards.neutral import for_workbook
from regard.web.reports.board import Trend, pieces
from regard.web.reports.content import Amount, Content

Row = Sequence[Any]
Words = dict[str, str]
AMOUNT = ("number", "interval", "value", "low", "high", "level", "unit", "n", "version")
HIGH = 17  # rows of a chart
ACCENT = "#2F5BD7"


def cells(one: Amount) -> Row:
    """A number as it is written and as it is, in the order of AMOUNT."""
    return [one.text, one.interval, one.value, one.low, one.high, one.level, one.unit, one.n, one.version]


def printed(sheet: Any) -> None:
    """On paper a sheet is as wide as one page."""
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)


def board_sheets(content: Content, words: Words, few: Words) -> Iterable[tuple[str, list[Row]]]:
    """A sheet for each part that there is."""
    if content.money:
        head = [words[name] for name in ("metric", *AMOUNT, "of_days", "definition")]
        rows: list[Row] = [
            [one.label, *cells(one.amount), one.days, one.definition] for one in content.money.rates
        ]
        lines = [*content.money.sentences, *content.money.notes, few["money"]]
        yield "money", [head, *rows, *([line] for line in lines if line)]
    if content.themes:
        own = [words[name] for name in ("theme", "records", *AMOUNT)]
        before = f"n: {words['compared_with']}"
        change = [words["change"], f"{words['change']}: {words['interval']}", before]
        every = {one.name: one for one in (*content.themes.moved, *content.themes.most)}.values()
        rows = [
            [one.name, one.records, *cells(one.share), one.moved, one.moved_interval, one.n_before or ""]
            for one in every
        ]
        yield "themes", [[*own, *change], *rows, [content.themes.note]]
    if content.map:
        head = [words[name] for name in ("gap", "word", *AMOUNT, "sentence", "evidence")]
        rows = [
            [one.kind, one.word, *cells(one.share), one.text, "; ".join(one.numbers)]
            for one in content.map.gaps
        ]
        without = [[words["without_gap"], " · ".join(content.map.without)]] if content.map.without else []
        few_line = [[few["map"]]] if few["map"] else []
        yield "map", [head, *rows, *without, [content.map.about], *few_line]


def trend_sheets(book: Any, content: Content, words: Words, few: str) -> None:
    """A sheet with a native chart of each metric with its intervals, and one with all months behind them.

    A column for each definition, so that no line leads from one to the other; what has no number is empty.
    """
    if not content.drawn and not few:
        return
    charts, sheet = (book.add_worksheet(words[name][:31]) for name in ("trends", "months"))
    bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    most = max((len(pieces(one.points)) for one in content.drawn), default=1)
    lines = [f"{words['value']} {number}" if most > 1 else words["value"] for number in range(1, most + 1)]
    head = [words["metric"], words["month"], *(words[name] for name in AMOUNT), "+", "−", *lines]
    for one in (charts, sheet):
        printed(one)
    sheet.set_column(0, 0, 26, wrapped)
    sheet.set_column(1, len(head), 14)
    for column, text in enumerate(head):
        sheet.write_string(0, column, text, bold)
    rows, last = count(1), 0
    for place, trend in enumerate(content.drawn):
        first = _months(sheet, trend, rows)
        last = HIGH * (place // 2 + 1)
        chart = _chart(book, sheet.get_name(), trend, first, words)
        charts.insert_chart(last - HIGH, 10 * (place % 2), chart)
    for line in [*(line for one in content.drawn for line in one.breaks), few]:
        if line:
            charts.write_string(last, 0, for_workbook(line))
            last += 1


def _months(sheet: Any, one: Trend, rows: Any) -> int:
    """The rows of one metric; the first of them."""
    first = -1
    of_piece = {place: number for number, piece in enumerate(pieces(one.points)) for place in piece}
    for place, point in enumerate(one.points):
        row, own = next(rows), point.amount
        first = row if first < 0 else first
        reach: list[float | None] = [None, None]
        if own.value is not None and own.low is not None and own.high is not None:
            reach = [own.high - own.value, own.value - own.low]
        line = [f"{one.label} ({one.hint})", point.label, *cells(own), *reach]
        line += [None] * of_piece[place] + [own.value]
        for column, cell in enumerate(line):
            if isinstance(cell, int | float):
                sheet.write_number(row, column, cell)
            elif cell:
                sheet.write_string(row, column, for_workbook(str(cell)))
    return first


def _chart(book: Any, sheet: str, one: Trend, first: int, words: Words) -> Any:
    """A native line with whiskers; a hole where there is no number."""
    chart, last = book.add_chart({"type": "line"}), first + len(one.points) - 1
    plus, minus = 2 + len(AMOUNT), 3 + len(AMOUNT)
    for number in range(len(pieces(one.points))):
        column = minus + 1 + number
        chart.add_series(
            {
                "name": f"{one.label} ({one.hint})",
                "categories": [sheet, first, 1, last, 1],
                "values": [sheet, first, column, last, column],
                "line": {"color": ACCENT, "width": 2},
                "marker": {
                    "type": "circle",
                    "size": 6,
                    "fill": {"color": ACCENT},
                    "border": {"color": ACCENT},
                },
                "y_error_bars": {
                    "type": "custom",
                    "plus_values": _range(sheet, first, last, plus),
                    "minus_values": _range(sheet, first, last, minus),
                    "line": {"color": "#5D6470"},
                },
            }
        )
    least, most = one.room
    chart.set_title({"name": f"{one.label} ({one.hint})", "overlay": False})
    chart.set_y_axis({"min": least, "max": most, "major_gridlines": {"visible": True}})
    chart.set_x_axis({"label_position": "low"})
    chart.set_legend({"none": True})
    chart.show_blanks_as("gap")
    chart.set_size({"width": 620, "height": 320})
    return chart


def _range(sheet: str, first: int, last: int, column: int) -> str:
    return f"={quote_sheetname(sheet)}!{xl_range_abs(first, column, last, column)}"
