"""The newest records that the filters let through, with all that are as new as the last of them."""

from datetime import date

import pytest

from regard.perception import Filters

SAID = """
    record_id | part | day        | segment | language | sentiment | metric | score | marks
    a         | 0    | 2026-01-30 | new     | en       | negative  | nps    | 2     | factor:price,intent:loss
    b         | 0    | 2026-02-02 | old     | zh       | negative  | csat   | 5     | factor:price
    b         | 1    | 2026-02-02 | old     |          |           | nps    | 9     |
    c         | 0    | 2026-02-02 | new     | en       | positive  |        |       | factor:ease
    d         | 0    | 2026-02-01 | new     | en       | negative  | nps    | 9     |
    e         | 0    |            | new     | en       | negative  |        |       | factor:price
    f         | 0    |            | old     |          |           |        |       |
"""  # fmt: skip


@pytest.fixture
def asked(engine):
    return engine(SAID)


@pytest.mark.parametrize(
    ("limit", "expected"),
    [
        (0, ()),
        (1, ("c", "b")),
        (2, ("c", "b")),
        (3, ("c", "b", "d")),
        (4, ("c", "b", "d", "a")),
        (5, ("c", "b", "d", "a", "f", "e")),
        (99, ("c", "b", "d", "a", "f", "e")),
    ],
)
def test_the_latest_day_comes_first_whole_and_no_day_last(asked, limit, expected):
    assert asked.newest(limit=limit) == expected


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"segment": "new"}, ("c", "d", "a", "e")),
        ({"sentiment": "negative"}, ("b", "d", "a", "e")),
        ({"sentiment": (None,)}, ("f",)),
        ({"language": ("en", None), "segment": "new"}, ("c", "d", "a", "e")),
        ({"metric": "nps"}, ("b", "d", "a")),
        ({"metric": "nps", "language": "en", "sentiment": "negative"}, ("d", "a")),
        ({"band": ("nps", 9, 10)}, ("b", "d")),
        ({"marks": (("factor:price",),)}, ("b", "a", "e")),
        ({"marks": (("factor:price", "factor:ease"), ("intent:loss",))}, ("a",)),
        ({"marks": ((),)}, ()),
        ({"word": "slow"}, ()),
    ],
)
def test_the_filters_choose_among_which(asked, filters, expected):
    assert asked.newest(where=Filters(**filters), limit=9) == expected


MOMENTS = """
    record_id | day        | moment
    a         | 2026-02-01 | 2026-02-01T09:00:00+00:00
    b         | 2026-02-01 | 2026-02-01T23:59:59.999999+00:00
    c         | 2026-02-01 | 2026-02-01T09:00:00+00:00
    d         | 2026-02-01 |
    e         | 2026-02-02 |
    f         | 2026-01-31 | 2026-01-31T23:00:00+00:00
"""


@pytest.mark.parametrize(
    ("limit", "expected"), [(1, "e"), (2, "eb"), (3, "ebca"), (4, "ebca"), (5, "ebcad"), (6, "ebcadf")]
)
def test_within_a_day_the_latest_moment_comes_first_and_of_one_moment_all(engine, limit, expected):
    assert engine(MOMENTS).newest(limit=limit) == tuple(expected)


def test_a_period_has_nothing_without_a_day(asked):
    assert asked.newest(where=Filters(start=date(2026, 2, 1)), limit=9) == ("c", "b", "d")


def test_they_are_the_records_that_are_counted(asked):
    for where in (Filters(), Filters(metric="nps"), Filters(sentiment=(None, "negative"))):
        assert len(asked.newest(where=where, limit=9)) == asked.record_counts(where=where).total


def test_of_nothing_nothing_is_the_newest(empty_engine):
    assert empty_engine.newest(limit=3) == ()


def test_less_than_none_is_refused(asked):
    with pytest.raises(ValueError, match="-1"):
        asked.newest(limit=-1)
