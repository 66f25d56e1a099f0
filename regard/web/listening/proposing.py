"""What Regard makes of a file before anybody has looked: its layout, its columns, its likely source."""

import json
import re
from collections.abc import Mapping as Named
from dataclasses import replace
from pathlib import PurePath
from typing import Any

from django.utils.text import slugify

from regard.web.feedback.models import Kind, Source
from regard.web.listening.formats import (
    CUSTOMERS,
    FEEDBACK,
    FeedbackFile,
    Mapping,
    Row,
    UnreadableFile,
    detect,
    detect_customers,
    likely_content,
    open_file,
)
from regard.web.listening.models import Content, ImportBatch, ImportState
from regard.web.listening.previews import shown_cell

EARLIER_IMPORTS = 20  # whose columns are looked at
SAMPLE_ROWS, SAMPLES_SHOWN, SAMPLE_LETTERS = 500, 5, 120
REVIEWS = frozenset({"Google Business Profile", "Google Play", "Trustpilot", "App Store"})
ASKED = ("encoding", "delimiter", "sheet", "header_rows")  # what a person may say of a file instead
# what a file name has at its end when the same thing is exported or downloaded again
AGAIN = re.compile(
    r"[\s_-]*(?:\(\d{1,3}\)|[（(]?(?:copy|副本)[)）]?(?: ?\d+)?"
    r"|\d{4}[-_.]?\d{2}[-_.]?\d{2}(?:[T_ -]?\d{2}[-_.:]?\d{2}(?:[-_.:]?\d{2})?)?Z?)\Z",
    re.IGNORECASE,
)


def propose(batch: ImportBatch, *, time_zone: str, layout: Named[str, Any] | None = None) -> Mapping:
    """Look into the file, and keep what is found in `batch` (not saved yet). Raises UnreadableFile.

    `layout` says what a person knows better: encoding, delimiter, sheet, header_rows; and the content.
    """
    asked = {
        name: value for name, value in (layout or {}).items() if name in ASKED and value not in (None, "")
    }
    try:
        file = open_file(batch.path, **asked)
        rows = file.sample(SAMPLE_ROWS)
    except UnicodeError as problem:
        raise UnreadableFile("wrong_encoding", encoding=str(asked.get("encoding"))) from problem
    content = (layout or {}).get("content") or None
    batch.layout = layout_of(file, rows, asked) | {"content": content}
    if not batch.source_key:
        batch.source_key, batch.source_name = likely_source(batch.file_name)
    found = replace(_detected(file, rows, content), timezone=time_zone)
    if not batch.mapping:  # seen for the first time
        belongs_to(batch, found)
    found = as_last_time(batch, content) or found
    understood(batch, found)
    return found


def understood(batch: ImportBatch, mapping: Mapping) -> None:
    """Keep in `batch` what its columns mean, and so what its rows are (not saved yet)."""
    batch.mapping = json.loads(mapping.to_json())
    batch.content = Content(mapping.content)


def _detected(file: FeedbackFile, rows: list[Row], content: str | None) -> Mapping:
    feedback = detect(file.columns, rows, file.labels)
    customers = detect_customers(file.columns, rows)
    found = {FEEDBACK: feedback, CUSTOMERS: customers}
    return found[content or likely_content(feedback, customers)]


def belongs_to(batch: ImportBatch, mapping: Mapping) -> None:
    """Name the source of this key if there is one; otherwise say what kind it is likely to be."""
    batch.source = Source.objects.filter(key=batch.source_key).first()
    batch.kind = batch.source.kind if batch.source else likely_kind(mapping)
    batch.source_name = batch.source.name if batch.source else batch.source_name


def as_last_time(batch: ImportBatch, content: str | None = None) -> Mapping | None:
    """The mapping under which the same columns last came into this source, or as customers."""
    last = _last(batch) if content != CUSTOMERS and batch.source else None
    if last is None and content != FEEDBACK:
        last = _last_of_customers(batch)
    if last is None:
        return None
    saved = Mapping.from_json(json.dumps(last.mapping))
    why = "last_time_customers" if last.of_customers else "last_time"
    uses = tuple(replace(use, confidence="high", reason=why) for use in saved.columns)
    return replace(saved, columns=uses)


def _last(batch: ImportBatch) -> ImportBatch | None:
    """The last import into this source, if it had the same columns."""
    done = ImportBatch.objects.filter(source=batch.source, state=ImportState.DONE).order_by("-created_at")
    last: ImportBatch | None = done.first()
    return last if last and _has_columns_of(batch, last) else None


def _last_of_customers(batch: ImportBatch) -> ImportBatch | None:
    """The last import of customers with the same columns, among the latest of them."""
    done = ImportBatch.objects.filter(content=Content.CUSTOMERS, state=ImportState.DONE)
    latest = done.order_by("-created_at")[:EARLIER_IMPORTS]
    return next((last for last in latest if _has_columns_of(batch, last)), None)


def _has_columns_of(batch: ImportBatch, last: ImportBatch) -> bool:
    return set(last.layout.get("columns", [])) == set(batch.layout["columns"])


def layout_of(file: FeedbackFile, rows: list[Row], asked: Named[str, Any]) -> dict[str, Any]:
    """How the file is built, and a few values of each column, as JSON values."""
    return {
        "format": file.format,
        "compressed": file.compressed,
        "encoding": file.encoding,
        "delimiter": file.delimiter or None,
        "sheet": asked.get("sheet"),
        "sheets": file.sheets,
        "header_rows": asked.get("header_rows"),
        "header_rows_found": file.header_rows,
        "columns": file.columns,
        "labels": file.labels,
        "samples": {column: _samples(column, rows) for column in file.columns},
    }


def _samples(column: str, rows: list[Row]) -> list[str]:
    """The first values of a column; where it begins with empty ones, the first that are not."""
    values = [shown_cell(row.values.get(column), SAMPLE_LETTERS) for row in rows]
    return ([value for value in values if value] or [""])[:SAMPLES_SHOWN]


def likely_kind(mapping: Mapping) -> str:
    """What the rows seem to be: reviews have stars and nothing else to score."""
    metrics = {use.metric for use in mapping.with_role("score")}
    if mapping.format in REVIEWS or metrics == {"stars"}:
        return Kind.REVIEW
    return Kind.SURVEY_RESPONSE


def likely_source(file_name: str) -> tuple[str, str]:
    """The key and the name of the source that a file of this name belongs to, whenever it was exported."""
    stem = PurePath(file_name).name
    while (shorter := stem.rpartition(".")[0]) and len(stem) - len(shorter) <= 6:
        stem = shorter
    while (shorter := AGAIN.sub("", stem).strip()) not in ("", stem):
        stem = shorter
    name = stem.replace("_", " ").strip() or "file"
    return slugify(stem, allow_unicode=True)[:100] or "file", name[:200]
