"""The worklist of customers at risk: choose, say who owns them, download."""

import csv
from collections.abc import Iterator
from io import StringIO
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from regard.web.customers import owning
from regard.web.dashboards.exporting import BOM
from regard.web.dashboards.neutral import for_csv
from regard.web.dashboards.people_owners import give_as_asked
from regard.web.insights.risk_study import KINDS
from regard.web.loyalty.asking import Books
from regard.web.loyalty.worklist import KIND_NAMES, OWNERS, Line, chosen, lines, owned_now
from regard.web.workspaces.auditing import record_event
from regard.web.workspaces.permissions import Permission
from regard.web.workspaces.scope import MemberRequest, member

PAGE = 25
COLUMNS = ("id", "name", "segment", "revenue_a_month", "reasons", "owner", "since")


@member(Permission.REVENUE_VIEW)
@require_safe
def at_risk(request: MemberRequest) -> HttpResponse:
    """Everybody with a reason, those who pay most first."""
    _need_names(request)
    today = timezone.now().date()
    kind, owner = _choices(request)
    books, owned = Books.of(request.workspace), owned_now()
    found = books.in_danger(today=today)
    rows = chosen(found, owned, kind=kind, owner=owner, by=request.membership)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    slug = request.workspace.slug
    context = {
        "lines": lines(list(page.object_list), owned, slug=slug, today=today),
        "page": page,
        "total": len(rows),
        "all": len(found),
        "kind": kind,
        "owner": owner,
        "kinds": [(value, KIND_NAMES[value]) for value in KINDS],
        "owners": OWNERS.items(),
        "query": request.GET.urlencode(),
        "members": owning.members() if request.membership.may(Permission.CUSTOMER_EDIT) else {},
        "can_export": request.membership.may(Permission.FEEDBACK_EXPORT),
        "here": books.here(),
    }
    return render(request, "loyalty/at_risk.html", context)


@member(Permission.REVENUE_VIEW)
@require_POST
def own(request: MemberRequest, who: str, pk: UUID) -> HttpResponse:
    """Say who owns a customer from now on; back to the list as it was."""
    give_as_asked(request, who, pk)
    return _back(request)


@member(Permission.REVENUE_VIEW)
@require_safe
def export(request: MemberRequest) -> HttpResponseBase:
    """The chosen part of the worklist as CSV."""
    _need_names(request)
    if not request.membership.may(Permission.FEEDBACK_EXPORT):
        raise PermissionDenied
    now = timezone.now()
    kind, owner = _choices(request)
    owned = owned_now()
    found = Books.of(request.workspace).in_danger(today=now.date())
    rows = chosen(found, owned, kind=kind, owner=owner, by=request.membership)
    told = lines(rows, owned, slug=request.workspace.slug, today=now.date())
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
        owner = [line.owner.name, line.owner.since.date().isoformat()] if line.owner else ["", ""]
        cells = [str(line.pk), line.name, line.segment, line.revenue, reasons, *owner]
        writer.writerow([for_csv(cell) for cell in cells])
    yield buffer.getvalue()


def _need_names(request: MemberRequest) -> None:
    if not request.membership.may(Permission.CUSTOMER_VIEW):
        raise PermissionDenied


def _choices(request: MemberRequest) -> tuple[str, str]:
    kind = request.GET.get("reason", "")
    owner = request.GET.get("owner") or request.GET.get("care", "")  # as it was called once
    return kind if kind in KINDS else "", owner if owner in OWNERS else ""


def _back(request: MemberRequest) -> HttpResponse:
    """The list as it was."""
    url = reverse("loyalty:at-risk", args=[request.workspace.slug])
    kept = {name: request.POST.get(name, "") for name in ("reason", "whose", "page")}
    kept["owner"] = kept.pop("whose")
    query = "&".join(f"{name}={value}" for name, value in kept.items() if value.isalnum())
    return redirect(f"{url}?{query}" if query else url)
