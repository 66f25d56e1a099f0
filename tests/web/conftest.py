"""A browser, and files served to it under the policy of the application."""

import functools
import threading
from collections.abc import Callable, Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.web.windows import Window, windows

POLICY = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:"


class Strict(SimpleHTTPRequestHandler):
    """Files under the policy of the application."""

    extensions_map = SimpleHTTPRequestHandler.extensions_map | {".js": "text/javascript"}

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


def served(root: Path) -> Iterator[str]:
    """The address of the files in `root`, on loopback, until asked again."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Strict, directory=str(root)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def serve() -> Callable[[Path], Iterator[str]]:
    return served


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A page that remembers in `said` what was written to its console."""
    page = chromium.new_page(viewport={"width": 900, "height": 700})
    page.set_default_timeout(10_000)
    page.said = []  # type: ignore[attr-defined]
    page.on("console", lambda message: page.said.append(message.text))  # type: ignore[attr-defined]
    page.on("pageerror", lambda error: page.said.append(str(error)))  # type: ignore[attr-defined]
    yield page
    page.close()


@pytest.fixture
def window(chromium: Browser, live_server: Any, request: pytest.FixtureRequest) -> Iterator[Window]:
    """Windows on the application: of the `owner` of the tests around, or of whom it is said."""
    with windows(chromium, live_server.url, lambda: request.getfixturevalue("owner")) as of:
        yield of
