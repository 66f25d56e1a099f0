"""The everyday engine: SQL by DuckDB over Parquet files or over rows in memory."""

from collections.abc import Iterable
from pathlib import Path
from threading import Lock

import duckdb
import pyarrow as pa

from regard.perception.engines.sql import Bound, Found, SQLEngine
from regard.perception.schema import ROWS, conform

SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "memory_limit": "2GB",
    "temp_directory": "",  # nothing of a customer is written beside the archive
}
FILES = "read_parquet($paths, hive_partitioning = false)"
SETUP = """
    SET GLOBAL TimeZone = 'UTC';
    CREATE MACRO explode(list) AS unnest(list);
    SET lock_configuration = true
"""


class DuckDBEngine(SQLEngine):
    """Tallies by SQL; may be asked from several threads at once.

    Takes the paths of Parquet files in the shape of schema.ROWS (none at all is an empty archive), which
    are read anew for each question and not checked beyond their scores (OffScale), or a table, which is
    checked (UnfitRows) and copied. Unreadable files raise duckdb.Error.
    """

    def __init__(self, rows: Iterable[str | Path] | pa.Table) -> None:
        self._database = duckdb.connect(":memory:", config=SETTINGS)
        self._database.execute(SETUP)
        self._lock = Lock()
        self._paths = [] if isinstance(rows, pa.Table) else [str(path) for path in rows]
        if self._paths:
            self.rows = FILES
        else:
            incoming = conform(rows) if isinstance(rows, pa.Table) else ROWS.empty_table()
            self._database.register("incoming", incoming)
            self._database.execute("CREATE TABLE answers AS SELECT * FROM incoming")
            self._database.unregister("incoming")

    def _ask(self, text: str, values: Bound) -> Found:
        given: dict[str, object] = {**values, "paths": self._paths} if self._paths else {**values}
        with self._lock:
            cursor = self._database.cursor()
        with cursor:
            return cursor.execute(text.replace(":", "$"), given).fetchall()
