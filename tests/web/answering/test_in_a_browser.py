"""The pages that customers answer on, in a real browser: accessible, no wider than a phone, no scripts."""

import os
import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from regard.web.answering.models import Link, Response
from regard.web.surveys import publishing
from regard.web.workspaces.tenancy import in_workspace
from tests.web.answering.test_kinds import FORM, LAST, QUESTIONS, both
from tests.web.asking import press

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

    def of(width=1280, scheme="light", *, script=False, language="en"):
        context = chromium.new_context(
            viewport={"width": width, "height": 800},
            color_scheme=scheme,
            java_script_enabled=script,
            locale={"en": "en-GB", "zh-hans": "zh-CN"}[language],
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


SCALES = [
    {"id": "nps", "kind": "scale", "text": both("Recommend?", "推荐吗？"), "scale": {"low": 0, "high": 10}},
    {"id": "five", "kind": "scale", "text": both("Satisfied?", "满意吗？"), "scale": {"low": 1, "high": 5}},
    {"id": "seven", "kind": "scale", "text": both("Easy?", "容易吗？"), "scale": {"low": 1, "high": 7}},
]
ENDS = {
    "low_label": both("Not at all likely", "完全不可能"),
    "high_label": both("Extremely likely", "极有可能"),
}
WORDS = {"id": "short", "kind": "short_text", "text": both("In one word?", "用一个词？")}
NEEDED = {"id": "needed", "kind": "long_text", "text": both("Why?", "为什么？"), "required": True}


@pytest.fixture
def pages(client, workspace, owner, noon, asked, invited):
    """Every page that a customer may see: its name, and its address in a language."""
    type(workspace).objects.update(name="清河茶馆")
    scales = [{**one, **ENDS, "required": True} for one in SCALES]
    kinds = asked("nps", pages=[{"id": "all", "questions": [*scales, *QUESTIONS, WORDS]}, SECOND])
    anonymous, _survey = invited("nps", anonymous=True)
    press(client, anonymous, score="9")
    links = {name: asked("csat", **more) for name, more in MORE.items()}
    answered = press(client, f"/s/{links['answered'].token}/", score="4").url
    done = press(client, answered, why="x").url
    began = press(client, f"/s/{kinds.token}/", **FORM, nps="9", five="4", seven="3").url
    with in_workspace(workspace):
        Link.objects.filter(pk=links["kiosk"].pk).update(kind="kiosk", channel="kiosk")
        Link.objects.filter(pk=links["late"].pk).update(expires_at=noon)
        Link.objects.filter(pk=links["full"].pk).update(most=1)
        publishing.close(links["closed"].survey, by=owner, at=noon)
    press(client, f"/s/{links['full'].token}/", score="4")
    kiosk = press(client, f"/s/{links['kiosk'].token}/", score="4").url
    thanked = press(client, kiosk, why="x").url
    return {
        "kinds": f"/s/{kinds.token}/",
        "follow-up": began,
        "clicked": f"/s/{links['answered'].token}/?score=4",
        "thanks": done,
        "closed": f"/s/{links['closed'].token}/",
        "late": f"/s/{links['late'].token}/",
        "full": f"/s/{links['full'].token}/",
        "absent": "/s/" + "x" * 22 + "/",
        "already": anonymous,
        "anonymous": f"/s/{links['anonymous'].token}/",
        "kiosk": f"/s/{links['kiosk'].token}/",
        "kiosk-follow-up": f"{kiosk.partition('?')[0]}?page=why",
        "kiosk-thanks": thanked,
    }


MORE = {name: {} for name in ("answered", "closed", "late", "full", "kiosk")} | {
    "anonymous": {"anonymous": True}
}
SECOND = {"id": "last", "questions": [LAST, NEEDED]}
ENGLISH = re.compile(r"[A-Za-z]{3,}")
PRESSED = "button, a, .scale label, .choice, .word label"
TYPED = "select, textarea, input:not([type=radio], [type=checkbox])"
LOOK = """targets => {
  const all = which => [...document.querySelectorAll(which)].filter(one => one.checkVisibility());
  const box = one => one.getBoundingClientRect();
  const name = one => one.outerHTML.slice(0, 120);
  const edge = box(document.body).right + 1, seen = one => !one.closest('svg, .more');
  const least = one => Math.min(box(one).height, box(one).width);
  return {
    wide: document.documentElement.scrollWidth,
    outside: all('main *').filter(one => seen(one) && box(one).right > edge).map(name),
    small: all(targets).filter(one => seen(one) && least(one) < 24).map(name),
    rows: all('.scale').map(one => new Set([...one.children].map(cell => box(cell).top)).size),
    words: document.body.innerText.replace('English', '') + document.title,
  };
}"""
WEIGHT = """() => [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
  .reduce((sum, one) => sum + one.encodedBodySize, 0)"""


@pytest.mark.parametrize(("width", "language", "scheme"), SIZES)
def test_every_page_fits_is_accessible_and_speaks_one_language(
    window, live_server, pages, width, language, scheme
):
    page = window(width, scheme, script=True, language=language)  # the judge is a script
    for name, address in pages.items():
        and_so = "&" if "?" in address else "?"
        page.goto(f"{live_server.url}{address}{and_so}lang={language}")
        judge(page, name, width, language)
        assert page.evaluate(WEIGHT) < 30_000, name  # nothing of it compressed
        if PICTURES:
            page.screenshot(path=f"{PICTURES}/answer-{name}-{width}-{language}-{scheme}.png", full_page=True)
    page.goto(f"{live_server.url}{pages['follow-up']}&lang={language}")
    page.locator("textarea").first.fill("写了一半" if language != "en" else "half of it")
    page.locator("button.send").click()
    assert page.locator(".problem").count() >= 2  # the one that is needed is told, what was typed is kept
    assert page.locator("textarea").first.input_value() in ("写了一半", "half of it")
    judge(page, "refused", width, language)
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/answer-refused-{width}-{language}-{scheme}.png", full_page=True)
    assert [url for url in page.foreign if not url.startswith((live_server.url, "data:"))] == []


def judge(page, name, width, language):
    """What holds for every page."""
    if page.locator(".word input").count():
        page.locator(".word input").first.check(force=True)
    seen = page.evaluate(LOOK, f"{PRESSED}, {TYPED}")
    assert seen["wide"] <= width, name
    assert (seen["outside"], seen["small"]) == ([], []), name
    assert set(seen["rows"]) <= {1}, name
    if language == "zh-hans":
        assert ENGLISH.findall(seen["words"]) == [], name
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
    assert found.violations_count == 0, found.generate_report()


def test_on_the_narrowest_screen_eleven_scores_are_six_and_five(window, live_server, asked):
    page = window(320, script=True)
    page.goto(f"{live_server.url}/s/{asked('nps').token}/")
    tops = page.eval_on_selector_all(".scale label", "all => all.map(one => one.getBoundingClientRect().top)")
    assert [tops.count(top) for top in sorted(set(tops))] == [6, 5]
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


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


def test_the_pages_of_members_fit_are_accessible_and_judge_by_hand(
    client, window, live_server, workspace, owner, asked
):
    link = asked("nps")
    for words in ("buy now", "买"):
        onward = press(client, f"/s/{link.token}/", score="10", website="x").url
        press(client, onward, why=words)
    client.force_login(owner)
    kept = client.cookies["sessionid"].value
    client.post(f"/w/qinghe/links/{link.pk}/limits/", {"most": "500", "last_day": "2030-01-31"})
    client.post(f"/w/qinghe/surveys/{link.survey_id}/links/", {"name": "收据 Receipt", "kind": "qr"})
    home = f"{live_server.url}/w/qinghe/surveys/{link.survey_id}"
    for width, language, scheme in SIZES:
        page = window(width, scheme, script=True, language=language)
        page.context.add_cookies([
            {"name": "sessionid", "value": kept, "url": live_server.url},
            {"name": "django_language", "value": language, "url": live_server.url},
        ])  # fmt: skip
        for name in ("links", "doubts"):
            page.goto(f"{home}/{name}/")
            page.evaluate("document.querySelectorAll('main details').forEach(one => one.open = true)")
            assert page.evaluate("document.documentElement.scrollWidth") <= width, name
            if PICTURES:
                page.screenshot(
                    path=f"{PICTURES}/member-{name}-{width}-{language}-{scheme}.png", full_page=True
                )
            found = Axe().run(page)
            assert found.violations_count == 0, found.generate_report()
    page.locator("input[name=answers]").first.check()
    page.get_by_role("button", name="是真人").click()
    page.goto(f"{home}/doubts/?show=judged")
    assert page.locator("input[name=answers]").count() == 1
    with in_workspace(workspace):
        assert sorted(Response.objects.values_list("state", flat=True)) == ["bot_suspect", "complete"]
