"""E-mails and pages in a real browser: readable on a phone, in both languages, light and dark, accessible."""

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from regard.web.channels.composing import written
from regard.web.channels.tokens import own_page, unsubscribing
from regard.web.contacts.inviting import invite
from regard.web.contacts.models import ContactKind
from regard.web.contacts.noting import note

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.xdist_group("browser"),
    pytest.mark.django_db(transaction=True),
]
SIZES = [(360, "zh-hans", "light"), (1280, "en", "dark")]
OF_PAGES = {"landmark-one-main", "region"}  # an e-mail stands inside the page of a mail program
PICTURES = os.environ.get("REGARD_PICTURES")  # a folder, for whoever wants to look


@pytest.fixture
def window(chromium):
    contexts = []

    def of(width, scheme, cookies=()):
        context = chromium.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
        context.add_cookies(list(cookies))
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        return page

    yield of
    for context in contexts:
        context.close()


def judge(page, name):
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    found = Axe().run(page).response["violations"]
    return wide, [one["id"] for one in found]


@pytest.mark.parametrize("kind", [ContactKind.ASK, ContactKind.REMINDER])
@pytest.mark.parametrize(("width", "language", "scheme"), SIZES)
def test_an_e_mail_is_readable(customers, nps, sender, noon, window, kind, width, language, scheme):
    invitation = invite(nps, customers[0], channel="email", due_at=noon, at=noon, language=language)
    page = window(width, scheme)
    page.set_content(written(invitation, sender=sender, kind=kind).html)
    wide, found = judge(page, f"mail-{kind}-{width}-{language}-{scheme}")
    assert (wide, set(found) - OF_PAGES) == (0, set())
    boxes = [link.bounding_box() for link in page.locator("a.score").all()]
    assert (len(boxes), len({box["y"] for box in boxes})) == (11, 1)
    assert min(box["width"] for box in boxes) >= 24 and min(box["height"] for box in boxes) >= 44


@pytest.mark.parametrize(("width", "language", "scheme"), SIZES)
def test_the_pages_of_customers(
    customers, nps, sender, noon, window, live_server, settings, width, language, scheme
):
    settings.PUBLIC_URL = live_server.url
    invitation = invite(nps, customers[0], channel="email", due_at=noon, at=noon)
    note(invitation, kind="ask", outcome="sent", at=noon)
    page = window(width, scheme)
    for name, address in (("unsubscribe", unsubscribing(invitation)), ("me", own_page(customers[0]))):
        page.goto(f"{address}?lang={language}")
        assert judge(page, f"{name}-{width}-{language}-{scheme}") == (0, [])


@pytest.mark.parametrize(("width", "language", "scheme"), SIZES)
def test_the_pages_of_senders(sender, owner, window, live_server, width, language, scheme):
    session = SessionStore()
    session[SESSION_KEY] = str(owner.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = owner.get_session_auth_hash()
    session.save()
    cookies = [
        {"name": settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": live_server.url},
        {"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": live_server.url},
    ]
    page = window(width, scheme, cookies)
    for name, path in (("senders", ""), ("sender", f"{sender.pk}/")):
        page.goto(f"{live_server.url}/w/qinghe/settings/senders/{path}")
        assert judge(page, f"{name}-{width}-{language}-{scheme}") == (0, [])
