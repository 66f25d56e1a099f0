"""The widget in a page of another origin: it opens, it is answered, and the page is as it was."""

import os
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from regard.web.answering.models import Response
from regard.web.widget.embedding import snippet_of
from regard.web.widget.making import make_widget
from regard.web.workspaces.tenancy import in_workspace

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.xdist_group("browser"),
    pytest.mark.django_db(transaction=True),
]
PICTURES = os.environ.get("REGARD_PICTURES")  # a folder, for whoever wants to look
HOSTILE_CSS = """
*, *::before, *::after { margin: 9px !important; padding: 9px !important; border: 5px solid red !important;
  font: 40px/3 serif !important; letter-spacing: 1em !important; text-transform: uppercase !important;
  box-sizing: content-box !important; float: left !important; writing-mode: vertical-rl !important }
body * { display: none !important; opacity: 0 !important; visibility: hidden !important;
  pointer-events: none !important; filter: blur(9px) !important; transform: rotate(9deg) scale(0) !important;
  clip-path: inset(50%) !important; max-width: 1px !important; max-height: 1px !important; zoom: 3 !important;
  position: static !important; z-index: -1 !important; transition: all 9s !important }
div, section, iframe, button { display: none !important; color: red !important }
div:empty { display: none !important }
div:last-child { content-visibility: hidden !important; all: unset !important }
"""
HOSTILE_JS = """
const broken = () => { throw Error("of the page") };
for (const name of ["forEach", "push", "map", "filter", "indexOf", "concat", "some", "every"])
  Array.prototype[name] = broken;
Object.prototype.surprise = "of the page"; Object.prototype.toJSON = broken; Object.prototype.after = 0;
Object.prototype.scroll = 1; Object.prototype.event = "paid";
Array.prototype.extra = broken; Function.prototype.extra = broken; String.prototype.trim = broken;
Object.keys = Object.entries = Object.assign = Array.from = broken;
JSON.parse = JSON.stringify = broken; window.fetch = window.XMLHttpRequest = broken;
window.$ = window.jQuery = window._ = broken; window.name = "of the page";
window.onerror = (text) => { console.log("onerror: " + text) };
"""


class Shop:
    """Somebody else's page, under a policy of its own, on another port: another origin."""

    def __init__(self) -> None:
        self.html, self.policy = "", ""
        shop = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = shop.html.encode() if self.path == "/" else b""
                self.send_response(200 if self.path == "/" else 404)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                if shop.policy:
                    self.send_header("Content-Security-Policy", shop.policy)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: Any) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.origin = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def shop() -> Iterator[Shop]:
    made = Shop()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def place(asked, workspace, owner, noon, live_server, settings, shop):
    """Put the widget into the page of the shop."""
    settings.PUBLIC_URL = live_server.url
    survey = asked("nps").survey

    def put(*, lang: str = "en", css: str = "", js: str = "", **columns: Any) -> str:
        wanted = {"triggers": [{"after": 0}], "share": 1.0, "place": "corner", "is_on": True}
        wanted |= {"name": "店铺", "origins": [shop.origin]} | columns
        with in_workspace(workspace):
            snippet = snippet_of(make_widget(survey, by=owner, at=noon, **wanted))
        head = (
            f"<style>{css}</style><script>{js}; window.before = Object.getOwnPropertyNames(window)</script>"
        )
        tall = "<main><h1>茶 Tea</h1><p>Our teas.</p><div id='tall'></div></main>"
        shop.html = (
            f"<!doctype html><html lang='{lang}'><head><title>Shop</title><meta name='viewport' "
            f"content='width=device-width'><link rel='icon' href='data:,'>{head}</head>"
            f"<body>{tall}{snippet}</body></html>"
        )
        return shop.origin

    return put


def frame_of(page):
    page.wait_for_function("window.Regard && document.body.lastElementChild.tagName === 'DIV'")
    page.wait_for_timeout(300)
    return next(one for one in page.frames if "/e/" in one.url)


def answered(page) -> None:
    frame = frame_of(page)
    frame.locator("label", has_text="9").first.click()
    frame.locator("button.send").click()
    frame.wait_for_url("**/a/**")


@pytest.mark.parametrize(("width", "lang"), [(360, "zh-CN"), (1280, "en")])
def test_it_opens_is_answered_and_leaves_the_page_as_it_was(page, place, workspace, width, lang):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(place(lang=lang))
    frame = frame_of(page)
    assert frame.evaluate("document.documentElement.lang") == ("en" if lang == "en" else "zh-hans")
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"widget-{width}.png")
    named = page.evaluate("Object.getOwnPropertyNames(window).filter(name => !before.includes(name))")
    assert [one["id"] for one in Axe().run(page).response["violations"]] == []
    wide = frame.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide == 0
    answered(page)
    with in_workspace(workspace):
        assert Response.objects.get().values == {"score": 9}
    assert set(named) - {"before", "0"} == {"Regard"}
    assert (page.context.cookies(), page.said) == ([], [])


def box_of(page) -> str:
    """Where the widget stands on the screen, as a text: a page may have broken how values are told."""
    return page.evaluate(
        "(({x, y, width, height}) => `${x} ${y} ${width} ${height}`)"
        "(document.body.lastElementChild.getBoundingClientRect())"
    )


def test_what_the_page_did_to_itself_does_not_matter(page, place, workspace):
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(place())
    frame_of(page)
    usual = box_of(page)
    page.goto(place(css=HOSTILE_CSS, js=HOSTILE_JS))
    frame = frame_of(page)
    assert box_of(page) == usual == "864 264 400 520"
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / "widget-hostile.png")
    assert frame.locator("label", has_text="9").first.is_visible()
    answered(page)
    with in_workspace(workspace):
        assert Response.objects.count() == 1
    assert page.said == []


def test_triggers_come_from_us_and_not_from_what_the_page_hung_on_every_object(page, place):
    page.goto(place(triggers=[{"event": "other"}], js=HOSTILE_JS))
    page.wait_for_function("window.Regard")
    page.evaluate("Regard.event('paid')")
    page.wait_for_timeout(300)
    assert (len(page.frames), page.said) == (1, [])


def test_it_is_worked_by_the_keyboard_alone_and_gives_the_focus_back(page, place, workspace):
    page.goto(place(triggers=[]))
    page.evaluate("""() => { const made = document.createElement('a'); made.href = '#'; made.id = 'say';
      made.onclick = () => { Regard.open(); return false };
      made.textContent = 'Say'; document.body.prepend(made) }""")
    page.locator("#say").focus()
    page.keyboard.press("Enter")
    frame = frame_of(page)
    assert page.evaluate("document.activeElement.id") == "say"
    page.keyboard.press("Tab")  # the button to close
    page.keyboard.press("Escape")
    assert (page.evaluate("document.activeElement.id"), len(page.frames)) == ("say", 1)
    page.keyboard.press("Enter")
    frame = frame_of(page)
    for _step in range(8):
        page.keyboard.press("Tab")
        if frame.evaluate("document.activeElement.type") == "radio":
            break
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    frame.wait_for_url("**/a/**")
    with in_workspace(workspace):
        assert Response.objects.get().values == {"score": 1}


def test_it_is_one_with_the_page_inside_in_the_dark_and_has_one_row_on_a_phone(chromium, place):
    address = place(lang="zh-CN")
    context = chromium.new_context(viewport={"width": 360, "height": 800}, color_scheme="dark")
    page = context.new_page()
    page.goto(address)
    frame = frame_of(page)
    back = page.evaluate("getComputedStyle(document.body.lastElementChild).backgroundColor")
    assert back == frame.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    rows = frame.evaluate(
        "new Set([...document.querySelectorAll('.scale label')].map(one => one.offsetTop)).size"
    )
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / "widget-dark-360.png")
    context.close()
    assert rows == 1


def test_it_works_under_a_strict_policy_that_names_our_origin(page, place, shop, live_server, workspace):
    ours = live_server.url
    shop.policy = f"default-src 'none'; script-src {ours}; frame-src {ours}"
    page.goto(place())
    page.wait_for_function("window.Regard")
    frame_of(page)
    ours_said = [one for one in page.said if "/e/" in one]
    assert ours_said == []


def test_a_page_that_was_not_named_does_not_get_to_show_it(page, place):
    page.goto(place(origins=["https://other.example"]))
    page.wait_for_function("window.Regard")
    page.wait_for_timeout(500)
    assert any("frame-ancestors" in one for one in page.said)


def test_who_closed_it_is_not_asked_again_but_may_open_it(page, place):
    address = place()
    page.goto(address)
    frame_of(page)
    page.evaluate("Regard.close()")
    page.goto(address)
    page.wait_for_function("window.Regard")
    page.wait_for_timeout(300)
    assert len(page.frames) == 1
    page.evaluate("Regard.open()")
    frame_of(page)


def test_it_waits_for_the_depth_or_the_event_that_was_named(page, place):
    page.goto(place(css="#tall { height: 4000px }", triggers=[{"scroll": 50}, {"event": "paid"}]))
    page.wait_for_function("window.Regard")
    for odd in ("'other'", "undefined", "null", "{}", "'__proto__'"):
        page.evaluate(f"Regard.event({odd})")
    assert len(page.frames) == 1
    page.evaluate("window.scrollTo(0, 3000)")
    frame_of(page)
    page.evaluate("Regard.close(); localStorage.clear(); Regard.event('paid')")
    frame_of(page)


def test_it_is_shown_in_its_share_of_the_visits_alone(page, place):
    page.goto(place(share=0.0))
    page.wait_for_function("window.Regard")
    page.wait_for_timeout(300)
    assert len(page.frames) == 1


def test_messages_of_the_page_are_not_heard(page, place):
    page.goto(place(triggers=[]))
    page.wait_for_function("window.Regard")
    page.evaluate("window.postMessage({__proto__: {open: 1}, type: 'open'}, '*'); Regard.open = null")
    page.evaluate("window.postMessage('x'.repeat(1e6), '*')")
    assert (len(page.frames), page.evaluate("typeof Regard.open")) == (1, "function")
