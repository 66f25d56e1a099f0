"""The pages that people look at: home, explore, one record and charts."""

from datetime import date
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from regard.web.dashboards import home as homes
from regard.web.dashboards.addresses import Address
from regard.web.dashboards.charts.rendering import drawn, warm
from regard.web.dashboards.choices import owner_links, period_links, segment_links
from regard.web.dashboards.explore import address_of, question_of
from regard.web.dashboards.explore import explore as explored
from regard.web.dashboards.interactive import bundle_hash, bundle_path, compressed_path
from regard.web.dashboards.naming import Naming, days_text
from regard.web.dashboards.numbers import Numbers
from regard.web.dashboards.opened_models import opened
from regard.web.dashboards.plots import Chart, chart_of
from regard.web.dashboards.single import single
from regard.web.dashboards.words import words as worded
from regard.web.workspaces.permissions import Permission
from regard.web.workspaces.scope import MemberRequest, member

A_YEAR = "private, max-age=31536000, immutable"


@member(Permission.FEEDBACK_VIEW)
@require_safe
def home(request: MemberRequest) -> HttpResponse:
    """What changed, what waits, how we are seen, what we don't know, and in whose words."""
    warm()
    if request.session.get("workspace") != request.workspace.slug:
        request.session["workspace"] = request.workspace.slug  # where a person lands next time
    today = _today()
    numbers = Numbers.of(request.workspace)
    records, undated = homes.everything(numbers)
    if not records:
        return _empty(request, numbers)
    asked = Address.read(request.GET, by=request.membership)
    address, naming = _of_home(asked), Naming.of_open_workspace()
    here = reverse("dashboards:home", args=[request.workspace.slug])
    left_out = _left_out(asked, address, naming, today=today)
    if left_out:
        messages.info(request, left_out)
    before = address.days(today=today).before
    context = {
        "home": homes.home(request, numbers, address, undated=undated, today=today),
        "periods": period_links(address, url=here),
        "segments": segment_links(numbers, address, naming, url=here),
        "owners": owner_links(address, naming, url=here, by=request.membership),
        "period_text": days_text(address.days(today=today)),
        "before_text": days_text(before) if before else "",
        "promised": import_string(settings.PROMISED)(today=today),
    }
    return render(request, "dashboards/home.html", context)


@member(Permission.FEEDBACK_VIEW)
@require_safe
def explore(request: MemberRequest) -> HttpResponse:
    """Numbers, charts and records for whatever the address asks."""
    address = address_of(request)
    for problem in address.problems:
        messages.warning(request, problem)
    found = explored(request, address, today=_today())
    for line in found.stale:
        messages.warning(request, line)
    response = render(request, "dashboards/explore.html", {"explore": found})
    if request.headers.get("HX-Request") == "true":
        query = address.query()
        response["HX-Push-Url"] = f"{request.path}?{query}" if query else request.path
    response["Vary"] = "HX-Request"
    return response


@member(Permission.FEEDBACK_VIEW)
@require_safe
def record(request: MemberRequest, pk: UUID) -> HttpResponse:
    """One record with everything that is known of it."""
    found = single(request, pk)
    opened(found.record, by=request.user, at=timezone.now())
    return render(request, "dashboards/record.html", {"single": found})


@member(Permission.FEEDBACK_VIEW)
@require_safe
def words(request: MemberRequest) -> HttpResponse:
    """The words that customers describe the company with, for whatever the address asks."""
    address = address_of(request)
    for problem in address.problems:
        messages.warning(request, problem)
    if address.beyond_counting:
        messages.warning(
            request, _("Words are counted without a search, a theme, an import or missing dates.")
        )
        address = address.but(
            q="", batch="", theme=(), period="all" if address.period == "undated" else address.period
        )
    return render(request, "dashboards/words.html", {"words": worded(request, address, today=_today())})


@member(Permission.FEEDBACK_VIEW)
@require_safe
def chart_svg(request: MemberRequest) -> HttpResponse:
    """The chart of an address of explore as a picture."""
    return HttpResponse(drawn(_chart(request).specification), content_type="image/svg+xml")


@member(Permission.FEEDBACK_VIEW)
@require_safe
def chart_json(request: MemberRequest) -> HttpResponse:
    """The same chart as a Vega-Lite specification."""
    return JsonResponse(_chart(request).specification, json_dumps_params={"ensure_ascii": False})


@member(Permission.FEEDBACK_VIEW)
@require_safe
def vega(request: MemberRequest, content_hash: str) -> HttpResponseBase:
    """The script that makes charts interactive; 404 until the worker has built it."""
    if not content_hash or content_hash != bundle_hash():
        raise Http404
    compressed = "gzip" in request.headers.get("Accept-Encoding", "")
    path = compressed_path() if compressed else bundle_path()
    response = FileResponse(path.open("rb"), content_type="text/javascript; charset=utf-8")
    if compressed:
        response["Content-Encoding"] = "gzip"
    response["Cache-Control"] = A_YEAR
    response["Vary"] = "Accept-Encoding"
    return response


def _today() -> date:
    return timezone.now().date()


def _of_home(address: Address) -> Address:
    """Home knows periods that end today, segments and owners."""
    usual = Address()
    period = address.period if address.period.isdecimal() else usual.period
    return usual.but(period=period, segment=address.segment, owner=address.owner)


def _left_out(asked: Address, shown: Address, naming: Naming, *, today: date) -> str:
    """What home was asked for and does not show, as a sentence; empty where it shows everything."""
    told = naming.described(shown, today=today)
    lines = [line for line in naming.described(asked, today=today) if line not in told]
    text = _("Home cannot filter by this, so it is left out: %(filters)s.")
    return text % {"filters": "; ".join(lines)} if lines else ""


def _empty(request: MemberRequest, numbers: Numbers) -> HttpResponse:
    """Nothing is in the archive: either nothing was ever said, or it is just being read."""
    context = {
        "fresh": numbers.fresh,
        "coming": numbers.fresh.unread or numbers.fresh.behind,
        "can_import": request.membership.may(Permission.FEEDBACK_IMPORT),
    }
    return render(request, "dashboards/home_empty.html", context)


def _chart(request: MemberRequest) -> Chart:
    chart = chart_of(question_of(request, address_of(request), today=_today()))
    if chart is None:
        raise Http404
    return chart
