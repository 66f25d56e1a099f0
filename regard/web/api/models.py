"""Who may call us and whom we call: tokens with scopes, webhooks and their deliveries."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from regard.web.workspaces.models import OutboxEvent
from regard.web.workspaces.tenancy import TenantModel


class ApiToken(TenantModel):
    """A key to the API: shown once, kept as a hash, limited to its scopes."""

    name = models.CharField(_("name"), max_length=200)
    shown_part = models.CharField(max_length=12)  # its first characters, to tell it from others
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    expires_at = models.DateTimeField(null=True)
    last_used_on = models.DateField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.name} ({self.shown_part}…)"


class IdempotencyKey(TenantModel):
    """What a call with this key was answered: the same again gets the same, another body is refused."""

    token = models.ForeignKey(ApiToken, models.CASCADE, related_name="+")
    key_hash = models.CharField(max_length=64)
    body_digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    answer = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "key_hash"], name="a_key_is_answered_once")]
        indexes = [models.Index(fields=["at"])]


class Webhook(TenantModel):
    """An address that is told what happens; it follows the outbox by the last position that it has seen."""

    url = models.URLField(max_length=2000)
    types = models.JSONField(default=list)  # none: all of them
    sealed_secret = models.CharField(max_length=300, editable=False)
    sealed_earlier_secret = models.CharField(max_length=300, blank=True, editable=False)  # while it rotates
    position = models.PositiveBigIntegerField(default=0)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    rests_until = models.DateTimeField(null=True)  # it does not answer, and is left alone for a while
    disabled_at = models.DateTimeField(null=True)
    disabled_because = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return self.url


class Delivery(TenantModel):
    """One event on its way to one webhook, until it is there or given up; it can be sent again by hand."""

    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries")
    event = models.ForeignKey(OutboxEvent, models.CASCADE, related_name="deliveries")
    due_at = models.DateTimeField(null=True)  # none: nothing more to do
    tries = models.PositiveSmallIntegerField(default=0)
    status = models.PositiveSmallIntegerField(null=True)  # of the last try
    problem = models.CharField(max_length=200, blank=True)
    delivered_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["webhook", "event"], name="one_delivery_each")]
        indexes = [models.Index(fields=["due_at"], condition=~models.Q(due_at=None), name="delivery_due")]
