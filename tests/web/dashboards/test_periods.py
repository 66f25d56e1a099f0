"""Periods: the last days with today among them, and as many before."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regard.web.dashboards.periods import LENGTHS, Period

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize("days", LENGTHS)
def test_the_last_days_end_with_today(days):
    period = Period.last(days, today=TODAY)
    assert period.last_day == TODAY
    assert period.days == days
    assert period.start == TODAY - timedelta(days=days - 1)


def test_the_period_before_is_as_long_and_touches_it():
    period = Period.last(90, today=TODAY)
    before = period.before
    assert before is not None
    assert before.days == period.days
    assert before.end == period.start


def test_thirty_days_in_full():
    assert Period.last(30, today=TODAY) == Period(date(2026, 10, 24), date(2026, 11, 23))
    assert Period.last(30, today=TODAY).before == Period(date(2026, 9, 24), date(2026, 10, 24))


@pytest.mark.parametrize(
    "period",
    [Period(), Period(start=TODAY), Period(end=TODAY), Period(start=date.min, end=date.max)],
    ids=["open", "no end", "no start", "longer than the calendar before it"],
)
def test_without_both_sides_there_is_no_period_before(period):
    assert period.before is None


def test_an_open_period_has_no_length_and_no_last_day():
    assert Period(start=TODAY).days is None
    assert Period(start=TODAY).last_day is None
    assert Period(end=TODAY).last_day == TODAY - timedelta(days=1)


@given(st.dates(date(2, 1, 1)), st.integers(0, 364))
def test_a_year_ago_are_the_same_days(start, more):
    try:
        period = Period(start, start + timedelta(days=more + 1))
    except OverflowError:
        return
    before = period.a_year_ago
    assert before is not None
    for now, then in ((period.start, before.start), (period.last_day, before.last_day)):
        assert (then.year, then.month) == (now.year - 1, now.month)
        assert then.day == now.day or (now.month, now.day, then.day) == (2, 29, 28)
    assert before.end <= period.start


def test_days_that_reach_into_those_of_a_year_ago_and_open_ones_have_none():
    assert Period(date(2025, 1, 1), date(2026, 1, 2)).a_year_ago is None
    assert Period(None, date(2026, 1, 2)).a_year_ago is None
    assert Period(date(2025, 1, 1), None).a_year_ago is None
