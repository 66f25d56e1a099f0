"""The page of drivers in a browser: quiet, accessible, no wider than the window."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.web.dashboards.test_drivers import driven
from tests.web.dashboards.test_theme_drivers import themed
from tests.web.windows import SIZES, go

__all__ = ["driven", "themed"]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.xdist_group("browser"),
    pytest.mark.django_db(transaction=True),
]


def test_the_page_is_quiet_accessible_and_no_wider_than_the_window(window, driven):
    for width, language, scheme in SIZES:
        page = window(width, language, scheme)
        for path in ("drivers/", "drivers/?metric=csat", "drivers/?segment=nobody"):
            go(page, path)
            page.evaluate("() => document.querySelectorAll('details.more').forEach(one => one.open = true)")
            found = Axe().run(page).response["violations"]
            assert [(each["id"], each["nodes"][0]["target"]) for each in found] == [], (path, width)
            wide = page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth")
            assert wide <= 0, (path, width)
        assert page.said == []


def test_a_complaint_count_leads_to_those_complaints(window, driven):
    page = window()
    go(page, "drivers/")
    link = page.locator(".driver-list a[href*='factor=support&polarity=negative']").first
    n = link.inner_text().split()[0]
    link.click()
    assert f"All {n}" in page.inner_text(".voices").replace("\n", " ")
    assert page.said == []


def test_themes_as_drivers_are_quiet_accessible_and_no_wider_than_the_window(window, themed):
    for width, language, scheme in SIZES:
        page = window(width, language, scheme)
        go(page, "drivers/?by=theme&period=365")
        page.evaluate("() => document.querySelectorAll('details.more').forEach(one => one.open = true)")
        assert page.locator(".driver-list li").count() >= 3
        assert page.locator(".chart svg").count() >= 1
        found = Axe().run(page).response["violations"]
        assert [(each["id"], each["nodes"][0]["target"]) for each in found] == [], width
        assert page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth") <= 0, width
        assert page.said == []
