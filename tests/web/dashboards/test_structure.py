"""How pages are built for those who do not see them, or do not use a mouse."""

import itertools
from collections import Counter

import pytest

from regard.web.feedback.models import Feedback
from regard.web.workspaces.tenancy import in_workspace

PATHS = (
    "home/",
    "explore/",
    "explore/?metric=nps&by=segment&compare=previous",
    "explore/?segment=new&word=tea",
)
OPENED = []
pytestmark = pytest.mark.django_db


@pytest.fixture
def pages(request):
    """The pages of the story; they are only looked at, so a process opens them once."""
    if not OPENED:
        look, owner, workspace, _ = map(request.getfixturevalue, ("look", "owner", "workspace", "story"))
        with in_workspace(workspace):
            record = f"records/{Feedback.objects.exclude(text='').first().pk}/"
        OPENED.extend([look(owner, path) for path in (*PATHS, record)])
    return OPENED


def test_each_page_has_one_heading_of_the_first_rank_and_skips_none(pages):
    for page in pages:
        ranks = [int(tag[1]) for tag, _ in page.tags if tag in ("h1", "h2", "h3", "h4")]
        assert ranks.count(1) == 1
        assert ranks[0] == 1
        assert all(b - a <= 1 for a, b in itertools.pairwise(ranks))


def test_no_name_of_a_place_is_given_twice(pages):
    for page in pages:
        ids = Counter(attrs["id"] for _, attrs in page.tags if attrs.get("id"))
        assert [name for name, n in ids.items() if n > 1] == []


def test_every_label_and_description_points_to_something(pages):
    for page in pages:
        ids = {attrs.get("id") for _, attrs in page.tags}
        pointed = {attrs.get("aria-labelledby") for _, attrs in page.tags} - {None}
        assert pointed <= ids


def test_every_section_has_a_name(pages):
    for page in pages:
        bare = [attrs for tag, attrs in page.tags if tag in ("nav", "aside") and not attrs.get("aria-label")]
        assert bare == []


def test_every_field_has_a_label(pages):
    for page in pages:
        inside = page.html.count('<label class="chip')
        fields = [
            attrs
            for tag, attrs in page.tags
            if tag == "select" and str(attrs.get("id")).startswith("filter-")
        ]
        assert inside >= len(fields)
        areas = [attrs for tag, attrs in page.tags if tag == "textarea"]
        assert all(attrs.get("aria-label") for attrs in areas)


def test_every_link_says_where_it_leads(pages):
    for page in pages:
        named = [(text, href) for text, href in page.links if href]
        spoken = {attrs.get("href") for tag, attrs in page.tags if tag == "a" and attrs.get("aria-label")}
        charts = {href for _, href in named if "/explore/?" in href}
        assert [href for text, href in named if not text and href not in spoken and href not in charts] == []


def test_every_table_has_heads_for_its_columns_and_rows(pages):
    for page in pages:
        if "<table" in page.html:
            scopes = Counter(attrs.get("scope") for tag, attrs in page.tags if tag == "th")
            assert scopes["col"] >= 2
            assert scopes["row"] >= 1
            assert scopes[None] == 0


def test_every_chart_has_its_table_behind_it(pages):
    for page in pages:
        figures = page.html.count("<figure")
        assert page.html.count("<figure") == page.html.count("As a table") - page.html.count('class="words"')
        assert figures <= 1


def test_pictures_are_either_told_or_silent(pages):
    for page in pages:
        for tag, attrs in page.tags:
            if tag == "svg":
                told = attrs.get("aria-hidden") == "true" or attrs.get("aria-label") or attrs.get("role")
                assert told or attrs.get("class") in ("nps-bar", "marks"), attrs


def test_signs_of_direction_are_not_read_out_alone(pages):
    for page in pages:
        assert page.html.count("▲") + page.html.count("▼") == page.html.count(
            'aria-hidden="true">▲'
        ) + page.html.count('aria-hidden="true">▼')
