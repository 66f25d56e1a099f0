"""A browser, and Regard as `make run` starts it."""

import os
import re
import signal
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from regard.perception.text import read

ROOT = Path(__file__).resolve().parents[2]
READY = re.compile(r"Regard is ready \(\d+ s\): (http://\S+)")
SIGN_IN = re.compile(r"Sign in as (\S+) with the password (\S+)")
LOCALES = {"en": "en-GB", "zh-hans": "zh-CN"}


@dataclass(frozen=True)
class Running:
    """Regard with its sample workspace: where it is, and how its owner signs in."""

    address: str
    email: str
    password: str

    def sign_in(self, page: Page) -> str:
        """Sign in as the owner of the sample; the address of the workspace."""
        page.goto(f"{self.address}/sign-in/")
        page.fill("[name=login]", self.email)
        page.fill("[name=password]", self.password)
        page.click("main form button")
        page.wait_for_url("**/home/")
        return page.url.removesuffix("home/")


@pytest.fixture(scope="session")
def running(tmp_path_factory):
    read(["good", "好"])  # compiles what is not compiled: then the first page is full at once
    folder = tmp_path_factory.mktemp("kept")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("REGARD_")}
    environment |= {"REGARD_DATA": str(folder), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "regard.cli", "run", "--port", str(port)]
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    said = ""
    for line in process.stdout:
        said += line
        if "Ctrl-C" in line:
            break
    else:
        pytest.fail(f"Regard did not start: {said}")
    yield Running(READY.search(said)[1], *SIGN_IN.search(said).groups())
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=30)


class Watched:
    """A page that remembers what its console said, which hosts it asked, and what failed."""

    def __init__(self, context: BrowserContext, home: str) -> None:
        self.page = context.new_page()
        self.said: list[str] = []
        self.page.on("console", lambda message: self.said.append(f"{message.type}: {message.text}"))
        self.page.on("pageerror", lambda error: self.said.append(f"error: {error}"))
        self.page.on("request", lambda request: self._asked(request.url, home))

    def _asked(self, url: str, home: str) -> None:
        if not url.startswith((home, "data:", "blob:")):
            self.said.append(f"another host: {url}")

    def quiet(self) -> None:
        assert self.said == []

    def accessible(self) -> None:
        found = Axe().run(self.page)
        assert [violation["id"] for violation in found.response["violations"]] == [], found.generate_report()

    def fits(self) -> None:
        """Nothing is wider than the window."""
        width = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert width <= 0, f"{self.page.url} is {width} px too wide"


@pytest.fixture
def watch(chromium: Browser, running: Running):
    contexts = []

    def open_one(*, width: int, language: str, theme: str = "light") -> Watched:
        context = chromium.new_context(
            viewport={"width": width, "height": 800},
            locale=LOCALES[language],
            color_scheme=theme,
            accept_downloads=True,
        )
        contexts.append(context)
        return Watched(context, running.address)

    yield open_one
    for context in contexts:
        context.close()
