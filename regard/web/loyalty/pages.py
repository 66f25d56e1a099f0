"""The page of loyalty and money: who stays, who leaves, and what goes with it."""

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from regard.web.dashboards.charts.rendering import drawn
from regard.web.dashboards.interactive import bundle_url
from regard.web.loyalty.asking import everybody, followed
from regard.web.loyalty.staying import Staying, staying_of
from regard.web.workspaces.permissions import Permission
from regard.web.workspaces.scope import MemberRequest, member

LENGTHS = (6, 12, 18, 24)
USUAL = 12


@member(Permission.REVENUE_VIEW)
@require_safe
def loyalty(request: MemberRequest) -> HttpResponse:
    """Retention by score, the revenue that was heard and kept, and what goes with leaving."""
    today, months = timezone.now().date(), _months(request)
    context: dict[str, Any] = {"can_import": request.membership.may(Permission.FEEDBACK_IMPORT)}
    if any(one.spells for one in everybody(request.workspace)):
        found = staying_of(followed(request.workspace, months=months, today=today))
        context |= {
            "staying": found,
            "chart": _chart(request, found, months),
            "bundle_url": bundle_url(request.workspace.slug),
            "menu": _menu(request, months),
        }
    return render(request, "loyalty/loyalty.html", context)


@member(Permission.REVENUE_VIEW)
@require_safe
def chart_json(request: MemberRequest) -> HttpResponse:
    """The curves as a Vega-Lite specification; 404 where there are none."""
    found = _staying(request, today=timezone.now().date())
    if found.chart is None:
        raise Http404
    return JsonResponse(found.chart.specification, json_dumps_params={"ensure_ascii": False})


def _staying(request: MemberRequest, *, today: date) -> Staying:
    return staying_of(followed(request.workspace, months=_months(request), today=today))


def _months(request: MemberRequest) -> int:
    asked = request.GET.get("months", "")
    return int(asked) if asked in map(str, LENGTHS) else USUAL


def _menu(request: MemberRequest, months: int) -> list[tuple[str, str, bool]]:
    url = reverse("loyalty:page", args=[request.workspace.slug])
    text = ngettext("Last %(n)s month", "Last %(n)s months", 2)
    return [(text % {"n": each}, f"{url}?months={each}", each == months) for each in LENGTHS]


def _chart(request: MemberRequest, found: Staying, months: int) -> dict[str, Any] | None:
    """The chart as components/chart.html takes it, drawn."""
    if found.chart is None:
        return None
    slug = request.workspace.slug
    url = f"{reverse('loyalty:chart-json', args=[slug])}?months={months}" if bundle_url(slug) else ""
    return {**vars(found.chart), "svg": drawn(found.chart.specification), "spec_url": url}
