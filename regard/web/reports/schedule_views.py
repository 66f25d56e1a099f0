"""On which days of the month reports are made and sent, of whom, in which forms, and to whom."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from regard.web.accounts.models import User
from regard.web.dashboards.naming import Naming
from regard.web.dashboards.numbers import Numbers
from regard.web.reports.choosing import length_text, values
from regard.web.reports.forms import LANGUAGES, ScheduleForm
from regard.web.reports.mailing import sender_of_letters
from regard.web.reports.models import Format, Letter, LetterKind, Schedule
from regard.web.reports.scheduling import MOST, TooMany, change, open_ones, schedule, stop
from regard.web.workspaces.models import Membership
from regard.web.workspaces.permissions import Permission
from regard.web.workspaces.scope import MemberRequest, fetch, member

SHOWN = 20
methods = require_http_methods(["GET", "HEAD", "POST"])


@member(Permission.REPORT_EDIT)
@methods
def every(request: MemberRequest) -> HttpResponse:
    """All schedules of the workspace, and one more."""
    usual = {
        "day": 1,
        "length": 3,
        "language": request.LANGUAGE_CODE,
        "formats": [Format.PDF],
        "recipients": [request.user.pk],
    }
    form = _form(request, usual)
    if request.method == "POST" and form.is_valid():
        try:
            schedule(by=request.user, at=timezone.now(), **form.cleaned_data)
        except TooMany:
            form.add_error(None, _("There are %(n)s schedules already; stop one first.") % {"n": MOST})
        else:
            messages.success(request, _("The report leaves by itself from now on."))
            return redirect("reports:schedule", request.workspace.slug)
    naming = Naming.of_open_workspace()
    letters = Letter.objects.filter(kind=LetterKind.REPORT).select_related("user", "report")
    context = {
        "form": form,
        "schedules": [_told(one, naming) for one in open_ones()],
        "sender": sender_of_letters(),
        "letters": letters.defer("report__content").order_by("-due_at", "-id")[:SHOWN],
        "may_set_up": request.membership.may(Permission.WORKSPACE_MANAGE),
    }
    return render(request, "reports/schedules.html", context, status=400 if form.errors else 200)


@member(Permission.REPORT_EDIT)
@methods
def one(request: MemberRequest, pk: UUID) -> HttpResponse:
    """One schedule: say something else, or stop it."""
    found = fetch(request, Schedule, pk, to=Permission.REPORT_EDIT)
    usual = {name: getattr(found, name) for name in ("day", "length", "language", "segment", "source")}
    usual |= {"formats": found.formats, "recipients": list(found.recipients.values_list("user", flat=True))}
    form = _form(request, usual, found)
    if request.method == "POST" and request.POST.get("act") == "stop":
        stop(found, by=request.user, at=timezone.now())
        messages.success(request, _("This report leaves by itself no more."))
        return redirect("reports:schedule", request.workspace.slug)
    if request.method == "POST" and form.is_valid() and found.stopped_at is None:
        change(found, by=request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("The schedule is changed."))
        return redirect("reports:schedule", request.workspace.slug)
    context = {"form": form, "schedule": found, "sender": sender_of_letters()}
    return render(request, "reports/schedule.html", context, status=400 if form.errors else 200)


def _form(request: MemberRequest, usual: dict[str, Any], found: Schedule | None = None) -> ScheduleForm:
    members = User.objects.filter(pk__in=Membership.objects.values("user"), is_active=True).order_by("email")
    is_sent = request.method == "POST" and request.POST.get("act") != "stop"
    sent = request.POST if is_sent else None
    return ScheduleForm(sent, initial=usual, members=members, **_whose(request, found))


def _whose(request: MemberRequest, found: Schedule | None) -> dict[str, list[tuple[str, str]]]:
    """The segments and sources to choose from; what the schedule is of stays among them."""
    numbers, naming = Numbers.of(request.workspace), Naming.of_open_workspace()
    choices = {}
    for name in ("segment", "source"):
        kept = getattr(found, name) if found else ""
        known = dict(values(numbers, name, naming))
        if kept:
            known.setdefault(kept, naming.name(name, kept))
        choices[f"{name}s"] = list(known.items())
    return choices


def _told(one: Schedule, naming: Naming) -> dict[str, Any]:
    """A schedule as the list shows it."""
    whose = [naming.name(name, getattr(one, name)) for name in ("segment", "source") if getattr(one, name)]
    parts = [
        length_text(one.length),
        *(whose or [_("All customers")]),
        dict(LANGUAGES).get(one.language, one.language),
        _(", ").join(str(Format(each).label) for each in one.formats),
    ]
    return {
        "schedule": one,
        "about": " · ".join(parts),
        "to": _(", ").join(each.user.email for each in one.recipients.all()),
    }
