"""The page of one event: its alerts side by side, and one form that closes all of them."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from regard.web.alerts import gathering, watching
from regard.web.alerts.forms import ClosingForm
from regard.web.alerts.gathering import Happened
from regard.web.alerts.joining import NEAR
from regard.web.alerts.models import AlertEvent
from regard.web.dashboards.card_breaks import Breaks
from regard.web.workspaces.permissions import Permission
from regard.web.workspaces.scope import MemberRequest, member


@require_safe
@member(Permission.FEEDBACK_VIEW)
def event(request: MemberRequest, pk: UUID) -> HttpResponse:
    """What happened, by all that its watches tell of it; of one alert, its own page says all."""
    found = _event(request, pk)
    if found.is_one:
        return redirect(found.url(request.workspace.slug))
    return _page(request, found, ClosingForm())


@require_POST
@member(Permission.ALERT_EDIT)
def close(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Close every alert of it that this member sees."""
    found, form = _event(request, pk), ClosingForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form)
    for line in found.lines:
        watching.close(line.alert, by=request.user, at=timezone.now(), **form.cleaned_data)
    messages.success(request, _("All of it is closed; each view says from when on it is watched anew."))
    return redirect("alerts:event", request.workspace.slug, pk)


def _event(request: MemberRequest, pk: UUID) -> Happened:
    told = gathering.seen_by(request.membership).filter(event=pk)
    rows = AlertEvent.objects.filter(pk__in=told.order_by().values("event"))
    found = gathering.happened(rows, told, Breaks.of_open_workspace())
    if not found:
        raise Http404
    return found[0]


def _page(request: MemberRequest, found: Happened, form: ClosingForm) -> HttpResponse:
    context = {
        "event": found,
        "form": form,
        "near": NEAR.days,
        "may_edit": request.membership.may(Permission.ALERT_EDIT),
    }
    return render(request, "alerts/event.html", context)
