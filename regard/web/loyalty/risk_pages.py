"""The worklist of customers at risk: choose, say who owns them, download."""

import csv
from collections.abc import Iterator
from io import StringIO
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from regard.web.customers import owning
from regard.web.dashboards.exporting import BOM
from regard.web.dashboards.neutral import for_csv
from regard.web.dashboards.people_owners import WHO, give_as_asked
from regard.web.insights.risk_study import KINDS, AtRisk
from regard.web.loyalty.asking import Books
from regard.web.loyalty.counting import count_again
from regard.web.loyalty.models import CareStep
from regard.web.loyalty.steps import StepForm, last_steps, open_of, write_down
from regard.web.loyalty.worklist import (
    KIND_NAMES,
    ORDERS,
    OWNERS,
    SHOWN,
    Line,
    chosen,
    lines,
    ordered,
    owned_now,
)
from regard.web.workspaces.auditing import record_event
from regard.web.workspaces.permissions import Permission
from regard.web.workspaces.scope import MemberRequest, fetch, member

PAGE = 25
COLUMNS = (
    *("id", "name", "segment", "revenue_a_month", "reasons", "owner", "since"),
    *("last_step", "step_on", "off_until", "note"),
)
USUAL, OPEN = "weight", "open"


@member(Permission.REVENUE_VIEW)
@require_safe
def at_risk(request: MemberRequest) -> HttpResponse:
    """Everybody with a reason whom nothing takes off the list, in the chosen order."""
    _need_names(request)
    today = timezone.now().date()
    kind, owner, order, shown = _choices(request)
    books, owned, steps = Books.of(request.workspace), owned_now(), last_steps()
    found = books.in_danger(today=today)
    open_now = open_of(found, steps, today=today)
    rows = ordered(_shown(found, open_now, shown), order)
    rows = chosen(rows, owned, kind=kind, owner=owner, by=request.membership)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    slug = request.workspace.slug
    context = {
        "lines": lines(list(page.object_list), owned, slug=slug, today=today, steps=steps),
        "page": page,
        "total": len(rows),
        "off": len(found) - len(open_now),
        "order": order,
        "orders": ORDERS.items(),
        "shown": shown,
        "choices": SHOWN.items(),
        "is_usual": not (kind or owner) and (order, shown) == (USUAL, OPEN),
        "step_form": StepForm(auto_id=False),
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
@require_POST
def step(request: MemberRequest, who: str, pk: UUID) -> HttpResponse:
    """Write down what was done for a customer; back to the list as it was."""
    if who not in WHO:
        raise Http404
    whom: Any = fetch(request, WHO[who], pk, to=Permission.CUSTOMER_EDIT)
    form = StepForm(request.POST)
    if form.is_valid():
        now = timezone.now()
        write_down(whom, form.cleaned_data, by=request.user, at=now)
        count_again(request.workspace, at=now)
        messages.success(request, _("%(name)s: it is written down.") % {"name": whom})
    else:
        messages.error(request, " ".join(str(one) for some in form.errors.values() for one in some))
    return _back(request)


@member(Permission.REVENUE_VIEW)
@require_safe
def export(request: MemberRequest) -> HttpResponseBase:
    """The chosen part of the worklist as CSV."""
    _need_names(request)
    if not request.membership.may(Permission.FEEDBACK_EXPORT):
        raise PermissionDenied
    now = timezone.now()
    kind, owner, order, shown = _choices(request)
    owned, steps = owned_now(), last_steps()
    found = Books.of(request.workspace).in_danger(today=now.date())
    rows = ordered(_shown(found, open_of(found, steps, today=now.date()), shown), order)
    rows = chosen(rows, owned, kind=kind, owner=owner, by=request.membership)
    told = lines(rows, owned, slug=request.workspace.slug, today=now.date(), steps=steps)
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
        cells = [str(line.pk), line.name, line.segment, line.revenue, reasons, *owner, *_done(line.step)]
        writer.writerow([for_csv(cell) for cell in cells])
    yield buffer.getvalue()


def _done(step: CareStep | None) -> list[str]:
    if step is None:
        return ["", "", "", ""]
    return [step.kind, step.at.date().isoformat(), f"{step.until or ''}", step.note]


def _shown(found: list[AtRisk], open_now: list[AtRisk], shown: str) -> list[AtRisk]:
    if shown == "off":
        still = {one.payer.pk for one in open_now}
        return [one for one in found if one.payer.pk not in still]
    return open_now if shown == OPEN else found


def _need_names(request: MemberRequest) -> None:
    if not request.membership.may(Permission.CUSTOMER_VIEW):
        raise PermissionDenied


def _choices(request: MemberRequest) -> tuple[str, str, str, str]:
    """The reason, the owner, the order, and which part of the list."""
    kind = request.GET.get("reason", "")
    owner = request.GET.get("owner") or request.GET.get("care", "")  # as it was called once
    order, shown = request.GET.get("order", USUAL), request.GET.get("shown", OPEN)
    whose = kind if kind in KINDS else "", owner if owner in OWNERS else ""
    return *whose, order if order in ORDERS else USUAL, shown if shown in SHOWN else OPEN


def _back(request: MemberRequest) -> HttpResponse:
    """The list as it was."""
    url = reverse("loyalty:at-risk", args=[request.workspace.slug])
    kept = {name: request.POST.get(name, "") for name in ("reason", "whose", "order", "shown", "page")}
    kept["owner"] = kept.pop("whose")
    query = "&".join(f"{name}={value}" for name, value in kept.items() if value.isalnum())
    return redirect(f"{url}?{query}" if query else url)
