"""You said, we did: the decisions that a company shows to everybody, in our own words alone."""

from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from regard.instruments.definition import LANGUAGES
from regard.web.changes import redefining, wording
from regard.web.changes.letters import PURPOSE
from regard.web.changes.models import Change, Notice, Outcome, PublicPage, Ruling, State
from regard.web.changes.presenting import ruling_of
from regard.web.channels.stopping import is_stopped, stop
from regard.web.channels.tokens import read
from regard.web.dashboards.card_breaks import Breaks
from regard.web.workspaces.tenancy import in_workspace

MOST = 60
LONGEST = 600  # letters of a text on the page


@dataclass(frozen=True)
class Decision:
    """A change as everybody may read it."""

    title: str
    said: str
    did: str
    state: str
    label: str
    on: date
    judged_on: date | None
    verdict: str = ""


@require_safe
def decisions(request: HttpRequest, key: str) -> HttpResponse:
    """The page of a workspace by its address; 404 where it has none."""
    page = (
        PublicPage._base_manager.filter(workspace__slug=key, is_on=True).select_related("workspace").first()
    )
    if page is None:
        raise Http404
    language = _language(request)
    with in_workspace(page.workspace), translation.override(language):
        context = {
            "company": page.workspace.name,
            "decisions": shown(),
            "is_listed": page.is_listed,
            "language": "zh-Hans" if language == "zh-hans" else language,
            "languages": LANGUAGES,
        }
        answer = HttpResponse(render_to_string("changes/public.html", context))
    answer["Referrer-Policy"] = "no-referrer"
    answer["Cache-Control"] = "public, max-age=60"
    answer["Vary"] = "Accept-Language, Cookie"
    if not page.is_listed:
        answer["X-Robots-Tag"] = "noindex"
    return answer


@csrf_exempt  # mail programs press the button for people (RFC 8058): no cookie, no form of ours
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, key: str) -> HttpResponse:
    """Write to this person no more: at once on POST, whoever sends it; on GET a page with a button."""
    pk = read(key, purpose=PURPOSE)
    rows = Notice._base_manager.select_related("customer", "workspace")
    notice = rows.filter(pk=pk).first() if pk else None
    if notice is None:
        raise Http404
    with in_workspace(notice.workspace), translation.override(_language(request)):
        if request.method == "POST":
            stop(notice.customer, at=timezone.now())
        context = {
            "company": notice.workspace.name,
            "is_done": is_stopped(notice.customer),
            "languages": LANGUAGES,
            "language": translation.get_language(),
        }
        answer = HttpResponse(render_to_string("channels/unsubscribe.html", context))
    answer["Referrer-Policy"] = "no-referrer"
    return answer


def shown() -> list[Decision]:
    """What is published and decided, the newest decision first."""
    decided = Change.objects.filter(published_at__isnull=False).exclude(state=State.IDEA)
    rows = decided.select_related("ruling").prefetch_related("steps")
    breaks = Breaks.of_open_workspace()
    found = [_decision(change, breaks) for change in rows[:MOST]]
    return sorted(found, key=lambda one: one.on, reverse=True)


def _decision(change: Change, breaks: Breaks) -> Decision:
    ruling = ruling_of(change)
    steps = [step for step in change.steps.all() if step.state == change.state] or list(change.steps.all())
    return Decision(
        title=change.title,
        said=change.said[:LONGEST],
        did=change.did[:LONGEST],
        state=change.state,
        label=str(State(change.state).label),
        on=steps[-1].at.date(),
        judged_on=change.judge_on,
        verdict="" if ruling is None else _in_plain_words(ruling, breaks),
    )


def _in_plain_words(ruling: Ruling, breaks: Breaks) -> str:
    """A verdict for those who know no statistics."""
    if day := redefining.parted(ruling, breaks):
        return redefining.plainly(day)
    return str(wording.PLAINLY[Outcome(ruling.verdict)])


def _language(request: HttpRequest) -> str:
    """What was chosen here, else what the browser asks for."""
    wishes = (request.GET.get("lang", ""), translation.get_language_from_request(request))
    return next((wish for wish in wishes if wish in LANGUAGES), LANGUAGES[0])
