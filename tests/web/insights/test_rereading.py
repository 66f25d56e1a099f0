"""A new version of the engine reads everything again in the background; until then the one before counts."""

import pytest

from regard.perception import text
from regard.web.feedback.models import Feedback
from regard.web.feedback.recording import record
from regard.web.insights import jobs, reading, studies
from regard.web.insights.models import Reading, StaleMonth, current_reading, versions
from regard.web.insights.records import matching
from regard.web.insights.studies import Rereading
from regard.web.workspaces.leases import held

BEFORE = text.VERSION


@pytest.fixture
def newer(survey, inside, noon, drafts, settle, monkeypatch):
    """Fifty records read and archived; then a newer version comes and has read twenty of them."""
    record(survey, drafts(50), at=noon)
    settle()
    monkeypatch.setattr(text, "VERSION", "next")
    monkeypatch.setattr(reading, "BATCH", 20)
    read_some(inside, noon)
    return inside


def read_some(workspace, noon):
    with held(f"insights.read:{workspace.pk}") as hold:
        reading.read_next(hold, at=noon)


def counting():
    """The versions whose readings the pages show."""
    rows = Feedback.objects.annotate(reading=current_reading()).values_list("reading__version", flat=True)
    return set(rows)


def test_while_it_reads_only_the_version_before_counts(newer):
    assert Reading.objects.filter(version="next").count() == 20
    assert counting() == {BEFORE}
    assert versions().is_rereading
    assert not StaleMonth.objects.exists()


def test_how_far_it_is_can_be_seen(newer, noon):
    fresh = studies.freshness(newer)
    assert fresh.rereading == Rereading(20, 50)
    assert (fresh.unread, fresh.behind, fresh.mixed) == (0, False, False)
    read_some(newer, noon)
    assert studies.freshness(newer).rereading == Rereading(40, 50)


def test_when_it_has_read_all_its_readings_count_at_once_and_every_month_follows(newer, noon, settle):
    read_some(newer, noon)
    read_some(newer, noon)
    assert counting() == {"next"}
    fresh = studies.freshness(newer)
    assert (fresh.rereading, fresh.behind, fresh.mixed) == (None, True, True)
    settle()
    fresh = studies.freshness(newer)
    assert (fresh.rereading, fresh.behind, fresh.mixed) == (None, False, False)
    assert Reading.objects.filter(version=BEFORE).count() == 50


def test_what_comes_meanwhile_is_counted_but_not_read_until_it_is_done(newer, survey, noon, drafts, settle):
    before = matching().count()
    record(survey, [one for one in drafts(60) if one.state == "complete"][-3:], at=noon)
    after = matching().count()
    assert after > before
    assert studies.freshness(newer).unread == after - before
    assert counting() == {BEFORE, None}
    settle()
    assert counting() == {"next"}
    assert studies.record_counts(newer).total == after


def test_the_version_before_counts_again_at_once_where_it_is_put_back(newer, noon, settle, monkeypatch):
    settle()
    assert counting() == {"next"}
    monkeypatch.setattr(text, "VERSION", BEFORE)
    assert counting() == {BEFORE}
    assert studies.freshness(newer).mixed
    settle()
    fresh = studies.freshness(newer)
    assert (fresh.behind, fresh.mixed) == (False, False)


def test_the_first_version_of_all_counts_from_its_first_record_on(survey, inside, noon, drafts, monkeypatch):
    monkeypatch.setattr(reading, "BATCH", 20)
    record(survey, drafts(50), at=noon)
    read_some(inside, noon)
    assert studies.freshness(inside).rereading is None
    assert counting() == {text.VERSION, None}


def test_two_new_versions_one_after_the_other_leave_the_last_whole_one_counting(newer, noon, monkeypatch):
    monkeypatch.setattr(text, "VERSION", "after next")
    read_some(newer, noon)
    assert counting() == {BEFORE}
    while jobs.read_due():
        pass
    assert counting() == {"after next"}
