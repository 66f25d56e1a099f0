"""E-mails and pages in a real browser: readable on a phone, in both languages, light and dark, accessible."""

import json
import os
from datetime import timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from regard.web.answering.entering import by_invitation
from regard.web.answering.keys import Key
from regard.web.answering.recording import Given, submit
from regard.web.channels.composing import written
from regard.web.channels.tokens import own_page, unsubscribing
from regard.web.contacts.inviting import invite, token_of
from regard.web.contacts.models import ContactKind
from regard.web.contacts.noting import note
from regard.web.contacts.preferring import prefer
from regard.web.contacts.suppressing import suppress
from regard.web.customers.models import Customer
from regard.web.surveys import making, publishing

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

    def of(width, scheme, cookies=(), has_script=True):
        size = {"width": width, "height": 800}
        context = chromium.new_context(viewport=size, color_scheme=scheme, java_script_enabled=has_script)
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


def surveys(owner, noon):
    """Published surveys by what their e-mail shows: a score of each kind, or no score at all."""
    kinds = {"csat": {}, "ces": {}, "stars": {"kind": "stars"}, "faces": {"kind": "faces"}, "words": {}}
    for name, change in kinds.items():
        survey = making.make("csat" if change else name, name=name, by=owner, at=noon)
        if change:
            survey.draft["pages"][0]["questions"][0] |= change
            making.save_draft(survey, survey.draft, seen=1, by=owner, at=noon)
        publishing.publish(survey, by=owner, at=noon)
        yield name, survey


MAILS = [(360, "zh-hans", "light"), (640, "en", "dark")]
MAILS += [(360, "en", "dark"), (640, "zh-hans", "light")] if PICTURES else []
PLACES = {"nps": 11, "csat": 5, "ces": 7, "stars": 5, "faces": 5, "words": 0}


@pytest.mark.parametrize(("width", "language", "scheme"), MAILS)
def test_an_e_mail_is_readable_whatever_it_asks(
    customers, nps, sender, owner, noon, window, width, language, scheme
):
    page = window(width, scheme)
    for name, survey in (("nps", nps), *surveys(owner, noon)):
        invitation = invite(survey, customers[0], channel="email", due_at=noon, at=noon, language=language)
        for kind in (
            (ContactKind.ASK, ContactKind.REMINDER) if name in ("nps", "words") else (ContactKind.ASK,)
        ):
            page.set_content(written(invitation, sender=sender, kind=kind).html)
            wide, found = judge(page, f"mail-{name}-{kind}-{width}-{language}-{scheme}")
            assert (wide, set(found) - OF_PAGES) == (0, set()), name
            boxes = [link.bounding_box() for link in page.locator("a.score").all()]
            assert (len(boxes), len({box["y"] for box in boxes})) == (PLACES[name], min(1, len(boxes))), name
            own = boxes or [page.locator("a.button").bounding_box()]
            assert min(box["width"] for box in own) >= 24 and min(box["height"] for box in own) >= 44, name


BOTH = [(width, language) for width in (360, 1280) for language in ("en", "zh-hans")]
WORDS = {
    "en": ("Kept. It holds from now on.", "Nothing was erased", "You are erased here"),
    "zh-hans": ("已保存，即刻生效。", "没有删除任何内容", "删除"),
}


@pytest.mark.parametrize(("width", "language"), BOTH)
def test_a_customer_walks_through_their_own_page_without_a_script(
    customers, nps, sender, noon, window, live_server, settings, width, language
):
    settings.PUBLIC_URL = live_server.url
    ada = customers[0]
    invitation = invite(nps, ada, channel="email", due_at=timezone.now(), at=noon)
    note(invitation, kind="ask", outcome="sent", at=noon)
    ada.events.create(kind="renewed", at=noon)
    answered(invitation, noon)
    prefer(ada, at=noon, language=language)
    kept, refused, erased = WORDS[language]
    page = window(width, "light", has_script=False)
    page.goto(unsubscribing(invitation))
    page.locator("a[href*='/me/']").click()
    page.locator("input[name=ways][value=chat]").uncheck()
    page.locator("#often").select_option("180")
    page.locator("button[value=choose]").click()
    assert kept in page.locator("[role=status]").inner_text()
    assert not page.locator("input[name=ways][value=chat]").is_checked()
    page.locator("button[value=stop]").click()
    page.locator("button[value=resume]").click()
    assert page.locator("#often").input_value() == "180"
    with page.expect_download() as file:
        page.locator("a[download]").click()
    assert json.loads(file.value.path().read_text())["survey_answers"][0]["values"] == {
        "score": 3,
        "why": "茶",
    }
    seen = window(width, "light")
    seen.goto(page.url)
    assert judge(seen, f"me-{width}-{language}") == (0, [])
    page.locator("button[value=erase]").click()
    assert refused in page.locator("[role=alert]").inner_text()
    page.locator("input[name=sure]").check()
    page.locator("button[value=erase]").click()
    assert erased in page.locator("h1").inner_text()
    assert not Customer.objects.filter(pk=ada.pk).exists()


def answered(invitation, noon):
    entry = by_invitation(token_of(invitation), at=noon)
    submit(entry, Given({"score": 3, "why": "茶"}, "en"), key=Key("key", noon), at=noon)


@pytest.mark.parametrize(("width", "language", "scheme"), SIZES)
def test_the_pages_behind_a_message(
    customers, nps, sender, noon, window, live_server, settings, width, language, scheme
):
    settings.PUBLIC_URL = live_server.url
    invitation = invite(nps, customers[0], channel="email", due_at=noon, at=noon)
    note(invitation, kind="ask", outcome="sent", at=noon)
    page, today = window(width, scheme), timezone.now().date()
    addresses = {
        "unsubscribe": unsubscribing(invitation),
        "me": own_page(customers[0], until=today),
        "expired": own_page(customers[0], until=today - timedelta(days=1)),
    }
    for name, address in addresses.items():
        page.goto(f"{address}?lang={language}")
        assert judge(page, f"{name}-{width}-{language}-{scheme}") == (0, [])


@pytest.mark.parametrize(("width", "language", "scheme"), SIZES)
def test_the_pages_of_senders(customers, sender, owner, noon, window, live_server, width, language, scheme):
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
    ada = customers[0]
    suppress("email", ada.email, reason="bounced", at=noon, evidence="550 5.1.1 no such person")
    suppress("email", ada.email, reason="complained", at=noon)
    home = "settings/senders/"
    paths = {"senders": home, "sender": f"{home}{sender.pk}/", "number": f"{home}text/"}
    paths |= {"person": f"customers/{ada.pk}/contacts/"}
    for name, path in paths.items():
        page.goto(f"{live_server.url}/w/qinghe/{path}")
        assert judge(page, f"{name}-{width}-{language}-{scheme}") == (0, [])
