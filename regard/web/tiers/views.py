"""The pages of the tiers, for those who change the settings of the workspace."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from regard.perception import text
from regard.perception.text.tiers import Trained, outgoing
from regard.web.feedback.models import Feedback
from regard.web.insights.models import said
from regard.web.tiers import asking, changing, trying
from regard.web.tiers.beside import latest
from regard.web.tiers.forms import HEAD_NAMES, ChangeForm, TierForm
from regard.web.tiers.models import TextTier, TierConsent, TierDay, TierRefusal
from regard.web.workspaces.permissions import Permission
from regard.web.workspaces.scope import MemberRequest, member


@dataclass(frozen=True)
class Leaving:
    """A record, and exactly what of it would leave."""

    pk: UUID
    title: str
    text: str


@require_safe
@member(Permission.WORKSPACE_MANAGE)
def every(request: MemberRequest) -> HttpResponse:
    """The tiers of the workspace beside the default engine."""
    tiers = TextTier.objects.filter(removed_at=None)
    ids = {"tier__in": [tier.pk for tier in tiers]}
    standing = {row.tier_id: row for row in TierConsent.objects.filter(**ids, withdrawn_at=None)}
    today = timezone.now().date()
    used = dict(TierDay.objects.filter(**ids, day=today).values_list("tier_id", "texts"))
    rows = [{"tier": tier, "consent": standing.get(tier.pk), "used": used.get(tier.pk, 0)} for tier in tiers]
    context = {"tiers": rows, "default": f"{text.ENGINE} {text.VERSION}"}
    return render(request, "tiers/every.html", context)


@member(Permission.WORKSPACE_MANAGE)
def add(request: MemberRequest) -> HttpResponse:
    """A new tier; it is off."""
    form = TierForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        tier = changing.add(by=request.user, at=timezone.now(), **form.cleaned_data)
        return redirect("tiers:one", request.workspace.slug, tier.pk)
    return render(request, "tiers/add.html", {"form": form})


@require_safe
@member(Permission.WORKSPACE_MANAGE)
def one(request: MemberRequest, pk: UUID) -> HttpResponse:
    """What leaves for a tier, whether it is on, and how it fares."""
    return _page(request, _tier(pk))


@require_POST
@member(Permission.WORKSPACE_MANAGE)
def trial(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Send the few texts that the page showed, once, and show what comes back beside the default reading."""
    tier = _tier(pk)
    if tier.needs_training:
        messages.error(
            request, _("An embedding model can be tried once it has been taught with our own texts.")
        )
        return redirect("tiers:one", request.workspace.slug, pk)
    ids = [one for one in request.POST.getlist("record") if _is_id(one)][: trying.TEXTS]
    found = trying.tried(tier, ids, by=request.user, at=timezone.now())
    return _page(request, tier, comparisons=found)


@require_POST
@member(Permission.WORKSPACE_MANAGE)
def agree(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Texts may leave from now on; only with the tick that says that this was read."""
    tier = _tier(pk)
    if request.POST.get("agreed") != "yes":
        messages.error(request, _("Nothing was turned on: say that you agree."))
    else:
        changing.agree(tier, by=request.user, at=timezone.now())
        messages.success(request, _("It is on. The worker reads with it after the default reading."))
    return redirect("tiers:one", request.workspace.slug, pk)


@require_POST
@member(Permission.WORKSPACE_MANAGE)
def withdraw(request: MemberRequest, pk: UUID) -> HttpResponse:
    """No text leaves any more."""
    changing.withdraw(_tier(pk), by=request.user, at=timezone.now())
    messages.success(request, _("It is off. No text leaves for it any more."))
    return redirect("tiers:one", request.workspace.slug, pk)


@require_POST
@member(Permission.WORKSPACE_MANAGE)
def change(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Another budget, other heads, another key."""
    tier = _tier(pk)
    form = ChangeForm(request.POST, kind=tier.kind)
    if not form.is_valid():
        return _page(request, tier, form=form)
    changing.change(tier, by=request.user, at=timezone.now(), **form.cleaned_data)
    messages.success(request, _("Saved."))
    return redirect("tiers:one", request.workspace.slug, pk)


@require_POST
@member(Permission.WORKSPACE_MANAGE)
def first(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Whether its readings stand before those of the default engine."""
    wanted = request.POST.get("first") == "yes"
    changing.show_first(_tier(pk), first=wanted, by=request.user, at=timezone.now())
    messages.success(request, _("Saved."))
    return redirect("tiers:one", request.workspace.slug, pk)


@require_POST
@member(Permission.WORKSPACE_MANAGE)
def remove(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Forget the key and never call it again."""
    changing.remove(_tier(pk), by=request.user, at=timezone.now())
    messages.success(request, _("The tier was removed, and its key with it. What it read stays."))
    return redirect("tiers:every", request.workspace.slug)


def _tier(pk: UUID) -> TextTier:
    tier: TextTier = get_object_or_404(TextTier.objects.filter(removed_at=None), pk=pk)
    return tier


def _page(request: MemberRequest, tier: TextTier, **more: Any) -> HttpResponse:
    samples = [_leaving(record, tier) for record in latest(trying.TEXTS)]
    kept = {"daily": tier.daily, "heads": tier.heads}
    context = {
        "tier": tier,
        "consent": tier.consent,
        "heads": [HEAD_NAMES[head] for head in tier.heads],
        "used": tier.used_on(timezone.now()),
        "form": ChangeForm(initial=kept, kind=tier.kind),
        "samples": samples,
        "request_shown": asking.request_shown(tier, _joined(samples[0]) if samples else "…"),
        "refused": TierRefusal.objects.filter(tier=tier).count(),
        "taught": _taught(tier),
        "consents": tier.consents.select_related("withdrawn_by"),
    }
    return render(request, "tiers/one.html", context | more)


def _taught(tier: TextTier) -> dict[str, int] | None:
    """How often the heads of an embedding model agree with people on texts that they were not trained on."""
    if not tier.trained:
        return None
    trained = Trained.of(bytes(tier.trained))
    share, low, high = (round(100 * one) for one in trained.agreement)
    return {"share": share, "low": low, "high": high, "n": trained.checked}


def _leaving(record: Feedback, tier: TextTier) -> Leaving:
    """The title and the text as they leave: one text with a line between, masked as one."""
    sent = outgoing(said(record), masked=tier.is_masked).text
    title, _line, rest = sent.partition("\n") if record.title else ("", "", sent)
    return Leaving(record.pk, title, rest)


def _joined(sample: Leaving) -> str:
    return f"{sample.title}\n{sample.text}" if sample.title else sample.text


def _is_id(written: str) -> bool:
    try:
        UUID(written)
    except ValueError:
        return False
    return True
