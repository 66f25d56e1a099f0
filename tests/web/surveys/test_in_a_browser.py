"""The builder in a real browser: both languages, a phone and a desk; the preview follows what is typed."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from regard.web.surveys import making
from regard.web.workspaces.tenancy import in_workspace

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.xdist_group("browser"),
    pytest.mark.django_db(transaction=True),
]
SIZES = [(360, "en"), (360, "zh-hans"), (1280, "en"), (1280, "zh-hans")]
PAGES = [
    "surveys/", "surveys/new/", "surveys/import/", "{}", "{}draft/", "{}draft/questions/words/",
    "{}draft/pages/words/", "{}preview/?lang={}", "{}preview/mail/?lang={}", "{}preview/widget/?lang={}",
]  # fmt: skip
CLIPPED = """() => [...document.querySelectorAll("body *")].filter(one => {
  const style = getComputedStyle(one);
  const has = [...one.childNodes].some(each => each.nodeType === 3 && each.data.trim());
  const is_meant = style.textOverflow === "ellipsis" || one.closest(".visually-hidden, select, pre, script");
  if (!has || is_meant || !one.checkVisibility() || style.display === "inline") return false;
  return one.scrollWidth > one.clientWidth + 1 && style.overflowX !== "visible";
}).map(one => one.outerHTML.slice(0, 120))"""
SAID = """() => {
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
  while (walk.nextNode()) {
    const home = walk.currentNode.parentElement;
    const is_meant = home.closest("[lang=en], script, style, noscript, textarea");
    if (!is_meant && home.checkVisibility()) found.push(walk.currentNode.data);
  }
  for (const name of ["placeholder", "aria-label", "title"])
    for (const one of document.querySelectorAll(`[${name}]`)) found.push(one.getAttribute(name));
  return found;
}"""
NAMES = re.compile(
    r"Qinghe Teahouses|Olwen Achterberg|owner@qinghe\.example\.com|Regard|Words|NPS|CSAT|CES|JSON|MB|English"
    r"|SurveyJS|LimeSurvey|Qualtrics|\{[\w.…]+\}|\[\w+\]|\.(?:json|lss|qsf)"
)


@pytest.fixture
def survey(workspace, owner, noon):
    with in_workspace(workspace):
        survey = making.make("words", name="Words 用词", by=owner, at=noon)
    return f"surveys/{survey.pk}/"


@pytest.mark.parametrize(("width", "language"), SIZES)
def test_every_page_fits_its_width_and_breaks_no_rule(window, survey, tmp_path, width, language):
    page = window(width, language)
    for number, path in enumerate(PAGES):
        page.goto(page.home + path.format(survey, language))
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert page.evaluate(CLIPPED) == [], path
        if language != "en":
            said = [NAMES.sub("", one) for one in page.evaluate(SAID)]
            assert [one for one in said if re.search("[A-Za-z]{2}", one)] == [], path
        found = Axe().run(page).response["violations"]
        assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == [], path
        page.screenshot(path=tmp_path / f"{language}-{width}-{number}.png", full_page=True)
    assert page.said == []


FRAMES = {"phone": "page", "desktop": "page", "mail": "mail", "widget": "widget"}


def choose(page, name):
    page.locator(f"label:has(#as-{name})").click()
    return page.frame_locator(f"iframe[name=preview-{FRAMES[name]}]")


def in_widget(page, language):
    """The survey in the widget: its frame stands where no selector reaches, as on other people's pages."""
    for _attempt in range(100):
        for frame in page.frames:
            if frame.url.endswith(f"/preview/?lang={language}"):
                return frame
        page.wait_for_timeout(100)
    raise AssertionError([frame.url for frame in page.frames])


@pytest.fixture
def scored(workspace, owner, noon):
    with in_workspace(workspace):
        return f"surveys/{making.make('nps', name='NPS', by=owner, at=noon).pk}/"


def test_the_four_frames_show_the_draft_in_both_languages(window, scored):
    page = window(1280, "zh-hans")
    page.goto(page.home + scored + "draft/")
    asked = {"zh-hans": "您有多大可能把我们推荐给朋友或同事？", "en": "How likely are you to recommend us"}
    for language, text in asked.items():
        for name, kind in FRAMES.items():
            frame = choose(page, name)
            if language == "en":
                page.locator(f"[data-frame={kind}] a[lang=en]").click()
            inside = {"mail": frame.frame_locator("iframe"), "page": frame}.get(kind)
            (inside or in_widget(page, language)).locator("h1, legend", has_text=text).wait_for()
            assert page.locator(".preview iframe:visible").count() == 1
            assert page.locator(".framed:visible [aria-current]").get_attribute("lang") == language
    assert page.said == []


def test_in_the_e_mail_a_score_is_pressed_and_stands_on_its_page(window, scored):
    page = window(1280, "en")
    page.goto(page.home + scored + "draft/questions/score/")
    mail = choose(page, "mail").frame_locator("iframe")
    mail.get_by_text("How likely are you").wait_for()
    page.fill("[name=text_en]", "Would you come again?")
    mail.locator("h1").get_by_text("Would you come again?").wait_for()
    assert page.locator("[data-frame=mail] iframe").bounding_box()["width"] > 300
    mail.get_by_role("link", name="9", exact=True).click()
    assert mail.locator("input[value='9']").is_checked()
    mail.get_by_role("button", name="Next").click()
    mail.get_by_text("What would you say when recommending us?").wait_for()
    assert page.said == []


def test_the_widget_in_the_preview_opens_again_and_is_answered(window, scored):
    page = window(1280, "en")
    page.goto(page.home + scored + "draft/")
    host = choose(page, "widget")
    box = host.locator("body > div").bounding_box()
    inside = in_widget(page, "en").frame_element().bounding_box()
    assert inside["y"] - box["y"] == 44  # the button to close has its place above the survey
    assert inside["y"] + inside["height"] == box["y"] + box["height"]
    host.locator("body").evaluate("window.Regard.close()")
    host.get_by_role("button", name="Show the widget").click(force=True)
    survey = in_widget(page, "en")
    survey.check("input[value='10']")
    survey.get_by_role("button", name="Next").click()
    page.wait_for_timeout(300)
    assert any("main reason for your score" in frame.content() for frame in page.frames)
    assert page.said == []


def test_the_preview_follows_what_is_typed_and_keeps_nothing(window, survey):
    page = window(1280, "en")
    page.goto(page.home + survey + "draft/questions/words/")
    page.fill("[name='text_zh-hans']", "哪些词像我们？")
    page.frame_locator("iframe[name=preview-page]").get_by_text("哪些词像我们？").wait_for()
    page.fill("[name=text_en]", "Which words <b>fit</b>?")
    page.frame_locator("iframe[name=preview-page]").get_by_text("Which words <b>fit</b>?").wait_for()
    choose(page, "desktop")
    assert page.locator("iframe[name=preview-page]").evaluate("one => one.offsetWidth") > 600
    page.reload()
    assert page.input_value("[name=text_en]") == "Which words describe us? Choose up to five."
    assert page.said == []


def test_without_a_script_the_preview_has_a_button_and_can_be_walked(window, survey):
    page = window(360, "en", script=False)
    page.goto(page.home + survey + "draft/questions/words/")
    page.fill("[name=text_en]", "Which ones?")
    page.click("[name=preview][value=en]")
    page.frame_locator("iframe[name=preview-page]").get_by_text("Which ones?").wait_for()
    page.goto(page.home + survey + "draft/")
    frame = page.frame_locator("iframe[name=preview-page]")
    frame.get_by_text("Reliable", exact=True).click()
    frame.get_by_role("button", name="Next").click()
    frame.get_by_text("Thank you", exact=True).wait_for()


KINDS = [
    ("scale", (0, 10)), ("scale", (1, 5)), ("scale", (1, 7)), ("stars", (1, 5)), ("faces", (1, 5)),
    ("single", "option"), ("multiple", "option"), ("words", "option"), ("ranking", "option"),
    ("matrix", "row"),
    ("short_text", None), ("long_text", None), ("contact", None), ("date", None), ("consent", None),
    ("message", None),
]  # fmt: skip


def write(page, number, kind, more):
    """Add one more question and write it in both languages."""
    page.select_option("[name=kind]", kind)
    page.get_by_role("button", name="Add it").click()
    page.fill("[name=text_en]", f"Number {number}, {kind}?")
    page.fill("[name='text_zh-hans']", f"第{number}题？")
    if isinstance(more, tuple):
        page.fill("[name=low]", str(more[0]))
        page.fill("[name=high]", str(more[1]))
    elif more:
        for line in (0, 1):
            page.fill(f"[name=options-{line}-text_en]", f"{more} {line}")
            page.fill(f"[name='options-{line}-text_zh-hans']", f"选项{line}")
    page.get_by_role("button", name="Save").click()


def heads(page):
    return page.locator(".questions strong").all_text_contents()


def test_without_a_script_a_survey_of_every_kind_is_written_published_and_changed(window, scored):
    page = window(1280, "en", script=False)
    page.goto(page.home + scored + "draft/")
    for name in ("word", "say", "why"):
        page.locator(f"form[action*='/{name}/place/']").get_by_text("Take out").click()
    for number, (kind, more) in enumerate(KINDS):
        write(page, number, kind, more)
    written = [f"Number {number}, {kind}?" for number, (kind, _more) in enumerate(KINDS)]
    assert heads(page)[1:] == written

    for _once_more in range(2):  # to the end of the page above, then further up on it
        page.locator("form[action*='/q2/place/']").get_by_text("Up").click()
    assert heads(page)[1:4] == [written[1], written[0], written[2]]
    page.locator("form[action*='/q16/place/']").get_by_text("Join with the page above").click()
    assert page.locator("h2", has_text="Page").count() == 15

    page.locator("strong", has_text=written[11]).click()  # a long text, when the score is low
    page.select_option("[name=if0-when]", "score|between")
    page.fill("[name=if0-low]", "0")
    page.fill("[name=if0-high]", "6")
    page.get_by_role("button", name="Save").click()
    row = page.locator("li", has_text=written[11])
    assert "Depends on the answer to: How likely are you to recommend us" in row.inner_text()

    page.get_by_role("button", name="Publish the draft").click()
    page.get_by_text("Version 1, published on").wait_for()
    page.get_by_role("link", name="Edit the draft").click()
    page.locator("strong", has_text=written[15]).click()
    page.fill("[name=text_en]", "Thank you for all of this.")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Publish the draft").click()
    page.get_by_text("Version 2, published on").wait_for()
