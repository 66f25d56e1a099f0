"""The page of drivers: what a score goes with, for a metric, a period, a segment and a source."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from regard.web.dashboards.addresses import Address
from regard.web.dashboards.asked_drivers import asked_of
from regard.web.dashboards.charts.rendering import drawn
from regard.web.dashboards.choices import owner_links, segment_links
from regard.web.dashboards.driver_words import THEME, USUAL, candidates_of
from regard.web.dashboards.drivers import Drivers, drivers_of, study_of
from regard.web.dashboards.figures import count_text
from regard.web.dashboards.interactive import bundle_url
from regard.web.dashboards.naming import PERIOD_NAMES, Naming, metric_text
from regard.web.dashboards.numbers import Numbers
from regard.web.dashboards.opening import LONGER, Opened, opened, query_of, staying
from regard.web.dashboards.periods import LENGTHS
from regard.web.insights.driver_study import DriverStudy, Scores
from regard.web.workspaces.permissions import Permission
from regard.web.workspaces.scope import MemberRequest, member

Link = tuple[str, str, bool]
Asked = tuple[list[Scores], DriverStudy | None]
MOST = 100  # sources to choose from


@member(Permission.FEEDBACK_VIEW)
@require_safe
def drivers(request: MemberRequest) -> HttpResponse:
    """Every factor by its importance and its performance, with the way to what was said of it."""
    today, slug = timezone.now().date(), request.workspace.slug
    numbers, naming = Numbers.of(request.workspace), Naming.of_open_workspace()
    start = _opened(request, numbers, today=today)
    address, (given, found) = start.address, start.found
    shown = drivers_of(slug, address, found, naming, today=today) if found else None
    context = {
        "drivers": shown,
        "why_period": start.why(lambda usual: _lacking(slug, address, usual, today=today)),
        "chart": _chart(shown, slug, address) if shown else None,
        "bundle_url": bundle_url(slug) if shown and shown.chart else "",
        "fresh": numbers.fresh_by_theme() if address.by == THEME else numbers.fresh,
        "themes_wait": bool(given) and address.by == THEME and found is None,
        "told": candidates_of(address, naming),
        "menus": _menus(request, numbers, naming, address, given),
        "asked": asked_of(numbers, address, found.scores, today=today)
        if found and address.by != THEME
        else None,
        "card_url": reverse("cards:one", args=[slug, found.scores.metric]) if found else "",
        "mix_url": f"{reverse('dashboards:mix', args=[slug])}?{_measured(address, given)}" if given else "",
        "can_import": request.membership.may(Permission.FEEDBACK_IMPORT),
    }
    return render(request, "dashboards/drivers.html", context)


@member(Permission.FEEDBACK_VIEW)
@require_safe
def chart_json(request: MemberRequest) -> HttpResponse:
    """The chart of the page as a Vega-Lite specification; 404 where there is none."""
    chart = _specified(request, today=timezone.now().date())
    if chart is None:
        raise Http404
    return JsonResponse(chart, json_dumps_params={"ensure_ascii": False})


def _specified(request: MemberRequest, *, today: date) -> dict[str, Any] | None:
    start = _opened(request, Numbers.of(request.workspace), today=today)
    if start.found[1] is None:
        return None
    naming = Naming.of_open_workspace() if start.address.by == THEME else Naming()
    chart = drivers_of(request.workspace.slug, start.address, start.found[1], naming, today=today).chart
    return chart.specification if chart else None


def _opened(request: MemberRequest, numbers: Numbers, *, today: date) -> Opened[Asked]:
    """What is shown: where no period is named, the shortest whose answers tell factors apart."""
    return opened(
        request,
        _address(request),
        ask=lambda address: study_of(numbers, address, today=today),
        is_useful=lambda asked: asked[1] is not None and asked[1].r2 is not None,
        longer=(*LONGER, "all"),
    )


def _lacking(slug: str, address: Address, asked: Asked, *, today: date) -> str:
    """What the usual period lacks, with its n."""
    if asked[1] is None:
        return _("No scores with words yet")
    lacking = drivers_of(slug, address, asked[1], Naming(), today=today).lacking
    return _("%(lacking)s (n = %(n)s)") % {"lacking": lacking, "n": count_text(asked[1].n)}


def _chart(shown: Drivers, slug: str, address: Address) -> dict[str, Any] | None:
    """The chart as components/chart.html takes it, drawn."""
    if shown.chart is None:
        return None
    url = f"{reverse('drivers:chart-json', args=[slug])}?{query_of(address)}" if bundle_url(slug) else ""
    return {**vars(shown.chart), "svg": drawn(shown.chart.specification), "spec_url": url}


def _measured(address: Address, given: Sequence[Scores]) -> str:
    """The same question of the metric that is shown, as an address."""
    chosen = address.but(metric=address.metric or given[0].metric, by=USUAL)
    return query_of(chosen) if address.period.isdecimal() else chosen.but(period=Address().period).query()


def _address(request: MemberRequest) -> Address:
    """Drivers know periods that end today, all of time, segments, owners, sources, metrics with scores."""
    asked, usual = Address.read(request.GET, by=request.membership), Address()
    period = asked.period if asked.period.isdecimal() or asked.period == "all" else usual.period
    metric = asked.metric if asked.metric != "net_sentiment" else ""
    return Address(
        period=period,
        segment=asked.segment,
        owner=asked.owner,
        source=asked.source,
        metric=metric,
        by=THEME if asked.by == THEME else USUAL,
    )


def _menus(
    request: MemberRequest, numbers: Numbers, naming: Naming, address: Address, given: Sequence[Scores]
) -> list[tuple[str, list[Link]]]:
    """What can be chosen, each with its name; a choice of one is none."""
    url = reverse("drivers:page", args=[request.workspace.slug])
    periods = [
        (str(PERIOD_NAMES[one]), f"{url}?{query_of(address.but(period=one))}", one == address.period)
        for one in (*map(str, LENGTHS), "all")
    ]
    chosen = address.metric or (given[0].metric if given else "")
    metrics = [
        (metric_text(one.metric), f"{url}?{address.but(metric=one.metric).query()}", one.metric == chosen)
        for one in given
    ]
    kinds = [
        (name, f"{url}?{query_of(address.but(by=by))}", by == address.by)
        for by, name in ((USUAL, _("Factors")), (THEME, _("Themes")))
    ]
    menus = [
        (_("Candidates"), kinds),
        (_("Metric"), metrics),
        (_("Period"), periods),
        (_("Segment"), segment_links(numbers, address, naming, url=url)),
        (pgettext("of a customer", "Owner"), owner_links(address, naming, url=url, by=request.membership)),
        (_("Source"), _sources(numbers, naming, address, url=url)),
    ]
    return [(name, staying(links, address.period)) for name, links in menus if len(links) > 1]


def _sources(numbers: Numbers, naming: Naming, address: Address, *, url: str) -> list[Link]:
    """All sources, or one survey or place alone."""
    known = [key[0] for key, _n in numbers.record_counts(by=("source",)).rows if isinstance(key[0], str)]
    links = [(_("All sources"), f"{url}?{address.but(source=()).query()}", not address.source)]
    for value in known[:MOST]:
        to = f"{url}?{address.but(source=(value,)).query()}"
        links.append((naming.name("source", value), to, address.source == (value,)))
    return links
