"""Campaigns: whom a survey asks, when, by what, and everybody it did not ask."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from regard.web.contacts import campaigning
from regard.web.contacts.campaigning import NotStartable
from regard.web.contacts.forms import CampaignForm
from regard.web.contacts.models import Campaign, ContactEvent, Reason
from regard.web.contacts.presenting import RuleNames, forecast, rows, state_of
from regard.web.contacts.standing import named, standing_of, unasked
from regard.web.contacts.ways import Ways, texts
from regard.web.feedback.models import Channel
from regard.web.surveys.models import Survey
from regard.web.workspaces.permissions import Permission
from regard.web.workspaces.scope import MemberRequest, fetch, member

PAGE = 50


@require_safe
@member(Permission.SURVEY_VIEW)
def every(request: MemberRequest) -> HttpResponse:
    """Every campaign, the most urgent first."""
    context = {
        "rows": rows(at=timezone.now()),
        "may_send": request.membership.may(Permission.SURVEY_SEND),
        "has_survey": Survey.objects.filter(versions__isnull=False, closure=None).exists(),
    }
    return render(request, "contacts/every.html", context)


@member(Permission.SURVEY_SEND)
def new(request: MemberRequest) -> HttpResponse:
    """Plan a campaign; nothing is asked before it is started."""
    chosen = {"survey": request.GET.get("survey", "")[:40], "name": ""}
    form = CampaignForm(request.POST or None, initial=chosen)
    if request.method == "POST" and form.is_valid():
        form.instance.created_at = timezone.now()
        made = form.save()
        return redirect("contacts:one", request.workspace.slug, made.pk)
    return render(request, "contacts/form.html", _shown(request, form))


@member(Permission.SURVEY_SEND)
def change(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Change a campaign that was not started yet."""
    campaign = fetch(request, Campaign, pk, to=Permission.SURVEY_SEND)
    if campaign.started_at is not None:
        messages.error(request, _("A campaign that asks already is not changed; stop it and plan another."))
        return redirect("contacts:one", request.workspace.slug, pk)
    form = CampaignForm(request.POST or None, instance=campaign)
    if request.method == "POST" and form.is_valid():
        form.save()
        return redirect("contacts:one", request.workspace.slug, pk)
    return render(request, "contacts/form.html", _shown(request, form) | {"campaign": campaign})


def _shown(request: MemberRequest, form: CampaignForm) -> dict[str, object]:
    """The form, and what has to be done first where it offers a channel less."""
    return {"form": form, "may_manage": request.membership.may(Permission.WORKSPACE_MANAGE)}


@require_safe
@member(Permission.SURVEY_VIEW)
def one(request: MemberRequest, pk: UUID) -> HttpResponse:
    """What a campaign would do, does, or did."""
    campaign = fetch(request, Campaign, pk, to=Permission.SURVEY_VIEW)
    at = timezone.now()
    context = {
        "campaign": campaign,
        "state": state_of(campaign, at=at),
        "may_send": request.membership.may(Permission.SURVEY_SEND),
        "may_see_people": request.membership.may(Permission.CUSTOMER_VIEW),
        "is_new": campaign.started_at is None,
        "stuck": "" if campaign.stopped_at else Ways.today().missing(campaign.channel),
        "may_manage": request.membership.may(Permission.WORKSPACE_MANAGE),
        "forecast": forecast(campaign, at=at) if campaign.started_at is None else None,
        "standing": standing_of(campaign, at=at) if campaign.started_at else None,
        "texts": texts(campaign.survey) if campaign.channel == Channel.SMS else [],
        "draws": campaign.draws.select_related("rules")[:30],
    }
    return render(request, "contacts/one.html", context)


@require_POST
@member(Permission.SURVEY_SEND)
def start(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Let a campaign ask."""
    campaign = fetch(request, Campaign, pk, to=Permission.SURVEY_SEND)
    try:
        campaigning.start(campaign, by=request.user, at=timezone.now())
    except NotStartable as problem:
        why = {
            "unpublished": _("Nothing was published of this survey yet."),
            "closed": _("This survey takes no more answers."),
            "over": _("Its last day has passed."),
        }
        messages.error(request, why[str(problem)])
    else:
        messages.success(request, _("It asks now. The first people are chosen within a minute."))
    return redirect("contacts:one", request.workspace.slug, pk)


@require_POST
@member(Permission.SURVEY_SEND)
def stop(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Ask nobody more."""
    campaign = fetch(request, Campaign, pk, to=Permission.SURVEY_SEND)
    campaigning.stop(campaign, by=request.user, at=timezone.now())
    messages.success(request, _("It asks nobody more. What was not sent yet is taken back."))
    return redirect("contacts:one", request.workspace.slug, pk)


@require_safe
@member(Permission.CUSTOMER_VIEW)
def silent(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The people that a campaign did not ask, each with the reason."""
    campaign = fetch(request, Campaign, pk, to=Permission.CUSTOMER_VIEW)
    lines = unasked(ContactEvent.objects.filter(campaign=campaign))
    reasons = named(lines)
    reason = request.GET.get("reason", "")
    if reason and reason in Reason.values:
        lines = lines.filter(reason=reason)
    page = Paginator(lines.select_related("customer"), PAGE).get_page(request.GET.get("page"))
    rule = RuleNames()
    page.object_list = [(line, rule.of(line.rule)) for line in page.object_list]
    context = {"campaign": campaign, "page": page, "reasons": reasons, "chosen": reason}
    return render(request, "contacts/silent.html", context)
