"""Work that is interrupted, contested or impossible ends well, or says why it does not."""

import gzip
import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from regard.web.feedback.models import Feedback
from regard.web.listening import working
from regard.web.listening.checking import Check
from regard.web.listening.deciding import check, start, throw_away, try_again, undo
from regard.web.listening.formats import Mapping
from regard.web.listening.jobs import check_due, import_due
from regard.web.listening.models import ImportBatch, ImportRefusal, ImportState, WrongState
from regard.web.listening.prepared import PreparedRows
from regard.web.listening.proposing import propose
from regard.web.listening.uploading import placed_copy, taken_in
from regard.web.workspaces.leases import give_back, take
from regard.web.workspaces.models import Lease
from regard.web.workspaces.tenancy import NoWorkspace, current_workspace

from .conftest import counts

pytestmark = pytest.mark.usefixtures("inside")
LINES = ["id,date,nps,comment", *[f"r{n},2026-03-05,{n % 11},comment number {n}" for n in range(25)]]
LINES[12] = "r11,2026-02-31,4,on no day"


@pytest.fixture(autouse=True)
def _small_pieces(monkeypatch):
    monkeypatch.setattr("regard.web.listening.checking.ROWS_IN_A_PIECE", 4)


@pytest.fixture
def waiting(write, noon):
    """An import that asks for its dry run."""
    batch = placed_copy(write("\n".join(LINES)))
    mapping = propose(batch, time_zone="UTC")
    taken_in(batch, by=None, at=noon)
    check(batch, mapping, by=None, at=noon)
    return batch


def step(batch: ImportBatch) -> bool:
    """One piece of the work, and no more."""
    worked = working.go_on(batch, until=0.0)
    batch.refresh_from_db()
    return worked


def forget(batch: ImportBatch) -> None:
    """What a kill leaves of an open check: the lease, which ends by itself, and nothing else."""
    working.close_check(batch.pk)


def to_the_end(batch: ImportBatch, *, killed: bool = False) -> ImportBatch:
    for _piece in range(100):
        if not batch.is_running:
            return batch
        step(batch)
        if killed:
            forget(batch)
    raise AssertionError(batch.state)


def test_a_check_that_is_cut_off_after_every_piece_ends_the_same(waiting):
    to_the_end(waiting, killed=True)
    assert (waiting.state, waiting.counts) == (ImportState.CHECKED, counts(new=24, refused=1))
    assert list(ImportRefusal.objects.values_list("row", flat=True)) == [13]
    assert [one["row"] for one in waiting.preview] == [*range(2, 13), *range(14, 23)]


def test_an_import_that_is_cut_off_after_every_piece_ends_the_same(waiting, noon):
    to_the_end(waiting)
    start(waiting, by=None, at=noon)
    to_the_end(waiting)
    assert (waiting.state, waiting.counts) == (ImportState.DONE, waiting.foreseen)
    assert Feedback.objects.count() == 24


def test_the_progress_of_each_pass_can_be_followed(waiting, noon):
    seen = []
    while waiting.state == ImportState.CHECKING:
        step(waiting)
        seen.append(waiting.position)
    assert seen == [4, 8, 12, 16, 20, 24, 25, 25]
    start(waiting, by=None, at=noon)
    assert (waiting.position, waiting.counts) == (0, counts())
    step(waiting)
    assert (waiting.position, waiting.counts) == (4, counts(new=4))
    to_the_end(waiting)
    assert waiting.counts == counts(new=24, refused=1)


def test_a_check_that_was_cut_off_between_the_two_writes_begins_again(waiting, monkeypatch):
    step(waiting)

    def killed(*_args, **_options):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(ImportBatch, "save", killed)
        with pytest.raises(KeyboardInterrupt):
            working.go_on(waiting, until=0.0)
    forget(waiting)
    waiting.refresh_from_db()
    with closing(PreparedRows.existing(waiting.prepared_path)) as rows:
        assert (rows.last, waiting.position) == (8, 4)
    to_the_end(waiting)
    assert waiting.counts == counts(new=24, refused=1)


def test_one_process_at_a_time_goes_on_with_an_import(waiting):
    hold = take(f"import:{waiting.pk}", at=timezone.now())
    assert step(waiting) is False
    assert waiting.position == 0
    give_back(hold)
    assert step(waiting) is True
    assert waiting.position == 4


def test_an_open_check_keeps_its_lease_between_the_pieces(waiting):
    step(waiting)
    assert take(f"import:{waiting.pk}", at=timezone.now()) is None
    to_the_end(waiting)
    assert take(f"import:{waiting.pk}", at=timezone.now()) is not None


def test_a_check_whose_lease_was_lost_writes_nothing_more(waiting):
    step(waiting)
    Lease.objects.update(until=timezone.now() - timedelta(seconds=1))
    other = take(f"import:{waiting.pk}", at=timezone.now())
    assert step(waiting) is False
    assert waiting.position == 4
    give_back(other)
    to_the_end(waiting)
    assert waiting.counts == counts(new=24, refused=1)


def test_an_import_whose_lease_was_lost_writes_nothing(waiting, noon, monkeypatch):
    to_the_end(waiting)
    start(waiting, by=None, at=noon)
    monkeypatch.setattr("regard.web.listening.working.held", stolen)
    assert step(waiting) is False
    assert (waiting.position, Feedback.objects.count()) == (0, 0)


class stolen:  # noqa: N801 - stands in for a function
    """A lease that somebody else has taken over by the time of the first write."""

    def __init__(self, name):
        self.name = name

    def __enter__(self):
        hold = take(self.name, at=timezone.now())
        Lease.objects.update(owner="somebody else")
        return hold

    def __exit__(self, *_):
        Lease.objects.update(owner="", until=None)


def test_a_file_that_is_gone_fails_with_its_reason(waiting):
    waiting.path.unlink()
    step(waiting)
    assert (waiting.state, waiting.failure_code) == (ImportState.FAILED, "upload_lost")
    assert waiting.failed_in == ImportState.CHECKING


def test_prepared_rows_that_are_gone_fail_the_import(waiting, noon):
    to_the_end(waiting)
    waiting.prepared_path.unlink()
    start(waiting, by=None, at=noon)
    step(waiting)
    assert (waiting.state, waiting.failure_code) == (ImportState.FAILED, "preparation_lost")


def test_prepared_rows_that_are_damaged_fail_the_import(waiting, noon):
    to_the_end(waiting)
    waiting.prepared_path.write_bytes(b"no database at all" * 100)
    start(waiting, by=None, at=noon)
    step(waiting)
    assert (waiting.state, waiting.failure_code) == (ImportState.FAILED, "preparation_lost")
    assert Feedback.objects.count() == 0


def test_prepared_rows_that_are_damaged_are_made_again_by_the_check(waiting):
    step(waiting)
    forget(waiting)
    waiting.prepared_path.write_bytes(b"no database at all" * 100)
    to_the_end(waiting)
    assert waiting.counts == counts(new=24, refused=1)


def test_a_file_that_is_damaged_further_on_fails_the_check(write, noon, monkeypatch):
    monkeypatch.setattr("regard.web.listening.checking.ROWS_IN_A_PIECE", 10_000)
    lines = [
        LINES[0],
        "r0,2026-03-05,5,排队太久",
        *(f"r{n},2026-03-05,5,{n * 7919}" for n in range(1, 40_000)),
    ]
    whole = gzip.compress("\n".join(lines).encode())
    batch = placed_copy(write(whole[:-2000], "answers.csv.gz"))
    mapping = propose(batch, time_zone="UTC")
    taken_in(batch, by=None, at=noon)
    check(batch, mapping, by=None, at=noon)
    to_the_end(batch)
    assert (batch.state, batch.failure_code) == (ImportState.FAILED, "damaged_archive")
    assert Feedback.objects.count() == 0


def test_an_error_of_ours_is_tried_a_few_times_and_then_told(waiting, monkeypatch, caplog):
    monkeypatch.setattr(Check, "advance", lambda self: 1 / 0)
    for tries in range(1, working.PATIENCE):
        step(waiting)
        assert (waiting.state, waiting.stumbles) == (ImportState.CHECKING, tries)
    step(waiting)
    assert (waiting.state, waiting.failure_code) == (ImportState.FAILED, "unexpected")
    assert waiting.failure_params == {"problem": "ZeroDivisionError"}
    assert len(caplog.records) == working.PATIENCE


def test_progress_wipes_the_slate_clean(waiting, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(Check, "advance", lambda self: 1 / 0)
        step(waiting)
    step(waiting)
    assert (waiting.position, waiting.stumbles) == (4, 0)


def test_a_database_that_is_away_is_nothing_against_the_file(waiting, monkeypatch):
    def away(self):
        raise OperationalError("the database is away")

    monkeypatch.setattr(Check, "advance", away)
    with pytest.raises(OperationalError):
        step(waiting)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.stumbles) == (ImportState.CHECKING, 0)


def test_what_failed_goes_on_where_it_stopped_when_asked(waiting, noon, monkeypatch, sweeps):
    to_the_end(waiting)
    start(waiting, by=None, at=noon)
    step(waiting)
    working.fail(waiting, RuntimeError("a full disk"))
    assert (waiting.state, waiting.position) == (ImportState.FAILED, 4)
    try_again(waiting, by=None, at=noon)
    to_the_end(waiting)
    assert (waiting.state, waiting.counts, waiting.failure_code) == (ImportState.DONE, waiting.foreseen, "")


def test_a_failed_import_can_be_undone(waiting, noon):
    to_the_end(waiting)
    start(waiting, by=None, at=noon)
    step(waiting)
    working.fail(waiting, RuntimeError("a full disk"))
    undo(waiting, by=None, at=noon)
    to_the_end(waiting)
    assert (waiting.state, Feedback.objects.count()) == (ImportState.UNDONE, 0)


def test_a_failed_check_has_nothing_to_undo(waiting, noon):
    working.fail(waiting, RuntimeError("odd"))
    with pytest.raises(WrongState):
        undo(waiting, by=None, at=noon)


def test_a_file_without_rows_fails_with_its_reason(write, noon):
    batch = placed_copy(write("id,date,nps,comment\n"))
    batch.mapping = {"columns": [{"column": "comment", "role": "text"}]}
    taken_in(batch, by=None, at=noon)
    mapping = Mapping.from_json('{"columns": [{"column": "comment", "role": "text"}]}')
    check(batch, mapping, by=None, at=noon)
    to_the_end(batch)
    assert (batch.state, batch.failure_code) == (ImportState.FAILED, "no_rows")


def test_an_import_thrown_away_while_it_is_checked_is_let_go(waiting, noon):
    step(waiting)
    throw_away(waiting, by=None, at=noon)
    assert working.go_on(waiting, until=0.0) is False
    assert ImportBatch.objects.count() == 0
    assert working._open == {}


def test_an_import_that_has_written_is_not_thrown_away(waiting, noon):
    to_the_end(waiting)
    start(waiting, by=None, at=noon)
    with pytest.raises(WrongState):
        throw_away(waiting, by=None, at=noon)
    assert waiting.prepared_path.exists()


def test_the_sweeps_find_what_is_due_without_a_workspace_being_open(workspace, waiting, noon):
    from regard.web.workspaces import tenancy

    token = tenancy._current.set(None)
    try:
        with pytest.raises(NoWorkspace):
            current_workspace()
        assert check_due() is True
        assert (check_due(), import_due()) == (False, False)
    finally:
        tenancy._current.reset(token)
    waiting.refresh_from_db()
    assert waiting.state == ImportState.CHECKED


def test_a_second_check_begins_from_nothing(waiting, noon):
    to_the_end(waiting)
    mapping = Mapping.from_json('{"columns": [{"column": "comment", "role": "text"}]}')
    check(waiting, mapping, by=None, at=noon)
    assert (waiting.position, waiting.counts, ImportRefusal.objects.count()) == (0, counts(), 0)
    to_the_end(waiting)
    assert waiting.counts == waiting.foreseen == counts(new=25)
    assert PreparedRows.existing(waiting.prepared_path).last == 25


def test_errors_of_the_prepared_rows_are_told_from_those_of_the_database():
    assert not issubclass(OperationalError, sqlite3.DatabaseError)
