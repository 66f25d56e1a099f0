"""What customers open from a message: ask me no more, and their own page. GET shows, POST does."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from regard.instruments.definition import LANGUAGES
from regard.web.channels import own_page
from regard.web.channels.exporting import everything
from regard.web.channels.forms import ChoiceForm
from regard.web.channels.stopping import is_stopped, resume, stop
from regard.web.channels.tokens import (
    OWN_PAGE,
    UNSUBSCRIBE,
    Expired,
    open_until,
    own_path,
    read,
    read_until,
)
from regard.web.contacts.models import Invitation
from regard.web.contacts.preferring import prefer
from regard.web.customers.models import Customer
from regard.web.workspaces.tenancy import in_workspace

methods = require_http_methods(["GET", "HEAD", "POST"])


@csrf_exempt  # mail programs press the button for people (RFC 8058): no cookie, no form of ours
@methods
def unsubscribe(request: HttpRequest, key: str) -> HttpResponse:
    """Ask this person no more: at once on POST, whoever sends it; on GET a page with a button."""
    pk = read(key, purpose=UNSUBSCRIBE)
    rows = Invitation._base_manager.select_related("customer", "workspace", "version")
    invitation = rows.filter(pk=pk).first() if pk else None
    if invitation is None:
        raise Http404
    customer, workspace = invitation.customer, invitation.workspace
    with in_workspace(workspace), translation.override(_language(request, invitation.language)):
        context = {"company": workspace.name, "is_done": customer is None, "languages": LANGUAGES}
        if customer is not None:
            if request.method == "POST":
                stop(customer, at=timezone.now(), invitation=invitation)
            context |= {"is_done": is_stopped(customer), "me": _page_behind(invitation, at=timezone.now())}
        return _rendered("channels/unsubscribe.html", context)


def _page_behind(invitation: Invitation, *, at: datetime) -> str:
    """The own page, for as long as the message itself leads there: this address is good for ever."""
    customer, until = invitation.customer, open_until(invitation.due_at)
    return own_path(customer, until=until) if customer and until >= at.date() else ""


@csrf_exempt  # nobody is signed in: the address is what counts
@methods
def me(request: HttpRequest, key: str) -> HttpResponse:
    """A customer's own page."""
    now = timezone.now()
    try:
        customer = _customer(key, at=now)
    except Expired:
        return _expired(request)
    with in_workspace(customer.workspace):
        chosen = own_page.preference_of(customer)
        language = _language(request, (chosen.language if chosen else "") or customer.language)
        with translation.override(language):
            if request.method == "POST":
                return _do(request, customer, key, at=now)
            return _own_page(request, customer, key, _form_of(customer), language)


@require_http_methods(["GET", "HEAD"])
def export(request: HttpRequest, key: str) -> HttpResponse:
    """Everything that is kept of a customer, as a file."""
    try:
        customer = _customer(key, at=timezone.now())
    except Expired:
        return _expired(request)
    with in_workspace(customer.workspace):
        answer = HttpResponse(everything(customer), content_type="application/json")
    answer["Content-Disposition"] = 'attachment; filename="my-data.json"'
    answer["Cache-Control"] = "no-store"
    return answer


def _expired(request: HttpRequest) -> HttpResponse:
    """Not whose it was: whoever finds an old message learns nothing from it."""
    with translation.override(_language(request, "")):
        return _rendered("channels/expired.html", {"languages": LANGUAGES}, status=410)


def _do(request: HttpRequest, customer: Customer, key: str, *, at: datetime) -> HttpResponse:
    act = request.POST.get("act", "")
    language = translation.get_language() or LANGUAGES[0]
    if act == "erase":
        if request.POST.get("sure") != "yes":
            return _own_page(request, customer, key, _form_of(customer), language, asks_for_tick=True)
        own_page.erase(customer, at=at)
        return _rendered("channels/erased.html", {"company": customer.workspace.name})
    if act in {"stop", "resume"}:
        (stop if act == "stop" else resume)(customer, at=at)
    else:
        form = ChoiceForm(request.POST)
        if not form.is_valid():
            return _own_page(request, customer, key, form, language)
        prefer(customer, at=at, **form.chosen)
    return redirect(f"{reverse('channels-public:me', args=[key])}?kept=yes")


def _own_page(
    request: HttpRequest,
    customer: Customer,
    key: str,
    form: ChoiceForm,
    language: str,
    *,
    asks_for_tick: bool = False,
) -> HttpResponse:
    context = {
        "company": customer.workspace.name,
        "customer": customer,
        "told": own_page.told(customer, language=language),
        "happened": own_page.happened(customer),
        "asked": own_page.asked(customer, language=language),
        "form": form,
        "is_stopped": is_stopped(customer),
        "is_kept": request.GET.get("kept") == "yes",
        "asks_for_tick": asks_for_tick,
        "export": reverse("channels-public:export", args=[key]),
        "languages": LANGUAGES,
    }
    return _rendered("channels/me.html", context, status=400 if asks_for_tick or form.errors else 200)


def _form_of(customer: Customer) -> ChoiceForm:
    chosen = own_page.preference_of(customer)
    return ChoiceForm.of(chosen, language=customer.language)


def _customer(key: str, *, at: datetime) -> Customer:
    """Whose page it is. Raises Http404, Expired."""
    said = read_until(key, purpose=OWN_PAGE, on=at.date())
    rows = Customer._base_manager.select_related("workspace", "account")
    found: Customer | None = rows.filter(pk=said[0]).first() if said else None
    if found is None:
        raise Http404
    return found


def _language(request: HttpRequest, known: str) -> str:
    """What was chosen here, what is known of them, what the browser asks for: the first that is ours."""
    wishes = (request.GET.get("lang", ""), known, translation.get_language_from_request(request))
    return next((wish for wish in wishes if wish in LANGUAGES), LANGUAGES[0])


def _rendered(template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """Without the request: what signed-in people see has no place here."""
    own = {"language": translation.get_language(), **context}
    answer = HttpResponse(render_to_string(template, own), status=status)
    answer["Referrer-Policy"] = "no-referrer"
    return answer
