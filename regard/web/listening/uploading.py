"""How a file comes in: streamed to the folder of uploads, under an id, never under its own name."""

import contextlib
import os
import shutil
import tempfile
import time
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.db import transaction
from django.http import HttpRequest

from regard.web.accounts.models import User
from regard.web.listening.models import ImportBatch, ImportState, ImportStep
from regard.web.workspaces.auditing import record_event

ARRIVING = ".arriving"
LEFT_BEHIND_AFTER = 24 * 3600  # seconds
NAME_SHOWN = 255
MEGABYTE = 1024 * 1024


class FileTooLarge(Exception):
    """The file is larger than the server takes."""

    code = "too_large"

    def __init__(self, size: int) -> None:
        self.params = {"size": -(-size // MEGABYTE), "limit": settings.UPLOAD_MAX_BYTES // MEGABYTE}
        super().__init__(size)


class ArrivingFile(UploadedFile):  # type: ignore[type-arg]
    """A file on its way in, in the folder of uploads; it goes when it is closed, unless it was moved."""

    def __init__(self, name: str | None) -> None:
        opened = tempfile.NamedTemporaryFile(dir=uploads_folder(), suffix=ARRIVING)  # noqa: SIM115 - see close
        super().__init__(opened, name)
        self.temporary_path = opened.name

    def close(self) -> None:
        with contextlib.suppress(FileNotFoundError):  # it was moved to where it is kept
            super().close()


class StreamToUploads(FileUploadHandler):
    """Writes one file of a form into the folder of uploads; what is too large is dropped on the way."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.too_large = False

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.file = ArrivingFile(self.file_name)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start + len(raw_data) > settings.UPLOAD_MAX_BYTES:
            self.too_large = True
            self.file.close()
            raise SkipFile
        self.file.write(raw_data)

    def file_complete(self, file_size: int) -> ArrivingFile:
        self.file.size = file_size
        return self.file

    def upload_interrupted(self) -> None:
        if hasattr(self, "file"):
            self.file.close()


def uploads_folder() -> Path:
    """The folder of uploads, made where it is missing."""
    folder = Path(settings.UPLOADS)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def placed_upload(file: ArrivingFile) -> ImportBatch:
    """Put what was sent with a form where it is kept; an import that is not saved yet."""
    batch = ImportBatch(file_name=shown_name(file.name or ""), size=file.size or 0)
    file.flush()
    os.fsync(file.fileno())
    Path(file.temporary_path).replace(batch.path)
    return batch


def placed_copy(path: Path) -> ImportBatch:
    """Put a copy of a file of this machine where it is kept. Raises OSError, FileTooLarge."""
    size = path.stat().st_size
    if size > settings.UPLOAD_MAX_BYTES:
        raise FileTooLarge(size)
    batch = ImportBatch(file_name=shown_name(path.name), size=size)
    arriving = uploads_folder() / f"{batch.pk}{ARRIVING}"
    shutil.copyfile(path, arriving)
    arriving.replace(batch.path)
    return batch


def taken_in(batch: ImportBatch, *, by: User | None, at: datetime) -> ImportBatch:
    """Save an import whose file is in its place and can be read."""
    batch.created_by, batch.created_at = by, at
    with transaction.atomic():
        batch.save()
        ImportStep.objects.create(batch=batch, state=ImportState.UPLOADED, by=by, at=at)
        details = {"batch": str(batch.pk), "size": batch.size}
        record_event("import.uploaded", by=by, at=at, subject=batch.file_name, **details)
    return batch


def shown_name(name: str) -> str:
    """The name of a file as text that can be shown: its last part, printable, not too long."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(letter for letter in last if letter.isprintable()).strip()[:NAME_SHOWN] or "file"


def remove_left_behind(*, now: float | None = None) -> int:
    """Remove files that no import owns any more, a day after they came; how many."""
    before = (now or time.time()) - LEFT_BEHIND_AFTER
    old = [path for path in uploads_folder().iterdir() if path.is_file() and path.stat().st_mtime < before]
    owners = {path: _owner(path) for path in old}
    known = ImportBatch._base_manager.filter(pk__in=[owner for owner in owners.values() if owner])
    known = known.exclude(state__in=[ImportState.DONE, ImportState.UNDOING, ImportState.UNDONE])
    ids = set(known.values_list("pk", flat=True))
    gone = [path for path, owner in owners.items() if owner not in ids]
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)


def _owner(path: Path) -> UUID | None:
    try:
        return UUID(path.name.split(".")[0])
    except ValueError:
        return None
