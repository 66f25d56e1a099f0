"""You said, we did: the decisions that a company shows to everybody, in our own words alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from regard.instruments.definition import LANGUAGES
from regard.web.changes import redefining, wording
from regard.web.changes.hearing import MOST
from regard.web.changes.letters import PURPOSE
from regard.web.changes.models import Change, Notice, PublicPage, Ruling, State, Step, Voice
from regard.web.changes.presenting import ruling_of
from regard.web.channels.stopping import is_stopped, stop
from regard.web.channels.tokens import read
from regard.web.dashboards.card_breaks import Breaks
from regard.web.dashboards.figures import count_text
from regard.web.insights.releasing import K
from regard.web.workspaces.tenancy import TenantQuerySet, in_workspace

PAGE = 20


@dataclass(frozen=True)
class Decision:
    """A change as everybody may read it."""

    pk: UUID
    title: str
    said: str
    did: str
    doing: str
    state: str
    label: str
    on: date
    judged_on: date | None
    people: str = ""
    verdict: str = ""


@require_safe
def decisions(request: HttpRequest, key: str) -> HttpResponse:
    """The page of a workspace by its address; 404 where it has none."""
    public = _public(key)
    with in_workspace(public.workspace), translation.override(_language(request)):
        page = Paginator(published(), PAGE).get_page(request.GET.get("page"))
        return _answer(public, {"decisions": told_of(page.object_list), "page": page})


@require_safe
def decision(request: HttpRequest, key: str, pk: UUID) -> HttpResponse:
    """One decision under its own address; 404 where it is not published."""
    public = _public(key)
    with in_workspace(public.workspace), translation.override(_language(request)):
        found = told_of(published().filter(pk=pk))
        if not found:
            raise Http404
        return _answer(public, {"decisions": found, "one": found[0]})


def _public(key: str) -> PublicPage:
    """The page of a workspace, where it is turned on; else 404."""
    rows = PublicPage._base_manager.filter(workspace__slug=key, is_on=True).select_related("workspace")
    if found := rows.first():
        return found
    raise Http404


def _answer(page: PublicPage, shown: dict[str, Any]) -> HttpResponse:
    language = translation.get_language()
    context = {
        "company": page.workspace.name,
        "slug": page.workspace.slug,
        "is_listed": page.is_listed,
        "language": "zh-Hans" if language == "zh-hans" else language,
        "chosen": language,
        "languages": LANGUAGES,
    }
    answer = HttpResponse(render_to_string("changes/public.html", context | shown))
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


def published() -> TenantQuerySet:
    """What is published and decided, with how many people said it; the newest decision first."""
    steps = Step.objects.filter(change=OuterRef("pk"), state=OuterRef("state")).order_by("-at")
    voices = Voice.objects.filter(change=OuterRef("pk")).order_by().values("change")
    people = voices.annotate(n=Count("customer", distinct=True)).values("n")
    decided = Change.objects.filter(published_at__isnull=False).exclude(state=State.IDEA)
    rows = decided.annotate(
        decided_at=Coalesce(Subquery(steps.values("at")[:1]), "created_at"),
        people=Coalesce(Subquery(people), 0),
    )
    found: TenantQuerySet = rows.select_related("ruling").order_by("-decided_at", "-id")
    return found


def told_of(rows: Iterable[Any]) -> list[Decision]:
    """Changes as everybody may read them."""
    breaks = Breaks.of_open_workspace()
    return [_decision(change, breaks) for change in rows]


def _decision(change: Any, breaks: Breaks) -> Decision:
    ruling = ruling_of(change)
    return Decision(
        pk=change.pk,
        title=change.title,
        said=change.said,
        did=change.did,
        doing=wording.doing(change),
        state=change.state,
        label=change.state_text,
        on=_since(change),
        judged_on=None if change.slip else change.judge_on,
        people=_people(change.people),
        verdict="" if ruling is None else _in_plain_words(ruling, breaks),
    )


def _since(change: Any) -> date:
    """Since when it stands where it does."""
    decided: date = change.decided_at.date()
    if change.state == State.UNDER_WAY:
        begun = None if change.is_ahead else change.start_on
        return change.slipped_on or change.done_on or begun or decided
    return decided


def _people(n: int) -> str:
    """How many people said it, unless they are so few that one could be told from another."""
    if n < K:
        return ""
    text = ngettext("%(n)s person told us so.", "%(n)s people told us so.", n) % {"n": count_text(n)}
    return text if n < MOST else _("At least %(n)s people told us so.") % {"n": count_text(n)}


def _in_plain_words(ruling: Ruling, breaks: Breaks) -> str:
    """A verdict for those who know no statistics."""
    if ruling.change.slip:
        return _("We cannot tell: it did not happen as we had promised.")
    if day := redefining.parted(ruling, breaks):
        return redefining.plainly(day)
    return wording.plainly(ruling)


def _language(request: HttpRequest) -> str:
    """What was chosen here, else what the browser asks for."""
    wishes = (request.GET.get("lang", ""), translation.get_language_from_request(request))
    return next((wish for wish in wishes if wish in LANGUAGES), LANGUAGES[0])
