"""The draft of changes to the themes as its curators see it, and as the others do not."""

import re

import pytest

from regard.web.dashboards import theme_urls
from regard.web.insights import theme_counting, theme_drafting
from regard.web.insights.theme_models import DraftedAct, Theme, ThemeEvent, ThemePublication, ThemeState
from tests.web.dashboards.test_themes import post, publish, theme_of, themed

__all__ = ["themed"]

pytestmark = pytest.mark.django_db

DRAFT = 'id="draft"'


def lines_of(page):
    """The lines of the preview that say what would change: name, note, records now and then."""
    table = page.html.split('class="table preview"')[1].split("</table>")[0]
    rows = [re.sub(r"<[^>]+>", " ", row).split() for row in table.split("<tr")[2:]]
    return [" ".join(row[1:]) for row in rows]


def carriers(*themes):
    rows = Theme.objects.filter(pk__in=[theme.pk for theme in themes])
    return rows.values("assignments__feedback").distinct().count()


def test_a_curator_sees_what_is_in_the_draft_and_what_would_come_of_it(themed, client, look, analyst, owner):
    one, other = theme_of("waiter"), theme_of("parcel")
    response = post(client, analyst, "merge", one.key, other=other.key)
    assert response.url == "/w/qinghe/themes/"
    assert "It is in the draft." in look(analyst, "themes/").text
    page = look(owner, "themes/")
    assert f"Merge “{other.name}” into “{one.name}”. {analyst}" in page.text
    assert f"{carriers(other)} records would carry other themes, of 301 with words" in page.text
    lines = lines_of(page)
    assert f"{one.name} takes in words of others {carriers(one)} {carriers(one, other)}" in " ".join(lines)
    assert f"{other.name} is gone {carriers(other)} –" in " ".join(lines)


@pytest.mark.parametrize("who", ["viewer", "agent"])
def test_who_may_not_change_themes_sees_no_draft_and_the_themes_as_they_are(
    themed, client, look, analyst, request, who
):
    one, other = theme_of("waiter"), theme_of("parcel")
    user = request.getfixturevalue(who)
    before = look(user, "themes/?period=all").html.split("<tbody")[1].split("</tbody")[0]
    post(client, analyst, "merge", one.key, other=other.key)
    page = look(user, "themes/?period=all")
    assert DRAFT not in page.html
    assert page.html.split("<tbody")[1].split("</tbody")[0] == before
    assert "/themes/draft/" not in page.html
    assert look(user, f"themes/{other.key}/").text.count("A draft") == 0
    assert look(user, f"explore/?theme={other.key}").text.count("A draft") == 0


def test_who_may_not_change_themes_neither_drafts_nor_publishes(themed, client, analyst, viewer, agent):
    theme = theme_of("oolong")
    post(client, analyst, "rename", theme.key, name="Flowery")
    act = DraftedAct.objects.get()
    for user in (viewer, agent):
        assert post(client, user, "rename", theme.key, name="x").status_code == 403
        assert post(client, user, "take-out", act.pk).status_code == 403
        assert post(client, user, "discard").status_code == 403
        assert publish(client, user).status_code == 403
    assert list(DraftedAct.objects.all()) == [act]
    assert not ThemeEvent.objects.exists()


def test_a_draft_of_another_workspace_is_not_found(themed, client, analyst, stranger):
    post(client, analyst, "rename", theme_of("oolong").key, name="Flowery")
    act = DraftedAct.objects.get()
    assert post(client, stranger, "take-out", act.pk).status_code == 404
    assert publish(client, stranger).status_code == 404
    assert DraftedAct.objects.count() == 1


def test_publishing_says_what_changed_and_the_history_keeps_it(themed, client, look, analyst, owner, viewer):
    one, other = theme_of("waiter"), theme_of("parcel")
    mine, total, moved = carriers(one), carriers(one, other), carriers(other)
    post(client, analyst, "merge", one.key, other=other.key)
    publish(client, owner)
    page = look(owner, "themes/?period=all")
    assert f"Published: 1 change. {moved} records carry other themes than before." in page.text
    assert DRAFT not in page.html
    for path in ("themes/", f"themes/{one.key}/"):
        history = look(viewer, path).text
        assert f"{analyst} merged “{other.name}” into “{one.name}”." in history
        assert f"“{one.name}”: {mine} records before, {total} after." in history
        assert f"Published by {owner}." in history
    assert f"of {total}" in look(viewer, f"themes/{one.key}/?period=all").text


def test_an_act_is_taken_out_again(themed, client, look, analyst):
    theme = theme_of("oolong")
    post(client, analyst, "rename", theme.key, name="Flowery")
    post(client, analyst, "take-out", DraftedAct.objects.get().pk)
    page = look(analyst, "themes/")
    assert "It is no longer in the draft." in page.text
    assert DRAFT not in page.html
    assert theme_drafting.open_draft() is None


def test_a_draft_is_discarded(themed, client, look, analyst):
    theme = theme_of("oolong")
    post(client, analyst, "retire", theme.key)
    seen = re.search(r'name="seen" value="([^"]+)"', look(analyst, "themes/").html).group(1)
    post(client, analyst, "discard", seen=seen)
    assert "The draft is discarded." in look(analyst, "themes/").text
    assert Theme.objects.get(key=theme.key).gone_at is None


@pytest.mark.parametrize("act", ["publish", "discard"])
def test_who_looked_before_the_last_act_looks_again(themed, client, look, analyst, owner, act):
    post(client, analyst, "rename", theme_of("oolong").key, name="Flowery")
    seen = re.search(r'name="seen" value="([^"]+)"', look(analyst, "themes/").html).group(1)
    post(client, owner, "retire", theme_of("waiter").key)
    post(client, analyst, act, seen=seen)
    page = look(analyst, "themes/")
    assert "have changed since you looked" in page.text
    assert "Rename “" in page.text
    assert "Retire “" in page.text
    assert not ThemePublication.objects.exists()


def test_without_a_draft_nothing_is_published(themed, client, look, analyst):
    post(client, analyst, "publish", seen="x")
    assert "have changed since you looked" in look(analyst, "themes/").text


def test_an_act_that_no_longer_fits_is_named_and_marked(themed, client, look, analyst):
    one, other = theme_of("oolong"), theme_of("waiter")
    post(client, analyst, "rename", one.key, name="Flowery")
    post(client, analyst, "rename", other.key, name="Waiters")
    state = ThemeState.objects.get()
    state.found["discovered"] = [one for one in state.found["discovered"] if one["id"] != other.key]
    state.edition += 1
    state.save()
    page = look(analyst, "themes/")
    assert "no longer fits the themes of now" in page.text
    line = f"Rename “{other.name}” to “Waiters”."
    assert f"{line} {analyst} no longer fits" in page.text
    publish(client, analyst)
    told = look(analyst, "themes/").text
    assert f"Nothing was published: this no longer fits the themes of now. Take it out first. {line}" in told
    assert not ThemeEvent.objects.exists()


def test_the_forms_of_a_theme_show_it_as_the_draft_has_it(themed, client, look, analyst):
    one, other = theme_of("oolong"), theme_of("waiter")
    post(client, analyst, "rename", one.key, name="Flowery")
    post(client, analyst, "retire", other.key)
    page = look(analyst, f"themes/{one.key}/")
    assert 'value="Flowery"' in page.html
    assert f'<option value="{other.key}"' not in page.html
    assert page.link("See the draft") == "/w/qinghe/themes/#draft"
    gone = look(analyst, f"themes/{other.key}/")
    assert "In the draft this theme is gone." in gone.text
    assert 'id="theme-name"' not in gone.html


def test_what_is_not_counted_yet_is_not_a_number(themed, client, look, analyst, monkeypatch):
    monkeypatch.setattr(theme_counting.count_next, "__kwdefaults__", {"most": 100})
    one, other = theme_of("waiter"), theme_of("parcel")
    post(client, analyst, "merge", one.key, other=other.key)
    page = look(analyst, "themes/")
    assert "100 of 301 records are counted." in page.text
    assert f"{one.name} takes in words of others – –" in " ".join(lines_of(page))
    publish(client, analyst)
    assert "Published: 1 change. The records follow." in look(analyst, "themes/").text


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "en",
            ["Draft of changes", "Move “{}” to the top.", "Split “Part” off “{}”.", "Retire “{}”.", "Undo: "],
        ),
        ("zh-hans", ["修改草稿", "把“{}”移到最上层。", "从“{}”中拆出“Part”。", "停用“{}”。", "撤销："]),
    ],
)
def test_every_act_of_a_draft_is_told_in_words(themed, client, look, analyst, language, told):
    one = theme_of("oolong")
    post(client, analyst, "rename", theme_of("waiter").key, name="Waiters")
    publish(client, analyst)
    post(client, analyst, "undo", ThemeEvent.objects.get().pk)
    words = re.findall(r'name="term" value="([^"]+)"', look(analyst, f"themes/{one.key}/").html)
    post(client, analyst, "move", one.key, parent="")
    post(client, analyst, "split", one.key, term=words[:1], name="Part")
    post(client, analyst, "retire", one.key)
    text = look(analyst, "themes/", language=language).text
    assert [line for line in told if line.format(one.name) not in text] == []


def test_every_way_to_change_themes_asks_for_a_post(themed, client, analyst):
    client.force_login(analyst)
    for name in ("publish", "discard"):
        path = next(pattern for pattern in theme_urls.urlpatterns if pattern.name == name)
        assert client.get(f"/w/qinghe/themes/{path.pattern}").status_code == 405
