"""Answers as whole numbers: what the archive writes beside its columns, and what DuckDB counts by it."""

from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from regard.perception import Filters, OffScale, archive
from regard.perception.answer_codes import CODE, MONTH_BITS, STORED, answer_of, codes_of, with_codes
from regard.perception.counts import FARTHEST
from regard.perception.engines.duckdb import DuckDBEngine
from regard.perception.engines.reference import ReferenceEngine
from regard.perception.schema import METRICS, ROWS, conform
from tests.perception.test_engines import SCALES, dimensions, filters, many_rows, tables

MARCH = date(2026, 3, 5)
SPLITS = [(), ("month",), ("segment",), ("segment", "month"), ("month", "day", "segment"), ("language",)]


def answer(metric="nps", score=9, low=0, high=10, direction="high_is_good", day=MARCH, name="a"):
    return {
        "record_id": name,
        "day": day,
        "metric": metric,
        "score": None if score is None else float(score),
        "scale_min": float(low),
        "scale_max": float(high),
        "scale_direction": direction,
    }


def rows_of(*answers):
    columns = answers[0].keys()
    types = {"day": pa.date32(), "metric": pa.string(), "score": pa.float64()}
    return conform(
        pa.table({name: pa.array([one[name] for one in answers], types.get(name)) for name in columns})
    )


def codes(*answers):
    return with_codes(rows_of(*answers))[CODE].to_pylist()


@st.composite
def any_answers(draw):
    low = draw(st.integers(-FARTHEST, FARTHEST - 1))
    high = draw(st.integers(low + 1, FARTHEST))
    return answer(
        metric=draw(st.sampled_from(METRICS)),
        score=draw(st.integers(low, high)),
        low=low,
        high=high,
        direction=draw(st.sampled_from(["high_is_good", "low_is_good"])),
        day=draw(st.none() | st.dates()),
    )


@settings(max_examples=40, deadline=None)
@given(any_answers())
def test_a_code_says_all_of_its_answer(given_):
    (code,) = codes(given_)
    extent = int(given_["scale_min"]), int(given_["scale_max"]), given_["scale_direction"]
    month = given_["day"] and given_["day"].isoformat()[:7]
    assert answer_of(code) == (month, extent, int(given_["score"]))
    first, last = codes_of(given_["metric"])
    assert first <= code <= last


@settings(max_examples=40, deadline=None)
@given(any_answers(), any_answers())
def test_different_answers_have_different_codes(one, other):
    def told(some):
        return {**some, "day": some["day"] and some["day"].isoformat()[:7]}

    assert (codes(one) == codes(other)) == (told(one) == told(other))


@pytest.mark.parametrize(
    ("given_", "code"),
    [
        (answer("nps", 9, 0, 10), 525_077_449_170_683),
        (answer("csat", 5, 1, 5), 2_625_900_250_816_251),
        (answer("ces", 2, 1, 5, "low_is_good"), 5_776_349_202_112_251),
        (answer("stars", 4, 1, 5, day=None), 6_826_498_852_913_152),
    ],
)
def test_codes_that_archives_have_mean_what_they_meant_as_metrics_are_added(given_, code):
    assert codes(given_) == [code]


def test_the_codes_of_different_metrics_do_not_meet():
    found = [codes_of(metric) for metric in METRICS]
    assert [first for first, _ in found[1:]] == [last + 1 for _, last in found[:-1]]
    assert 0 <= found[0][0] < found[-1][1] < 2**63


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("score", [-FARTHEST, FARTHEST])
@pytest.mark.parametrize("direction", ["high_is_good", "low_is_good"])
@pytest.mark.parametrize("day", [None, date(1, 1, 1), date(9999, 12, 31)])
def test_the_farthest_answers_have_codes_too(metric, score, direction, day):
    (code,) = codes(answer(metric, score, -FARTHEST, FARTHEST, direction, day))
    first, last = codes_of(metric)
    assert first <= code <= last
    assert answer_of(code) == (day and day.isoformat()[:7], (-FARTHEST, FARTHEST, direction), score)


def test_no_answer_has_no_code_and_is_not_the_code_of_zero():
    low = answer(score=0, day=None)
    assert codes(answer(score=None), answer(metric=None, score=3.5), low)[:2] == [None, None]
    assert codes(low)[0] is not None


def test_a_code_without_its_month_is_the_code_of_the_answer_without_a_day():
    (code,), (undated,) = codes(answer()), codes(answer(day=None))
    assert code >> MONTH_BITS << MONTH_BITS == undated


def test_no_rows_have_no_codes():
    assert with_codes(ROWS.empty_table()).schema.equals(STORED)


def test_codes_are_one_more_column_and_change_no_other():
    rows = rows_of(answer(), answer(name="b", score=None))
    assert with_codes(rows).drop_columns([CODE]).equals(rows)


def archived(rows, folder):
    """The parts of an archive that holds the rows."""
    for month in sorted({month or archive.UNDATED for month in rows["month"].to_pylist()}):
        some = [row for row in rows.to_pylist() if (row["month"] or archive.UNDATED) == month]
        some.sort(key=lambda row: row["day"] or date.min)
        archive.write_month(folder, month, pa.Table.from_pylist(some, schema=ROWS).to_batches())
    return archive.paths(folder)


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(tables(), dimensions, filters)
def test_by_codes_the_same_is_counted_in_any_rows(tmp_path_factory, rows, by, where):
    paths = archived(rows, tmp_path_factory.mktemp("archive"))
    fast, plain = DuckDBEngine(paths), ReferenceEngine(rows)
    for metric in SCALES:
        assert fast.score_counts(metric, by=by, where=where) == plain.score_counts(metric, by=by, where=where)
    assert fast._coded == bool(paths)


def two_months():
    some = [answer(name=f"m{n}", score=n % 11, day=date(2026, 3 + n % 2, 1 + n % 28)) for n in range(60)]
    wide = [answer(name=f"w{n}", score=n % 21 - 10, low=-10, direction="low_is_good") for n in range(40)]
    return rows_of(*some, *wide, answer("csat", 4, 1, 5, name="c"), answer(name="none", score=None))


def without_codes(path):
    """Write the part again as it was before answers had codes."""
    pq.write_table(pq.ParquetFile(path).read().drop_columns([CODE]), path)


@pytest.mark.parametrize("old", [[], [0], [1], [0, 1]])
def test_parts_of_before_the_codes_are_counted_whole_wherever_they_stand(tmp_path, old):
    rows = two_months()
    paths, plain = archived(rows, tmp_path), ReferenceEngine(rows)
    for place in old:
        without_codes(paths[place])
    for by in SPLITS:
        for where in (Filters(), Filters(start=date(2026, 4, 1)), Filters(band=("nps", 0, 3))):
            expected = plain.score_counts("nps", by=by, where=where)
            for found in (paths, paths[::-1]):
                assert DuckDBEngine(found).score_counts("nps", by=by, where=where) == expected


def test_a_part_that_is_replaced_by_an_older_one_between_two_questions_is_counted_too(tmp_path):
    rows = two_months()
    paths = archived(rows, tmp_path)
    engine = DuckDBEngine(paths)
    first = engine.score_counts("nps", by=("segment", "month"))
    without_codes(paths[1])
    assert engine.score_counts("nps", by=("segment", "month")) == first
    assert first == ReferenceEngine(rows).score_counts("nps", by=("segment", "month"))


def test_the_rows_of_others_need_no_codes(tmp_path):
    pq.write_table(two_months(), tmp_path / "theirs.parquet")
    assert DuckDBEngine([tmp_path / "theirs.parquet"]).score_counts("nps") == ReferenceEngine(
        two_months()
    ).score_counts("nps")


def test_rows_of_others_beside_codes_are_still_refused_where_a_score_is_a_part_of_one(tmp_path):
    paths = archived(two_months(), tmp_path / "archive")
    rows = many_rows(3)
    place = rows.schema.get_field_index("score")
    strange = rows.set_column(place, rows.schema.field(place), pa.array([8.0, 8.5, 8.0]))
    pq.write_table(strange, tmp_path / "theirs.parquet")
    with pytest.raises(OffScale, match=r"8\.5"):
        DuckDBEngine([*paths, tmp_path / "theirs.parquet"]).score_counts("nps")


def test_joining_and_erasing_give_older_parts_their_codes(tmp_path):
    month = "2026-03"
    for name in ("a", "b", "c"):
        rows = rows_of({**answer(name=name), "customer_id": name})
        archive.append_rows(tmp_path, month, rows.to_batches())
    for path in archive.paths(tmp_path):
        without_codes(path)
    archive.erase(tmp_path, customers=["b"])
    archive.compact(tmp_path, month)
    (part,) = archive.paths(tmp_path)
    found = pq.ParquetFile(part).read()
    assert found.schema.names == STORED.names
    assert found["record_id"].to_pylist() == ["a", "c"]
    assert found[CODE].to_pylist() == codes(answer()) * 2


def test_compacting_keeps_codes_as_they_are(tmp_path):
    for name, score in (("a", 3), ("b", 10)):
        archive.append_rows(tmp_path, "2026-03", rows_of(answer(name=name, score=score)).to_batches())
    archive.compact(tmp_path, "2026-03")
    (part,) = archive.paths(tmp_path)
    assert pq.ParquetFile(part).read()[CODE].to_pylist() == codes(answer(score=3), answer(score=10))
