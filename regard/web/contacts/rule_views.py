"""How often people may be asked, whom nobody writes to, and who is left alone."""

from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from regard.web.contacts import quieting, suppressing
from regard.web.contacts.forms import QuietForm, StopForm
from regard.web.contacts.models import ContactEvent, Preference, Quiet, Suppression, SuppressionReason
from regard.web.contacts.presenting import RuleNames, came_back, plainly
from regard.web.contacts.rule_forms import CapFormSet, QuietDaysForm, shown
from regard.web.contacts.ruling import change_rules, rules_now
from regard.web.customers.models import Customer
from regard.web.workspaces.permissions import Permission
from regard.web.workspaces.scope import MemberRequest, fetch, member

PAGE, LATEST = 50, 100


@member(Permission.SURVEY_SEND)
def rules(request: MemberRequest) -> HttpResponse:
    """The one set of rules for every survey and channel."""
    row, found = rules_now()
    caps = CapFormSet(request.POST or None, initial=shown(found), prefix="cap")
    quiet = QuietDaysForm(request.POST or None, initial={"quiet_days": plainly(found.quiet_days)})
    if request.method == "POST" and caps.is_valid() and quiet.is_valid():
        changed = caps.rules(quiet_days=quiet.cleaned_data["quiet_days"])  # type: ignore[attr-defined]
        if changed != found:
            change_rules(changed, by=request.user, at=timezone.now())
            messages.success(request, _("The rules hold from now on, also for what is on its way."))
        return redirect("contacts:rules", request.workspace.slug)
    return render(request, "contacts/rules.html", {"row": row, "caps": caps, "quiet": quiet})


@member(Permission.SURVEY_SEND)
def stopped(request: MemberRequest) -> HttpResponse:
    """The addresses that are not written to, and one more."""
    form = StopForm(request.POST or None, initial={"kind": "email"})
    if request.method == "POST" and form.is_valid():
        suppressing.suppress(
            **form.cleaned_data, reason=SuppressionReason.BY_HAND, by=request.user, at=timezone.now()
        )
        messages.success(request, _("This address is not written to any more."))
        return redirect("contacts:stopped", request.workspace.slug)
    found = Suppression.objects.filter(lifted_at=None).select_related("survey")
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "by_us": suppressing.BY_US}
    return render(request, "contacts/stopped.html", context)


@require_POST
@member(Permission.SURVEY_SEND)
def lift(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Write to an address again."""
    found = fetch(request, Suppression, pk, to=Permission.SURVEY_SEND)
    try:
        suppressing.lift(found, by=request.user, at=timezone.now())
    except suppressing.NotOurs:
        messages.error(
            request, _("Only the person can take this back: on their own page, or by writing START.")
        )
    back = Customer.objects.filter(pk=_uuid(request.POST.get("customer", ""))).first()
    if back is None:
        return redirect("contacts:stopped", request.workspace.slug)
    return redirect("contacts:person", request.workspace.slug, back.pk)


@member(Permission.CUSTOMER_VIEW)
def person(request: MemberRequest, pk: UUID) -> HttpResponse:
    """What one customer was asked or was not and why, what they chose, and whether they are left alone."""
    customer = fetch(request, Customer, pk, to=Permission.CUSTOMER_VIEW)
    may_send = request.membership.may(Permission.SURVEY_SEND)
    form = QuietForm(request.POST or None) if may_send else None
    if request.method == "POST" and form is not None and form.is_valid():
        quieting.leave_alone(customer, by=request.user, at=timezone.now(), **_chosen(form.cleaned_data))
        return redirect("contacts:person", request.workspace.slug, pk)
    lines = ContactEvent.objects.filter(customer=customer).select_related("survey", "campaign")[:LATEST]
    rule = RuleNames()
    context = {
        "customer": customer,
        "lines": [(line, rule.of(line.rule)) for line in lines],
        "preference": Preference.objects.filter(customer=customer).first(),
        "quiet": quieting.of(customer),
        "stopped": suppressing.stopped(customer),
        "came_back": came_back(customer)[:LATEST],
        "form": form,
    }
    return render(request, "contacts/person.html", context)


def _chosen(found: dict[str, Any]) -> dict[str, Any]:
    day = found["until"]
    until = datetime.combine(day, time.max, tzinfo=timezone.get_default_timezone()) if day else None
    return found | {"until": until}


@require_POST
@member(Permission.SURVEY_SEND)
def end_quiet(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The complaint is settled."""
    found = fetch(request, Quiet, pk, to=Permission.SURVEY_SEND)
    quieting.settle(found, by=request.user, at=timezone.now())
    back = request.POST.get("customer", "")
    here = Customer.objects.filter(pk=_uuid(back)).first()
    if here is None:
        return redirect("contacts:every", request.workspace.slug)
    return redirect("contacts:person", request.workspace.slug, here.pk)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
