"""The addresses of a survey, for those who make it."""

from io import BytesIO
from uuid import UUID

import segno
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from regard.web.answering.doubting import doubts_of, rows_of
from regard.web.answering.fetching import unconfirmed
from regard.web.answering.forms import JudgeForm, LimitForm, LinkForm
from regard.web.answering.judging import in_doubt, judge
from regard.web.answering.linking import address_of, close_link, limit_link, make_link
from regard.web.answering.models import Judged, Link
from regard.web.answering.writing import Busy
from regard.web.surveys.models import Survey
from regard.web.workspaces.permissions import Permission
from regard.web.workspaces.scope import MemberRequest, fetch, member

A_PAGE = 50


@member(Permission.SURVEY_SEND)
def links(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The addresses of a survey, and one more."""
    survey = fetch(request, Survey, pk, to=Permission.SURVEY_SEND)
    form = LinkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        named = {name: form.cleaned_data[name] for name in ("name", "kind")}
        make_link(survey, by=request.user, at=timezone.now(), **named, **form.limits())
        return redirect("answering:links", request.workspace.slug, pk)
    rows = rows_of(survey, at=timezone.now())
    context = {"survey": survey, "rows": rows, "form": form, "doubts": in_doubt(survey).count()}
    return render(request, "answering/links.html", context)


@require_POST
@member(Permission.SURVEY_SEND)
def limits(request: MemberRequest, pk: UUID) -> HttpResponse:
    """How many answers an address takes, and until when."""
    link = fetch(request, Link, pk, to=Permission.SURVEY_SEND)
    form = LimitForm(request.POST)
    if form.is_valid():
        limit_link(link, by=request.user, at=timezone.now(), **form.limits())
    else:
        messages.error(request, _("Answers at most is a number from 1; the last day is a date."))
    return redirect("answering:links", request.workspace.slug, link.survey_id)


@require_POST
@member(Permission.SURVEY_SEND)
def close(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Take no more answers by an address."""
    link = fetch(request, Link, pk, to=Permission.SURVEY_SEND)
    close_link(link, by=request.user, at=timezone.now())
    return redirect("answering:links", request.workspace.slug, link.survey_id)


@member(Permission.SURVEY_SEND)
def code(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The address as a QR code, to be printed at any size."""
    link = fetch(request, Link, pk, to=Permission.SURVEY_SEND)
    picture = BytesIO()
    segno.make(address_of(link), error="q", micro=False).save(picture, kind="svg", scale=8, border=4)
    response = HttpResponse(picture.getvalue(), content_type="image/svg+xml")
    response["Content-Disposition"] = f'inline; filename="code-{link.pk}.svg"'
    return response


@member(Permission.SURVEY_EDIT)
def doubts(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Answers that look like a machine's, and why; who counts them or leaves them out."""
    survey = fetch(request, Survey, pk, to=Permission.SURVEY_EDIT)
    is_judged = request.GET.get("show") == "judged"
    page = Paginator(in_doubt(survey, is_judged=is_judged), A_PAGE).get_page(request.GET.get("page"))
    if request.method == "POST":
        return _judged(request, survey)
    clicks = sorted(unconfirmed(survey).items())
    context = {
        "survey": survey,
        "page": page,
        "rows": doubts_of(survey, page.object_list),
        "is_judged": is_judged,
        "clicks": clicks,
        "clicked": sum(count for _score, count in clicks),
    }
    return render(request, "answering/doubts.html", context)


def _judged(request: MemberRequest, survey: Survey) -> HttpResponse:
    chosen = request.POST.getlist("answers")[:A_PAGE]
    every = (in_doubt(survey, is_judged=judged).values_list("pk", flat=True) for judged in (False, True))
    known = {str(pk) for rows in every for pk in rows} & set(chosen)
    form = JudgeForm(request.POST, known=sorted(known))
    if not form.is_valid():
        messages.error(request, _("Choose the answers that you mean."))
        return redirect(request.get_full_path())
    judged = Judged(form.cleaned_data["judged"])
    try:
        for pk in form.cleaned_data["answers"]:
            judge(UUID(pk), judged, by=request.user, at=timezone.now())
    except Busy:
        messages.error(request, _("Not all could be kept just now. Please do it once more in a moment."))
    return redirect(request.get_full_path())
