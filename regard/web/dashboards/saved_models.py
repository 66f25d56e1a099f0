"""Views that people keep: an address of explore with a name, a note, and who else sees it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from regard.web.accounts.models import User
from regard.web.workspaces.models import Membership
from regard.web.workspaces.permissions import Permission
from regard.web.workspaces.tenancy import TenantModel, TenantQuerySet


class SavedView(TenantModel):
    """An address of explore under a name; `roles` see it beside its owner, none of them where it is private.

    Who may change it may let it show another address; an alert or a finding keeps the one it was made from.
    """

    name = models.CharField(_("name"), max_length=120)
    note = models.TextField(_("note"), max_length=500, blank=True)
    query = models.TextField(blank=True, editable=False)
    roles = models.JSONField(default=list)
    owner = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    owner_name = models.CharField(max_length=200)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name

    def changes_for(self, membership: Membership) -> bool:
        """Whether a member may rename, share and remove it: its owner, and of shared ones whoever manages."""
        if not membership.may(Permission.VIEW_EDIT):
            return False
        manages = bool(self.roles) and membership.may(Permission.WORKSPACE_MANAGE)
        return self.owner_id == membership.user_id or manages

    def is_seen_by(self, membership: Membership) -> bool:
        """Whether a member sees it."""
        return self.owner_id == membership.user_id or membership.role in self.roles


class ViewRemoval(TenantModel):
    """A view is listed no more: who removed it, and when."""

    view = models.OneToOneField(SavedView, models.CASCADE, related_name="removal")
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()


def kept() -> TenantQuerySet:
    """The views of the open workspace that nobody removed."""
    found: TenantQuerySet = SavedView.objects.filter(removal=None).select_related("owner")
    return found


def seen_by(membership: Membership) -> list[SavedView]:
    """Those that a member sees, by their names."""
    return [view for view in kept() if view.is_seen_by(membership)]
