"""The pages of one word of the map: its numbers with what was written beside it, and the answers."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from regard.web.dashboards.numbers import Numbers
from regard.web.insights.map_study import answers_about
from regard.web.positioning.addresses import MapAddress, filters
from regard.web.positioning.listing import page_of
from regard.web.positioning.looking import Looked, look
from regard.web.positioning.quoting import quotes_of
from regard.web.positioning.wording import Wording
from regard.web.workspaces.permissions import Permission
from regard.web.workspaces.scope import MemberRequest, member


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
    url = reverse("positioning:word-records", args=[slug])
    context = {
        "title": title % {"word": name},
        "back_name": name,
        "remark": _(
            "Of a person who answered twice the later answer counts. "
            "Answers of anonymous surveys are counted and not listed."
        ),
        "back": wording.url(asked),
        **page_of(request, found, url=url, address=looked.address, more=more),
    }
    return render(request, "positioning/records.html", context)


def _asked(request: MemberRequest) -> tuple[str, Looked]:
    """The word of the address and the look at it. Raises Http404 where nobody could choose it."""
    asked = request.GET.get("word", "").replace("\0", "")
    address = MapAddress.read(request.GET.dict(), by=request.membership)
    looked = look(Numbers.of(request.workspace), address, today=timezone.now().date())
    if asked not in looked.study.shares:
        raise Http404
    return asked, looked
