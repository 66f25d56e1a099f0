"""What a survey found."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from regard.web.dashboards.addresses import Address
from regard.web.dashboards.verbatims import Quote, quotes
from regard.web.feedback.models import State
from regard.web.insights.anonymity import STAFF
from regard.web.insights.records import matching, of_staff
from regard.web.insights.studies import Filters
from regard.web.results.choices import choices
from regard.web.results.sections import line, section
from regard.web.results.silence import unasked
from regard.web.results.standing import Standing
from regard.web.surveys.models import Survey
from regard.web.workspaces.permissions import Permission
from regard.web.workspaces.scope import MemberRequest, fetch, member

NEWEST = 6
LONGEST = 500


@require_safe
@member(Permission.SURVEY_VIEW)
def one(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The numbers of a survey, each with its interval and n, and how many answers stand behind them."""
    survey = fetch(request, Survey, pk, to=Permission.SURVEY_VIEW)
    stands = Standing.of(survey, at=timezone.now())
    released, asked = stands.released, stands.parts
    reads = request.membership.may(Permission.FEEDBACK_VIEW)
    context: dict[str, Any] = {
        **_now(request, stands),
        "choices": choices(survey, (get_language() or "en").lower(), released, reads=reads),
        "parts": [line(part) for part in asked],
        "unasked": unasked(survey),
        "is_stepwise": released.is_stepwise,
        "all_texts": "" if released.is_stepwise or survey.kind == STAFF else _all_texts(request, survey),
        "quotes": _quotes(request, stands) if reads else [],
        "may_export": request.membership.may(Permission.FEEDBACK_EXPORT),
    }
    return render(request, "results/one.html", context)


@require_safe
@member(Permission.SURVEY_VIEW)
def now(request: MemberRequest, pk: UUID) -> HttpResponse:
    """How it stands, where that is not what was `seen` already; else nothing (204)."""
    survey = fetch(request, Survey, pk, to=Permission.SURVEY_VIEW)
    stands = Standing.of(survey, at=timezone.now())
    if request.GET.get("seen") == stands.mark:
        return HttpResponse(status=204)
    return render(request, "results/now.html", _now(request, stands))


def _now(request: MemberRequest, stands: Standing) -> dict[str, Any]:
    """What the part that follows is drawn from."""
    asked, stepwise = stands.parts, stands.released.is_stepwise
    told = {part.segment for part in asked if part.answered is not None} if asked else None
    return {
        "survey": stands.survey,
        "mark": stands.mark,
        "sections": [
            section(found, told=told, is_stepwise=stepwise, days=stands.breaks.of(found.measured.metric))
            for found in stands.defined
        ],
        "complete": stands.states.get(State.COMPLETE, 0),
        "partial": stands.states.get(State.PARTIAL, 0),
        "clicked": stands.clicked,
        "suspect": stands.states.get(State.BOT_SUSPECT, 0),
        "may_judge": request.membership.may(Permission.SURVEY_EDIT),
        "has_none": stands.is_empty,
        "may_send": request.membership.may(Permission.SURVEY_SEND),
        "waiting": stands.released.waiting,
    }


def _quotes(request: MemberRequest, stands: Standing) -> list[Quote]:
    """The newest texts of those that may be shown; without their order where it would tell of the people."""
    survey, released = stands.survey, stands.released
    records = of_staff if survey.kind == STAFF else matching
    written = records(Filters(source=(survey.source.key,))).exclude(text="")
    newest = released.of_records(written)[:NEWEST]
    found = quotes(request, newest, longest=LONGEST, unscored=stands.unscored)
    return sorted(found, key=lambda quote: str(quote.segments)) if released.is_stepwise else found


def _all_texts(request: MemberRequest, survey: Survey) -> str:
    """Where all of them stand, with what can be asked of them."""
    explore = reverse("dashboards:explore", args=[request.workspace.slug])
    return f"{explore}?{Address(period='all', source=(survey.source.key,)).query()}"
