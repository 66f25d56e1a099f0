"""Themes as they stand: their names and places, which records carry them, and what people changed."""

import secrets

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from regard.web.accounts.models import User
from regard.web.feedback.models import Feedback
from regard.web.workspaces.tenancy import TenantModel


class ThemeState(TenantModel):
    """What was last discovered in a workspace, and how far its records have been given their themes.

    `found` is what the library keeps of a discovery. `edition` grows with every discovery and every act of a
    person, so that nothing is written from what is no longer true; `mark` is another one with each, by
    chance, for an edition comes twice where a copy of the database is put back. Every record with a smaller
    `change` has its themes of this edition, and of `change` itself those up to `record_id`; without one all
    of them.
    `seen` is where the feed ended when somebody last asked whether to discover anew.
    """

    found = models.JSONField(default=dict)
    edition = models.PositiveBigIntegerField(default=0)
    mark = models.CharField(max_length=16, default="", blank=True)
    change = models.PositiveBigIntegerField(default=0)
    record_id = models.UUIDField(null=True, blank=True)
    seen = models.PositiveBigIntegerField(default=0)
    texts = models.PositiveBigIntegerField(default=0)
    discovered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace"], name="one_state_of_themes_each")]

    def begin_edition(self) -> None:
        """What was written from the themes of before is true no more."""
        self.edition, self.mark = self.edition + 1, secrets.token_hex(4)


class Theme(TenantModel):
    """A theme or a group of themes as it is shown; `key` is what the library calls it and never changes.

    One that is gone (merged, retired, not found again) is kept: it may come back when an act is undone.
    """

    key = models.CharField(max_length=100)
    name = models.CharField(max_length=200)
    keywords = models.JSONField(default=list)
    languages = models.JSONField(default=list)
    parent = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="children")
    is_group = models.BooleanField(default=False)
    place = models.PositiveIntegerField(default=0)
    gone_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["place", "key"]
        constraints = [models.UniqueConstraint(fields=["workspace", "key"], name="one_theme_a_key")]

    def __str__(self) -> str:
        return self.name


class ThemeAssignment(TenantModel):
    """A record carries a theme, how surely, and where its text shows it.

    `spans` are pairs of places that count from the start of what was said in this revision.
    """

    feedback = models.ForeignKey(Feedback, models.CASCADE, related_name="themes")
    theme = models.ForeignKey(Theme, models.CASCADE, related_name="assignments")
    revision = models.PositiveIntegerField()
    confidence = models.FloatField()
    spans = models.JSONField(default=list)

    class Meta:
        ordering = ["-confidence", "id"]
        constraints = [models.UniqueConstraint(fields=["feedback", "theme"], name="a_theme_once_a_record")]


class ThemeAct(models.TextChoices):
    RENAME = "rename", _("renamed")
    MERGE = "merge", _("merged")
    SPLIT = "split", _("split")
    MOVE = "move", _("moved")
    RETIRE = "retire", _("retired")


class ThemePublication(TenantModel):
    """A draft that became the themes that everybody sees: who published it, and when.

    `counts` holds for each theme whose records it changed how many there were and are then; `moved` is how
    many records carry other themes. Without `moved` it was published before all was counted.
    """

    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    counts = models.JSONField(default=dict)
    moved = models.PositiveBigIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["at", "id"]


class ThemeEvent(TenantModel):
    """What a person changed about the themes; never changed, only undone. `at` is when it was published."""

    publication = models.ForeignKey(ThemePublication, models.PROTECT, null=True, related_name="events")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=ThemeAct.choices)
    event = models.JSONField()
    names = models.JSONField(default=dict)  # of the themes that it speaks of, as they were then
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "position"], name="one_theme_event_a_position")
        ]


class ThemeUndoing(TenantModel):
    """What a person changed was undone, by whom and when."""

    publication = models.ForeignKey(ThemePublication, models.PROTECT, null=True, related_name="undoings")
    event = models.OneToOneField(ThemeEvent, models.CASCADE, related_name="undoing")
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()


class ThemeDraft(TenantModel):
    """Changes to the themes that nobody else sees before they are published; a workspace has at most one.

    `edition` grows with every act that is put in or taken out: nobody publishes what they have not seen.
    The rest is how far the records have been counted: up to `counted_to`, `counted` texts, for the draft and
    the themes of `counted_seen`. `now` and `then` hold how many records carry each theme without and with
    the draft, `moved` how many carry other ones; `counted_at` says when all were counted.
    """

    edition = models.PositiveBigIntegerField(default=0)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    counted_seen = models.CharField(max_length=50, blank=True)
    counted_to = models.UUIDField(null=True, blank=True)
    counted = models.PositiveBigIntegerField(default=0)
    now = models.JSONField(default=dict)
    then = models.JSONField(default=dict)
    moved = models.PositiveBigIntegerField(default=0)
    counted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace"], name="one_draft_of_themes_each")]


class DraftedAct(TenantModel):
    """One change in a draft: an event to be, or a published event that is to be undone."""

    draft = models.ForeignKey(ThemeDraft, models.CASCADE, related_name="acts")
    position = models.PositiveBigIntegerField()
    event = models.JSONField(default=dict)  # empty where it undoes one
    undoes = models.ForeignKey(ThemeEvent, models.CASCADE, null=True, related_name="drafted_undoings")
    names = models.JSONField(default=dict)  # of the themes that it speaks of, as they are called in the draft
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["draft", "position"], name="one_act_a_place_in_a_draft")
        ]
