"""The page that splits a change: for any metric, period and filters of explore."""

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from regard.web.dashboards.addresses import METRICS, Address
from regard.web.dashboards.charts.rendering import drawn
from regard.web.dashboards.choices import Chip, chips_of, period_links
from regard.web.dashboards.interactive import bundle_url
from regard.web.dashboards.mix import DIMENSIONS, Split, by_of, sentence_of, split_of
from regard.web.dashboards.naming import BY_NAMES, Naming, metric_text
from regard.web.dashboards.numbers import Numbers
from regard.web.dashboards.opening import Opened, opened, query_of, staying
from regard.web.dashboards.periods import USUAL
from regard.web.dashboards.plots import Chart
from regard.web.workspaces.permissions import Permission
from regard.web.workspaces.scope import MemberRequest, member

Link = tuple[str, str, bool]


@member(Permission.FEEDBACK_VIEW)
@require_safe
def mix(request: MemberRequest) -> HttpResponse:
    """A change split into other answers and other people answering, by group."""
    today, slug = timezone.now().date(), request.workspace.slug
    naming, numbers = Naming.of_open_workspace(), Numbers.of(request.workspace)
    start = _opened(request, numbers, naming, today=today)
    address, found = start.address, start.found
    explore = reverse("dashboards:explore", args=[slug])
    context = {
        "split": found,
        "why_period": start.why(lambda usual: usual.title),
        "chart": _chart(found.chart, slug, address) if found.chart else None,
        "bundle_url": bundle_url(slug) if found.chart else "",
        "fresh": numbers.fresh,
        "described": naming.described(address, today=today),
        "sentence": sentence_of(found, naming.described(address, today=today)),
        "card_url": reverse("cards:one", args=[slug, address.metric]),
        "menus": _menus(address, url=reverse("dashboards:mix", args=[slug])),
        "chips": _chips(address, naming, url=reverse("dashboards:mix", args=[slug])),
        "explore_url": f"{explore}?{address.but(compare='previous', by=by_of(address)).query()}",
        "before_url": f"{explore}?{_before(address, today=today).query()}",
    }
    return render(request, "dashboards/mix.html", context)


@member(Permission.FEEDBACK_VIEW)
@require_safe
def chart_json(request: MemberRequest) -> HttpResponse:
    """The picture as a Vega-Lite specification; 404 where there is none."""
    numbers, naming = Numbers.of(request.workspace), Naming.of_open_workspace()
    found = _opened(request, numbers, naming, today=timezone.now().date()).found
    if found.chart is None:
        raise Http404
    return JsonResponse(found.chart.specification, json_dumps_params={"ensure_ascii": False})


def _opened(request: MemberRequest, numbers: Numbers, naming: Naming, *, today: date) -> Opened[Split]:
    """What is shown: where no period is named, the shortest in which there is something to split."""
    return opened(
        request,
        _address(request),
        ask=lambda address: split_of(numbers, address, naming, today=today),
        is_useful=lambda split: split.chart is not None,
    )


def _address(request: MemberRequest) -> Address:
    """An address of explore with a metric; a customer can be asked for only by those who may see them."""
    address = Address.read(request.GET, by=request.membership)
    if (address.customer or address.account) and not request.membership.may(Permission.CUSTOMER_VIEW):
        raise Http404
    return address.but(metric=address.metric or METRICS[0], scores=None)


def _before(address: Address, *, today: date) -> Address:
    """The same records of the period before."""
    before = address.days(today=today).before
    dates = {"period": "dates", "start": before.start, "last": before.last_day} if before else {}
    return address.but(by=by_of(address), **dates)


def _menus(address: Address, *, url: str) -> list[tuple[str, list[Link]]]:
    metrics = [
        (metric_text(name), f"{url}?{query_of(address.but(metric=name))}", name == address.metric)
        for name in METRICS
    ]
    split = [
        (str(BY_NAMES[name]), f"{url}?{query_of(address.but(by=name))}", name == by_of(address))
        for name in DIMENSIONS
    ]
    return [
        (_("Metric"), metrics),
        (_("Period"), staying(period_links(address, url=url), str(USUAL))),
        (_("Split"), split),
    ]


def _chips(address: Address, naming: Naming, *, url: str) -> list[Chip]:
    """The filters that came along from another page, each with the page without it."""
    links = [(chip.label, chip.remove_url, False) for chip in chips_of(address, naming, url=url)]
    return [Chip(label, without) for label, without, _chosen in staying(links, address.period)]


def _chart(chart: Chart, slug: str, address: Address) -> dict[str, Any]:
    """The chart as components/chart.html takes it, drawn."""
    url = f"{reverse('dashboards:mix-json', args=[slug])}?{query_of(address)}" if bundle_url(slug) else ""
    return {**vars(chart), "svg": drawn(chart.specification), "spec_url": url}
