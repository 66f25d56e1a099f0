"""The sweep of the worker that keeps the themes up to date."""

import logging
import time
from contextlib import suppress
from uuid import UUID

from django.db import IntegrityError
from django.utils import timezone

from regard.web.feedback.models import ChangeClock
from regard.web.insights import theme_counting, theme_finding, theme_keeping, theme_table
from regard.web.insights.theme_models import ThemeDraft, ThemeState
from regard.web.workspaces.leases import Hold, LeaseLost, held
from regard.web.workspaces.models import Workspace
from regard.web.workspaces.tenancy import in_workspace

log = logging.getLogger("regard.insights")

SECONDS = 1.0  # a sweep gives no new batch of one workspace its themes after this time


def themes_due() -> bool:
    """Discover themes where enough was said, give records of every workspace theirs, and count for drafts.

    Then the file beside the archive is written, which says what every record carries.
    """
    ids = _behind() | _uncounted() | _unwritten()
    worked = [_work(workspace) for workspace in Workspace.objects.filter(pk__in=ids).order_by("pk")]
    return any(worked)


def _work(workspace: Workspace) -> bool:
    with in_workspace(workspace), held(f"insights.themes:{workspace.pk}") as hold:
        if hold is None:
            return False
        try:
            _for_a_while(hold, time.monotonic() + SECONDS)
        except LeaseLost:
            log.warning("Another process went on with the themes of %s", workspace.slug)
            return False
    return True


def _for_a_while(hold: Hold, until: float) -> None:
    theme_finding.discover_next(hold, at=timezone.now())
    while True:
        try:
            done = theme_finding.give_next(hold, at=timezone.now())
        except IntegrityError:  # a record of the batch was removed meanwhile: the next batch has it no more
            return
        if done < theme_finding.BATCH:
            break
        if time.monotonic() > until:
            return
    kept = theme_keeping.state()
    if theme_table.is_due(kept, seconds=time.time()):
        with suppress(FileNotFoundError):  # the archive is being written anew, and its folder went
            theme_table.write(hold, kept)
    while theme_counting.count_next(at=timezone.now()):
        if time.monotonic() > until:
            return


def _behind() -> set[UUID]:
    """Whose feed has gone on: asked across the walls, and answered with ids of workspaces only."""
    ends = dict(ChangeClock._base_manager.values_list("workspace_id", "value"))
    rows = ThemeState._base_manager.values_list("workspace_id", "seen", "change", "record_id")
    reached = {
        workspace: min(seen, change if within is None else change - 1)
        for workspace, seen, change, within in rows
    }
    return {workspace for workspace, end in ends.items() if reached.get(workspace, 0) < end}


def _uncounted() -> set[UUID]:
    """Who has a draft that not all records were counted for: asked across the walls, too."""
    rows: set[UUID] = set(
        ThemeDraft._base_manager.filter(counted_at=None).values_list("workspace_id", flat=True)
    )
    return rows


def _unwritten() -> set[UUID]:
    """Whose file of themes is to be written: asked across the walls, too."""
    rows, now = ThemeState._base_manager.exclude(discovered_at=None).defer("found"), time.time()
    return {kept.workspace_id for kept in rows if theme_table.is_due(kept, seconds=now)}
