"""The planner: what a change of the number would take, whom the rules let ask, and when it is there."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext, pgettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from regard.perception.sampling.planning import UnfitPlan
from regard.web.contacts.models import Audience
from regard.web.dashboards.figures import count_text, plain_text
from regard.web.feedback.models import Channel
from regard.web.results.counting import Measured, measured_questions
from regard.web.results.planning import Plan, Range, Reached, Wanted, metric_of, plan
from regard.web.surveys.models import Survey
from regard.web.workspaces.permissions import Permission
from regard.web.workspaces.scope import MemberRequest, fetch, member

CHANNELS = [(one.value, one.label) for one in (Channel.EMAIL, Channel.SMS, Channel.CHAT)]
ASSUMED = 20  # percent


class PlanForm(forms.Form):
    """What somebody wants to find out, and of whom."""

    question = forms.ChoiceField(label=pgettext_lazy("survey", "Question"))
    change = forms.FloatField(min_value=0.01, max_value=200)
    audience: Any = forms.ModelChoiceField(
        None, label=gettext_lazy("Who may be asked"), required=False, empty_label=gettext_lazy("Everybody")
    )
    channel = forms.ChoiceField(label=gettext_lazy("Sent by"), choices=CHANNELS)
    rate = forms.FloatField(
        label=gettext_lazy("Assumed response rate (percent)"),
        min_value=0.1,
        max_value=100,
        help_text=gettext_lazy("Counts only while this survey has none of its own."),
    )

    def __init__(self, given: Any, *, questions: list[Measured]) -> None:
        language = (get_language() or "en").lower()
        chosen = next((one for one in questions if one.field_id == given.get("question")), questions[0])
        unit = unit_of(chosen)
        first = {"change": 10, "channel": Channel.EMAIL, "rate": ASSUMED}
        if unit == "score":
            first["change"] = round((chosen.scale.max - chosen.scale.min) / 20, 1)
        filled = {name: given[name] for name in (*first, "audience") if given.get(name)}
        filled["question"] = chosen.field_id
        super().__init__(first | filled)
        fields: dict[str, Any] = self.fields
        fields["question"].choices = [(one.field_id, one.label(language)) for one in questions]
        if len(questions) == 1:
            fields["question"].widget = forms.HiddenInput()
        fields["change"].label = (
            _("Change to be found (on its scale)") if unit == "score" else _("Change to be found (points)")
        )
        fields["audience"].queryset = Audience.objects.all()

    def wanted(self) -> Wanted:
        """What was filled in."""
        found = self.cleaned_data
        return Wanted(found["change"], found["audience"], found["channel"], found["rate"] / 100)


@require_safe
@member(Permission.SURVEY_VIEW)
def planning(request: MemberRequest, pk: UUID) -> HttpResponse:
    """How many answers a change needs, how many invitations, and when that is reached."""
    survey = fetch(request, Survey, pk, to=Permission.SURVEY_VIEW)
    questions = measured_questions(survey)
    context: dict[str, Any] = {"survey": survey}
    if questions:
        form = PlanForm(request.GET, questions=questions)
        context |= {"form": form}
        if form.is_valid():
            found = next(one for one in questions if one.field_id == form.cleaned_data["question"])
            context |= _planned(survey, found, form)
    return render(request, "results/planning.html", context)


def _planned(survey: Survey, found: Measured, form: PlanForm) -> dict[str, Any]:
    wanted = form.wanted()
    try:
        made = plan(survey, found, wanted, at=timezone.now())
    except UnfitPlan:
        form.add_error("change", _("No plan can be made of this."))
        return {}
    unit = unit_of(found)
    estimate = found.estimate
    return {
        "plan": made,
        "change": amount(wanted.change, unit),
        "detectable": None if made.spread.detectable is None else amount(made.spread.detectable, unit),
        "needed": estimate.needed if estimate else 0,
        "answers": count_text(made.answers),
        "at_worst": count_text(made.answers_at_worst),
        "now": count_text(made.spread.n),
        "missing": count_text(made.missing),
        "invitations": count_text(round(made.invitations.value)),
        "between": whole(made.invitations).partition(" (")[2].removesuffix(")"),
        "considered": count_text(made.considered),
        "reachable": count_text(made.reachable),
        "rate": percent(made.rate),
        "rows": rows(made),
        "extra": round(100 * (made.spread.design_effect - 1)),
    }


def rows(made: Plan) -> list[dict[str, str]]:
    """When it is reached: at the pace of today, and at the most that the rules allow."""
    pace, by_pace = made.pace, made.by_pace
    slow = _("Not enough answers yet")
    today = {
        "label": _("At the present pace"),
        "speed": decimal(pace) if pace else slow,
        "unit": _("answers a day") if pace else "",
        "day": day_of(by_pace) if by_pace else "–",
        "between": between(by_pace) if by_pace else "",
    }
    month = made.answers_a_month
    allowed = {
        "label": _("At most, under the contact rules"),
        "speed": whole(month),
        "unit": _("answers a month"),
        "day": day_of(made.by_rules),
        "between": between(made.by_rules),
    }
    return [today, allowed]


def unit_of(found: Measured) -> str:
    """Points, percent or a score on the scale."""
    return metric_of(found)(found.counts).definition.unit


def amount(number: float, unit: str) -> str:
    """A change in words: "10 points"."""
    if unit == "score":
        return plain_text(number, unit, digits=2, signed=False)
    text = plain_text(number, unit, digits=0 if number == round(number) else 1, signed=False)
    return ngettext("%(number)s point", "%(number)s points", 1 if number == 1 else 2) % {"number": text}


def whole(found: Range) -> str:
    """A number of people with its interval."""
    few = pgettext("people", "fewer than 1")
    return _written(found, lambda number: few if 0 < number < 1 else count_text(round(number)))


def percent(found: Range) -> str:
    """A share with its interval."""
    return _written(found, lambda share: _("%(number)s %%") % {"number": plain_text(100 * share, "percent")})


def decimal(found: Range) -> str:
    """A pace with its interval."""
    return _written(found, lambda number: plain_text(number, "score"))


def _written(found: Range, text: Any) -> str:
    if found.low is None or found.high is None:
        return str(text(found.value))
    return f"{text(found.value)} ({text(found.low)} – {text(found.high)})"


def day_of(found: Reached) -> str:
    """The day, or that it is out of reach."""
    return _day(found.day)


def between(found: Reached) -> str:
    """The earliest and the latest day, where they differ."""
    if found.first == found.last:
        return ""
    return f"{_day(found.first)} – {_day(found.last)}"


def _day(day: date | None) -> str:
    return date_format(day, "DATE_FORMAT") if day else pgettext("day", "not within ten years")
