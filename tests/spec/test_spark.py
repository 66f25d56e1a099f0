"""Spark tells what the plain engine tells, whatever the rows and the values; and what is particular to it."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from regard.perception import Filters, OffScale, archive
from regard.perception.engines.duckdb import DuckDBEngine
from regard.perception.engines.reference import ReferenceEngine
from regard.perception.schema import DIMENSIONS, UnfitRows, conform
from tests.perception.test_engines import SCALES, dimensions, everything, filters, many_rows, tables
from tests.spec.conftest import ON_SPARK

pytestmark = ON_SPARK
HOSTILE = ["'", "\\", "\\'", '"', "`", "''", "a\nb", "\r\n", "\t", "${spark.app.name}", "$a", ":asked", "{}",
           "%", "_", "--", "/*", "; DROP VIEW answers", "𠮷", "é", "e\u0301", "ß", "İ", "a\u0000b", "nul",
           " a", "a ", "A", "a", "", "\u3000"]  # fmt: skip


def drawn_many(count):
    """`count` drawn tables as one, each a source of its own, so that one question asks of all of them."""
    found = []

    @seed(20261122)
    @settings(max_examples=count, deadline=None, database=None, phases=[Phase.generate],
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(tables())
    def draw(rows):
        found.append(rows)

    draw()
    return pa.concat_tables(
        rows.set_column(
            0,
            rows.schema.field(0),
            pa.array([f"{number}/{name}" for name in rows[0].to_pylist()], pa.string()),
        )
        for number, rows in enumerate(found)
    )


@pytest.fixture(scope="module")
def many():
    return drawn_many(150)


@pytest.fixture(scope="module")
def oracle(many):
    return ReferenceEngine(many)


@pytest.fixture
def asked(spark, many, tmp_path):
    pq.write_table(many.slice(0, 200), tmp_path / "some.parquet")
    pq.write_table(many.slice(200), tmp_path / "others.parquet")
    return spark([tmp_path / "some.parquet", tmp_path / "others.parquet"])


def test_150_drawn_tables_are_split_alike_by_every_dimension(asked, oracle):
    for place in range(0, len(DIMENSIONS), 4):
        by = DIMENSIONS[place : place + 4]
        assert asked.record_counts(by=by) == oracle.record_counts(by=by)
        assert asked.score_counts("csat", by=by) == oracle.score_counts("csat", by=by)
    for by in (("mark:factor",), ("month", "mark:factor:negative", "sentiment")):
        assert asked.record_counts(by=by) == oracle.record_counts(by=by)
        assert asked.score_counts("csat", by=by) == oracle.score_counts("csat", by=by)
    assert asked.word_counts() == oracle.word_counts()
    assert asked.polarity_counts("factor") == oracle.polarity_counts("factor")


def drawn_questions(count):
    found = []

    @seed(20261123)
    @settings(max_examples=count, deadline=None, database=None, phases=[Phase.generate],
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(dimensions, filters)
    def draw(by, where):
        found.append((by, where))

    draw()
    return found


def test_drawn_filters_and_dimensions_find_the_same_in_150_drawn_tables(asked, oracle, many):
    duckdb = DuckDBEngine(many)
    for by, where in drawn_questions(2):
        expected = everything(oracle, by, where)
        assert everything(asked, by, where) == expected
        assert everything(duckdb, by, where) == expected


def rows_named(values):
    return conform(pa.table({"record_id": [f"r{n}" for n in range(len(values))], "segment": values,
                             "source": values, "customer_id": values}))  # fmt: skip


def test_hostile_values_match_only_themselves(spark, tmp_path):
    pq.write_table(rows_named(HOSTILE), tmp_path / "rows.parquet")
    engine, oracle = spark([tmp_path / "rows.parquet"]), ReferenceEngine(rows_named(HOSTILE))
    assert engine.record_counts(by=("segment",)) == oracle.record_counts(by=("segment",))
    for bit in range(5):  # of any two values, some question has the one and not the other
        for rest in (0, 1):
            chosen = [value for place, value in enumerate(HOSTILE) if (place >> bit) % 2 == rest]
            where = Filters(segment=[*chosen, "no such thing"], source=chosen or "no such thing")
            assert engine.record_counts(by=("segment",), where=where).counts() == dict.fromkeys(
                sorted(chosen), 1
            )


def test_days_of_every_year_are_the_same_days(spark, tmp_path):
    days = [date(1, 1, 1), date(200, 2, 28), date(1582, 10, 10), date(1900, 1, 1), date(9999, 12, 31)]
    rows = conform(pa.table({"record_id": list("abcde"), "day": days}))
    pq.write_table(rows, tmp_path / "rows.parquet")
    engine = spark([tmp_path / "rows.parquet"])
    assert engine.record_counts(by=("day", "month")) == ReferenceEngine(rows).record_counts(
        by=("day", "month")
    )
    for since, count in ((days[0], 5), (days[1], 4), (date(1582, 10, 10), 3), (date(1582, 10, 11), 2)):
        assert engine.record_counts(where=Filters(start=since)).total == count
        assert engine.record_counts(where=Filters(end=since)).total == 5 - count


@pytest.mark.parametrize("band", [("nps", float("-inf"), 3), ("nps", 9, float("inf")), ("nps", 2.5, 3.5)])
def test_a_band_may_have_any_ends(spark, tmp_path, band):
    rows = many_rows(40)
    pq.write_table(rows, tmp_path / "rows.parquet")
    where = Filters(band=band)
    assert spark([tmp_path / "rows.parquet"]).record_counts(where=where) == ReferenceEngine(
        rows
    ).record_counts(where=where)


def test_a_path_is_a_name_and_never_a_pattern(spark, tmp_path):
    names = ["it's [1]{a,b} *?.parquet", "1.parquet", "a b%20#+.parquet", "数据.parquet"]
    for place, name in enumerate(names):
        pq.write_table(many_rows(2**place), tmp_path / name)
    for place, name in enumerate(names):
        assert spark([tmp_path / name]).record_counts().total == 2**place
    assert spark([str(tmp_path / name) for name in names]).record_counts().total == 15


def test_the_month_is_the_column_and_not_the_name_of_the_folder(spark, tmp_path):
    (tmp_path / "month=2031-01").mkdir()
    rows = conform(pa.table({"record_id": ["a"], "day": [date(2026, 1, 1)]}))
    pq.write_table(rows, tmp_path / "month=2031-01" / "rows.parquet")
    assert spark([tmp_path / "month=2031-01" / "rows.parquet"]).record_counts(by=("month",)).rows == (
        (("2026-01",), 1),
    )


@pytest.mark.parametrize("name", ["_rows.parquet", ".rows.parquet", "a:b.parquet"])
def test_a_file_that_spark_would_leave_out_is_refused(spark, tmp_path, name):
    from regard.perception.engines.spark import UnfitName

    pq.write_table(many_rows(3), tmp_path / name)
    with pytest.raises(UnfitName, match=name):
        spark([tmp_path / name])


def test_files_that_change_are_read_anew_and_missing_ones_are_an_error(spark, tmp_path):
    from pyspark.errors import AnalysisException

    file = tmp_path / "rows.parquet"
    pq.write_table(many_rows(10), file)
    engine = spark([file])
    assert engine.record_counts().total == 10
    pq.write_table(many_rows(20), file)
    assert engine.record_counts().total == 20
    file.unlink()
    with pytest.raises(AnalysisException, match="PATH_NOT_FOUND"):
        engine.record_counts()


@pytest.mark.parametrize("number", [8.5, float("nan"), float("inf"), None])
def test_a_part_of_a_score_in_a_file_is_refused_and_not_rounded(spark, tmp_path, number):
    rows = many_rows(3)
    place = rows.schema.get_field_index("scale_max")
    strange = rows.set_column(place, rows.schema.field(place), pa.array([10.0, number, 10.0]))
    pq.write_table(strange, tmp_path / "theirs.parquet")
    for engine in (spark([tmp_path / "theirs.parquet"]), DuckDBEngine([tmp_path / "theirs.parquet"])):
        with pytest.raises(OffScale, match=str(number)):
            engine.score_counts("nps")


def test_rows_of_another_shape_are_refused(spark):
    with pytest.raises(UnfitRows, match="mood"):
        spark(pa.table({"record_id": ["a"], "mood": ["good"]}))


def test_a_table_is_counted_as_its_files_are(spark):
    rows = many_rows(100)
    assert spark(rows).score_counts("nps", by=("segment",)) == ReferenceEngine(rows).score_counts(
        "nps", by=("segment",)
    )


def test_many_threads_may_ask_at_once_of_two_engines(spark, tmp_path):
    pq.write_table(many_rows(300), tmp_path / "rows.parquet")
    engines = [spark([tmp_path / "rows.parquet"]), spark(many_rows(50))]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda place: engines[place % 2].record_counts().total, range(8)))
    assert found == [300, 50] * 4


def test_the_session_that_was_handed_over_keeps_its_settings_and_goes_on(spark_session, spark):
    before = spark_session.conf.get("spark.sql.variable.substitute")
    spark(many_rows(3)).close()
    assert spark_session.conf.get("spark.sql.variable.substitute") == before == "true"
    assert spark_session.catalog.listTables() == []
    assert spark_session.range(3).count() == 3


def test_a_second_spark_is_not_opened(spark_session):
    from regard.perception.engines.spark import SparkEngine, SparkRuns

    with pytest.raises(SparkRuns):
        SparkEngine(None, [])


def test_after_a_change_of_the_archive_both_engines_tell_the_same(spark, tmp_path):
    rows = many_rows(60).drop_columns(["day", "month"])
    rows = conform(rows.append_column("day", pa.array([date(2026, 1, 1 + n // 2) for n in range(60)])))
    for begin in (0, 30):
        archive.append_rows(tmp_path, "2026-01", rows.slice(begin, 30).to_batches())
    erased = archive.erase(tmp_path, records=["7", "41"])
    assert erased == ("2026-01",)
    for _ in range(2):
        engine, oracle = spark(archive.paths(tmp_path)), DuckDBEngine(archive.paths(tmp_path))
        assert engine.record_counts(by=("day",)) == oracle.record_counts(by=("day",))
        assert engine.record_counts().total == 58
        archive.compact(tmp_path, "2026-01")


OWN = """
import os
from regard.perception.engines.spark import NoJava, SparkEngine
import pyarrow as pa
try:
    with SparkEngine(None, pa.table({"record_id": ["a", "b"]})) as engine:
        print(engine.record_counts().total)
        print(engine._session.conf.get("spark.driver.host"), engine._session.sparkContext.uiWebUrl)
except NoJava as problem:
    print(problem)
"""


def told(folder, **environment):
    (folder / "tmp").mkdir()
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", OWN],
        capture_output=True,
        text=True,
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "TMPDIR": str(folder / "tmp"), "HOME": str(folder)} | environment,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_a_spark_of_its_own_stops_and_leaves_nothing_behind(spark_there, tmp_path):
    quick = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
    assert told(tmp_path, JDK_JAVA_OPTIONS=quick) == ["2", "127.0.0.1 None"]
    assert [path.name for path in tmp_path.rglob("*")] == ["tmp"]


def test_without_java_it_says_what_to_install(spark_there, tmp_path):
    (found,) = told(tmp_path, JAVA_HOME=str(tmp_path / "none"))
    assert "openjdk-17" in found


def test_scales_of_every_metric_are_drawn(many):
    assert {row["metric"] for row in many.to_pylist()} == {None, *SCALES}
