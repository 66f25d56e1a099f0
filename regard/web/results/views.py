"""What a survey found."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from regard.web.dashboards.verbatims import Quote, quotes
from regard.web.feedback.models import State
from regard.web.insights.records import matching
from regard.web.insights.studies import Filters
from regard.web.results.choices import choices
from regard.web.results.counting import by_state, measured_questions
from regard.web.results.hiding import K
from regard.web.results.rows import line, section
from regard.web.results.silence import parts, unasked
from regard.web.surveys.models import Survey
from regard.web.workspaces.permissions import Permission
from regard.web.workspaces.scope import MemberRequest, fetch, member

NEWEST = 10
LONGEST = 500


@require_safe
@member(Permission.SURVEY_VIEW)
def one(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The numbers of a survey, each with its interval and n, and how many answers stand behind them."""
    survey = fetch(request, Survey, pk, to=Permission.SURVEY_VIEW)
    states, asked = by_state(survey), parts(survey)
    told = {part.segment for part in asked if part.answered is not None} if asked else None
    context: dict[str, Any] = {
        "survey": survey,
        "sections": [section(found, told=told) for found in measured_questions(survey)],
        "choices": choices(survey, (get_language() or "en").lower()),
        "complete": states.get(State.COMPLETE, 0),
        "partial": states.get(State.PARTIAL, 0),
        "unconfirmed": states.get(State.UNCONFIRMED, 0),
        "suspect": states.get(State.BOT_SUSPECT, 0),
        "parts": [line(part) for part in asked],
        "unasked": unasked(survey),
        "quotes": _quotes(request, survey, states),
        "may_export": request.membership.may(Permission.FEEDBACK_EXPORT),
    }
    return render(request, "results/one.html", context)


def _quotes(request: MemberRequest, survey: Survey, states: dict[str, int]) -> list[Quote]:
    """The newest texts; of an anonymous survey only where there are enough people to be one of."""
    is_anonymous = survey.latest is not None and survey.latest.instrument.is_anonymous
    if is_anonymous and states.get(State.COMPLETE, 0) + states.get(State.PARTIAL, 0) < K:
        return []
    if not request.membership.may(Permission.FEEDBACK_VIEW):
        return []
    written = matching(Filters(source=(survey.source.key,))).exclude(text="")
    return quotes(request, written[:NEWEST], longest=LONGEST)
