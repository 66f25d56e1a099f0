"""The page of influence factors: asked, read in texts, and seen in what customers did."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from regard.web.customers import owning
from regard.web.dashboards.addresses import written_value
from regard.web.dashboards.choices import owners_named
from regard.web.dashboards.naming import PERIOD_NAMES, Naming
from regard.web.dashboards.numbers import Numbers
from regard.web.insights.influence_study import silent
from regard.web.insights.marks import FACTORS
from regard.web.positioning.addresses import PERIODS, MapAddress
from regard.web.positioning.cells import name_of
from regard.web.positioning.influence import named_of, shown, study_of, where_of
from regard.web.positioning.listing import page_of
from regard.web.workspaces.permissions import Permission
from regard.web.workspaces.scope import MemberRequest, member

Link = tuple[str, str, bool]
MOST = 100  # segments to choose from


@member(Permission.FEEDBACK_VIEW)
@require_safe
def influence(request: MemberRequest) -> HttpResponse:
    """Every factor in three ways, side by side, and what came after praise and complaint."""
    today, slug = timezone.now().date(), request.workspace.slug
    address, numbers = _address(request), Numbers.of(request.workspace)
    naming = Naming(owners=owning.owners())
    study = study_of(numbers, address, today=today)
    described = naming.described(address.of_explore(address.days(today=today)), today=today)
    context = {
        "influence": shown(slug, study, address, described=described, today=today),
        "described": described,
        "menus": _menus(request, numbers, naming, address),
        "fresh": numbers.fresh,
    }
    return render(request, "positioning/influence.html", context)


@member(Permission.FEEDBACK_VIEW)
@require_safe
def records(request: MemberRequest) -> HttpResponse:
    """The answers in which people named a factor, or the records that speak of none."""
    today, slug, address = timezone.now().date(), request.workspace.slug, _address(request)
    which, factor = request.GET.get("which", ""), request.GET.get("factor", "")
    some_apart = False
    if which == "named" and factor in FACTORS:
        found, some_apart = named_of(Numbers.of(request.workspace), address, factor, today=today)
        title = _("Named when asked: %(factor)s") % {"factor": name_of(factor)}
        more = {"which": which, "factor": factor}
    elif which == "silent":
        found, title = (
            silent(where_of(address, today=today)),
            _("Texts that speak of none of the ten factors"),
        )
        more = {"which": which}
    else:
        raise Http404
    back = f"{reverse('positioning:influence', args=[slug])}?{address.query()}"
    url = reverse("positioning:influence-records", args=[slug])
    context = {
        "title": title,
        "back": back,
        "back_name": _("Influence factors"),
        "remark": _("Answers of anonymous surveys are counted and not listed.") if some_apart else "",
        **page_of(request, found, url=url, address=address, more=more),
    }
    return render(request, "positioning/records.html", context)


def _address(request: MemberRequest) -> MapAddress:
    """Influence knows periods, segments and owners; words and waves are of the map."""
    asked = MapAddress.read(request.GET.dict(), by=request.membership)
    return MapAddress(period=asked.period, segment=asked.segment, owner=asked.owner)


def _menus(
    request: MemberRequest, numbers: Numbers, naming: Naming, address: MapAddress
) -> list[tuple[str, list[Link]]]:
    """What can be chosen, each with its name; a choice of one is none."""
    url = reverse("positioning:influence", args=[request.workspace.slug])

    def to(**changes: str) -> str:
        return f"{url}?{address.but(**changes).query()}"

    periods = [(str(PERIOD_NAMES[key]), to(period=key), key == address.period) for key in PERIODS]
    known = [key[0] for key, _n in numbers.record_counts(by=("segment",)).rows if isinstance(key[0], str)]
    segments = [(_("All customers"), to(segment=""), not address.segment)]
    for one in dict.fromkeys([*known[:MOST], *([address.segment] if address.segment else [])]):
        segments.append((naming.name("segment", one), to(segment=one), one == address.segment))
    owners = [(_("All owners"), to(owner=""), not address.owners)]
    for pk, name in owners_named(address.owners, naming, request.membership).items():
        owners.append((name, to(owner=written_value(pk)), address.owners == (pk,)))
    menus = [
        (_("Period"), periods),
        (_("Segment"), segments),
        (pgettext("of a customer", "Owner"), owners),
    ]
    return [(name, links) for name, links in menus if len(links) > 1]
