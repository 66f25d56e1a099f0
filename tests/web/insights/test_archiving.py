"""The archive says what the database says, month by month, and nobody ever sees half of a month."""

import json
import shutil
import threading
import time
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from django.utils import timezone

from regard.perception import archive
from regard.perception.answer_codes import CODE, STORED
from regard.perception.schema import ROWS, conform
from regard.web.customers.matching import Person
from regard.web.feedback.drafts import AnswerDraft, Draft
from regard.web.feedback.models import Answer, AnswerState, Feedback, Source, State
from regard.web.feedback.recording import record
from regard.web.feedback.undoing import undo_batch
from regard.web.insights import archiving, jobs, rows, studies
from regard.web.insights.marks import parted
from regard.web.insights.models import ArchiveState, Reading, StaleMonth
from regard.web.workspaces.leases import LeaseLost, held, take
from regard.web.workspaces.models import Lease
from regard.web.workspaces.tenancy import NoWorkspace, in_workspace

MARCH = datetime(2026, 3, 5, 23, 30, tzinfo=UTC)
KEEN = Draft(
    "keen",
    text="I love the tea, but delivery was slow.",
    collected_at=MARCH,
    answers=(AnswerDraft.score("nps", 9, 0, 10), AnswerDraft.score("rating", 4, 1, 5)),
    person=Person(external_id="p1", account="a1"),
    segment="loyal",
    subject="teahouse",
    is_public=True,
)
WARM = Draft("warm", text="客服很热情，茶也很好喝。", collected_at=MARCH + timedelta(days=40))


def rows_of(workspace):
    """Every row of the archive, in a fixed order."""
    files = archive.paths(archiving.folder_of(workspace))
    found = [row for path in files for row in pq.read_table(path, schema=ROWS).to_pylist()]
    return sorted(found, key=lambda row: (row["record_id"], row["part"]))


def rating(name, value, low, high, *, kind="", label=""):
    """A rating as the archive has it."""
    bounds = {"scale_min": low, "scale_max": high}
    return {"name": name, "label": label, "kind": kind or name, "value": value, **bounds}


def test_a_record_is_a_row_with_its_first_score_and_one_for_each_further_score(survey, inside, noon, settle):
    record(survey, [KEEN], at=noon)
    settle()
    row = Feedback.objects.get()
    about = {
        "record_id": str(row.pk),
        "source": "survey",
        "kind": "survey_response",
        "channel": "import",
        "day": MARCH.date(),
        "month": "2026-03",
        "language": "en",
        "segment": "loyal",
        "customer_id": str(row.customer_id),
        "account_id": str(row.account_id),
        "subject": "teahouse",
        "scale_direction": "high_is_good",
        "is_public": True,
        "moment": MARCH,
        "is_worded": True,
        "picked": None,
        "asked_with": None,
    }
    first, second = rows_of(inside)
    one = Reading.objects.get()
    pairs = {(found["word"], found["polarity"]) for found in one.descriptors}
    assert {(found["word"], found["sentiment"]) for found in first.pop("words")} == pairs
    assert first.pop("marks") == parted(one.marks)
    assert first == about | {
        "part": 0,
        "metric": "nps",
        "score": 9.0,
        "scale_min": 0.0,
        "scale_max": 10.0,
        "sentiment": one.sentiment,
        "sentiment_score": one.sentiment_score,
        "ratings": [rating("nps", 9, 0, 10), rating("rating", 4, 1, 5)],
    }
    assert second == about | {
        "part": 1,
        "metric": "stars",
        "score": 4.0,
        "scale_min": 1.0,
        "scale_max": 5.0,
        "sentiment": None,
        "sentiment_score": None,
        "words": None,
        "marks": None,
        "ratings": None,
    }


def test_what_is_not_said_is_null(survey, inside, noon, settle):
    record(survey, [Draft("bare")], at=noon)
    settle()
    (row,) = rows_of(inside)
    assert {name: value for name, value in row.items() if value is not None} == {
        "record_id": str(Feedback.objects.get().pk),
        "part": 0,
        "source": "survey",
        "kind": "survey_response",
        "channel": "import",
        "language": "unknown",
        "marks": parted(Reading.objects.get().marks),
        "words": [],
        "is_public": False,
        "is_worded": False,
    }


def test_what_was_rated_and_picked_beside_a_score_stands_on_its_first_row(survey, inside, noon, settle):
    room = AnswerDraft.score("values", 3, 1, 5, field_id="room", label="房间 Room")
    half, wide = (
        replace(room, field_id="half", value_number=2.5),
        replace(room, field_id="wide", scale_max=99),
    )
    words = [AnswerDraft(f"words.{word}", "word_choice", value_id=word) for word in ("calm", "slow")]
    nps = AnswerDraft.score("nps", 9, 0, 10)
    record(survey, [Draft("x", answers=(nps, room, half, wide, *words)), Draft("y", answers=(nps,))], at=noon)
    settle()
    pks = [str(Feedback.objects.get(external_id=name).pk) for name in "xy"]
    heads = [row for row in rows_of(inside) if not row["part"]]
    told = {row["record_id"]: (row["ratings"], row["picked"], row["is_worded"]) for row in heads}
    beside = [rating("nps", 9, 0, 10), rating("room", 3, 1, 5, kind="values", label="房间 Room")]
    assert told == {pks[0]: (beside, ["calm", "slow"], False), pks[1]: (None, None, False)}


def test_months_of_another_form_are_not_asked_and_all_of_them_are_written_again(told, inside, settle):
    folder = archiving.folder_of(inside)
    before = studies.record_counts(inside).total
    (folder / archiving.STAMP).rename(folder / "stamp-2-otherform")
    for path in folder.rglob("*.parquet"):
        pq.write_table(pq.read_table(path).drop_columns(["marks", CODE]), path)
    assert studies.record_counts(inside, by=("language",)).total == 0
    settle()
    assert studies.record_counts(inside, by=("language",)).total == before
    assert {tuple(pq.read_schema(path).names) for path in archive.paths(folder)} == {tuple(STORED.names)}
    assert not studies.freshness(inside).behind


def test_an_archive_of_before_trust_was_a_metric_is_written_again_with_it(survey, inside, noon, settle):
    given = (AnswerDraft.score("nps", 9, 0, 10), AnswerDraft.score("trust", 6, 1, 7))
    record(survey, [replace(KEEN, answers=(*given, AnswerDraft.score("values", 8, 0, 10)))], at=noon)
    settle()
    folder = archiving.folder_of(inside)
    for path in folder.rglob("*.parquet"):
        table = pq.read_table(path)
        pq.write_table(table.filter(pc.equal(table["metric"], "nps")), path)
    (folder / archiving.STAMP).rename(folder / f"stamp-4-{archiving.COLUMNS[:8]}")
    settle()
    told = [(row["metric"], row["score"], row["scale_max"]) for row in rows_of(inside)]
    assert told == [("nps", 9, 10), ("trust", 6, 7), ("values", 8, 10)]
    assert studies.score_counts(inside, "trust", by=("segment",)).rows[0].key == ("loyal",)


def test_every_row_has_the_one_shape(told, inside):
    table = pa.Table.from_pylist(rows_of(inside), schema=ROWS)
    assert conform(table).equals(table)
    assert (
        len({row["record_id"] for row in rows_of(inside)}) == Feedback.objects.filter(rows.answered()).count()
    )


def test_only_answers_that_count_are_in_the_archive(survey, inside, noon, settle):
    record(survey, [replace(KEEN, external_id=state, state=state) for state in State.values], at=noon)
    settle()
    counted = Feedback.objects.filter(state__in=["partial", "complete"])
    assert {row["record_id"] for row in rows_of(inside)} == {
        str(pk) for pk in counted.values_list("pk", flat=True)
    }
    assert Reading.objects.count() == len(State.values)


@pytest.mark.parametrize(
    ("score", "low", "high"),
    [(3.5, 1, 5), (6, 1, 5), (0, 1, 5), (3, 1.5, 5), (3, 5, 1), (3, 3, 3), (3, None, 5), (None, 1, 5)],
)
def test_a_score_that_its_scale_does_not_have_is_no_row(survey, inside, noon, settle, score, low, high):
    answer = AnswerDraft(
        "odd", "rating", value_number=score, scale_min=low, scale_max=high, scale_direction="high_is_good"
    )
    record(survey, [replace(KEEN, answers=(answer,))], at=noon)
    settle()
    assert [row["metric"] for row in rows_of(inside)] == [None]


def test_a_skipped_question_is_no_row(survey, inside, noon, settle):
    record(survey, [KEEN], at=noon)
    Answer.objects.filter(field_type="nps").update(answer_state=AnswerState.SKIPPED)
    settle()
    assert [row["metric"] for row in rows_of(inside)] == ["stars"]


def test_each_month_is_a_file_and_the_undated_are_one_of_their_own(survey, inside, noon, settle):
    record(survey, [KEEN, WARM, replace(KEEN, external_id="when", collected_at=None)], at=noon)
    settle()
    folder = archiving.folder_of(inside)
    assert archive.months(folder) == ("2026-03", "2026-04", "undated")
    (part,) = archive.state_of(folder, "undated").parts
    assert [row["day"] for row in pq.read_table(part).to_pylist()] == [None, None]


@pytest.mark.parametrize("day", ["0200-02-28", "1999-12-31", "9999-12-31"])
def test_days_of_every_year_find_their_month(survey, inside, noon, settle, day):
    record(survey, [replace(WARM, collected_at=datetime.fromisoformat(f"{day}T23:59:59+00:00"))], at=noon)
    settle()
    assert [row["month"] for row in rows_of(inside)] == [day[:7]]


def test_a_changed_record_moves_to_its_new_month(survey, inside, noon, settle):
    record(survey, [KEEN], at=noon)
    settle()
    record(survey, [replace(KEEN, collected_at=WARM.collected_at)], at=noon)
    settle()
    assert archive.months(archiving.folder_of(inside)) == ("2026-04",)
    assert [row["score"] for row in rows_of(inside)] == [9, 4]


def test_an_undone_import_leaves_the_archive_as_it_was(survey, inside, noon, settle, drafts):
    record(survey, drafts(60), at=noon)
    settle()
    before, readings = _steady(inside), _said()
    batch = uuid4()
    changed = [replace(one, text=one.text + " 太贵了", segment="other") for one in drafts(60)[::3]]
    extra = [replace(one, external_id=f"x{one.external_id}") for one in drafts(40, seed=2)]
    record(survey, [*changed, *extra], at=noon, batch_id=batch)
    settle()
    assert _steady(inside) != before
    undo_batch(batch)
    settle()
    assert _steady(inside) == before
    assert _said() == readings


def _steady(workspace):
    """The rows without what a text is like beside those that it was read with."""
    return [
        row | {"marks": [mark for mark in row["marks"] or () if mark != "flag:near_duplicate"]}
        for row in rows_of(workspace)
    ]


def _said():
    """What is currently read of each record."""
    current = Feedback.objects.annotate(reading=rows.current_reading()).order_by("pk")
    return list(current.values_list("pk", "reading__language", "reading__sentiment", "reading__vocabulary"))


def test_an_archive_that_followed_equals_one_written_anew(told, survey, inside, noon, settle):
    record(survey, [replace(one, text="改了") for one in told[:50:7]], at=noon)
    settle()
    followed = rows_of(inside)
    shutil.rmtree(archiving.folder_of(inside))
    assert archiving.rebuild_archive(inside) == StaleMonth.objects.count() + len(_months(followed))
    assert rows_of(inside) == followed


def _months(found):
    return {row["month"] for row in found}


def test_a_rebuild_reads_what_is_unread(survey, workspace, noon):
    with in_workspace(workspace):
        record(survey, [KEEN], at=noon)
    archiving.rebuild_archive(workspace)
    with in_workspace(workspace):
        assert [row["language"] for row in rows_of(workspace)] == ["en", "en"]
        assert ArchiveState.objects.get().change == 1


def test_a_rebuild_forgets_months_that_the_database_does_not_have(survey, inside, noon):
    record(survey, [KEEN], at=noon)
    archiving.rebuild_archive(inside)
    Feedback.objects.all().delete()  # unseen: no change is stamped
    archiving.rebuild_archive(inside)
    assert rows_of(inside) == []


@pytest.mark.django_db(transaction=True)
def test_a_rebuild_waits_for_the_worker(survey, workspace, noon):
    with in_workspace(workspace):
        record(survey, [KEEN], at=noon)
    hold = take(f"insights.archive:{workspace.pk}", at=timezone.now(), seconds=0.6)
    began = time.monotonic()
    archiving.rebuild_archive(workspace)
    assert time.monotonic() - began > 0.4
    assert Lease.objects.get(name=hold.name).owner == ""


def test_the_archive_waits_until_nothing_new_comes(survey, inside, noon):
    record(survey, [KEEN], at=noon)
    jobs.read_due()
    assert jobs.archive_due() is True  # only a look
    assert rows_of(inside) == []
    record(survey, [WARM], at=noon)
    jobs.read_due()
    assert jobs.archive_due() is True  # another look: there was something new
    assert rows_of(inside) == []
    assert jobs.archive_due() is True
    assert len(rows_of(inside)) == 3
    assert jobs.archive_due() is False


def test_a_month_that_waited_long_is_written_although_more_comes(survey, inside, noon):
    record(survey, [KEEN], at=noon)
    jobs.read_due()
    StaleMonth.objects.update(since=timezone.now() - archiving.PATIENCE)
    record(survey, [WARM], at=noon)  # not read yet
    assert jobs.archive_due() is True
    assert [row["metric"] for row in rows_of(inside)] == ["nps", "stars"]
    assert ArchiveState.objects.get().change == 0


def test_a_sweep_begins_no_month_after_its_time(survey, inside, noon, monkeypatch, settle):
    record(survey, [KEEN, WARM], at=noon)
    jobs.read_due()
    jobs.archive_due()
    monkeypatch.setattr(jobs, "SECONDS", -1.0)
    assert jobs.archive_due() is True
    assert len(_months(rows_of(inside))) == 1
    assert ArchiveState.objects.get().change == 0
    settle()
    assert (len(_months(rows_of(inside))), ArchiveState.objects.get().change) == (2, 1)


def test_a_mark_made_while_a_month_is_written_is_not_lost(survey, inside, noon, monkeypatch, settle):
    record(survey, [KEEN], at=noon)
    jobs.read_due()
    jobs.archive_due()
    really_write = archive.write_month

    def with_news(*given, **named):
        written = really_write(*given, **named)
        record(survey, [replace(KEEN, external_id="late")], at=noon)
        jobs.read_due()
        return written

    monkeypatch.setattr(archive, "write_month", with_news)
    jobs.archive_due()
    monkeypatch.undo()
    assert (len(rows_of(inside)), StaleMonth.objects.get().month) == (2, "2026-03")
    settle()
    assert len(rows_of(inside)) == 4


def test_whoever_lost_the_lease_replaces_no_file(survey, inside, noon, settle):
    record(survey, [KEEN], at=noon)
    settle()
    before = rows_of(inside)
    archiving.mark_stale(["2026-03"], at=noon)
    late = take("insights.archive:late", at=timezone.now(), seconds=-1)
    Feedback.objects.update(segment="unseen")
    with pytest.raises(LeaseLost):
        archiving.write_stale(late, time.monotonic() + 1)
    assert rows_of(inside) == before
    assert StaleMonth.objects.count() == 1


def test_what_a_killed_writer_left_is_cleared(survey, inside, noon, settle):
    left = archiving.folder_of(inside) / "month=2026-03" / f"{archive.UNFINISHED}abc"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"half")
    record(survey, [KEEN], at=noon)
    settle()
    (part,) = archive.paths(archiving.folder_of(inside))
    assert set(left.parent.iterdir()) == {part, left.with_name("_parts")}


def test_a_missing_folder_is_written_again_by_itself(told, inside, settle):
    before = rows_of(inside)
    shutil.rmtree(archiving.folder_of(inside))
    assert jobs.archive_due() is True
    settle()
    assert rows_of(inside) == before


def test_an_archive_of_another_past_of_the_database_is_written_again(told, inside, settle):
    before = rows_of(inside)
    strange = archiving.folder_of(inside)
    shutil.copytree(strange / "month=2026-01", strange / "month=2031-01")
    (strange / archiving.STAMP).write_text("of a database that was restored since")
    settle()
    assert rows_of(inside) == before


def test_the_archive_of_a_removed_workspace_is_removed(told, inside, other_workspace, settle):
    archiving.folder_of(other_workspace).mkdir()
    kept = archiving.folder_of(inside).parent / "not-an-archive"
    kept.mkdir()
    folder = archiving.folder_of(inside)
    inside.delete()
    assert jobs.archive_due() is True
    assert (folder.exists(), archiving.folder_of(other_workspace).exists(), kept.exists()) == (
        False,
        True,
        True,
    )
    assert jobs.archive_due() is False


def test_each_workspace_has_an_archive_of_its_own(survey, workspace, other_workspace, noon, settle):
    with in_workspace(other_workspace):
        theirs = Source.objects.create(key="survey", name="Theirs", kind="review", created_at=noon)
        record(theirs, [replace(KEEN, segment="theirs")], at=noon)
    with in_workspace(workspace):
        record(survey, [KEEN, WARM], at=noon)
    settle()
    assert {row["segment"] for row in rows_of(other_workspace)} == {"theirs"}
    assert {row["segment"] for row in rows_of(workspace)} == {"loyal", None}


def test_rows_are_streamed_in_batches(told, inside, monkeypatch):
    whole = [row for batch in rows.batches_of("2026-01") for row in batch.to_pylist()]
    monkeypatch.setattr(rows, "BATCH", 10)
    batches = list(rows.batches_of("2026-01"))
    assert len(batches) > 5
    assert max(len(set(batch["record_id"].to_pylist())) for batch in batches) == 10
    assert [row for batch in batches for row in batch.to_pylist()] == whole


@pytest.mark.django_db
def test_outside_a_workspace_there_are_no_rows(workspace):
    with pytest.raises(NoWorkspace):
        list(rows.batches_of("2026-01"))
    with held("x") as hold, pytest.raises(NoWorkspace):
        archiving.write_stale(hold, time.monotonic())


@pytest.mark.django_db(transaction=True)
def test_readers_never_see_half_an_archive(survey, workspace, noon, drafts, settle):
    with in_workspace(workspace):
        record(survey, drafts(200), at=noon)
        settle()
        whole = json.dumps(rows_of(workspace), default=str)
    seen, done = set(), threading.Event()

    def look():
        while not done.is_set():
            with suppress(FileNotFoundError):  # a part was replaced since its path was asked for
                seen.add(json.dumps(rows_of(workspace), default=str))

    reader = threading.Thread(target=look)
    reader.start()
    for _ in range(3):
        archiving.rebuild_archive(workspace)
    done.set()
    reader.join()
    assert seen == {whole}
