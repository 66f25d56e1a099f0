"""Surveys come in as files and go out as one."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from regard.instruments import formats
from regard.instruments.definition import Instrument
from regard.instruments.formats.making import UnreadableSurvey
from regard.web.surveys.forms import ImportForm
from regard.web.surveys.importing import FORMATS, import_survey, left_text, refusal_text
from regard.web.surveys.models import Survey
from regard.web.workspaces.permissions import Permission
from regard.web.workspaces.scope import MemberRequest, fetch, member


@member(Permission.SURVEY_EDIT)
def bring(request: MemberRequest) -> HttpResponse:
    """A survey from a file, as a draft."""
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        content = form.cleaned_data["file"].read(formats.LARGEST + 1)
        name = form.cleaned_data["name"]
        try:
            survey, found = import_survey(content, name=name, by=request.user, at=timezone.now())
        except UnreadableSurvey as problem:
            form.add_error("file", refusal_text(problem))
        else:
            told = {"format": FORMATS[found.format], "questions": len(found.instrument.questions)}
            text = _("Taken over from %(format)s: %(questions)s questions. Look them over.")
            messages.success(request, text % told)
            if found.left:
                messages.warning(request, left_text(found.left))
            return redirect("surveys:draft", request.workspace.slug, survey.pk)
    return render(request, "surveys/import.html", {"form": form})


@require_safe
@member(Permission.SURVEY_VIEW)
def take(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The draft as Regard's own JSON."""
    survey = fetch(request, Survey, pk, to=Permission.SURVEY_VIEW)
    content = formats.written(Instrument.from_content(survey.draft))
    name = f"{slugify(survey.name)[:60] or 'survey'}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type="application/json; charset=utf-8", headers=headers)
