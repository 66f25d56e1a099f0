"""The tenant, the people in it, what was done in it, and who is working on what."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from regard.web.workspaces.permissions import Permission, Role, may
from regard.web.workspaces.tenancy import TenantModel


class Workspace(models.Model):
    """A tenant: one company's customers, feedback and people."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.SlugField(_("address"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    time_zone = models.CharField(_("time zone"), max_length=60, default="UTC")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    sample_since = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_sample(self) -> bool:
        """Whether everything in it is invented."""
        return self.sample_since is not None


class Membership(TenantModel):
    """A person in a workspace, with one role."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    role = models.CharField(_("role"), max_length=10, choices=Role.choices)
    since = models.DateTimeField(default=timezone.now, editable=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["since", "id"]
        constraints = [models.UniqueConstraint(fields=["workspace", "user"], name="one_membership_each")]

    def __str__(self) -> str:
        return f"{self.user} ({self.role})"

    def may(self, permission: Permission) -> bool:
        return may(self.role, permission)

    @classmethod
    def of(cls, user: Any) -> "models.QuerySet[Membership]":
        """The memberships of one person in all workspaces: the one question asked across the wall."""
        return cls._base_manager.filter(user=user).select_related("workspace").order_by("workspace__name")


class MemberInvitation(TenantModel):
    """An open seat: whoever holds the link may take it, once, until it ends."""

    email = models.EmailField(_("e-mail"))
    role = models.CharField(_("role"), max_length=10, choices=Role.choices, default=Role.VIEWER)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    invited_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["-invited_at"]


class AuditEvent(TenantModel):
    """What somebody did, chained by hash: a line that is changed or removed is noticed."""

    position = models.PositiveBigIntegerField(editable=False)
    at = models.DateTimeField(editable=False)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    actor_name = models.CharField(max_length=200, blank=True)
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=200, blank=True)
    details = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["-position"]
        constraints = [models.UniqueConstraint(fields=["workspace", "position"], name="audit_in_one_line")]


class Lease(models.Model):
    """Who is doing a piece of background work, and until when the others keep away."""

    name = models.CharField(max_length=200, primary_key=True)
    owner = models.CharField(max_length=100, blank=True)
    until = models.DateTimeField(null=True, blank=True)


class OutboxEvent(TenantModel):
    """What webhooks are told of something that happened: written with it, or not at all.

    `position` is that of its line in the audit trail, so that a reader who has seen it has seen all before.
    """

    position = models.PositiveBigIntegerField(editable=False)
    type = models.CharField(max_length=60)  # "response.completed"
    content = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["workspace", "position"], name="outbox_in_one_line")]
