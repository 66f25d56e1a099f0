"""Themes that stand beside the rows: what records carry is a filter and a dimension."""

from datetime import date

import pytest

from regard.perception.tallies import Filters

SAID = """
record_id | part | day        | segment | language | sentiment | metric | score
a         | 0    | 2026-01-05 | new     | en       | positive  | nps    | 10
a         | 1    | 2026-01-05 | new     |          |           | nps    | 8
b         | 0    | 2026-01-06 | new     | en       | negative  | nps    | 3
c         | 0    | 2026-02-01 | old     | zh       | negative  | csat   | 2
d         | 0    |            |         |          |           | nps    | 7
e         | 0    | 2026-02-02 | old     | en       | neutral   |        |
"""
CARRIED = {"a": ["all", "price", "money"], "b": ["all", "价格", "money"], "c": ["all", "price", "money"],
           "e": ["all"], "gone": ["all", "price"], "f": None}  # fmt: skip


@pytest.fixture
def asked(engine):
    return engine(SAID, CARRIED)


def scores(tally):
    return {row.key: of_scores(row.counts) for row in tally.rows}


def of_scores(counts):
    return {score: n for score, n in zip(counts.scale.scores, counts.n_by_score, strict=True) if n}


def test_a_record_counts_once_for_each_theme_that_it_carries(asked):
    found = asked.record_counts(by=("theme",))
    assert found.counts() == {"all": 4, "money": 3, "price": 2, "价格": 1}


def test_themes_are_split_by_what_is_known_of_the_record(asked):
    assert dict(asked.record_counts(by=("theme", "sentiment"), where=Filters(segment="new")).rows) == {
        ("all", "negative"): 1,
        ("all", "positive"): 1,
        ("money", "negative"): 1,
        ("money", "positive"): 1,
        ("price", "positive"): 1,
        ("价格", "negative"): 1,
    }
    assert asked.sentiment_counts(by=("theme",), where=Filters(language="zh", theme="price")).rows == (
        (("all", "negative"), 1),
        (("money", "negative"), 1),
        (("price", "negative"), 1),
    )


def test_answers_on_any_part_count_for_each_theme_of_their_record(asked):
    assert scores(asked.score_counts("nps", by=("theme",))) == {
        ("all",): {3: 1, 8: 1, 10: 1},
        ("money",): {3: 1, 8: 1, 10: 1},
        ("price",): {8: 1, 10: 1},
        ("价格",): {3: 1},
    }
    by = ("month", "theme", "sentiment")
    assert scores(asked.score_counts("csat", by=by, where=Filters(theme=("price", "nothing")))) == {
        ("2026-02", "all", "negative"): {2: 1},
        ("2026-02", "money", "negative"): {2: 1},
        ("2026-02", "price", "negative"): {2: 1},
    }


def test_a_filter_chooses_the_records_that_carry_one_of_some_themes(asked):
    either = Filters(theme=("价格", "nothing", "price"))
    assert asked.record_counts(where=either).total == 3
    assert asked.record_counts(by=("month",), where=either).counts() == {"2026-01": 2, "2026-02": 1}
    assert scores(asked.score_counts("nps", where=either)) == {(): {3: 1, 8: 1, 10: 1}}
    assert asked.newest(where=either, limit=1) == ("c",)
    assert asked.people(where=either) == 3
    assert asked.record_counts(where=Filters(theme="nothing")).total == 0
    january = Filters(theme="money", end=date(2026, 2, 1), sentiment="negative")
    assert asked.record_counts(where=january).total == 1


def test_without_themes_beside_the_rows_no_record_carries_one(engine):
    asked = engine(SAID)
    assert asked.record_counts(by=("theme",)).rows == ()
    assert asked.record_counts(where=Filters(theme="price")).total == 0
