"""A camera: Chromium shows what Django answers, at noon, in a font of boxes; no server, no network."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page, Route

from tests.pictures import boxes
from tests.pictures.comparing import Album
from tests.web.asking import asked

__all__ = ["asked"]
OURS, STATIC = "http://ask.example.com", "/static/"
LANGUAGES = ("en", "zh-hans")
WIDTHS = (360, 1280)
ROOTS = """(() => { const attach = Element.prototype.attachShadow; let roots = [];
  Element.prototype.attachShadow = function (how) {
    const made = attach.call(this, how); roots.push(made); return made };
  Object.defineProperty(window, 'closedRoots', {get: () => roots}) })()"""
IN_BOXES = """async ([faces, rule]) => {
  if (document.fonts.size) return;
  const add = text => {
    const style = document.createElement('style'); style.textContent = text; document.head.append(style) };
  add(faces);
  for (const one of ['16px Boxes', 'bold 16px Boxes']) await document.fonts.load(one);
  add(rule);  // after the font is there: what stands in a list of choices does not move again when it comes
  for (const root of closedRoots) for (const one of root.querySelectorAll('*'))
    one.style.setProperty('font-family', 'Boxes', 'important');
  await document.fonts.ready }"""


class Camera:
    """Opens addresses of ours and photographs them."""

    def __init__(self, page: Page, client: Client, album: Album) -> None:
        self.page, self.client, self.album = page, client, album
        self.ready: dict[str, dict[str, Any]] = {}
        self.missing: list[str] = []
        self.without = ""  # an address that answers 404
        page.add_init_script(ROOTS)
        page.route("**/*", self._answer)

    def open(self, address: str, *, language: str = "en") -> None:
        """Show an address of ours."""
        self.fetch(address, language=language)
        self.page.goto(OURS + address)

    def fetch(self, address: str, *, language: str = "en") -> None:
        """Have it ready: the browser asks from a loop that sees nothing of this transaction."""
        self._keep_ready(address, self.client.get(address, headers={"accept-language": language}))

    def send(self, address: str, form: dict[str, str], *, language: str = "en") -> None:
        """Show what comes after a form was sent there."""
        self._keep_ready(address, self.client.post(address, form, headers={"accept-language": language}))
        self.page.goto(OURS + address)

    def _keep_ready(self, address: str, found: HttpResponse) -> None:
        self.ready[OURS + address] = {
            "status": found.status_code,
            "headers": dict(found.headers),
            "body": found.content,
        }

    def show(self, address: str, html: str) -> None:
        """Show a page that is not one of ours."""
        self.ready[address] = {"content_type": "text/html; charset=utf-8", "body": html}
        self.page.goto(address)

    def take(self) -> bytes:
        for frame in self.page.frames:
            frame.evaluate(IN_BOXES, [boxes.faces(), boxes.RULE])
        return self.page.screenshot(full_page=True, animations="disabled")

    def snap(self, name: str, address: str, *, widths: tuple[int, ...] = WIDTHS) -> None:
        """A picture in every language and width."""
        for language in LANGUAGES:
            sign = "&" if "?" in address else "?"
            self.open(f"{address}{sign}lang={language}", language=language)
            self.keep(f"{name}.{language}", widths=widths)

    def keep(self, name: str, *, widths: tuple[int, ...] = WIDTHS) -> None:
        """A picture in every width of what is open."""
        for width in widths:
            self.page.set_viewport_size({"width": width, "height": 640})
            self.album.look(f"{name}.{width}", self.take())

    def _answer(self, route: Route) -> None:
        address = route.request.url
        if address == self.without:
            route.fulfill(status=404)
        elif address.startswith(OURS + STATIC):
            route.fulfill(path=finders.find(address.removeprefix(OURS + STATIC)))
        elif address in self.ready:
            route.fulfill(**self.ready[address])
        else:
            self.missing.append(address)
            route.abort()


@pytest.fixture
def camera(chromium: Browser, client: Client, settings, monkeypatch, noon, tmp_path) -> Iterator[Camera]:
    """Fails at the end, with the names of all pictures that differ and where their difference was saved."""
    monkeypatch.setattr(timezone, "now", lambda: noon)
    settings.PUBLIC_URL = OURS
    folder = Path(os.environ.get("REGARD_PICTURES", "") or tmp_path)
    context = chromium.new_context(
        bypass_csp=True, locale="en-GB", color_scheme="light", reduced_motion="reduce"
    )
    page = context.new_page()
    page.set_default_timeout(20_000)
    album = Album(folder)
    made = Camera(page, client, album)
    yield made
    context.close()
    assert made.missing == []
    assert album.far == {}, f"Look into {folder}; REGARD_RENEW_PICTURES=1 keeps what is seen now."
