"""The page opened by a real browser: both languages, phone and desktop, light and dark."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture(scope="module")
def written() -> dict[str, bytes]:
    """The pages of this file's tests, by language: written once."""
    return {}


@pytest.fixture(params=["en", "zh"])
def page_file(request, written, read, survey, tmp_path):
    out = tmp_path / f"{request.param}.html"
    if request.param in written:
        out.write_bytes(written[request.param])
    else:
        read(survey, "--html", out, "--lang", request.param)
        written[request.param] = out.read_bytes()
    return out


def opened(browser: Browser, path: Path, *, width: int, scheme: str):
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text))
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("request", lambda asked: heard.append(asked.url) if asked.url != path.as_uri() else None)
    page.goto(path.as_uri())
    return page, heard


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_fits_asks_for_nothing_and_is_accessible(chromium, page_file, width, scheme):
    page, heard = opened(chromium, page_file, width=width, scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    violations = [
        (found["id"], found["nodes"][0]["html"]) for found in Axe().run(page).response["violations"]
    ]
    assert (heard, violations) == ([], [])
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_charts_follow_the_colours_of_the_reader(chromium, page_file, scheme):
    page, _heard = opened(chromium, page_file, width=1280, scheme=scheme)
    line = page.locator("#trend-nps svg path[stroke='#2f5bd7']").first
    wanted = {"light": "rgb(47, 91, 215)", "dark": "rgb(147, 174, 252)"}[scheme]
    assert line.evaluate("node => getComputedStyle(node).stroke") == wanted
    page.close()


def test_the_table_behind_a_chart_opens_without_a_script(chromium, page_file):
    page, _heard = opened(chromium, page_file, width=1280, scheme="light")
    table = page.locator("#trend-nps table")
    assert not table.is_visible()
    page.locator("#trend-nps summary").click()
    assert table.is_visible()
    assert table.locator("tbody tr").count() == 2
    page.close()


def test_charts_on_a_phone_are_scrolled_in_their_own_frame(chromium, page_file):
    page, _heard = opened(chromium, page_file, width=360, scheme="light")
    frame = page.locator("#trend-nps .chart-picture")
    assert frame.evaluate("node => node.scrollWidth > node.clientWidth")
    narrow = page.locator("#sentiment .chart-picture")
    assert narrow.evaluate("node => node.scrollWidth <= node.clientWidth")
    page.close()
