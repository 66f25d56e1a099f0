"""Where a person lands, and whether the application is well."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from regard.web.accounts.models import User
from regard.web.workspaces.models import Membership


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Nobody yet: set up. Not signed in: sign in. Otherwise: home of the workspace used last."""
    if not request.user.is_authenticated:
        return redirect("account_login" if User.objects.exists() else "workspaces:setup")
    memberships = list(Membership.of(request.user))
    if not memberships:
        return redirect("workspaces:new")
    last = request.session.get("workspace")
    chosen = next((row for row in memberships if row.workspace.slug == last), memberships[0])
    return redirect("dashboards:home", chosen.workspace.slug)


@require_safe
def healthy(request: HttpRequest) -> HttpResponse:
    """200 where the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")
