"""Every spec test runs on every engine."""

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from regard.perception import archive
from regard.perception.engines.duckdb import DuckDBEngine
from regard.perception.engines.reference import ReferenceEngine
from tests.spec.drawing import drawn


def over_parquet(rows, folder):
    """DuckDB over the files that the archive writes, and one of the rows that have no day."""
    undated = rows.filter(pc.is_null(rows["day"]))
    pq.write_table(undated, folder / "undated.parquet")
    for month in sorted(set(rows["month"].drop_null().to_pylist())):
        some = rows.filter(pc.equal(rows["month"], month)).sort_by("day")
        archive.write_month(folder, month, some.combine_chunks().to_batches())
    return DuckDBEngine([folder / "undated.parquet", *archive.paths(folder)])


ENGINES = {
    "reference": lambda rows, folder: ReferenceEngine(rows),
    "duckdb-table": lambda rows, folder: DuckDBEngine(rows),
    "duckdb-parquet": over_parquet,
}


@pytest.fixture(params=ENGINES)
def engine(request, tmp_path):
    """Draw a table, get an engine that holds its rows."""
    return lambda table: ENGINES[request.param](drawn(table), tmp_path)


@pytest.fixture(params=["reference", "duckdb-table", "duckdb-no-files"])
def empty_engine(request):
    """An engine that holds nothing."""
    rows = drawn("record_id")
    engines = {
        "reference": lambda: ReferenceEngine(rows),
        "duckdb-table": lambda: DuckDBEngine(rows),
        "duckdb-no-files": lambda: DuckDBEngine([]),
    }
    return engines[request.param]()
