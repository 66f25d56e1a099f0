"""What people do to themes: each act is done at once, kept with their name, and can be undone."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from regard.web.dashboards.theme_pages import theme_of
from regard.web.insights import theme_keeping
from regard.web.insights.theme_keeping import Event, Merge, Move, Rename, Retire, Split, UnfitEvent
from regard.web.insights.theme_models import Theme, ThemeEvent
from regard.web.workspaces.permissions import Permission
from regard.web.workspaces.scope import MemberRequest, fetch, member

LONGEST = 200
MOST = 60


@require_POST
@member(Permission.THEME_CURATE)
def rename(request: MemberRequest, key: str) -> HttpResponse:
    """Give a theme another name."""
    return _do(request, Rename(theme_of(key).key, _text(request, "name")), to=key)


@require_POST
@member(Permission.THEME_CURATE)
def merge(request: MemberRequest, key: str) -> HttpResponse:
    """Let another theme take this one in, or this one the others that were chosen."""
    one = theme_of(key)
    others = [theme_of(other).key for other in request.POST.getlist("other")[:MOST] if other]
    return _do(request, Merge(one.key, tuple(dict.fromkeys(others))), to=key)


@require_POST
@member(Permission.THEME_CURATE)
def split(request: MemberRequest, key: str) -> HttpResponse:
    """Make the chosen words of a theme a theme of their own."""
    one = theme_of(key)
    words = tuple(request.POST.getlist("term")[:MOST])
    part = theme_keeping.part_of(one)
    return _do(request, Split(one.key, words, part, _text(request, "name")), to=part, back=key)


@require_POST
@member(Permission.THEME_CURATE)
def move(request: MemberRequest, key: str) -> HttpResponse:
    """Put a theme under another one, or at the top."""
    one, parent = theme_of(key), _text(request, "parent")
    return _do(request, Move(one.key, theme_of(parent).key if parent else None), to=key)


@require_POST
@member(Permission.THEME_CURATE)
def retire(request: MemberRequest, key: str) -> HttpResponse:
    """Let a theme go."""
    return _do(request, Retire(theme_of(key).key), to="", back=key)


@require_POST
@member(Permission.THEME_CURATE)
def undo(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Let things stand as if one act had not been done."""
    kept = fetch(request, ThemeEvent, pk, to=Permission.THEME_CURATE)
    theme_keeping.undo(kept, by=request.user, at=timezone.now())
    messages.success(request, _("It is undone."))
    return redirect("themes:list", request.workspace.slug)


def _do(request: MemberRequest, event: Event, *, to: str, back: str = "") -> HttpResponse:
    """Do it, then show what came of it; where it cannot be done, say why on the page that asked."""
    try:
        theme_keeping.change(event, by=request.user, at=timezone.now())
    except UnfitEvent:
        messages.error(request, _reason(event))
        to = back or to
    else:
        messages.success(request, _("It is done. You can undo it below."))
    return redirect(_page(request, to))


def _page(request: MemberRequest, key: str) -> str:
    slug = request.workspace.slug
    if key and Theme.objects.filter(key=key, gone_at=None).exists():
        return reverse("themes:detail", args=[slug, key])
    return reverse("themes:list", args=[slug])


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
