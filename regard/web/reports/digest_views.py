"""Each member's own choice of the weekly digest, what it would say, and how to stop it with one click."""

import base64
import hashlib
import re

from csp.constants import SELF
from csp.decorators import csp_replace
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from regard.web.channels.tokens import read
from regard.web.dashboards.home import everything
from regard.web.dashboards.numbers import Numbers
from regard.web.reports.digest import STYLES, digest
from regard.web.reports.forms import DigestForm
from regard.web.reports.mailing import sender_of_letters
from regard.web.reports.making import LANGUAGES
from regard.web.reports.models import Letter, LetterKind, Subscription
from regard.web.reports.subscribing import UNSUBSCRIBE, stop, subscribe
from regard.web.workspaces.permissions import Permission
from regard.web.workspaces.scope import MemberRequest, member
from regard.web.workspaces.tenancy import in_workspace

SHOWN = 10
LINK = re.compile(r'href="[^"]*"')
methods = require_http_methods(["GET", "HEAD", "POST"])


def _digest(style: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}'"


# an e-mail carries its styles within it: these very ones may stand on the page, no others and no script
ALLOWED = [SELF, "'unsafe-hashes'", *(_digest(one) for one in STYLES)]
framed = csp_replace({"frame-ancestors": [SELF], "style-src": ALLOWED, "script-src": ["'none'"]})


@member(Permission.FEEDBACK_VIEW)
@methods
def own(request: MemberRequest) -> HttpResponse:
    """Whether, when and in which language this member is written to."""
    subscription = Subscription.objects.filter(user=request.user).first()
    usual = {
        "weekday": subscription.weekday if subscription else 0,
        "language": subscription.language if subscription else _language(request),
    }
    form = DigestForm(request.POST or None, initial=usual)
    if request.method == "POST":
        if request.POST.get("act") == "stop":
            if subscription:
                stop(subscription, at=timezone.now())
            messages.success(request, _("You get no weekly digest any more."))
            return redirect("reports:digest", request.workspace.slug)
        if form.is_valid():
            subscribe(request.user, at=timezone.now(), **form.cleaned_data)
            messages.success(request, _("You get the weekly digest from now on."))
            return redirect("reports:digest", request.workspace.slug)
    context = {
        "form": form,
        "is_on": bool(subscription and subscription.stopped_at is None),
        "sender": sender_of_letters(),
        "letters": Letter.objects.filter(user=request.user, kind=LetterKind.DIGEST).order_by(
            "-due_at", "-id"
        )[:SHOWN],
        "has_records": bool(everything(Numbers.of(request.workspace))[0]),
        "may_set_up": request.membership.may(Permission.WORKSPACE_MANAGE),
        "language": _language(request),
    }
    return render(request, "reports/digest.html", context, status=400 if form.errors else 200)


@require_safe
@xframe_options_sameorigin
@framed
@member(Permission.FEEDBACK_VIEW)
def preview(request: MemberRequest) -> HttpResponse:
    """The digest as it would be written today, in a frame: really composed, and sent to nobody."""
    wanted = request.GET.get("language", "")
    language = wanted if wanted in LANGUAGES else _language(request)
    today = timezone.now().date()
    written = digest(request.membership, day=today, language=language, unsubscribe="#")
    html = LINK.sub('href="#"', written.html)
    for name, picture in written.pictures.items():
        html = html.replace(f'"cid:{name}"', f'"data:image/png;base64,{base64.b64encode(picture).decode()}"')
    return HttpResponse(html)


@csrf_exempt  # mail programs press the button for people (RFC 8058): no cookie, no form of ours
@methods
def unsubscribe(request: HttpRequest, key: str) -> HttpResponse:
    """Write no more digests: at once on POST, whoever sends it; on GET a page with a button."""
    pk = read(key, purpose=UNSUBSCRIBE)
    rows = Subscription._base_manager.select_related("workspace", "user")
    subscription = rows.filter(pk=pk).first() if pk else None
    if subscription is None:
        raise Http404
    with in_workspace(subscription.workspace), translation.override(subscription.language):
        if request.method == "POST":
            stop(subscription, at=timezone.now())
            subscription.refresh_from_db()
        context = {
            "company": subscription.workspace.name,
            "is_done": subscription.stopped_at is not None,
            "language": translation.get_language(),
            "languages": (),
        }
        answer = HttpResponse(render_to_string("reports/unsubscribe.html", context))
    answer["Referrer-Policy"] = "no-referrer"
    return answer


def _language(request: HttpRequest) -> str:
    language = translation.get_language() or LANGUAGES[0]
    return language if language in LANGUAGES else LANGUAGES[0]
