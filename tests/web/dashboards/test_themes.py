"""The pages of themes: numbers with intervals, what was said with its words marked, acts and who may act."""

import random
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from regard.perception import text
from regard.web.dashboards import theme_urls
from regard.web.dashboards.theme_pages import PAGE
from regard.web.feedback.drafts import Draft
from regard.web.feedback.recording import record
from regard.web.insights import theme_drafting, theme_finding, theme_jobs, theme_keeping
from regard.web.insights.theme_models import DraftedAct, Theme, ThemeAssignment, ThemeEvent
from regard.web.workspaces.permissions import Permission
from tests.web.dashboards.conftest import moment, nps, settle

pytestmark = pytest.mark.django_db

TOPICS = {
    "parcel": ("The parcel arrived late", "Delivery of the parcel took weeks", "A courier lost the parcel"),
    "waiter": ("The waiter was rude", "A rude waiter at the counter", "Nobody at the counter, no waiter"),
    "oolong": (
        "The oolong smells of flowers",
        "A pot of oolong, sweet flowers",
        "Oolong with flowers is my favourite",
    ),
    "包装盒": ("包装盒破了", "包装盒压扁，漏了一地", "包装盒没有封条"),
    "茶叶": ("茶叶的味道很淡", "茶叶味道和以前不同", "茶叶受潮了，味道怪"),
}
SCORES = {
    "parcel": (1, 2, 3, 5),
    "waiter": (0, 4, 7),
    "oolong": (9, 10, 10),
    "包装盒": (2, 6, 8),
    "茶叶": (3, 7, 9),
}


def sweep():
    for _ in range(100):
        if not theme_jobs.themes_due():
            return
    raise AssertionError("themes never come to rest")


def spoken(today, *, each=60, recent=("oolong",)):
    """Texts of half a year on every topic; those of `recent` are of the last 80 days alone."""
    chance = random.Random(5)
    return [
        Draft(
            external_id=f"{topic}{n}",
            text=chance.choice(texts),
            answers=(nps(chance.choice(SCORES[topic])),),
            collected_at=moment(today - timedelta(days=n % 80 if topic in recent else (n * 3) % 180)),
            segment="new" if n % 2 else "loyal",
        )
        for topic, texts in TOPICS.items()
        for n in range(each)
    ]


@pytest.fixture
def themed(inside, survey, today):
    """300 texts on five topics, one of them new, with their themes."""
    record(
        survey,
        [*spoken(today), Draft(external_id="none", text="Hm.", collected_at=moment(today))],
        at=timezone.now(),
    )
    settle()
    sweep()
    return inside


def theme_of(word):
    """The theme that the records with a word carry most surely."""
    rows = ThemeAssignment.objects.filter(feedback__text__icontains=word, theme__gone_at=None)
    return rows.order_by("-confidence", "theme__key").select_related("theme").first().theme


def post(client, user, page, /, *args, **data):
    client.force_login(user)
    return client.post(reverse(f"themes:{page}", args=["qinghe", *args]), data)


def publish(client, user):
    """Publish the draft as somebody sees it."""
    draft = theme_drafting.open_draft()
    return post(client, user, "publish", seen=theme_drafting.seen_of(draft, theme_keeping.state()))


def test_without_themes_the_page_says_what_it_is_for(look, inside, owner):
    page = look(owner, "themes/")
    assert "No themes yet" in page.text
    assert "30 texts or more" in page.text


def test_every_theme_stands_with_its_records_its_share_and_its_interval(themed, look, owner):
    page = look(owner, "themes/?period=all")
    themes = Theme.objects.filter(gone_at=None)
    assert themes
    for theme in themes:
        assert theme.name in page.text
        assert (theme.name, f"/w/qinghe/themes/{theme.key}/?period=all") in page.links
    assert "301 records with words" in page.text
    assert re.search(r"\d+ % \d+ – \d+", page.text)
    assert re.search(r"n = \d+", page.text)


def test_the_pages_say_which_engine_read_what_they_show(themed, look, owner):
    for path in ("themes/?period=all", f"themes/{theme_of('oolong').key}/", "themes/none/"):
        assert f"Read by {text.ENGINE}, version {text.VERSION}." in look(owner, path).text


def test_numbers_are_those_of_the_records(themed, look, owner):
    theme = theme_of("oolong")
    n = theme.assignments.count()
    page = look(owner, f"themes/{theme.key}/?period=all")
    assert f"Records {n} Share of the records with words" in page.text
    assert f"1–{PAGE} of {n}" in page.text


def test_what_was_said_is_shown_with_the_words_of_the_theme_marked(themed, look, owner):
    page = look(owner, f"themes/{theme_of('oolong').key}/?period=all")
    assert len(page.marks) >= PAGE
    assert any("oolong" in mark.lower() for mark in page.marks)


def test_only_what_is_told_from_chance_is_called_new_or_rising(themed, look, owner):
    page = look(owner, "themes/?period=90")
    fresh = theme_of("oolong")
    row = next(part for part in page.html.split("<tr")[1:] if f"/themes/{fresh.key}/" in part)
    assert '<span class="tag accent">new</span>' in row
    old = next(part for part in page.html.split("<tr")[1:] if f"/themes/{theme_of('waiter').key}/" in part)
    assert "tag accent" not in old
    assert "more" in row


def test_without_a_period_before_nothing_is_new(themed, look, owner):
    page = look(owner, "themes/?period=all")
    assert "tag accent" not in page.html
    assert "there is no period before" in page.text


def test_the_difference_of_the_score_is_an_association_and_says_so(themed, look, owner):
    page = look(owner, f"themes/{theme_of('oolong').key}/?period=all")
    assert "▲" in page.text
    assert "Neither shows that changing it would change the score" in page.text


def test_few_records_have_no_numbers_that_are_not_sure(themed, look, owner):
    page = look(owner, f"themes/{theme_of('oolong').key}/?period=30")
    assert "not enough answers yet" in page.text


def test_the_page_says_when_only_a_sample_was_looked_at(inside, survey, look, owner, today, monkeypatch):
    monkeypatch.setattr(theme_finding, "READ", 100)
    record(survey, spoken(today, each=30), at=timezone.now())
    sweep()
    page = look(owner, "themes/?period=all")
    assert "in 150 texts. A sample of 100 of them was looked at." in page.text


def test_records_that_wait_for_their_themes_are_told(themed, survey, look, owner):
    record(survey, [Draft(external_id="new", text="The parcel arrived late")], at=timezone.now())
    assert "1 record is being given its themes" in look(owner, "themes/").text


def test_a_segment_narrows_the_page(themed, look, owner):
    theme = theme_of("waiter")
    page = look(owner, f"themes/{theme.key}/?period=all&segment=new")
    n = theme.assignments.filter(feedback__segment="new").count()
    assert f"of {n}" in page.text
    assert "segment=new" in page.link("All time")


def test_what_carries_no_theme_is_one_click_away(themed, look, owner):
    page = look(owner, "themes/?period=all")
    none = look(owner, page.link("carry no theme"))
    assert "Hm." in none.text


def test_pages_turn_and_begin_where_the_records_do(themed, look, owner):
    theme = theme_of("oolong")
    forward = look(owner, f"themes/{theme.key}/?period=all").link("Next")
    assert forward.endswith("page=2#records")
    second = look(owner, f"themes/{theme.key}/{forward[forward.index('?') :]}")
    assert f"{PAGE + 1}–{2 * PAGE} of {theme.assignments.count()}" in second.text
    assert len(second.marks) >= PAGE


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("path", ["themes/", "themes/?period=all", "themes/none/"])
def test_every_page_is_there_in_both_languages(themed, look, analyst, language, path):
    page = look(analyst, path, language=language)
    assert ("主题" if language == "zh-hans" else "theme") in page.text


def test_a_theme_that_is_not_there_is_not_found(themed, client, owner):
    client.force_login(owner)
    for key in ("t999", "x", "%00", "t1' OR 1=1"):
        assert client.get(f"/w/qinghe/themes/{key}/").status_code == 404


def test_the_menu_leads_to_the_themes(themed, look, viewer):
    assert look(viewer, "home/").link("Themes") == "/w/qinghe/themes/"


def test_a_new_name_is_given_and_taken_back(themed, client, look, analyst):
    theme = theme_of("oolong")
    response = post(client, analyst, "rename", theme.key, name="Flowery oolong")
    assert response.url == "/w/qinghe/themes/"
    publish(client, analyst)
    page = look(analyst, f"themes/{theme.key}/")
    assert "Flowery oolong" in page.text
    assert f"{analyst} renamed “{theme.name}” to “Flowery oolong”." in page.text
    event = ThemeEvent.objects.get()
    post(client, analyst, "undo", event.pk)
    assert "its undoing is in the draft" in look(analyst, "themes/").text
    publish(client, analyst)
    page = look(analyst, "themes/")
    assert f"Undone by {analyst}" in page.text
    assert Theme.objects.get(key=theme.key).name == theme.name


def test_themes_are_merged_and_their_records_stand_together(themed, client, look, analyst):
    one, other = theme_of("waiter"), theme_of("包装盒")
    post(client, analyst, "merge", one.key, other=other.key)
    publish(client, analyst)
    page = look(analyst, f"themes/{one.key}/?period=all")
    assert "包装盒" in page.text
    client.force_login(analyst)
    assert client.get(f"/w/qinghe/themes/{other.key}/").url == f"/w/qinghe/themes/{one.key}/"


def test_a_theme_is_split_by_its_words(themed, client, look, analyst):
    one = theme_of("oolong")
    page = look(analyst, f"themes/{one.key}/?period=all")
    words = re.findall(r'name="term" value="([^"]+)"', page.html)
    post(client, analyst, "split", one.key, term=words[:1], name="A part")
    publish(client, analyst)
    assert "A part" in look(analyst, f"themes/{one.key}.1/").text


def test_a_theme_is_moved_and_retired(themed, client, look, analyst):
    one, other = theme_of("oolong"), theme_of("waiter")
    for theme in (one, other):
        post(client, analyst, "move", theme.key, parent="")
    post(client, analyst, "move", one.key, parent=other.key)
    publish(client, analyst)
    assert Theme.objects.get(key=one.key).parent.key == other.key
    page = look(analyst, f"themes/{other.key}/?period=all")
    assert f"themes/{one.key}/" in page.html
    response = post(client, analyst, "retire", one.key)
    assert response.url == "/w/qinghe/themes/"
    publish(client, analyst)
    assert Theme.objects.get(key=one.key).gone_at is not None


NOT_DONE = [
    ("rename", {"name": " "}, "1 to 80 characters"),
    ("rename", {"name": "x" * 81}, "1 to 80 characters"),
    ("merge", {}, "Choose one or more other themes"),
    ("split", {"name": "x"}, "Choose some of the words"),
    ("split", {"name": "", "term": "x"}, "Choose some of the words"),
]


def test_an_act_that_cannot_be_done_says_why_and_changes_nothing(themed, client, look, analyst):
    theme = theme_of("oolong")
    for name, data, told in NOT_DONE:
        response = post(client, analyst, name, theme.key, **data)
        assert told in look(analyst, response.url).text
    assert not DraftedAct.objects.exists()


def test_only_analysts_and_above_change_themes(themed, client, agent, viewer):
    theme = theme_of("oolong")
    for user in (agent, viewer):
        for act in ("rename", "merge", "split", "move", "retire"):
            assert post(client, user, f"{act}", theme.key, name="x").status_code == 403
    assert not DraftedAct.objects.exists()


def test_everybody_looks_at_themes_and_analysts_change_them():
    named = {pattern.name: pattern.callback.permission for pattern in theme_urls.urlpatterns}
    looks = {"list", "none", "detail", "trend"}
    assert {named[name] for name in looks} == {Permission.FEEDBACK_VIEW}
    assert {named[name] for name in named.keys() - looks} == {Permission.THEME_CURATE}


def test_pages_with_what_people_said_are_kept_by_no_cache(themed, client, viewer):
    client.force_login(viewer)
    for path in ("", "none/", f"{theme_of('oolong').key}/"):
        assert client.get(f"/w/qinghe/themes/{path}")["Cache-Control"] == "no-store"


def test_those_who_may_not_change_themes_see_no_forms(themed, look, viewer, analyst, client):
    theme = theme_of("oolong")
    post(client, analyst, "rename", theme.key, name="Flowery")
    publish(client, analyst)
    page = look(viewer, f"themes/{theme.key}/")
    assert "Change this theme" not in page.text
    assert "Undo" not in page.text
    assert "renamed" in page.text


def test_an_act_of_another_workspace_is_not_undone(themed, client, analyst, stranger):
    theme = theme_of("oolong")
    post(client, analyst, "rename", theme.key, name="Flowery")
    publish(client, analyst)
    event = ThemeEvent.objects.get()
    client.force_login(stranger)
    assert client.post(f"/w/qinghe/themes/acts/{event.pk}/undoing/").status_code == 404
    assert not hasattr(ThemeEvent.objects.get(), "undoing")


def test_hostile_texts_and_names_stay_texts(inside, survey, look, client, analyst, today):
    evil = '<img src=x onerror="alert(1)"> parcel </script><b>late</b> {{ 7|add:7 }}'
    drafts = [Draft(external_id=f"e{n}", text=evil, collected_at=moment(today)) for n in range(40)]
    record(survey, [*drafts, *spoken(today, each=20)], at=timezone.now())
    settle()
    sweep()
    theme = theme_of("onerror")
    post(client, analyst, "rename", theme.key, name='"><script>alert(2)</script>')
    hostile = look(analyst, "themes/").html
    assert "<script>alert(2)" not in hostile
    publish(client, analyst)
    for path in ("themes/", f"themes/{theme.key}/?period=all"):
        html = look(analyst, path).html
        assert "<img src=x" not in html
        assert "<script>alert(2)" not in html
        assert "14" not in re.findall(r"late</b> (\d+)", html)


def test_the_page_asks_as_often_for_many_themes_as_for_few(themed, look, client, analyst):
    def asked():
        look(analyst, "themes/?period=90")
        with CaptureQueriesContext(connection) as queries:
            look(analyst, "themes/?period=90")
        return len(queries)

    keys = [theme.key for theme in Theme.objects.filter(gone_at=None)]
    post(client, analyst, "rename", keys[0], name="The first")
    publish(client, analyst)
    many = asked()
    for key in keys[2:]:
        post(client, analyst, "retire", key)
    publish(client, analyst)
    assert asked() == many


def test_what_was_changed_long_ago_is_folded(themed, client, look, owner):
    theme = theme_of("oolong")
    for n in range(3):
        post(client, owner, "rename", theme.key, name=f"Tea {n}")
        publish(client, owner)
    assert "Earlier changes" not in look(owner, f"themes/{theme.key}/").text
    post(client, owner, "rename", theme.key, name="Tea 3")
    publish(client, owner)
    page = look(owner, f"themes/{theme.key}/")
    shown, folded = page.text.split("Earlier changes")
    assert [shown.count(" renamed "), folded.count(" renamed ")] == [6, 2]  # its button says it, too
    assert f"“{theme.name}”" in folded
