"""Findings: the list, a new one, and taking one back."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from regard.web.reports.evidence import NoEvidence, evidence_of, evidence_text, supports
from regard.web.reports.forms import FindingForm
from regard.web.reports.judging import Judge, address_of, question_of, rate_text
from regard.web.reports.models import Claim, Finding
from regard.web.reports.standing import MOST, retire, told, told_of, write
from regard.web.workspaces.permissions import Permission
from regard.web.workspaces.scope import MemberRequest, fetch, member

USUAL_REVIEW = timedelta(days=90)


@member(Permission.FEEDBACK_VIEW)
@require_safe
def every(request: MemberRequest) -> HttpResponse:
    """All findings, those that stand first."""
    today = timezone.now().date()
    open_ones = Finding.objects.filter(retired_at=None).order_by("-written_at", "-id")[:MOST]
    retired = Finding.objects.exclude(retired_at=None).order_by("-retired_at", "-id")[:MOST]
    judge = Judge.of(request.workspace, today=today)
    context = {
        "standing": told_of(list(open_ones), judge),
        "retired": [told(one, judge) for one in retired],
        "rate": rate_text(),
        "explore_url": reverse("dashboards:explore", args=[request.workspace.slug]),
        "can_edit": request.membership.may(Permission.REPORT_EDIT),
    }
    return render(request, "reports/findings.html", context)


@member(Permission.REPORT_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: MemberRequest) -> HttpResponse:
    """Write a finding; on GET the address of a view may come with the address of the page."""
    now = timezone.now()
    usual = {
        "query": request.GET.urlencode(),
        "claimed": Claim.LEVEL,
        "review_by": (now.date() + USUAL_REVIEW).isoformat(),
    }
    form = FindingForm(request.POST or None, initial=usual, today=now.date())
    if request.method == "POST" and form.is_valid() and _kept(request, form):
        messages.success(request, _("The finding is kept, with its number as it is now."))
        return redirect("reports:findings", request.workspace.slug)
    context = {"form": form, "evidence": _evidence(request, form)}
    return render(request, "reports/finding.html", context, status=400 if form.errors else 200)


@member(Permission.REPORT_EDIT)
@require_POST
def retire_one(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Take a finding back."""
    finding = fetch(request, Finding, pk, to=Permission.REPORT_EDIT)
    retire(finding, by=request.user, at=timezone.now())
    messages.success(request, _("The finding is retired; it stays in the list."))
    return redirect("reports:findings", request.workspace.slug)


def _kept(request: MemberRequest, form: FindingForm) -> bool:
    """Keep what is filled in, where its view says so; else the form says why not."""
    said, now = form.cleaned_data, timezone.now()
    question = question_of(request.workspace, address_of(said["query"]), today=now.date())
    try:
        if not supports(said["claimed"], evidence_of(question)):
            form.add_error(
                "claimed", _("This view does not show that: the interval of the change includes none.")
            )
            return False
        write(request.workspace, by=request.user, at=now, **said)
    except NoEvidence as problem:
        form.add_error("query", str(problem))
        return False
    return True


def _evidence(request: MemberRequest, form: FindingForm) -> str:
    """What the view says now, as far as one is named."""
    query = form["query"].value() or ""
    question = question_of(request.workspace, address_of(query), today=timezone.now().date())
    try:
        return evidence_text(evidence_of(question)) if query else ""
    except NoEvidence:
        return ""
