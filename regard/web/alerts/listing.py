"""Several lists on one page, each with pages of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from regard.web.dashboards.figures import count_text

A_PAGE = 20


@dataclass(frozen=True)
class Listed:
    """One page of a list, and the addresses of the pages beside it; "" where there is none."""

    page: Page[Any]
    previous_url: str
    next_url: str
    shown: str


def listed(request: HttpRequest, rows: QuerySet[Any] | Sequence[Any], name: str) -> Listed:
    """The page of a list that the address asks for by its name; the other lists stay where they are."""
    page = Paginator(rows, A_PAGE).get_page(request.GET.get(name))
    values = {"first": page.start_index(), "last": page.end_index(), "all": count_text(page.paginator.count)}
    return Listed(
        page,
        _url(request, name, page.previous_page_number()) if page.has_previous() else "",
        _url(request, name, page.next_page_number()) if page.has_next() else "",
        _("%(first)s–%(last)s of %(all)s") % values,
    )


def _url(request: HttpRequest, name: str, number: int) -> str:
    query = request.GET.copy()
    query[name] = str(number)
    return f"?{query.urlencode()}#{name}"
