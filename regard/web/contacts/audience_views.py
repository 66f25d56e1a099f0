"""Audiences: saved rules over what is known of customers."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from regard.contacting.audiences import Rule
from regard.web.contacts.forms import AudienceForm
from regard.web.contacts.knowing import everything_known
from regard.web.contacts.models import Audience
from regard.web.contacts.presenting import told
from regard.web.workspaces.permissions import Permission
from regard.web.workspaces.scope import MemberRequest, fetch, member


@require_safe
@member(Permission.SURVEY_VIEW)
def every(request: MemberRequest) -> HttpResponse:
    """The audiences with how many people belong to each today."""
    known = everything_known(at=timezone.now())
    found = [(one, Rule.from_content(one.rule)) for one in Audience.objects.all()]
    rows = [(one, told(rule), sum(1 for person in known if rule.holds(person))) for one, rule in found]
    may_send = request.membership.may(Permission.SURVEY_SEND)
    context = {"rows": rows, "may_send": may_send, "everybody": len(known)}
    return render(request, "contacts/audiences.html", context)


@member(Permission.SURVEY_SEND)
def new(request: MemberRequest) -> HttpResponse:
    """One more audience."""
    form = AudienceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        Audience.objects.create(
            name=form.cleaned_data["name"],
            rule=form.rule(),
            created_at=timezone.now(),
            created_by=request.user,
        )
        return redirect("contacts:audiences", request.workspace.slug)
    return render(request, "contacts/audience.html", {"form": form})


@member(Permission.SURVEY_SEND)
def change(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Change who belongs to it; campaigns that draw later draw from the new one."""
    audience = fetch(request, Audience, pk, to=Permission.SURVEY_SEND)
    form = AudienceForm(request.POST or None, audience=audience)
    if request.method == "POST" and form.is_valid():
        audience.name, audience.rule = form.cleaned_data["name"], form.rule()
        audience.save()
        return redirect("contacts:audiences", request.workspace.slug)
    return render(request, "contacts/audience.html", {"form": form, "audience": audience})
