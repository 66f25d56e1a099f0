"""What named a theme before it was merged leads to the one that took it in."""

import pytest

from regard.web.dashboards.addresses import Address
from regard.web.dashboards.saving import save
from regard.web.insights.theme_following import followed, taken_in
from regard.web.insights.theme_models import Theme, ThemeEvent
from tests.web.dashboards.test_themes import post, publish, theme_of, themed

__all__ = ["themed"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def chained(themed, client, analyst):
    """Three themes, the first merged into the second, that one into the third; each a publication."""
    one, two, three = theme_of("waiter"), theme_of("parcel"), theme_of("oolong")
    for other, into in ((one, two), (two, three)):
        post(client, analyst, "merge", into.key, other=other.key)
        publish(client, analyst)
    return one, two, three


def test_a_chain_of_merges_is_followed_to_its_end(chained):
    one, two, three = chained
    assert [followed(theme.key).theme for theme in chained] == [three] * 3
    assert [followed(theme.key).was for theme in chained] == [one.name, two.name, ""]
    assert {theme.pk for theme in taken_in(three)} == {one.pk, two.pk}
    assert followed("t999") is None
    assert followed("\0") is None


def test_a_merge_that_was_undone_or_whose_end_is_retired_is_not_followed(chained, client, analyst):
    one, two, three = chained
    last = ThemeEvent.objects.order_by("-position").first()
    post(client, analyst, "undo", last.pk)
    publish(client, analyst)
    assert followed(one.key).theme == two
    assert followed(two.key).was == ""
    post(client, analyst, "retire", two.key)
    publish(client, analyst)
    assert followed(one.key) is None
    assert followed(three.key).theme == three


def test_the_page_of_a_merged_theme_leads_to_the_one_that_took_it_in(chained, client, viewer):
    one, _two, three = chained
    client.force_login(viewer)
    response = client.get(f"/w/qinghe/themes/{one.key}/?period=all", follow=True)
    assert response.redirect_chain == [(f"/w/qinghe/themes/{three.key}/?period=all", 302)]
    page = response.content.decode()
    assert f"“{one.name}” was merged into “{three.name}”." in page
    assert "Merged into it: " in page
    assert client.get("/w/qinghe/themes/t999/").status_code == 404


def test_the_words_of_all_that_was_merged_are_shown(chained):
    one, two, three = chained
    words = Theme.objects.get(pk=three.pk).keywords
    assert {theme.keywords[0] for theme in (one, two, three)} <= set(words)


def test_explore_and_a_saved_view_follow_a_merged_theme(chained, look, analyst, noon):
    one, _two, three = chained
    old, new = (look(analyst, f"explore/?period=all&theme={theme.key}") for theme in (one, three))
    told = [page.html.split("<tbody")[-1].split("</tbody")[0] for page in (old, new)]
    assert told[0].replace(f"theme={one.key}", f"theme={three.key}") == told[1]
    assert f"Its theme “{one.name}” was merged into “{three.name}”, which is shown." in old.text
    assert "retired or not found again" not in old.text
    save(Address(theme=(one.key,), period="all"), name="Waiting", note="", roles=(), by=analyst, at=noon)
    saved = look(analyst, "views/")
    assert f"Theme: {three.name} (“{one.name}” was merged into it)" in saved.text
