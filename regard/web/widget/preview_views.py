"""The draft of a survey in its widget, in a frame beside the builder: the real script on nobody's page."""

import json
from uuid import UUID

from csp.decorators import csp_replace
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from regard.instruments.definition import Instrument
from regard.web.surveys.models import Survey
from regard.web.surveys.preview_views import language_wanted
from regard.web.surveys.previewing import chosen_language
from regard.web.widget.embedding import script_of
from regard.web.widget.models import Widget
from regard.web.workspaces.permissions import Permission
from regard.web.workspaces.scope import MemberRequest, fetch, member

KEY = "preview"  # of no widget: nothing is answered by it


@require_safe
@xframe_options_sameorigin
@csp_replace({"frame-ancestors": ["'self'"], "form-action": ["'none'"]})
@member(Permission.SURVEY_VIEW)
def page(request: MemberRequest, pk: UUID) -> HttpResponse:
    """A page as a customer might have it, with the widget open on it."""
    survey = fetch(request, Survey, pk, to=Permission.SURVEY_VIEW)
    language = chosen_language(language_wanted(request), Instrument.from_content(survey.draft))
    with translation.override(language):
        return render(request, "widget/preview.html", {"survey": survey, "language": language})


@require_safe
@member(Permission.SURVEY_VIEW)
def script(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The script of a widget that shows the draft, in the place where the survey's first widget is shown."""
    survey = fetch(request, Survey, pk, to=Permission.SURVEY_VIEW)
    first = Widget.objects.filter(link__survey=survey).first()
    place = first.place if first else Widget._meta.get_field("place").default
    widget = Widget(key=KEY, is_on=True, triggers=[], place=place)
    published = settings.PUBLIC_URL + reverse("widget-public:frame", args=[KEY])
    draft = reverse("surveys:preview", args=[request.workspace.slug, survey.pk])
    text = script_of(widget).replace(json.dumps(published), json.dumps(draft))
    return HttpResponse(text, content_type="text/javascript; charset=utf-8")
