"""The plain engine: one loop for each question, obviously right, the oracle of the others."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa

from regard.perception.schema import (
    PARTING,
    RECORD_DIMENSIONS,
    THEME,
    check_carried,
    check_dimensions,
    check_metric,
    conform,
    marked_of,
)
from regard.perception.tallies import (
    Extent,
    Filters,
    Key,
    Owned,
    ScoreTally,
    Tally,
    WordTally,
    check_limit,
    polarity_of,
)

ANYWHERE = Filters()
Row = dict[str, Any]


class ReferenceEngine:
    """Tallies of rows in memory, counted one by one in Python."""

    def __init__(self, rows: pa.Table, carried: pa.Table | None = None) -> None:
        """Take rows in the shape of schema.ROWS, and themes in that of schema.CARRIED.

        Without a table of themes no record carries one. Raises UnfitRows for what has another shape.
        """
        beside = check_carried(carried).to_pylist() if carried is not None else []
        self._themes = {row["record_id"]: set(row["themes"] or ()) for row in beside}
        self._records: defaultdict[str, list[Row]] = defaultdict(list)
        for row in conform(rows).to_pylist():
            self._records[row["record_id"]].append(row)

    def score_counts(self, metric: str, *, by: tuple[str, ...] = (), where: Filters = ANYWHERE) -> ScoreTally:
        """Count the answers to `metric` by score, for each combination of dimensions and each scale."""
        check_metric(metric)
        check_dimensions(by)
        cells: Counter[tuple[Key, Extent, int]] = Counter()
        for record, row in self._rows(where):
            if row["metric"] == metric and row["score"] is not None:
                extent = int(row["scale_min"]), int(row["scale_max"]), row["scale_direction"]
                for key in self._keys(record, row, by):
                    cells[key, extent, int(row["score"])] += 1
        return ScoreTally.of(metric, by, ((*cell, n) for cell, n in cells.items()))

    def record_counts(self, *, by: tuple[str, ...] = (), where: Filters = ANYWHERE) -> Tally:
        """Count records."""
        check_dimensions(by)
        heads = ((record, row) for record, row in self._rows(where) if row["part"] == 0)
        return Tally.of(by, Counter(key for record, row in heads for key in self._keys(record, row, by)))

    def sentiment_counts(self, *, by: tuple[str, ...] = (), where: Filters = ANYWHERE) -> Tally:
        """Count the records that were read, by `by` and then by their sentiment."""
        everything = self.record_counts(by=(*by, "sentiment"), where=where)
        return Tally.of(everything.by, {key: n for key, n in everything.rows if key[-1] is not None})

    def newest(self, *, where: Filters = ANYWHERE, limit: int) -> tuple[str, ...]:
        """The ids of the newest `limit` records, and of those that are as new as the last of them.

        The latest day comes first, no day last; within a day the latest moment, no moment last; within a
        moment the last of the ids. Raises ValueError for a limit below 0.
        """
        check_limit(limit)
        heads = sorted((_newness(row), row["record_id"]) for _, row in self._rows(where) if row["part"] == 0)
        last = heads[-limit:][:1] if limit else []
        return tuple(name for newness, name in reversed(heads) if last and newness >= last[0][0])

    def word_counts(self, *, where: Filters = ANYWHERE, limit: int | None = None) -> WordTally:
        """Count the people (customers, or records where the customer is not known) who used each word."""
        people: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
        felt: defaultdict[tuple[str, str | None], set[tuple[str, str]]] = defaultdict(set)
        for _, row in self._rows(where):
            for word in row["words"] or ():
                people[word["word"]].add(_person(row))
                felt[word["word"], word["sentiment"]].add(_person(row))
        totals = {word: len(persons) for word, persons in people.items()}
        return WordTally.of(totals, {cell: len(persons) for cell, persons in felt.items()}, limit)

    def polarity_counts(self, head: str, *, where: Filters = ANYWHERE) -> Tally:
        """Count the records with marks `head:thing:polarity`, by the thing and by how they speak of it."""
        cells: Counter[Key] = Counter()
        for row in (row for _, row in self._rows(where) if row["part"] == 0):
            heard: defaultdict[str, set[str]] = defaultdict(set)
            for mark in row["marks"] or ():
                parts = [*mark.split(PARTING), "", ""]
                if parts[0] == head:
                    heard[parts[1]].add(parts[2])
            for thing, how in heard.items():
                cells[thing, polarity_of("positive" in how, "negative" in how)] += 1
        return Tally.of((head, "polarity"), cells)

    def people(self, *, where: Filters = ANYWHERE) -> int:
        """Count the people in whose records a sentiment was read."""
        read = (row for _, row in self._rows(where) if row["part"] == 0 and row["sentiment"] is not None)
        return len({_person(row) for row in read})

    def _rows(self, where: Filters) -> Iterator[tuple[list[Row], Row]]:
        for name, record in self._records.items():
            if where.theme and not self._themes.get(name, set()) & set(where.theme):
                continue
            within = [row for row in record if _in_period(row, where)]
            if _record_matches(within, where):
                for row in within:
                    if _row_matches(row, where):
                        yield within, row

    def _keys(self, record: list[Row], row: Row, by: tuple[str, ...]) -> Iterator[Key]:
        """Where a row counts: once, or once for each thing that its record carries or is marked with."""
        own, marked = {name: _head(record).get(name) for name in RECORD_DIMENSIONS}, marked_of(by)
        things: Iterable[dict[str, Any]] = [{}]
        if marked:
            things = [{marked[0]: thing} for thing in _things(record, *marked[1:])]
        elif THEME in by:
            things = [{THEME: theme} for theme in self._themes.get(row["record_id"], ())]
        for thing in things:
            yield tuple((row | own | thing)[name] for name in by)


def _things(record: list[Row], head: str, way: str) -> set[str]:
    parted = ([*mark.split(PARTING), "", ""][:3] for mark in _head(record).get("marks") or ())
    return {thing for first, thing, last in parted if (first, last) == (head, way)}


def _head(record: list[Row]) -> Row:
    return next((row for row in record if row["part"] == 0), {})


def _newness(row: Row) -> tuple[bool, date, bool, datetime]:
    day, moment = row["day"], row["moment"]
    return bool(day), day or date.min, bool(moment), moment or datetime.min.replace(tzinfo=UTC)


def _person(row: Row) -> tuple[str, str]:
    known = row["customer_id"]
    return ("record", row["record_id"]) if known is None else ("customer", known)


def _row_matches(row: Row, where: Filters) -> bool:
    for name in ("source", "channel", "kind", "segment", "customer_id", "account_id"):
        if (allowed := getattr(where, name)) and row[name] not in allowed:
            return False
    return where.owned is None or _is_owned(row, where.owned) is not where.owned.others


def _is_owned(row: Row, owned: Owned) -> bool:
    if row["account_id"] is None:
        return row["customer_id"] in owned.customers
    return row["account_id"] in owned.accounts


def _in_period(row: Row, where: Filters) -> bool:
    day = row["day"]
    if where.start is not None and (day is None or day < where.start):
        return False
    return where.end is None or (day is not None and day < where.end)


def _record_matches(record: list[Row], where: Filters) -> bool:
    head = _head(record)
    for name in RECORD_DIMENSIONS:
        if (allowed := getattr(where, name)) and (not head or head[name] not in allowed):
            return False
    if where.word and not any(word["word"] in where.word for word in head.get("words") or ()):
        return False
    if any(not set(group) & set(head.get("marks") or ()) for group in where.marks):
        return False
    answers = [(row["metric"], row["score"]) for row in record if row["score"] is not None]
    if where.metric and not any(metric in where.metric for metric, _ in answers):
        return False
    if where.band is None:
        return True
    banded, low, high = where.band
    return any(metric == banded and low <= score <= high for metric, score in answers)
