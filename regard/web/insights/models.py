"""What the text engine found in each record, and how far the reading and the archive have come."""

from typing import Any

from django.db import models
from django.db.models import F, FilteredRelation, Q
from django.utils import timezone

from regard.perception import text
from regard.web.feedback.models import Feedback
from regard.web.workspaces.tenancy import TenantModel

SEPARATOR = "\n"  # between the words of a vocabulary, and around it; no word holds it


def said(feedback: Feedback) -> str:
    """All that the customer wrote, as it was read: the spans of a reading count from its start."""
    return f"{feedback.title}\n{feedback.text}" if feedback.title else feedback.text


def vocabulary(words: list[dict[str, Any]]) -> str:
    """The distinct words, each between separators, so that one word is found by one plain search."""
    distinct = dict.fromkeys(found["word"] for found in words)
    return f"{SEPARATOR}{SEPARATOR.join(distinct)}{SEPARATOR}" if distinct else ""


class Reading(TenantModel):
    """What one version of the text engine found in one revision of a record; never changed afterwards."""

    feedback = models.ForeignKey(Feedback, models.CASCADE, related_name="readings")
    revision = models.PositiveIntegerField()
    engine = models.CharField(max_length=40)
    version = models.CharField(max_length=40)
    language = models.CharField(max_length=10)
    sentiment = models.CharField(max_length=10, blank=True)
    sentiment_score = models.FloatField(null=True, blank=True)
    words = models.JSONField(default=list)
    vocabulary = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["feedback", "revision", "engine", "version"], name="one_reading_each"
            )
        ]


def current_reading() -> FilteredRelation:
    """The reading of a record's present revision by the engine now installed, for `annotate(reading=...)`."""
    return FilteredRelation(
        "readings",
        condition=Q(
            readings__revision=F("revision"),
            readings__engine=text.ENGINE,
            readings__version=text.VERSION,
        ),
    )


class ReadingCursor(TenantModel):
    """How far one version of the engine has followed the change feed of a workspace.

    Every record with a smaller `change` is read, and of `change` itself those up to `record_id`;
    without a `record_id` all of them. Removals are followed up to `removal`.
    """

    engine = models.CharField(max_length=40)
    version = models.CharField(max_length=40)
    change = models.PositiveBigIntegerField(default=0)
    record_id = models.UUIDField(null=True, blank=True)
    removal = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "engine", "version"], name="one_cursor_an_engine")
        ]


class StaleMonth(TenantModel):
    """A month of the archive that no longer says what the database says.

    `marks` counts how often it was marked, so that a mark made during the rewriting is not lost.
    """

    month = models.CharField(max_length=7)
    marks = models.PositiveBigIntegerField(default=1)
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["since", "month"]
        constraints = [models.UniqueConstraint(fields=["workspace", "month"], name="a_month_is_stale_once")]


class ArchiveState(TenantModel):
    """What the archive of a workspace says: everything up to `change`, as last written at `at`.

    `seen` is where the feed ended when the writer last looked. `stamp` also stands in the folder: where
    the two differ, the folder belongs to another past of the database and is written again.
    """

    change = models.PositiveBigIntegerField(default=0)
    seen = models.PositiveBigIntegerField(default=0)
    at = models.DateTimeField(null=True, blank=True)
    stamp = models.CharField(max_length=32, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace"], name="one_archive_each")]
