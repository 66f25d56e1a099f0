"""Members, settings, and the first minutes."""

from uuid import UUID

from django.conf import settings as configuration
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from regard.web.accounts.models import User
from regard.web.workspaces import joining
from regard.web.workspaces.auditing import first_broken_line, record_event
from regard.web.workspaces.forms import (
    InvitationForm,
    InvitedPersonForm,
    SettingsForm,
    SetupForm,
    WorkspaceForm,
)
from regard.web.workspaces.models import AuditEvent, MemberInvitation, Membership
from regard.web.workspaces.permissions import PERMISSIONS, Permission, Role
from regard.web.workspaces.scope import MemberRequest, SignedInRequest, fetch, member

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def setup(request: HttpRequest) -> HttpResponse:
    """The first person and the first workspace; gone as soon as there is anybody."""
    if User.objects.exists():
        raise Http404
    form = SetupForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            user = form.create()
            workspace = joining.found_workspace(form.cleaned_data["company"], by=user, at=timezone.now())
        if form.cleaned_data["sample"]:
            import_string(configuration.SAMPLE_LOADER)(by=user, at=timezone.now())
        login(request, user, backend=BACKEND)
        return redirect("dashboards:home", workspace.slug)
    return render(request, "workspaces/setup.html", {"form": form})


@login_required
def new(request: SignedInRequest) -> HttpResponse:
    """One more workspace, with whoever asks as its owner."""
    form = WorkspaceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        workspace = joining.found_workspace(form.cleaned_data["name"], by=request.user, at=timezone.now())
        return redirect("dashboards:home", workspace.slug)
    return render(request, "workspaces/new.html", {"form": form})


def join(request: HttpRequest, token: str) -> HttpResponse:
    """Take the seat that an invitation offers: with the account one has, or with a new one."""
    invitation = joining.open_invitation(token, at=timezone.now())
    if invitation is None:
        raise Http404
    known = User.objects.filter(email=invitation.email).first()
    context = {"invitation": invitation, "known": known, "matches": request.user == known}
    if known is not None:
        if request.method == "POST" and request.user == known:
            return _take_seat(request, invitation, known)
        return render(request, "workspaces/join.html", context)
    form = InvitedPersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.cleaned_data["email"] = invitation.email
        user = form.create()
        login(request, user, backend=BACKEND)
        return _take_seat(request, invitation, user)
    return render(request, "workspaces/join.html", context | {"form": form})


def _take_seat(request: HttpRequest, invitation: MemberInvitation, user: User) -> HttpResponse:
    try:
        joining.accept(invitation, user, at=timezone.now())
    except joining.NotAllowed as problem:
        messages.error(request, str(problem))
        return redirect("start")
    return redirect("dashboards:home", invitation.workspace.slug)


@member(Permission.MEMBER_VIEW)
def members(request: MemberRequest, form: InvitationForm | None = None, link: str = "") -> HttpResponse:
    """Who is in, with which role, and who has been asked."""
    manages = request.membership.may(Permission.MEMBER_MANAGE)
    context = {
        "members": Membership.objects.select_related("user"),
        "invitations": MemberInvitation.objects.filter(accepted_at=None) if manages else [],
        "form": form or InvitationForm(),
        "link": link,
        "manages": manages,
        "roles": [
            (role, [permission.label for permission in Permission if permission in PERMISSIONS[role]])
            for role in Role
        ],
        "now": timezone.now(),
    }
    return render(request, "workspaces/members.html", context)


@member(Permission.MEMBER_MANAGE)
@require_POST
def invite(request: MemberRequest) -> HttpResponse:
    """Make an invitation and show its link, this once."""
    form = InvitationForm(request.POST)
    link = ""
    if form.is_valid():
        email, role = form.cleaned_data["email"], form.cleaned_data["role"]
        try:
            _row, token = joining.invite(email, role, by=request.membership, at=timezone.now())
        except joining.NotAllowed as problem:
            form.add_error(None, str(problem))
        else:
            link = configuration.BASE_URL + reverse("workspaces:join", args=[token])
            form = InvitationForm()
    return members.__wrapped__(request, form=form, link=link)  # type: ignore[attr-defined,no-any-return]


@member(Permission.MEMBER_MANAGE)
@require_POST
def withdraw(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Take an invitation back."""
    invitation = fetch(request, MemberInvitation, pk, to=Permission.MEMBER_MANAGE)
    record_event("member.invitation-withdrawn", by=request.user, at=timezone.now(), subject=invitation.email)
    invitation.delete()
    return redirect("workspaces:members", request.workspace.slug)


@member(Permission.MEMBER_MANAGE)
@require_POST
def change_role(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Give a member the role that was chosen."""
    membership = fetch(request, Membership, pk, to=Permission.MEMBER_MANAGE)
    role = request.POST.get("role", "")
    if role not in Role.values:
        raise Http404
    try:
        joining.change_role(membership, role, by=request.membership, at=timezone.now())
    except joining.NotAllowed as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("The role was changed."))
    return redirect("workspaces:members", request.workspace.slug)


@member(Permission.MEMBER_VIEW)
@require_POST
def remove_member(request: MemberRequest, pk: UUID) -> HttpResponse:
    """End a membership: one's own, or another's with the permission to."""
    own = pk == request.membership.pk
    needed = Permission.MEMBER_VIEW if own else Permission.MEMBER_MANAGE
    membership = fetch(request, Membership, pk, to=needed)
    try:
        joining.remove(membership, by=request.membership, at=timezone.now())
    except joining.NotAllowed as problem:
        messages.error(request, str(problem))
        return redirect("workspaces:members", request.workspace.slug)
    return redirect("start") if own else redirect("workspaces:members", request.workspace.slug)


@member(Permission.WORKSPACE_MANAGE)
def settings(request: MemberRequest) -> HttpResponse:
    """Name and time zone of the workspace, and what was done in it."""
    form = SettingsForm(request.POST or None, instance=request.workspace)
    if request.method == "POST" and form.is_valid():
        form.save()
        changed = {name: str(form.cleaned_data[name]) for name in form.changed_data}
        record_event("workspace.settings", by=request.user, at=timezone.now(), **changed)
        messages.success(request, _("Saved."))
        return redirect("workspaces:settings", request.workspace.slug)
    request.workspace.refresh_from_db()
    trail = AuditEvent.objects.all()[:50]
    context = {"form": form, "trail": trail, "broken": first_broken_line()}
    return render(request, "workspaces/settings.html", context)


@member(Permission.OWNER_MANAGE)
@require_POST
def remove_sample(request: MemberRequest) -> HttpResponse:
    """Remove the sample workspace and all that is in it. A real workspace is not removed this way."""
    workspace = get_object_or_404(
        type(request.workspace), pk=request.workspace.pk, sample_since__isnull=False
    )
    workspace.delete()
    messages.success(request, _("The sample workspace was removed."))
    return redirect("start")
