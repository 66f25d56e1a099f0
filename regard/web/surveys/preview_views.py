"""The preview of a draft, for the frames beside the builder: nothing that is sent here is kept."""

from typing import Any
from uuid import UUID

from csp.decorators import csp_replace
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods

from regard.instruments.definition import Instrument, UnfitInstrument, said
from regard.instruments.editing import NoSuchPart
from regard.instruments.placeholders import filled
from regard.web.surveys.drafting import QuestionForms
from regard.web.surveys.models import Survey
from regard.web.surveys.previewing import Walk, chosen_language, example, questions_shown, seen
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
    language = chosen_language(language_wanted(request), instrument)
    form = request.POST if request.method == "POST" else None
    walk = Walk(instrument, form, clicked=request.GET.get("score", ""))
    given = example(instrument, walk.values, language=language)
    context = {
        "walk": walk,
        "questions": questions_shown(walk, language),
        "title": filled(said(instrument.title, language), given),
        "intro": filled(said(instrument.intro, language), given) if walk.place == 1 else "",
        "thanks": filled(said(instrument.thanks, language), given),
    }
    return _shown(request, language, context)


@require_http_methods(["GET", "HEAD", "POST"])
@xframe_options_sameorigin
@framed
@member(Permission.SURVEY_EDIT)
def question_preview(request: MemberRequest, pk: UUID, name: str) -> HttpResponse:
    """One question as it stands in the form now, before it is kept; as it was kept where nothing is sent."""
    survey = fetch(request, Survey, pk, to=Permission.SURVEY_EDIT)
    instrument = as_typed(request, survey, name)
    language = chosen_language(language_wanted(request), instrument)
    question = seen(instrument.questions[name], instrument, {}, language=language)
    return _shown(request, language, {"questions": [question]})


def language_wanted(request: HttpRequest) -> str:
    """The language that a frame asks for, by the button, the form or the address it was opened with."""
    sent = request.POST.get("preview") or request.POST.get("language")
    return sent or request.GET.get("language") or request.GET.get("lang", "")


def as_typed(request: HttpRequest, survey: Survey, name: str) -> Instrument:
    """The draft with this question as it stands in the form; as it was kept where that does not fit."""
    if request.method != "POST" and name in (kept := Instrument.from_content(survey.draft)).questions:
        return kept
    try:
        forms = QuestionForms(request.POST, survey.draft, name)
        return Instrument.from_content(forms.content if forms.is_valid() else survey.draft)
    except NoSuchPart:
        raise Http404 from None
    except UnfitInstrument:
        return Instrument.from_content(survey.draft)


def _shown(request: MemberRequest, language: str, context: dict[str, Any]) -> HttpResponse:
    with translation.override(language):
        return render(request, "surveys/preview.html", context | {"language": language})
