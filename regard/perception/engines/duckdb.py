"""The everyday engine: SQL by DuckDB over Parquet files or over rows in memory."""
# Columns in the queries come from closed lists and every value is bound:
# ruff: noqa: S608

from collections.abc import Iterable, Iterator
from pathlib import Path
from threading import Lock

import duckdb
import pyarrow as pa

from regard.perception.answer_codes import CODE, MONTH_BITS, answer_of, codes_of
from regard.perception.engines.sql import ANYWHERE, Bound, Found, SQLEngine, listed
from regard.perception.schema import RECORD_DIMENSIONS, ROWS, check_dimensions, check_metric, conform
from regard.perception.tallies import Cell, Filters, ScoreTally

SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "memory_limit": "2GB",
    "temp_directory": "",  # nothing of a customer is written beside the archive
}
FILES = "read_parquet($paths, hive_partitioning = false)"
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
    """

    def __init__(self, rows: Iterable[str | Path] | pa.Table) -> None:
        self._database = duckdb.connect(":memory:", config=SETTINGS)
        self._database.execute(SETUP)
        self._lock = Lock()
        self._paths = [] if isinstance(rows, pa.Table) else [str(path) for path in rows]
        self._coded = bool(self._paths)
        if self._paths:
            self.rows = FILES
        else:
            incoming = conform(rows) if isinstance(rows, pa.Table) else ROWS.empty_table()
            self._database.register("incoming", incoming)
            self._database.execute("CREATE TABLE answers AS SELECT * FROM incoming")
            self._database.unregister("incoming")

    def score_counts(self, metric: str, *, by: tuple[str, ...] = (), where: Filters = ANYWHERE) -> ScoreTally:
        """Count the answers to `metric` by score, for each combination of dimensions and each scale."""
        check_metric(metric)
        check_dimensions(by)
        if self._coded and not set(by) & set(RECORD_DIMENSIONS):
            try:
                return ScoreTally.of(metric, by, self._cells(metric, tuple(by), where))
            except NO_CODES:
                self._coded = False  # every file has the columns that the codes are made of
        return super().score_counts(metric, by=by, where=where)

    def _cells(self, metric: str, by: tuple[str, ...], where: Filters) -> Iterator[Cell]:
        """The cells of a tally from the codes of the answers, which hold the month too."""
        place = by.index("month") if "month" in by else None
        code, dropped = (f"{CODE} >> {MONTH_BITS}", MONTH_BITS) if place is None else (CODE, 0)
        matching, values = self._matching(where)
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

    def _ask(self, text: str, values: Bound) -> Found:
        given: dict[str, object] = {**values, "paths": self._paths} if self._paths else {**values}
        with self._lock:
            cursor = self._database.cursor()
        with cursor:
            return cursor.execute(text.replace(":", "$"), given).fetchall()
