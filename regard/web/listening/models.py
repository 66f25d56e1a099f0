"""An import: one file on its way in, the steps that it took, and the rows that were refused."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from regard.web.accounts.models import User
from regard.web.feedback.models import Kind, Source
from regard.web.workspaces.tenancy import TenantModel


class ImportState(models.TextChoices):
    UPLOADED = "uploaded", _("Uploaded")
    CHECKING = "checking", _("Checking")
    CHECKED = "checked", _("Checked, not imported yet")
    IMPORTING = "importing", _("Importing")
    DONE = "done", _("Imported")
    UNDOING = "undoing", _("Undoing")
    UNDONE = "undone", _("Undone")
    FAILED = "failed", _("Failed")


class Content(models.TextChoices):
    """What a file holds; each of its rows is one of these."""

    FEEDBACK = "feedback", _("Feedback")
    CUSTOMERS = "customers", _("Customers")


RUNNING = frozenset({ImportState.CHECKING, ImportState.IMPORTING, ImportState.UNDOING})

# from which states each state may be entered
BEFORE: dict[str, frozenset[str]] = {
    ImportState.UPLOADED: frozenset({ImportState.UPLOADED, ImportState.CHECKED, ImportState.FAILED}),
    ImportState.CHECKING: frozenset({ImportState.UPLOADED, ImportState.CHECKED, ImportState.FAILED}),
    ImportState.CHECKED: frozenset({ImportState.CHECKING}),
    ImportState.IMPORTING: frozenset({ImportState.CHECKED, ImportState.FAILED}),
    ImportState.DONE: frozenset({ImportState.IMPORTING}),
    ImportState.UNDOING: frozenset({ImportState.DONE, ImportState.FAILED}),
    ImportState.UNDONE: frozenset({ImportState.UNDOING}),
    ImportState.FAILED: RUNNING,
}


class WrongState(RuntimeError):
    """The import is not in a state from which it can do that; somebody else was faster."""


class ImportBatch(TenantModel):
    """One file on its way in; its id marks every record that it wrote."""

    source = models.ForeignKey(Source, models.SET_NULL, null=True, blank=True, related_name="+")
    source_key = models.SlugField(max_length=100, blank=True)
    source_name = models.CharField(_("source"), max_length=200, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.SURVEY_RESPONSE)
    content = models.CharField(max_length=10, choices=Content.choices, default=Content.FEEDBACK)
    file_name = models.CharField(_("file"), max_length=255)
    size = models.PositiveBigIntegerField()
    layout = models.JSONField(default=dict)  # format, encoding, delimiter, sheet, header rows
    mapping = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=ImportState.choices, default=ImportState.UPLOADED)
    position = models.PositiveBigIntegerField(default=0)  # rows behind the pass that runs
    rows_total = models.PositiveBigIntegerField(null=True, blank=True)
    done_share = models.FloatField(default=0.0)  # of the check, by bytes read: the rows are not counted yet
    new = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    duplicate = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    kept = models.PositiveIntegerField(default=0)  # customers of it that stay behind an undo
    foreseen = models.JSONField(default=dict)  # the counts of the check, kept beside those of the import
    preview = models.JSONField(default=list)  # what the first rows become
    stumbles = models.PositiveSmallIntegerField(default=0)  # errors since the last progress
    failed_in = models.CharField(max_length=10, blank=True)
    failure_code = models.CharField(max_length=40, blank=True)
    failure_params = models.JSONField(default=dict)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    finished_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["workspace", "-created_at"]),
            models.Index(fields=["state", "created_at"]),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def path(self) -> Path:
        """Where the file stands: under the id, never under its own name."""
        return Path(settings.UPLOADS) / str(self.pk)

    @property
    def prepared_path(self) -> Path:
        """Where the check keeps the rows that it has read, for the import to take."""
        return Path(settings.UPLOADS) / f"{self.pk}.prepared"

    @property
    def of_customers(self) -> bool:
        """Whether its rows are customers, not feedback."""
        return self.content == Content.CUSTOMERS

    @property
    def is_running(self) -> bool:
        return self.state in RUNNING

    @property
    def counts(self) -> dict[str, int]:
        """How many rows became what, in this pass so far."""
        return {name: getattr(self, name) for name in ("new", "updated", "duplicate", "refused")}

    @property
    def accepted(self) -> int:
        """How many rows were not refused."""
        return self.new + self.updated + self.duplicate

    def enter(
        self, state: ImportState, *, by: User | None, at: datetime, only_from: str = "", **fields: Any
    ) -> None:
        """Go to `state`, and keep who did it and when. Raises WrongState where it is not the next one."""
        before = {only_from} if only_from else BEFORE[state]
        with transaction.atomic():
            rows = ImportBatch.objects.filter(pk=self.pk, state__in=before)
            if not rows.update(state=state, **fields):
                raise WrongState(f"{self.pk}: not from here to {state}")
            ImportStep.objects.create(batch=self, state=state, by=by, at=at)
        self.refresh_from_db()

    @classmethod
    def due(cls, *states: ImportState) -> "models.QuerySet[ImportBatch]":
        """The imports in these states of every workspace, the oldest first: what the worker looks for."""
        found = cls._base_manager.filter(state__in=states)
        return found.select_related("workspace").order_by("created_at", "id")


class ImportStep(TenantModel):
    """An import went from one state to the next: who let it, and when."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="steps")
    state = models.CharField(max_length=10, choices=ImportState.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]  # ids grow with time


class ImportRefusal(TenantModel):
    """One row of a file that did not come in, and why."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="refusals")
    row = models.PositiveBigIntegerField()
    column = models.CharField(max_length=200, blank=True)
    code = models.CharField(max_length=40)
    params = models.JSONField(default=dict)
    cells = models.JSONField(default=list)  # as they stood in the file, long ones cut
    raw = models.TextField(blank=True)  # the beginning of a row that could not be taken apart

    class Meta:
        ordering = ["row", "id"]
        indexes = [models.Index(fields=["batch", "row"])]
