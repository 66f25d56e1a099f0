"""The everyday engine: SQL by DuckDB over Parquet files or over rows in memory."""
# Columns in the queries come from closed lists and every value is bound:
# ruff: noqa: S608

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from threading import Lock

import duckdb
import pyarrow as pa

from regard.perception.answer_codes import CODE, MONTH_BITS, answer_of, codes_of
from regard.perception.engines.sql import ANYWHERE, Bound, Found, SQLEngine, listed, without_answered
from regard.perception.schema import (
    CARRIED,
    RECORD_DIMENSIONS,
    ROWS,
    THEME,
    check_carried,
    check_dimensions,
    check_metric,
    conform,
    marked_of,
)
from regard.perception.tallies import Cell, Filters, ScoreTally

SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "memory_limit": "2GB",
    "temp_directory": "",  # nothing of a customer is written beside the archive
}
FILES = "read_parquet($paths, hive_partitioning = false)"
SAID_IN = "said_in"  # the column of a file of themes with the month of each record: "2026-03", "undated"
Value = str | float | Sequence[str] | Sequence[date]

NO_CODES = (duckdb.BinderException, duckdb.InvalidInputException)
SETUP = """
    SET GLOBAL TimeZone = 'UTC';
    CREATE MACRO explode(list) AS unnest(list);
    SET lock_configuration = true
"""


class DuckDBEngine(SQLEngine):
    """Tallies by SQL; may be asked from several threads at once.

    Takes the paths of Parquet files in the shape of schema.ROWS (none at all is an empty archive), which
    are read anew for each question and not checked beyond their scores (OffScale), or a table, which is
    checked (UnfitRows) and copied. Unreadable files raise duckdb.Error. Where all files are the archive's,
    answers are counted by the codes that it has written (answer_codes), which takes half the time.
    Takes the themes that records carry as the path of one file in the shape of schema.CARRIED, which is read
    anew and not checked, or as a table, which is; without them no record carries any. Where the file has a
    column SAID_IN, too, with the month of each record, those outside the period are not looked at.
    """

    def __init__(
        self, rows: Iterable[str | Path] | pa.Table, carried: str | Path | pa.Table | None = None
    ) -> None:
        self._database = duckdb.connect(":memory:", config=SETTINGS)
        self._database.execute(SETUP)
        self._lock = Lock()
        self._paths = [] if isinstance(rows, pa.Table) else [str(path) for path in rows]
        self._coded, self._parted = bool(self._paths), False
        if self._paths:
            self.rows = FILES
        else:
            incoming = conform(rows) if isinstance(rows, pa.Table) else ROWS.empty_table()
            self._keep(self.rows, incoming)
        if isinstance(carried, str | Path):
            path = str(carried).replace("'", "''")
            self._database.execute(f"CREATE VIEW {self.carried} AS SELECT * FROM read_parquet('{path}')")
            columns = self._database.execute(f"SELECT * FROM {self.carried} LIMIT 0").description
            self._parted = SAID_IN in [name for name, *_ in columns]
        else:
            self._keep(self.carried, CARRIED.empty_table() if carried is None else check_carried(carried))

    def _keep(self, name: str, table: pa.Table) -> None:
        self._database.register("incoming", table)
        self._database.execute(f"CREATE TABLE {name} AS SELECT * FROM incoming")
        self._database.unregister("incoming")

    def score_counts(self, metric: str, *, by: tuple[str, ...] = (), where: Filters = ANYWHERE) -> ScoreTally:
        """Count the answers to `metric` by score, for each combination of dimensions and each scale."""
        check_metric(metric)
        check_dimensions(by)
        if self._coded and not {*RECORD_DIMENSIONS, THEME} & set(by) and not marked_of(by):
            try:
                return ScoreTally.of(metric, by, self._cells(metric, tuple(by), where))
            except NO_CODES:
                self._coded = False  # every file has the columns that the codes are made of
        return super().score_counts(metric, by=by, where=where)

    def _cells(self, metric: str, by: tuple[str, ...], where: Filters) -> Iterator[Cell]:
        """The cells of a tally from the codes of the answers, which hold the month too."""
        place = by.index("month") if "month" in by else None
        code, dropped = (f"{CODE} >> {MONTH_BITS}", MONTH_BITS) if place is None else (CODE, 0)
        left = without_answered(metric, where)
        matching, values = self._matching(left) if self._has_further(left) else self._heads_matching(left)
        first, last = codes_of(metric)
        found = self._ask(
            f"""
            SELECT {listed(name for name in by if name != "month")} {code}, count(*)
            FROM {self.rows} AS answer
            WHERE {matching} AND {CODE} BETWEEN :first_code AND :last_code GROUP BY ALL
            """,
            values | {"first_code": first, "last_code": last},
        )
        for *key, number, n in found:
            month, extent, score = answer_of(number << dropped)
            if place is not None:
                key.insert(place, month)
            yield tuple(key), extent, score, n

    def table(
        self, text: str, values: Mapping[str, Value] | None = None, *, where: Filters = ANYWHERE
    ) -> pa.Table:
        """What a SELECT finds in `told`, the rows that `where` lets through, as columns.

        Beside them stands `themed`, what records of the period carry (schema.CARRIED), and maybe others.
        A value stands in the text as `:name`. For questions that no other engine is asked. Raises ValueError
        where a value has the name of one that the filters need.

        >>> rows = pa.table({"record_id": ["a", "b"], "source": ["web", "shop"]})
        >>> found = DuckDBEngine(rows).table("SELECT count(*) AS n FROM told", where=Filters(source=("web",)))
        >>> found.to_pylist()
        [{'n': 1}]
        """
        matching, bound = self._matching(where)
        if twice := sorted(bound.keys() & (values or {}).keys()):
            raise ValueError(f"the filters name {', '.join(twice)} already: call it otherwise")
        told = f"SELECT * FROM {self.rows} AS answer WHERE {matching}"
        themed = f"SELECT record_id, themes FROM {self._carriers(where)} AS carried"
        whole = f"WITH told AS NOT MATERIALIZED ({told}), themed AS NOT MATERIALIZED ({themed}) {text}"
        with self._cursor() as cursor:
            asked = cursor.sql(whole.replace(":", "$"), params=self._given({**bound, **(values or {})}))
            return asked.to_arrow_table()

    def _carriers(self, where: Filters) -> str:
        months = [
            f"{SAID_IN} {comparison} '{day.year:04}-{day.month:02}'"
            for comparison, day in ((">=", where.start), ("<=", where.end))
            if day is not None
        ]
        if not months or not self._parted:
            return self.carried
        return f"(SELECT record_id, themes FROM {self.carried} WHERE {' AND '.join(months)})"

    def _ask(self, text: str, values: Bound) -> Found:
        with self._cursor() as cursor:
            return cursor.execute(text.replace(":", "$"), self._given(values)).fetchall()

    def _given(self, values: Mapping[str, Value]) -> dict[str, object]:
        return {**values, "paths": self._paths} if self._paths else {**values}

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        with self._lock:
            return self._database.cursor()
