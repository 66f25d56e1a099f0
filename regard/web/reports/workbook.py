"""A report as a workbook: each number with its interval, n, definition and version; nothing is a formula."""

from collections.abc import Iterable
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import xlsxwriter

from regard.web.dashboards.neutral import for_workbook
from regard.web.reports.content import Content
from regard.web.reports.headings import headings
from regard.web.reports.lacking import lacking
from regard.web.reports.workbook_board import AMOUNT, Row, board_sheets, cells, printed, trend_sheets

OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def as_workbook(content: Content, *, at: datetime) -> bytes:
    """The file: a sheet for each part, the first says what it is."""
    file = BytesIO()
    words = headings(content.language)
    with xlsxwriter.Workbook(file, OPTIONS) as book:
        book.set_properties({"title": for_workbook(words["report"]), "created": at.replace(tzinfo=None)})
        few = lacking(content)
        for name, rows in _sheets(content, words, few, at):
            _write(book, words[name], rows)
        trend_sheets(book, content, words, few["trends"])
    return file.getvalue()


def _sheets(
    content: Content, words: dict[str, str], few: dict[str, str], at: datetime
) -> Iterable[tuple[str, list[Row]]]:
    yield "about", _about(content, words, at)
    yield "numbers", [*_numbers(content, words), *_line(few["figures"])]
    changed = [[one.text, "; ".join(one.evidence)] for one in content.sayings] or [
        [content.quiet, content.compared]
    ]
    apart = [[line] for line in content.parted]
    yield "changed", [[words["sentence"], words["evidence"]], *changed, *apart]
    yield "factors", [*_factors(content, words), *_line(few["factors"])]
    yield from board_sheets(content, words, few)
    head = [words[name] for name in ("word", "people", *AMOUNT)]
    yield "words", [head, *([one.word, one.people, *cells(one.share)] for one in content.words)]
    for name in ("findings", "changes", "unknown"):
        lines = {"findings": content.findings, "changes": content.changes, "unknown": content.unknowns}[name]
        yield name, [[words["sentence"], words["evidence"]], *([one.title, one.detail] for one in lines)]


def _about(content: Content, words: dict[str, str], at: datetime) -> list[Row]:
    return [
        [words["company"], content.company],
        [words["period"], content.period],
        [words["compared_with"], content.before],
        [words["records"], content.records],
        [words["made"], at.astimezone(UTC).isoformat(timespec="seconds")],
        [words["sentence"], content.first],
        [words["evidence"], content.compared],
        *(["", line] for line in content.parted),
        *([words["version"], version] for version in content.versions),
        *([words["definition"], line] for line in content.factors_about),
        ["", content.read_by],
    ]


def _numbers(content: Content, words: dict[str, str]) -> list[Row]:
    change = [f"{words['change']}: {words[name]}" for name in ("value", "low", "high")]
    head = [*(words[name] for name in ("metric", *AMOUNT, "change")), *change, words["definition"]]
    rows: list[Row] = [
        [
            f"{one.label} ({one.hint})",
            *cells(one.amount),
            _signed(one.change, one.direction),
            *(one.moved if one.moved else ("", "", "")),
            " ".join(one.definition),
        ]
        for one in content.shown
    ]
    return [head, *rows]


def _line(text: str) -> list[Row]:
    """What has not enough answers, in a line of its own."""
    return [[text]] if text else []


def _factors(content: Content, words: dict[str, str]) -> list[Row]:
    share = [words["share"], *(f"{words['share']}: {words[name]}" for name in AMOUNT[1:])]
    net = [words["net"], *(words[name] for name in AMOUNT[1:])]
    head = [words["factor"], words["praise"], words["complaints"], *net, words["rank"], *share]
    rows = [
        [
            one.label,
            one.praise,
            one.complaints,
            *cells(one.net),
            one.rank,
            *(cells(one.share) if one.share else [one.note]),
        ]
        for one in content.spoken
    ]
    return [head, *rows]


def _signed(change: str, direction: str) -> str:
    return {"up": "▲ ", "down": "▼ "}.get(direction, "") + change


def _write(book: Any, name: str, rows: list[Row]) -> None:
    sheet = book.add_worksheet(name[:31])
    bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    printed(sheet)
    sheet.set_column(0, 0, 34, wrapped)
    sheet.set_column(1, 30, 16)
    for place, row in enumerate(rows):
        look = bold if place == 0 and name and len(rows[0]) > 2 else None
        for column, cell in enumerate(row):
            if isinstance(cell, int | float):
                sheet.write_number(place, column, cell)
            elif cell:
                sheet.write_string(place, column, for_workbook(str(cell)), look)
