"""The surveys of a workspace: the list, one of them, and what is done to it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from regard.instruments.definition import Instrument
from regard.web.surveys import making, publishing
from regard.web.surveys.forms import NewSurveyForm
from regard.web.surveys.models import Survey
from regard.web.surveys.presenting import offered, pages_of, rows
from regard.web.surveys.telling import told
from regard.web.workspaces.permissions import Permission
from regard.web.workspaces.scope import MemberRequest, fetch, member

MOST_TOLD = 3  # the others stand on the page


@require_safe
@member(Permission.SURVEY_VIEW)
def every(request: MemberRequest) -> HttpResponse:
    """The surveys, newest first."""
    found = rows(Survey.objects.select_related("closure"))
    may_edit = request.membership.may(Permission.SURVEY_EDIT)
    return render(request, "surveys/every.html", {"rows": found, "may_edit": may_edit})


@member(Permission.SURVEY_EDIT)
def new(request: MemberRequest) -> HttpResponse:
    """Begin a survey with a template."""
    form = NewSurveyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        found = form.cleaned_data
        survey = making.make(found["template"], name=found["name"], by=request.user, at=timezone.now())
        return redirect("surveys:draft", request.workspace.slug, survey.pk)
    return render(request, "surveys/new.html", {"form": form, "offered": offered()})


@require_safe
@member(Permission.SURVEY_VIEW)
def one(request: MemberRequest, pk: UUID) -> HttpResponse:
    """What is asked today, and what is done with it."""
    survey = fetch(request, Survey, pk, to=Permission.SURVEY_VIEW)
    draft = Instrument.from_content(survey.draft)
    version = survey.latest
    (row,) = rows(Survey.objects.select_related("closure").filter(pk=pk))
    context = {
        "survey": survey,
        "version": version,
        "is_changed": version is None or draft.to_content() != version.content,
        "is_closed": hasattr(survey, "closure"),
        "answers": row.answers,
        "pages": pages_of(draft),
        "may_edit": request.membership.may(Permission.SURVEY_EDIT),
    }
    return render(request, "surveys/one.html", context)


@require_POST
@member(Permission.SURVEY_EDIT)
def publish(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Publish the draft as the next version."""
    survey = fetch(request, Survey, pk, to=Permission.SURVEY_EDIT)
    try:
        version = publishing.publish(survey, by=request.user, at=timezone.now())
    except publishing.NotPublishable as problem:
        found = told(problem.problems, Instrument.from_content(survey.draft))
        why = " ".join(f"{one.place}: {one.text}" if one.place else one.text for one in found[:MOST_TOLD])
        messages.error(request, _("Not published yet. %(why)s") % {"why": why})
        return redirect("surveys:draft", request.workspace.slug, pk)
    else:
        messages.success(request, _("Version %(number)s is published.") % {"number": version.number})
    return redirect("surveys:one", request.workspace.slug, pk)


@require_POST
@member(Permission.SURVEY_EDIT)
def closure(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Close a survey, or open it again."""
    survey = fetch(request, Survey, pk, to=Permission.SURVEY_EDIT)
    act = publishing.open_again if request.POST.get("open") else publishing.close
    act(survey, by=request.user, at=timezone.now())
    return redirect("surveys:one", request.workspace.slug, pk)
