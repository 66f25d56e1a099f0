"""Reading follows the change feed: each revision is read once, whatever happens in between."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from regard.perception import text
from regard.web.customers.matching import Person
from regard.web.feedback.drafts import AnswerDraft, Draft
from regard.web.feedback.models import Feedback
from regard.web.feedback.recording import record
from regard.web.feedback.undoing import undo_batch
from regard.web.insights import jobs, reading
from regard.web.insights.marks import vocabulary
from regard.web.insights.models import Reading, ReadingCursor, StaleMonth, current_reading, said
from regard.web.workspaces.leases import LeaseLost, held, take
from regard.web.workspaces.models import Lease, Workspace
from regard.web.workspaces.tenancy import NoWorkspace, in_workspace

MARCH = datetime(2026, 3, 5, 9, 30, tzinfo=UTC)
NPS = (AnswerDraft.score("nps", 9, 0, 10),)
KEEN = Draft(
    "keen", title="Tea", text="I love the tea, but delivery was slow.", collected_at=MARCH, answers=NPS
)
WARM = Draft("warm", text="客服很热情，茶也很好喝。", collected_at=MARCH)


def stale():
    return set(StaleMonth.objects.values_list("month", flat=True))


def read_all():
    while jobs.read_due():
        pass


def test_each_record_gets_one_reading_of_what_it_says(survey, inside, noon):
    record(survey, [KEEN, WARM], at=noon)
    assert jobs.read_due() is True
    warm, keen = Reading.objects.order_by("feedback__title")
    assert (keen.engine, keen.version, keen.revision) == (text.ENGINE, text.VERSION, 1)
    assert (keen.language, warm.language) == ("en", "zh")
    assert (warm.sentiment, warm.sentiment_score > 0) == ("positive", True)
    assert keen.feedback.external_id == "keen"


def test_the_spans_of_words_count_from_the_start_of_what_was_said(survey, inside, noon):
    record(survey, [KEEN], at=noon)
    read_all()
    one = Reading.objects.get()
    whole = said(one.feedback)
    assert whole == "Tea\nI love the tea, but delivery was slow."
    spans = {found["word"]: whole[found["start"] : found["end"]] for found in one.words}
    assert spans["slow"] == "slow"
    assert {found["word"] for found in one.descriptors} == set(one.vocabulary.split("\n")) - {""} == {"slow"}


def test_a_record_without_a_title_is_read_as_its_text_alone():
    assert said(Feedback(title="", text="好喝")) == "好喝"


def test_a_vocabulary_has_each_word_once_between_separators():
    words = [{"word": "tea"}, {"word": "茶"}, {"word": "tea"}]
    assert vocabulary(words) == "\ntea\n茶\n"
    assert vocabulary([]) == ""


def test_a_record_without_words_is_read_as_saying_nothing(survey, inside, noon):
    record(survey, [replace(KEEN, title="", text="")], at=noon)
    read_all()
    one = Reading.objects.get()
    assert (one.language, one.sentiment, one.sentiment_score, one.words) == ("unknown", "", None, [])


def test_reading_again_changes_nothing(survey, inside, noon):
    record(survey, [KEEN, WARM], at=noon)
    read_all()
    before = list(Reading.objects.values().order_by("pk"))
    assert jobs.read_due() is False
    ReadingCursor.objects.all().delete()  # as if the feed had never been followed
    read_all()
    assert list(Reading.objects.values().order_by("pk")) == before


def test_a_revision_gets_a_reading_of_its_own_and_the_old_one_stays(survey, inside, noon):
    record(survey, [KEEN], at=noon)
    read_all()
    record(survey, [replace(KEEN, text="Delivery was terrible, never again.")], at=noon)
    read_all()
    first, second = Reading.objects.order_by("revision")
    assert (first.revision, second.revision) == (1, 2)
    assert second.sentiment == "negative"
    assert Feedback.objects.annotate(reading=current_reading()).get(reading__isnull=False).revision == 2


def test_many_records_of_one_write_are_read_in_pieces(survey, inside, noon, monkeypatch, drafts):
    monkeypatch.setattr(reading, "BATCH", 7)
    record(survey, drafts(50), at=noon)
    with held(f"insights.read:{inside.pk}") as hold:
        pieces = [reading.read_next(hold, at=noon) for _ in range(8)]
    assert pieces == [7, 7, 7, 7, 7, 7, 7, 1]
    assert Reading.objects.count() == 50
    assert reading.caught_up()


def test_what_is_unread_is_counted_between_two_pieces(survey, inside, noon, monkeypatch, drafts):
    monkeypatch.setattr(reading, "BATCH", 20)
    record(survey, drafts(50), at=noon)
    assert (Feedback.objects.filter(reading.unread()).count(), reading.caught_up()) == (50, False)
    with held(f"insights.read:{inside.pk}") as hold:
        reading.read_next(hold, at=noon)
        assert (Feedback.objects.filter(reading.unread()).count(), reading.caught_up()) == (30, False)
        reading.read_next(hold, at=noon)
        reading.read_next(hold, at=noon)
    assert (Feedback.objects.filter(reading.unread()).count(), reading.caught_up()) == (0, True)


def test_a_full_last_piece_still_catches_up(survey, inside, noon, monkeypatch, drafts):
    monkeypatch.setattr(reading, "BATCH", 25)
    record(survey, drafts(50), at=noon)
    read_all()
    assert (reading.caught_up(), Reading.objects.count()) == (True, 50)


def test_a_new_version_of_the_engine_adds_readings_and_keeps_the_old(survey, inside, noon, monkeypatch):
    record(survey, [KEEN, WARM], at=noon)
    read_all()
    before = list(Reading.objects.values().order_by("pk"))
    monkeypatch.setattr(text, "VERSION", "next")
    assert jobs.read_due() is True
    assert list(Reading.objects.exclude(version="next").values().order_by("pk")) == before
    assert Reading.objects.filter(version="next").count() == 2
    assert {row.reading.version for row in _with_reading()} == {"next"}


def _with_reading():
    return Feedback.objects.annotate(reading=current_reading()).select_related("reading")


def test_months_of_new_records_become_stale(survey, inside, noon):
    record(survey, [KEEN, replace(WARM, collected_at=None)], at=noon)
    read_all()
    assert stale() == {"2026-03", "undated"}


def test_both_months_of_a_record_that_moved_become_stale(survey, inside, noon):
    record(survey, [KEEN], at=noon)
    read_all()
    StaleMonth.objects.all().delete()
    record(survey, [replace(KEEN, collected_at=MARCH + timedelta(days=60))], at=noon)
    read_all()
    assert stale() == {"2026-03", "2026-05"}


def test_a_record_that_got_its_first_date_makes_the_undated_ones_stale(survey, inside, noon):
    record(survey, [replace(KEEN, collected_at=None)], at=noon)
    record(survey, [KEEN], at=noon)
    read_all()
    assert stale() == {"undated", "2026-03"}


def test_the_month_is_that_of_the_day_in_utc(survey, inside, noon):
    record(survey, [replace(KEEN, collected_at=datetime.fromisoformat("2026-04-01T05:00:00+08:00"))], at=noon)
    read_all()
    assert stale() == {"2026-03"}


def test_an_undone_import_makes_its_months_stale(survey, inside, noon):
    batch = uuid4()
    record(survey, [KEEN], at=noon, batch_id=batch)
    read_all()
    StaleMonth.objects.all().delete()
    undo_batch(batch)
    assert jobs.read_due() is True
    assert stale() == {"2026-03"}
    assert Reading.objects.count() == 0
    assert jobs.read_due() is False


def test_an_undone_revision_is_read_again(survey, inside, noon):
    batch = uuid4()
    record(survey, [KEEN], at=noon)
    record(
        survey,
        [replace(KEEN, text="糟糕，太慢了", collected_at=MARCH + timedelta(days=31))],
        at=noon,
        batch_id=batch,
    )
    read_all()
    StaleMonth.objects.all().delete()
    undo_batch(batch)
    read_all()
    assert stale() == {"2026-03", "2026-04"}
    assert _with_reading().get().reading.language == "en"


def test_a_mark_on_a_stale_month_is_counted_and_keeps_its_first_time(inside, noon):
    reading.mark_stale(["2026-03"], at=noon)
    reading.mark_stale(["2026-03", "2026-04"], at=noon + timedelta(hours=1))
    found = {row.month: (row.marks, row.since) for row in StaleMonth.objects.all()}
    assert found == {"2026-03": (2, noon), "2026-04": (1, noon + timedelta(hours=1))}


@pytest.mark.django_db(transaction=True)
def test_a_record_that_goes_while_it_is_read_costs_one_more_round(survey, noon, workspace, monkeypatch):
    with in_workspace(workspace):
        record(survey, [KEEN, WARM], at=noon)
    really_read = reading._read

    def removed_meanwhile(records, *, at):
        found = really_read(records, at=at)
        Feedback.objects.filter(external_id="keen").delete()
        return found

    monkeypatch.setattr(reading, "_read", removed_meanwhile)
    assert jobs.read_due() is True
    with in_workspace(workspace):
        assert (Reading.objects.count(), ReadingCursor.objects.count()) == (0, 0)
    assert jobs.read_due() is True
    with in_workspace(workspace):
        assert [row.feedback.external_id for row in Reading.objects.all()] == ["warm"]


def test_nothing_is_written_after_the_lease_is_lost(survey, inside, noon):
    record(survey, [KEEN], at=noon)
    hold = take("insights.read:somebody", at=timezone.now(), seconds=-1)
    with pytest.raises(LeaseLost):
        reading.read_next(hold, at=timezone.now())
    assert (Reading.objects.count(), stale(), ReadingCursor.objects.count()) == (0, set(), 0)


def test_a_workspace_that_another_process_reads_is_left_to_it(survey, inside, noon):
    record(survey, [KEEN], at=noon)
    with held(f"insights.read:{inside.pk}"):
        assert jobs.read_due() is False
    assert jobs.read_due() is True


def test_a_lease_taken_away_ends_the_sweep_without_an_error(survey, inside, noon, monkeypatch, caplog):
    record(survey, [KEEN], at=noon)
    really_read = reading._read

    def taken_meanwhile(records, *, at):
        Lease.objects.update(owner="somebody else")
        return really_read(records, at=at)

    monkeypatch.setattr(reading, "_read", taken_meanwhile)
    assert jobs.read_due() is False
    assert Reading.objects.count() == 0
    assert [record.message for record in caplog.records] == [
        "Another process went on with the read work of qinghe"
    ]


def test_the_sweep_opens_each_workspace_itself_and_reads_only_its_records(
    survey, workspace, other_workspace, noon
):
    with in_workspace(workspace):
        record(survey, [KEEN, WARM], at=noon)
    read_all()
    with in_workspace(other_workspace):
        assert (Reading.objects.count(), ReadingCursor.objects.count(), stale()) == (0, 0, set())
    with in_workspace(workspace):
        assert Reading.objects.count() == 2


def test_the_same_words_in_two_workspaces_are_read_in_each(survey, workspace, other_workspace, noon):
    with in_workspace(other_workspace):
        theirs = type(survey).objects.create(key="survey", name="Theirs", kind="review", created_at=noon)
        record(theirs, [KEEN], at=noon)
    with in_workspace(workspace):
        record(survey, [KEEN, WARM], at=noon)
    read_all()
    counts = []
    for one in Workspace.objects.order_by("slug"):
        with in_workspace(one):
            counts.append((one.slug, Reading.objects.count()))
    assert counts == [("harbour", 1), ("qinghe", 2)]


@pytest.mark.django_db
@pytest.mark.parametrize("ask", [reading.caught_up, reading.unread, reading.feed_end])
def test_outside_a_workspace_nothing_is_told(ask):
    with pytest.raises(NoWorkspace):
        ask()


@pytest.mark.django_db
def test_without_workspaces_the_sweeps_do_nothing():
    assert (jobs.read_due(), jobs.archive_due()) == (False, False)


def test_people_without_words_do_not_stop_the_reading(survey, inside, noon):
    silent = Draft("silent", person=Person(external_id="p"), answers=NPS, collected_at=MARCH)
    record(survey, [silent, replace(KEEN, external_id="bell", text="\x07 \u202e nice tea")], at=noon)
    read_all()
    assert Reading.objects.count() == 2
