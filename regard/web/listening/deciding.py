"""What a person decides about an import: what its columns mean, to import, to undo, to throw away."""

import json
from collections.abc import Mapping as Named
from datetime import datetime
from typing import Any

from django.db import transaction

from regard.web.accounts.models import User
from regard.web.feedback.models import Source
from regard.web.listening.checking import FROM_THE_BEGINNING
from regard.web.listening.formats import CUSTOMERS, Mapping
from regard.web.listening.importing import remove_files
from regard.web.listening.models import ImportBatch, ImportRefusal, ImportState, WrongState
from regard.web.listening.proposing import propose
from regard.web.workspaces.auditing import record_event

NO_FAILURE: dict[str, Any] = {"failed_in": "", "failure_code": "", "failure_params": {}, "stumbles": 0}


def check(batch: ImportBatch, mapping: Mapping, *, by: User | None, at: datetime) -> None:
    """Let the file be checked under this mapping, from its beginning. Raises WrongState."""
    with transaction.atomic():
        if batch.state == ImportState.FAILED and batch.failed_in != ImportState.CHECKING:
            raise WrongState("records were written already")
        batch.enter(
            ImportState.CHECKING,
            by=by,
            at=at,
            mapping=json.loads(mapping.to_json()),
            content=mapping.content,
            source=None
            if mapping.content == CUSTOMERS
            else Source.objects.filter(key=batch.source_key).first(),
            source_key=batch.source_key,
            source_name=batch.source_name,
            kind=batch.kind,
            rows_total=None,
            foreseen={},
            **FROM_THE_BEGINNING | NO_FAILURE,
        )
        ImportRefusal.objects.filter(batch=batch).delete()


def read_again(batch: ImportBatch, layout: Named[str, Any], *, by: User | None, at: datetime) -> None:
    """Look into the file again, built as a person says. Raises WrongState, UnreadableFile."""
    propose(batch, time_zone=batch.mapping.get("timezone", "UTC"), layout=layout)
    with transaction.atomic():
        found = {"layout": batch.layout, "mapping": batch.mapping, "content": batch.content}
        batch.enter(ImportState.UPLOADED, by=by, at=at, **found, **NO_FAILURE)


def start(batch: ImportBatch, *, by: User | None, at: datetime) -> None:
    """Let the checked rows become customers, or feedback of the source, made where there is none yet.

    Raises WrongState.
    """
    with transaction.atomic():
        source = None if batch.of_customers else _source(batch, at=at)
        counts: dict[str, Any] = {"position": 0, "new": 0, "updated": 0, "duplicate": 0, "refused": 0}
        only_from = ImportState.CHECKED
        batch.enter(
            ImportState.IMPORTING, by=by, at=at, only_from=only_from, source=source, **counts | NO_FAILURE
        )
        into = {"source": source.key} if source else {"content": batch.content}
        record_event("import.started", by=by, at=at, subject=batch.file_name, batch=str(batch.pk), **into)


def _source(batch: ImportBatch, *, at: datetime) -> Source:
    source: Source
    source, _made = Source.objects.get_or_create(
        key=batch.source_key,
        defaults={"name": batch.source_name or batch.source_key, "kind": batch.kind, "created_at": at},
    )
    return source


def undo(batch: ImportBatch, *, by: User | None, at: datetime) -> None:
    """Let all that the import added or changed be as it was before. Raises WrongState."""
    with transaction.atomic():
        if batch.failed_in == ImportState.CHECKING:
            raise WrongState("nothing was written")
        batch.enter(ImportState.UNDOING, by=by, at=at, position=0, kept=0, finished_at=None, **NO_FAILURE)
        record_event("import.undo_started", by=by, at=at, subject=batch.file_name, batch=str(batch.pk))
    remove_files(batch)


def try_again(batch: ImportBatch, *, by: User | None, at: datetime) -> None:
    """Let what has failed go on where it stopped. Raises WrongState."""
    if not batch.failed_in:
        raise WrongState("nothing has failed")
    batch.enter(ImportState(batch.failed_in), by=by, at=at, only_from=ImportState.FAILED, **NO_FAILURE)


def throw_away(batch: ImportBatch, *, by: User | None, at: datetime) -> None:
    """Remove an upload that has written nothing. Raises WrongState."""
    unwritten = [ImportState.UPLOADED, ImportState.CHECKING, ImportState.CHECKED]
    with transaction.atomic():
        found = ImportBatch.objects.select_for_update().filter(pk=batch.pk).first()
        if found is None:
            return
        if found.state not in unwritten and found.failed_in != ImportState.CHECKING:
            raise WrongState("records were written already")
        found.delete()
        record_event("import.thrown_away", by=by, at=at, subject=batch.file_name, batch=str(batch.pk))
    remove_files(batch)
