"""The analytical copy of each workspace: months of Parquet that follow the database.

A month that records were only added to is added to; where anything else changed it is written again. The
list of a month's parts, which is replaced in one step, says up to which change the added ones are there:
whoever was killed and begins again adds those after it. A record that was revised is never added: what
revises it marks its months to be written again.
"""

import hashlib
import os
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

from regard.perception import archive, text
from regard.perception.answer_codes import STORED
from regard.web.feedback.models import Feedback
from regard.web.feedback.undoing import month_of
from regard.web.insights.anonymity import withheld
from regard.web.insights.models import ArchiveState, ReadingCursor, StaleMonth, versions
from regard.web.insights.reading import (
    ReadSoFar,
    caught_up,
    feed_end,
    mark_stale,
    months_said,
    read_next,
    read_so_far,
)
from regard.web.insights.rows import additions_of, batches_of
from regard.web.workspaces.leases import Hold, held
from regard.web.workspaces.models import Workspace
from regard.web.workspaces.tenancy import current_workspace, in_workspace

PATIENCE = timedelta(seconds=60)  # a month waits no longer than this for the feed to come to rest
PARTS = 8  # a month has no more parts than these
FORM = 5  # another number, or other columns: archives of another form are written again
COLUMNS = hashlib.sha256("\n".join(f"{field.name} {field.type}" for field in STORED).encode()).hexdigest()
STAMP = f"stamp-{FORM}-{COLUMNS[:8]}"


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
    elif is_put_back(state) and state.marked_for != f"{text.ENGINE} {text.VERSION}":
        with transaction.atomic():
            mark_stale(months_said(), at=at)
            ArchiveState.objects.update(marked_for=f"{text.ENGINE} {text.VERSION}")
    _follow_steps(state, at=at)
    rested = caught_up() and state.seen == end
    months = StaleMonth.objects.all() if rested else StaleMonth.objects.filter(since__lt=at - PATIENCE)
    due = list(months)
    so_far = read_so_far()  # asked after the marks: one that is not among `due` is of a later change
    if due:
        _change_stamp(hold)
    for month in due:
        _write(month, hold, so_far)
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
            _follow_steps(_state(), at=timezone.now())
            end, months, so_far = feed_end(), list(StaleMonth.objects.all()), read_so_far()
            for month in months:
                _write(month, hold, so_far)
            if caught_up() and not StaleMonth.objects.exists():
                _settle(end)
            return len(months)


def mark_all(*, at: datetime) -> None:
    """Mark every month that the database or the folder has, and begin the folder's stamp anew."""
    folder = folder_of(current_workspace())
    months = months_said() | set(archive.months(folder))
    with transaction.atomic():
        mark_stale(months, at=at)
        stamp = secrets.token_hex(16)
        ArchiveState.objects.update(stamp=stamp, next_stamp="")
        if not is_readable(folder):
            ArchiveState.objects.update(change=0)  # it holds nothing, until every month is written
    if not is_readable(folder):
        shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.iterdir():
        if left.is_file():  # the stamp, and files of older forms
            left.unlink()
    _put_stamp(folder / STAMP, stamp)


def is_readable(folder: Path) -> bool:
    """Whether the months in a folder have the columns of today; those of another form cannot be asked."""
    return (folder / STAMP).exists()


def is_astray(state: ArchiveState) -> bool:
    """Whether the folder is missing or belongs to another past of the database."""
    found = _stamp(Path(settings.ARCHIVE) / str(state.workspace_id) / STAMP)
    return not found or found not in (state.stamp, state.next_stamp)


def is_put_back(state: ArchiveState) -> bool:
    """Whether the archive has the readings of another version than the one that counts (again)."""
    if not state.version or (state.engine, state.version) == (text.ENGINE, text.VERSION):
        return False
    own = ReadingCursor._base_manager.filter(engine=text.ENGINE, version=text.VERSION)
    return bool(own.filter(workspace_id=state.workspace_id, whole_at__isnull=False).exists())


def _follow_steps(state: ArchiveState, *, at: datetime) -> None:
    """Mark the months of the anonymous answers that have come into view, or gone from it, since last time."""
    now, before = {str(pk) for pk in withheld(at=at)}, set(state.withheld)
    if now == before:
        return
    with transaction.atomic():
        moved = Feedback.objects.filter(pk__in=now ^ before).order_by()
        mark_stale({month_of(when) for when in moved.values_list("collected_at", flat=True)}, at=at)
        ArchiveState.objects.filter(pk=state.pk).update(withheld=sorted(now))


def remove_orphans() -> bool:
    """Remove the archives of workspaces that are no more; whether there were any."""
    kept = Path(settings.ARCHIVE)
    folders = {path.name: path for path in kept.iterdir()} if kept.is_dir() else {}
    alive = {str(pk) for pk in Workspace.objects.values_list("pk", flat=True)} if folders else set()
    orphans = [path for name, path in folders.items() if _is_id(name) and name not in alive]
    for path in orphans:
        shutil.rmtree(path, ignore_errors=True)
    return bool(orphans)


def _write(month: StaleMonth, hold: Hold, so_far: ReadSoFar) -> None:
    """Bring a month up to date; killed anywhere, it is done again and comes to the same."""
    folder, at = folder_of(current_workspace()), timezone.now()
    before = archive.state_of(folder, month.month)
    if month.rewrites or before.through is None:
        until = max(so_far.change, before.through or 0)  # what it has is not lost while all is read again
        rows = _while_held(batches_of(month.month, until=until), hold)
        archive.write_month(folder, month.month, rows, through=until, seen=before)
    elif before.through < so_far.change:
        after = max(before.through, month.first - 1)
        rows = _while_held(additions_of(month.month, after=after, until=so_far.change), hold)
        archive.append_rows(folder, month.month, rows, through=so_far.change, seen=before)
    _note(month, hold, so_far, at=at)
    archive.compact(folder, month.month, most=PARTS)


def _note(month: StaleMonth, hold: Hold, so_far: ReadSoFar, *, at: datetime) -> None:
    """Take the marks away that were followed; those that came meanwhile wait as long as new ones."""
    with transaction.atomic():
        hold.still_held(at=timezone.now())
        ArchiveState.objects.update(at=timezone.now())
        mine = StaleMonth.objects.filter(pk=month.pk)
        if so_far.exactly and mine.filter(marks=month.marks).delete()[0]:
            return
        mine.filter(rewrites=month.rewrites).update(rewrites=0)
        mine.update(first=so_far.change + 1, since=at)


def _change_stamp(hold: Hold) -> None:
    """Give the folder its next stamp, so that neither it nor the database is taken for what it was before."""
    path, coming = folder_of(current_workspace()) / STAMP, secrets.token_hex(16)
    with transaction.atomic():
        hold.still_held(at=timezone.now())
        ArchiveState.objects.update(stamp=_stamp(path), next_stamp=coming)
    _put_stamp(path, coming)
    ArchiveState.objects.filter(next_stamp=coming).update(stamp=coming, next_stamp="")


def _stamp(path: Path) -> str:
    try:
        return path.read_text()
    except FileNotFoundError:
        return ""


def _put_stamp(path: Path, stamp: str) -> None:
    new = path.with_name(f"{archive.UNFINISHED}stamp")
    with new.open("w") as file:
        file.write(stamp)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


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
    counts = versions().serving
    ArchiveState.objects.update(change=change, engine=counts.engine, version=counts.version)


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
