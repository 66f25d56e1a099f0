"""Counts that are made once for each month of an archive, and rolled up to what is asked.

A page asks the same rows again and again: by month and by segment, now and before. The counts by day are a
small part of the rows, so they are kept and added up; what they do not tell is asked of the rows.
"""

# Columns in the queries come from closed lists and every value is bound:
# ruff: noqa: S608

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from regard.perception.answer_codes import MONTH_BITS, answer_of, codes_of
from regard.perception.engines.duckdb import DuckDBEngine
from regard.perception.engines.kept import (
    ANSWERS,
    CARRIED_ANSWERS,
    CARRIED_HEADS,
    FELT,
    GIVEN,
    HEADS,
    PLACES,
    THEMED_ANSWERS,
    THEMED_HEADS,
    THEMED_PLACES,
    USED,
    Carried,
    Counts,
    Themed,
    spoken,
)
from regard.perception.engines.months import UNDATED, days_in, is_whole, overlaps, period_of, rows_of
from regard.perception.engines.sql import ANYWHERE, without_answered, words_of
from regard.perception.schema import METRICS, PARTING, check_metric
from regard.perception.tallies import Cell, Filters, Key, ScoreTally, Tally, WordTally, polarity_of

FEW = 4  # months that are looked into before all are
MOST_ROWS = 1_500_000  # of the archive, that are counted at once
WAYS = {"positive": "is_good", "negative": "is_bad"}  # and the column that tells of it
WORTH = 2  # whole months; of fewer the rows are asked


class Remembered(Protocol):
    """Where counts are kept, and found again as long as they are."""

    def get(self, key: Any, /) -> pa.Table | None:
        """The counts of a key: what is counted (Counts), the month, its state."""

    def __setitem__(self, key: Any, counts: pa.Table, /) -> None:
        """Keep them."""


class RolledEngine(DuckDBEngine):
    """Tallies of the archive's months, the usual ones from counts that are kept.

    Takes the files of each month ("2026-03", or "undated") by their paths, in the shape of
    answer_codes.STORED, and the state that they are in: anything that is another one when they change.
    What was counted of a month in one state is put into `kept`, and taken from there by every engine that
    is given the same.
    """

    def __init__(
        self,
        months: Mapping[str, Iterable[str | Path]],
        states: Mapping[str, Hashable],
        kept: Remembered,
        carried: str | Path | None = None,
        carried_states: Mapping[str, Hashable] | None = None,
    ) -> None:
        self._files = {month: list(months[month]) for month in sorted(months)}
        super().__init__([path for paths in self._files.values() for path in paths], carried)
        self._states = {month: states[month] for month in sorted(months)}
        self._kept, self._carried_states = kept, carried_states

    def score_counts(self, metric: str, *, by: tuple[str, ...] = (), where: Filters = ANYWHERE) -> ScoreTally:
        """Count the answers to `metric` by score, for each combination of dimensions and each scale."""
        check_metric(metric)
        left, by = without_answered(metric, where), tuple(by)
        if ANSWERS.tell(by, left) and not _is_twice(by):
            return _scored(self._of(ANSWERS, left), metric, by)
        pieces = self._pieces(CARRIED_ANSWERS, by, left) or self._pieces(THEMED_ANSWERS, by, left)
        if pieces is None:
            return super().score_counts(metric, by=by, where=where)
        found = _scored(pieces.whole, metric, by)
        for edge in pieces.edges:
            found += super().score_counts(metric, by=by, where=edge)
        return found

    def record_counts(self, *, by: tuple[str, ...] = (), where: Filters = ANYWHERE) -> Tally:
        """Count records."""
        by = tuple(by)
        for counts in (HEADS, PLACES, THEMED_HEADS):
            if self._tells(counts, by, where):
                return Tally.of(by, dict(_summed(self._of(counts, where), by)))
        if (said := self._spoken_of(by, where)) is not None:
            return Tally.of(by, dict(_summed(said, by)))
        if (pieces := self._kept_of(by, where)) is None:
            return super().record_counts(by=by, where=where)
        rest = (super(RolledEngine, self).record_counts(by=by, where=edge) for edge in pieces.edges)
        return _added(by, pieces.whole, rest)

    def sentiment_counts(self, *, by: tuple[str, ...] = (), where: Filters = ANYWHERE) -> Tally:
        """Count the records that were read, by `by` and then by their sentiment."""
        by = (*by, "sentiment")
        for counts in (HEADS, THEMED_HEADS):
            if self._tells(counts, by, where):
                heads = self._of(counts, where)
                return Tally.of(by, dict(_summed(heads.filter(heads["sentiment"].is_valid()), by)))
        if (pieces := self._kept_of(by, where)) is None:
            return super().sentiment_counts(by=by[:-1], where=where)
        rest = (super(RolledEngine, self).sentiment_counts(by=by[:-1], where=edge) for edge in pieces.edges)
        return _added(by, pieces.whole.filter(pieces.whole["sentiment"].is_valid()), rest)

    def newest(self, *, where: Filters = ANYWHERE, limit: int) -> tuple[str, ...]:
        """The ids of the newest `limit` records, and of those that are as new as the last of them."""
        for start in self._starts(where):
            found = super().newest(where=replace(where, start=start), limit=limit)
            if len(found) >= limit:
                return found
        return super().newest(where=where, limit=limit)

    def polarity_counts(self, head: str, *, where: Filters = ANYWHERE) -> Tally:
        """Count the records with marks `head:thing:polarity`, by the thing and by how they speak of it."""
        if not head or not (counts := spoken(head)).tell((), where):
            return super().polarity_counts(head, where=where)
        found = _summed(self._of(counts, where), ("thing", "is_good", "is_bad"))
        cells: dict[Key, int] = {
            (thing, polarity_of(bool(good), bool(bad))): n for (thing, good, bad), n in found
        }
        return Tally.of((head, "polarity"), cells)

    def word_counts(self, *, where: Filters = ANYWHERE, limit: int | None = None) -> WordTally:
        """Count the people (customers, or records where the customer is not known) who used each word."""
        parts = self._all_known(USED, where) if USED.tell((), where) else None
        if not parts:
            return super().word_counts(where=where, limit=limit)
        matching, values = self._matching(where)
        people = f"""
            SELECT word, person, bit_or(ways) AS ways FROM used WHERE {matching} GROUP BY word, person
            """
        text = f"SELECT word, count(*), {FELT} FROM ({people}) GROUP BY word"
        with self._cursor() as cursor:
            cursor.register("used", pa.concat_tables(parts))
            found = cursor.execute(text.replace(":", "$"), values).fetchall()
            cursor.unregister("used")
        return words_of(found, limit)

    def count(self, heads: Iterable[str] = ()) -> None:
        """Count what is not kept yet of every month, so that nobody who asks has to wait for it.

        `heads` are those of the marks that somebody will ask for by how they are spoken of.
        """
        all_months = list(self._states)
        usual = (ANSWERS, HEADS, PLACES, GIVEN, CARRIED_HEADS, CARRIED_ANSWERS)
        for counts in (*usual, *map(spoken, heads)):
            self._counted(counts, all_months)
        for month in all_months:
            self._counted(USED, [month])
        if self._carried_states is not None:
            for themed in (THEMED_HEADS, THEMED_PLACES, THEMED_ANSWERS):
                self._counted(themed, all_months)

    def _tells(self, counts: Counts, by: tuple[str, ...], where: Filters) -> bool:
        """Whether a question can be answered from these counts; those of themes only where they are kept."""
        if _is_twice(by) or not counts.tell(by, where):
            return False
        if not isinstance(counts, Themed):
            return True
        return self._carried_states is not None and self._all_known(counts, where) is not None

    def _all_known(self, counts: Counts, where: Filters) -> list[pa.Table] | None:
        """The counts of the months of a period; None where one of them is not kept."""
        found = []
        for month in self._states:
            if overlaps(month, where):
                if (known := self._known(counts, month)) is None:
                    return None
                found.append(known)
        return found

    def _known(self, counts: Counts, month: str) -> pa.Table | None:
        return self._kept.get(self._key(counts, month))

    def _key(self, counts: Counts, month: str) -> tuple[Counts, str, Hashable]:
        if not isinstance(counts, Themed):
            return counts, month, self._states[month]
        return counts, month, (self._states[month], (self._carried_states or {}).get(month))

    def _has_further(self, where: Filters) -> bool:
        answers = self._of(ANSWERS, Filters(start=where.start, end=where.end))
        return bool(pc.any(answers["is_further"]).as_py())

    def _starts(self, where: Filters) -> Iterator[date]:
        """The first days of the last month that the filters let through, and of the last FEW."""
        months = [month for month in self._states if month != UNDATED and overlaps(month, where)]
        for some in (1, FEW):
            if some < len(months):
                yield date.fromisoformat(f"{months[-some]}-01")

    def _pieces(self, counts: Carried | Themed, by: tuple[str, ...], where: Filters) -> "_Pieces | None":
        """What whole months tell, and the days beside them; None where the rows have to."""
        if not self._tells(counts, by, where):
            return None
        months = [month for month in self._states if overlaps(month, where)]
        whole = [month for month in months if is_whole(month, where)]
        edges = [days_in(month, where) for month in months if month not in whole]
        if len(whole) < WORTH:
            return None
        parts = self._counted(counts, months)
        if isinstance(counts, Carried) and any(pc.any(part["is_odd"]).as_py() for part in parts):
            return None
        kept = dict(zip(months, parts, strict=True))
        table = pa.concat_tables(kept[month] for month in whole)
        left = replace(where, start=None, end=None)
        mask = _mask(table, left)
        told = counts.of(table if mask is None else table.filter(mask), by, left)
        return _Pieces(told, edges, pa.concat_tables(parts))

    def _spoken_of(self, by: tuple[str, ...], where: Filters) -> pa.Table | None:
        """The counts of records that speak of one thing in one way; None where something else is asked."""
        if len(where.marks) != 1 or len(where.marks[0]) != 1:
            return None
        head, thing, way, *more = [*where.marks[0][0].split(PARTING), "", ""]
        counts, left = spoken(head), replace(where, marks=())
        if not head or way not in WAYS or any(more) or not counts.tell(by, left) or _is_twice(by):
            return None
        said = self._of(counts, left)
        return said.filter(pc.and_(pc.equal(said["thing"], thing), said[WAYS[way]]))

    def _kept_of(self, by: tuple[str, ...], where: Filters) -> "_Pieces | None":
        """What is kept of records, and the days beside it; None where the rows have to tell."""
        if not where.metric and not where.band:
            return self._pieces(CARRIED_HEADS, by, where) or self._pieces(THEMED_PLACES, by, where)
        metrics = {*where.metric, *(where.band[:1] if where.band else ())}
        if len(metrics) > 1 or not metrics <= set(METRICS) or _is_twice(by):
            return None
        (metric,) = metrics
        left = replace(where, metric=(), band=None)
        pieces = self._answered(GIVEN if GIVEN.tell(by, left) else CARRIED_ANSWERS, by, left)
        if pieces is None and (pieces := self._pieces(THEMED_ANSWERS, by, left)) is not None:
            of_all = self._answered(GIVEN, (), Filters(start=where.start, end=where.end))
            pieces = replace(pieces, kept=of_all.kept) if of_all else None
        if pieces is None or _counts_answers(pieces.kept, metric):
            return None
        edges = [replace(edge, metric=where.metric, band=where.band) for edge in pieces.edges]
        return replace(pieces, whole=_in_band(_of_metric(pieces.whole, metric), where), edges=edges)

    def _answered(self, counts: Counts, by: tuple[str, ...], where: Filters) -> "_Pieces | None":
        if isinstance(counts, Carried):
            return self._pieces(counts, by, where)
        months = [month for month in self._states if overlaps(month, where)]
        kept = pa.concat_tables([*self._counted(counts, months), counts.none()], promote_options="permissive")
        mask = _mask(kept, where)
        return _Pieces(kept if mask is None else kept.filter(mask), [], kept)

    def _of(self, counts: Counts, where: Filters) -> pa.Table:
        """The counts of what the filters let through, of which these counts tell."""
        months = [month for month in self._states if overlaps(month, where)]
        parts = self._counted(counts, months)
        whole = pa.concat_tables(parts) if parts else counts.none()
        return whole.filter(mask) if (mask := _mask(whole, where)) is not None else whole

    def _counted(self, counts: Counts, months: list[str]) -> list[pa.Table]:
        """The counts of these months; those that are not kept are made in as few questions as fit."""
        known = {month: self._known(counts, month) for month in months}
        missing = [month for month in months if known[month] is None]
        for some in self._together(missing):
            made = self._asked(counts, some)
            for month in some:
                known[month] = rows_of(made, month)
                self._kept[self._key(counts, month)] = known[month]
        return [known[month] for month in months]

    def _together(self, months: list[str]) -> Iterator[list[str]]:
        """The months in groups of no more rows than fit into memory while they are counted."""
        group, rows = list[str](), 0
        for month in months:
            own = sum(pq.read_metadata(path).num_rows for path in self._files[month])
            if group and rows + own > MOST_ROWS:
                yield group
                group, rows = [], 0
            group, rows = [*group, month], rows + own
        if group:
            yield group

    def _asked(self, counts: Counts, months: list[str]) -> pa.Table:
        values = {"head": counts.head, "parting": PARTING} if counts.head else {}
        return self.table(counts.text, values, where=period_of(months))


@dataclass(frozen=True)
class _Pieces:
    """The counts of whole months, the filters of the days beside them, and all that is kept of the months."""

    whole: pa.Table
    edges: list[Filters]
    kept: pa.Table


def _scored(counts: pa.Table, metric: str, by: tuple[str, ...]) -> ScoreTally:
    """The answers to a metric, of counts by code."""
    return ScoreTally.of(metric, by, _answers(_summed(_of_metric(counts, metric), (*by, "code"))))


def _of_metric(counts: pa.Table, metric: str) -> pa.Table:
    first, last = (code >> MONTH_BITS for code in codes_of(metric))
    code = counts["code"]
    return counts.filter(pc.and_(pc.greater_equal(code, first), pc.less_equal(code, last)))


def _counts_answers(counts: pa.Table, metric: str) -> bool:
    """Whether there are records with two answers to the metric, or with one on a day of its own."""
    mine = _of_metric(counts, metric)
    return bool(pc.any(mine["is_twice"]).as_py() or pc.any(mine["is_odd"]).as_py())


def _in_band(counts: pa.Table, where: Filters) -> pa.Table:
    """The counts of the scores from the lowest to the highest of a band."""
    if not where.band:
        return counts
    _, low, high = where.band
    codes = counts["code"].unique().to_pylist()
    inside = [code for code in codes if low <= answer_of(code << MONTH_BITS)[2] <= high]
    return counts.filter(pc.is_in(counts["code"], pa.array(inside, pa.int64())))


def _added(by: tuple[str, ...], counts: pa.Table, others: Iterable[Tally]) -> Tally:
    """What was counted of whole months, and of the days beside them."""
    cells = dict(_summed(counts, by))
    for key, n in (row for other in others for row in other.rows):
        cells[key] = cells.get(key, 0) + n
    return Tally.of(by, cells)


def _is_twice(by: tuple[str, ...]) -> bool:
    return len(set(by)) < len(by)


def _answers(cells: Iterable[tuple[tuple[Any, ...], int]]) -> Iterator[Cell]:
    for (*key, code), n in cells:
        _, extent, score = answer_of(code << MONTH_BITS)
        yield tuple(key), extent, score, n


def _summed(counts: pa.Table, by: tuple[str, ...]) -> Iterator[tuple[Key, int]]:
    """The counts by these columns alone."""
    if not by:
        total = pc.sum(counts["n"]).as_py()
        yield from [((), int(total))] if total else []
        return
    added = counts.group_by(list(by), use_threads=False).aggregate([("n", "sum")])
    columns = [added[name].to_pylist() for name in (*by, "n_sum")]
    for *key, n in zip(*columns, strict=True):
        yield tuple(key), int(n)


def _mask(counts: pa.Table, where: Filters) -> pa.ChunkedArray | None:
    """Which of the counts the filters let through; None: all of them."""
    mask = None
    for condition in _conditions(counts, where):
        mask = condition if mask is None else pc.and_(mask, condition)
    return mask


def _conditions(counts: pa.Table, where: Filters) -> Iterator[pa.ChunkedArray]:
    if where.start is not None:
        yield pc.greater_equal(counts["day"], pa.scalar(where.start))
    if where.end is not None:
        yield pc.less(counts["day"], pa.scalar(where.end))
    for name in counts.column_names:
        allowed: Any = getattr(where, name, ())
        if allowed:
            yield pc.is_in(counts[name], pa.array(allowed, pa.string()))
