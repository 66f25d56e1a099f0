"""The import itself: the prepared rows become records, a piece at a time, each row once."""

import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from regard.web.feedback.recording import Outcome
from regard.web.listening.customer_intake import intake_of
from regard.web.listening.models import ImportBatch, ImportState
from regard.web.listening.prepared import Piece, PreparationLost, PreparedRows, removed
from regard.web.workspaces.auditing import record_event
from regard.web.workspaces.leases import Hold


@dataclass(frozen=True)
class Import:
    """One import at work: its rows and the lease that says it is ours."""

    batch: ImportBatch
    prepared: PreparedRows
    hold: Hold

    def advance(self, *, until: float) -> None:
        """Import piece after piece until the clock (time.monotonic) says `until`, or to the end."""
        while self._piece() and time.monotonic() < until:
            pass

    def _piece(self) -> bool:
        """Record the next piece and how far it goes, both or neither; whether another may follow."""
        with transaction.atomic():
            at = timezone.now()
            self.hold.still_held(at=at)
            batch = ImportBatch.objects.select_for_update().get(pk=self.batch.pk)
            if batch.state != ImportState.IMPORTING:
                return False
            piece = self.prepared.after(batch.position)
            if piece is None:
                _finish(batch)
                return False
            _record(batch, piece)
        return True


def import_piece(batch: ImportBatch, hold: Hold, *, until: float) -> None:
    """Go on with an import until the clock says `until`. Raises PreparationLost, LeaseLost."""
    try:
        with closing(PreparedRows.existing(batch.prepared_path)) as prepared:
            Import(batch, prepared, hold).advance(until=until)
    except sqlite3.DatabaseError as error:
        raise PreparationLost(str(error)) from error
    batch.refresh_from_db()
    if batch.state == ImportState.DONE:
        remove_files(batch)


def _record(batch: ImportBatch, piece: Piece) -> None:
    outcomes = intake_of(batch).record(piece.drafts, at=timezone.now())
    batch.new += outcomes.count(Outcome.NEW)
    batch.updated += outcomes.count(Outcome.UPDATED)
    batch.duplicate += outcomes.count(Outcome.DUPLICATE)
    batch.position = piece.last
    batch.refused = batch.position - batch.accepted
    batch.stumbles = 0
    batch.save(update_fields=["new", "updated", "duplicate", "refused", "position", "stumbles"])


def _finish(batch: ImportBatch) -> None:
    at = timezone.now()
    refused = (batch.rows_total or 0) - batch.accepted
    fields: dict[str, Any] = {"position": batch.rows_total or 0, "refused": refused, "finished_at": at}
    batch.enter(ImportState.DONE, by=None, at=at, **fields)
    record_event(
        "import.finished", by=None, at=at, subject=batch.file_name, batch=str(batch.pk), **batch.counts
    )


def remove_files(batch: ImportBatch) -> None:
    """Remove the upload and what the check prepared from it; the records stay."""
    batch.path.unlink(missing_ok=True)
    removed(batch.prepared_path)
