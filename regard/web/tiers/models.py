"""Engines beside the default: where they are, who agreed that texts leave, how far they have come."""

import hashlib
from datetime import datetime
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from regard.perception.text import tiers
from regard.web.accounts.models import User
from regard.web.feedback.models import Feedback
from regard.web.outbound import target
from regard.web.sealing import unseal
from regard.web.workspaces.tenancy import TenantModel

PURPOSE = "tier"
LONGEST = 40  # of an engine and of a version in a reading
FIELDS = ("title", "text")  # all that leaves of a record


class Kind(models.TextChoices):
    CHAT = "chat", _("Chat model")
    EMBEDDINGS = "embeddings", _("Embedding model")


class Problem(models.TextChoices):
    """Why a tier rests, in words that tell nothing of what the host said."""

    ADDRESS = "address", _("The host could not be reached, or may not be called.")
    TURNED_AWAY = "turned_away", _("The host refused the call: check the key and the name of the model.")
    BUSY = "busy", _("The host asked for patience.")
    SLOW = "slow", _("The host took too long.")
    TOO_LARGE = "too_large", _("The answer was too large.")
    MALFORMED = "malformed", _("The answers were not of the form that was asked for.")
    KEY = "key", _("The key can no longer be read. Enter it again.")


class TextTier(TenantModel):
    """An endpoint that reads texts beside the default engine. Where it is and what leaves never change.

    It rests until `paused_until` after a `problem`. Nothing was left to read up to `seen` of the change feed.
    `taught` are the vectors of our own texts so far, until its heads are `trained`.
    `is_first`: the workspace chose to show its readings before those of the default engine.
    """

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    endpoint = models.CharField(_("address"), max_length=300)
    model = models.CharField(_("model"), max_length=120)
    sealed_key = models.TextField(blank=True)
    heads = models.JSONField(default=list)
    is_masked = models.BooleanField(default=True)
    daily = models.PositiveIntegerField(
        _("texts a day at most"), default=200, validators=[MinValueValidator(1), MaxValueValidator(100_000)]
    )
    is_first = models.BooleanField(default=False)
    taught = models.BinaryField(default=bytes, blank=True)
    trained = models.BinaryField(default=bytes, blank=True)
    seen = models.PositiveBigIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=12, choices=Problem.choices, blank=True)
    paused_until = models.DateTimeField(null=True, blank=True)
    added_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    added_at = models.DateTimeField()
    removed_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["added_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace"], condition=models.Q(is_first=True), name="one_tier_is_shown_first"
            )
        ]

    @property
    def host(self) -> str:
        """Where texts go. Raises RefusedAddress where the address may not be called any more."""
        return target(self.endpoint).shown

    @property
    def host_shown(self) -> str:
        """The host and port as they were entered."""
        return self.endpoint.split("/")[2]

    @property
    def engine(self) -> str:
        """The engine that its readings name: how it asks, and whom."""
        name = tiers.ChatTier.name if self.kind == Kind.CHAT else tiers.EmbeddingTier.name
        return shortened(f"{name}@{self.host_shown}")

    @property
    def version(self) -> str:
        """The version that its readings name: the model."""
        return shortened(self.model)

    @property
    def key(self) -> str:
        """The key of the endpoint. Raises BrokenSeal."""
        return unseal(self.sealed_key, purpose=PURPOSE) if self.sealed_key else ""

    @property
    def needs_training(self) -> bool:
        """Whether its heads have still to be trained on our own texts."""
        return self.kind == Kind.EMBEDDINGS and not self.trained

    @property
    def consent(self) -> "TierConsent | None":
        """The agreement that stands."""
        found: TierConsent | None = self.consents.filter(withdrawn_at=None).first()
        return found

    def note(self, **fields: Any) -> None:
        """Change these fields of the row, and no other."""
        for name, value in fields.items():
            setattr(self, name, value)
        self.save(update_fields=list(fields))

    def used_on(self, day: datetime) -> int:
        """How many texts left on that day (UTC)."""
        row = TierDay.objects.filter(tier=self, day=day.date()).first()
        return int(row.texts) if row else 0


class TierConsent(TenantModel):
    """Somebody saw what leaves for a tier and agreed; until somebody withdraws it."""

    tier = models.ForeignKey(TextTier, models.CASCADE, related_name="consents")
    host = models.CharField(max_length=300)
    fields = models.JSONField(default=list)
    is_masked = models.BooleanField()
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(
                fields=["tier"], condition=models.Q(withdrawn_at=None), name="one_standing_consent_a_tier"
            )
        ]


class TierDay(TenantModel):
    """How many texts left for a tier on one day (UTC)."""

    tier = models.ForeignKey(TextTier, models.CASCADE, related_name="days")
    day = models.DateField()
    texts = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tier", "day"], name="one_count_a_day")]


class TierRefusal(TenantModel):
    """A tier could make nothing of one revision of a record; it is not asked about it again."""

    tier = models.ForeignKey(TextTier, models.CASCADE, related_name="refusals")
    feedback = models.ForeignKey(Feedback, models.CASCADE, related_name="+")
    revision = models.PositiveIntegerField()
    reason = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tier", "feedback", "revision"], name="one_refusal_a_revision")
        ]


def shortened(name: str) -> str:
    """A name that fits into a reading; a long one ends in a mark of the whole.

    >>> shortened("small-1"), len(shortened("x" * 99))
    ('small-1', 40)
    """
    if len(name) <= LONGEST:
        return name
    return f"{name[: LONGEST - 9]}~{hashlib.sha256(name.encode()).hexdigest()[:8]}"
