"""The pages of the tiers in a real browser: quiet, accessible, no wider than a phone, without scripts too."""

import os

import pytest
from axe_playwright_python.sync_playwright import Axe

from regard.web.feedback.models import Feedback
from regard.web.tiers.models import TextTier

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.xdist_group("browser"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("told"),
]
SIZES = [(360, "zh-hans", "light"), (1280, "en", "light")]
PICTURES = os.environ.get("REGARD_PICTURES")  # a folder, for whoever wants to look


def judge(page, name):
    found = Axe().run(page).response["violations"]
    assert [(each["id"], each["nodes"][0]["target"]) for each in found] == [], name
    assert page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth") <= 0, name
    assert page.said == [], name
    if PICTURES:
        width = page.viewport_size["width"]
        page.screenshot(
            path=f"{PICTURES}/{name}-{width}-{page.locator('html').get_attribute('lang')}.png", full_page=True
        )


@pytest.mark.parametrize(("width", "language", "scheme"), SIZES)
def test_pages_are_quiet_accessible_and_no_wider_than_the_window(
    window, make, sweep, width, language, scheme
):
    page = window(width, language, scheme)
    page.goto(f"{page.home}settings/tiers/", wait_until="networkidle")
    judge(page, "none")
    on, off = make(), make(on=False, model="meta-llama/Meta-Llama-3.1-70B-Instruct", is_masked=False)
    sweep()
    record = Feedback.objects.get(external_id="r2")
    for name, path in {
        "every": "settings/tiers/",
        "add": "settings/tiers/new/",
        "off": f"settings/tiers/{off.pk}/",
        "on": f"settings/tiers/{on.pk}/",
        "settings": "settings/",
        "record": f"records/{record.pk}/",
    }.items():
        page.goto(page.home + path, wait_until="networkidle")
        judge(page, name)
    page.goto(f"{page.home}settings/tiers/{off.pk}/", wait_until="networkidle")
    page.click("details.more summary")
    page.click("form[action$='/trial/'] button")
    page.wait_for_url("**/trial/", wait_until="networkidle")
    judge(page, "tried")


def test_a_tier_is_added_seen_agreed_to_and_turned_off_without_scripts(window, endpoint):
    page = window(script=False)
    page.goto(f"{page.home}settings/tiers/")
    page.click("main a.button")
    page.fill("input[name=endpoint]", "https://127.0.0.1/v1")
    page.fill("input[name=model]", "small-1")
    page.fill("input[name=key]", "sk-secret")
    page.click("text=Add, without turning it on")
    assert "This address may not be called." in page.inner_text(".field-errors")
    assert page.input_value("input[name=key]") == ""
    page.fill("input[name=endpoint]", endpoint.url)
    page.fill("input[name=key]", "sk-secret")
    page.click("text=Add, without turning it on")
    assert "nothing else of it" in page.inner_text("main")
    page.check("#agreed")
    page.click("text=Turn it on")
    assert TextTier.objects.get().consent is not None
    page.click("text=Turn it off")
    assert "No text leaves for it any more." in page.inner_text("main")
    assert endpoint.heard == []
