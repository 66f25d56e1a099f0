"""The columns of the tree: the trend, the chosen metric, the period that a page opens with, and choosing."""

import re
from dataclasses import replace

import pytest
from django.utils import timezone

from regard.web.feedback.drafts import AnswerDraft
from regard.web.feedback.recording import record
from regard.web.insights.studies import Filters
from regard.web.insights.theme_history import carried_by_month, months_of_each, said_by_month
from regard.web.insights.theme_models import DraftedAct, Theme
from regard.web.insights.theme_table import EVERY
from tests.web.dashboards.conftest import settle
from tests.web.dashboards.test_themes import post, publish, spoken, sweep, theme_of, themed

__all__ = ["themed"]

pytestmark = pytest.mark.django_db


def rows_of(page):
    """The lines of the tree by the key of their theme."""
    lines = page.html.split("<tbody>")[1].split("</tbody>")[0].split("<tr")[1:]
    return {re.search(r"/themes/([^/]+)/", line)[1]: line for line in lines}


def test_the_months_of_all_themes_are_those_of_each(themed):
    found = months_of_each(Filters())
    assert found[EVERY] == said_by_month(Filters())
    for theme in Theme.objects.filter(gone_at=None):
        assert found.get(theme.key, {}) == carried_by_month(theme, Filters())


def test_every_theme_has_its_trend_with_what_it_says_in_words(themed, look, viewer):
    rows = rows_of(look(viewer, "themes/?period=all"))
    assert len(rows) == Theme.objects.filter(gone_at=None).count()
    for line in rows.values():
        told = re.search(r'class="sparkline"[^>]* role="img" aria-label="([^"]+)"', line)[1]
        assert re.match(r"Share by month, the last 12 months\. \w+ \d{4}: \d+ % \(.+, n = \d+\)", told)
        assert "<polyline" in line


def test_the_metric_is_chosen_and_its_part_in_the_whole_is_shown(themed, look, viewer, survey, today):
    stars = (AnswerDraft.score("rating", 4, 1, 5), AnswerDraft.score("rating", 5, 1, 5, field_id="service"))
    record(survey, [replace(one, answers=(*one.answers, *stars)) for one in spoken(today)], at=timezone.now())
    settle()
    sweep()
    usual, chosen = (look(viewer, f"themes/?period=all{more}") for more in ("", "&metric=nps"))
    assert "Public ratings: difference" in usual.text  # most of them answered it
    assert "Loyalty: difference" in chosen.text
    assert "Loyalty: part in the whole" in chosen.text
    names = [text for text, href in usual.links if "metric=" in href]
    assert names[:2] == ["Public ratings (stars)", "Loyalty (NPS)"]
    impacts = [re.sub(r"<[^>]+>", " ", line.split('class="impact')[1]) for line in rows_of(chosen).values()]
    assert any(re.search(r"[+−]\d+\.\d\s+[+−]?\d.* to [+−]?\d.*n = \d+", one) for one in impacts)
    theme = theme_of("oolong")
    page = look(viewer, f"themes/{theme.key}/?period=all&metric=nps")
    assert "Loyalty: all minus those who do not mention it" in page.text
    assert f"“{theme.name}”: " in page.html.split("<textarea")[1].split("</textarea>")[0]
    assert "Copy as a sentence" in page.text
    assert (theme.name, f"/w/qinghe/themes/{theme.key}/?period=all&metric=nps") in chosen.links


def test_without_a_period_a_page_opens_on_the_shortest_that_says_something(themed, look, viewer):
    page = look(viewer, "themes/?segment=new")
    assert "because “Last 90 days” says too little" in page.text
    assert re.search(r"Of \d+ themes \d+ have a sentiment that is a number", page.text)
    period = re.search(r"themes/t\d+/\?period=(\w+)", page.html)[1]
    assert period in ("180", "365", "all")
    assert any("period=90" in href for text, href in page.links if text == "Last 90 days")
    assert "because" not in look(viewer, "themes/?segment=new&period=90").text


def test_themes_that_were_chosen_in_the_tree_are_merged_in_the_draft(themed, client, look, analyst, viewer):
    assert 'name="chosen"' not in look(viewer, "themes/").html
    page = look(analyst, "themes/?period=all")
    assert page.html.count('name="chosen"') == Theme.objects.filter(gone_at=None).count()
    chosen = [theme_of("waiter"), theme_of("parcel"), theme_of("oolong")]
    keys = [theme.key for theme in chosen]
    assert post(client, viewer, "merge-chosen", chosen=keys).status_code == 403
    post(client, analyst, "merge-chosen", chosen=keys[:1])
    assert not DraftedAct.objects.exists()
    post(client, analyst, "merge-chosen", chosen=keys)
    event = DraftedAct.objects.get().event
    most = max(chosen, key=lambda theme: theme.assignments.count())
    assert event["into"] == most.key
    assert {event["into"], *event["others"]} == set(keys)
    publish(client, analyst)
    assert Theme.objects.filter(key__in=keys, gone_at=None).get() == most


def test_a_group_and_a_theme_are_not_merged_and_the_page_says_why(themed, client, look, analyst):
    one, other = theme_of("waiter"), theme_of("parcel")
    Theme.objects.filter(pk=other.pk).update(gone_at="2026-01-01T00:00Z")
    assert post(client, analyst, "merge-chosen", chosen=[one.key, other.key]).status_code == 404
    assert not DraftedAct.objects.exists()


def test_themes_that_say_the_same_in_two_languages_are_proposed_until_they_are_merged(
    themed, client, look, analyst, viewer
):
    one, other = theme_of("parcel"), theme_of("包装盒")
    for theme, name in ((one, "Packaging"), (other, "包装")):
        post(client, analyst, "rename", theme.key, name=name)
    publish(client, analyst)
    title = "Perhaps one theme in two languages"
    assert title in look(analyst, "themes/").text
    assert title not in look(viewer, "themes/").text
    post(client, analyst, "merge-chosen", chosen=[one.key, other.key])
    assert title not in look(analyst, "themes/").text
