"""The page of influence factors: asked, read in texts, and seen in what customers did."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from regard.web.dashboards.naming import PERIOD_NAMES
from regard.web.dashboards.numbers import Numbers
from regard.web.positioning.addresses import PERIODS, MapAddress
from regard.web.positioning.influence import shown, study_of
from regard.web.workspaces.permissions import Permission
from regard.web.workspaces.scope import MemberRequest, member


@member(Permission.FEEDBACK_VIEW)
@require_safe
def influence(request: MemberRequest) -> HttpResponse:
    """Every factor in three ways, side by side."""
    today, slug = timezone.now().date(), request.workspace.slug
    address = MapAddress(period=MapAddress.read(request.GET.dict()).period)
    numbers = Numbers.of(request.workspace)
    url = reverse("positioning:influence", args=[slug])
    periods = [
        (str(PERIOD_NAMES[key]), f"{url}?{address.but(period=key).query()}", key == address.period)
        for key in PERIODS
    ]
    context = {
        "influence": shown(slug, study_of(numbers, address, today=today), address, today=today),
        "menus": [(_("Period"), periods)],
        "fresh": numbers.fresh,
    }
    return render(request, "positioning/influence.html", context)
