"""The answers of a survey as files, each download noted in the audit trail."""

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from regard.web.dashboards.exporting import MOST_IN_A_WORKBOOK, as_csv, as_workbook
from regard.web.results.exporting import Answers, answers_of, as_sav
from regard.web.results.hiding import K
from regard.web.surveys.models import Survey
from regard.web.workspaces.auditing import record_event
from regard.web.workspaces.permissions import Permission
from regard.web.workspaces.scope import MemberRequest, fetch, member

LONGEST_NAME = 60
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "sav": "application/x-spss-sav",
}


@require_safe
@member(Permission.FEEDBACK_EXPORT)
def file(request: MemberRequest, pk: UUID, form: str) -> HttpResponseBase:
    """All answers of the survey in one of three forms."""
    survey = fetch(request, Survey, pk, to=Permission.FEEDBACK_EXPORT)
    export, now = _export(request, survey), timezone.now()
    n = export.records.count()
    if form != "csv" and n > MOST_IN_A_WORKBOOK:
        messages.error(request, _("These are too many answers for this kind of file; download them as CSV."))
        return redirect("results:one", request.workspace.slug, survey.pk)
    record_event("answers.exported", by=request.user, at=now, subject=str(survey.pk), form=form, answers=n)
    name = f"{safe_name(survey.name)}-{now.date().isoformat()}.{form}"
    if form == "csv":
        response = StreamingHttpResponse(as_csv(export), content_type=TYPES[form])
        response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
        return response
    made = as_workbook(export) if form == "xlsx" else as_sav(export, title=survey.name, at=now)
    return FileResponse(made, as_attachment=True, filename=name, content_type=TYPES[form])


def safe_name(text: str) -> str:
    """The letters and digits of a name, in any script, as a file may be called.

    >>> safe_name("Q3: tea/茶 “2026”")
    'q3-tea茶-2026'
    """
    return slugify(text, allow_unicode=True)[:LONGEST_NAME].strip("-_") or "survey"


def _export(request: MemberRequest, survey: Survey) -> Answers:
    about = [
        (_("Workspace"), str(request.workspace)),
        (_("Survey"), survey.name),
        (_("Downloaded"), timezone.now().isoformat(timespec="seconds")),
        (
            _("Weights"),
            _("weight: how many of the invited an answer stands for; empty for answers by a link"),
        ),
    ]
    export = answers_of(
        survey,
        request.workspace,
        language=(get_language() or "en").lower(),
        personal=request.membership.may(Permission.CUSTOMER_VIEW),
        about=about,
    )
    if export.is_anonymous and not export.records.exists():
        left_out = _("fewer than %(n)s people have answered this anonymous survey") % {"n": K}
        about.append((_("Left out"), left_out))
    elif export.hidden:
        alike = _("segment, channel and language where fewer than %(n)s people are alike") % {"n": K}
        about.append((_("Left out"), alike))
    return export
