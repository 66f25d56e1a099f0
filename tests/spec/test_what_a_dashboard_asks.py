"""The same question by month and by segment, small groups and all; on every engine."""

from regard.perception import Filters, csat, nps

ANSWERS = """
    record_id | times | day        | segment | metric | score
    a         | 60    | 2026-01-10 | new     | nps    | 10
    b         | 40    | 2026-01-11 | new     | nps    | 8
    c         | 40    | 2026-02-10 | new     | nps    | 10
    d         | 60    | 2026-02-11 | new     | nps    | 8
    e         | 3     | 2026-02-12 | vip     | nps    | 0
    f         | 20    | 2026-02-13 | old     | nps    | 10
    g         | 20    | 2026-02-14 | old     | nps    | 0
    h         | 50    | 2026-02-14 | old     | csat   | 5
"""


def shown(tally, metric, **how):
    return {
        row.key[0]: (found.status, found.value) for row in tally.rows for found in [metric(row.counts, **how)]
    }


def test_a_month_has_its_own_number(engine):
    tally = engine(ANSWERS).score_counts("nps", by=("month",), where=Filters(segment="new"))
    assert shown(tally, nps) == {"2026-01": ("shown", 60.0), "2026-02": ("shown", 40.0)}


def test_a_segment_is_shown_or_says_why_not(engine):
    tally = engine(ANSWERS).score_counts("nps", by=("segment",))
    assert shown(tally, nps, hide_below=5) == {
        "new": ("shown", 50.0),
        "old": ("not_enough_answers", None),
        "vip": ("hidden", None),
    }


def test_a_cube_rolled_up_is_what_each_question_alone_would_say(engine):
    asked = engine(ANSWERS)
    cube = asked.score_counts("nps", by=("segment", "month"))
    assert cube.rollup("segment") == asked.score_counts("nps", by=("segment",))
    assert cube.rollup("month") == asked.score_counts("nps", by=("month",))
    assert cube.rollup() == asked.score_counts("nps")


def test_behind_a_number_stand_the_records_that_it_counts(engine):
    asked = engine(ANSWERS)
    (row,) = asked.score_counts("nps", where=Filters(band=("nps", 0, 6))).rows
    assert row.counts.n == 23
    assert asked.record_counts(where=Filters(band=("nps", 0, 6))).total == 23


def test_a_metric_that_a_segment_was_not_asked_has_no_row(engine):
    tally = engine(ANSWERS).score_counts("csat", by=("segment",))
    assert shown(tally, csat) == {"old": ("shown", 100.0)}


def test_months_add_up_to_the_whole(engine):
    tally = engine(ANSWERS).score_counts("nps", by=("month",))
    assert sum(row.counts.n for row in tally.rows) == tally.n == 243
