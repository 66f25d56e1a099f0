"""A SELECT of one's own finds columns, in memory and in files alike, of the rows that filters let through."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from regard.perception import archive
from regard.perception.engines.duckdb import SAID_IN, DuckDBEngine
from regard.perception.schema import conform
from regard.perception.tallies import Filters
from tests.spec.drawing import drawn

NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)
BESIDE = {"name": "room", "label": "房间", "kind": "values", "value": 3.0, "scale_min": 1.0, "scale_max": 5.0}
ROWS = [
    {"record_id": "a", "source": "web", "day": NOON.date(), "moment": NOON, "ratings": [BESIDE]},
    {"record_id": "b", "source": "web", "day": NOON.date(), "picked": ["calm", "slow"], "is_worded": True},
    {"record_id": "c", "source": "shop", "day": date(2026, 4, 1)},
]


@pytest.fixture(params=["memory", "files"])
def engine(request, tmp_path):
    names = dict.fromkeys(name for row in ROWS for name in row)
    rows = conform(pa.table({name: [row.get(name) for row in ROWS] for name in names}))
    if request.param == "memory":
        return DuckDBEngine(rows)
    for month, some in (("2026-03", rows.slice(0, 2)), ("2026-04", rows.slice(2))):
        archive.write_month(tmp_path, month, some.to_batches())
    return DuckDBEngine(archive.paths(tmp_path))


def test_filters_and_values_choose_the_rows(engine):
    text = "SELECT record_id FROM told WHERE day < CAST(:before AS DATE) ORDER BY record_id"
    web = Filters(source=("web",))
    assert engine.table(text, {"before": "2026-05-01"}).to_pydict() == {"record_id": ["a", "b", "c"]}
    assert engine.table(text, {"before": "2026-05-01"}, where=web).to_pydict() == {"record_id": ["a", "b"]}
    assert engine.table(text, {"before": "2026-01-01"}, where=web).num_rows == 0


def test_lists_are_bound_as_values_are(engine):
    text = "SELECT record_id FROM told WHERE source IN (SELECT unnest(CAST(:some AS VARCHAR[])))"
    assert engine.table(text, {"some": ["shop", "it's; --"]}).to_pydict() == {"record_id": ["c"]}
    assert engine.table(text, {"some": []}).num_rows == 0


def test_the_rows_may_be_named_more_than_once(engine):
    text = "SELECT count(*) AS n FROM told AS one JOIN told AS other USING (source)"
    assert engine.table(text).to_pylist() == [{"n": 5}]


def test_moments_ratings_and_picked_words_come_back_as_they_were(engine):
    text = "SELECT moment, ratings, picked, is_worded FROM told ORDER BY record_id"
    assert engine.table(text).to_pylist() == [
        {"moment": NOON, "ratings": [BESIDE], "picked": None, "is_worded": None},
        {"moment": None, "ratings": None, "picked": ["calm", "slow"], "is_worded": True},
        {"moment": None, "ratings": None, "picked": None, "is_worded": None},
    ]


def test_an_empty_archive_has_no_rows():
    assert DuckDBEngine([]).table("SELECT record_id FROM told").num_rows == 0


def test_themes_of_other_months_are_not_looked_at_where_the_file_tells_the_months(tmp_path):
    rows = drawn("record_id | day | metric | score\na | 2026-01-30 | nps | 3\nb | 2026-02-02 | nps | 4")
    carried = pa.table({"record_id": ["a", "b"], "themes": [["late"], ["late"]]})
    for name, months, of_february in (
        ("plain", None, 1),
        ("parted", ["2026-01", "2026-02"], 1),
        ("astray", ["2026-01", "2026-01"], 0),
    ):
        table = carried if months is None else carried.append_column(SAID_IN, pa.array(months))
        pq.write_table(table, tmp_path / f"{name}.parquet")
        engine = DuckDBEngine(rows, tmp_path / f"{name}.parquet")
        february = Filters(start=date(2026, 2, 1), end=date(2026, 3, 1))
        for where in (Filters(), february):
            n = 2 if where == Filters() else of_february
            assert engine.record_counts(by=("theme",), where=where).total == n
            assert engine.record_counts(where=replace(where, theme=("late",))).total == n
            assert engine.score_counts("nps", by=("theme",), where=where).n == n
            found = engine.table("SELECT count(*) AS n FROM told JOIN themed USING (record_id)", where=where)
            assert found["n"].to_pylist() == [n]
