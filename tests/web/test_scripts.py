"""What the small scripts of every page do, in a browser, under the policy of the application."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import django_htmx
import pytest
from django.template import engines
from django.test import RequestFactory
from playwright.sync_api import Page, Route

pytestmark = pytest.mark.browser
STATIC = Path(__file__).resolve().parents[2] / "regard/web/static"
HTMX = Path(django_htmx.__file__).parent / "static/django_htmx"
PAGE = """
{% extends "base.html" %}
{% block title %}Page{% endblock %}
{% block content %}
<h1>Page</h1>
<button id="send" hx-post="/save" hx-target="#answer">Save</button>
<div id="answer" hx-get="/part" hx-trigger="asked">before</div>
<div id="poll" hx-get="/poll" hx-trigger="every 300ms"></div>
<textarea aria-label="Notes"></textarea>
{% endblock %}
"""


class Somebody:
    is_authenticated = True
    email = "lin@example.com"

    def __str__(self) -> str:
        return "Lin"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, serve: Callable[[Path], Iterator[str]]) -> Iterator[str]:
    root = tmp_path_factory.mktemp("site")
    shutil.copytree(STATIC, root / "static")
    shutil.copytree(HTMX, root / "static/django_htmx")
    request: Any = RequestFactory().get("/")
    request.user = Somebody()
    request.workspace = SimpleNamespace(name="Northwind", slug="nw", is_sample=False)
    template = engines["django"].from_string(PAGE)  # type: ignore[attr-defined]
    html = template.render({"search_url": "/search"}, request)
    (root / "page.html").write_text(html, encoding="utf-8")
    (root / "poll").write_text("", encoding="utf-8")
    yield from serve(root)


@pytest.fixture
def opened(page: Page, site: str) -> Page:
    page.route("**/poll", lambda route: route.fulfill(body=""))
    page.goto(f"{site}/page.html")
    return page


def answers(page: Page, path: str, **answer: Any) -> list[dict[str, str]]:
    """Answer requests for `path` like this; the headers of each as it comes."""
    seen: list[dict[str, str]] = []

    def fulfil(route: Route) -> None:
        seen.append(route.request.headers)
        route.fulfill(**answer)

    page.route(f"**{path}", fulfil)
    return seen


def told(page: Page) -> str:
    return page.locator("#messages").inner_text().strip()


def test_a_page_opens_without_a_word_on_the_console(opened):
    assert opened.said == []


def test_a_request_that_changes_something_carries_the_token(opened):
    seen = answers(opened, "/save", body="saved")
    token = opened.get_attribute('meta[name="csrf-token"]', "content")
    opened.click("#send")
    opened.locator("#answer", has_text="saved").wait_for()
    assert [headers["x-csrftoken"] for headers in seen] == [token]
    assert len(token) == 64


def test_a_request_that_only_asks_carries_no_token(opened):
    seen = answers(opened, "/part", body="<b>part</b>")
    opened.evaluate("htmx.trigger('#answer', 'asked')")
    opened.locator("#answer b").wait_for()
    assert "x-csrftoken" not in json.dumps(seen).lower()


def test_an_error_of_the_server_is_told(opened):
    answers(opened, "/save", status=500, body="x")
    opened.click("#send")
    opened.locator("#messages .notice.error").wait_for()
    assert told(opened).startswith("The server answered with an error.")
    assert opened.locator("#answer").inner_text() == "before"


def test_a_server_that_cannot_be_reached_is_told(opened):
    opened.route("**/save", lambda route: route.abort())
    opened.click("#send")
    opened.locator("#messages .notice.warning").wait_for()
    assert told(opened).startswith("The server cannot be reached.")


def test_a_missed_answer_to_what_repeats_by_itself_is_not_told(page, site):
    asked = answers(page, "/poll", status=503, body="")
    page.goto(f"{site}/page.html")
    page.wait_for_timeout(900)
    assert len(asked) >= 2
    assert told(page) == ""


def test_who_was_signed_out_gets_the_sign_in_page_as_a_page(opened):
    answers(opened, "/save", body='<html><body><div class="plain">Sign in</div></body></html>')
    answers(opened, "/page.html", body="the sign-in page", content_type="text/html")
    opened.click("#send")
    opened.get_by_text("the sign-in page", exact=True).wait_for()
    assert opened.locator(".plain").count() == 0


def test_a_click_elsewhere_closes_a_menu(opened):
    opened.click(".rail .menu.up > summary")
    assert opened.locator(".rail .menu.up[open]").count() == 1
    opened.click("h1")
    assert opened.locator("details[data-menu][open]").count() == 0


def test_escape_closes_a_menu_and_goes_back_to_what_opened_it(opened):
    opened.click(".rail .menu.up > summary")
    opened.focus(".rail .menu.up .menu-panel button >> nth=0")
    opened.keyboard.press("Escape")
    assert opened.locator("details[data-menu][open]").count() == 0
    assert opened.evaluate("document.activeElement.matches('.menu.up > summary')")


def test_slash_goes_to_the_search_that_is_seen(opened):
    opened.keyboard.press("/")
    assert opened.evaluate("document.activeElement.name") == "q"
    assert opened.locator(".rail [data-search]").input_value() == ""
    assert opened.locator(".rail [data-search]:focus").count() == 1


def test_slash_is_a_letter_where_something_is_being_written(opened):
    opened.focus("textarea")
    opened.keyboard.press("/")
    assert opened.locator("textarea").input_value() == "/"
