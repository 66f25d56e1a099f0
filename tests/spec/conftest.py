"""Every spec test runs on every engine."""

import importlib.util
import shutil
from contextlib import ExitStack

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from regard.perception import archive
from regard.perception.engines.duckdb import DuckDBEngine
from regard.perception.engines.reference import ReferenceEngine
from regard.perception.schema import CARRIED
from tests.conftest import CI
from tests.spec.drawing import drawn

QUICK = {
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.adaptive.enabled": "false",  # it makes several jobs of one; the tables are small
    "spark.sql.codegen.wholeStage": "false",  # compiling takes longer than counting ten rows
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
}
ON_SPARK = pytest.mark.xdist_group("spark")  # one worker starts it, once


@pytest.fixture(scope="session")
def spark_there():
    """Without pyspark or Java tests of Spark skip, and fail under CI."""
    missing = [
        what
        for what, there in (
            ("pyspark: WITH_SPARK=1 make setup-test", importlib.util.find_spec("pyspark")),
            ("Java 17: apt-get install openjdk-17-jre-headless", shutil.which("java")),
        )
        if not there
    ]
    if missing:
        reason = f"needs {' and '.join(missing)}"
        pytest.fail(f"CI {reason}") if CI else pytest.skip(reason)


@pytest.fixture(scope="session")
def spark_session(spark_there):
    """One Spark for all tests."""
    from regard.perception.engines.spark import opened

    with opened("local[2]", memory="1g", **QUICK) as session:
        yield session


@pytest.fixture
def spark(request):
    """Make an engine of this Spark; tests that draw another engine never start it."""
    session = request.getfixturevalue("spark_session")
    from regard.perception.engines.spark import SparkEngine

    with ExitStack() as engines:
        yield lambda rows, carried=None: engines.enter_context(SparkEngine(session, rows, carried))


def files_of(rows, folder):
    """The files that the archive writes, and one more where rows have a month and no day."""
    without = pc.and_(pc.is_null(rows["day"]), pc.is_valid(rows["month"]))
    for month in sorted(set(rows["month"].to_pylist()), key=str):
        some = rows.filter(pc.is_in(rows["month"], pa.array([month], pa.string())))
        some = some.filter(pc.equal(pc.is_null(some["day"]), month is None)).sort_by("day")
        archive.write_month(folder, month or archive.UNDATED, some.combine_chunks().to_batches())
    return [*archive.paths(folder), *_further(rows.filter(without), folder / "further.parquet")]


def _further(rows, path):
    if rows.num_rows:
        pq.write_table(rows, path)
    return [path] if rows.num_rows else []


@pytest.fixture(params=["reference", "duckdb-table", "duckdb-parquet", pytest.param("spark", marks=ON_SPARK)])
def engine(request, tmp_path):
    """Draw a table, get an engine that holds its rows."""
    make = {
        "reference": lambda: ReferenceEngine,
        "duckdb-table": lambda: DuckDBEngine,
        "duckdb-parquet": lambda: _over_files(DuckDBEngine, tmp_path),
        "spark": lambda: _over_files(request.getfixturevalue("spark"), tmp_path),
    }[request.param]()
    return lambda table, carried=None: make(drawn(table), None if carried is None else themes_of(carried))


def _over_files(make, folder):
    return lambda rows, carried=None: make(files_of(rows, folder), _file_of(carried, folder / "it's.parquet"))


def themes_of(carried):
    """What each record carries as a table."""
    rows = [{"record_id": name, "themes": themes} for name, themes in carried.items()]
    return pa.Table.from_pylist(rows, schema=CARRIED)


def _file_of(carried, path):
    if carried is None:
        return None
    pq.write_table(carried, path)
    return path


@pytest.fixture(
    params=[
        "reference",
        "duckdb-table",
        "duckdb-no-files",
        *(pytest.param(name, marks=ON_SPARK) for name in ("spark-table", "spark-no-files")),
    ]
)
def empty_engine(request):
    """An engine that holds nothing."""
    rows = [] if request.param.endswith("no-files") else drawn("record_id")
    kind = request.param.split("-")[0]
    if kind == "spark":
        return request.getfixturevalue("spark")(rows)
    return {"reference": ReferenceEngine, "duckdb": DuckDBEngine}[kind](rows)
