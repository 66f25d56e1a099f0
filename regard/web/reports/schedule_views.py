"""On which day of the month a report is made and sent, and to whom."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from regard.web.accounts.models import User
from regard.web.dashboards.naming import Naming
from regard.web.dashboards.numbers import Numbers
from regard.web.reports.choosing import values
from regard.web.reports.forms import ScheduleForm
from regard.web.reports.mailing import sender_of_letters
from regard.web.reports.models import Letter, LetterKind, Schedule
from regard.web.reports.scheduling import current, schedule, stop
from regard.web.workspaces.models import Membership
from regard.web.workspaces.permissions import Permission
from regard.web.workspaces.scope import MemberRequest, member

SHOWN = 20


@member(Permission.REPORT_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: MemberRequest) -> HttpResponse:
    """The schedule of the workspace; saving another one puts it in the place of the first."""
    found = current()
    members = User.objects.filter(pk__in=Membership.objects.values("user"), is_active=True).order_by("email")
    usual = {"day": 1, "length": 3, "language": request.LANGUAGE_CODE, "recipients": [request.user.pk]}
    if found:
        usual = {"day": found.day, "length": found.length, "language": found.language}
        usual |= {"segment": found.segment, "source": found.source}
        usual["recipients"] = list(found.recipients.values_list("user", flat=True))
    form = ScheduleForm(request.POST or None, initial=usual, members=members, **_whose(request, found))
    if request.method == "POST":
        if request.POST.get("act") == "stop":
            stop(by=request.user, at=timezone.now())
            messages.success(request, _("No report leaves by itself any more."))
            return redirect("reports:schedule", request.workspace.slug)
        if form.is_valid():
            schedule(by=request.user, at=timezone.now(), **form.cleaned_data)
            messages.success(request, _("The report leaves by itself from now on."))
            return redirect("reports:schedule", request.workspace.slug)
    letters = Letter.objects.filter(kind=LetterKind.REPORT).select_related("user", "report")
    context = {
        "form": form,
        "schedule": found,
        "sender": sender_of_letters(),
        "letters": letters.defer("report__content").order_by("-due_at", "-id")[:SHOWN],
        "may_set_up": request.membership.may(Permission.WORKSPACE_MANAGE),
    }
    return render(request, "reports/schedule.html", context, status=400 if form.errors else 200)


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
