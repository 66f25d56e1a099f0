"""What customers see: a page of questions, and thanks. GET shows, POST records; no cookie, no script."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from regard.instruments.definition import Page, said
from regard.instruments.placeholders import filled
from regard.web.answering.entering import Entry, Gone, by_answer, by_invitation, by_link
from regard.web.answering.keys import ForgedKey, Key, new_key, read_key
from regard.web.answering.models import Response
from regard.web.answering.pages import Sent, page_to_show, read_form
from regard.web.answering.presenting import sheet
from regard.web.answering.recording import Given, KeyUsedAgain, submit
from regard.web.feedback.models import State

answers = require_http_methods(["GET", "HEAD", "POST"])


@csrf_exempt  # nobody is signed in here: the address and the signed key of the form are what counts
@answers
def link(request: HttpRequest, token: str) -> HttpResponse:
    """A survey, for whoever has its address."""
    return _served(request, lambda: by_link(token, at=timezone.now()))


@csrf_exempt
@answers
def invited(request: HttpRequest, token: str) -> HttpResponse:
    """A survey, for one person: there is one answer, which they may change."""
    return _served(request, lambda: by_invitation(token, at=timezone.now()))


@csrf_exempt
@answers
def again(request: HttpRequest, key: str) -> HttpResponse:
    """An answer that was begun: what is left of it, or thanks."""
    return _served(request, lambda: by_answer(key))


def _served(request: HttpRequest, find: Callable[[], Entry | None]) -> HttpResponse:
    try:
        entry = find()
    except Gone:
        return render(request, "answering/gone.html", status=410)
    if entry is None:
        raise Http404
    language = _language(request, entry)
    with entry.open(), translation.override(language):
        serve = _take if request.method == "POST" else _show
        return serve(request, entry, language)


def _language(request: HttpRequest, entry: Entry) -> str:
    """What was chosen, answered in, set by the link or asked for by the browser: the first that is ours."""
    way = entry.invitation or entry.link
    wishes = (
        request.POST.get("language") or request.GET.get("lang", ""),
        entry.response.language if entry.response else "",
        way.language if way else "",
        translation.get_language_from_request(request),
    )
    ours = entry.version.instrument.languages
    return next((wish for wish in wishes if wish in ours), ours[0])


def _show(request: HttpRequest, entry: Entry, language: str) -> HttpResponse:
    values = entry.response.values if entry.response else {}
    page = page_to_show(entry.version.instrument, values, wanted=request.GET.get("page", ""))
    is_done = entry.response is not None and entry.response.state == State.COMPLETE
    if page is None or (is_done and "page" not in request.GET):
        return _thanks(request, entry, language)
    return _page(request, entry, page, Sent(_chosen(request, entry, values), {}), language)


def _chosen(request: HttpRequest, entry: Entry, values: dict[str, Any]) -> dict[str, Any]:
    """A score that was clicked in a message is shown as chosen; it is not recorded."""
    score = entry.version.instrument.score
    clicked = request.GET.get("score", "")
    if score is None or score.scale is None or not clicked.isascii() or not clicked.isdigit():
        return values
    value = int(clicked[:3])
    return values | {score.id: value} if value in score.scale.scores else values


def _take(request: HttpRequest, entry: Entry, language: str) -> HttpResponse:
    instrument, now = entry.version.instrument, timezone.now()
    before = entry.response.values if entry.response else {}
    page = page_to_show(instrument, before, wanted=request.POST.get("page", ""))
    if page is None:
        return _thanks(request, entry, language)
    found = read_form(instrument, page, before, request.POST)
    if found.problems:
        return _page(request, entry, page, found, language, status=400)
    try:
        key = read_key(request.POST.get("key", ""))
        response = submit(entry, Given(found.values, language, page=page.id), key=key, at=now)
    except ForgedKey:
        problem = _("Please send this once more: the form was too old or not complete.")
        return _page(request, entry, page, found, language, status=400, problem=problem)
    except KeyUsedAgain:
        problem = _("This form was sent before. Send it once more to change your answer.")
        return _page(request, entry, page, found, language, status=409, problem=problem)
    return redirect(_next(request, entry, response, key, page))


def _next(request: HttpRequest, entry: Entry, response: Response, key: Key, page: Page) -> str:
    """The address of what comes after this page."""
    on_the_way = entry.response is not None or response.invitation_id is not None
    here = request.path if on_the_way else reverse("answer:again", args=[key.text])
    if response.state == State.COMPLETE:
        return here
    following = page_to_show(entry.version.instrument, response.values, wanted="")
    return f"{here}?page={following.id}" if following and following.id != page.id else here


def _page(
    request: HttpRequest,
    entry: Entry,
    page: Page,
    found: Sent,
    language: str,
    *,
    status: int = 200,
    problem: str = "",
) -> HttpResponse:
    key = new_key(at=timezone.now())
    seed = entry.response.seed if entry.response else _seed(entry, key)
    shown = sheet(
        entry.version.instrument,
        page,
        found.values,
        language=language,
        seed=seed,
        given=_given(entry, found.values),
        problems=found.problems,
        problem=problem,
    )
    context = {"sheet": shown, "key": key, **_frame(entry, language)}
    return render(request, "answering/page.html", context, status=status)


def _seed(entry: Entry, key: str) -> str:
    return entry.invitation.token_hash[:32] if entry.invitation else read_key(key).text[:32]


def _thanks(request: HttpRequest, entry: Entry, language: str) -> HttpResponse:
    instrument = entry.version.instrument
    values = entry.response.values if entry.response else {}
    context = {
        "thanks": filled(said(instrument.thanks, language), _given(entry, values)),
        "first": instrument.pages[0].id,
        **_frame(entry, language),
    }
    return render(request, "answering/thanks.html", context)


def _frame(entry: Entry, language: str) -> dict[str, Any]:
    """What every page shows around its content."""
    return {
        "company": entry.workspace.name,
        "languages": entry.version.instrument.languages,
        "language": language,
    }


def _given(entry: Entry, values: dict[str, Any]) -> dict[str, str]:
    """What fills the gaps of texts."""
    invitation = entry.invitation
    customer = invitation.customer if invitation else None
    context = (invitation or entry.link).context if (invitation or entry.link) else {}  # type: ignore[union-attr]
    answered = {f"answer.{name}": str(value) for name, value in values.items()}
    return {
        "company": entry.workspace.name,
        "first_name": customer.name.split(" ")[0] if customer else "",
        "product": str(context.get("product", "")),
        "touchpoint": str(context.get("touchpoint", "")),
        **answered,
    }
