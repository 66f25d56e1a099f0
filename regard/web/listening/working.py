"""Going on with an import: whatever it is at, a piece of it, by one process at a time."""

import atexit
import logging
import time
from contextlib import ExitStack, closing
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from regard.web.listening.checking import Check, UploadLost
from regard.web.listening.formats.refusals import UnreadableFile
from regard.web.listening.importing import import_piece
from regard.web.listening.models import ImportBatch, ImportState, WrongState
from regard.web.listening.prepared import PreparationLost, PreparedRows, removed
from regard.web.listening.undoing import undo_piece
from regard.web.workspaces.leases import LeaseLost, held
from regard.web.workspaces.tenancy import in_workspace

log = logging.getLogger("regard.listening")

PATIENCE = 5  # errors without progress in between, before an import is given up
# SQLite has one writer and no queue: whoever waits for it asks again every tenth of a second
LONG, TURN = 1.0, 0.1  # seconds of writing, after which the others get so long a turn
_open: dict[UUID, tuple[Check, ExitStack]] = {}  # the checks of this process, and what they hold


def go_on(batch: ImportBatch, *, until: float) -> bool:
    """Do a piece of an import until the clock says `until`; False where there is nothing for us to do."""
    with in_workspace(batch.workspace):
        try:
            return (
                _check(batch, until=until)
                if batch.state == ImportState.CHECKING
                else _write(batch, until=until)
            )
        except (LeaseLost, WrongState, ImportBatch.DoesNotExist):
            close_check(batch.pk)  # somebody else goes on with it, or threw it away
            return False
        except (UnreadableFile, UploadLost, PreparationLost) as problem:
            close_check(batch.pk)
            fail(batch, problem)
        except (OperationalError, InterfaceError):
            close_check(batch.pk)  # the database is away; nothing to hold against the file
            raise
        except Exception as problem:
            log.exception("The import %s stumbled", batch.pk)
            close_check(batch.pk)
            _stumble(batch, problem)
        return True


def _check(batch: ImportBatch, *, until: float) -> bool:
    check = _opened(batch)
    if check is None:
        return False
    try:
        while check.advance():
            if time.monotonic() >= until:
                return True
    except PreparationLost:
        log.info("The check of %s begins again: another process was at its rows", batch.pk)
    close_check(batch.pk)
    return True


def _opened(batch: ImportBatch) -> Check | None:
    """The check that is open here, or opened with a lease that is kept until the check is closed."""
    if batch.pk in _open:
        return _open[batch.pk][0]
    with ExitStack() as stack:
        hold = stack.enter_context(held(f"import:{batch.pk}"))
        batch.refresh_from_db()
        if hold is None or batch.state != ImportState.CHECKING:
            return None
        prepared = stack.enter_context(closing(_prepared(batch)))
        check = Check(batch, hold, prepared)
        _open[batch.pk] = check, stack.pop_all()
    return check


def _prepared(batch: ImportBatch) -> PreparedRows:
    try:
        return PreparedRows(batch.prepared_path)
    except PreparationLost:  # damaged, as after a power cut: all of it can be had from the file again
        removed(batch.prepared_path)
        return PreparedRows(batch.prepared_path)


def _write(batch: ImportBatch, *, until: float) -> bool:
    began = time.monotonic()
    with held(f"import:{batch.pk}") as hold:
        if hold is None:
            return False
        batch.refresh_from_db()
        if batch.state == ImportState.IMPORTING:
            import_piece(batch, hold, until=until)
        elif batch.state == ImportState.UNDOING:
            undo_piece(batch, hold, until=until)
    if connection.vendor == "sqlite" and time.monotonic() - began >= LONG:
        time.sleep(TURN)
    return True


def fail(batch: ImportBatch, problem: Exception) -> None:
    """End what the import is at, and keep why."""
    code = getattr(problem, "code", "unexpected")
    params = getattr(problem, "params", {"problem": type(problem).__name__})
    batch.refresh_from_db()
    if batch.is_running:
        batch.enter(
            ImportState.FAILED,
            by=None,
            at=timezone.now(),
            failed_in=batch.state,
            failure_code=code,
            failure_params=params,
        )


def _stumble(batch: ImportBatch, problem: Exception) -> None:
    batch.refresh_from_db()
    batch.stumbles += 1
    batch.save(update_fields=["stumbles"])
    if batch.stumbles >= PATIENCE:
        fail(batch, problem)


def close_check(pk: UUID) -> None:
    """Let go of a check that is open here, and of its lease."""
    if pk in _open:
        _open.pop(pk)[1].close()


@atexit.register
def close_all_checks() -> None:
    for pk in list(_open):
        close_check(pk)
