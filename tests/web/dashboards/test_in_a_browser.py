"""The pages in a real browser: filters, links and texts behave, at a phone's width and at a desk's."""

import re
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe

from regard.web.feedback.drafts import Draft
from regard.web.feedback.models import Feedback
from regard.web.workspaces.tenancy import in_workspace
from tests.web.dashboards.conftest import moment, nps
from tests.web.dashboards.test_hostile_texts import ATTACKS, everywhere
from tests.web.windows import SIZES, go

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.xdist_group("browser"),
    pytest.mark.django_db(transaction=True),
]


@pytest.mark.parametrize(("width", "language", "scheme"), SIZES)
def test_pages_are_quiet_accessible_and_no_wider_than_the_window(
    window, workspace, story, width, language, scheme
):
    page = window(width, language, scheme)
    with in_workspace(workspace):
        pk = Feedback.objects.exclude(text="").first().pk
    for path in (
        "home/",
        "home/?period=30",
        "explore/",
        "explore/?metric=nps&by=segment&compare=previous",
        "explore/?metric=stars&period=365",
        "explore/?metric=nps&scores=0-6&word=staff&segment=new&segment=loyal&from=x",
        "explore/?factor=delivery&polarity=negative&emotion=anger&intent=complaint",
        "explore/words/",
        f"records/{pk}/",
        f"records/{pk}/why/",
    ):
        go(page, path)
        found = Axe().run(page).response["violations"]
        assert [(each["id"], each["nodes"][0]["target"]) for each in found] == [], path
        assert page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth") <= 0, path
        assert page.said == [], path


def test_a_link_within_a_small_line_of_a_list_looks_like_one_and_a_title_like_a_title(window, story):
    page = window()
    go(page, "home/")
    link, small, title, text = page.evaluate("""() => {
        const list = document.createElement("ul");
        list.className = "rows also";
        list.innerHTML = '<li><b><a href="#">title</a></b><small>said <a href="#">read them</a></small></li>';
        document.querySelector("main .card").append(list);
        const found = ["small a", "small", "b a", "b"].map(name => list.querySelector(name));
        return found.map(each => getComputedStyle(each).color);
    }""")
    assert link != small
    assert title == text


def test_who_chooses_faster_than_the_page_answers_gets_both_choices(window, story):
    page = window()
    go(page, "explore/?period=365")
    page.select_option("#filter-metric", "nps")
    page.select_option("#filter-segment", "new")
    page.wait_for_url(lambda url: "segment=new" in url)
    page.wait_for_selector(".explore-bar .chip.on #filter-segment")
    assert "metric=nps" in page.url
    assert page.input_value("#filter-metric") == "nps"
    assert page.said == []


@pytest.mark.parametrize("width", [360, 1280])
def test_one_click_corrects_a_record_of_a_list_and_another_takes_it_back(window, workspace, story, width):
    page = window(width)
    go(page, "explore/?period=365")
    first = page.locator("article.verbatim:has(details.correct)").first
    before = first.locator(".findings li").first.inner_text()
    name = "both" if "both" not in before else "neutral"
    first.locator("details.correct summary").click()
    first.locator(f"details.correct button >> text={name}").click()
    first.locator("text=The correction is kept").wait_for()
    assert first.locator(".findings li").first.inner_text().split() == [name, "corrected"]
    first.locator("details.correct summary").click()
    assert Axe().run(page).response["violations"] == []
    first.locator("text=Undo the last correction").click()
    first.locator("text=The correction is taken back").wait_for()
    assert first.locator(".findings li").first.inner_text() == before
    assert page.said == []


def test_without_javascript_a_correction_is_a_form_like_any_other(window, workspace, story):
    page = window(script=False)
    with in_workspace(workspace):
        pk = Feedback.objects.exclude(text="").first().pk
    page.goto(page.home + f"records/{pk}/")
    page.click("summary:has-text('Correct the reading')")
    page.fill("[name=words]", "not in the text at all")
    page.click("li:has-text('reputation') button:has-text('bad')")
    assert "is not in the text" in page.inner_text("#messages")
    page.click("summary:has-text('Correct the reading')")
    page.click("li:has-text('reputation') button:has-text('bad')")
    assert "The correction is kept" in page.inner_text("#messages")
    assert "reputation\nbad, corrected" in page.inner_text("#reading")
    page.click("button:has-text('Undo')")
    assert "reputation" not in page.inner_text("#reading")


def test_choosing_a_filter_changes_the_page_and_the_address_and_back_undoes_it(window, story):
    page = window()
    go(page, "explore/")
    everything = page.inner_text(".number-value")
    page.select_option("#filter-metric", "nps")
    page.wait_for_url("**/explore/?metric=nps")
    assert page.inner_text("#number") == "Loyalty (NPS)"
    page.select_option("#filter-segment", "new")
    page.wait_for_url("**/explore/?segment=new&metric=nps")
    page.select_option("#filter-by", "channel")
    page.wait_for_url("**&by=channel")
    assert "by channel" in page.inner_text(".chart h2")
    page.fill("#filter-q", "terrible")
    page.press("#filter-q", "Enter")
    page.wait_for_url("**q=terrible")
    assert "Terrible" in page.inner_text("mark.found >> nth=0")
    for end in ("&by=channel", "?segment=new&metric=nps", "/explore/?metric=nps", "/explore/"):
        with page.expect_event("load"):  # what is not kept is loaded again
            page.evaluate("() => history.back()")
        page.wait_for_url(f"**{end}", wait_until="networkidle")
    assert page.inner_text(".number-value") == everything
    assert page.said == []


def test_a_filter_keeps_the_focus_so_that_the_keyboard_goes_on(window, story):
    page = window()
    go(page, "explore/")
    page.focus("#filter-metric")
    page.select_option("#filter-metric", "csat")
    page.wait_for_url("**metric=csat")
    page.wait_for_load_state("networkidle")
    assert page.evaluate("() => document.activeElement.id") == "filter-metric"


def test_every_part_of_the_first_page_opens_what_is_behind_it(window, story):
    page = window()
    for selector in (
        ".finding a",
        ".profile .interval-label a >> nth=0",
        ".word >> nth=0",
        ".nps-bar a >> nth=2",
    ):
        go(page, "home/")
        page.click(selector, force=True)
        page.wait_for_url("**/explore/?**")
        assert page.locator(".verbatim").count() > 0
    assert page.said == []


READ = {"en": r"Read the (\d+) comments", "zh-hans": r"阅读这 (\d+) 条评论"}


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_who_reads_home_follows_a_finding_to_the_words_behind_it(window, story, language, width):
    page = window(width, language)
    go(page, "home/")
    assert page.get_attribute("html", "lang") == language
    assert re.search("has probably|很可能", page.inner_text("p.finding >> nth=0"))
    link = page.locator("p.evidence a", has_text=re.compile(READ[language])).first
    n = re.search(READ[language], link.inner_text())[1]
    link.click()
    page.wait_for_url("**/explore/?**")
    assert page.get_attribute(".number-value", "data-value") == n
    assert page.locator(".verbatim").count() == min(int(n), 25)
    quote = page.locator("article.verbatim").first
    assert quote.inner_text().strip()
    quote.locator("a", has_text=re.compile("Open|打开")).first.click()
    page.wait_for_url("**/records/**")
    assert page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth") <= 0
    assert page.said == []


def test_a_mark_of_a_chart_opens_its_records(window, story):
    page = window()
    go(page, "explore/?metric=nps&by=segment")
    mark = page.locator(".chart-picture .mark-symbol a").first
    wanted = mark.get_attribute("xlink:href")
    mark.click()
    page.wait_for_url("**/explore/?**")
    parts = urlsplit(page.url)
    assert f"{parts.path}?{parts.query}" == wanted


def test_the_number_is_copied_as_a_sentence(window, story):
    page = window()
    go(page, "explore/?metric=nps&segment=loyal")
    page.click("summary:has-text('Copy as a sentence')")
    page.click("[data-copy]")
    page.locator("[data-copy]", has_text="Copied").wait_for()
    assert re.match(
        r"Loyalty \(NPS\): \+\d+ \(95 % interval", page.evaluate("() => navigator.clipboard.readText()")
    )


def test_without_scripts_the_same_page_is_reached_by_a_button(window, story):
    page = window(script=False)
    go(page, "explore/")
    page.select_option("#filter-metric", "nps")
    page.click(".explore-bar button:has-text('Apply')")
    page.wait_for_url("**metric=nps**")
    assert page.inner_text("#number") == "Loyalty (NPS)"
    page.click("summary:has-text('As a table')")
    assert page.locator(".chart table tbody tr").count() > 1
    assert page.locator("[data-copy]").is_hidden()


def test_hostile_texts_run_nothing_and_ask_nobody(window, workspace, tell, today):
    hostile = [text.replace("\0", "") for text in ATTACKS]
    tell([everywhere(hostile[0], today)])
    at = moment(today)
    tell([Draft(str(n), title=text, text=text, segment=text[:100], answers=(nps(1),), collected_at=at)
          for n, text in enumerate(hostile)])  # fmt: skip
    with in_workspace(workspace):
        pk = Feedback.objects.get(external_id="a").pk
    page = window()
    for path in ("home/", "explore/", "explore/?page=2", "explore/?by=segment&metric=nps", f"records/{pk}/"):
        go(page, path)
        assert page.said == [], path


def test_letters_of_a_chart_keep_their_size_on_a_desk(window, story):
    page = window()
    go(page, "explore/?metric=nps&by=segment")
    natural, drawn = page.evaluate("""() => {
        const svg = document.querySelector(".chart-picture svg");
        return [svg.viewBox.baseVal.width, svg.getBoundingClientRect().width];
    }""")
    assert 0.9 < drawn / natural < 1.2
