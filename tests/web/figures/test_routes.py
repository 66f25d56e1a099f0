"""Every page of the insight rooms that states figures is known: what remakes them, or why nothing does."""

import re
from collections.abc import Iterator
from uuid import UUID

import pytest
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from regard.web.alerts.models import Alert, AlertEvent, Watch
from regard.web.changes.models import Change
from regard.web.customers.models import Customer
from regard.web.dashboards.saved_models import SavedView
from regard.web.feedback.models import Feedback
from regard.web.insights.theme_models import Theme
from regard.web.reports.models import Report
from regard.web.workspaces.tenancy import TenantModel, in_workspace
from tests.web.dashboards.conftest import Page
from tests.web.figures.records import Company

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("figures")]
ROOMS = {
    "dashboards", "themes", "drivers", "cards", "saved", "customers", "positioning", "loyalty", "changes",
    "alerts", "reports", "insights",
}  # fmt: skip
FIGURE = re.compile(r"n = \d|95 % interval|\d [–-] \d+(?:\.\d+)? · n")
REMADE = {  # by test_pages
    "dashboards:home", "dashboards:explore", "dashboards:mix", "dashboards:words", "drivers:page",
    "themes:list", "themes:detail", "positioning:influence", "positioning:map", "positioning:word",
    "loyalty:page", "loyalty:at-risk", "reports:live", "reports:digest-preview", "changes:one", "alerts:told",
}  # fmt: skip
NOT_REMADE = {
    "alerts:every": "The sentences of alerts once more; the page of each has its records and is remade.",
    "alerts:one": "How often such a watch would have told by chance: drawn, not counted.",
    "alerts:new": "How often a watch would have told of the days before: simulated, not counted.",
    "alerts:event": "The sentences of several alerts; the page of each has its records and is remade.",
    "reports:findings": "Numbers as they were on the day of writing, kept beside those of today.",
}
NOBODY = UUID("01a2067d-e556-70eb-a3d3-1ab24174288c")
ROWS: dict[str, type[TenantModel]] = {  # of which things a page is, by its name or by its room
    "dashboards:record": Feedback, "dashboards:why": Feedback, "customers": Customer, "changes": Change,
    "saved": SavedView, "alerts:new": SavedView, "alerts:one": Watch, "alerts:event": AlertEvent,
    "alerts:told": Alert, "reports:one": Report,
}  # fmt: skip
QUERIES = {"positioning:word": "?word=friendly", "saved:new": "?metric=nps"}
UNSEEN = {  # what the company has nothing of, or what is a file: no page without figures that was looked at
    "dashboards:vega", "drivers:chart-json", "positioning:influence-records", "positioning:word-records",
    "changes:held-out", "reports:one", "reports:file", "reports:one-schedule",
}  # fmt: skip


def routes() -> Iterator[tuple[str, URLPattern]]:
    """Every address of the insight rooms by its name."""
    for one in get_resolver().url_patterns:
        if isinstance(one, URLResolver) and one.namespace in ROOMS and "slug:slug" in str(one.pattern):
            for pattern in one.url_patterns:
                assert isinstance(pattern, URLPattern)
                yield f"{one.namespace}:{pattern.name}", pattern


def examples(name: str) -> dict[str, object]:
    """What stands in the address of a page, of the things that there are."""
    if name.startswith("themes:"):
        return {"key": Theme.objects.filter(gone_at=None).order_by("place", "key")[0].key, "pk": NOBODY}
    model = ROWS.get(name, ROWS.get(name.partition(":")[0]))
    first = model.objects.order_by("pk").first() if model else None
    return {
        "pk": first.pk if first else NOBODY,
        "metric": "nps",
        "ending": "pdf",
        "content_hash": "0",
        "who": "person",
    }


def asked(company: Company, name: str, pattern: URLPattern) -> HttpResponse:
    """What the owner of the company gets under a route."""
    names = [one for one in pattern.pattern.converters if one != "slug"]
    with in_workspace(company.workspace):
        given = examples(name) if names else {}
    address = reverse(name, args=[company.slug, *(given[one] for one in names)])
    answer = company.client.get(f"{address}{QUERIES.get(name, '')}")
    if answer.streaming:
        assert b"".join(answer.streaming_content), (
            name
        )  # a file is read, and closed, after its view has ended
    return answer


def states_figures(answer: HttpResponse) -> bool:
    """Whether it is a page with numbers of what was said."""
    if answer.streaming or "html" not in answer["Content-Type"]:
        return False
    page = Page(answer.content.decode())
    return any("data-figure" in attributes for _, attributes in page.tags) or bool(FIGURE.search(page.text))


def test_every_page_with_figures_is_remade_or_named_with_its_reason(company: Company) -> None:
    answers = {name: asked(company, name, pattern) for name, pattern in routes()}
    assert len(answers) > 80
    with_figures = {
        name for name, answer in answers.items() if answer.status_code == 200 and states_figures(answer)
    }
    assert with_figures - REMADE - set(NOT_REMADE) == set()
    known = REMADE | set(NOT_REMADE)
    assert known - set(answers) == set()
    unseen = {name for name, answer in answers.items() if answer.status_code == 404}
    assert unseen - known - UNSEEN == set()
