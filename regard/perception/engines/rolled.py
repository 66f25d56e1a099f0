"""Counts that are made once for each month of an archive, and rolled up to what is asked.

A page asks the same rows again and again: by month and by segment, now and before. The counts by day are a
small part of the rows, so they are kept and added up; what they do not tell is asked of the rows.
"""

# Columns in the queries come from closed lists and every value is bound:
# ruff: noqa: S608

from collections.abc import Hashable, Iterable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from regard.perception.answer_codes import CODE, MONTH_BITS, answer_of, codes_of
from regard.perception.engines.duckdb import DuckDBEngine
from regard.perception.engines.sql import ANYWHERE, listed, without_answered
from regard.perception.schema import PARTING, check_metric
from regard.perception.tallies import Cell, Filters, Key, ScoreTally, Tally, polarity_of

UNDATED = "undated"
PERIOD = ("start", "end")
KINDS = {
    "day": pa.date32(),
    "code": pa.int64(),
    "n": pa.int64(),
    **dict.fromkeys(("is_further", "is_good", "is_bad"), pa.bool_()),
}
Remembered = MutableMapping[Hashable, pa.Table]


@dataclass(frozen=True)
class _Counts:
    """What is counted by which columns."""

    by: tuple[str, ...]
    text: str
    head: str = ""

    def tell(self, by: Iterable[str], where: Filters) -> bool:
        """Whether a question can be answered from them."""
        chosen = {one.name for one in fields(where) if getattr(where, one.name) != one.default}
        told = {*self.by, *(PERIOD if "day" in self.by else ())}
        return {*by, *chosen} <= told

    def none(self) -> pa.Table:
        """The counts of no rows."""
        names = (*self.by, "thing", *KINDS)
        return pa.table({name: pa.array([], KINDS.get(name, pa.string())) for name in names})


BY_DAY = ("month", "day", "segment", "kind")
ANSWERS = _Counts(
    BY_DAY,
    f"""
    SELECT {listed(BY_DAY)} {CODE} >> {MONTH_BITS} AS code, part > 0 AS is_further, count(*) AS n
    FROM told WHERE {CODE} IS NOT NULL GROUP BY ALL
    """,
)


def _records_by(*by: str) -> _Counts:
    return _Counts(by, f"SELECT {listed(by)} count(*) AS n FROM told WHERE part = 0 GROUP BY ALL")


HEADS = _records_by(*BY_DAY, "language", "sentiment")
PLACES = _records_by("month", "segment", "source", "channel", "kind", "language")


def _spoken(head: str) -> _Counts:
    """Records by the things that they are marked with under a head, and by whether well or ill."""
    alike = f"SELECT {listed(BY_DAY)} marks, count(*) AS n FROM told WHERE part = 0 GROUP BY ALL"
    said = f"SELECT {listed(BY_DAY)} marks, n, explode(marks) AS mark FROM ({alike})"
    heard = f"""
        SELECT {listed(BY_DAY)} marks, n, split_part(mark, :parting, 2) AS thing,
            bool_or(split_part(mark, :parting, 3) = 'positive') AS is_good,
            bool_or(split_part(mark, :parting, 3) = 'negative') AS is_bad
        FROM ({said}) WHERE split_part(mark, :parting, 1) = :head GROUP BY ALL
        """
    things = f"SELECT {listed(BY_DAY)} thing, is_good, is_bad, CAST(sum(n) AS BIGINT) AS n"
    return _Counts(BY_DAY, f"{things} FROM ({heard}) GROUP BY ALL", head)


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
    ) -> None:
        super().__init__([path for month in sorted(months) for path in months[month]], carried)
        self._states = {month: states[month] for month in sorted(months)}
        self._kept = kept

    def score_counts(self, metric: str, *, by: tuple[str, ...] = (), where: Filters = ANYWHERE) -> ScoreTally:
        """Count the answers to `metric` by score, for each combination of dimensions and each scale."""
        check_metric(metric)
        left, by = without_answered(metric, where), tuple(by)
        if not ANSWERS.tell(by, left) or _is_twice(by):
            return super().score_counts(metric, by=by, where=where)
        first, last = (code >> MONTH_BITS for code in codes_of(metric))
        asked = self._of(ANSWERS, left)
        code = asked["code"]
        mine = asked.filter(pc.and_(pc.greater_equal(code, first), pc.less_equal(code, last)))
        return ScoreTally.of(metric, by, _answers(_summed(mine, (*by, "code"))))

    def record_counts(self, *, by: tuple[str, ...] = (), where: Filters = ANYWHERE) -> Tally:
        """Count records."""
        by = tuple(by)
        for counts in (HEADS, PLACES):
            if counts.tell(by, where) and not _is_twice(by):
                return Tally.of(by, dict(_summed(self._of(counts, where), by)))
        return super().record_counts(by=by, where=where)

    def sentiment_counts(self, *, by: tuple[str, ...] = (), where: Filters = ANYWHERE) -> Tally:
        """Count the records that were read, by `by` and then by their sentiment."""
        by = (*by, "sentiment")
        if not HEADS.tell(by, where) or _is_twice(by):
            return super().sentiment_counts(by=by[:-1], where=where)
        heads = self._of(HEADS, where)
        return Tally.of(by, dict(_summed(heads.filter(heads["sentiment"].is_valid()), by)))

    def polarity_counts(self, head: str, *, where: Filters = ANYWHERE) -> Tally:
        """Count the records with marks `head:thing:polarity`, by the thing and by how they speak of it."""
        if not head or not (counts := _spoken(head)).tell((), where):
            return super().polarity_counts(head, where=where)
        found = _summed(self._of(counts, where), ("thing", "is_good", "is_bad"))
        cells: dict[Key, int] = {
            (thing, polarity_of(bool(good), bool(bad))): n for (thing, good, bad), n in found
        }
        return Tally.of((head, "polarity"), cells)

    def _has_further(self, where: Filters) -> bool:
        answers = self._of(ANSWERS, Filters(start=where.start, end=where.end))
        return bool(pc.any(answers["is_further"]).as_py())

    def _of(self, counts: _Counts, where: Filters) -> pa.Table:
        """The counts of what the filters let through, of which these counts tell."""
        months = [month for month in self._states if _overlaps(month, where)]
        parts = self._counted(counts, months)
        whole = pa.concat_tables(parts) if parts else counts.none()
        return whole.filter(mask) if (mask := _mask(whole, where)) is not None else whole

    def _counted(self, counts: _Counts, months: list[str]) -> list[pa.Table]:
        """The counts of these months; those that are not kept are made in one question."""
        known = {month: self._kept.get((counts, month, self._states[month])) for month in months}
        missing = [month for month in months if known[month] is None]
        if missing:
            made = self._asked(counts, _whole(missing))
            for month in missing:
                known[month] = _of_month(made, month)
                self._kept[counts, month, self._states[month]] = known[month]
        return [known[month] for month in months]

    def _asked(self, counts: _Counts, where: Filters) -> pa.Table:
        values = {"head": counts.head, "parting": PARTING} if counts.head else {}
        return self.table(counts.text, values, where=where)


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


def _overlaps(month: str, where: Filters) -> bool:
    """Whether something of a month can be in the period; what has no day is in none."""
    if month == UNDATED:
        return where.start is None and where.end is None
    is_late = where.start is None or month >= _month(where.start)
    return is_late and (where.end is None or month <= _month(where.end))


def _whole(months: list[str]) -> Filters:
    """The period of these months, so that files of others need not be opened."""
    if UNDATED in months:
        return ANYWHERE
    year, month = map(int, max(months).split("-"))
    end = date(year + month // 12, month % 12 + 1, 1) if (year, month) < (date.max.year, 12) else None
    return Filters(start=date.fromisoformat(f"{min(months)}-01"), end=end)


def _of_month(counts: pa.Table, month: str) -> pa.Table:
    mine = counts["month"].is_null() if month == UNDATED else pc.equal(counts["month"], month)
    return counts.filter(mine).combine_chunks()


def _month(day: date) -> str:
    return f"{day.year:04}-{day.month:02}"
