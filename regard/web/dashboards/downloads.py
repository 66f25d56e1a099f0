"""What can be taken along from explore: its records, and the table behind its chart, as files."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from regard.web.dashboards.addresses import Address
from regard.web.dashboards.chart_tables import ChartTable
from regard.web.dashboards.explore import address_of, listed, question_of
from regard.web.dashboards.exporting import MOST_IN_A_WORKBOOK, Export, Sheet, as_csv, as_workbook
from regard.web.dashboards.panels import panel
from regard.web.dashboards.plots import chart_of
from regard.web.workspaces.auditing import record_event
from regard.web.workspaces.permissions import Permission
from regard.web.workspaces.scope import MemberRequest, member

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@member(Permission.FEEDBACK_EXPORT)
@require_safe
def export_csv(request: MemberRequest) -> HttpResponseBase:
    """Exactly the records of an address as CSV, streamed."""
    return _csv(request, _export(request, "csv"), "")


@member(Permission.FEEDBACK_EXPORT)
@require_safe
def export_xlsx(request: MemberRequest) -> HttpResponseBase:
    """Exactly the records of an address as a workbook, where they fit into one."""
    address = address_of(request)
    if listed(address, today=timezone.now().date()).count() > MOST_IN_A_WORKBOOK:
        messages.error(request, _("These are too many records for a workbook; download them as CSV."))
        return redirect(f"{reverse('dashboards:explore', args=[request.workspace.slug])}?{address.query()}")
    return _workbook(request, _export(request, "xlsx"), "")


@member(Permission.FEEDBACK_EXPORT)
@require_safe
def chart_csv(request: MemberRequest) -> HttpResponseBase:
    """The table behind the chart of an address as CSV."""
    return _csv(request, _chart_table(request, "csv"), "chart-")


@member(Permission.FEEDBACK_EXPORT)
@require_safe
def chart_xlsx(request: MemberRequest) -> HttpResponseBase:
    """The same table as a workbook."""
    return _workbook(request, _chart_table(request, "xlsx"), "chart-")


def _csv(request: MemberRequest, sheet: Sheet, kind: str) -> HttpResponseBase:
    # each piece would be a chunk of its own on the wire
    response = StreamingHttpResponse(_joined(as_csv(sheet)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{_file_name(request, kind, "csv")}"'
    return response


def _workbook(request: MemberRequest, sheet: Sheet, kind: str) -> HttpResponseBase:
    name = _file_name(request, kind, "xlsx")
    return FileResponse(as_workbook(sheet), as_attachment=True, filename=name, content_type=WORKBOOK)


def _chart_table(request: MemberRequest, form: str) -> ChartTable:
    """The chart of an address as it is downloaded, noted in the audit trail; 404 where there is none."""
    address, now = address_of(request), timezone.now()
    question = question_of(request, address, today=now.date())
    chart = chart_of(question)
    if chart is None:
        raise Http404
    record_event("chart.exported", by=request.user, at=now, subject=form, address=address.query())
    about = [
        *_about(request, address, now.isoformat(timespec="seconds"), today=now.date()),
        (_("Chart"), chart.title),
        (_("How to read it"), chart.note),
    ]
    return ChartTable(question.charted, chart, [(label, text) for label, text in about if text])


def _export(request: MemberRequest, form: str) -> Export:
    """What is exported, noted in the audit trail."""
    address, now = address_of(request), timezone.now()
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


def _file_name(request: MemberRequest, kind: str, ending: str) -> str:
    return f"regard-{request.workspace.slug}-{kind}{timezone.now().date().isoformat()}.{ending}"


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
