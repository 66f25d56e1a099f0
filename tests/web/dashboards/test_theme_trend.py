"""The trend of a theme: drawn over all of the past with the themes of now, with its marks and sentences."""

import json
from dataclasses import replace
from datetime import date

import pytest

from regard.perception.counts import Counts, Scale
from regard.web.dashboards import theme_trend
from regard.web.dashboards.spans import spans_of
from regard.web.insights.theme_history import Turn
from regard.web.insights.theme_keeping import Merge, Rename
from regard.web.insights.theme_models import Theme, ThemeAssignment
from tests.web.dashboards.test_themes import theme_of, themed
from tests.web.insights.test_themes import change, undo

__all__ = ["themed"]

pytestmark = pytest.mark.django_db

MERGED = Turn("merge", "changed", date(2026, 3, 4), {"into": "t1", "others": ["t2", "t3"]}, {})
YES_NO = Scale(0, 1)


def months(**n):
    """So many records with words of each month, a third of which carry the theme."""
    return {
        f"2026-{month[1:]}": Counts.of({0: each - each // 3, 1: each // 3}, YES_NO)
        for month, each in n.items()
    }


def cells(html):
    return html.split('id="trend"')[1].split("<tbody>")[1].split("</tbody>")[0]


def test_every_month_of_the_past_stands_in_the_table_with_its_records(themed, look, viewer):
    theme = theme_of("waiter")
    page = look(viewer, f"themes/{theme.key}/?period=30")
    numbers = [int(row.split('number">')[1].split("<")[0]) for row in cells(page.html).split("<tr>")[1:]]
    assert sum(numbers) == ThemeAssignment.objects.filter(theme=theme).count()
    assert "<svg" in page.html.split('id="trend"')[1].split("<table")[0]


def test_a_month_leads_to_its_records_in_explore(themed, look, viewer):
    theme = theme_of("waiter")
    html = cells(look(viewer, f"themes/{theme.key}/").html)
    first = html.split('href="')[1].split('"')[0].replace("&amp;", "&")
    n = html.split('number">')[1].split("<")[0]
    page = look(viewer, first)
    assert f"of {n}" in page.text or f" {n} " in page.text


def test_a_segment_narrows_the_trend_and_a_period_does_not(themed, look, viewer):
    theme = theme_of("waiter")
    every = cells(look(viewer, f"themes/{theme.key}/?period=30").html)
    assert cells(look(viewer, f"themes/{theme.key}/?period=all").html) == every
    assert cells(look(viewer, f"themes/{theme.key}/?segment=new").html) != every


def test_the_line_of_a_merged_theme_is_redrawn_and_the_page_says_so(themed, look, viewer, analyst, noon):
    one, other = theme_of("waiter"), theme_of("parcel")
    before = cells(look(viewer, f"themes/{one.key}/").html)
    change(Merge(one.key, (other.key,)), by=analyst, at=noon)
    page = look(viewer, f"themes/{one.key}/")
    assert "Counted with the themes as of" in page.text
    assert f"Merged from “{one.name}” and “{other.name}” on" in page.text
    assert "Dashed: the themes were changed then." in page.text
    assert page.text.count("Counted with the themes as of") == 1
    assert cells(page.html) != before


def test_what_was_undone_is_told_no_more(themed, look, viewer, analyst, noon):
    one = theme_of("waiter")
    done = change(Rename(one.key, "Waiters"), by=analyst, at=noon)
    assert f"Called “{one.name}” until" in look(viewer, f"themes/{one.key}/").text
    undo(done, by=analyst, at=noon)
    page = look(viewer, f"themes/{one.key}/")
    assert "Called “" not in page.text
    assert "Dashed" not in page.text


def test_the_specification_is_what_is_drawn(themed, client, viewer):
    client.force_login(viewer)
    theme = theme_of("waiter")
    spec = json.loads(client.get(f"/w/qinghe/themes/{theme.key}/trend.json").content)
    shown = [row for row in spec["data"]["values"] if row["value"] is not None]
    assert shown
    assert all(0 <= row["low"] <= row["value"] <= row["high"] <= 100 for row in shown)
    assert all(row["href"].startswith("/w/qinghe/explore/?") for row in shown)
    assert client.get("/w/qinghe/themes/t999/trend.json").status_code == 404


def test_where_nobody_wrote_in_a_segment_there_is_no_chart(themed, look, client, viewer):
    theme = theme_of("waiter")
    assert 'id="trend"' not in look(viewer, f"themes/{theme.key}/?segment=nobody").html
    assert client.get(f"/w/qinghe/themes/{theme.key}/trend.json?segment=nobody").status_code == 404


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_trend_is_told_in_both_languages(themed, look, viewer, analyst, noon, language):
    one, other = theme_of("waiter"), theme_of("parcel")
    change(Merge(one.key, (other.key,)), by=analyst, at=noon)
    text = look(viewer, f"themes/{one.key}/", language=language).text
    told = {
        "en": ["Share by", "all of the past", f"Merged from “{one.name}” and “{other.name}” on", "Dashed"],
        "zh-hans": ["全部时间", f"由“{one.name}”和“{other.name}”合并而成", "虚线"],
    }[language]
    assert [line for line in told if line not in text] == []


def test_months_with_too_few_records_are_drawn_as_quarters_where_those_have_enough():
    few = months(**{f"m{n:02}": 40 for n in range(1, 13)})
    assert [span.first for span in theme_trend._spans(few)] == ["2026-01", "2026-04", "2026-07", "2026-10"]
    many = months(**{f"m{n:02}": 400 for n in range(1, 13)})
    assert len(theme_trend._spans(many)) == 12


def test_no_line_is_broken_by_a_change_and_changes_of_one_month_are_one_mark():
    spans = spans_of(months(m01=300, m02=300, m03=300, m04=300), 1)
    renamed = replace(MERGED, kind="rename", day=date(2026, 3, 30))
    outside = replace(MERGED, day=date(2025, 3, 30))
    marks = theme_trend._marks(spans, [MERGED, MERGED, renamed, outside])
    assert marks == [{"label": spans[2].name, "told": "merged, renamed", "late": True}]


@pytest.mark.parametrize(
    ("kind", "role", "event", "told"),
    [
        ("rename", "changed", {"theme": "t1"}, "Called “Tea” until March 4, 2026."),
        ("split", "changed", {"theme": "t1", "name": "Pu’er"}, "“Pu’er” was split off on March 4, 2026."),
        ("split", "part", {"theme": "t1", "name": "Pu’er"}, "Split off “Tea” on March 4, 2026."),
        ("move", "changed", {"theme": "t1"}, "Moved to another place of the tree on March 4, 2026."),
        ("move", "above", {"theme": "t1"}, "“Tea” was moved into it on March 4, 2026."),
        (
            "merge",
            "changed",
            {"into": "t1", "others": ["t2", "t3"]},
            "Merged from “Tea”, “Cups” and “t3” on March 4, 2026.",
        ),
    ],
)
def test_every_change_is_a_sentence_with_its_day(kind, role, event, told):
    turn = Turn(kind, role, date(2026, 3, 4), event, {"t1": "Tea", "t2": "Cups"})
    assert theme_trend.turn_text(turn, Theme(key="t1", name="Now")) == told
