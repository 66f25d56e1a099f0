"""What a survey found."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from regard.web.feedback.models import State
from regard.web.results.counting import by_state, measured_questions
from regard.web.results.rows import row
from regard.web.surveys.models import Survey
from regard.web.workspaces.permissions import Permission
from regard.web.workspaces.scope import MemberRequest, fetch, member


@require_safe
@member(Permission.SURVEY_VIEW)
def one(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The numbers of a survey, each with its interval and n, and how many answers stand behind them."""
    survey = fetch(request, Survey, pk, to=Permission.SURVEY_VIEW)
    states = by_state(survey)
    context = {
        "survey": survey,
        "rows": [row(found) for found in measured_questions(survey)],
        "complete": states.get(State.COMPLETE, 0),
        "partial": states.get(State.PARTIAL, 0),
        "unconfirmed": states.get(State.UNCONFIRMED, 0),
    }
    return render(request, "results/one.html", context)
