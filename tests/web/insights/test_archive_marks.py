"""What a stale month knows: whether it only grew, from which change on, or has to be written again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from regard.web.feedback.drafts import Draft
from regard.web.feedback.recording import record
from regard.web.feedback.undoing import undo_batch
from regard.web.insights import jobs, reading
from regard.web.insights.models import ReadingCursor, StaleMonth

MARCH = datetime(2026, 3, 5, 9, 30, tzinfo=UTC)
KEEN = Draft("keen", text="I love the tea.", collected_at=MARCH)


def named(*names, **different):
    return [replace(KEEN, external_id=name, **different) for name in names]


def marks():
    """Of each stale month: how often it was marked, how often to be written again, and its first addition."""
    return {row.month: (row.marks, row.rewrites, row.first) for row in StaleMonth.objects.all()}


@pytest.fixture
def quiet(survey, inside, noon, settle):
    """Two records of March that are read and archived: the feed has come to 1."""
    record(survey, named("a", "b"), at=noon)
    settle()
    assert marks() == {}
    return survey


def test_months_that_records_came_to_know_from_which_change_on(quiet, noon):
    record(quiet, named("c"), at=noon)
    record(quiet, [*named("d"), *named("may", collected_at=MARCH + timedelta(days=60))], at=noon)
    jobs.read_due()
    assert marks() == {"2026-03": (1, 0, 2), "2026-05": (1, 0, 3)}
    record(quiet, named("e"), at=noon)
    jobs.read_due()
    assert marks()["2026-03"] == (2, 0, 2)


def test_a_revision_asks_for_both_its_months_and_not_for_those_that_grew(quiet, noon):
    april = MARCH + timedelta(days=30)
    record(quiet, [*named("a", collected_at=april), *named("ever", collected_at=None)], at=noon)
    jobs.read_due()
    assert marks() == {"2026-03": (1, 1, 0), "2026-04": (1, 1, 0), "undated": (1, 0, 2)}


def test_a_record_that_is_revised_before_it_is_read_is_no_addition(quiet, noon):
    record(quiet, named("c"), at=noon)
    record(quiet, named("c", text="太贵了"), at=noon)
    jobs.read_due()
    assert marks() == {"2026-03": (1, 1, 0)}


def test_a_removal_asks_for_its_month(quiet, noon):
    batch = uuid4()
    record(quiet, named("c"), at=noon, batch_id=batch)
    jobs.read_due()
    undo_batch(batch)
    jobs.read_due()
    assert marks() == {"2026-03": (2, 1, 0)}


def test_what_was_read_before_is_no_addition(quiet, noon):
    record(quiet, named("c"), at=noon)
    ReadingCursor.objects.all().delete()  # as if the feed had never been followed
    jobs.read_due()
    assert marks() == {"2026-03": (2, 1, 0)}  # for a and b, and for c


def test_marks_of_both_kinds_add_up_in_any_order(inside, noon):
    reading.mark_grown({"2026-03": 9, "2026-04": 8}, at=noon)
    reading.mark_grown({"2026-03": 7}, at=noon)
    reading.mark_stale(["2026-04"], at=noon)
    reading.mark_stale(["2026-05"], at=noon)
    reading.mark_grown({"2026-05": 9}, at=noon)
    assert marks() == {"2026-03": (2, 0, 7), "2026-04": (2, 1, 0), "2026-05": (2, 1, 0)}


def test_no_months_are_no_marks(inside, noon):
    reading.mark_stale([], at=noon)
    reading.mark_grown({}, at=noon)
    assert marks() == {}


def test_how_far_all_is_read_is_what_any_version_has_read(inside):
    assert reading.read_so_far() == (0, True)
    ReadingCursor.objects.create(engine="old", version="1", change=9)
    ReadingCursor.objects.create(engine="new", version="2", change=4, record_id=uuid4())
    assert reading.read_so_far() == (9, True)  # what the new one has half read, the old one has read
    ReadingCursor.objects.filter(engine="new").update(change=10)
    assert reading.read_so_far() == (9, False)
    ReadingCursor.objects.filter(engine="new").update(change=12)
    assert reading.read_so_far() == (11, False)
