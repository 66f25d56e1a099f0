"""The forms that a report leaves in as a file: what each is called, its kind, and how it is written."""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import NamedTuple

from regard.web.reports.content import Content
from regard.web.reports.models import Format
from regard.web.reports.pdf import MissingFont, as_pdf
from regard.web.reports.slides import as_slides
from regard.web.reports.workbook import as_workbook

FILES: dict[str, tuple[str, Callable[..., bytes]]] = {
    Format.PDF: ("application/pdf", as_pdf),
    Format.PPTX: ("application/vnd.openxmlformats-officedocument.presentationml.presentation", as_slides),
    Format.XLSX: ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", as_workbook),
}


class File(NamedTuple):
    """A file of a report, with its name and its kind ("application/pdf")."""

    name: str
    kind: str
    content: bytes


def files_of(
    content: Content, formats: Collection[str], *, name: str, at: datetime
) -> tuple[list[File], str]:
    """A report in these formats, in the order of FILES; and why one of them could not be made."""
    found, missing = [], ""
    for ending, (kind, written) in FILES.items():
        if ending not in formats:
            continue
        try:
            found.append(File(f"{name}.{ending}", kind, written(content, at=at)))
        except MissingFont as problem:
            missing = str(problem)
    return found, missing
