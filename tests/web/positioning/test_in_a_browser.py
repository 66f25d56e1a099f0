"""The map, its list and the influence factors in a real browser: a marketer reads them in both languages."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.web.windows import SIZES, go

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.xdist_group("browser"),
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def asked(persona, ask):
    ask("influence", [("new", {"factors": ["price", "support"]})] * 40)
    return persona


def test_the_pages_are_quiet_accessible_and_no_wider_than_the_window(window, asked):
    paths = (
        "map/",
        "map/?source=texts",
        "map/intended/",
        "map/word/?source=asked&word=fast",
        "influence/",
        "influence/list/?which=named&factor=price",
        "metrics/ces/",
    )
    for width, language, scheme in SIZES:
        page = window(width, language, scheme)
        for path in paths:
            go(page, path)
            page.evaluate("() => document.querySelectorAll('details.more').forEach(one => one.open = true)")
            found = Axe().run(page).response["violations"]
            assert [(each["id"], each["nodes"][0]["target"]) for each in found] == [], (path, width)
            wide = page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth")
            assert wide <= 0, (path, width)
        assert page.said == []


@pytest.mark.parametrize(
    ("language", "dot", "gap"), [("en", "complicated", "Not delivered"), ("zh-hans", "复杂", "未做到")]
)
def test_a_marketer_reads_the_map_and_follows_a_dot_to_the_quotes(window, asked, language, dot, gap):
    page = window(1280, language)
    go(page, "map/")
    assert gap in page.inner_text(".gap.some >> nth=0")
    page.locator(f".chart-picture a[*|href*='word=']:has([aria-label^='{dot}'])").first.dispatch_event(
        "click"
    )
    page.wait_for_url("**/map/word/**")
    assert page.inner_text("h1") == dot
    assert page.locator(".verbatim").count() == 1
    assert page.get_by_text("×40").is_visible()
    assert "四个页面" in page.inner_text(".verbatim >> nth=0")
    assert page.said == []


def test_a_word_is_intended_and_retired_without_a_script(window, inside):
    page = window(script=False)
    go(page, "map/")
    page.click("text=Write the words")
    page.fill("#id_word_en", "calm, quiet")
    page.fill("#id_word_zh", "安静")
    page.click("text=Intend this word")
    assert "calm" in page.inner_text(".intended")
    page.click("button:has-text('Retire')")
    assert "No word is intended yet." in page.inner_text("main")
