"""The analytical copy of each workspace: months of Parquet that follow the database."""

import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pyarrow as pa
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from regard.perception import archive
from regard.web.feedback.undoing import UNDATED
from regard.web.insights import undated
from regard.web.insights.models import ArchiveState, StaleMonth, serving
from regard.web.insights.reading import caught_up, feed_end, mark_stale, months_said, read_next
from regard.web.insights.rows import batches_of
from regard.web.workspaces.leases import Hold, held
from regard.web.workspaces.models import Workspace
from regard.web.workspaces.tenancy import current_workspace, in_workspace

PATIENCE = timedelta(seconds=60)  # a month waits no longer than this for the feed to come to rest
STAMP = "stamp-2"  # another number: archives of another form are written again


def folder_of(workspace: Workspace) -> Path:
    """Where the archive of a workspace stands."""
    return Path(settings.ARCHIVE) / str(workspace.pk)


def write_stale(hold: Hold, until: float) -> bool:
    """Write the months of the open workspace that are due, beginning none after `until` (monotonic).

    A month is due where all is read and nothing new came since the last look, or where it has waited
    long. Returns whether anything was done or noted. Raises LeaseLost.
    """
    at, state, end = timezone.now(), _state(), feed_end()
    if is_astray(state):
        mark_all(at=at)
        state.refresh_from_db()
    rested = caught_up() and state.seen == end
    months = StaleMonth.objects.all() if rested else StaleMonth.objects.filter(since__lt=at - PATIENCE)
    due = list(months)
    for month in due:
        _write(month, hold)
        if time.monotonic() > until:
            break
    if rested and not StaleMonth.objects.exists():
        _settle(end)
    return _look(state, end) or bool(due)


def rebuild_archive(workspace: Workspace) -> int:
    """Read what is unread, then write every month again; how many months. Waits for a worker at it."""
    with in_workspace(workspace):
        with _wait_for("read") as hold:
            while read_next(hold, at=timezone.now()):
                pass
        with _wait_for("archive") as hold:
            mark_all(at=timezone.now())
            end, months = feed_end(), list(StaleMonth.objects.all())
            for month in months:
                _write(month, hold)
            if caught_up() and not StaleMonth.objects.exists():
                _settle(end)
            return len(months)


def mark_all(*, at: datetime) -> None:
    """Mark every month that the database or the folder has, and begin the folder's stamp anew."""
    folder = folder_of(current_workspace())
    months = months_said() | set(archive.months(folder))
    with transaction.atomic():
        mark_stale(months, at=at)
        state = _state()
        state.stamp = secrets.token_hex(16)
        state.save()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / STAMP).write_text(state.stamp)


def is_astray(state: ArchiveState) -> bool:
    """Whether the folder is missing or belongs to another past of the database."""
    stamp = Path(settings.ARCHIVE) / str(state.workspace_id) / STAMP
    return not stamp.exists() or stamp.read_text() != state.stamp


def remove_orphans() -> bool:
    """Remove the archives of workspaces that are no more; whether there were any."""
    kept = Path(settings.ARCHIVE)
    folders = {path.name: path for path in kept.iterdir()} if kept.is_dir() else {}
    alive = {str(pk) for pk in Workspace.objects.values_list("pk", flat=True)} if folders else set()
    orphans = [path for name, path in folders.items() if _is_id(name) and name not in alive]
    for path in orphans:
        shutil.rmtree(path, ignore_errors=True)
    return bool(orphans)


def _write(month: StaleMonth, hold: Hold) -> None:
    folder = folder_of(current_workspace())
    batches = _while_held(batches_of(month.month), hold)
    if month.month == UNDATED:
        undated.write(folder, batches)
    else:
        archive.write_month(folder, month.month, batches)
    with transaction.atomic():
        hold.still_held(at=timezone.now())
        StaleMonth.objects.filter(pk=month.pk, marks=month.marks).delete()
        ArchiveState.objects.update(at=timezone.now())


def _while_held(batches: Iterator[pa.RecordBatch], hold: Hold) -> Iterator[pa.RecordBatch]:
    """The same batches; their end is reached only while the lease is held, so nobody late replaces a file."""
    yield from batches
    with transaction.atomic():
        hold.still_held(at=timezone.now())


def _state() -> ArchiveState:
    state: ArchiveState = ArchiveState.objects.get_or_create()[0]
    return state


def _look(state: ArchiveState, end: int) -> bool:
    """Note where the feed ends; whether there is news to come back for."""
    return bool(ArchiveState.objects.filter(pk=state.pk).exclude(seen=end).update(seen=end))


def _settle(change: int) -> None:
    version = serving()
    ArchiveState.objects.update(change=change, engine=version.engine, version=version.version)


@contextmanager
def _wait_for(act: str) -> Iterator[Hold]:
    while True:
        with held(f"insights.{act}:{current_workspace().pk}") as hold:
            if hold is not None:
                yield hold
                return
        time.sleep(0.2)


def _is_id(name: str) -> bool:
    try:
        return str(UUID(name)) == name
    except ValueError:
        return False
