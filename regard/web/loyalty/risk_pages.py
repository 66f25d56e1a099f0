"""The worklist of customers at risk: choose, take over, give back, download."""

import csv
from collections.abc import Iterator
from io import StringIO
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Model
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from regard.web.customers.models import Account, Customer
from regard.web.dashboards.exporting import BOM
from regard.web.dashboards.neutral import for_csv
from regard.web.insights.risk_study import KINDS
from regard.web.loyalty.asking import Books
from regard.web.loyalty.models import AlreadyLookedAfter, Care
from regard.web.loyalty.worklist import CARED, KIND_NAMES, Line, cares_now, chosen, lines
from regard.web.workspaces.auditing import record_event
from regard.web.workspaces.permissions import Permission
from regard.web.workspaces.scope import MemberRequest, fetch, member

PAGE = 25
WHO: dict[str, type[Model]] = {"company": Account, "person": Customer}
COLUMNS = ("id", "name", "segment", "revenue_a_month", "reasons", "looked_after_by", "since")


@member(Permission.REVENUE_VIEW)
@require_safe
def at_risk(request: MemberRequest) -> HttpResponse:
    """Everybody with a reason, those who pay most first."""
    _need_names(request)
    today = timezone.now().date()
    kind, cared = _choices(request)
    books, cares = Books.of(request.workspace), cares_now()
    found = books.in_danger(today=today)
    rows = chosen(found, cares, kind=kind, cared=cared, by=request.user)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    slug = request.workspace.slug
    context = {
        "lines": lines(list(page.object_list), cares, slug=slug, today=today),
        "page": page,
        "total": len(rows),
        "all": len(found),
        "kind": kind,
        "cared": cared,
        "kinds": [(value, KIND_NAMES[value]) for value in KINDS],
        "cares": CARED.items(),
        "query": request.GET.urlencode(),
        "can_export": request.membership.may(Permission.FEEDBACK_EXPORT),
        "here": books.here(),
    }
    return render(request, "loyalty/at_risk.html", context)


@member(Permission.REVENUE_VIEW)
@require_POST
def begin(request: MemberRequest, who: str, pk: UUID) -> HttpResponse:
    """Look after a customer from now on."""
    whom = fetch(request, _model(who), pk, to=Permission.CUSTOMER_VIEW)
    try:
        Care.begin(whom, by=request.user, at=timezone.now())
    except AlreadyLookedAfter:
        messages.warning(request, _("Somebody looks after them already."))
    return _back(request)


@member(Permission.REVENUE_VIEW)
@require_POST
def end(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Look after a customer no longer."""
    fetch(request, Care, pk, to=Permission.CUSTOMER_VIEW).end(by=request.user, at=timezone.now())
    return _back(request)


@member(Permission.REVENUE_VIEW)
@require_safe
def export(request: MemberRequest) -> HttpResponseBase:
    """The chosen part of the worklist as CSV."""
    _need_names(request)
    if not request.membership.may(Permission.FEEDBACK_EXPORT):
        raise PermissionDenied
    now = timezone.now()
    kind, cared = _choices(request)
    cares = cares_now()
    found = Books.of(request.workspace).in_danger(today=now.date())
    rows = chosen(found, cares, kind=kind, cared=cared, by=request.user)
    told = lines(rows, cares, slug=request.workspace.slug, today=now.date())
    record_event("loyalty.exported", by=request.user, at=now, subject="csv", customers=len(told))
    response = StreamingHttpResponse(_csv(told), content_type="text/csv; charset=utf-8")
    name = f"regard-{request.workspace.slug}-at-risk-{now.date().isoformat()}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _csv(told: list[Line]) -> Iterator[str]:
    buffer = StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    buffer.write(BOM)
    writer.writerow(COLUMNS)
    for line in told:
        reasons = "; ".join(reason.text for reason in line.reasons)
        care = [line.care.by_name, line.care.at.date().isoformat()] if line.care else ["", ""]
        cells = [str(line.pk), line.name, line.segment, line.revenue, reasons, *care]
        writer.writerow([for_csv(cell) for cell in cells])
    yield buffer.getvalue()


def _need_names(request: MemberRequest) -> None:
    if not request.membership.may(Permission.CUSTOMER_VIEW):
        raise PermissionDenied


def _choices(request: MemberRequest) -> tuple[str, str]:
    kind, cared = request.GET.get("reason", ""), request.GET.get("care", "")
    return kind if kind in KINDS else "", cared if cared in CARED else ""


def _model(who: str) -> Any:
    if who not in WHO:
        raise Http404
    return WHO[who]


def _back(request: MemberRequest) -> HttpResponse:
    """The list as it was."""
    url = reverse("loyalty:at-risk", args=[request.workspace.slug])
    kept = {name: request.POST.get(name, "") for name in ("reason", "care", "page")}
    query = "&".join(f"{name}={value}" for name, value in kept.items() if value.isalnum())
    return redirect(f"{url}?{query}" if query else url)
