"""The widget in somebody else's page looks as it did: open in its corner, and thanking."""

from urllib.parse import urlsplit

import pytest

from regard.web.widget.embedding import snippet_of
from regard.web.widget.making import make_widget
from regard.web.workspaces.tenancy import in_workspace

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.xdist_group("browser"),
    pytest.mark.django_db,
]
SHOP = "http://shop.example.com"


@pytest.mark.parametrize("place", ["corner", "left"])
def test_a_page_with_the_widget_looks_as_it_did(camera, asked, workspace, owner, noon, place):
    wanted = {"triggers": [{"after": 0}], "share": 1.0, "place": place, "is_on": True, "origins": [SHOP]}
    survey = asked("nps").survey
    with in_workspace(workspace):
        widget = make_widget(survey, by=owner, at=noon, name="店铺", **wanted)
        snippet = snippet_of(widget)
    camera.fetch(urlsplit(snippet.split('"')[1]).path)
    for language in ("en", "zh-Hans"):
        camera.fetch(f"/e/{widget.key}/?lang={language.lower()}", language=language)
        text = "<h1>茶 Tea</h1>" + "<p>Our teas come from the hills. 我们的茶来自山里。</p>" * 12
        camera.show(
            f"{SHOP}/{language}",
            f"<!doctype html><html lang='{language}'><head><title>Shop</title><link rel='icon' href='data:,'>"
            f"<meta name='viewport' content='width=device-width'></head><body>{text}{snippet}</body></html>",
        )
        camera.page.wait_for_function("document.body.lastElementChild.tagName === 'DIV'")
        camera.keep(f"widget-{place}.{language.lower()}")
