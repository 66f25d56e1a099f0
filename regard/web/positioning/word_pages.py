"""The pages of one word of the map: its numbers with what was written beside it, and the answers."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from regard.web.dashboards.addresses import LAST_PAGE
from regard.web.dashboards.figures import count_text
from regard.web.dashboards.numbers import Numbers
from regard.web.dashboards.verbatims import quotes
from regard.web.insights.map_study import answers_about
from regard.web.insights.records import these
from regard.web.positioning.addresses import MapAddress, filters
from regard.web.positioning.looking import Looked, look
from regard.web.positioning.quoting import quotes_of
from regard.web.positioning.wording import Wording
from regard.web.workspaces.permissions import Permission
from regard.web.workspaces.scope import MemberRequest, member

PAGE = 20  # answers


@member(Permission.FEEDBACK_VIEW)
@require_safe
def word(request: MemberRequest) -> HttpResponse:
    """What people wrote beside a word when they chose it, and beside its opposite."""
    slug = request.workspace.slug
    asked, looked = _asked(request)
    back = f"{reverse('positioning:map', args=[slug])}?{looked.address.query()}"
    context = {
        "word": quotes_of(Wording(slug, looked), asked),
        "back": back,
        "definition_url": f"{back}#how-sure",
    }
    return render(request, "positioning/word.html", context)


@member(Permission.FEEDBACK_VIEW)
@require_safe
def records(request: MemberRequest) -> HttpResponse:
    """The answers that chose a word, or all answers of those who could choose it."""
    slug = request.workspace.slug
    asked, looked = _asked(request)
    is_every = request.GET.get("whose") == "asked"
    found = answers_about(
        filters(looked.days, looked.address.owned),
        looked.vocabulary.terms,
        "" if is_every else asked,
        segment=looked.address.segment,
    )
    wording = Wording(slug, looked)
    name = wording.name(asked)
    title = _("Answers to the list with “%(word)s”") if is_every else _("Answers that chose “%(word)s”")
    more = {"word": asked, **({"whose": "asked"} if is_every else {})}
    context = {
        "name": name,
        "title": title % {"word": name},
        "back": wording.url(asked),
        "n": count_text(len(found)),
        **_page(request, found, looked, more),
    }
    return render(request, "positioning/word_records.html", context)


def _asked(request: MemberRequest) -> tuple[str, Looked]:
    """The word of the address and the look at it. Raises Http404 where nobody could choose it."""
    asked = request.GET.get("word", "").replace("\0", "")
    address = MapAddress.read(request.GET.dict(), by=request.membership)
    looked = look(Numbers.of(request.workspace), address, today=timezone.now().date())
    if asked not in looked.study.shares:
        raise Http404
    return asked, looked


def _page(
    request: MemberRequest, found: Sequence[UUID], looked: Looked, more: dict[str, str]
) -> dict[str, Any]:
    """One page of the answers, and the way to those before and after it."""
    asked = request.GET.get("page", "")
    page = min(max(int(asked), 1), LAST_PAGE) if asked.isdecimal() and len(asked) < 9 else 1
    url = reverse("positioning:word-records", args=[request.workspace.slug])
    start = (page - 1) * PAGE
    kept = these(found[start : start + PAGE])

    def to(number: int) -> str:
        return f"{url}?{looked.address.query(**more, page=str(number))}"

    numbers = {
        "first": count_text(start + 1),
        "last": count_text(start + len(kept)),
        "total": count_text(len(found)),
    }
    return {
        "quotes": quotes(request, kept),
        "shown": _("%(first)s–%(last)s of %(total)s") % numbers,
        "previous_url": to(page - 1) if page > 1 else "",
        "next_url": to(page + 1) if start + PAGE < len(found) and page < LAST_PAGE else "",
    }
