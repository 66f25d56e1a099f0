"""The pages that customers answer on, in a real browser: accessible, no wider than a phone, no scripts."""

import os

import pytest
from axe_playwright_python.sync_playwright import Axe

from regard.web.answering.models import Link, Response
from regard.web.workspaces.tenancy import in_workspace
from tests.web.answering.test_kinds import LAST, QUESTIONS

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.xdist_group("browser"),
    pytest.mark.django_db(transaction=True),
]
SIZES = [(360, "zh-hans", "light"), (360, "en", "dark"), (1280, "en", "light"), (1280, "zh-hans", "light")]
PICTURES = os.environ.get("REGARD_PICTURES")  # a folder, for whoever wants to look


@pytest.fixture
def window(chromium, live_server):
    """Open a window without a script, with all that it asks others for."""
    contexts = []

    def of(width=1280, scheme="light", *, script=False):
        context = chromium.new_context(
            viewport={"width": width, "height": 800}, color_scheme=scheme, java_script_enabled=script
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.foreign = []
        page.on("request", lambda request: page.foreign.append(request.url))
        return page

    yield of
    for context in contexts:
        context.close()


@pytest.fixture
def long(asked):
    """A survey with every kind of question."""
    return asked("nps", pages=[{"id": "all", "questions": QUESTIONS}, {"id": "last", "questions": [LAST]}])


@pytest.mark.parametrize(("width", "language", "scheme"), SIZES)
def test_every_kind_of_question_fits_and_is_accessible(window, live_server, long, width, language, scheme):
    page = window(width, scheme, script=True)  # the judge is a script
    page.goto(f"{live_server.url}/s/{long.token}/?lang={language}")
    page.locator(".word input").first.check(force=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
    assert found.violations_count == 0, found.generate_report()
    small = page.evaluate(
        "[...document.querySelectorAll('button, a, .scale label, .choice, .word label, select')]"
        ".filter(one => one.getBoundingClientRect().height < 24).map(one => one.outerHTML)"
    )
    assert small == []
    assert [url for url in page.foreign if not url.startswith((live_server.url, "data:"))] == []
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/answer-{width}-{language}-{scheme}.png", full_page=True)


def test_eleven_scores_are_one_row_and_on_a_phone_six_and_five(window, live_server, asked):
    link = asked("nps")
    rows = {}
    for width in (360, 1280):
        page = window(width, script=True)
        page.goto(f"{live_server.url}/s/{link.token}/")
        tops = page.eval_on_selector_all(
            ".scale label", "all => all.map(one => one.getBoundingClientRect().top)"
        )
        rows[width] = [tops.count(top) for top in sorted(set(tops))]
    assert rows == {360: [6, 5], 1280: [11]}


def test_a_clicked_score_is_answered_in_two_clicks_without_a_script(window, live_server, workspace, asked):
    link = asked("nps")
    page = window(360)
    page.goto(f"{live_server.url}/s/{link.token}/?score=9")  # the first, in the message
    page.get_by_role("button", name="Next").click()  # the second
    page.wait_for_url("**/a/**")
    with in_workspace(workspace):
        assert Response.objects.get().values == {"score": 9}


def test_the_keyboard_alone_answers_and_enter_sends_the_form_not_the_switch(
    window, live_server, workspace, asked
):
    link = asked("csat")
    page = window(1280)
    page.goto(f"{live_server.url}/s/{link.token}/")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_url("**/a/**")
    with in_workspace(workspace):
        assert Response.objects.get().values["score"] in range(1, 6)
        assert Link.objects.count() == 1
