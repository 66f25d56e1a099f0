"""The widgets of a survey, for those who make them."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from regard.web.surveys.models import Survey
from regard.web.widget.embedding import snippet_of
from regard.web.widget.forms import WidgetForm
from regard.web.widget.making import change_widget, make_widget
from regard.web.widget.models import Widget
from regard.web.workspaces.permissions import Permission
from regard.web.workspaces.scope import MemberRequest, fetch, member


@member(Permission.SURVEY_SEND)
def every(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The widgets of a survey, and one more."""
    survey = fetch(request, Survey, pk, to=Permission.SURVEY_SEND)
    if survey.latest is None:
        raise Http404
    form = WidgetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = make_widget(survey, by=request.user, at=timezone.now(), **form.columns)
        return redirect("widget:one", request.workspace.slug, made.pk)
    rows = Widget.objects.filter(link__survey=survey)
    return render(request, "widget/every.html", {"survey": survey, "rows": rows, "form": form})


@member(Permission.SURVEY_SEND)
def one(request: MemberRequest, pk: UUID) -> HttpResponse:
    """One widget: what stands in the page, and how it is shown."""
    widget = fetch(request, Widget, pk, to=Permission.SURVEY_SEND)
    form = WidgetForm(request.POST or None, initial=WidgetForm.first_values(widget))
    if request.method == "POST" and form.is_valid():
        change_widget(widget, by=request.user, at=timezone.now(), **form.columns)
        messages.success(request, _("Kept; pages follow within five minutes."))
        return redirect("widget:one", request.workspace.slug, pk)
    context = {"widget": widget, "survey": widget.link.survey, "form": form, "snippet": snippet_of(widget)}
    return render(request, "widget/one.html", context)
