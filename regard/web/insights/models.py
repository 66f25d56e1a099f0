"""What the text engine found in each record, and how far the reading and the archive have come."""

from typing import NamedTuple

from django.db import models
from django.db.models import F, FilteredRelation, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from regard.perception import text
from regard.web.accounts.models import User
from regard.web.feedback.models import Feedback
from regard.web.insights.theme_models import (
    DraftedAct,
    Theme,
    ThemeAssignment,
    ThemeDraft,
    ThemeEvent,
    ThemePublication,
    ThemeState,
    ThemeUndoing,
)
from regard.web.workspaces.tenancy import TenantModel

__all__ = [
    "DraftedAct",
    "Theme",
    "ThemeAssignment",
    "ThemeDraft",
    "ThemeEvent",
    "ThemePublication",
    "ThemeState",
    "ThemeUndoing",
]


def said(feedback: Feedback) -> str:
    """All that the customer wrote, as it was read: the spans of a reading count from its start."""
    return f"{feedback.title}\n{feedback.text}" if feedback.title else feedback.text


class Reading(TenantModel):
    """What one version of the text engine found in one revision of a record.

    Only corrections by people change it: then its columns say what those people say, and `uncorrected` keeps
    what the engine had said in them. Spans count from the start of what was `said`.
    """

    feedback = models.ForeignKey(Feedback, models.CASCADE, related_name="readings")
    revision = models.PositiveIntegerField()
    engine = models.CharField(max_length=40)
    version = models.CharField(max_length=40)
    language = models.CharField(max_length=10)
    sentiment = models.CharField(max_length=10, blank=True)
    sentiment_score = models.FloatField(null=True, blank=True)
    p_negative = models.FloatField(null=True, blank=True)
    p_neutral = models.FloatField(null=True, blank=True)
    p_positive = models.FloatField(null=True, blank=True)
    factors = models.JSONField(default=list)
    emotions = models.JSONField(default=list)
    intents = models.JSONField(default=list)
    descriptors = models.JSONField(default=list)
    flags = models.JSONField(default=list)
    words = models.JSONField(default=list)
    vocabulary = models.TextField(blank=True)
    marks = models.TextField(blank=True)
    uncorrected = models.JSONField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["feedback", "revision", "engine", "version"], name="one_reading_each"
            )
        ]


class Head(models.TextChoices):
    SENTIMENT = "sentiment", _("Sentiment")
    FACTOR = "factor", _("Factor")
    EMOTION = "emotion", _("Emotion")
    INTENT = "intent", _("Intent")


class Act(models.TextChoices):
    SET = "set", _("set")
    ADD = "add", _("added")
    REMOVE = "remove", _("removed")


class Correction(TenantModel):
    """What a person says that a reading of one revision should say; never changed, only taken back.

    `value` is what was set, added or removed; `before` and `after` are all that the reading said under this
    head, read by this engine and version.
    """

    feedback = models.ForeignKey(Feedback, models.CASCADE, related_name="corrections")
    revision = models.PositiveIntegerField()
    head = models.CharField(max_length=10, choices=Head.choices)
    act = models.CharField(max_length=6, choices=Act.choices)
    value = models.JSONField()
    before = models.JSONField()
    after = models.JSONField()
    engine = models.CharField(max_length=40)
    version = models.CharField(max_length=40)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]


class Retraction(TenantModel):
    """A correction was taken back, by whom and when."""

    correction = models.OneToOneField(Correction, models.CASCADE, related_name="retraction")
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()


class ReadingCursor(TenantModel):
    """How far one version of the engine has followed the change feed of a workspace.

    Every record with a smaller `change` is read, and of `change` itself those up to `record_id`;
    without a `record_id` all of them. Removals are followed up to `removal`. `whole_at` is when this
    version had read everything for the first time; its readings count from then on.
    """

    engine = models.CharField(max_length=40)
    version = models.CharField(max_length=40)
    change = models.PositiveBigIntegerField(default=0)
    record_id = models.UUIDField(null=True, blank=True)
    removal = models.PositiveBigIntegerField(default=0)
    whole_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "engine", "version"], name="one_cursor_an_engine")
        ]


class Versions(NamedTuple):
    """The version of the engine that is installed here, and the one whose readings count."""

    installed: ReadingCursor
    serving: ReadingCursor

    @property
    def is_rereading(self) -> bool:
        """Whether the installed one still reads what another one has read before it."""
        return self.installed is not self.serving


def versions() -> Versions:
    """Both in the open workspace.

    The installed version counts as soon as it has read everything once; until then the last one that had,
    so that no number mixes two versions. The first one of all counts from its first record on.
    """
    every: list[ReadingCursor] = list(ReadingCursor.objects.all())
    found = [one for one in every if (one.engine, one.version) == (text.ENGINE, text.VERSION)]
    own = found[0] if found else ReadingCursor(engine=text.ENGINE, version=text.VERSION)
    whole = [one for one in every if one.whole_at is not None]
    if own.whole_at is not None or not whole:
        return Versions(own, own)
    return Versions(own, max(whole, key=lambda one: (one.whole_at, one.pk)))


def current_reading() -> FilteredRelation:
    """The reading of a record's present revision that counts, for `annotate(reading=...)`."""
    counts = versions().serving
    return FilteredRelation(
        "readings",
        condition=Q(
            readings__revision=F("revision"),
            readings__engine=counts.engine,
            readings__version=counts.version,
        ),
    )


class StaleMonth(TenantModel):
    """A month of the archive that no longer says what the database says.

    `marks` counts how often it was marked, so that a mark made during the writing is not lost; `rewrites`
    counts those after which the month has to be written again, whole. Where there are none, records were
    only added, and none that is not archived yet has a smaller change number than `first`.
    """

    month = models.CharField(max_length=7)
    marks = models.PositiveBigIntegerField(default=1)
    rewrites = models.PositiveBigIntegerField(default=1)
    first = models.PositiveBigIntegerField(default=0)
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["since", "month"]
        constraints = [models.UniqueConstraint(fields=["workspace", "month"], name="a_month_is_stale_once")]


class ArchiveState(TenantModel):
    """What the archive of a workspace says: everything up to `change`, as last written at `at`.

    `seen` is where the feed ended when the writer last looked. `stamp` also stands in the folder, and both
    change each time that months are written; `next_stamp` is there while they do. Where the folder has
    neither, it belongs to another past of the database (one of both was restored) and is written again.
    Whoever marks months locks this row. `engine` and `version` are whose readings it had when all of it
    was last up to date; `marked_for` is for whose readings every month was last marked. `withheld` are the
    records of anonymous surveys that its months were last told to leave out.
    """

    change = models.PositiveBigIntegerField(default=0)
    seen = models.PositiveBigIntegerField(default=0)
    at = models.DateTimeField(null=True, blank=True)
    stamp = models.CharField(max_length=32, blank=True)
    next_stamp = models.CharField(max_length=32, blank=True)
    engine = models.CharField(max_length=40, blank=True)
    version = models.CharField(max_length=40, blank=True)
    marked_for = models.CharField(max_length=81, blank=True)
    withheld = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace"], name="one_archive_each")]
