"""Records on their way out: the same columns as CSV, streamed, and as XLSX, in constant memory."""

import csv
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import StringIO
from typing import IO, Any, Protocol, TypeVar

import xlsxwriter

from regard.web.dashboards.neutral import for_csv, for_workbook
from regard.web.dashboards.verbatims import has_score, plain, reading_of
from regard.web.feedback.models import Answer, Feedback, FieldType
from regard.web.insights.models import Reading
from regard.web.insights.rows import METRIC_OF
from regard.web.workspaces.models import Workspace
from regard.web.workspaces.tenancy import TenantQuerySet, in_workspace

CHUNK = 500
MOST_IN_A_WORKBOOK = 200_000
DAY = len("2026-11-22")
SHEET_ROWS = 1_000_000
METRICS = ("nps", "csat", "ces", "stars", "trust", "values")
COLUMNS = (
    "record_id", "external_id", "source", "kind", "channel", "collected_at", "experienced_at", "received_at",
    "language", "segment", "subject", "product", "region", "touchpoint", "title", "text",
    *(name for metric in METRICS for name in (metric, f"{metric}_scale")),
    "other_answers", "sentiment", "sentiment_score",
    "p_negative", "p_neutral", "p_positive", "factors", "emotions", "intents", "descriptors", "flags",
    "corrected", "words", "is_public", "state", "permalink", "import",
)  # fmt: skip
PERSONAL = ("customer_id", "customer", "customer_email", "account", "author_name")
BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"
T = TypeVar("T")


class Sheet(Protocol):
    """What can be downloaded: lines of cells under columns, and what the file says of itself."""

    @property
    def title(self) -> str:
        """What its sheet is called in a workbook."""

    @property
    def columns(self) -> Sequence[str]:
        """The names of the columns."""

    @property
    def about(self) -> Sequence[tuple[str, str]]:
        """Label and text, such as the filters and the definitions."""

    def rows(self) -> Iterator[list[Any]]:
        """The lines."""


@dataclass(frozen=True)
class Export:
    """What is exported: the records, whether with the names of customers, and what is said about it."""

    workspace: Workspace
    records: TenantQuerySet
    personal: bool
    about: Sequence[tuple[str, str]]  # label and text, such as the filters and the definitions
    title: str = "Records"

    @property
    def columns(self) -> tuple[str, ...]:
        return COLUMNS + PERSONAL if self.personal else COLUMNS

    def rows(self) -> Iterator[list[Any]]:
        """One row for each record, read in chunks while they are asked for."""
        for record in inside(self.workspace, self.records.iterator(chunk_size=CHUNK)):
            yield row_of(record, personal=self.personal)


def inside(workspace: Workspace, rows: Iterable[T]) -> Iterator[T]:
    """The same rows, each fetched with the workspace open: a stream is read after its view has ended."""
    source = iter(rows)
    end = object()
    while True:
        with in_workspace(workspace):
            row = next(source, end)
        if row is end:
            return
        yield row  # type: ignore[misc]


def row_of(record: Feedback, *, personal: bool) -> list[Any]:
    """The cells of one record, in the order of the columns."""
    reading = reading_of(record)
    answers = list(record.answers.all())
    is_alone = not getattr(record, "is_anonymous", False)
    ids = [str(record.pk), record.external_id] if is_alone else ["", ""]
    channel, segment = (record.channel, record.segment) if is_alone else ("", "")
    times = [moment(at) for at in (record.collected_at, record.experienced_at, record.received_at)]
    row: list[Any] = [*ids, record.source.key, record.kind, channel]
    row += times if is_alone else [times[0][:DAY], "", ""]
    about = [record.subject, record.product, record.region, record.touchpoint] if is_alone else [""] * 4
    row += [reading.language if reading else "", segment, *about, record.title, record.text]
    row += [cell for metric in METRICS for cell in _score(answers, metric)]
    row += [_others(answers), reading.sentiment if reading else ""]
    row += _findings(reading)
    row += [record.is_public, record.state, record.permalink, str(record.batch_id or "")]
    return row + (_person(record) if is_alone else [""] * len(PERSONAL)) if personal else row


def as_csv(export: Sheet) -> Iterator[str]:
    """The file piece by piece; its last line says what it is, and a file without that line was cut off."""
    line = _Line()
    yield BOM + line.of(export.columns)
    n = 0
    for row in export.rows():
        n += 1
        yield line.of(row)
    about = "; ".join(f"{label}: {text}" for label, text in (*export.about, ("n", str(n))))
    yield line.of([f"# {about}", *[""] * (len(export.columns) - 1)])


def as_workbook(export: Sheet) -> IO[bytes]:
    """A workbook with the lines, and a sheet that says what it is; the file is removed when closed."""
    file: IO[bytes] = tempfile.TemporaryFile(prefix="regard-", suffix=".xlsx")  # noqa: SIM115
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(file, options) as book:
        n = _write_lines(book, export)
        sheet = book.add_worksheet("About")
        for place, (label, text) in enumerate((*export.about, ("n", str(n)))):
            sheet.write_string(place, 0, for_workbook(label))
            sheet.write_string(place, 1, for_workbook(text))
    file.seek(0)
    return file


def moment(at: datetime | None) -> str:
    """A time in UTC, as ISO 8601."""
    return at.astimezone(UTC).isoformat() if at else ""


def _write_lines(book: Any, export: Sheet) -> int:
    sheet, place, n = None, 0, 0
    for row in export.rows():
        if sheet is None or place == SHEET_ROWS:
            sheet, place = _sheet(book, export, n // SHEET_ROWS), 1
        _write(sheet, place, row)
        place, n = place + 1, n + 1
    if sheet is None:
        _sheet(book, export, 0)
    return n


def _sheet(book: Any, export: Sheet, number: int) -> Any:
    sheet = book.add_worksheet(export.title if not number else f"{export.title} {number + 1}")
    _write(sheet, 0, export.columns)
    return sheet


def _write(sheet: Any, place: int, row: Sequence[Any]) -> None:
    for column, cell in enumerate(row):
        if isinstance(cell, bool):
            sheet.write_boolean(place, column, cell)
        elif isinstance(cell, int | float):
            sheet.write_number(place, column, cell)
        elif cell:
            sheet.write_string(place, column, for_workbook(str(cell)))


class _Line:
    """One line of CSV after the other, each as a text."""

    def __init__(self) -> None:
        self.buffer = StringIO()
        self.writer = csv.writer(self.buffer, lineterminator="\r\n")

    def of(self, cells: Iterable[Any]) -> str:
        self.writer.writerow([for_csv(cell) for cell in cells])
        text = self.buffer.getvalue()
        self.buffer.seek(0)
        self.buffer.truncate()
        return text


def _score(answers: Sequence[Answer], metric: str) -> tuple[Any, str]:
    """The score and its scale; several of one metric are all named."""
    given = [answer for answer in answers if has_score(answer) and METRIC_OF.get(answer.field_type) == metric]
    if not given:
        return None, ""
    scales = [
        f"{plain(answer.scale_min)}-{plain(answer.scale_max)} {answer.scale_direction}" for answer in given
    ]
    if len(given) == 1:
        return given[0].value_number, scales[0]
    return "; ".join(plain(answer.value_number) for answer in given), "; ".join(scales)


def _scale(answer: Answer) -> str:
    return f"{plain(answer.scale_min)}-{plain(answer.scale_max)} {answer.scale_direction}"


def _others(answers: Iterable[Answer]) -> str:
    """The answers that are no score of a metric: "why: because"."""
    kept = [answer for answer in answers if not (has_score(answer) and answer.field_type in METRIC_OF)]
    return "; ".join(f"{answer.field_label or answer.field_id}: {answer_text(answer)}" for answer in kept)


def answer_text(answer: Answer) -> str:
    """What was answered, whatever kind of answer it is."""
    if answer.field_type == FieldType.WORD_CHOICE and answer.value_text:  # the text is why it was chosen
        return f"{answer.value_id}: {answer.value_text}"
    if answer.value_text:
        return answer.value_text
    if answer.value_number is not None:
        return plain(answer.value_number)
    if answer.value_boolean is not None:
        return str(answer.value_boolean)
    return answer.value_date.isoformat() if answer.value_date else answer.value_id


def _findings(reading: Reading | None) -> list[Any]:
    """What was read, from the score of the sentiment to the words."""
    if reading is None:
        return [None, None, None, None, "", "", "", "", "", None, ""]
    return [
        reading.sentiment_score,
        *(reading.p_negative, reading.p_neutral, reading.p_positive),
        _named(reading.factors, "factor"),
        *("; ".join(labels) for labels in (reading.emotions, reading.intents)),
        _named(reading.descriptors, "word"),
        "; ".join(reading.flags),
        reading.uncorrected is not None,
        _words(reading.words),
    ]


def _named(found: Iterable[dict[str, Any]], name: str) -> str:
    return "; ".join(dict.fromkeys(f"{one[name]} ({one['polarity']})" for one in found))


def _words(words: Iterable[dict[str, Any]]) -> str:
    return "; ".join(dict.fromkeys(f"{found['word']} ({found['sentiment']})" for found in words))


def _person(record: Feedback) -> list[str]:
    customer = record.customer
    known = [str(customer.pk), customer.name, customer.email] if customer else ["", "", ""]
    return [*known, str(record.account or ""), record.author_name]
