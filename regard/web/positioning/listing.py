"""Records behind a number of the map or of the influence factors, a page at a time."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from regard.web.dashboards.addresses import LAST_PAGE
from regard.web.dashboards.figures import count_text
from regard.web.dashboards.verbatims import quotes
from regard.web.insights.records import these
from regard.web.positioning.addresses import MapAddress
from regard.web.workspaces.scope import MemberRequest

PAGE = 20  # records


def page_of(
    request: MemberRequest, found: Sequence[UUID], *, url: str, address: MapAddress, more: dict[str, str]
) -> dict[str, Any]:
    """The records of the page that is asked for, how many there are, the way to those before and after."""
    asked = request.GET.get("page", "")
    page = min(max(int(asked), 1), LAST_PAGE) if asked.isdecimal() and len(asked) < 9 else 1
    start = (page - 1) * PAGE
    kept = these(found[start : start + PAGE])

    def to(number: int) -> str:
        return f"{url}?{address.query(**more, page=str(number))}"

    numbers = {
        "first": count_text(start + 1),
        "last": count_text(start + len(kept)),
        "total": count_text(len(found)),
    }
    return {
        "n": count_text(len(found)),
        "quotes": quotes(request, kept),
        "shown": _("%(first)s–%(last)s of %(total)s") % numbers,
        "previous_url": to(page - 1) if page > 1 else "",
        "next_url": to(page + 1) if start + PAGE < len(found) and page < LAST_PAGE else "",
    }
