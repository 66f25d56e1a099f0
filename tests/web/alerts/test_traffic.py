"""A day is taken while records of today keep coming in, and not before all of it that is known is counted."""

import pytest

from regard.web.alerts.models import Watch
from regard.web.feedback.drafts import Draft
from regard.web.feedback.models import Feedback
from regard.web.feedback.recording import record
from regard.web.insights import jobs as readers
from regard.web.insights.models import StaleMonth
from regard.web.insights.studies import freshness
from regard.web.insights.whole_days import is_whole_before
from tests.conftest import NOON
from tests.web.alerts.conftest import DAY, TODAY, drafts_of
from tests.web.dashboards.conftest import settle

pytestmark = pytest.mark.django_db
LATER = TODAY + 5 * DAY


@pytest.fixture
def come(inside, survey):
    """Records of some day, which nobody reads yet."""

    def given(day, mark):
        record(survey, drafts_of(day, good=2, bad=1, mark=mark), at=NOON)

    return given


def taken_to(watch):
    return Watch.objects.get(pk=watch.pk).watched_to


def test_a_day_is_taken_while_records_of_today_wait(watch, come, pass_days, inside):
    come(LATER, "unread")
    assert freshness(inside).behind and freshness(inside).unread
    pass_days(5)
    assert taken_to(watch) == LATER - DAY


def test_a_day_is_taken_while_todays_records_are_read_and_not_archived(watch, come, pass_days, inside):
    come(LATER, "read")
    while readers.read_due():
        pass
    assert StaleMonth.objects.exists() and freshness(inside).behind
    pass_days(5)
    assert taken_to(watch) == LATER - DAY


@pytest.mark.parametrize("is_read", [False, True])
def test_a_record_of_yesterday_is_waited_for(watch, come, pass_days, inside, is_read):
    come(LATER - DAY, "late")
    while is_read and readers.read_due():
        pass
    before = taken_to(watch)
    pass_days(5)
    assert taken_to(watch) == before
    settle()
    pass_days(5)
    assert taken_to(watch) == LATER - DAY


def test_a_revised_record_of_yesterday_is_waited_for_and_one_of_today_is_not(quiet, come, inside, survey):
    come(LATER - DAY, "old")
    come(LATER, "new")
    settle()

    def revise(day, mark):
        first = drafts_of(day, good=1, bad=0, mark=mark)[0]
        changed = Draft(
            first.external_id,
            text="Otherwise. 别的话。",
            answers=first.answers,
            collected_at=first.collected_at,
        )
        record(survey, [changed], at=NOON)
        while readers.read_due():
            pass

    revise(LATER, "new")
    assert StaleMonth.objects.filter(rewrites__gt=0).exists() and is_whole_before(inside, LATER)
    revise(LATER - DAY, "old")
    assert Feedback.objects.filter(revision=2).count() == 2
    assert not is_whole_before(inside, LATER)
    settle()
    assert is_whole_before(inside, LATER)


def test_without_an_archive_no_day_is_whole(inside):
    assert not is_whole_before(inside, LATER)
