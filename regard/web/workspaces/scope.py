"""From a request to a workspace and a permission: the one door of every page of a workspace."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404

from regard.web.accounts.models import User
from regard.web.workspaces.models import Membership, Workspace
from regard.web.workspaces.permissions import Permission
from regard.web.workspaces.tenancy import in_workspace


class SignedInRequest(HttpRequest):
    """A request of somebody who has signed in."""

    user: User


class MemberRequest(SignedInRequest):
    """A request of somebody who is a member of the workspace in the address."""

    workspace: Workspace
    membership: Membership


View = Callable[..., HttpResponseBase]


def member(permission: Permission) -> Callable[[View], View]:
    """Open the workspace named by `slug`: strangers get 404 (or sign in), the others need `permission`."""

    def decorate(view: View) -> View:
        @wraps(view)
        def opened(request: HttpRequest, slug: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            membership = Membership.of(request.user).filter(workspace__slug=slug).first()
            if membership is None:
                raise Http404
            inside = cast(MemberRequest, request)
            inside.workspace, inside.membership = membership.workspace, membership
            if not membership.may(permission):
                raise PermissionDenied
            with in_workspace(membership.workspace):
                return view(inside, *args, **kwargs)

        opened.permission = permission  # type: ignore[attr-defined]
        return opened

    return decorate


M = TypeVar("M", bound=models.Model)


def fetch(request: MemberRequest, model: type[M], pk: UUID, *, to: Permission) -> M:
    """The row with `pk` of the open workspace: 404 where there is none, 403 without the permission."""
    if not request.membership.may(to):
        raise PermissionDenied
    row: M = get_object_or_404(model.objects.all(), pk=pk)  # type: ignore[attr-defined]
    return row
