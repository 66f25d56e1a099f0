"""The engine of clusters: the same SQL by Apache Spark over the same files.

Needs `pip install regard[spark]` and Java 17. A question costs a good part of a second however few rows
there are: Spark is for archives that one machine does not read in time.
"""

import re
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Self

import pyarrow as pa
from pyspark.errors import PySparkRuntimeError
from pyspark.sql import SparkSession

from regard.perception.engines.sql import Bound, Found, SQLEngine
from regard.perception.schema import CARRIED, ROWS, check_carried, conform

SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.variable.substitute": "false",  # ${...} in a value is a value
    "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",  # days before 1582 are days as others count
}
"""What the meaning of a question rests on; set in a session of the engine's own."""

LOCAL = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.sql.sources.parallelPartitionDiscovery.threshold": "10000",  # no job only to list files
}
LOG = """
rootLogger.level = error
rootLogger.appenderRef.console.ref = console
appender.console.type = Console
appender.console.name = console
appender.console.target = SYSTEM_ERR
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = %p %c: %m%n%ex
"""
TYPES = {
    pa.string(): "STRING",
    pa.int16(): "SMALLINT",
    pa.date32(): "DATE",
    pa.float64(): "DOUBLE",
    pa.bool_(): "BOOLEAN",
    ROWS.field("moment").type: "TIMESTAMP",
    ROWS.field("ratings").type: (
        "ARRAY<STRUCT<name: STRING, label: STRING, kind: STRING, "
        "value: DOUBLE, scale_min: DOUBLE, scale_max: DOUBLE>>"
    ),
    ROWS.field("words").type: "ARRAY<STRUCT<word: STRING, sentiment: STRING>>",
    ROWS.field("marks").type: "ARRAY<STRING>",
}
SHAPE = ", ".join(f"{field.name} {TYPES[field.type]}" for field in ROWS)
BESIDE = "record_id STRING, themes ARRAY<STRING>"


class NoJava(RuntimeError):
    """Spark did not start: there is no Java that it can use."""


class SparkRuns(RuntimeError):
    """A Spark runs in this process already: a second is not opened, its session can be handed over."""


class UnfitName(ValueError):
    """A file that Spark leaves out in silence (`_x`, `.x`) or cannot open (`a:b`) because of its name."""


@contextmanager
def opened(master: str = "local[*]", *, memory: str = "2g", **settings: str) -> Iterator[SparkSession]:
    """A Spark on this machine, stopped at the end; what it writes goes into a folder that is then removed.

    `settings` are Spark's own, such as `**{"spark.sql.shuffle.partitions": "2"}`. Raises NoJava, and
    SparkRuns where this process has one.
    """
    if SparkSession.getActiveSession() is not None:
        raise SparkRuns("Spark runs in this process already; hand its session over")
    with tempfile.TemporaryDirectory(prefix="regard-spark-", ignore_cleanup_errors=True) as name:
        log = Path(name) / "log4j2.properties"
        log.write_text(LOG)
        own = {
            "spark.driver.memory": memory,
            "spark.local.dir": name,
            "spark.sql.warehouse.dir": f"{name}/warehouse",
            "spark.driver.extraJavaOptions": f"-Dlog4j2.configurationFile={log.as_uri()}",
        }
        builder = SparkSession.builder.master(master).appName("regard")
        for key, value in (LOCAL | own | settings).items():
            builder = builder.config(key, value)
        session = _started(builder)
        session.sparkContext.pythonExec = sys.executable  # what reads for it is the Python that opened it
        try:
            yield session
        finally:
            session.stop()


class SparkEngine(SQLEngine):
    """Tallies by SQL on Spark; may be asked from several threads at once.

    Takes a Spark session, whose own settings stay as they are, or None: then a Spark on this machine is
    opened, and stopped by `close` or at the end of a `with`. Takes paths or a table as DuckDBEngine does;
    a path may be of any file system that Spark knows. Takes the themes that records carry as it does, too.
    Raises NoJava, SparkRuns, UnfitName, UnfitRows.
    """

    def __init__(
        self,
        session: SparkSession | None,
        rows: Iterable[str | Path] | pa.Table,
        carried: str | Path | pa.Table | None = None,
    ) -> None:
        self._paths = [] if isinstance(rows, pa.Table) else [_named(path) for path in rows]
        table = conform(rows) if isinstance(rows, pa.Table) else ROWS.empty_table()
        self._open = ExitStack()
        self._session = (session or self._open.enter_context(opened())).newSession()
        for key, value in SETTINGS.items():
            self._session.conf.set(key, value)
        if not self._paths:
            self._session.createDataFrame(table, schema=SHAPE).createOrReplaceTempView(self.rows)
        self._beside_path = _named(carried) if isinstance(carried, str | Path) else ""
        if not self._beside_path:
            beside = CARRIED.empty_table() if carried is None else check_carried(carried)
            self._session.createDataFrame(beside, schema=BESIDE).createOrReplaceTempView(self.carried)

    def close(self) -> None:
        """Stop the Spark that the engine opened; one that was handed over goes on."""
        self._open.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _ask(self, text: str, values: Bound) -> Found:
        if self._paths:  # listed anew for each question: files may have been replaced
            self._view(self.rows, SHAPE, self._paths)
        if self._beside_path:
            self._view(self.carried, BESIDE, [self._beside_path])
        found: Found = self._session.sql(text, args=dict(values)).collect()
        return found

    def _view(self, name: str, shape: str, paths: Iterable[str]) -> None:
        self._session.read.schema(shape).parquet(*paths).createOrReplaceTempView(name)


def _started(builder: SparkSession.Builder) -> SparkSession:
    try:
        return builder.getOrCreate()
    except PySparkRuntimeError as problem:
        raise NoJava("Spark needs Java 17: apt-get install openjdk-17-jre-headless") from problem


def _named(path: str | Path) -> str:
    name = Path(path).name
    if name.startswith((".", "_")) or ":" in name:
        raise UnfitName(f"Spark reads no file named {name}")
    whole = str(path.absolute()) if isinstance(path, Path) else path
    return re.sub(r"[\\\[\]{}*?]", r"\\\g<0>", whole)  # a name, and not a pattern of names
