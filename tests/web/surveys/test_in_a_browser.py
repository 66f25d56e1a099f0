"""The builder in a real browser: both languages, a phone and a desk; the preview follows what is typed."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from regard.web.surveys import making
from regard.web.workspaces.tenancy import in_workspace

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.xdist_group("browser"),
    pytest.mark.django_db(transaction=True),
]
SIZES = [(360, "en"), (360, "zh-hans"), (1280, "en"), (1280, "zh-hans")]
PAGES = ["surveys/new/", "{}", "{}draft/", "{}draft/questions/words/", "{}draft/pages/words/", "{}preview/"]


@pytest.fixture
def survey(workspace, owner, noon):
    with in_workspace(workspace):
        survey = making.make("words", name="Words 用词", by=owner, at=noon)
    return f"surveys/{survey.pk}/"


@pytest.fixture
def window(chromium, live_server, owner):
    """Open a window of somebody who has signed in, with what its console said."""
    session = SessionStore()
    session[SESSION_KEY] = str(owner.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = owner.get_session_auth_hash()
    session.save()
    contexts = []

    def of(width, language, *, script=True):
        size = {"width": width, "height": 800}
        context = chromium.new_context(viewport=size, java_script_enabled=script)
        context.add_cookies([
            {"name": settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": live_server.url},
            {"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": live_server.url},
        ])  # fmt: skip
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.home = f"{live_server.url}/w/qinghe/"
        page.said = []
        page.on("console", lambda message: page.said.append(message.text))
        page.on("pageerror", lambda error: page.said.append(str(error)))
        return page

    yield of
    for context in contexts:
        context.close()


@pytest.mark.parametrize(("width", "language"), SIZES)
def test_every_page_fits_its_width_and_breaks_no_rule(window, survey, tmp_path, width, language):
    page = window(width, language)
    for number, path in enumerate(PAGES):
        page.goto(page.home + path.format(survey))
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        found = Axe().run(page).response["violations"]
        assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == [], path
        page.screenshot(path=tmp_path / f"{language}-{width}-{number}.png", full_page=True)
    assert page.said == []


def test_the_preview_follows_what_is_typed_and_keeps_nothing(window, survey):
    page = window(1280, "en")
    page.goto(page.home + survey + "draft/questions/words/")
    page.fill("[name='text_zh-hans']", "哪些词像我们？")
    page.frame_locator("iframe").get_by_text("哪些词像我们？").wait_for()
    page.fill("[name=text_en]", "Which words <b>fit</b>?")
    page.frame_locator("iframe").get_by_text("Which words <b>fit</b>?").wait_for()
    page.click("[data-width=wide]")
    assert page.get_attribute("iframe", "data-frame") == "wide"
    page.reload()
    assert page.input_value("[name=text_en]") == "Which words describe us? Choose up to five."
    assert page.said == []


def test_without_a_script_the_preview_has_a_button_and_can_be_walked(window, survey):
    page = window(360, "en", script=False)
    page.goto(page.home + survey + "draft/questions/words/")
    page.fill("[name=text_en]", "Which ones?")
    page.click("[name=preview][value=en]")
    page.frame_locator("iframe").get_by_text("Which ones?").wait_for()
    page.goto(page.home + survey + "draft/")
    frame = page.frame_locator("iframe")
    frame.get_by_text("Reliable", exact=True).click()
    frame.get_by_role("button", name="Next").click()
    frame.get_by_text("Thank you", exact=True).wait_for()
