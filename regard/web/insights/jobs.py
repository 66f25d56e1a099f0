"""The sweeps of the worker: read what is new, then bring the archive up to date."""

import logging
import time
from collections.abc import Callable
from uuid import UUID

from django.db import IntegrityError
from django.utils import timezone

from regard.perception import text
from regard.perception.archive import Overtaken
from regard.web.feedback.models import ChangeClock
from regard.web.insights import archiving, reading, theme_table
from regard.web.insights.models import ArchiveState, ReadingCursor, StaleMonth
from regard.web.insights.rolling import File, engine_of, files_of
from regard.web.workspaces.leases import Hold, LeaseLost, held
from regard.web.workspaces.models import Workspace
from regard.web.workspaces.tenancy import in_workspace

log = logging.getLogger("regard.insights")

Piece = Callable[[Hold, float], bool]
_COUNTED: dict[UUID, tuple[tuple[File, ...], File | None]] = {}
HEADS = ("factor",)  # of the marks that Home and Explore tell how people speak of
SECONDS = 1.0  # a sweep begins no new piece of work in one workspace after this time


def read_due() -> bool:
    """Read new and changed feedback of every workspace for about a second each."""
    return _work_all("read", _read_for_a_while, _unread_ids())


def archive_due() -> bool:
    """Bring stale months of every archive up to date for about a second each; remove archives of nobody."""
    worked = _work_all("archive", archiving.write_stale, _stale_ids())
    return archiving.remove_orphans() or worked


def counts_due() -> bool:
    """Count the months of every archive that changed, so that no page waits; whether there were any."""
    worked = False
    for workspace in Workspace.objects.order_by("pk"):
        folder = archiving.folder_of(workspace)
        files, themes = files_of(folder), theme_table.newest_of(workspace)
        if files and _COUNTED.get(workspace.pk) != (files, themes):
            worked = True
            try:
                engine_of(files, themes).count(heads=HEADS)
                _COUNTED[workspace.pk] = files, themes
            except Exception:
                if (files_of(folder), theme_table.newest_of(workspace)) == (files, themes):
                    raise
    return worked  # a month that was written meanwhile is counted by the next sweep


def _work_all(act: str, piece: Piece, ids: set[UUID]) -> bool:
    workspaces = Workspace.objects.filter(pk__in=ids).order_by("pk") if ids else []
    worked = [_work(workspace, act, piece) for workspace in workspaces]
    return any(worked)


def _work(workspace: Workspace, act: str, piece: Piece) -> bool:
    with in_workspace(workspace), held(f"insights.{act}:{workspace.pk}") as hold:
        if hold is None:
            return False
        try:
            return piece(hold, time.monotonic() + SECONDS)
        except (LeaseLost, Overtaken):
            log.warning("Another process went on with the %s work of %s", act, workspace.slug)
            return False


def _read_for_a_while(hold: Hold, until: float) -> bool:
    while True:
        try:
            done = reading.read_next(hold, at=timezone.now())
        except IntegrityError:  # a record of the batch was removed meanwhile: the next batch has it no more
            return True
        if done < reading.BATCH or time.monotonic() > until:
            return True


def _unread_ids() -> set[UUID]:
    """Whose feed has gone on: asked across the walls, and answered with ids of workspaces only."""
    ends = dict(ChangeClock._base_manager.values_list("workspace_id", "value"))
    cursors = ReadingCursor._base_manager.filter(engine=text.ENGINE, version=text.VERSION)
    read_to = {
        workspace: change
        for workspace, change, within in cursors.values_list("workspace_id", "change", "record_id")
        if within is None
    }
    return {workspace for workspace, end in ends.items() if read_to.get(workspace, 0) < end}


def _stale_ids() -> set[UUID]:
    """Whose archive has stale months, went astray, speaks of another version or leaves answers out that wait
    for their step: asked across the walls."""
    stale = set(StaleMonth._base_manager.values_list("workspace_id", flat=True))
    for state in ArchiveState._base_manager.all():
        if archiving.is_astray(state) or archiving.is_put_back(state) or state.withheld:
            stale.add(state.workspace_id)
    return stale
