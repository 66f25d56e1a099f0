"""The questions as SQL: one text for every engine that speaks it, columns from closed lists, values bound.

A value stands in a text as `:name`, and `explode` makes a row of each element of a list. Nothing else here
differs between DuckDB and Spark, so nothing is translated.
"""
# Columns in the queries come from closed lists and every value is bound:
# ruff: noqa: S608

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from regard.perception.counts import OffScale
from regard.perception.schema import (
    PARTING,
    RECORD_DIMENSIONS,
    ROWS,
    SENTIMENTS,
    THEME,
    check_dimensions,
    check_metric,
    marked_of,
)
from regard.perception.tallies import (
    Cell,
    Extent,
    Filters,
    Key,
    ScoreTally,
    Tally,
    WordTally,
    check_limit,
    polarity_of,
)

ANYWHERE = Filters()
PERSON = "CASE WHEN customer_id IS NULL THEN 'record ' || record_id ELSE 'customer ' || customer_id END"
ROW_FILTERS = ("source", "channel", "kind", "segment", "customer_id", "account_id")
OF_HEAD = (*RECORD_DIMENSIONS, "marks")
OWN = ", ".join(name for name in ROWS.names if name not in OF_HEAD)
SCALED = ("scale_min", "scale_max", "scale_direction", "score")

WAYS = (*SENTIMENTS, None)  # in which a person may use a word, some of them in several
IN_WAYS = (*(f"used.sentiment = '{way}'" for way in SENTIMENTS), "used.sentiment IS NULL")
_FELT = ", ".join(
    f"max(CASE WHEN {felt} THEN 1 ELSE 0 END) AS way_{place}" for place, felt in enumerate(IN_WAYS)
)
_FELT_BY = ", ".join(f"sum(way_{place})" for place in range(len(WAYS)))

Bound = dict[str, str | float | list[str]]
Found = Sequence[Sequence[Any]]


class SQLEngine:
    """Asks every question of `rows`, whatever a FROM may name; an engine says how a text is asked.

    `carried` names the table of the themes that records carry.
    """

    rows = "answers"
    carried = "carried"

    def _ask(self, text: str, values: Bound) -> Found:
        """The rows that the text finds where each `:name` in it means the value of that name."""
        raise NotImplementedError

    def score_counts(self, metric: str, *, by: tuple[str, ...] = (), where: Filters = ANYWHERE) -> ScoreTally:
        """Count the answers to `metric` by score, for each combination of dimensions and each scale."""
        check_metric(metric)
        check_dimensions(by)
        matching, values = self._matching(without_answered(metric, where))
        given = f"{matching} AND metric = :asked AND score IS NOT NULL"
        text, named = counted(by, SCALED, f"{self._with_heads(by, where)} WHERE {given}")
        return ScoreTally.of(metric, by, map(_cell, self._ask(text, values | named | {"asked": metric})))

    def record_counts(self, *, by: tuple[str, ...] = (), where: Filters = ANYWHERE) -> Tally:
        """Count records."""
        return self._records(by, where, "true")

    def sentiment_counts(self, *, by: tuple[str, ...] = (), where: Filters = ANYWHERE) -> Tally:
        """Count the records that were read, by `by` and then by their sentiment."""
        return self._records((*by, "sentiment"), where, "sentiment IS NOT NULL")

    def newest(self, *, where: Filters = ANYWHERE, limit: int) -> tuple[str, ...]:
        """The ids of the newest `limit` records, and of those that are as new as the last of them.

        The latest day comes first, no day last; within a day the latest moment, no moment last; within a
        moment the last of the ids. Raises ValueError for a limit below 0.
        """
        check_limit(limit)
        matching, values = self._heads_matching(where)
        found = self._ask(
            f"""
            WITH alike AS (
                SELECT record_id, day, moment FROM {self.rows} AS answer WHERE {matching}
            ), days AS (
                SELECT day, count(*) AS n FROM alike GROUP BY day
            ), since AS (
                SELECT day, sum(n) OVER (ORDER BY day DESC NULLS LAST ROWS UNBOUNDED PRECEDING) - n AS newer
                FROM days
            ), placed AS (
                SELECT record_id,
                    rank() OVER (ORDER BY alike.day DESC NULLS LAST, moment DESC NULLS LAST) AS place
                FROM alike JOIN since ON alike.day IS NOT DISTINCT FROM since.day WHERE newer < :limit
            )
            SELECT record_id FROM placed WHERE place <= :limit ORDER BY place, record_id DESC
            """,
            values | {"limit": limit},
        )
        return tuple(name for (name,) in found)

    def word_counts(self, *, where: Filters = ANYWHERE, limit: int | None = None) -> WordTally:
        """Count the people (customers, or records where the customer is not known) who used each word."""
        matching, values = self._heads_matching(where)
        found = self._ask(
            f"""
            WITH mentions AS (
                SELECT {PERSON} AS person, explode(words) AS used FROM {self.rows} AS answer WHERE {matching}
            ), people AS (
                SELECT used.word AS word, person, {_FELT} FROM mentions GROUP BY used.word, person
            )
            SELECT word, count(*), {_FELT_BY} FROM people GROUP BY word
            """,
            values,
        )
        return words_of(found, limit)

    def polarity_counts(self, head: str, *, where: Filters = ANYWHERE) -> Tally:
        """Count the records with marks `head:thing:polarity`, by the thing and by how they speak of it."""
        matching, values = self._heads_matching(where)
        found = self._ask(
            f"""
            WITH alike AS (
                SELECT marks, count(*) AS n FROM {self.rows} AS answer WHERE {matching} GROUP BY marks
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
        matching, values = self._heads_matching(where)
        found = self._ask(
            f"""
            SELECT count(DISTINCT {PERSON}) FROM {self.rows} AS answer
            WHERE {matching} AND sentiment IS NOT NULL
            """,
            values,
        )
        return int(found[0][0])

    def _records(self, by: tuple[str, ...], where: Filters, condition: str) -> Tally:
        check_dimensions(by)
        matching, values = self._heads_matching(where)
        heads = f"{self.rows} AS answer {self._beside(by, where)} WHERE {matching} AND {condition}"
        text, named = counted(by, (), heads)
        return Tally.of(by, {tuple(row[:-1]): row[-1] for row in self._ask(text, values | named)})

    def _with_heads(self, by: tuple[str, ...], where: Filters) -> str:
        """The rows; each beside its record's part 0 where a dimension stands only there."""
        if not set(by) & set(RECORD_DIMENSIONS) and not marked_of(by):
            return f"{self.rows} AS answer {self._beside(by, where)}"
        then = " AND ".join(["part = 0", *_period(where, {})])  # its days are bound beside it
        head = f"SELECT record_id, {', '.join(OF_HEAD)} FROM {self.rows} WHERE {then}"
        row = f"SELECT {OWN} FROM {self.rows}"
        return f"({row}) AS answer LEFT JOIN ({head}) AS head USING (record_id) {self._beside(by, where)}"

    def _beside(self, by: tuple[str, ...], where: Filters) -> str:
        """What stands beside the rows: the themes, where they are asked for."""
        return f"JOIN {self._carriers(where)} AS carried USING (record_id)" if THEME in by else ""

    def _carriers(self, where: Filters) -> str:
        """What a FROM names for the themes of records of the period, and of others as well."""
        return self.carried

    def _matching(self, where: Filters) -> tuple[str, Bound]:
        """The condition that the filters put on a row, and the values bound in it."""
        values: Bound = {}
        conditions = _of_row(where, values)
        if head := _of_head(where, values):
            then = " AND ".join(["part = 0", *_period(where, values), *head])
            conditions.append(f"record_id IN (SELECT record_id FROM {self.rows} WHERE {then})")
        conditions += [f"record_id IN ({some})" for some in self._records_that_say(where, values)]
        then = " AND ".join(["true", *_period(where, values)])
        for given in _of_answer(where, values):
            conditions.append(f"record_id IN (SELECT record_id FROM {self.rows} WHERE {then} AND {given})")
        return " AND ".join(conditions), values

    def _heads_matching(self, where: Filters) -> tuple[str, Bound]:
        """The same of the part 0 of a record, which has what is known of the whole record itself."""
        values: Bound = {}
        conditions = ["part = 0", *_of_row(where, values), *_of_head(where, values)]
        conditions += [f"record_id IN ({some})" for some in self._records_that_say(where, values)]
        then = " AND ".join(["part > 0", *_period(where, values)])
        for given in _of_answer(where, values):  # most records have one answer, in part 0 itself
            further = f"record_id IN (SELECT record_id FROM {self.rows} WHERE {then} AND {given})"
            conditions.append(f"({given} OR {further})" if self._has_further(where) else given)
        return " AND ".join(conditions), values

    def _has_further(self, where: Filters) -> bool:
        """Whether a record of the period may have answers beside that of part 0."""
        return True

    def _records_that_say(self, where: Filters, values: Bound) -> Iterable[str]:
        """For each filter on one of many things said, a query for the records that match; binds its values.

        The period stands in each of them, so that files of other months need not be opened.
        """
        then = " AND ".join(["true", *_period(where, values)])
        if where.word:
            said = f"SELECT record_id, explode(words) AS used FROM {self.rows} WHERE {then} AND part = 0"
            yield f"SELECT record_id FROM ({said}) AS said WHERE {_among('used.word', 'word', where, values)}"
        if where.theme:
            values |= {f"theme_{place}": theme for place, theme in enumerate(where.theme)}
            held = " OR ".join(f"array_contains(themes, :theme_{place})" for place in range(len(where.theme)))
            yield f"SELECT record_id FROM {self._carriers(where)} AS carried WHERE {held}"


def words_of(found: Found, limit: int | None) -> WordTally:
    """Words from how many people used each of them, and how many of these in each of the ways."""
    cells = {(word, way): int(n) for word, _, *felt in found for way, n in zip(WAYS, felt, strict=True) if n}
    return WordTally.of({word: people for word, people, *_ in found}, cells, limit)


def counted(by: tuple[str, ...], columns: tuple[str, ...], rows: str) -> tuple[str, Bound]:
    """How many rows there are, by the dimensions and then by these columns; and the values bound in it."""
    if THEME in by:
        return _themed(by, columns, rows), {}
    marked = marked_of(by)
    if marked is None:
        some = listed((*by, *columns))
        return f"SELECT {some} count(*) FROM {rows} GROUP BY ALL HAVING count(*) > 0", {}
    name, head, way = marked
    own = listed((*(one for one in by if one != name), *columns))
    keys = listed((*("thing" if one == name else one for one in by), *columns))
    text = f"""
        WITH alike AS (
            SELECT {own} marks, count(*) AS n FROM {rows} GROUP BY ALL
        ), said AS (
            SELECT {own} marks, n, explode(marks) AS mark FROM alike
        ), heard AS (
            SELECT DISTINCT {own} marks, n, split_part(mark, :parting, 2) AS thing FROM said
            WHERE split_part(mark, :parting, 1) = :head AND split_part(mark, :parting, 3) = :way
        )
        SELECT {keys} CAST(sum(n) AS BIGINT) FROM heard GROUP BY ALL
        """
    return text, {"parting": PARTING, "head": head, "way": way}


def _themed(by: tuple[str, ...], columns: tuple[str, ...], rows: str) -> str:
    """The same for each theme: rows of records that carry the same ones are counted together first."""
    own = listed((*(one for one in by if one != THEME), *columns))
    return f"""
        WITH alike AS (
            SELECT {own} themes, count(*) AS n FROM {rows} GROUP BY ALL
        ), said AS (
            SELECT {own} themes, n, explode(themes) AS theme FROM alike
        ), heard AS (
            SELECT DISTINCT {own} themes, n, theme FROM said
        )
        SELECT {listed((*by, *columns))} CAST(sum(n) AS BIGINT) FROM heard GROUP BY ALL
        """


def listed(by: Iterable[str]) -> str:
    """Columns at the beginning of a SELECT."""
    return "".join(f"{name}, " for name in by)


def _of_row(where: Filters, values: Bound) -> list[str]:
    """The conditions on what stands in each row of a record."""
    named = [_one_of(name, where, values) for name in ROW_FILTERS if getattr(where, name)]
    return ["true", *named, *_owned(where, values), *_period(where, values)]


def _of_head(where: Filters, values: Bound) -> list[str]:
    """The conditions on what stands in part 0 alone."""
    conditions = [_one_of(name, where, values) for name in RECORD_DIMENSIONS if getattr(where, name)]
    for place, group in enumerate(where.marks):
        names = {f"mark_{place}_{number}": mark for number, mark in enumerate(group)}
        values |= names
        marked = [f"array_contains(marks, :{name})" for name in names]
        conditions.append(f"({' OR '.join(marked) or 'false'})")
    return conditions


def _of_answer(where: Filters, values: Bound) -> Iterable[str]:
    """The conditions that one answer of a record, in any of its rows, has to meet."""
    banded = where.band[0] if where.band else None
    if where.metric and banded not in where.metric:  # whoever is in the band has answered
        yield f"score IS NOT NULL AND {_among('metric', 'metric', where, values)}"
    if where.band is not None:
        values |= dict(zip(("banded", "band_low", "band_high"), where.band, strict=True))
        yield "metric = :banded AND score BETWEEN :band_low AND :band_high"


def without_answered(metric: str, where: Filters) -> Filters:
    """The filters that are left of whoever has answered to the metric."""
    return replace(where, metric=()) if metric in where.metric else where


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


def _owned(where: Filters, values: Bound) -> Iterable[str]:
    """The condition on whose the row is; binds the ids as lists, however many they are.

    A column that no id is looked for in is not named, so that it need not be read.
    """
    if where.owned is None:
        return
    theirs = []
    if where.owned.accounts:
        values["accounts"] = sorted(where.owned.accounts)
        theirs.append("account_id IN (SELECT explode(:accounts))")
    if where.owned.customers:
        values["customers"] = sorted(where.owned.customers)
        theirs.append("(account_id IS NULL AND customer_id IN (SELECT explode(:customers)))")
    mine = f"coalesce({' OR '.join(theirs) or 'false'}, false)"
    yield f"NOT {mine}" if where.owned.others else mine


def _cell(row: Sequence[Any]) -> Cell:
    *key, low, high, way, score, n = row
    return tuple(key), _extent(low, high, way), _whole(score), n


@lru_cache(maxsize=256)
def _extent(low: float | None, high: float | None, way: str | None) -> Extent:
    return _whole(low), _whole(high), "low_is_good" if way == "low_is_good" else "high_is_good"


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
