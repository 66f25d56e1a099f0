"""Whether a file holds feedback or customers, and what the columns of a file of customers are."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from .amounts import amount, currency_of
from .customer_names import customer_fit, is_of_churn
from .dayorder import day_order
from .detection import SHORT_ROLE_LENGTH, cells_seen, without_rivals
from .evidence import Evidence, evidence_of
from .mapping import Mapping
from .names import NameFit
from .refusals import BadValue
from .rows import Cell, Row
from .stages import stage
from .uses import CUSTOMERS, FEEDBACK, ColumnUse

SAYS_SOMETHING = ("text", "title", "score")
OF_CUSTOMERS = ("stage", "since", "revenue", "customer_name")


def likely_content(feedback: Mapping, customers: Mapping) -> str:
    """Return what a file holds, from its columns read as either.

    Customers, where a column is their id or e-mail and none is a text or a score. A text or a score that is
    only a guess, and a title that may be somebody's job, count less than what is said of customers alone.
    """
    if not customers.with_role("customer") and not customers.with_role("customer_email"):
        return FEEDBACK
    said = [use for role in SAYS_SOMETHING for use in feedback.with_role(role)]
    sure = [use for use in said if use.confidence != "low" and use.role != "title"]
    of_customers = any(customers.with_role(role) for role in OF_CUSTOMERS)
    if sure or (said and not of_customers):
        return FEEDBACK
    named = feedback.with_role("customer") or feedback.with_role("customer_email")
    return CUSTOMERS if of_customers or named else FEEDBACK


def detect_customers(columns: Sequence[str], rows: Sequence[Row]) -> Mapping:
    """Return a mapping of all the columns as those of customers, each with its confidence and reason."""
    cells = cells_seen(columns, rows)
    seen = {column: evidence_of(cells[column]) for column in columns}
    fits = {column: customer_fit(column) for column in columns}
    uses = [_proposed(column, fits[column], seen[column], cells[column]) for column in columns]
    uses = without_rivals(uses, fits, seen)
    said = [cell for use in uses if use.role == "since" for cell in cells[use.column]]
    day_first, notes = day_order(said)
    if notes:
        uses = [
            replace(use, confidence="low", reason=notes[0]) if use.role == "since" else use for use in uses
        ]
    return Mapping(tuple(uses), day_first=day_first, notes=notes, content=CUSTOMERS)


def _proposed(column: str, fit: NameFit | None, seen: Evidence, cells: Sequence[Cell]) -> ColumnUse:
    if fit is None:
        if seen.emails >= 0.8:
            return ColumnUse(column, "customer_email", confidence="medium", reason="values")
        return ColumnUse(column, "attribute", reason="kept" if seen.filled else "empty")
    if fit.role == "ignore":
        return ColumnUse(column, "ignore", reason="personal")
    if not seen.filled:
        return ColumnUse(column, fit.role, confidence="low", reason="empty")
    share = _share_that_fits(fit.role, column, seen, cells)
    if share < 0.3:
        return ColumnUse(column, "attribute", reason="kept")
    if share < 0.8:
        return ColumnUse(column, fit.role, confidence="low", reason="values_unlike_name")
    return ColumnUse(column, fit.role, reason="name_and_values")


def _share_that_fits(role: str, column: str, seen: Evidence, cells: Sequence[Cell]) -> float:
    """Return the share of the values that can be what the name says."""
    if role == "stage":
        return _share_read(cells, lambda cell: stage(cell, of_churn=is_of_churn(column)))
    if role == "revenue":
        return _share_read(cells, amount)
    if role == "currency":
        return _share_read(cells, lambda cell: currency_of(str(cell)) or "any")
    shares = {
        "customer": seen.distinct,  # one row, one customer
        "customer_email": seen.emails,
        "customer_name": seen.words,
        "since": seen.moments,
    }
    return shares.get(role, float(seen.length <= SHORT_ROLE_LENGTH))


def _share_read(cells: Sequence[Cell], read: Callable[[Cell], object]) -> float:
    """Return the share of the filled cells that `read` understands."""
    filled = [cell for cell in cells if cell is not None and cell != ""]
    return sum(_is_read(cell, read) for cell in filled) / max(1, len(filled))


def _is_read(cell: Cell, read: Callable[[Cell], object]) -> bool:
    try:
        return read(cell) is not None
    except BadValue:
        return False
