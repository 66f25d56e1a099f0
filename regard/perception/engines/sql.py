"""The questions as SQL: one text for every engine that speaks it, columns from closed lists, values bound.

A value stands in a text as `:name`, and `explode` makes a row of each element of a list. Nothing else here
differs between DuckDB and Spark, so nothing is translated.
"""
# Columns in the queries come from closed lists and every value is bound:
# ruff: noqa: S608

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from regard.perception.counts import OffScale
from regard.perception.schema import RECORD_DIMENSIONS, ROWS, check_dimensions, check_metric
from regard.perception.tallies import (
    PARTING,
    Cell,
    Extent,
    Filters,
    Key,
    ScoreTally,
    Tally,
    WordTally,
    polarity_of,
)

ANYWHERE = Filters()
PERSON = "CASE WHEN customer_id IS NULL THEN 'record ' || record_id ELSE 'customer ' || customer_id END"
ROW_FILTERS = ("source", "channel", "kind", "segment", "customer_id", "account_id")
OWN = ", ".join(name for name in ROWS.names if name not in RECORD_DIMENSIONS)

Bound = dict[str, str | float]
Found = Sequence[Sequence[Any]]


class SQLEngine:
    """Asks every question of `rows`, whatever a FROM may name; an engine says how a text is asked."""

    rows = "answers"

    def _ask(self, text: str, values: Bound) -> Found:
        """The rows that the text finds where each `:name` in it means the value of that name."""
        raise NotImplementedError

    def score_counts(self, metric: str, *, by: tuple[str, ...] = (), where: Filters = ANYWHERE) -> ScoreTally:
        """Count the answers to `metric` by score, for each combination of dimensions and each scale."""
        check_metric(metric)
        check_dimensions(by)
        matching, values = self._matching(where)
        found = self._ask(
            f"""
            SELECT {listed(by)} scale_min, scale_max, scale_direction = 'low_is_good', score, count(*)
            FROM {self._with_heads(by, where)} WHERE {matching} AND metric = :asked AND score IS NOT NULL
            GROUP BY ALL
            """,
            values | {"asked": metric},
        )
        return ScoreTally.of(metric, by, map(_cell, found))

    def record_counts(self, *, by: tuple[str, ...] = (), where: Filters = ANYWHERE) -> Tally:
        """Count records."""
        return self._records(by, where, "true")

    def sentiment_counts(self, *, by: tuple[str, ...] = (), where: Filters = ANYWHERE) -> Tally:
        """Count the records that were read, by `by` and then by their sentiment."""
        return self._records((*by, "sentiment"), where, "sentiment IS NOT NULL")

    def word_counts(self, *, where: Filters = ANYWHERE, limit: int | None = None) -> WordTally:
        """Count the people (customers, or records where the customer is not known) who used each word."""
        matching, values = self._matching(where)
        found = self._ask(
            f"""
            WITH mentions AS (
                SELECT {PERSON} AS person, explode(words) AS used FROM {self.rows} AS answer WHERE {matching}
            )
            SELECT used.word, used.sentiment, grouping(used.sentiment), count(DISTINCT person)
            FROM mentions GROUP BY GROUPING SETS ((used.word), (used.word, used.sentiment))
            """,
            values,
        )
        people = {word: n for word, _, over_all, n in found if over_all}
        return WordTally.of(
            people, {(word, label): n for word, label, over_all, n in found if not over_all}, limit
        )

    def polarity_counts(self, head: str, *, where: Filters = ANYWHERE) -> Tally:
        """Count the records with marks `head:thing:polarity`, by the thing and by how they speak of it."""
        matching, values = self._matching(where)
        found = self._ask(
            f"""
            WITH alike AS (
                SELECT marks, count(*) AS n FROM {self.rows} AS answer WHERE {matching} AND part = 0
                GROUP BY marks
            ), said AS (
                SELECT marks, n, explode(marks) AS mark FROM alike
            ), heard AS (
                SELECT marks, n, split_part(mark, :parting, 2) AS thing,
                    max(CASE split_part(mark, :parting, 3) WHEN 'positive' THEN 1 ELSE 0 END) AS good,
                    max(CASE split_part(mark, :parting, 3) WHEN 'negative' THEN 1 ELSE 0 END) AS bad
                FROM said WHERE split_part(mark, :parting, 1) = :head GROUP BY ALL
            )
            SELECT thing, good = 1, bad = 1, sum(n) FROM heard GROUP BY ALL
            """,
            values | {"head": head, "parting": PARTING},
        )
        cells: dict[Key, int] = {(thing, polarity_of(good, bad)): int(n) for thing, good, bad, n in found}
        return Tally.of((head, "polarity"), cells)

    def people(self, *, where: Filters = ANYWHERE) -> int:
        """Count the people in whose records a sentiment was read."""
        matching, values = self._matching(where)
        found = self._ask(
            f"""
            SELECT count(DISTINCT {PERSON}) FROM {self.rows} AS answer
            WHERE {matching} AND part = 0 AND sentiment IS NOT NULL
            """,
            values,
        )
        return int(found[0][0])

    def _records(self, by: tuple[str, ...], where: Filters, condition: str) -> Tally:
        check_dimensions(by)
        matching, values = self._matching(where)
        found = self._ask(
            f"""
            SELECT {listed(by)} count(*) FROM {self.rows} AS answer
            WHERE {matching} AND part = 0 AND {condition} GROUP BY ALL HAVING count(*) > 0
            """,
            values,
        )
        return Tally.of(by, {tuple(row[:-1]): row[-1] for row in found})

    def _with_heads(self, by: tuple[str, ...], where: Filters) -> str:
        """The rows; each beside its record's part 0 where a dimension stands only there."""
        if not set(by) & set(RECORD_DIMENSIONS):
            return f"{self.rows} AS answer"
        then = " AND ".join(["part = 0", *_period(where, {})])  # its days are bound beside it
        head = f"SELECT record_id, language, sentiment FROM {self.rows} WHERE {then}"
        row = f"SELECT {OWN} FROM {self.rows}"
        return f"({row}) AS answer LEFT JOIN ({head}) AS head USING (record_id)"

    def _matching(self, where: Filters) -> tuple[str, Bound]:
        """The condition that the filters put on a row, and the values bound in it."""
        values: Bound = {}
        conditions = ["true"] + [_one_of(name, where, values) for name in ROW_FILTERS if getattr(where, name)]
        conditions += _period(where, values)
        conditions += [f"record_id IN ({some})" for some in self._records_that_match(where, values)]
        return " AND ".join(conditions), values

    def _records_that_match(self, where: Filters, values: Bound) -> Iterable[str]:
        """For each filter on whole records, a query for the records that match; binds its values.

        The period stands in each of them, so that files of other months need not be opened.
        """
        then = " AND ".join(["true", *_period(where, values)])
        of_head = f"{self.rows} WHERE {then} AND part = 0"
        head = [_one_of(name, where, values) for name in RECORD_DIMENSIONS if getattr(where, name)]
        if head:
            yield f"SELECT record_id FROM {of_head} AND {' AND '.join(head)}"
        if where.word:
            said = f"SELECT record_id, explode(words) AS used FROM {of_head}"
            yield f"SELECT record_id FROM ({said}) AS said WHERE {_among('used.word', 'word', where, values)}"
        for place, group in enumerate(where.marks):
            names = [f"mark_{place}_{number}" for number in range(len(group))]
            values |= dict(zip(names, group, strict=True))
            marked = f"SELECT record_id, explode(marks) AS mark FROM {of_head}"
            among = f"mark IN ({', '.join(f':{name}' for name in names)})" if names else "false"
            yield f"SELECT record_id FROM ({marked}) AS marked WHERE {among}"
        if where.metric:
            answered = f"score IS NOT NULL AND {_among('metric', 'metric', where, values)}"
            yield f"SELECT record_id FROM {self.rows} WHERE {then} AND {answered}"
        if where.band is not None:
            values |= dict(zip(("banded", "band_low", "band_high"), where.band, strict=True))
            within = "metric = :banded AND score BETWEEN :band_low AND :band_high"
            yield f"SELECT record_id FROM {self.rows} WHERE {then} AND {within}"


def listed(by: Iterable[str]) -> str:
    """Columns at the beginning of a SELECT."""
    return "".join(f"{name}, " for name in by)


def _one_of(name: str, where: Filters, values: Bound) -> str:
    allowed = getattr(where, name)
    conditions = [_among(name, name, where, values)] if any(value is not None for value in allowed) else []
    conditions += [f"{name} IS NULL"] if None in allowed else []
    return f"({' OR '.join(conditions)})"


def _among(column: str, name: str, where: Filters, values: Bound) -> str:
    """The column has one of the values of the filter `name`, each bound under a name of its own."""
    allowed = [value for value in getattr(where, name) if value is not None]
    values |= {f"{name}_{place}": value for place, value in enumerate(allowed)}
    return f"{column} IN ({', '.join(f':{name}_{place}' for place in range(len(allowed)))})"


def _cell(row: Sequence[Any]) -> Cell:
    *key, low, high, low_is_good, score, n = row
    return tuple(key), _extent(low, high, low_is_good), _whole(score), n


@lru_cache(maxsize=256)
def _extent(low: float | None, high: float | None, low_is_good: bool | None) -> Extent:
    return _whole(low), _whole(high), "low_is_good" if low_is_good else "high_is_good"


@lru_cache(maxsize=4096)
def _whole(number: float | None) -> int:
    """The same number; none, or a part of one, which files of others may hold, is refused as no score."""
    if number is None or not number.is_integer():
        raise OffScale(f"{number} is no whole score")
    return int(number)


def _period(where: Filters, values: Bound) -> list[str]:
    """The conditions that the days put on a row; binds the days."""
    conditions = []
    for name, comparison, day in (("start", ">=", where.start), ("end", "<", where.end)):
        if day is not None:
            conditions.append(f"day {comparison} CAST(:{name} AS DATE)")
            values[name] = day.isoformat()  # Spark binds days before 1582 by another calendar
    return conditions
