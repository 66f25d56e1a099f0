"""The days of the newest records: where only so many are asked for, no earlier day is read."""

from datetime import UTC, datetime, timedelta

import pytest

from regard.perception.tallies import Filters
from regard.web.feedback.drafts import AnswerDraft, Draft
from regard.web.feedback.recording import record
from regard.web.insights.recent import recent

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)
ANY = Filters()


def day(back):
    return (NOON - timedelta(days=back)).date()


@pytest.fixture
def told(survey, inside, noon, settle):
    """Two records on each of five days, one of them with words; two without a day."""
    two = (AnswerDraft.score("ces", 3, 1, 7), AnswerDraft.score("nps", 9, 0, 10))
    days = [NOON - timedelta(days=back) for back in range(5)] + [None]
    drafts = [Draft(f"w{number}", text="Tea 茶", collected_at=at) for number, at in enumerate(days)]
    drafts += [Draft(f"s{number}", answers=two, collected_at=at) for number, at in enumerate(days)]
    record(survey, drafts, at=noon)
    settle()


@pytest.mark.parametrize(("most", "back"), [(1, 0), (2, 0), (3, 1), (4, 1), (10, 4)])
def test_the_days_are_those_that_hold_as_many_records(told, most, back):
    assert recent(ANY, "true", most=most) == Filters(start=day(back))


def test_only_records_that_meet_the_condition_are_counted(told):
    assert recent(ANY, "is_worded", most=3) == Filters(start=day(2))
    assert recent(ANY, "metric = :asked", {"asked": "ces"}, most=2) == Filters(start=day(1))


def test_a_period_is_kept_and_only_its_beginning_moves(told):
    within = Filters(start=day(4), end=day(2), source=("survey",))
    assert recent(within, "true", most=2) == Filters(start=day(3), end=day(2), source=("survey",))
    assert recent(within, "true", most=4) == within


def test_where_fewer_have_a_day_those_without_one_are_read_too(told):
    assert recent(ANY, "true", most=11) == ANY
    assert recent(Filters(source=("elsewhere",)), "true", most=1) == Filters(source=("elsewhere",))
