"""How people come into a workspace, change what they may do there, and leave it."""

import hashlib
import re
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from regard.web.accounts.models import User
from regard.web.workspaces.auditing import record_event
from regard.web.workspaces.models import MemberInvitation, Membership, Workspace
from regard.web.workspaces.permissions import Permission, Role, may
from regard.web.workspaces.tenancy import in_workspace

INVITATION_DAYS = 7


class NotAllowed(Exception):
    """The rule that stands against it, as text to show."""


def found_workspace(name: str, *, by: User, at: datetime, sample: bool = False) -> Workspace:
    """A new workspace with `by` as its owner; its address is made from its name."""
    with transaction.atomic():
        workspace = Workspace.objects.create(
            name=name, slug=_free_slug(name), created_at=at, sample_since=at if sample else None
        )
        with in_workspace(workspace):
            Membership.objects.create(user=by, role=Role.OWNER, since=at)
            record_event("workspace.founded", by=by, at=at, subject=name)
    return workspace


def _free_slug(name: str) -> str:
    base = slugify(name)[:50] or "workspace"
    taken = set(Workspace.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    number = 2
    slug = base
    while slug in taken:
        slug, number = f"{base}-{number}", number + 1
    return slug


def invite(email: str, role: str, *, by: Membership, at: datetime) -> tuple[MemberInvitation, str]:
    """An invitation and the secret of its link, which is kept nowhere. Raises NotAllowed."""
    email = email.strip().lower()
    _check_reach(by, role)
    if Membership.objects.filter(user__email=email).exists():
        raise NotAllowed(_("This person is a member already."))
    token = secrets.token_urlsafe(32)
    MemberInvitation.objects.filter(email=email, accepted_at=None).delete()
    invitation = MemberInvitation.objects.create(
        email=email,
        role=role,
        token_hash=_hashed(token),
        invited_by=by.user,
        invited_at=at,
        expires_at=at + timedelta(days=INVITATION_DAYS),
    )
    record_event("member.invited", by=by.user, at=at, subject=email, role=role)
    return invitation, token


def open_invitation(token: str, *, at: datetime) -> MemberInvitation | None:
    """The invitation that `token` opens: not used, not ended, of a workspace that is there."""
    if not re.fullmatch(r"[\w-]{43}", token, re.ASCII):
        return None
    rows = MemberInvitation._base_manager.select_related("workspace", "invited_by")
    return rows.filter(token_hash=_hashed(token), accepted_at=None, expires_at__gt=at).first()


def accept(invitation: MemberInvitation, user: User, *, at: datetime) -> Membership:
    """Take the seat. Raises NotAllowed where it is for somebody else, or was taken meanwhile."""
    if user.email != invitation.email:
        raise NotAllowed(_("This invitation is for another e-mail address."))
    with transaction.atomic(), in_workspace(invitation.workspace):
        open_seat = MemberInvitation.objects.filter(pk=invitation.pk, accepted_at=None)
        if not open_seat.update(accepted_at=at):
            raise NotAllowed(_("This invitation has been used."))
        membership: Membership
        membership, _made = Membership.objects.get_or_create(
            user=user,
            defaults={"role": invitation.role, "since": at, "added_by": invitation.invited_by},
        )
        record_event("member.joined", by=user, at=at, subject=user.email, role=membership.role)
    return membership


def change_role(membership: Membership, role: str, *, by: Membership, at: datetime) -> None:
    """Give a member another role. Raises NotAllowed."""
    _check_reach(by, role)
    _check_reach(by, membership.role)
    if membership.role == Role.OWNER and role != Role.OWNER:
        _check_other_owner(membership)
    before, membership.role = membership.role, role
    membership.save()
    record_event("member.role", by=by.user, at=at, subject=membership.user.email, before=before, after=role)


def remove(membership: Membership, *, by: Membership, at: datetime) -> None:
    """End a membership; anybody may end their own. Raises NotAllowed."""
    if membership.pk != by.pk:
        _check_reach(by, membership.role)
    if membership.role == Role.OWNER:
        _check_other_owner(membership)
    email = membership.user.email
    membership.delete()
    record_event("member.removed", by=by.user, at=at, subject=email)


def _check_reach(by: Membership, role: str) -> None:
    if role == Role.OWNER and not may(by.role, Permission.OWNER_MANAGE):
        raise NotAllowed(_("Only an owner makes and unmakes owners."))


def _check_other_owner(membership: Membership) -> None:
    if not Membership.objects.filter(role=Role.OWNER).exclude(pk=membership.pk).exists():
        raise NotAllowed(_("A workspace keeps at least one owner."))


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
