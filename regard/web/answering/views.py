"""What customers see: a page of questions, and thanks. GET shows, POST records; no cookie, no script."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from regard.instruments.definition import Page, page_after, said
from regard.instruments.placeholders import filled
from regard.web.answering.entering import Entry, Gone, by_answer, by_invitation, by_link
from regard.web.answering.fetching import note
from regard.web.answering.keys import ForgedKey, Key, new_key, read_key
from regard.web.answering.linking import is_full
from regard.web.answering.models import FetchKind, LinkKind, Response
from regard.web.answering.pages import Sent, as_typed, page_to_show, read_form
from regard.web.answering.presenting import sheet, untouched
from regard.web.answering.recording import Given, KeyUsedAgain, submit, was_taken
from regard.web.answering.suspecting import TRAP, agent_class, suspicion
from regard.web.answering.writing import UNABLE, Busy
from regard.web.surveys.showing import spoken

RETRY_AFTER = 2
PATIENCE, THANKED = 90, 30  # seconds until a kiosk begins again; who needs longer says so
METHODS = ("GET", "HEAD", "POST")


@csrf_exempt  # nobody is signed in here: the address and the signed key of the form are what counts
def link(request: HttpRequest, token: str) -> HttpResponse:
    """A survey, for whoever has its address."""
    return _served(request, lambda: by_link(token, at=timezone.now()))


@csrf_exempt
def invited(request: HttpRequest, token: str) -> HttpResponse:
    """A survey, for one person: there is one answer, which they may change."""

    def find() -> Entry | None:
        try:
            return by_invitation(token, at=timezone.now())
        except Gone:
            # an anonymous invitation was used: by this very form, if its acknowledgement was lost
            began = by_answer(_key(request).text) if request.method == "POST" else None
            if began is None:
                raise
            return began

    return _served(request, find)


@csrf_exempt
def trap(request: HttpRequest, token: str) -> HttpResponse:
    """A link in a message that no person sees: whoever follows it is a machine, and still sees the survey."""
    with suppress(Gone):
        entry = by_invitation(token, at=timezone.now())
        if entry is None:
            return _absent()
        note(entry, request, at=timezone.now(), kind=FetchKind.TRAP)
    return redirect("answer:invited", token)


@csrf_exempt
def again(request: HttpRequest, key: str) -> HttpResponse:
    """An answer that was begun: what is left of it, or thanks."""
    return _served(request, lambda: by_answer(key))


def _served(request: HttpRequest, find: Callable[[], Entry | None]) -> HttpResponse:
    if request.method not in METHODS:
        return _unlogged(HttpResponseNotAllowed(METHODS))
    try:
        entry = find()
        if entry is None:
            return _absent()
        language = _language(request, entry)
        with entry.open(), translation.override(language):
            serve = _take if request.method == "POST" else _show
            return serve(request, entry, language)
    except Gone as gone:
        context = {"language": translation.get_language(), "why": gone.why}
        return _rendered("answering/gone.html", context, status=410)
    except UNABLE:
        context = {"language": translation.get_language()}
        return _later(_rendered("answering/busy.html", context, status=503))


def _same_key(request: HttpRequest) -> str:
    """The key of a form that is shown once more: options keep their places. None where it is no good."""
    key = _key(request)
    return request.POST.get("key", "") if key.is_ours and not key.is_stale(at=timezone.now()) else ""


def _later(response: HttpResponse) -> HttpResponse:
    response["Retry-After"] = str(RETRY_AFTER)
    return response


def _rendered(template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """Without the request: what signed-in people see has no place here."""
    response = HttpResponse(render_to_string(template, context), status=status)
    if "start" in context:  # a kiosk begins again for the next person
        response["Refresh"] = f"{context['patience']}; url={context['start']}"
    return _unlogged(response)


def _absent() -> HttpResponse:
    return _rendered("answering/absent.html", {"language": translation.get_language()}, status=404)


def _unlogged(response: HttpResponse) -> HttpResponse:
    """The address is a secret of its holder."""
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response


def _key(request: HttpRequest) -> Key:
    try:
        return read_key(request.POST.get("key", ""))
    except ForgedKey:
        return Key("", timezone.now())


def _language(request: HttpRequest, entry: Entry) -> str:
    """What was chosen, answered in, set by the link or asked for by the browser: the first that is ours."""
    way = entry.invitation or entry.link
    wishes = (
        request.POST.get("switch") or request.POST.get("language") or request.GET.get("lang", ""),
        entry.response.language if entry.response else "",
        way.language if way else "",
        translation.get_language_from_request(request),
    )
    ours = entry.version.instrument.languages
    return next((wish for wish in wishes if wish in ours), ours[0])


def _show(request: HttpRequest, entry: Entry, language: str) -> HttpResponse:
    if entry.link is not None and entry.response is None and is_full(entry.link):
        raise Gone("full")
    note(entry, request, at=timezone.now())
    values = entry.response.values if entry.response else {}
    clicked = _clicked(request, entry)
    wanted = request.GET.get("page", "") or _page_of(entry, clicked)
    page = page_to_show(entry.instrument, values, wanted=wanted)
    is_done = entry.response is not None and entry.response.completed_at is not None
    if page is None or (is_done and not wanted):
        return _thanks(entry, language)
    return _page(request, entry, page, Sent(values | clicked, {}), language)


def _clicked(request: HttpRequest, entry: Entry) -> dict[str, Any]:
    """A score that was clicked in a message is shown as chosen; it is not recorded."""
    score = entry.version.instrument.score
    clicked = request.GET.get("score", "")
    if score is None or score.scale is None or not clicked.isascii() or not clicked.isdigit():
        return {}
    value = int(clicked[:3])
    return {score.id: value} if value in score.scale.scores else {}


def _is_unsent(request: HttpRequest, entry: Entry, page: Page, found: Sent) -> bool:
    """Whether this page shows as chosen what was clicked in a message and is not recorded."""
    kept = entry.response.values if entry.response else {}
    here = {one.id for one in page.questions}
    clicked = _clicked(request, entry).items()
    return any(name in here and found.values.get(name) == one != kept.get(name) for name, one in clicked)


def _page_of(entry: Entry, clicked: dict[str, Any]) -> str:
    """Where a score that was clicked is asked."""
    pages = entry.version.instrument.pages
    return next((page.id for page in pages for one in page.questions if one.id in clicked), "")


def _take(request: HttpRequest, entry: Entry, language: str) -> HttpResponse:
    instrument, now = entry.instrument, timezone.now()
    before = entry.response.values if entry.response else {}
    page = page_to_show(instrument, before, wanted=request.POST.get("page", ""))
    if page is None:
        return _thanks(entry, language)
    if "switch" in request.POST:  # another language: nothing is recorded, and nothing typed is lost
        typed = as_typed(page, before, request.POST)
        return _page(request, entry, page, typed, language, key=_same_key(request))
    found = read_form(instrument, page, before, request.POST)
    if found.problems:
        return _page(request, entry, page, found, language, status=400, key=_same_key(request))
    key = _key(request)
    if not key.is_ours or (key.is_stale(at=now) and not was_taken(entry, key)):
        problem = _("Please send this once more: the form was too old or not complete.")
        return _page(request, entry, page, found, language, status=400, problem=problem)
    given = _given_by(request, entry, found, language, page, key)
    try:
        response = submit(entry, given, key=key, at=now)
    except KeyUsedAgain:
        problem = _("This form was sent before. Send it once more to change your answer.")
        is_first = entry.invitation is None and entry.response is None
        action = reverse("answer:again", args=[key.text]) if is_first else ""
        return _page(request, entry, page, found, language, status=409, problem=problem, action=action)
    except Busy:
        problem = _("Your answer could not be kept just now. Please send it once more in a moment.")
        same = _same_key(request)
        return _later(_page(request, entry, page, found, language, status=503, problem=problem, key=same))
    return redirect(_next(request, entry, response, key, page))


def _given_by(request: HttpRequest, entry: Entry, found: Sent, language: str, page: Page, key: Key) -> Given:
    now = timezone.now()
    agent = agent_class(request.headers.get("User-Agent", ""))
    doubt = suspicion(
        link="" if entry.link is None or entry.link.kind == LinkKind.KIOSK else str(entry.link.pk),
        network=request.META.get("REMOTE_ADDR", ""),
        trap=request.POST.get(TRAP, ""),
        key=key,
        at=now,
    )
    signals = {"seconds": round((now - key.shown_at).total_seconds(), 1), "agent": agent, **doubt}
    return Given(found.values, language, page=page.id, signals=signals, suspicion=doubt)


def _next(request: HttpRequest, entry: Entry, response: Response, key: Key, page: Page) -> str:
    """The address of what comes after this page."""
    is_again = request.resolver_match is not None and request.resolver_match.url_name == "again"
    stays = is_again or response.invitation_id is not None
    here = request.path if stays else reverse("answer:again", args=[key.text])
    following = page_after(replace(entry, response=response).instrument, page, response.values)
    return f"{here}?page={following.id}" if following else here


def _page(
    request: HttpRequest,
    entry: Entry,
    page: Page,
    found: Sent,
    language: str,
    *,
    status: int = 200,
    problem: str = "",
    key: str = "",
    action: str = "",
) -> HttpResponse:
    key = key or new_key(at=timezone.now())
    seed = entry.response.seed if entry.response else _seed(entry, key)
    shown = sheet(
        entry.instrument,
        page,
        found.values,
        language=language,
        seed=seed,
        given=_given(entry, found.values, language),
        problems=found.problems,
        problem=problem,
    )
    frame = _frame(entry, language)
    if not (entry.invitation or entry.response or found.values or found.problems or problem):
        return _unlogged(HttpResponse(untouched(shown, frame, key=key), status=status))
    context = {"sheet": shown, "key": key, "action": action, **frame}
    context["is_unsent"] = _is_unsent(request, entry, page, found)
    if entry.link and entry.link.kind == LinkKind.KIOSK and entry.response:
        context |= {"start": reverse("answer:link", args=[entry.link.token]), "patience": PATIENCE}
    return _rendered("answering/page.html", context, status=status)


def _seed(entry: Entry, key: str) -> str:
    return entry.invitation.token_hash[:32] if entry.invitation else read_key(key).seed


def _thanks(entry: Entry, language: str) -> HttpResponse:
    instrument = entry.version.instrument
    values = entry.response.values if entry.response else {}
    context = {
        "thanks": filled(said(instrument.thanks, language), _given(entry, values, language)),
        "first": instrument.pages[0].id,
        **_frame(entry, language),
    }
    if entry.link and entry.link.kind == LinkKind.KIOSK:
        context |= {"start": reverse("answer:link", args=[entry.link.token]), "patience": THANKED}
        context["is_kiosk"] = True
    return _rendered("answering/thanks.html", context)


def _frame(entry: Entry, language: str) -> dict[str, Any]:
    """What every page shows around its content."""
    return {
        "trap": TRAP,
        "company": entry.workspace.name,
        "languages": entry.version.instrument.languages,
        "language": language,
        "is_anonymous": entry.version.instrument.is_anonymous,
        "is_large": entry.link is not None and entry.link.kind == LinkKind.KIOSK,
    }


def _given(entry: Entry, values: dict[str, Any], language: str) -> dict[str, str]:
    """What fills the gaps of texts."""
    way = entry.invitation or entry.link
    customer = entry.invitation.customer if entry.invitation else None
    questions = entry.version.instrument.questions
    answered = {
        f"answer.{name}": spoken(questions[name], value, language)
        for name, value in values.items()
        if name in questions
    }
    return {
        "company": entry.workspace.name,
        "first_name": customer.name.split(" ")[0] if customer else "",
        "product": str(way.context.get("product", "")) if way else "",
        "touchpoint": str(way.context.get("touchpoint", "")) if way else "",
        **answered,
    }
