"""What changed, judged together."""

import json
import random
from datetime import date

import pyarrow as pa
import pytest

from regard.perception import Filters
from regard.perception.engines.duckdb import DuckDBEngine
from regard.perception.engines.reference import ReferenceEngine
from regard.perception.study import changes
from tests.spec.drawing import drawn

BEFORE, AFTER = Filters(end=date(2026, 2, 1)), Filters(start=date(2026, 2, 1))
FELL = """
    record_id | times | day        | segment | sentiment | metric | score
    a         | 150   | 2026-01-05 | new     | positive  | nps    | 10
    b         | 50    | 2026-01-05 | new     | negative  | nps    | 0
    c         | 150   | 2026-01-05 | old     | positive  | nps    | 10
    d         | 50    | 2026-01-05 | old     | negative  | nps    | 0
    e         | 100   | 2026-02-05 | new     | positive  | nps    | 10
    f         | 100   | 2026-02-05 | new     | positive  | nps    | 0
    g         | 150   | 2026-02-05 | old     | positive  | nps    | 10
    h         | 50    | 2026-02-05 | old     | negative  | nps    | 0
    i         | 20    | 2026-02-05 | tiny    |           | nps    | 0
"""


@pytest.fixture(params=[ReferenceEngine, DuckDBEngine])
def asked(request):
    return lambda table: request.param(drawn(table))


def named(findings):
    return {(finding.metric, finding.dimension, finding.value) for finding in findings}


def test_every_metric_is_compared_overall_and_in_each_segment(asked):
    found = changes(asked(FELL), BEFORE, AFTER)
    assert named(found.findings) == {
        (metric, *place)
        for metric in ("nps", "net_sentiment")
        for place in ((None, None), ("segment", "new"), ("segment", "old"))
    }
    assert found.comparisons == 6


def test_a_metric_left_out_is_not_compared_and_does_not_count(asked):
    found = changes(asked(FELL), BEFORE, AFTER, without=("nps",))
    assert {metric for metric, *_place in named(found.findings)} == {"net_sentiment"}
    assert found.comparisons == 3


def test_a_segment_with_too_few_answers_is_not_compared(asked):
    assert "tiny" not in {finding.value for finding in changes(asked(FELL), BEFORE, AFTER).findings}


def test_what_fell_is_found_where_it_fell(asked):
    found = changes(asked(FELL), BEFORE, AFTER)
    (worst,) = (f for f in found.significant if (f.metric, f.value) == ("nps", "new"))
    assert (worst.before.value, worst.after.value, worst.comparison.difference) == (50, 0, -50)
    assert ("nps", "segment", "old") not in named(found.significant)


def test_the_most_certain_change_comes_first(asked):
    p = [finding.comparison.p_value for finding in changes(asked(FELL), BEFORE, AFTER).findings]
    assert p == sorted(p)


def test_p_values_are_adjusted_over_all_comparisons(asked):
    found = changes(asked(FELL), BEFORE, AFTER)
    best = found.findings[0].comparison
    assert best.p_adjusted == pytest.approx(best.p_value * found.comparisons)
    assert all(f.comparison.p_adjusted >= f.comparison.p_value for f in found.findings)


def test_several_dimensions_are_one_family(asked):
    one = changes(asked(FELL), BEFORE, AFTER)
    two = changes(asked(FELL), BEFORE, AFTER, by=("segment", "sentiment"))
    assert two.comparisons > one.comparisons
    assert named(one.findings) < named(two.findings)


def test_no_dimension_compares_overall_only(asked):
    found = changes(asked(FELL), BEFORE, AFTER, by=())
    assert named(found.findings) == {("nps", None, None), ("net_sentiment", None, None)}


def test_rows_of_no_segment_are_a_group_of_their_own(asked):
    found = changes(
        asked("""
        record_id | times | day        | metric | score
        a         | 40    | 2026-01-05 | nps    | 10
        b         | 40    | 2026-02-05 | nps    | 10
    """),
        BEFORE,
        AFTER,
    )
    assert named(found.findings) == {("nps", None, None), ("nps", "segment", None)}
    assert found.significant == ()


def test_each_scale_is_compared_with_itself(asked):
    found = changes(
        asked("""
        record_id | times | day        | metric | score | scale_max
        a         | 100   | 2026-01-05 | csat   | 5     | 5
        b         | 100   | 2026-01-05 | csat   | 7     | 7
        c         | 100   | 2026-02-05 | csat   | 1     | 7
    """),
        BEFORE,
        AFTER,
        by=(),
    )
    (only,) = found.findings
    assert (str(only.scale), only.before.value, only.after.value) == ("1-7", 100, 0)


def test_answers_on_a_scale_that_no_metric_has_are_not_compared(asked):
    found = changes(
        asked("""
        record_id | times | day        | metric | score | scale_min
        a         | 100   | 2026-01-05 | nps    | 5     | 1
        b         | 100   | 2026-02-05 | nps    | 5     | 1
    """),
        BEFORE,
        AFTER,
    )
    assert found.findings == ()


def test_nothing_to_compare_is_no_change(asked):
    found = changes(asked("record_id"), BEFORE, AFTER)
    assert (found.findings, found.significant, found.comparisons) == ((), (), 0)


def test_a_finding_becomes_plain_json(asked):
    finding = changes(asked(FELL), BEFORE, AFTER, by=("month",)).findings[0]
    plain = json.loads(json.dumps(finding.to_dict()))
    assert list(plain) == ["metric", "dimension", "value", "scale", "before", "after", "comparison"]
    assert plain["scale"] == "0-10"


def test_the_level_decides_what_is_significant(asked):
    engine = asked("""
        record_id | times | day        | metric | score
        a         | 300   | 2026-01-05 | nps    | 0
        b         | 360   | 2026-01-05 | nps    | 7
        c         | 540   | 2026-01-05 | nps    | 10
        d         | 324   | 2026-02-05 | nps    | 0
        e         | 351   | 2026-02-05 | nps    | 7
        f         | 675   | 2026-02-05 | nps    | 10
    """)
    assert changes(engine, BEFORE, AFTER, by=()).significant == ()
    assert len(changes(engine, BEFORE, AFTER, by=(), level=0.8).significant) == 1


@pytest.mark.slow
def test_noise_is_seldom_called_a_change():
    """60 families of 20 segments in which nothing changes; one in twenty may give a false finding."""
    chance, false_alarms = random.Random(5), 0
    for _ in range(60):
        false_alarms += bool(changes(DuckDBEngine(unchanged(chance)), BEFORE, AFTER).significant)
    assert false_alarms <= 9


def unchanged(chance, n=4_400):
    """As many answers from the same customers in January as in February, in each of 20 segments."""
    return pa.table(
        {
            "record_id": [str(number) for number in range(n)],
            "day": [date(2026, 1 + number % 2, 5) for number in range(n)],
            "segment": [f"segment {number // 2 % 20}" for number in range(n)],
            "metric": ["nps"] * n,
            "score": chance.choices((0, 7, 10), weights=(15, 25, 60), k=n),
            "scale_min": [0] * n,
            "scale_max": [10] * n,
            "scale_direction": ["high_is_good"] * n,
        }
    )
