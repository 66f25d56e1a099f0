"""Both engines give the same tallies, whatever the rows; and what is particular to DuckDB."""

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from regard.perception import Filters, OffScale, Owned
from regard.perception.engines.duckdb import DuckDBEngine
from regard.perception.engines.reference import ReferenceEngine
from regard.perception.schema import CARRIED, DIMENSIONS, ROWS, UnfitRows, check_carried, conform

SCALES = {
    "nps": [(0, 10)],
    "csat": [(1, 5), (1, 7)],
    "ces": [(1, 7), (1, 5)],
    "stars": [(1, 5)],
    "trust": [(1, 7), (0, 10)],
    "values": [(1, 7), (0, 10)],
}
WORDS = ["slow", "fast", "慢", "Slow", "slow "]
MARKS = [
    "factor:price",
    "factor:price:positive",
    "factor:price:negative",
    "factor:ease:neutral",
    "emotion:joy",
]
MARKS += ["factor", "factor:价格:negative", "", "factor::positive", "factor:price:positive:more"]
THEMES = ["price", "价格", "", "all"]
DAYS = [date(2026, 1, 30) + timedelta(days=number) for number in range(4)]
maybe = st.none() | st.just("")
TIMES = [time(), time(9, 30)]
labels = st.sampled_from(["negative", "neutral", "positive", "mixed"])


@st.composite
def answers(draw):
    metric = draw(st.sampled_from([None, *SCALES]))
    if metric is None:
        return {"score": draw(st.none() | st.just(3.5))}
    low, high = draw(st.sampled_from(SCALES[metric]))
    return {
        "metric": metric,
        "score": draw(st.none() | st.integers(low, high).map(float)),
        "scale_min": low,
        "scale_max": high,
        "scale_direction": draw(st.sampled_from(["high_is_good", "low_is_good"])),
    }


@st.composite
def records(draw, name):
    day = draw(st.none() | st.sampled_from(DAYS))
    about = {
        "record_id": name,
        "day": day,
        "month": day and f"{day:%Y-%m}",
        "moment": day and draw(st.none() | st.sampled_from([datetime.combine(day, at, UTC) for at in TIMES])),
        "source": draw(maybe | st.sampled_from(["web", "store"])),
        "segment": draw(maybe | st.sampled_from(["new", "老客户"])),
        "customer_id": draw(st.none() | st.sampled_from(["ann", "0", "1"])),
        "account_id": draw(st.none() | st.sampled_from(["acme", "web"])),
        "is_public": draw(st.none() | st.booleans()),
    }
    words = st.fixed_dictionaries({"word": st.sampled_from(WORDS), "sentiment": st.none() | labels})
    text = {
        "language": draw(st.none() | st.sampled_from(["en", "zh"])),
        "sentiment": draw(st.none() | labels),
        "words": draw(st.none() | st.lists(words, max_size=3)),
        "marks": draw(st.none() | st.lists(st.sampled_from(MARKS), max_size=4)),
    }
    parts = draw(st.lists(answers(), min_size=1, max_size=3))
    return [about | {"part": part} | answer | ({} if part else text) for part, answer in enumerate(parts)]


@st.composite
def tables(draw):
    rows = [row for name in range(draw(st.integers(0, 6))) for row in draw(records(str(name)))]
    return conform(pa.Table.from_pylist(draw(st.permutations(rows)), schema=ROWS))


some = st.lists(st.none() | st.sampled_from(["web", "new", "en", "zh", "ann", "positive", ""]), max_size=2)
ids = st.lists(st.sampled_from(["ann", "acme", "web", ""]), max_size=2)
filters = st.builds(
    Filters,
    owned=st.none() | st.builds(Owned, ids, ids, st.booleans()),
    start=st.none() | st.sampled_from(DAYS),
    end=st.none() | st.sampled_from(DAYS),
    source=some,
    segment=some,
    language=some,
    sentiment=some,
    metric=st.lists(st.sampled_from(list(SCALES)), max_size=1),
    word=st.lists(st.sampled_from(WORDS), max_size=2),
    theme=st.just([]) | st.lists(st.sampled_from(THEMES), max_size=2),
    marks=st.lists(st.lists(st.sampled_from(MARKS), max_size=2), max_size=2),
    band=st.none() | st.tuples(st.sampled_from(list(SCALES)), st.integers(0, 5), st.integers(3, 10)),
)
columns = st.lists(st.sampled_from(DIMENSIONS), max_size=3, unique=True)
heads = st.sampled_from([[], [], ["mark:factor"], ["mark:factor:negative"], ["mark:emotion"], ["theme"]])
dimensions = st.builds(lambda some, more: some + more, columns, heads).flatmap(st.permutations).map(tuple)


several = st.dictionaries(st.sampled_from("01234"), st.none() | st.lists(st.sampled_from(THEMES)), max_size=5)
themes = several.map(
    lambda found: pa.table({"record_id": list(found), "themes": list(found.values())}, schema=CARRIED)
)


def everything(engine, by, where):
    return [
        *(engine.score_counts(metric, by=by, where=where) for metric in SCALES),
        engine.record_counts(by=by, where=where),
        engine.sentiment_counts(by=tuple(name for name in by if name != "sentiment"), where=where),
        engine.word_counts(where=where),
        engine.word_counts(where=where, limit=2),
        engine.polarity_counts("factor", where=where),
        engine.newest(where=where, limit=2),
    ]


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(tables(), themes, dimensions, filters)
def test_both_engines_agree_on_any_rows(rows, carried, by, where):
    found = everything(DuckDBEngine(rows, carried), by, where)
    assert found == everything(ReferenceEngine(rows, carried), by, where)


@pytest.mark.slow
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(tables(), themes, dimensions, filters)
def test_both_engines_agree_on_many_more_rows(rows, carried, by, where):
    found = everything(DuckDBEngine(rows, carried), by, where)
    assert found == everything(ReferenceEngine(rows, carried), by, where)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(tables(), dimensions, st.integers(0, 6))
def test_tallies_of_two_halves_add_up_to_the_whole(rows, by, cut):
    names = pa.array([int(name) < cut for name in rows["record_id"].to_pylist()], pa.bool_())
    whole, left, right = (
        ReferenceEngine(part) for part in (rows, rows.filter(names), rows.filter(_not(names)))
    )
    for metric in SCALES:
        tallies = [engine.score_counts(metric, by=by) for engine in (left, right, whole)]
        assert tallies[0] + tallies[1] == tallies[2]
    assert left.record_counts(by=by) + right.record_counts(by=by) == whole.record_counts(by=by)


@pytest.mark.parametrize(
    ("rows", "column"),
    [
        ([{"record_id": "a", "themes": [None]}], "themes"),
        ([{"record_id": "a", "themes": []}, {"record_id": "a", "themes": ["price"]}], "record_id"),
        ([{"record_id": None, "themes": []}], "record_id"),
        ([{"record_id": "a", "themes": "price"}], "themes"),
        ([{"record_id": "a", "theme": "price"}], "theme"),
    ],
)
@pytest.mark.parametrize("make", [DuckDBEngine, ReferenceEngine])
def test_themes_of_another_shape_are_refused(make, rows, column):
    with pytest.raises(UnfitRows, match=column):
        make(ROWS.empty_table(), pa.Table.from_pylist(rows))


def test_what_records_carry_is_given_its_types():
    found = check_carried(pa.table({"themes": pa.array([None]), "record_id": ["a"]}))
    assert found.schema == CARRIED


def _not(mask):
    return pa.array([not one for one in mask.to_pylist()], pa.bool_())


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(tables(), columns.filter(len).map(tuple))
def test_fewer_dimensions_are_the_same_as_rolling_up(rows, by):
    engine = ReferenceEngine(rows)
    assert engine.score_counts("csat", by=by).rollup(by[-1]) == engine.score_counts("csat", by=by[-1:])
    assert engine.record_counts(by=by).rollup(*by[:-1]) == engine.record_counts(by=by[:-1])


def many_rows(n):
    chance = random.Random(1)
    rows = {
        "record_id": [str(number) for number in range(n)],
        "segment": [chance.choice("abcd") for _ in range(n)],
        "metric": ["nps"] * n,
        "score": [float(chance.randrange(11)) for _ in range(n)],
        "scale_min": [0.0] * n,
        "scale_max": [10.0] * n,
        "scale_direction": ["high_is_good"] * n,
    }
    return conform(pa.table(rows))


@pytest.mark.parametrize("kind", ["table", "files"])
def test_many_threads_may_ask_at_once(tmp_path, kind):
    rows = many_rows(20_000)
    pq.write_table(rows, tmp_path / "it's a file.parquet")
    engine = DuckDBEngine(rows if kind == "table" else [tmp_path / "it's a file.parquet"])
    asked = [Filters(segment=name) for name in "abcd"] * 8
    expected = {where: engine.score_counts("nps", where=where) for where in asked}
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda where: engine.score_counts("nps", where=where), asked))
    assert found == [expected[where] for where in asked]
    assert sum(tally.n for tally in expected.values()) == 20_000


@pytest.mark.parametrize("make", [ReferenceEngine, DuckDBEngine])
def test_rows_of_another_shape_are_refused(make):
    with pytest.raises(UnfitRows, match="mood"):
        make(pa.table({"record_id": ["a"], "mood": ["good"]}))


def test_a_path_may_be_a_string(tmp_path):
    pq.write_table(many_rows(10), tmp_path / "rows.parquet")
    assert DuckDBEngine([str(tmp_path / "rows.parquet")]).record_counts().total == 10


@pytest.mark.parametrize("column", ["score", "scale_min", "scale_max"])
@pytest.mark.parametrize("number", [8.5, float("nan"), float("inf")])
def test_a_part_of_a_score_in_a_file_is_refused_and_not_rounded(tmp_path, column, number):
    rows = many_rows(3)
    place = rows.schema.get_field_index(column)
    strange = rows.set_column(place, rows.schema.field(place), pa.array([8.0, number, 8.0]))
    pq.write_table(strange, tmp_path / "theirs.parquet")
    with pytest.raises(OffScale, match=str(number)):
        DuckDBEngine([tmp_path / "theirs.parquet"]).score_counts("nps")


@pytest.mark.parametrize("make", [ReferenceEngine, DuckDBEngine])
def test_dimensions_may_come_as_a_list(make):
    engine = make(many_rows(40))
    assert engine.score_counts("nps", by=["segment"]) == engine.score_counts("nps", by=("segment",))
    assert engine.sentiment_counts(by=["segment"]) == engine.sentiment_counts(by=("segment",))
    assert hash(engine.record_counts(by=["segment"])) == hash(engine.record_counts(by=("segment",)))


def test_the_engine_installs_nothing_and_works_in_utc():
    cursor = DuckDBEngine([])._database.cursor()
    names = ("autoinstall_known_extensions", "autoload_known_extensions", "lock_configuration", "TimeZone")
    values = [cursor.execute("SELECT current_setting($name)", {"name": name}).fetchone()[0] for name in names]
    assert values == [False, False, True, "UTC"]


def test_files_that_change_are_read_anew(tmp_path):
    file = tmp_path / "rows.parquet"
    pq.write_table(many_rows(10), file)
    engine = DuckDBEngine([file])
    assert engine.record_counts().total == 10
    pq.write_table(many_rows(20), file)
    assert engine.record_counts().total == 20
