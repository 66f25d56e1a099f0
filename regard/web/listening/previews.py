"""What is shown of rows: what the first ones become, and the cells of those that were refused."""

from typing import Any

from regard.web.feedback.drafts import Draft
from regard.web.feedback.recording import Outcome
from regard.web.listening.drafting import cut
from regard.web.listening.formats.refusals import Refusal, Refused
from regard.web.listening.formats.rows import Cell, Row
from regard.web.listening.formats.texts import clean, written
from regard.web.listening.models import ImportBatch, ImportRefusal

PREVIEW_ROWS = 20
PREVIEW_TEXT = 300
CELL_KEPT = 500
CELLS_KEPT = 100
RAW_KEPT = 500


def shown_cell(cell: Cell, longest: int = CELL_KEPT) -> str:
    """A cell as text that any database keeps, cut with a mark where it is long."""
    text = cell if isinstance(cell, str) else "" if cell is None else written(cell)
    return cut(clean(text[: longest + 1]), longest)


def refusal_row(batch: ImportBatch, row: Row | Refused, why: Refusal | Refused) -> ImportRefusal:
    """The row that keeps what was refused, and why."""
    cells = [shown_cell(cell) for cell in row.values.values()][:CELLS_KEPT] if isinstance(row, Row) else []
    raw = shown_cell(row.raw, RAW_KEPT) if isinstance(row, Refused) else ""
    params = {
        name: shown_cell(value) if isinstance(value, str) else value for name, value in why.params.items()
    }
    return ImportRefusal(
        batch=batch,
        row=why.row,
        column=cut(clean(why.column or ""), 200),
        code=why.code,
        params=params,
        cells=cells,
        raw=raw,
    )


def preview_of(row: int, draft: Draft, outcome: Outcome) -> dict[str, Any]:
    """What a row becomes, as JSON values for the page of the result."""
    return {
        "row": row,
        "outcome": str(outcome),
        "collected_at": draft.collected_at.isoformat() if draft.collected_at else None,
        "precision": str(draft.time_precision),
        "title": cut(draft.title, PREVIEW_TEXT),
        "text": cut(draft.text, PREVIEW_TEXT),
        "answers": [
            {"type": str(answer.field_type), "score": answer.value_number, "out_of": answer.scale_max}
            for answer in draft.answers
        ],
        "who": draft.person.name or draft.person.key or draft.author_name,
        "kind": str(draft.kind),
        "channel": str(draft.channel),
    }
