"""A month that records came to is added to; where anything else changed it is written again, whole."""

import os
import random
import shutil
import time
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pyarrow.parquet as pq
import pytest
from django.db import connection
from django.utils import timezone

from regard.perception import archive, text
from regard.perception.archive import Overtaken
from regard.perception.schema import ROWS
from regard.web.feedback.drafts import AnswerDraft, Draft
from regard.web.feedback.models import ChangeClock, Feedback
from regard.web.feedback.recording import record
from regard.web.feedback.undoing import undo_batch
from regard.web.insights import archiving, jobs, reading, rows
from regard.web.insights.models import ArchiveState, Reading, ReadingCursor, StaleMonth
from regard.web.workspaces.leases import held, take
from tests.web.insights.conftest import draft

MARCH = datetime(2026, 3, 5, 9, 30, tzinfo=UTC)
KEEN = Draft(
    "keen",
    text="I love the tea, but delivery was slow.",
    collected_at=MARCH,
    answers=(AnswerDraft.score("nps", 9, 0, 10), AnswerDraft.score("rating", 4, 1, 5)),
)
OTHER = replace(KEEN, text="太贵了", answers=())


def keen(*names, **different):
    """The same thing said once under each name."""
    return [replace(KEEN, external_id=name, **different) for name in names]


def parts(workspace, month="2026-03"):
    """Each part of a month as it lies on the disk."""
    found = archive.state_of(archiving.folder_of(workspace), month).parts
    return [(path.name, path.stat().st_ino, path.stat().st_mtime_ns) for path in found]


def archived(workspace):
    """Every row of the archive, in a fixed order."""
    found = archive.paths(archiving.folder_of(workspace))
    return in_order(row for path in found for row in pq.read_table(path, schema=ROWS).to_pylist())


def told():
    """Every row that the database tells now, in that order."""
    batches = (batch for month in reading.months_said() for batch in rows.batches_of(month))
    return in_order(row for batch in batches for row in batch.to_pylist())


def in_order(found):
    return sorted(found, key=lambda row: (row["record_id"], row["part"]))


def impatient():
    """Let every month have waited long, and bring the archive up to date as far as all is read."""
    StaleMonth.objects.update(since=timezone.now() - 2 * archiving.PATIENCE)
    return jobs.archive_due()


@pytest.fixture
def march(survey, inside, noon, settle):
    """Two records of March, one without a date; read and archived."""
    record(survey, [*keen("a", "b"), *keen("when", collected_at=None)], at=noon)
    settle()
    return survey


def test_new_records_are_a_part_of_their_own_and_what_is_there_is_not_touched(march, inside, noon, settle):
    before = parts(inside)
    record(march, keen("c", "d"), at=noon)
    settle()
    assert parts(inside)[:1] == before
    assert len(parts(inside)) == 2
    assert archived(inside) == told()
    assert len(archived(inside)) == 10


def test_records_without_a_date_are_added_too(march, inside, noon, settle):
    before = parts(inside, "undated")
    record(march, keen("ever", collected_at=None), at=noon)
    settle()
    assert (parts(inside, "undated")[:1], len(parts(inside, "undated"))) == (before, 2)
    assert archived(inside) == told()


def test_a_revision_writes_the_month_again(march, inside, noon, settle):
    record(march, keen("c"), at=noon)
    settle()
    before = parts(inside)
    record(march, [replace(OTHER, external_id="a"), *keen("d")], at=noon)
    settle()
    assert len(parts(inside)) == 1
    assert set(parts(inside)).isdisjoint(before)
    assert archived(inside) == told()


def test_a_record_that_was_revised_before_it_was_archived_is_there_once(march, inside, noon, settle):
    record(march, keen("c"), at=noon)
    jobs.read_due()
    record(march, [replace(OTHER, external_id="c")], at=noon)
    impatient()  # the revision is not read yet: the record is left out
    assert len(archived(inside)) == 6
    settle()
    assert archived(inside) == told()
    assert len(archived(inside)) == 7


def test_a_record_that_moves_writes_both_months_again(march, inside, noon, settle):
    record(march, keen("may", collected_at=MARCH + timedelta(days=60)), at=noon)
    settle()
    before = parts(inside) + parts(inside, "2026-05")
    record(march, keen("a", collected_at=MARCH + timedelta(days=61)), at=noon)
    settle()
    after = parts(inside) + parts(inside, "2026-05")
    assert (len(after), set(after) & set(before)) == (2, set())
    assert archived(inside) == told()


def test_an_undone_import_writes_its_months_again_and_then_they_grow(march, inside, noon, settle):
    batch = uuid4()
    record(march, keen("c", "d"), at=noon, batch_id=batch)
    settle()
    undo_batch(batch)
    settle()
    before = parts(inside)
    record(march, keen("c"), at=noon)
    settle()
    assert (parts(inside)[:1], len(parts(inside))) == (before, 2)
    assert archived(inside) == told()


def test_a_month_of_which_nothing_was_left_begins_anew(survey, inside, noon, settle):
    batch = uuid4()
    record(survey, keen("a", "b"), at=noon, batch_id=batch)
    settle()
    undo_batch(batch)
    settle()
    assert archive.months(archiving.folder_of(inside)) == ()
    record(survey, keen("c"), at=noon)
    settle()
    assert (archived(inside), len(archived(inside))) == (told(), 2)


def test_reading_everything_again_writes_every_month_again(march, inside, settle, monkeypatch):
    before = parts(inside)
    monkeypatch.setattr(text, "VERSION", "next")
    settle()
    assert set(parts(inside)).isdisjoint(before)
    assert archived(inside) == told()


def test_an_engine_that_is_put_back_writes_every_month_again_also_those_that_grew(
    march, inside, noon, settle, monkeypatch
):
    before = text.VERSION
    monkeypatch.setattr(text, "VERSION", "next")
    settle()
    (said,) = set(Reading.objects.filter(version=before).values_list("sentiment", flat=True))
    Reading.objects.filter(version="next").update(sentiment="positive")  # as it says that knows more
    reading.mark_stale(reading.months_said(), at=noon)
    settle()
    record(march, keen("c"), at=noon)
    monkeypatch.setattr(text, "VERSION", before)
    settle()
    assert archived(inside) == told()
    assert {row["sentiment"] for row in archived(inside)} == {said, None}
    assert len(parts(inside)) == 1


def test_a_first_engine_that_was_replaced_on_its_way_leaves_nothing(
    survey, inside, noon, settle, monkeypatch
):
    monkeypatch.setattr(reading, "BATCH", 2)
    for name in "abcd":
        record(survey, keen(name), at=noon)
    with held(f"insights.read:{inside.pk}") as hold:
        assert reading.read_next(hold, at=noon) == 2
    impatient()
    assert len(archived(inside)) == 2  # of the second it is not said that all is read
    Reading.objects.update(sentiment="mixed")  # as an engine said that knew less
    monkeypatch.setattr(text, "VERSION", "next")
    settle()
    assert archived(inside) == told()
    assert len(archived(inside)) == 8


def test_a_record_is_there_while_its_revision_waits_to_be_read(march, inside, noon, settle):
    record(march, [replace(OTHER, external_id="a")], at=noon)
    reading.mark_stale(["2026-03"], at=noon)
    impatient()
    assert len({row["record_id"] for row in archived(inside)}) == 3
    settle()
    assert archived(inside) == told()


def test_a_feed_that_is_followed_from_its_start_again_takes_nothing_away(
    march, inside, noon, settle, monkeypatch
):
    monkeypatch.setattr(reading, "BATCH", 2)
    ReadingCursor.objects.all().delete()  # as if it had never been followed
    with held(f"insights.read:{inside.pk}") as hold:
        reading.read_next(hold, at=noon)
    assert reading.read_so_far() == (0, False)
    reading.mark_stale(["2026-03"], at=noon)
    impatient()
    assert len(archived(inside)) == 6
    settle()
    assert archived(inside) == told()


def test_an_engine_that_is_behind_takes_nothing_away(march, inside, noon, settle, monkeypatch):
    monkeypatch.setattr(reading, "BATCH", 2)
    monkeypatch.setattr(text, "VERSION", "next")
    record(march, keen("c"), at=noon)
    with held(f"insights.read:{inside.pk}") as hold:
        reading.read_next(hold, at=noon)
    reading.mark_stale(["2026-03", "undated"], at=noon)
    impatient()
    assert len({row["record_id"] for row in archived(inside)}) == 3
    settle()
    assert archived(inside) == told()


def test_a_change_of_which_a_part_is_read_waits_for_its_rest(march, inside, noon, settle, monkeypatch):
    monkeypatch.setattr(reading, "BATCH", 2)
    record(march, keen("c", "d", "e"), at=noon)
    with held(f"insights.read:{inside.pk}") as hold:
        assert reading.read_next(hold, at=noon) == 2
    assert reading.read_so_far() == (1, False)
    assert impatient() is True
    assert len(archived(inside)) == 6
    assert StaleMonth.objects.get().first == 2
    settle()
    assert archived(inside) == told()
    assert len(archived(inside)) == 12


def test_what_comes_while_a_month_is_added_to_is_added_next(march, inside, noon, settle, monkeypatch):
    really_append = archive.append_rows

    def with_news(*given, **named):
        added = really_append(*given, **named)
        record(march, keen("late"), at=noon)
        jobs.read_due()
        return added

    record(march, keen("c"), at=noon)
    jobs.read_due()
    jobs.archive_due()
    monkeypatch.setattr(archive, "append_rows", with_news)
    jobs.archive_due()
    monkeypatch.undo()
    stale = StaleMonth.objects.get()
    assert (stale.rewrites, stale.first, len(archived(inside))) == (0, 3, 8)
    settle()
    assert (archived(inside), len(parts(inside))) == (told(), 3)


def test_a_revision_that_comes_while_a_month_is_added_to_is_not_lost(
    march, inside, noon, settle, monkeypatch
):
    really_append = archive.append_rows

    def with_news(*given, **named):
        added = really_append(*given, **named)
        record(march, [replace(OTHER, external_id="a")], at=noon)
        jobs.read_due()
        return added

    record(march, keen("c"), at=noon)
    jobs.read_due()
    jobs.archive_due()
    monkeypatch.setattr(archive, "append_rows", with_news)
    jobs.archive_due()
    monkeypatch.undo()
    assert StaleMonth.objects.get().rewrites == 1
    settle()
    assert archived(inside) == told()


def test_a_month_has_few_parts_and_a_great_one_is_left_alone(march, inside, noon, settle):
    record(march, keen(*(f"first-{number}" for number in range(200))), at=noon)
    reading.mark_stale(["2026-03"], at=noon)
    settle()
    before, most = parts(inside), 0
    assert len(before) == 1
    for number in range(2 * archiving.PARTS + 3):
        record(march, keen(f"then-{number}"), at=noon)
        settle()
        most = max(most, len(parts(inside)))
    assert parts(inside)[:1] == before
    assert most == archiving.PARTS
    assert archived(inside) == told()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has statistics to plan by")
def test_few_additions_are_found_by_what_they_are_and_not_by_reading_everything(march, inside):
    some = list(Feedback.objects.all())
    ids = [record.pk for record in some]
    for month in ("2026-03", "undated"):
        plan = rows.added_to(month, after=0, until=9).explain()
        assert "change>? AND change<?" in plan, plan
    for found in (rows.by_ids(ids), rows.scores_of(ids), reading.read_before(some)):
        plan = found.explain()
        assert "workspace" not in plan, plan
        assert "SCAN" not in plan, plan


class Killed(BaseException):
    """What SIGKILL is to a process; the real one is in test_archive_killed_workers."""


@pytest.mark.parametrize("where", ["_note", "_change_stamp"])
def test_who_ends_between_the_files_and_the_database_adds_nothing_twice(
    march, inside, noon, settle, monkeypatch, where
):
    def ended(*_given, **_named):
        raise Killed

    record(march, keen("c"), at=noon)
    jobs.read_due()
    jobs.archive_due()
    monkeypatch.setattr(archiving, where, ended)
    for _ in range(3):
        with suppress(Killed):
            jobs.archive_due()
    monkeypatch.undo()
    assert len(archived(inside)) == (8 if where == "_note" else 6)
    record(march, keen("d"), at=noon)
    settle()
    assert archived(inside) == told()
    assert len(archived(inside)) == 10


def test_a_late_worker_adds_nothing(march, inside, noon, settle, monkeypatch):
    record(march, keen("c"), at=noon)
    jobs.read_due()
    late = take("insights.archive:late", at=timezone.now(), seconds=60)
    really_append = archive.append_rows

    def overtaken(*given, **named):
        monkeypatch.undo()
        settle()
        return really_append(*given, **named)

    monkeypatch.setattr(archive, "append_rows", overtaken)
    StaleMonth.objects.update(since=noon)
    with pytest.raises(Overtaken):
        archiving.write_stale(late, time.monotonic() + 1)
    assert archived(inside) == told()
    assert len(archived(inside)) == 8


def test_a_database_that_was_restored_is_noticed(march, inside, noon, settle):
    state, cursor = ArchiveState.objects.get(), ReadingCursor.objects.get()
    clock = ChangeClock.objects.get()
    record(march, keen("c", "d"), at=noon)
    settle()
    Feedback.objects.filter(external_id__in=["c", "d"]).delete()
    for row in (state, cursor, clock):
        row.save()
    for name in ("e", "f", "g"):  # it passes the number that the archive had come to
        record(march, keen(name), at=noon)
    settle()
    assert archived(inside) == told()
    assert len(archived(inside)) == 12


def test_a_folder_that_was_restored_is_noticed(march, inside, noon, settle, tmp_path):
    folder = archiving.folder_of(inside)
    shutil.copytree(folder, tmp_path / "kept")
    record(march, [replace(OTHER, external_id="a"), *keen("c")], at=noon)
    settle()
    shutil.rmtree(folder)
    shutil.copytree(tmp_path / "kept", folder)
    settle()
    assert archived(inside) == told()


def test_nothing_to_write_leaves_the_stamp_alone(march, inside, settle):
    stamp = archiving.folder_of(inside) / archiving.STAMP
    before = stamp.read_text(), stamp.stat().st_ino
    settle()
    assert (stamp.read_text(), stamp.stat().st_ino) == before
    assert before[0] == ArchiveState.objects.get().stamp


def test_an_archive_of_another_form_is_written_again(march, inside, noon, settle, monkeypatch):
    before = parts(inside)
    monkeypatch.setattr(archiving, "STAMP", "stamp-of-tomorrow")
    settle()
    assert set(parts(inside)).isdisjoint(before)
    assert [path.name for path in archiving.folder_of(inside).iterdir() if path.is_file()] == [
        "stamp-of-tomorrow"
    ]
    assert archived(inside) == told()


class Past:
    """A workspace to which everything happens, in an order that the dice choose."""

    def __init__(self, survey, dice, monkeypatch):
        self.survey, self.dice, self.monkeypatch = survey, dice, monkeypatch
        self.names, self.batches, self.versions = 0, [], 0

    def go_on(self):
        acts = [self.add] * 4 + [self.revise, self.undo, self.hurry, self.read, self.die] * 2
        acts += [self.sweep] * 3 + [self.compact, self.upgrade]
        self.dice.choice(acts)()

    def add(self):
        first, self.names = self.names, self.names + self.dice.randint(1, 12)
        self._record([draft(number, self.dice) for number in range(first, self.names)])

    def revise(self):
        some = self.dice.sample(range(self.names), min(self.names, self.dice.randint(1, 3)))
        self._record([draft(number, self.dice) for number in some])

    def _record(self, drafts):
        self.batches.append(uuid4())
        record(self.survey, drafts, at=timezone.now(), batch_id=self.batches[-1])

    def undo(self):
        if self.batches:
            undo_batch(self.batches.pop(self.dice.randrange(len(self.batches))))

    def read(self):
        jobs.read_due()

    def sweep(self):
        jobs.archive_due()

    def hurry(self):
        impatient()

    def compact(self):
        folder = archiving.folder_of(self.survey.workspace)
        for month in archive.months(folder):
            archive.compact(folder, month, most=2)

    def upgrade(self):
        self.versions += 1
        self.monkeypatch.setattr(text, "VERSION", f"{self.versions}")

    def die(self):
        """Sweep until the disk is asked to keep something for the so-many-th time."""
        left, flush = self.dice.randint(1, 30), os.fsync

        def once_more(handle):
            nonlocal left
            left -= 1
            if left == 0:
                raise Killed
            flush(handle)

        self.monkeypatch.setattr(os, "fsync", once_more)
        with suppress(Killed):
            impatient()
        self.monkeypatch.setattr(os, "fsync", flush)


@pytest.mark.parametrize("seed", range(6))
def test_whatever_happens_the_archive_comes_to_what_the_database_says(
    survey, inside, settle, monkeypatch, seed
):
    monkeypatch.setattr(reading, "BATCH", 7)
    dice = random.Random(seed)
    past = Past(survey, dice, monkeypatch)
    for _ in range(40):
        past.go_on()
        # a record that moves is in both of its months, or in none, until both are written
        found = [(row["month"], row["record_id"], row["part"]) for row in archived(inside)]
        assert len(found) == len(set(found))
    settle()
    assert archived(inside) == told()
    assert not connection.needs_rollback
