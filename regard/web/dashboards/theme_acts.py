"""What people do to themes: each act goes into the draft, which is published as a whole or thrown away."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from regard.web.dashboards.addresses import Address
from regard.web.dashboards.figures import count_text
from regard.web.dashboards.theme_asking import numbers_of
from regard.web.dashboards.theme_drafts import drafted_text
from regard.web.dashboards.theme_pages import theme_of
from regard.web.dashboards.theme_tree import most_said
from regard.web.insights import theme_counting, theme_drafting
from regard.web.insights.theme_drafting import DraftMovedOn, UnfitDraft
from regard.web.insights.theme_keeping import Event, Merge, Move, Rename, Retire, Split, UnfitEvent
from regard.web.insights.theme_models import DraftedAct, ThemeEvent, ThemePublication
from regard.web.workspaces.permissions import Permission
from regard.web.workspaces.scope import MemberRequest, fetch, member

LONGEST = 200
MOST = 60


@require_POST
@member(Permission.THEME_CURATE)
def rename(request: MemberRequest, key: str) -> HttpResponse:
    """Give a theme another name."""
    return _put(request, Rename(theme_of(key).key, _text(request, "name")), back=key)


@require_POST
@member(Permission.THEME_CURATE)
def merge(request: MemberRequest, key: str) -> HttpResponse:
    """Let another theme take this one in, or this one the others that were chosen."""
    one = theme_of(key)
    others = [theme_of(other).key for other in request.POST.getlist("other")[:MOST] if other]
    return _put(request, Merge(one.key, tuple(dict.fromkeys(others))), back=key)


@require_POST
@member(Permission.THEME_CURATE)
def merge_chosen(request: MemberRequest) -> HttpResponse:
    """Merge the themes that were chosen in the tree: the one of most records takes in the others."""
    keys = dict.fromkeys(request.POST.getlist("chosen")[:MOST])
    if len(keys) < 2:
        messages.error(request, _("Choose two or more themes that are one."))
        return redirect(_draft(request))
    numbers = numbers_of(request, Address(period="all"), today=timezone.now().date())
    first, *others = most_said([theme_of(key) for key in keys], numbers)
    return _put(request, Merge(first.key, tuple(theme.key for theme in others)))


@require_POST
@member(Permission.THEME_CURATE)
def split(request: MemberRequest, key: str) -> HttpResponse:
    """Make the chosen words of a theme a theme of their own."""
    one = theme_of(key)
    words = tuple(request.POST.getlist("term")[:MOST])
    return _put(request, Split(one.key, words, theme_drafting.part_of(one), _text(request, "name")), back=key)


@require_POST
@member(Permission.THEME_CURATE)
def move(request: MemberRequest, key: str) -> HttpResponse:
    """Put a theme under another one, or at the top."""
    one, parent = theme_of(key), _text(request, "parent")
    return _put(request, Move(one.key, theme_of(parent).key if parent else None), back=key)


@require_POST
@member(Permission.THEME_CURATE)
def retire(request: MemberRequest, key: str) -> HttpResponse:
    """Let a theme go."""
    return _put(request, Retire(theme_of(key).key), back=key)


@require_POST
@member(Permission.THEME_CURATE)
def undo(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Let things stand as if one published act had not been done."""
    kept = fetch(request, ThemeEvent, pk, to=Permission.THEME_CURATE)
    if theme_drafting.add_undoing(kept, by=request.user, at=timezone.now()) is not None:
        theme_counting.count_next(at=timezone.now())
        messages.success(request, _("It is in the draft. Nobody else sees it before you publish the draft."))
    return redirect(_draft(request))


@require_POST
@member(Permission.THEME_CURATE)
def take_out(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Take one act out of the draft."""
    act = fetch(request, DraftedAct, pk, to=Permission.THEME_CURATE)
    theme_drafting.take_out(act, by=request.user, at=timezone.now())
    theme_counting.count_next(at=timezone.now())
    messages.success(request, _("It is no longer in the draft."))
    return redirect(_draft(request))


@require_POST
@member(Permission.THEME_CURATE)
def discard(request: MemberRequest) -> HttpResponse:
    """Throw the draft away."""
    try:
        theme_drafting.discard(seen=_text(request, "seen"), by=request.user, at=timezone.now())
    except DraftMovedOn:
        messages.warning(request, _moved_on())
    else:
        messages.success(request, _("The draft is discarded. The themes are as they were."))
    return redirect(_draft(request))


@require_POST
@member(Permission.THEME_CURATE)
def publish(request: MemberRequest) -> HttpResponse:
    """Let everybody see the themes as the draft has them."""
    try:
        done = theme_drafting.publish(seen=_text(request, "seen"), by=request.user, at=timezone.now())
    except DraftMovedOn:
        messages.warning(request, _moved_on())
    except UnfitDraft as error:
        told = " ".join(drafted_text(act) for act in error.acts)
        text = _("Nothing was published: this no longer fits the themes of now. Take it out first. %(acts)s")
        messages.error(request, text % {"acts": told})
    else:
        messages.success(request, _published(done))
    return redirect(_draft(request))


def _put(request: MemberRequest, event: Event, *, back: str = "") -> HttpResponse:
    """Put it into the draft, then show the draft; where it cannot be done, say why on the page that asked."""
    try:
        theme_drafting.add(event, by=request.user, at=timezone.now())
    except UnfitEvent:
        messages.error(request, _reason(event))
        return redirect("themes:detail", request.workspace.slug, back) if back else redirect(_draft(request))
    theme_counting.count_next(at=timezone.now())
    messages.success(request, _("It is in the draft. Nobody else sees it before you publish the draft."))
    return redirect(_draft(request))


def _draft(request: MemberRequest) -> str:
    return reverse("themes:list", args=[request.workspace.slug])


def _published(done: ThemePublication) -> str:
    acts = done.events.count() + done.undoings.count()
    told = ngettext("Published: %(acts)s change.", "Published: %(acts)s changes.", acts) % {"acts": acts}
    if done.moved is None:
        follow = _("The records follow.")
        return f"{told} {follow}"
    text = ngettext(
        "%(n)s record carries other themes than before.",
        "%(n)s records carry other themes than before.",
        done.moved,
    )
    return f"{told} {text % {'n': count_text(done.moved)}}"


def _moved_on() -> str:
    return _("The draft or the themes have changed since you looked. Look again, then decide.")


def _reason(event: Event) -> str:
    if isinstance(event, Rename):
        return _("A name has 1 to 80 characters.")
    if isinstance(event, Merge):
        return _("Choose one or more other themes; groups are merged with groups, themes with themes.")
    if isinstance(event, Split):
        return _("Choose some of the words, not all of them, and give the part a name of 1 to 80 characters.")
    if isinstance(event, Move):
        return _("A theme can stand only under one at the top, and there are two levels.")
    return _("This theme is no longer there.")


def _text(request: MemberRequest, name: str) -> str:
    return request.POST.get(name, "").replace("\0", "")[:LONGEST]
