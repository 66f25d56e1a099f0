"""An import is taken out again: what it added goes, what it changed is as it was."""

import time

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from regard.web.customers import undoing as customers
from regard.web.feedback import undoing as feedback
from regard.web.listening.models import ImportBatch, ImportState
from regard.web.workspaces.auditing import record_event
from regard.web.workspaces.leases import Hold

RECORDS_IN_A_PIECE = 500


def undo_piece(batch: ImportBatch, hold: Hold, *, until: float) -> None:
    """Go on with undoing an import until the clock says `until`. Raises LeaseLost."""

    while True:
        done = _undone(batch, hold)
        if not done:
            _finish(batch, hold)
        if not done or time.monotonic() >= until:
            return


def _undone(batch: ImportBatch, hold: Hold) -> int:
    """Undo a piece, and keep how far it goes; 0 says that nothing is left."""

    def keep_count(done: int, kept: int = 0) -> None:
        hold.still_held(at=timezone.now())
        rows = ImportBatch.objects.filter(pk=batch.pk, state=ImportState.UNDOING)
        rows.update(position=position + done, kept=F("kept") + kept, stumbles=0)

    position = batch.position
    undo = customers.undo_batch if batch.of_customers else feedback.undo_batch
    done = undo(batch.pk, most=RECORDS_IN_A_PIECE, before_commit=keep_count)
    batch.position += done
    return done


def _finish(batch: ImportBatch, hold: Hold) -> None:
    with transaction.atomic():
        at = timezone.now()
        hold.still_held(at=at)
        batch.enter(ImportState.UNDONE, by=None, at=at, finished_at=at)
        record_event(
            "import.undone",
            by=None,
            at=at,
            subject=batch.file_name,
            batch=str(batch.pk),
            records=batch.position,
            **({"kept": batch.kept} if batch.of_customers else {}),
        )
