"""A text that was said before is flagged whichever batch it is read with, and never across a wall."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from regard.perception import text
from regard.web.feedback.drafts import Draft
from regard.web.feedback.models import Kind, Source
from regard.web.feedback.recording import record
from regard.web.insights import jobs, reading
from regard.web.insights.models import Reading, ReadingCursor
from regard.web.workspaces.tenancy import in_workspace
from tests.web.insights.conftest import FIRST

pytestmark = pytest.mark.django_db

SAME = "The parcel came two days late and the box was open when it arrived."
CHANGED = "The parcel came two days late and the box was open when it arrived!!"
OTHER = "Nobody at the counter could tell me when the oolong would be back."
CHINESE = "快递晚到了两天，打开的时候盒子已经破了，客服一直不回复。"


def say(source, *texts, first=0):
    """Record these texts, each a change after the other."""
    for number, said in enumerate(texts, first):
        at = FIRST + timedelta(minutes=number)
        record(source, [Draft(external_id=f"n{number}", text=said, collected_at=at)], at=timezone.now())


def flagged():
    """The records that are flagged as said before, by their names."""
    rows = Reading.objects.order_by("feedback__external_id").select_related("feedback")
    return [row.feedback.external_id for row in rows if "near_duplicate" in row.flags]


@pytest.fixture
def small(monkeypatch):
    """Batches of two."""
    monkeypatch.setattr(reading, "BATCH", 2)


def test_a_text_of_an_earlier_batch_is_found_and_the_first_one_stays_clean(inside, survey, settle, small):
    say(survey, SAME, OTHER, CHINESE, "Good", CHANGED, CHINESE, "Good")
    settle()
    assert flagged() == ["n4", "n5"]


def test_one_that_comes_days_later_is_found_too(inside, survey, settle):
    say(survey, SAME, OTHER)
    settle()
    assert flagged() == []
    say(survey, CHANGED, first=2)
    settle()
    assert flagged() == ["n2"]


@pytest.mark.parametrize("size", [1, 2, 3, 500])
def test_flags_do_not_depend_on_the_batches(inside, survey, settle, monkeypatch, size):
    monkeypatch.setattr(reading, "BATCH", size)
    say(survey, SAME, OTHER, SAME, CHINESE, OTHER, CHANGED)
    settle()
    assert flagged() == ["n2", "n4", "n5"]


def test_reading_all_again_says_the_same(inside, survey, settle, small, monkeypatch):
    say(survey, SAME, OTHER, CHANGED, CHINESE, OTHER)
    settle()
    before = flagged()
    monkeypatch.setattr(text, "VERSION", "next")
    settle()
    assert ReadingCursor.objects.count() == 2
    assert before == ["n2", "n4"]
    assert flagged() == ["n2", "n2", "n4", "n4"]


def test_what_was_said_long_ago_is_not_looked_for(inside, survey, settle, small, monkeypatch):
    monkeypatch.setattr(reading, "BEFORE", 3)
    say(survey, SAME, OTHER, "One", "Two", "Three", "Four", SAME, OTHER + " Really.")
    settle()
    assert flagged() == []


def test_a_revised_record_is_not_the_same_as_itself(inside, survey, settle):
    say(survey, SAME)
    settle()
    say(survey, CHANGED)
    settle()
    assert Reading.objects.count() == 2
    assert flagged() == []


def test_another_company_is_not_looked_at(inside, survey, settle, other_workspace):
    with in_workspace(other_workspace):
        theirs = Source.objects.create(key="theirs", kind=Kind.REVIEW, created_at=timezone.now())
        say(theirs, SAME, CHINESE)
    settle()
    say(survey, SAME, CHINESE)
    settle()
    assert flagged() == []
    with in_workspace(other_workspace):
        assert flagged() == []


def test_short_texts_ask_for_no_others(inside, survey, settle):
    say(survey, SAME, "Good", "很好")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        jobs.read_due()
    assert sum("LIMIT 2000" in query["sql"] for query in asked) == 1  # before the first there is none
    say(survey, "Fine", first=3)
    with CaptureQueriesContext(connection) as asked:
        jobs.read_due()
    assert [query for query in asked if "LIMIT 2000" in query["sql"]] == []
