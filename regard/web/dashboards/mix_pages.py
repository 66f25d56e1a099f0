"""The page that splits a change: for any metric, period and filters of explore."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

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
from regard.web.dashboards.labels import FACTOR_NAMES
from regard.web.dashboards.mix import DIMENSIONS, Split, by_of, sentence_of, split_of
from regard.web.dashboards.mix_subjects import FACTOR, FEELING, METRIC, SHARE, Subject, mix_query, subject_of
from regard.web.dashboards.naming import BY_NAMES, Naming
from regard.web.dashboards.numbers import Numbers
from regard.web.dashboards.opening import Opened, opened, staying
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
    subject, found = subject_of(_kind(request), start.address, naming), start.found
    address, url = subject.address, reverse("dashboards:mix", args=[slug])
    explore = reverse("dashboards:explore", args=[slug])
    context = {
        "split": found,
        "why_period": start.why(lambda usual: usual.title),
        "chart": _chart(found.chart, slug, subject) if found.chart else None,
        "bundle_url": bundle_url(slug) if found.chart else "",
        "fresh": numbers.fresh_by_theme() if address.theme else numbers.fresh,
        "figure": f"mix:{subject.kind}" if subject.kind else "mix",
        "described": naming.described(address, today=today),
        "sentence": sentence_of(found, naming.described(address, today=today)),
        "card_url": reverse("cards:one", args=[slug, subject.card]),
        "menus": _menus(subject, naming, url=url),
        "chips": _chips(subject, naming, url=url),
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
    kind = _kind(request)
    return opened(
        request,
        _address(request),
        ask=lambda address: split_of(numbers, subject_of(kind, address, naming), naming, today=today),
        is_useful=lambda split: split.chart is not None,
    )


def _address(request: MemberRequest) -> Address:
    """An address of explore; a customer can be asked for only by those who may see them."""
    address = Address.read(request.GET, by=request.membership)
    if (address.customer or address.account) and not request.membership.may(Permission.CUSTOMER_VIEW):
        raise Http404
    return address


def _kind(request: MemberRequest) -> str:
    """What the change is of, beside the address of its records: see mix_subjects.KINDS."""
    return request.GET.get("of", METRIC)


def _before(address: Address, *, today: date) -> Address:
    """The same records of the period before."""
    before = address.days(today=today).before
    dates = {"period": "dates", "start": before.start, "last": before.last_day} if before else {}
    return address.but(by=by_of(address), **dates)


def _menus(subject: Subject, naming: Naming, *, url: str) -> list[tuple[str, list[Link]]]:
    kind, address = subject.kind, subject.address
    split = [
        (str(BY_NAMES[name]), f"{url}?{mix_query(kind, address.but(by=name))}", name == by_of(address))
        for name in DIMENSIONS
    ]
    periods = [(text, _kept(to, kind), chosen) for text, to, chosen in period_links(address, url=url)]
    return [
        (_("Number"), _numbers(subject, naming, url=url)),
        (_("Period"), staying(periods, str(USUAL))),
        (_("Split"), split),
    ]


def _numbers(subject: Subject, naming: Naming, *, url: str) -> list[Link]:
    """The metrics, what can be told of the chosen theme, and each factor."""
    address, chosen = subject.address, (subject.kind, subject.name)
    plain = address.but(metric="", factor=()) if subject.kind == FACTOR else address.but(metric="")
    asked = [(METRIC, plain.but(metric=name)) for name in METRICS]
    asked += [(kind, plain) for kind in (SHARE, FEELING)]
    asked += [(FACTOR, plain.but(factor=(factor,))) for factor in FACTOR_NAMES]
    named = [(kind, subject_of(kind, one, naming)) for kind, one in asked]
    return [
        (one.name, f"{url}?{mix_query(kind, one.address)}", (one.kind, one.name) == chosen)
        for kind, one in named
        if one.kind == kind
    ]


def _chips(subject: Subject, naming: Naming, *, url: str) -> list[Chip]:
    """The filters that came along from another page, each with the page without it."""
    kind, address = subject.kind, subject.address
    owns: dict[str, dict[str, tuple[str, ...]]] = {
        FACTOR: {"factor": ()},
        SHARE: {"theme": ()},
        FEELING: {"theme": ()},
    }
    own = owns.get(kind, {})
    kept = {name: getattr(address, name) for name in own}  # what the number is of is no filter of it
    links = [
        (chip.label, _with(chip.remove_url, kept, kind), False)
        for chip in chips_of(address.but(**own), naming, url=url)
    ]
    return [Chip(label, without) for label, without, _chosen in staying(links, address.period)]


def _with(url: str, kept: dict[str, tuple[str, ...]], kind: str) -> str:
    told = [(name, one) for name, each in kept.items() for one in each]
    return _kept(f"{url}{'&' if '?' in url else '?'}{urlencode(told)}" if told else url, kind)


def _kept(url: str, kind: str) -> str:
    """The same address of the page, of the same kind of number."""
    if not kind:
        return url
    return f"{url}{'&' if '?' in url else '?'}of={kind}"


def _chart(chart: Chart, slug: str, subject: Subject) -> dict[str, Any]:
    """The chart as components/chart.html takes it, drawn."""
    query = mix_query(subject.kind, subject.address)
    url = f"{reverse('dashboards:mix-json', args=[slug])}?{query}" if bundle_url(slug) else ""
    return {**vars(chart), "svg": drawn(chart.specification), "spec_url": url}
