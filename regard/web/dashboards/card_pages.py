"""The cards of the metrics: what each number means here, since when, and what changed its meaning."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from regard.web.accounts.models import User
from regard.web.dashboards.addresses import METRICS
from regard.web.dashboards.card_models import ChangeWithdrawal, MetricChange, recorded
from regard.web.dashboards.card_texts import KINDS, metric_name, others, variants
from regard.web.workspaces.auditing import record_event
from regard.web.workspaces.permissions import Permission
from regard.web.workspaces.scope import MemberRequest, fetch, member


class ChangeForm(forms.Form):
    """From which day on a metric means something else, what and why."""

    day = forms.DateField(
        label=gettext_lazy("From which day on"), widget=forms.DateInput(attrs={"type": "date"})
    )
    what = forms.CharField(label=gettext_lazy("What changed"), max_length=300)
    why = forms.CharField(label=gettext_lazy("Why"), max_length=500)

    def clean_day(self) -> date:
        """A day that has come: a change that is still to come changed nothing yet."""
        day: date = self.cleaned_data["day"]
        if day > timezone.now().date():
            raise forms.ValidationError(
                _("This day is still to come: record the change on the day from which it holds.")
            )
        return day


@member(Permission.FEEDBACK_VIEW)
@require_safe
def every(request: MemberRequest) -> HttpResponse:
    """Every metric with what it asks, the version that holds, and since when."""
    changes: dict[str, list[MetricChange]] = {}
    for change in MetricChange.objects.filter(withdrawal=None, day__lte=timezone.now().date()):
        changes.setdefault(change.metric, []).append(change)
    cards = [
        {
            "key": metric,
            "name": metric_name(metric),
            "asks": kind.asks,
            "version": len(changes.get(metric, [])) + 1,
            "since": changes[metric][-1].day if metric in changes else None,
        }
        for metric, kind in KINDS.items()
    ]
    return render(request, "dashboards/cards.html", {"cards": cards})


@require_http_methods(["GET", "HEAD", "POST"])
@member(Permission.FEEDBACK_VIEW)
def one(request: MemberRequest, metric: str) -> HttpResponse:
    """One card; by POST a change of what the metric means here is recorded."""
    if metric not in KINDS:
        raise Http404
    may_edit = request.membership.may(Permission.REPORT_EDIT)
    if request.method == "POST" and not may_edit:
        raise PermissionDenied
    form = ChangeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _record(metric, form.cleaned_data, by=request.user)
        messages.success(request, _("The change is recorded: the line breaks on that day."))
        return redirect("cards:one", request.workspace.slug, metric)
    return render(request, "dashboards/card.html", _context(metric, form, may_edit=may_edit))


@require_POST
@member(Permission.REPORT_EDIT)
def withdraw(request: MemberRequest, pk: UUID) -> HttpResponse:
    """A change was recorded by mistake; that it was stays in the audit trail."""
    change = fetch(request, MetricChange, pk, to=Permission.REPORT_EDIT)
    at, by = timezone.now(), request.user
    named = {"by": by, "by_name": by.name or by.email, "at": at}
    _row, is_new = ChangeWithdrawal.objects.get_or_create(
        change=change, workspace=request.workspace, defaults=named
    )
    if is_new:
        record_event("metric.change_withdrawn", by=by, at=at, subject=change.metric, day=str(change.day))
    return redirect("cards:one", request.workspace.slug, change.metric)


def _record(metric: str, given: dict[str, Any], *, by: User) -> None:
    at = timezone.now()
    MetricChange.objects.create(metric=metric, by=by, by_name=by.name or by.email, at=at, **given)
    record_event("metric.changed", by=by, at=at, subject=metric, day=str(given["day"]), what=given["what"])


def _context(metric: str, form: ChangeForm, *, may_edit: bool) -> dict[str, Any]:
    changes = list(recorded(metric))
    found = variants(metric)
    kind = KINDS[metric]
    return {
        "metric": metric,
        "name": metric_name(metric),
        "asks": kind.asks,
        "is_not": kind.is_not,
        "first": found[0],
        "more": found[1:],
        "others": others(metric),
        "changes": [{"row": row, "version": number} for number, row in enumerate(changes, start=2)],
        "charted": metric in METRICS,
        "form": form,
        "may_edit": may_edit,
    }
