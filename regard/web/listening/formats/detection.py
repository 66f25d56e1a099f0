"""Proposes what the columns of a file hold, from their names and from the rows seen; a person confirms it."""

from collections.abc import Mapping as Named
from collections.abc import Sequence
from dataclasses import replace

from .dayorder import day_order
from .evidence import Evidence, evidence_of
from .exports import Export, recognised
from .mapping import Mapping
from .names import NameFit, fit_of, simplified
from .reading import METRIC_WORDS
from .rows import Cell, Row
from .scales import score_use
from .uses import CONFIDENCES, SCALES, ColumnUse

CELLS = 100_000  # cells that are looked at
TEXT_LENGTH = 15  # characters on average; a shorter column without a name for it is no text
SURE_TEXT_LENGTH = 40
SHORT_ROLE_LENGTH = 60
TIMES = ("time", "experienced_at")
PARTS_OF_NAMES = {"first", "last", "given", "family", "surname"}


def detect(columns: Sequence[str], rows: Sequence[Row], labels: Named[str, str] | None = None) -> Mapping:
    """Return a mapping of all the columns, each with its confidence and the reason for it."""
    cells = cells_seen(columns, rows)
    seen = {column: evidence_of(cells[column]) for column in columns}
    export = recognised(columns)
    fits = {column: _fit(column, (labels or {}).get(column, ""), export) for column in columns}
    uses = [_proposed(column, fits[column], seen[column], export) for column in columns]
    uses = _with_row_metric(uses, fits, cells)
    uses = without_rivals(uses, fits, seen)
    uses = _with_text(uses, seen)
    said = [cell for use in uses if use.role in TIMES for cell in cells[use.column]]
    day_first, notes = day_order(said)
    if notes:
        uses = [replace(use, confidence="low", reason=notes[0]) if use.role in TIMES else use for use in uses]
    return Mapping(tuple(uses), day_first=day_first, notes=notes, format=export.name if export else None)


def cells_seen(columns: Sequence[str], rows: Sequence[Row]) -> dict[str, list[Cell]]:
    """Return the cells of each column that are looked at: fewer rows where there are very many columns."""
    rows = rows[: max(50, CELLS // max(len(columns), 1))]
    return {column: [row.values.get(column) for row in rows] for column in columns}


def _fit(column: str, label: str, export: Export | None) -> NameFit | None:
    words = simplified(column)
    if export and words in export.scores:
        return NameFit("score", export.scores[words], -1, exact=True)
    if export and words in export.roles:
        return NameFit(export.roles[words], "", -1, exact=True)
    return fit_of(column, label)


def _proposed(column: str, fit: NameFit | None, seen: Evidence, export: Export | None) -> ColumnUse:
    use = _by_name(column, fit, seen) if fit else None
    if use is None:
        use = _by_values(column, seen)
    elif fit and fit.rank == -1 and export and use.confidence == "high":
        use = replace(use, reason="format")
    return use


def _by_name(column: str, fit: NameFit, seen: Evidence) -> ColumnUse | None:
    if fit.role == "ignore":
        return ColumnUse(column, "ignore", confidence="high", reason="personal")
    if fit.role == "attribute":
        return ColumnUse(column, "attribute", reason="name")
    if fit.role == "score":
        return score_use(column, fit.metric, seen.numbers, exact=fit.exact, words=simplified(column))
    confidence = "high" if fit.exact else "medium"
    if not seen.filled:
        return ColumnUse(column, fit.role, confidence="low", reason="empty")
    share = _share_that_fits(fit.role, seen)
    if share < 0.3:
        return _rated_text(column, fit, seen)
    if share < 0.8:
        return ColumnUse(column, fit.role, confidence="low", reason="values_unlike_name")
    return ColumnUse(column, fit.role, confidence=confidence, reason="name_and_values")


def _share_that_fits(role: str, seen: Evidence) -> float:
    """Return the share of the values that can be what the name says."""
    if role in TIMES:
        return seen.moments
    if role == "text":
        return seen.words * (1 - seen.objects)
    if role == "external_id":
        return float(seen.distinct > 0.95)
    short = float(seen.length <= SHORT_ROLE_LENGTH)
    shares = {
        "customer_email": seen.emails,
        "url": seen.addresses,
        "title": seen.words,
        "customer_name": seen.words,
    }
    return shares.get(role, short)


def _rated_text(column: str, fit: NameFit, seen: Evidence) -> ColumnUse | None:
    """A column called "review" or "评价" that holds numbers holds ratings."""
    if fit.role != "text" or not fit.exact:
        return None
    use = score_use(column, "", seen.numbers, exact=False)
    return use if use and use.scale_max != 100 else None


def _by_values(column: str, seen: Evidence) -> ColumnUse:
    if not seen.filled:
        return ColumnUse(column, "attribute", confidence="low", reason="empty")
    if seen.emails >= 0.8:
        return ColumnUse(column, "customer_email", confidence="medium", reason="values")
    if seen.dates >= 0.8 and seen.moments >= 0.8:
        return ColumnUse(column, "time", confidence="low", reason="values")
    if seen.addresses >= 0.8:
        return ColumnUse(column, "url", confidence="low", reason="values")
    return ColumnUse(column, "attribute", confidence="low", reason="not_recognised")


def _with_row_metric(
    uses: list[ColumnUse], fits: Named[str, NameFit | None], cells: Named[str, Sequence[Cell]]
) -> list[ColumnUse]:
    """Where a column names the metric of each row, let it decide over the columns that only say "score"."""
    named_by = next((use.column for use in uses if use.role == "metric"), None)
    if named_by is None:
        return uses
    words = {str(cell).strip().casefold() for cell in cells[named_by] if cell not in (None, "")}
    if not words & METRIC_WORDS.keys():
        return [_attribute(use, "not_recognised") if use.column == named_by else use for use in uses]
    metric = METRIC_WORDS.get(words.pop()) if len(words) == 1 else None
    return [_named_by_row(use, metric) if _is_open(fits[use.column]) else use for use in uses]


def _is_open(fit: NameFit | None) -> bool:
    return fit is not None and fit.role == "score" and (not fit.metric or fit.rank == -1)


def _named_by_row(use: ColumnUse, metric: str | None) -> ColumnUse:
    if metric is not None and use.metric == metric:
        return use
    low, high = SCALES[metric] if metric else (None, None)
    return ColumnUse(use.column, "score", metric, low, high, confidence="medium", reason="name_and_values")


def without_rivals(
    uses: list[ColumnUse], fits: Named[str, NameFit | None], seen: Named[str, Evidence]
) -> list[ColumnUse]:
    """Leave each single role, and each metric, to the column that fits it best."""

    def rank(use: ColumnUse) -> tuple[int, float, int]:
        fit = fits[use.column]
        best = -seen[use.column].length if use.role == "text" else fit.rank if fit else 99
        return CONFIDENCES.index(use.confidence) if use.role != "text" else 0, best, -seen[use.column].filled

    kept: dict[tuple[str, str | None], ColumnUse] = {}
    for use in sorted(uses, key=rank):
        kept.setdefault((use.role, use.metric), use)
    name = kept.get(("customer_name", None))
    both = name is not None and _is_part(name)
    return [
        use
        if use.role in ("attribute", "ignore")
        or kept[use.role, use.metric] is use
        or (both and _is_part(use))
        else _attribute(use, "already_taken")
        for use in uses
    ]


def _is_part(use: ColumnUse) -> bool:
    """Tell whether a column holds one part of a name, so that another may hold the rest."""
    return use.role == "customer_name" and bool(PARTS_OF_NAMES & set(simplified(use.column).split()))


def _attribute(use: ColumnUse, reason: str) -> ColumnUse:
    return ColumnUse(use.column, "attribute", confidence="low", reason=reason)


def _with_text(uses: list[ColumnUse], seen: Named[str, Evidence]) -> list[ColumnUse]:
    """Where no name told the text, take the unnamed column with the longest sentences."""
    free = [use for use in uses if use.reason == "not_recognised" and _is_prose(seen[use.column], len(uses))]
    if not free or any(use.role == "text" for use in uses):
        return uses
    best = max(free, key=lambda use: seen[use.column].length)
    confidence = "medium" if seen[best.column].length >= SURE_TEXT_LENGTH else "low"
    chosen = ColumnUse(best.column, "text", confidence=confidence, reason="longest_text")
    return [chosen if use is best else use for use in uses]


def _is_prose(seen: Evidence, columns: int) -> bool:
    prose = seen.words >= 0.5 and seen.objects < 0.5 and seen.distinct >= 0.5
    return prose and (seen.length >= TEXT_LENGTH or columns == 1)
