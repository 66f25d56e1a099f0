"""The pages about the API: tokens, webhooks and their deliveries, and the manual."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from regard.web.api.delivering import send_again
from regard.web.api.examples import examples
from regard.web.api.forms import TokenForm, WebhookForm
from regard.web.api.models import ApiToken, Delivery, Webhook
from regard.web.api.tokens import make_token, revoke
from regard.web.api.webhooks import disable, enable, make_webhook, rotate
from regard.web.surveys.models import Survey
from regard.web.workspaces.permissions import Permission
from regard.web.workspaces.scope import MemberRequest, fetch, member

SHOWN = 50
ANY = "0192d0d0-0000-7000-8000-000000000000"


@member(Permission.API_MANAGE)
def tokens(request: MemberRequest) -> HttpResponse:
    """Every token, and one more; what opens it is shown this once."""
    form, text = TokenForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        text = make_token(by=request.user, at=timezone.now(), **form.cleaned_data)[1]
        form = TokenForm()
    context = {"form": form, "text": text, "rows": ApiToken.objects.all(), "now": timezone.now()}
    return render(request, "api/tokens.html", context)


@require_POST
@member(Permission.API_MANAGE)
def revoke_token(request: MemberRequest, pk: UUID) -> HttpResponse:
    """This token opens nothing any more."""
    revoke(fetch(request, ApiToken, pk, to=Permission.API_MANAGE), by=request.user, at=timezone.now())
    return redirect("api:tokens", request.workspace.slug)


@member(Permission.API_MANAGE)
def webhooks(request: MemberRequest) -> HttpResponse:
    """Every address that is told, and one more; its secret is shown this once."""
    form, secret = WebhookForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        secret = make_webhook(by=request.user, at=timezone.now(), **form.cleaned_data)[1]
        form = WebhookForm()
    context = {"form": form, "secret": secret, "rows": Webhook.objects.all()}
    return render(request, "api/webhooks.html", context)


@member(Permission.API_MANAGE)
def webhook(request: MemberRequest, pk: UUID) -> HttpResponse:
    """What one address was told; pause it, go on, change its secret."""
    row = fetch(request, Webhook, pk, to=Permission.API_MANAGE)
    secret, by, at = "", request.user, timezone.now()
    if request.method == "POST" and "rotate" in request.POST:
        secret = rotate(row, by=by, at=at)
    elif request.method == "POST":
        if row.disabled_at is None:
            disable(row, because="by hand", by=by, at=at)
        else:
            enable(row, by=by, at=at)
        return redirect("api:webhook", request.workspace.slug, pk)
    deliveries = row.deliveries.select_related("event")[:SHOWN]
    return render(request, "api/webhook.html", {"row": row, "deliveries": deliveries, "secret": secret})


@require_POST
@member(Permission.API_MANAGE)
def again(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Send one event once more."""
    delivery = fetch(request, Delivery, pk, to=Permission.API_MANAGE)
    send_again(delivery, at=timezone.now())
    messages.success(request, _("It is sent again in a moment."))
    return redirect("api:webhook", request.workspace.slug, delivery.webhook_id)


@require_safe
@member(Permission.API_MANAGE)
def manual(request: MemberRequest) -> HttpResponse:
    """How the API is called, with examples that work as they stand there."""
    survey = Survey.objects.filter(versions__isnull=False, closure=None).first()
    version = survey.latest if survey else None
    score = version.instrument.score if version else None
    values = {score.id: score.scale.high} if score and score.scale else {"score": 9}
    found = examples(str(survey.pk) if survey else ANY, values)
    return render(request, "api/manual.html", {"examples": found})
