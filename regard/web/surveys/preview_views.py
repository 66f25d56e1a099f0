"""The preview of a draft, for the frame beside the builder: nothing that is sent here is kept."""

from typing import Any
from uuid import UUID

from csp.decorators import csp_replace
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST

from regard.instruments.definition import Instrument, UnfitInstrument, said
from regard.instruments.editing import NoSuchPart
from regard.web.surveys.drafting import QuestionForms
from regard.web.surveys.models import Survey
from regard.web.surveys.previewing import Walk, chosen_language, seen
from regard.web.workspaces.permissions import Permission
from regard.web.workspaces.scope import MemberRequest, fetch, member

framed = csp_replace({"frame-ancestors": ["'self'"]})


@xframe_options_sameorigin
@framed
@member(Permission.SURVEY_VIEW)
def preview(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The draft as somebody walks through it, in the language that is asked for."""
    survey = fetch(request, Survey, pk, to=Permission.SURVEY_VIEW)
    instrument = Instrument.from_content(survey.draft)
    wish = request.POST.get("language") or request.GET.get("language", "")
    language = chosen_language(wish, instrument)
    walk = Walk(instrument, request.POST if request.method == "POST" else None)
    questions = [
        seen(one, walk.values, language) | {"is_wrong": one.id in walk.wrong}
        for page in instrument.pages
        if page == walk.page
        for one in page.questions
        if one.show_if.holds(walk.values)
    ]
    context = {
        "walk": walk,
        "questions": questions,
        "title": said(instrument.title, language),
        "intro": said(instrument.intro, language) if walk.place == 1 else "",
        "thanks": said(instrument.thanks, language),
    }
    return _shown(request, language, context)


@require_POST
@xframe_options_sameorigin
@framed
@member(Permission.SURVEY_EDIT)
def question_preview(request: MemberRequest, pk: UUID, name: str) -> HttpResponse:
    """One question as it stands in the form now, before it is kept."""
    survey = fetch(request, Survey, pk, to=Permission.SURVEY_EDIT)
    language = chosen_language(request.POST.get("preview", ""), Instrument.from_content(survey.draft))
    try:
        forms = QuestionForms(request.POST, survey.draft, name)
        content = forms.content if forms.is_valid() else survey.draft
        question = Instrument.from_content(content).questions[name]
    except NoSuchPart:
        raise Http404 from None
    except UnfitInstrument:
        question = Instrument.from_content(survey.draft).questions[name]
    context = {"questions": [seen(question, {}, language)]}
    return _shown(request, language, context)


def _shown(request: MemberRequest, language: str, context: dict[str, Any]) -> HttpResponse:
    with translation.override(language):
        return render(request, "surveys/preview.html", context | {"language": language})
