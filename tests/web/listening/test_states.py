"""An import goes from state to state in one order, and every step says who and when."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from regard.web.feedback.models import Source
from regard.web.listening import deciding
from regard.web.listening.formats import ColumnUse, Mapping
from regard.web.listening.models import (
    BEFORE,
    RUNNING,
    ImportBatch,
    ImportRefusal,
    ImportState,
    ImportStep,
    WrongState,
)
from regard.web.workspaces.models import AuditEvent
from regard.web.workspaces.tenancy import ForeignWorkspace, NoWorkspace, in_workspace

MAPPING = Mapping((ColumnUse("comment", "text"),))
ORDER = [
    ("uploaded", "checking"),
    ("checked", "checking"),
    ("failed", "checking"),
    ("uploaded", "uploaded"),
    ("checked", "uploaded"),
    ("failed", "uploaded"),
    ("checking", "checked"),
    ("checked", "importing"),
    ("failed", "importing"),
    ("importing", "done"),
    ("done", "undoing"),
    ("failed", "undoing"),
    ("undoing", "undone"),
    ("checking", "failed"),
    ("importing", "failed"),
    ("undoing", "failed"),
]


@pytest.fixture
def batch(inside, noon):
    return ImportBatch.objects.create(file_name="答卷.csv", size=10, created_at=noon, source_key="talks")


def put(batch: ImportBatch, state: str, **fields: object) -> ImportBatch:
    ImportBatch.objects.filter(pk=batch.pk).update(state=state, **fields)
    batch.refresh_from_db()
    return batch


@pytest.mark.parametrize("state", ImportState.values)
@pytest.mark.parametrize("following", ImportState.values)
def test_only_what_follows_follows(batch, noon, owner, state, following):
    put(batch, state)
    if (state, following) in ORDER:
        batch.enter(ImportState(following), by=owner, at=noon)
        assert batch.state == following
        step = ImportStep.objects.get()
        assert (step.state, step.by, step.at) == (following, owner, noon)
    else:
        with pytest.raises(WrongState):
            batch.enter(ImportState(following), by=owner, at=noon)
        batch.refresh_from_db()
        assert (batch.state, ImportStep.objects.count()) == (state, 0)


def test_the_order_is_the_one_that_is_written_down():
    assert {(state, following) for following, states in BEFORE.items() for state in states} == set(ORDER)
    assert set(BEFORE) == set(ImportState.values)


def test_a_step_can_be_bound_to_one_state(batch, noon):
    put(batch, "failed")
    with pytest.raises(WrongState):
        batch.enter(ImportState.IMPORTING, by=None, at=noon, only_from=ImportState.CHECKED)


def test_fields_change_with_the_state_or_not_at_all(batch, noon):
    put(batch, "importing")
    batch.enter(ImportState.DONE, by=None, at=noon, finished_at=noon, position=7)
    assert (batch.finished_at, batch.position) == (noon, 7)
    with pytest.raises(WrongState):
        batch.enter(ImportState.CHECKED, by=None, at=noon, position=99)
    batch.refresh_from_db()
    assert batch.position == 7


def test_what_is_running_is_said_by_its_state(batch):
    running = {state for state in ImportState.values if put(batch, state).is_running}
    assert running == RUNNING == {"checking", "importing", "undoing"}


def test_counts_and_paths_of_an_import(batch, settings):
    put(batch, "done", new=3, updated=2, duplicate=1, refused=4)
    assert (batch.counts, batch.accepted) == ({"new": 3, "updated": 2, "duplicate": 1, "refused": 4}, 6)
    assert batch.path == settings.UPLOADS / str(batch.pk)
    assert batch.prepared_path == settings.UPLOADS / f"{batch.pk}.prepared"
    assert str(batch) == "答卷.csv"


def test_the_worker_finds_what_is_due_in_every_workspace_the_oldest_first(
    workspace, other_workspace, noon, batch
):
    put(batch, "checking")
    with in_workspace(other_workspace):
        older = ImportBatch.objects.create(
            file_name="old.csv", size=1, state="importing", created_at=noon - timedelta(days=1)
        )
        ImportBatch.objects.create(file_name="waits.csv", size=1, state="checked", created_at=noon)
    due = ImportBatch.due(ImportState.CHECKING, ImportState.IMPORTING)
    assert [(one.pk, one.workspace) for one in due] == [(older.pk, other_workspace), (batch.pk, workspace)]
    assert list(ImportBatch.due(ImportState.UNDOING)) == []


def test_imports_are_walled_off(batch, other_workspace):
    with in_workspace(other_workspace):
        assert ImportBatch.objects.count() == 0
        with pytest.raises(ForeignWorkspace):
            batch.save()


@pytest.mark.parametrize("model", [ImportBatch, ImportStep, ImportRefusal])
def test_outside_a_workspace_nothing_is_shown(db, model):
    with pytest.raises(NoWorkspace):
        model.objects.count()


def test_what_belongs_to_an_import_goes_with_it(batch, noon):
    ImportStep.objects.create(batch=batch, state="uploaded", at=noon)
    ImportRefusal.objects.create(batch=batch, row=1, code="nothing_said")
    batch.delete()
    assert (ImportStep.objects.count(), ImportRefusal.objects.count()) == (0, 0)


def test_an_import_outlives_its_source_and_the_person(batch, noon, analyst):
    source = Source.objects.create(key="talks", name="Talks", kind="review", created_at=noon)
    ImportBatch.objects.filter(pk=batch.pk).update(source=source, created_by=analyst)
    ImportStep.objects.create(batch=batch, state="uploaded", by=analyst, at=noon)
    source.delete()
    analyst.delete()
    batch.refresh_from_db()
    assert (batch.source, batch.created_by, batch.steps.get().by) == (None, None, None)


def test_a_refusal_needs_its_import(inside):
    with pytest.raises(IntegrityError), transaction.atomic():
        ImportRefusal.objects.create(batch_id=None, row=1, code="x")


# --- what people decide ------------------------------------------------------------------------------------


def test_checking_begins_from_nothing_and_keeps_the_mapping(batch, noon, analyst):
    put(
        batch,
        "checked",
        position=9,
        new=4,
        refused=5,
        rows_total=9,
        foreseen={"new": 4},
        preview=[{"row": 2}],
    )
    ImportRefusal.objects.create(batch=batch, row=1, code="nothing_said")
    deciding.check(batch, MAPPING, by=analyst, at=noon)
    assert (batch.state, batch.position, batch.new, batch.refused) == ("checking", 0, 0, 0)
    assert (batch.rows_total, batch.foreseen, batch.preview) == (None, {}, [])
    assert [use["role"] for use in batch.mapping["columns"]] == ["text"]
    assert ImportRefusal.objects.count() == 0


@pytest.mark.parametrize("failed_in", ["importing", "undoing"])
def test_what_has_written_something_is_not_checked_again(batch, noon, failed_in):
    put(batch, "failed", failed_in=failed_in)
    with pytest.raises(WrongState):
        deciding.check(batch, MAPPING, by=None, at=noon)


def test_checking_knows_the_source_if_there_is_one(batch, noon):
    source = Source.objects.create(key="talks", name="Talks", kind="review", created_at=noon)
    deciding.check(batch, MAPPING, by=None, at=noon)
    assert batch.source == source


def test_starting_makes_the_source_that_was_named(batch, noon, analyst):
    put(batch, "checked", source_name="Teahouse talks", kind="interview", new=3, position=3)
    deciding.start(batch, by=analyst, at=noon)
    assert (batch.state, batch.position, batch.new) == ("importing", 0, 0)
    source = Source.objects.get()
    assert (source.key, source.name, source.kind, source.created_at) == (
        "talks",
        "Teahouse talks",
        "interview",
        noon,
    )
    assert batch.source == source
    event = AuditEvent.objects.get()
    assert (event.action, event.actor, event.details["source"]) == ("import.started", analyst, "talks")


def test_starting_takes_the_source_that_is_there_as_it_is(batch, noon):
    source = Source.objects.create(key="talks", name="Talks", kind="review", created_at=noon)
    put(batch, "checked", source_name="Another name", kind="interview")
    deciding.start(batch, by=None, at=noon)
    assert (Source.objects.get(), batch.source.name) == (source, "Talks")


@pytest.mark.parametrize("state", ["uploaded", "checking", "failed", "done", "undone"])
def test_only_what_was_checked_is_started_and_no_source_is_left_behind(batch, noon, state):
    put(batch, state)
    with pytest.raises(WrongState):
        deciding.start(batch, by=None, at=noon)
    assert (Source.objects.count(), AuditEvent.objects.count()) == (0, 0)


@pytest.mark.parametrize("failed_in", ["checking", "importing", "undoing"])
def test_what_failed_is_taken_up_where_it_failed(batch, noon, analyst, failed_in):
    put(batch, "failed", failed_in=failed_in, failure_code="unexpected", failure_params={"a": 1}, stumbles=5)
    deciding.try_again(batch, by=analyst, at=noon)
    assert (batch.state, batch.failed_in, batch.failure_code) == (failed_in, "", "")
    assert (batch.failure_params, batch.stumbles) == ({}, 0)


@pytest.mark.parametrize("state", ["uploaded", "checked", "done", "undone"])
def test_what_has_not_failed_is_not_tried_again(batch, noon, state):
    put(batch, state)
    with pytest.raises(WrongState):
        deciding.try_again(batch, by=None, at=noon)


@pytest.mark.parametrize(
    ("state", "failed_in", "goes"),
    [
        ("uploaded", "", True),
        ("checking", "", True),
        ("checked", "", True),
        ("failed", "checking", True),
        ("failed", "importing", False),
        ("failed", "undoing", False),
        ("importing", "", False),
        ("done", "", False),
        ("undoing", "", False),
        ("undone", "", False),
    ],
)
def test_only_what_has_written_nothing_is_thrown_away(batch, noon, analyst, state, failed_in, goes):
    put(batch, state, failed_in=failed_in)
    batch.path.parent.mkdir(parents=True, exist_ok=True)
    batch.path.write_text("x")
    if goes:
        deciding.throw_away(batch, by=analyst, at=noon)
        assert AuditEvent.objects.get().action == "import.thrown_away"
        deciding.throw_away(batch, by=analyst, at=noon)
        assert AuditEvent.objects.count() == 1
    else:
        with pytest.raises(WrongState):
            deciding.throw_away(batch, by=analyst, at=noon)
    assert (ImportBatch.objects.exists(), batch.path.exists()) == (not goes, not goes)
