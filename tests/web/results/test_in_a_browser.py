"""The page of results in a browser: both languages, phone and desk, light and dark."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as django_settings

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIGHTS = [("en", 1280, "light"), ("zh-hans", 360, "dark"), ("en", 360, "light"), ("zh-hans", 1280, "dark")]
HEADINGS = {
    "en": ["How it stands", "Who answered, and who did not"],
    "zh-hans": ["当前情况", "谁回答了，谁没有"],
}
BARS = """() => [...document.querySelectorAll('.bars tbody tr')].map(row => {
    const bar = row.querySelector('rect').getBoundingClientRect();
    const room = row.querySelector('svg').getBoundingClientRect();
    return [Math.round(100 * bar.width / room.width), parseInt(row.querySelector('td.number').textContent)];
})"""


@pytest.fixture
def link(asked, invited):
    made = asked("nps")
    invited(made.survey, "enterprise", 40, [10] * 14 + [3] * 6)
    invited(made.survey, "新客户", 60, [9] * 6 + [0] * 6)
    invited(made.survey, "tiny", 6, [0] * 2)
    return made


def test_the_page_fits_draws_what_it_says_and_hides_what_it_must(
    live_server, chromium, link, analyst, client
):
    client.force_login(analyst)
    signed_in = client.cookies[django_settings.SESSION_COOKIE_NAME].value
    for language, width, scheme in SIGHTS:
        context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        cookies = {
            django_settings.SESSION_COOKIE_NAME: signed_in,
            django_settings.LANGUAGE_COOKIE_NAME: language,
        }
        context.add_cookies(
            [{"name": name, "value": value, "url": live_server.url} for name, value in cookies.items()]
        )
        page, problems = context.new_page(), []
        page.on(
            "console", lambda told, found=problems: found.append(told.text) if told.type == "error" else 0
        )
        page.on("pageerror", lambda error, found=problems: found.append(str(error)))
        page.goto(f"{live_server.url}/w/qinghe/surveys/{link.survey_id}/results/")
        assert page.locator("html").get_attribute("lang") == language
        assert page.get_by_role("heading", level=2).all_inner_texts()[:2] == HEADINGS[language]
        assert page.evaluate("document.documentElement.scrollWidth") == width
        _judge_drawing(page)
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        assert problems == []
        context.close()


def _judge_drawing(page):
    """Each bar is as long as its number says, and none is invisible on its ground."""
    bars = page.evaluate(BARS)
    assert len(bars) >= 11
    assert all(abs(length - told) <= 1 for length, told in bars), bars
    ink = page.locator(".share-bar rect").first.evaluate("one => getComputedStyle(one).fill")
    ground = page.locator(".card").first.evaluate("one => getComputedStyle(one).backgroundColor")
    assert ink != ground
    picture = page.screenshot(full_page=True)
    assert len(picture) > 20_000  # a page that drew nothing is a third of that
    assert page.get_by_text("tiny").count() >= 1
