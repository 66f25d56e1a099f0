"""The addresses of a survey, for those who make it."""

from io import BytesIO
from uuid import UUID

import segno
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from regard.web.answering.forms import LinkForm
from regard.web.answering.linking import address_of, close_link, make_link
from regard.web.answering.models import Link
from regard.web.surveys.models import Survey
from regard.web.workspaces.permissions import Permission
from regard.web.workspaces.scope import MemberRequest, fetch, member


@member(Permission.SURVEY_SEND)
def links(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The addresses of a survey, and one more."""
    survey = fetch(request, Survey, pk, to=Permission.SURVEY_SEND)
    form = LinkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        make_link(survey, by=request.user, at=timezone.now(), **form.cleaned_data)
        return redirect("answering:links", request.workspace.slug, pk)
    rows = [(link, address_of(link)) for link in survey.links.all()]
    return render(request, "answering/links.html", {"survey": survey, "rows": rows, "form": form})


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
