"""The customers, months and quarters behind the numbers of loyalty and money, one by one, as files."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from io import StringIO
from itertools import islice

from django.core.exceptions import PermissionDenied
from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from regard.web.customers.models import Account, Customer
from regard.web.dashboards.exporting import BOM, inside
from regard.web.dashboards.neutral import for_csv
from regard.web.insights.loyalty_study import Followed, Window, followed, months_seen, window_of
from regard.web.insights.payer_study import Payer
from regard.web.insights.revenue_study import quarters_of
from regard.web.loyalty.asking import Books
from regard.web.loyalty.pages import may_take, months_of
from regard.web.workspaces.auditing import record_event
from regard.web.workspaces.permissions import Permission
from regard.web.workspaces.scope import MemberRequest, member

COLUMNS = (
    *("id", "name", "segment", "last_score_before", "customer_since", "left_on", "came_back"),
    *("currency", "revenue_a_month_first_day", "revenue_a_month_last_day"),
)
MONTHS = ("id", "name", "month", "months_as_customer", "last_score_before", "left")
QUARTERS = ("id", "name", "quarter_until", "currency", "revenue_a_month", "mean_score")
AT_ONCE = 500
Line = tuple[str, list[str]]  # whose it is, and the cells after its name


@member(Permission.REVENUE_VIEW)
@require_safe
def customers(request: MemberRequest) -> HttpResponseBase:
    """The customers of the first day of the window: band, when they left, revenue on both days."""
    today, months = timezone.now().date(), months_of(request)
    window = window_of(months=months, today=today)
    everybody = Books.of(request.workspace).everybody()
    bands = {one.payer.pk: one for one in followed(everybody, months=months, today=today)}
    there = [one for one in everybody if one.was_here(window.start) and not one.undated]
    lines = ((str(one.pk), _cells(one, bands.get(one.pk), window)) for one in there)
    name = f"customers-{window.start}-{window.end}"
    return _file(request, name, COLUMNS, lines, customers=len(there))


@member(Permission.REVENUE_VIEW)
@require_safe
def leaving(request: MemberRequest) -> HttpResponseBase:
    """Each month of each customer: the last score before it, and whether it left in it."""
    window = window_of(months=months_of(request), today=timezone.now().date())
    everybody = Books.of(request.workspace).everybody()
    lines = (
        (str(one.payer.pk), [f"{one.month:%Y-%m}", str(one.tenure), one.band, "yes" if one.left else ""])
        for one in months_seen(everybody, window)
    )
    return _file(request, f"months-until-{window.end}", MONTHS, lines, customers=len(everybody))


@member(Permission.REVENUE_VIEW)
@require_safe
def paying(request: MemberRequest) -> HttpResponseBase:
    """Each quarter of each customer: what it paid a month on the last day, and its mean score in it."""
    today = timezone.now().date()
    everybody = Books.of(request.workspace).everybody()
    lines = (
        (one.wave.customer, [f"{one.day}", one.currency, *map(_number, (one.wave.revenue, one.wave.score))])
        for one in quarters_of(everybody, today=today)
    )
    return _file(request, f"quarters-until-{today}", QUARTERS, lines, customers=len(everybody))


def _cells(one: Payer, told: Followed | None, window: Window) -> list[str]:
    """One customer without its name; empty cells where nobody knows."""
    amounts = [one.revenue(day) for day in window]
    since = next(start for start, end in one.spells if start <= window.start and (end or date.max) > start)
    left, back = (told.left, told.back) if told else (None, False)
    return [
        one.segment,
        told.band if told else "",
        f"{since}",
        f"{left}" if left else "",
        "yes" if back else "",
        one.currency or "",
        *map(_number, amounts),
    ]


def _number(amount: float | None) -> str:
    return "" if amount is None else repr(amount)


def _file(
    request: MemberRequest, name: str, columns: Sequence[str], lines: Iterable[Line], *, customers: int
) -> HttpResponseBase:
    """The lines as a file, written down as one that was taken; for those who may have it."""
    if not may_take(request):
        raise PermissionDenied
    record_event("loyalty.exported", by=request.user, at=timezone.now(), subject="csv", customers=customers)
    parts = inside(request.workspace, _csv(columns, iter(lines)))
    response = StreamingHttpResponse(parts, content_type="text/csv; charset=utf-8")
    file_name = f"regard-{request.workspace.slug}-{name}.csv"
    response["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return response


def _csv(columns: Sequence[str], lines: Iterator[Line]) -> Iterator[str]:
    buffer = StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    buffer.write(BOM)
    writer.writerow(columns)
    yield buffer.getvalue()
    while some := list(islice(lines, AT_ONCE)):
        ids = {whose for whose, _cells in some}
        found = {**Account.objects.in_bulk(ids), **Customer.objects.in_bulk(ids)}
        names = {str(pk): str(one) for pk, one in found.items()}
        buffer.seek(0)
        buffer.truncate()
        for whose, cells in some:
            writer.writerow([for_csv(cell) for cell in (whose, names.get(whose, ""), *cells)])
        yield buffer.getvalue()
