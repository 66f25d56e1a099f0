"""What became of the findings of a kept report since it was made: it says so, and stays as it was."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from regard.web.dashboards.numbers import Numbers
from regard.web.reports.content import Content, Line
from regard.web.reports.judging import CONTRADICTED, Judge
from regard.web.reports.models import Finding


@dataclass(frozen=True)
class Since:
    """A line of a kept report, with a badge where its finding does not stand any more as it did."""

    title: str
    detail: str
    query: str
    badge: str = ""
    place: str = ""  # of the finding on the page of findings


def since(content: Content, numbers: Numbers, *, today: date) -> list[Since]:
    """The findings of a kept report with what became of each; asked now, the report itself never moves."""
    rows = _rows(content.findings)
    judge = Judge.with_numbers(numbers, today=today) if any(rows) else None
    return [
        Since(line.title, line.detail, line.query, *_badge(line, row, judge))
        for line, row in zip(content.findings, rows, strict=True)
    ]


def _rows(lines: list[Line]) -> list[Finding | None]:
    """The finding of each line; one that was kept without its id is known by its sentence and its view."""
    ids = [UUID(line.finding) for line in lines if line.finding]
    old = [line.title for line in lines if not line.finding]
    known = Finding.objects.in_bulk(ids) if ids else {}
    said = Finding.objects.filter(sentence__in=old) if old else ()
    by_words = {(row.sentence, row.query): row for row in said}
    return [
        known.get(UUID(line.finding)) if line.finding else by_words.get((line.title, line.query))
        for line in lines
    ]


def _badge(line: Line, row: Finding | None, judge: Judge | None) -> tuple[str, str]:
    if row is None or judge is None:
        return "", ""
    if row.retired_at:
        return _("retired since, %(day)s") % {"day": date_format(row.retired_at)}, str(row.pk)
    if line.state != CONTRADICTED and judge.standing(row, is_compared=False).state == CONTRADICTED:
        return _("contradicted by new data since"), str(row.pk)
    return "", ""
