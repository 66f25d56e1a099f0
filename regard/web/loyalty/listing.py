"""The customers behind the numbers of loyalty and money, one by one, as a file."""

import csv
from collections.abc import Iterator
from datetime import date
from io import StringIO

from django.core.exceptions import PermissionDenied
from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from regard.web.customers.models import Account, Customer
from regard.web.dashboards.exporting import BOM, inside
from regard.web.dashboards.neutral import for_csv
from regard.web.insights.loyalty_study import Followed, Window, followed, window_of
from regard.web.insights.payer_study import Payer
from regard.web.loyalty.asking import Books
from regard.web.loyalty.pages import months_of
from regard.web.workspaces.auditing import record_event
from regard.web.workspaces.permissions import Permission
from regard.web.workspaces.scope import MemberRequest, member

COLUMNS = (
    *("id", "name", "segment", "last_score_before", "customer_since", "left_on", "came_back"),
    *("currency", "revenue_a_month_first_day", "revenue_a_month_last_day"),
)
AT_ONCE = 500


@member(Permission.REVENUE_VIEW)
@require_safe
def customers(request: MemberRequest) -> HttpResponseBase:
    """The customers of the first day of the window: band, when they left, revenue on both days."""
    needed = (Permission.CUSTOMER_VIEW, Permission.FEEDBACK_EXPORT)
    if not all(request.membership.may(one) for one in needed):
        raise PermissionDenied
    now, months = timezone.now(), months_of(request)
    window = window_of(months=months, today=now.date())
    everybody = Books.of(request.workspace).everybody()
    bands = {one.payer.pk: one for one in followed(everybody, months=months, today=now.date())}
    there = [one for one in everybody if one.was_here(window.start) and not one.undated]
    lines = [_line(one, bands.get(one.pk), window) for one in there]
    record_event("loyalty.exported", by=request.user, at=now, subject="csv", customers=len(lines))
    response = StreamingHttpResponse(
        inside(request.workspace, _csv(there, lines)), content_type="text/csv; charset=utf-8"
    )
    name = f"regard-{request.workspace.slug}-customers-{window.start}-{window.end}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _line(one: Payer, told: Followed | None, window: Window) -> list[str]:
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
        *("" if amount is None else repr(amount) for amount in amounts),
    ]


def _csv(there: list[Payer], lines: list[list[str]]) -> Iterator[str]:
    buffer = StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    buffer.write(BOM)
    writer.writerow(COLUMNS)
    for first in range(0, len(there), AT_ONCE):
        some = there[first : first + AT_ONCE]
        ids = [one.pk for one in some]
        names = {**Account.objects.in_bulk(ids), **Customer.objects.in_bulk(ids)}
        for one, cells in zip(some, lines[first:], strict=False):
            writer.writerow([for_csv(cell) for cell in (str(one.pk), str(names.get(one.pk, "")), *cells)])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
