"""The page of the map, and its specification."""

from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from regard.web.customers import owning
from regard.web.dashboards.addresses import written_value
from regard.web.dashboards.charts.rendering import drawn
from regard.web.dashboards.choices import owners_named
from regard.web.dashboards.interactive import bundle_url
from regard.web.dashboards.naming import PERIOD_NAMES, Naming, days_text
from regard.web.dashboards.numbers import Numbers
from regard.web.insights.map_study import asking_words
from regard.web.positioning.addresses import PERIODS, MapAddress
from regard.web.positioning.looking import Looked, look
from regard.web.positioning.maps import Shown, shown
from regard.web.workspaces.permissions import Permission
from regard.web.workspaces.scope import MemberRequest, member

Link = tuple[str, str, bool]


@member(Permission.FEEDBACK_VIEW)
@require_safe
def map_page(request: MemberRequest) -> HttpResponse:
    """Intended words, what staff believe, and what customers say, with three named gaps."""
    looked = _looked(request)
    told = shown(request.workspace.slug, looked, today=timezone.now().date())
    context = {
        "looked": looked,
        "map": told,
        "chart": _chart(told, request.workspace.slug, looked),
        "bundle_url": bundle_url(request.workspace.slug) if told.chart else "",
        "menus": _menus(request, looked),
        "fresh": Numbers.of(request.workspace).fresh,
        "may_edit": request.membership.may(Permission.INTENTION_EDIT),
        "ask_url": _ask_url(request) if told.unlisted else "",
    }
    return render(request, "positioning/map.html", context)


@member(Permission.FEEDBACK_VIEW)
@require_safe
def chart_json(request: MemberRequest) -> HttpResponse:
    """The map as a Vega-Lite specification; 404 where there is none."""
    told = shown(request.workspace.slug, _looked(request), today=timezone.now().date())
    if told.chart is None:
        raise Http404
    return JsonResponse(told.chart.specification, json_dumps_params={"ensure_ascii": False})


def _looked(request: MemberRequest) -> Looked:
    numbers = Numbers.of(request.workspace)
    return look(
        numbers, MapAddress.read(request.GET.dict(), by=request.membership), today=timezone.now().date()
    )


def _ask_url(request: MemberRequest) -> str:
    """The draft of the newest survey with a list of words, for those who may change it; else a new one."""
    slug = request.workspace.slug
    if not request.membership.may(Permission.SURVEY_EDIT):
        return ""
    survey = asking_words()
    return reverse("surveys:draft", args=[slug, survey.pk]) if survey else reverse("surveys:new", args=[slug])


def _chart(told: Shown, slug: str, looked: Looked) -> dict[str, Any] | None:
    if told.chart is None:
        return None
    url = f"{reverse('positioning:chart-json', args=[slug])}?{looked.address.query()}"
    spec_url = url if bundle_url(slug) else ""
    return {**vars(told.chart), "svg": drawn(told.chart.specification), "spec_url": spec_url}


def _menus(request: MemberRequest, looked: Looked) -> list[tuple[str, list[Link]]]:
    """What can be chosen, each with its name; a choice of one is none."""
    address, url = looked.address, reverse("positioning:map", args=[request.workspace.slug])

    def to(**changes: Any) -> str:
        return f"{url}?{address.but(**changes).query()}"

    sources = {"asked": _("Chosen from a list"), "texts": _("Written freely")}
    menus = [
        (_("Words"), [(text, to(source=key), key == address.source) for key, text in sources.items()]),
        (_("Period"), _periods(looked, to)),
        (_("Segment"), _segments(looked, to)),
        (pgettext("of a customer", "Owner"), _owners(request, looked, to)),
        (
            _("Wave"),
            [
                (_("Wave %(number)s") % {"number": one.number}, to(wave=str(one.number)), one == looked.wave)
                for one in looked.waves
            ],
        ),
    ]
    return [(name, links) for name, links in menus if len(links) > 1]


def _periods(looked: Looked, to: Any) -> list[Link]:
    """Each counts back from today; that of an earlier day is named by its days."""
    address, earlier = looked.address, looked.address.last is not None
    here = [(days_text(looked.days), to(), True)] if earlier else []
    links = [(key, key == address.period and not earlier) for key in PERIODS]
    return [*here, *((str(PERIOD_NAMES[key]), to(period=key, last=None), chosen) for key, chosen in links)]


def _segments(looked: Looked, to: Any) -> list[Link]:
    chosen, naming = looked.address.segment, Naming()
    every = dict.fromkeys([*looked.segments, *([chosen] if chosen else [])])
    links = [(_("All customers"), to(segment=""), not chosen)]
    return links + [(naming.name("segment", one), to(segment=one), one == chosen) for one in every]


def _owners(request: MemberRequest, looked: Looked, to: Any) -> list[Link]:
    naming, chosen = Naming(owners=owning.owners()), looked.address.owners
    links = [(_("All owners"), to(owner=""), not chosen)]
    named = owners_named(chosen, naming, request.membership).items()
    return links + [(name, to(owner=written_value(pk)), chosen == (pk,)) for pk, name in named]
