"""Customers by name: the list, and one customer with everything on one timeline."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, Max, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from regard.web.customers import owning
from regard.web.customers.models import Account, Customer, Event, LifecycleStage
from regard.web.dashboards.people_owners import give_as_asked, shown_owner
from regard.web.dashboards.verbatims import Quote, quotes
from regard.web.feedback.models import Feedback
from regard.web.insights.anonymity import of_known_customers
from regard.web.insights.records import matching
from regard.web.insights.rows import ANSWERED
from regard.web.insights.studies import Filters
from regard.web.workspaces.permissions import Permission
from regard.web.workspaces.scope import MemberRequest, fetch, member

PAGE = 50
TIMELINE = 200
LONGEST = 200


@dataclass(frozen=True)
class Moment:
    """One point on the timeline of a customer: an event, or a record as a quote."""

    at: datetime | None
    event: Event | None = None
    quote: Quote | None = None


@member(Permission.CUSTOMER_VIEW)
@require_safe
def customers(request: MemberRequest) -> HttpResponse:
    """All customers, found by name, e-mail or id, and by segment and stage."""
    asked = {name: request.GET.get(name, "") for name in ("q", "segment", "stage")}
    chosen = {name: text.replace("\0", "")[:LONGEST] for name, text in asked.items()}
    rows = _found(**chosen).select_related("account").order_by("name", "external_id")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    _tell_what_they_said(page)
    segments = Customer.objects.exclude(segment="").order_by("segment").values_list("segment", flat=True)
    context = {
        **chosen,
        "page": page,
        "segments": list(segments.distinct()),
        "stages": LifecycleStage.choices,
        "filtered": any(chosen.values()),
        "has_revenue": any(row.monthly_revenue is not None for row in page),
        "has_since": any(row.since for row in page),
    }
    return render(request, "dashboards/customers.html", context)


def _tell_what_they_said(page: Page[Any]) -> None:
    """Put beside the customers of a page how much they said, and when they last did: as on their own."""
    counted = Feedback.objects.filter(of_known_customers(), state__in=ANSWERED, customer__in=list(page))
    of_page = counted.order_by().values_list("customer")
    said = {pk: (n, last) for pk, n, last in of_page.annotate(n=Count("pk"), last=Max("collected_at"))}
    for row in page:
        row.answers_given, row.last_said = said.get(row.pk, (0, None))


def _found(*, q: str, segment: str, stage: str) -> QuerySet[Any]:
    rows: QuerySet[Any] = Customer.objects.all()
    for word in q.split()[:5]:
        rows = rows.filter(
            Q(name__icontains=word)
            | Q(email__icontains=word)
            | Q(external_id__icontains=word)
            | Q(account__name__icontains=word)
        )
    if segment:
        rows = rows.filter(segment=segment)
    if stage:
        rows = rows.filter(lifecycle_stage=stage)
    return rows


@member(Permission.CUSTOMER_VIEW)
@require_safe
def customer(request: MemberRequest, pk: UUID) -> HttpResponse:
    """One customer: who it is, what they said and what happened, newest first."""
    row = fetch(request, Customer, pk, to=Permission.CUSTOMER_VIEW)
    said = matching(Filters(customer_id=(str(row.pk),)))
    of_account = Q(customer=None, account=row.account_id, account__isnull=False)
    events = Event.objects.filter(Q(customer=row) | of_account)
    context = {
        "customer": row,
        "moments": _timeline(request, list(said[:TIMELINE]), list(events[:TIMELINE])),
        "records": said.count(),
        "shown": TIMELINE,
        **shown_owner(request, row),
    }
    return render(request, "dashboards/customer.html", context)


@member(Permission.CUSTOMER_EDIT)
@require_POST
def own(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Say who owns a customer, or the company they are of."""
    row = fetch(request, Customer, pk, to=Permission.CUSTOMER_VIEW)
    whom = owning.whom_to_own(row)
    give_as_asked(request, "company" if isinstance(whom, Account) else "person", whom.pk)
    return redirect("customers:detail", request.workspace.slug, pk)


def _timeline(request: MemberRequest, said: list[Feedback], events: list[Event]) -> list[Moment]:
    moments = [Moment(event.at, event=event) for event in events]
    moments += [
        Moment(row.collected_at, quote=quote) for row, quote in zip(said, quotes(request, said), strict=True)
    ]
    undated = [moment for moment in moments if moment.at is None]
    dated = [moment for moment in moments if moment.at is not None]
    return sorted(dated, key=lambda moment: moment.at, reverse=True)[:TIMELINE] + undated  # type: ignore[arg-type,return-value]
