"""The pages of themes in a browser: quiet, accessible, no wider than the window, and without JavaScript."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.web.dashboards.test_themes import theme_of, themed
from tests.web.windows import SIZES, go

__all__ = ["themed"]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.xdist_group("browser"),
    pytest.mark.django_db(transaction=True),
]


@pytest.mark.parametrize(("width", "language", "scheme"), SIZES)
def test_pages_of_themes_are_quiet_accessible_and_no_wider_than_the_window(
    window, themed, width, language, scheme
):
    page = window(width, language, scheme)
    for path in ("themes/?period=all", "themes/", f"themes/{theme_of('oolong').key}/", "themes/none/"):
        go(page, path)
        page.evaluate("() => document.querySelectorAll('details.more').forEach(one => one.open = true)")
        found = Axe().run(page).response["violations"]
        assert [(each["id"], each["nodes"][0]["target"]) for each in found] == [], path
        assert page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth") <= 0, path
        assert page.said == [], path


def test_on_a_phone_a_theme_takes_no_more_than_a_few_lines(window, themed):
    page = window(360)
    go(page, "themes/?period=all")
    heights = page.eval_on_selector_all(".themes tbody tr", "all => all.map(one => one.offsetHeight)")
    assert heights
    assert max(heights) < 160  # with the difference and the part in the whole, each on two lines at most
    assert page.locator(".themes .share").last.is_visible()
    assert page.locator(".themes .feeling").last.is_visible()
