"""The dry run: every row of the file is read and judged, nothing is written yet.

What it has read is kept as prepared rows (see prepared.py), which the import takes as they are; so the
import reports what the dry run foresaw. A file can only be read from its beginning, so a check stays open
in its process between the pieces that the worker does of it; after a kill the next process reads on from
the row that was reached.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils import timezone

from regard.web.feedback.recording import Outcome
from regard.web.listening.customer_intake import intake_of
from regard.web.listening.formats.opening import FeedbackFile, open_file
from regard.web.listening.formats.refusals import Refusal, Refused, UnreadableFile
from regard.web.listening.formats.rows import Row
from regard.web.listening.intakes import Names
from regard.web.listening.models import ImportBatch, ImportRefusal, ImportState
from regard.web.listening.prepared import Piece, PreparedRows, Seen, sealed
from regard.web.listening.previews import PREVIEW_ROWS, refusal_row
from regard.web.workspaces.leases import Hold

ROWS_IN_A_PIECE = 1000
LETTERS_IN_A_PIECE = 4_000_000  # a piece is in memory as a whole


@dataclass
class Judged:
    """What became of the rows of one piece."""

    drafts: list[Any] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)  # the row of each draft
    refusals: list[ImportRefusal] = field(default_factory=list)
    seen: dict[str, Seen] = field(default_factory=dict)
    outcomes: list[Outcome] = field(default_factory=list)


class Check:
    """One file being checked by this process."""

    def __init__(self, batch: ImportBatch, hold: Hold, prepared: PreparedRows) -> None:
        self.batch, self._hold, self._prepared = batch, hold, prepared
        self._intake = intake_of(batch)
        self._file = open_upload(batch)
        if self._prepared.last != batch.position:
            self._begin_again()
        self._rows = iter(self._file)
        for _row in islice(self._rows, batch.position):
            pass  # these were judged before the last process was killed

    def advance(self) -> bool:
        """Judge the next piece; whether there was one. At the end of the file the check is done."""
        rows = list(self._next_piece())
        if not rows:
            self._finish()
            return False
        self._save(self._judged(rows), self.batch.position + len(rows))
        return True

    def _begin_again(self) -> None:
        with transaction.atomic():
            self._locked()
            ImportRefusal.objects.filter(batch=self.batch).delete()
            self._prepared.clear()
            for name, value in FROM_THE_BEGINNING.items():
                setattr(self.batch, name, value)
            self.batch.save(update_fields=list(FROM_THE_BEGINNING))

    def _next_piece(self) -> Iterator[Row | Refused]:
        letters = 0
        for row in islice(self._rows, ROWS_IN_A_PIECE):
            yield row
            if isinstance(row, Row):
                letters += sum(len(cell) for cell in row.values.values() if isinstance(cell, str))
            if letters >= LETTERS_IN_A_PIECE:
                return

    def _judged(self, rows: list[Row | Refused]) -> Judged:
        read = [row if isinstance(row, Refused) else self._intake.read(row) for row in rows]
        names = [None if isinstance(one, Refusal | Refused) else self._intake.names(one) for one in read]
        asked = {name for one in names if one for name in (one.own, *one.also, *one.marks)}
        judged = Judged(seen=self._prepared.seen(asked))
        before = set(judged.seen)
        for row, one, known_by in zip(rows, read, names, strict=True):
            if known_by:
                self._take(judged, row, one, known_by)
            else:
                judged.refusals.append(refusal_row(self.batch, row, one))
        judged.outcomes = self._outcomes(judged, before)
        return judged

    def _take(self, judged: Judged, row: Row | Refused, candidate: Any, names: Names) -> None:
        known = next((judged.seen[name] for name in (names.own, *names.also) if name in judged.seen), None)
        times = known.times if known else 0
        draft = self._intake.draft(candidate, names, times=times)
        if names.certain and known and known.digest != draft.digest:
            refusal = self._intake.repeated(candidate, first=known.row)
            judged.refusals.append(refusal_row(self.batch, row, refusal))
            return
        seen = Seen(draft.digest, known.row if known else candidate.row, times + 1)
        judged.seen |= dict.fromkeys((names.own, *names.marks), seen)
        judged.drafts.append(draft)
        judged.rows.append(candidate.row)

    def _outcomes(self, judged: Judged, before: set[str]) -> list[Outcome]:
        """What the import will do with each draft; one that an earlier piece has named is a duplicate."""
        again = [self._intake.name_of(draft) in before for draft in judged.drafts]
        first = [draft for draft, known in zip(judged.drafts, again, strict=True) if not known]
        foreseen = iter(self._intake.foresee(first, seen=before))
        return [Outcome.DUPLICATE if known else next(foreseen) for known in again]

    def _save(self, judged: Judged, last: int) -> None:
        batch = self.batch
        room = max(0, PREVIEW_ROWS - len(batch.preview))
        shown = list(zip(judged.rows, judged.drafts, judged.outcomes, strict=True))[:room]
        piece = Piece(last, [self._intake.content(draft) for draft in judged.drafts])
        with transaction.atomic():
            self._locked()
            self._prepared.append(piece, judged.seen.items(), after=batch.position)
            ImportRefusal.objects.bulk_create(judged.refusals)
            batch.position = last
            batch.refused += len(judged.refusals)
            for outcome in Outcome:
                setattr(batch, outcome, getattr(batch, outcome) + judged.outcomes.count(outcome))
            batch.preview = [*batch.preview, *(self._intake.preview(*one) for one in shown)]
            batch.done_share = min(1.0, self._file.position / max(1, self._file.size))
            batch.stumbles = 0
            batch.save(update_fields=list(FROM_THE_BEGINNING))

    def _locked(self) -> None:
        """Lock the import inside the open transaction. Raises LeaseLost, ImportBatch.DoesNotExist."""
        self._hold.still_held(at=timezone.now())
        ImportBatch.objects.select_for_update().get(pk=self.batch.pk, state=ImportState.CHECKING)

    def _finish(self) -> None:
        if not self.batch.position:
            raise UnreadableFile("no_rows")
        sealed(self.batch.prepared_path)
        with transaction.atomic():
            self._locked()
            fields: dict[str, Any] = {"rows_total": self.batch.position, "done_share": 1.0}
            fields["foreseen"] = self.batch.counts
            self.batch.enter(ImportState.CHECKED, by=None, at=timezone.now(), **fields)


FROM_THE_BEGINNING: dict[str, Any] = {
    "position": 0, "new": 0, "updated": 0, "duplicate": 0, "refused": 0, "preview": [], "done_share": 0.0,
    "stumbles": 0,
}  # fmt: skip


class UploadLost(RuntimeError):
    """The uploaded file is not where it was put."""

    code = "upload_lost"
    params: dict[str, Any] = {}


def open_upload(batch: ImportBatch) -> FeedbackFile:
    """The file of an import, opened in the layout that was agreed. Raises UnreadableFile, UploadLost."""
    if not batch.path.exists():
        raise UploadLost(batch.path.name)
    asked = {name: batch.layout.get(name) for name in ("encoding", "delimiter", "sheet", "header_rows")}
    return open_file(batch.path, **asked)
