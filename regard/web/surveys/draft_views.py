"""The builder: the draft, one question of it, one page of it; every change is kept at once."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from regard.instruments import editing
from regard.instruments.definition import Instrument, UnfitInstrument
from regard.instruments.editing import ACTS, NoSuchPart
from regard.instruments.problems import problems
from regard.instruments.questions import Kind
from regard.web.surveys.drafting import PageForms, QuestionForms
from regard.web.surveys.forms import AddForm, FrameForm
from regard.web.surveys.making import DraftWasChanged, save_draft
from regard.web.surveys.models import Survey
from regard.web.surveys.presenting import pages_of
from regard.web.surveys.telling import refusal_told, told
from regard.web.workspaces.permissions import Permission
from regard.web.workspaces.scope import MemberRequest, fetch, member


@member(Permission.SURVEY_EDIT)
def draft(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The draft as a whole: what stands around the questions, the questions, and what stands in the way."""
    survey = fetch(request, Survey, pk, to=Permission.SURVEY_EDIT)
    form = FrameForm(request.POST or None, survey.draft)
    if request.method == "POST" and form.is_valid() and _kept(request, survey, form.content):
        return redirect("surveys:draft", request.workspace.slug, pk)
    instrument = Instrument.from_content(survey.draft)
    context = {
        "survey": survey,
        "form": form,
        "add": AddForm(),
        "pages": pages_of(instrument),
        "problems": told(problems(instrument), instrument),
        "languages": instrument.languages,
    }
    return render(request, "surveys/draft.html", context)


@require_POST
@member(Permission.SURVEY_EDIT)
def add(request: MemberRequest, pk: UUID) -> HttpResponse:
    """One more question at the end; it is written next."""
    survey = fetch(request, Survey, pk, to=Permission.SURVEY_EDIT)
    form = AddForm(request.POST)
    if not form.is_valid():
        raise Http404
    blank = dict.fromkeys(survey.draft["languages"], "")
    content = editing.added(survey.draft, Kind(form.cleaned_data["kind"]), text=blank, labels=blank)
    if not _kept(request, survey, content):
        return redirect("surveys:draft", request.workspace.slug, pk)
    name = content["pages"][-1]["questions"][0]["id"]
    return redirect("surveys:question", request.workspace.slug, pk, name)


@require_POST
@member(Permission.SURVEY_EDIT)
def act(request: MemberRequest, pk: UUID, name: str) -> HttpResponse:
    """Move a question, take it out, or begin a new page with it."""
    survey = fetch(request, Survey, pk, to=Permission.SURVEY_EDIT)
    change = ACTS.get(request.POST.get("act", ""))
    if change is None:
        raise Http404
    _kept(request, survey, _or_404(lambda: change(survey.draft, name)))
    return redirect("surveys:draft", request.workspace.slug, pk)


@member(Permission.SURVEY_EDIT)
def question(request: MemberRequest, pk: UUID, name: str) -> HttpResponse:
    """Write one question."""
    survey = fetch(request, Survey, pk, to=Permission.SURVEY_EDIT)
    forms = _or_404(lambda: QuestionForms(request.POST or None, survey.draft, name))
    if request.method == "POST" and forms.is_valid() and _kept(request, survey, forms.content):
        return redirect("surveys:draft", request.workspace.slug, pk)
    found = Instrument.from_content(survey.draft)
    about = [one for one in told(problems(found), found) if one.question == name]
    context = {"survey": survey, "forms": forms, "name": name, "problems": about}
    return render(request, "surveys/question.html", context | {"languages": found.languages})


@member(Permission.SURVEY_EDIT)
def page(request: MemberRequest, pk: UUID, name: str) -> HttpResponse:
    """When a page is shown, and which page comes after it."""
    survey = fetch(request, Survey, pk, to=Permission.SURVEY_EDIT)
    forms = _or_404(lambda: PageForms(request.POST or None, survey.draft, name))
    if request.method == "POST" and forms.is_valid() and _kept(request, survey, forms.content):
        return redirect("surveys:draft", request.workspace.slug, pk)
    return render(request, "surveys/page.html", {"survey": survey, "forms": forms, "name": name})


def _or_404(find: Callable[[], Any]) -> Any:
    try:
        return find()
    except NoSuchPart:
        raise Http404 from None


def _kept(request: MemberRequest, survey: Survey, content: dict[str, Any]) -> bool:
    """Keep the draft, or say why it was not kept."""
    seen = request.POST.get("seen", "")
    number = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else 0
    try:
        save_draft(survey, content, seen=number, by=request.user, at=timezone.now())
    except DraftWasChanged:
        messages.error(
            request,
            _("Somebody has changed the draft since you opened it: look at it, then save again."),
        )
    except UnfitInstrument as problem:
        found = Instrument.from_content(survey.draft)
        messages.error(request, refusal_told(problem.path, problem.reason, found))
    else:
        return True
    return False
