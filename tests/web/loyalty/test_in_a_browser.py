"""Loyalty and money in a browser: quiet, accessible, no wider than the window; a customer gets an owner."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.web.loyalty.conftest import Firm
from tests.web.windows import SIZES, go

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.xdist_group("browser"),
    pytest.mark.django_db(transaction=True),
]


def test_the_pages_are_quiet_accessible_and_no_wider_than_the_window(window, customers, books, today):
    books([Firm(today - timedelta(days=400), scores=((today - timedelta(days=9), 2),), name="Teahouse 茶馆")])
    for width, language, scheme in SIZES:
        page = window(width, language, scheme)
        for path in ("loyalty/", "loyalty/?months=6", "loyalty/at-risk/", "loyalty/at-risk/?reason=silent"):
            go(page, path)
            page.evaluate("() => document.querySelectorAll('details.more').forEach(one => one.open = true)")
            found = Axe().run(page).response["violations"]
            assert [(each["id"], each["nodes"][0]["target"]) for each in found] == [], (path, width)
            wide = page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth")
            assert wide <= 0, (path, width)
        assert page.said == []


def test_an_analyst_follows_a_reason_and_says_who_owns_the_customer(window, customers, books, today):
    books([Firm(today - timedelta(days=400), scores=((today - timedelta(days=9), 2),), name="Teahouse 茶馆")])
    page = window()
    go(page, "loyalty/")
    page.click("#at-risk ~ a")
    page.select_option(".at-risk select[name=owner]", label="Olwen Achterberg")
    page.click(".at-risk button")
    page.wait_for_selector(".at-risk small:has-text('since')")
    assert page.locator(".at-risk select[name=owner] option:checked").inner_text() == "Olwen Achterberg"
    page.click("text=last score 2 of 10")
    assert "/records/" in page.url
    page.go_back()
    page.select_option(".at-risk select[name=owner]", label="nobody")
    page.click(".at-risk button")
    page.wait_for_selector(".at-risk small:has-text('since')", state="detached")
    assert page.said == []


def test_an_empty_workspace_is_told_what_the_page_is_for(window):
    page = window(360, "zh-hans")
    go(page, "loyalty/")
    assert "还没有带起始日期的客户" in page.inner_text("main")
    assert [each["id"] for each in Axe().run(page).response["violations"]] == []
    assert page.said == []
