"""The pages that people look at: home, explore, one record, downloads and charts."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import (
    FileResponse,
    Http404,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
    StreamingHttpResponse,
)
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from regard.web.dashboards import home as homes
from regard.web.dashboards.addresses import Address
from regard.web.dashboards.charts.rendering import drawn, warm
from regard.web.dashboards.choices import owner_links, period_links, segment_links
from regard.web.dashboards.explore import explore as explored
from regard.web.dashboards.explore import listed, question_of
from regard.web.dashboards.exporting import MOST_IN_A_WORKBOOK, Export, as_csv, as_workbook
from regard.web.dashboards.interactive import bundle_hash, bundle_path, compressed_path
from regard.web.dashboards.naming import Naming, days_text
from regard.web.dashboards.numbers import Numbers
from regard.web.dashboards.panels import panel
from regard.web.dashboards.plots import Chart, chart_of
from regard.web.dashboards.single import single
from regard.web.dashboards.words import words as worded
from regard.web.workspaces.auditing import record_event
from regard.web.workspaces.permissions import Permission
from regard.web.workspaces.scope import MemberRequest, member

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
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
    address = _of_home(Address.read(request.GET, by=request.membership))
    here, naming = reverse("dashboards:home", args=[request.workspace.slug]), Naming.of_open_workspace()
    before = address.days(today=today).before
    context = {
        "home": homes.home(request, numbers, address, undated=undated, today=today),
        "periods": period_links(address, url=here),
        "segments": segment_links(numbers, address, naming, url=here),
        "owners": owner_links(address, naming, url=here, by=request.membership),
        "period_text": days_text(address.days(today=today)),
        "before_text": days_text(before) if before else "",
    }
    return render(request, "dashboards/home.html", context)


@member(Permission.FEEDBACK_VIEW)
@require_safe
def explore(request: MemberRequest) -> HttpResponse:
    """Numbers, charts and records for whatever the address asks."""
    address = _address(request)
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
    return render(request, "dashboards/record.html", {"single": single(request, pk)})


@member(Permission.FEEDBACK_VIEW)
@require_safe
def words(request: MemberRequest) -> HttpResponse:
    """The words that customers describe the company with, for whatever the address asks."""
    address = _address(request)
    for problem in address.problems:
        messages.warning(request, problem)
    if address.beyond_counting:
        messages.warning(
            request, _("Words are counted without a search, a theme, an import or missing dates.")
        )
        address = address.but(
            q="", batch="", theme="", period="all" if address.period == "undated" else address.period
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


@member(Permission.FEEDBACK_EXPORT)
@require_safe
def export_csv(request: MemberRequest) -> HttpResponseBase:
    """Exactly the records of an address as CSV, streamed."""
    export = _export(request, "csv")
    # each piece would be a chunk of its own on the wire
    response = StreamingHttpResponse(_joined(as_csv(export)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{_file_name(request, "csv")}"'
    return response


@member(Permission.FEEDBACK_EXPORT)
@require_safe
def export_xlsx(request: MemberRequest) -> HttpResponseBase:
    """Exactly the records of an address as a workbook, where they fit into one."""
    address = _address(request)
    if listed(address, today=_today()).count() > MOST_IN_A_WORKBOOK:
        messages.error(request, _("These are too many records for a workbook; download them as CSV."))
        return redirect(f"{reverse('dashboards:explore', args=[request.workspace.slug])}?{address.query()}")
    file = as_workbook(_export(request, "xlsx"))
    name = _file_name(request, "xlsx")
    return FileResponse(file, as_attachment=True, filename=name, content_type=WORKBOOK)


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


def _address(request: MemberRequest) -> Address:
    """The address of the request; a customer can be asked for only by those who may see customers."""
    address = Address.read(request.GET, by=request.membership)
    if (address.customer or address.account) and not request.membership.may(Permission.CUSTOMER_VIEW):
        raise Http404
    return address


def _of_home(address: Address) -> Address:
    """Home knows periods that end today, segments and owners."""
    usual = Address()
    period = address.period if address.period.isdecimal() else usual.period
    return usual.but(period=period, segment=address.segment, owner=address.owner)


def _empty(request: MemberRequest, numbers: Numbers) -> HttpResponse:
    """Nothing is in the archive: either nothing was ever said, or it is just being read."""
    context = {
        "fresh": numbers.fresh,
        "coming": numbers.fresh.unread or numbers.fresh.behind,
        "can_import": request.membership.may(Permission.FEEDBACK_IMPORT),
    }
    return render(request, "dashboards/home_empty.html", context)


def _chart(request: MemberRequest) -> Chart:
    chart = chart_of(question_of(request, _address(request), today=_today()))
    if chart is None:
        raise Http404
    return chart


def _export(request: MemberRequest, form: str) -> Export:
    """What is exported, noted in the audit trail."""
    address, now = _address(request), timezone.now()
    records = listed(address, today=now.date())
    record_event(
        "feedback.exported",
        by=request.user,
        at=now,
        subject=form,
        address=address.query(),
        records=records.count(),
    )
    return Export(
        workspace=request.workspace,
        records=records,
        personal=request.membership.may(Permission.CUSTOMER_VIEW),
        about=_about(request, address, now.isoformat(timespec="seconds"), today=now.date()),
    )


def _about(request: MemberRequest, address: Address, at: str, *, today: date) -> list[tuple[str, str]]:
    """What a file says of itself: whose it is, when it was made, the filters, the metric's definition."""
    question = question_of(request, address, today=today)
    about = [
        (_("Workspace"), str(request.workspace)),
        (_("Downloaded"), at),
        (_("Filters"), "; ".join(question.naming.described(address, today=today))),
        (_("Address"), f"?{address.query()}"),
    ]
    if address.measures:
        found = panel(question, records=0)
        about += [(_("Metric"), found.sentence), (_("Definition"), " ".join(found.definition))]
    return about


def _file_name(request: MemberRequest, ending: str) -> str:
    return f"regard-{request.workspace.slug}-{_today().isoformat()}.{ending}"


def _joined(pieces: Any, size: int = 64 * 1024) -> Any:
    """The same text in larger pieces."""
    waiting: list[str] = []
    length = 0
    for piece in pieces:
        waiting.append(piece)
        length += len(piece)
        if length >= size:
            yield "".join(waiting)
            waiting, length = [], 0
    yield "".join(waiting)
