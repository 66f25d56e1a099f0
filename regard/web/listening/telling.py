"""An import told in lines of text, for the command line."""

import unicodedata
from collections.abc import Iterator

from django.utils.translation import gettext as _

from regard.web.listening.formats import ColumnUse, Mapping
from regard.web.listening.models import ImportBatch, ImportRefusal, ImportState
from regard.web.listening.presenting import grouped, layout_text
from regard.web.listening.reasons import reason
from regard.web.listening.roles import CONFIDENCE_LABELS, ROLE_LABELS, choice_of

REFUSALS_TOLD = 10
SAMPLE_WIDTH, NAME_WIDTH, ROLE_WIDTH = 30, 24, 26


def mapping_lines(batch: ImportBatch, mapping: Mapping) -> Iterator[str]:
    """The file, then each column: its name, its meaning, how sure that is and why, its first value."""
    values = {"file": batch.file_name, "layout": layout_text(batch), "source": batch.source_key}
    if batch.of_customers:
        yield _("%(file)s (%(layout)s), each row a customer:") % values
    else:
        yield _("%(file)s (%(layout)s), into the source “%(source)s”:") % values
    samples = batch.layout.get("samples", {})
    for use in mapping.columns:
        sure = CONFIDENCE_LABELS[use.confidence]
        why = reason(use.reason, {"format": mapping.format or "", "role": ""})
        first = fitted(next(iter(samples.get(use.column, [])), ""), SAMPLE_WIDTH).rstrip()
        told = f"{fitted(use.column, NAME_WIDTH)} {fitted(meaning(use), ROLE_WIDTH)}"
        yield f"  {told} {_because(sure, why)}  [{first}]"
    yield from (f"  {reason(note, {})}" for note in mapping.notes)


def meaning(use: ColumnUse) -> str:
    """What a column is taken for, with the scale of a score."""
    label = str(ROLE_LABELS[choice_of(use)])
    return f"{label} {use.scale_min}–{use.scale_max}" if use.role == "score" and use.metric else label


def fitted(text: str, width: int) -> str:
    """`text` in `width` columns of a terminal, where a Chinese character takes two."""
    shown, used = "", 0
    for letter in " ".join(text.split()):
        wide = 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        if used + wide > width - 1:
            return f"{shown}…" + " " * (width - used - 1)
        shown, used = shown + letter, used + wide
    return shown + " " * (width - used)


def counts_line(batch: ImportBatch, *, foreseen: bool = False) -> str:
    """The four counts in a sentence, of the dry run or of the import."""
    counts = {name: grouped(count) for name, count in batch.counts.items()}
    if foreseen:
        return (
            _("Dry run: %(new)s new, %(updated)s updated, %(duplicate)s unchanged, %(refused)s refused.")
            % counts
        )
    return (
        _("Imported: %(new)s new, %(updated)s updated, %(duplicate)s unchanged, %(refused)s refused.")
        % counts
    )


def refusal_texts(batch: ImportBatch) -> Iterator[str]:
    """The first refused rows, each with its row, its column and the reason; then how many more there are."""
    rows = ImportRefusal.objects.filter(batch=batch)
    for row in rows[:REFUSALS_TOLD]:
        values = {"file": batch.file_name, "row": row.row, "column": row.column}
        place = _("%(file)s, row %(row)s, column “%(column)s”") if row.column else _("%(file)s, row %(row)s")
        yield "  " + _because(place % values, reason(row.code, row.params))
    if (more := batch.refused - REFUSALS_TOLD) > 0:
        yield "  " + _("and %(more)s more") % {"more": grouped(more)}


def _because(what: object, why: str) -> str:
    return _("%(what)s: %(why)s") % {"what": what, "why": why}


def progress_text(batch: ImportBatch) -> str:
    """How far the import is, short."""
    if batch.state == ImportState.CHECKING:
        return _("checking: %(share)s %%, %(rows)s rows") % {
            "share": int(batch.done_share * 100),
            "rows": grouped(batch.position),
        }
    values = {"done": grouped(batch.position), "total": grouped(batch.rows_total or 0)}
    return _("importing: %(done)s of %(total)s rows") % values


def failure_text(file_name: str, code: str, params: dict[str, object]) -> str:
    """Why the file cannot be imported."""
    return _("“%(file)s” cannot be imported: %(reason)s.") % {
        "file": file_name,
        "reason": reason(code, params),
    }
