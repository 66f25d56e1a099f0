"""How far the reading has come, for pages that wait for it."""

from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from regard.web.insights import studies
from regard.web.workspaces.permissions import Permission
from regard.web.workspaces.scope import MemberRequest, member


@require_safe
@member(Permission.FEEDBACK_VIEW)
def progress(request: MemberRequest) -> HttpResponse:
    """How many records wait to be read, and whether the numbers lag: JSON, or a line of a page for htmx."""
    fresh = studies.freshness(request.workspace)
    if request.headers.get("HX-Request") == "true":
        context = {"fresh": fresh, "workspace": request.workspace}
        return HttpResponse(render_to_string("insights/progress.html", context))
    rereading = fresh.rereading._asdict() if fresh.rereading else None
    return JsonResponse(
        {"unread": fresh.unread, "behind": fresh.behind, "at": fresh.at, "rereading": rereading}
    )
