"""Windows of a real browser on the application, each of somebody who has signed in."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import Browser, Page

from regard.web.accounts.models import User

SIZES = [(360, "en", "dark"), (360, "zh-hans", "light"), (1280, "en", "light"), (1280, "zh-hans", "dark")]
OWN = ("data:", "blob:")
REPLACED = ("htmx:afterRequest,", "htmx:sendAbort,")  # of a request that a later choice replaced
Window = Callable[..., Page]


@contextmanager
def windows(chromium: Browser, home: str, owner: Callable[[], User]) -> Iterator[Window]:
    """Open windows of the owner or of somebody else; each keeps what it complains of, asks, pops up."""
    contexts = []

    def of(
        width: int = 1280,
        language: str = "en",
        scheme: str = "light",
        *,
        script: bool = True,
        by: User | None = None,
    ) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 800},
            color_scheme=scheme,
            java_script_enabled=script,
            permissions=["clipboard-read", "clipboard-write"],
        )
        context.add_cookies([
            {"name": settings.SESSION_COOKIE_NAME, "value": session_of(by or owner()), "url": home},
            {"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": home},
        ])  # fmt: skip
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.home = f"{home}/w/qinghe/"
        listen(page, home)
        return page

    yield of
    for context in contexts:
        context.close()


def session_of(user: User) -> str:
    """The cookie of somebody who has signed in."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return str(session.session_key)


def listen(page: Page, home: str) -> None:
    """Keep in `said` what the page writes to its console, asks of others and pops up."""
    page.said = []
    page.on(
        "console",
        lambda message: None if message.text.startswith(REPLACED) else page.said.append(message.text),
    )
    page.on("pageerror", lambda error: page.said.append(str(error)))
    page.on("dialog", lambda dialog: (page.said.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    page.on("request", lambda request: page.said.append(request.url) if foreign(request.url, home) else 0)


def foreign(url: str, home: str) -> bool:
    """Whether an address is none of ours."""
    return not url.startswith((home, *OWN))


def go(page: Page, path: str) -> None:
    """Open an address of the workspace, and wait for all that comes with it."""
    page.goto(page.home + path, wait_until="networkidle")
