"""The everyday engine: SQL by DuckDB over Parquet files or over rows in memory."""
# Columns in the queries come from closed lists and every value is bound:
# ruff: noqa: S608

from collections.abc import Iterable
from pathlib import Path
from threading import Lock
from typing import Any

import duckdb
import pyarrow as pa

from regard.perception.counts import Direction, OffScale
from regard.perception.schema import RECORD_DIMENSIONS, ROWS, check_dimensions, check_metric, conform
from regard.perception.tallies import Cell, Filters, ScoreTally, Tally, WordTally

ANYWHERE = Filters()
SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "memory_limit": "2GB",
    "temp_directory": "",  # nothing of a customer is written beside the archive
}
FILES = "read_parquet($paths, hive_partitioning = false)"
PERSON = "CASE WHEN customer_id IS NULL THEN 'record:' || record_id ELSE 'customer:' || customer_id END"
ROW_FILTERS = ("source", "channel", "kind", "segment", "customer_id", "account_id")


class DuckDBEngine:
    """Tallies by SQL; may be asked from several threads at once.

    Takes the paths of Parquet files in the shape of schema.ROWS (none at all is an empty archive), which
    are read anew for each question and not checked beyond their scores (OffScale), or a table, which is
    checked (UnfitRows) and copied. Unreadable files raise duckdb.Error.
    """

    def __init__(self, rows: Iterable[str | Path] | pa.Table) -> None:
        self._database = duckdb.connect(":memory:", config=SETTINGS)
        self._database.execute("SET GLOBAL TimeZone = 'UTC'; SET lock_configuration = true")
        self._lock = Lock()
        self._paths = [] if isinstance(rows, pa.Table) else [str(path) for path in rows]
        self._rows = FILES if self._paths else "answers"
        if not self._paths:
            incoming = conform(rows) if isinstance(rows, pa.Table) else ROWS.empty_table()
            self._database.register("incoming", incoming)
            self._database.execute("CREATE TABLE answers AS SELECT * FROM incoming")
            self._database.unregister("incoming")

    def score_counts(self, metric: str, *, by: tuple[str, ...] = (), where: Filters = ANYWHERE) -> ScoreTally:
        """Count the answers to `metric` by score, for each combination of dimensions and each scale."""
        check_metric(metric)
        check_dimensions(by)
        matching, parameters = self._matching(where)
        found = self._ask(
            f"""
            SELECT {_listed(by)} scale_min, scale_max, scale_direction = 'low_is_good', score, count(*)
            FROM {self._with_heads(by)} WHERE {matching} AND metric = $asked AND score IS NOT NULL
            GROUP BY ALL
            """,
            parameters | {"asked": metric},
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
        matching, parameters = self._matching(where)
        found = self._ask(
            f"""
            WITH mentions AS (
                SELECT {PERSON} AS person, unnest(words) AS used FROM {self._rows} AS answer WHERE {matching}
            )
            SELECT used.word, used.sentiment, grouping(used.sentiment), count(DISTINCT person)
            FROM mentions GROUP BY GROUPING SETS ((used.word), (used.word, used.sentiment))
            """,
            parameters,
        )
        people = {word: n for word, _, over_all, n in found if over_all}
        return WordTally.of(
            people, {(word, label): n for word, label, over_all, n in found if not over_all}, limit
        )

    def _records(self, by: tuple[str, ...], where: Filters, condition: str) -> Tally:
        check_dimensions(by)
        matching, parameters = self._matching(where)
        found = self._ask(
            f"""
            SELECT {_listed(by)} count(*) FROM {self._with_heads(())}
            WHERE {matching} AND part = 0 AND {condition} GROUP BY ALL HAVING count(*) > 0
            """,
            parameters,
        )
        return Tally.of(by, {row[:-1]: row[-1] for row in found})

    def _with_heads(self, by: tuple[str, ...]) -> str:
        """The rows; each beside its record's part 0 where a dimension stands only there."""
        if not set(by) & set(RECORD_DIMENSIONS):
            return f"{self._rows} AS answer"
        head = f"SELECT record_id, language, sentiment FROM {self._rows} WHERE part = 0"
        row = f"SELECT * EXCLUDE (language, sentiment) FROM {self._rows}"
        return f"({row}) AS answer LEFT JOIN ({head}) AS head USING (record_id)"

    def _matching(self, where: Filters) -> tuple[str, dict[str, Any]]:
        """The condition that the filters put on a row, and the values bound in it."""
        conditions = ["true"] + [_one_of(name, where) for name in ROW_FILTERS if getattr(where, name)]
        conditions += ["day >= $start"] if where.start is not None else []
        conditions += ["day < $end"] if where.end is not None else []
        conditions += [
            f"record_id IN (SELECT record_id FROM {self._rows} WHERE {condition})"
            for condition in _record_conditions(where)
        ]
        return " AND ".join(conditions), _bound(where)

    def _ask(self, query: str, parameters: dict[str, Any]) -> list[tuple[Any, ...]]:
        with self._lock:
            cursor = self._database.cursor()
        with cursor:
            return cursor.execute(
                query, parameters | ({"paths": self._paths} if self._paths else {})
            ).fetchall()


def _cell(row: tuple[Any, ...]) -> Cell:
    *key, low, high, low_is_good, score, n = row
    direction: Direction = "low_is_good" if low_is_good else "high_is_good"
    return tuple(key), (_whole(low), _whole(high), direction), _whole(score), n


def _whole(number: float) -> int:
    """The same number; a part of one, which files of others may hold, is refused as no score."""
    if not number.is_integer():
        raise OffScale(f"{number} is no whole score")
    return int(number)


def _listed(by: tuple[str, ...]) -> str:
    return "".join(f"{name}, " for name in by)


def _record_conditions(where: Filters) -> list[str]:
    """What must be true of some row of a record for the record to match, a condition for each filter."""
    on_head = [_one_of(name, where) for name in RECORD_DIMENSIONS if getattr(where, name)]
    if where.word:
        on_head.append("list_has_any(list_transform(words, lambda used: used.word), $word)")
    conditions = [f"part = 0 AND {' AND '.join(on_head)}"] if on_head else []
    if where.metric:
        conditions.append("score IS NOT NULL AND metric = ANY($metric)")
    if where.band is not None:
        conditions.append("metric = $banded AND score BETWEEN $band_low AND $band_high")
    return conditions


def _one_of(name: str, where: Filters) -> str:
    allowed = getattr(where, name)
    conditions = [f"{name} = ANY(${name})"] if any(value is not None for value in allowed) else []
    conditions += [f"{name} IS NULL"] if None in allowed else []
    return f"({' OR '.join(conditions)})"


def _bound(where: Filters) -> dict[str, Any]:
    names = (*ROW_FILTERS, *RECORD_DIMENSIONS, "word", "metric")
    lists = {name: [value for value in getattr(where, name) if value is not None] for name in names}
    bound: dict[str, Any] = {name: values for name, values in lists.items() if values}
    bound |= {name: day for name in ("start", "end") if (day := getattr(where, name)) is not None}
    if where.band is not None:
        bound |= dict(zip(("banded", "band_low", "band_high"), where.band, strict=True))
    return bound
