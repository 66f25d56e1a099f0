"""The refused rows of an import as a CSV file that spreadsheets open safely."""

import csv
import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from regard.web.listening.models import ImportBatch, ImportRefusal
from regard.web.listening.reasons import reason

BOM = "\ufeff"  # tells spreadsheets that this is UTF-8
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
NUMBER = re.compile(r"[-+]?[0-9]+(?:[.,][0-9]+)*%?\Z")
AT_ONCE = 500


class _Line:
    """Takes what a csv.writer writes and gives it back."""

    def write(self, text: str) -> str:
        return text


def guarded(cell: Any) -> Any:
    """A cell that no spreadsheet takes for a formula; numbers stay numbers.

    >>> guarded("=1+1"), guarded("-5"), guarded(-5), guarded("fine")
    ("'=1+1", '-5', -5, 'fine')
    """
    if not isinstance(cell, str) or NUMBER.match(cell):
        return cell
    return f"'{cell}" if cell.startswith(FORMULA) or cell.lstrip().startswith(FORMULA) else cell


def refusal_lines(batch: ImportBatch) -> Iterator[str]:
    """The file line by line: row, column, reason, then the cells as they stood in the file."""
    columns = batch.layout.get("columns", [])
    refusals = ImportRefusal.objects.filter(batch=batch)
    has_raw = refusals.exclude(raw="").exists()
    writer = csv.writer(_Line())
    last = [_("As it stood in the file")] if has_raw else []
    yield BOM + _written(writer, [_("Row"), _("Column"), _("Reason"), *columns, *last])
    for refusal in refusals.iterator(chunk_size=AT_ONCE):
        cells = list(refusal.cells) + [""] * (len(columns) - len(refusal.cells))
        why = reason(refusal.code, refusal.params)
        yield _written(
            writer, [refusal.row, refusal.column, why, *cells, *([refusal.raw] if has_raw else [])]
        )


def _written(writer: Any, cells: list[Any]) -> str:
    return str(writer.writerow([guarded(cell) for cell in cells]))
