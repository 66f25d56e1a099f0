"""The first minutes of somebody who has just typed `make run`, in a real browser, on a fresh installation."""

import re
from datetime import UTC, datetime, timedelta

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]

HEADINGS = {
    "home/": {"en": "How customers see", "zh-hans": "客户如何看待"},
    "explore/": {"en": "Explore", "zh-hans": "探索"},
    "explore/?metric=nps&by=segment": {"en": "Explore", "zh-hans": "探索"},
    "customers/": {"en": "Customers", "zh-hans": "客户"},
    "imports/": {"en": "Import", "zh-hans": "导入"},
    "members/": {"en": "Members", "zh-hans": "成员"},
    "settings/": {"en": "Settings", "zh-hans": "设置"},
}


@pytest.fixture
def answers(tmp_path):
    """A file that is not in the repository: 60 delighted answers of these days, one row refused."""
    day = datetime.now(UTC) - timedelta(days=3)
    rows = ["date;NPS;comment"]
    for number in range(30):
        at = (day - timedelta(hours=number)).strftime("%Y-%m-%d %H:%M")
        rows.append(f'{at};10;"Wonderful, the zebra crossing {number} made us smile"')
        rows.append(f"{at};9;非常满意，斑马线服务太棒了，第{number}次")
    rows.append(f"{day:%Y-%m-%d};11;eleven is not on the scale")
    path = tmp_path / "answers 回答.csv"
    path.write_text("\n".join(rows), "utf-8")
    return path


@pytest.mark.parametrize(
    ("width", "language", "theme"),
    [
        (1280, "en", "light"),
        (360, "en", "dark"),
        (1280, "zh-hans", "dark"),
        (360, "zh-hans", "light"),
    ],
)
def test_every_page_is_quiet_accessible_and_fits(watch, running, width, language, theme):
    window = watch(width=width, language=language, theme=theme)
    window.page.goto(f"{running.address}/sign-in/")
    window.accessible()
    workspace = running.sign_in(window.page)
    for end, words in HEADINGS.items():
        window.page.goto(workspace + end, wait_until="networkidle")
        assert words[language] in window.page.inner_text("h1"), end
        window.accessible()
        window.fits()
    window.page.goto(workspace + "customers/")
    window.page.click("main tbody th a")
    window.page.wait_for_selector(".timeline")
    window.accessible()
    window.fits()
    window.quiet()


@pytest.mark.parametrize(("width", "language"), [(1280, "en"), (360, "zh-hans")])
def test_from_a_file_to_the_words_behind_a_number(watch, running, answers, width, language):
    window = watch(width=width, language=language)
    page = window.page
    workspace = running.sign_in(page)
    page.goto(workspace + "explore/?metric=nps&period=30", wait_until="networkidle")
    before = answers_counted(page.inner_text("main"))

    # import: upload, columns, dry run, import
    page.goto(workspace + "imports/")
    answers = answers.rename(answers.with_name(f"{width}-{answers.name}"))
    page.set_input_files("#file", answers)
    page.click("main form button.primary")
    page.wait_for_url("**/columns/")
    window.accessible()
    window.fits()
    page.fill("[name$=source_name]", f"Street survey {width}")
    page.click("main form button.primary")
    start = page.locator("form[action$='/start/'] button")
    start.wait_for(timeout=60_000)
    window.accessible()
    window.fits()
    assert figures(page) == [60, 0, 0, 1]
    assert "11" in page.inner_text("main")
    start.click()
    page.locator("form[action$='/undo/'] button").wait_for(timeout=60_000)
    assert figures(page) == [60, 0, 0, 1]
    detail = page.url

    # the numbers change, and lead to the words
    for _ in range(60):
        page.goto(workspace + "explore/?metric=nps&period=30", wait_until="networkidle")
        if answers_counted(page.inner_text("main")) == before + 60:
            break
        page.wait_for_timeout(500)
    assert answers_counted(page.inner_text("main")) == before + 60
    page.goto(workspace + "explore/?period=30&q=zebra", wait_until="networkidle")
    assert page.locator(".verbatim").count() == 25
    assert page.locator(".verbatim mark").count() > 25
    page.locator(".verbatim-meta a", has_text={"en": "Open", "zh-hans": "打开"}[language]).first.click()
    page.wait_for_url("**/records/**")
    assert "zebra" in page.inner_text("main")
    window.accessible()
    window.fits()

    # home tells of them, each number leads to its records
    page.goto(workspace + "home/?period=30", wait_until="networkidle")
    assert re.search(r"Wonderful|wonderful|满意|smile", page.inner_text("main"))

    # and it can be taken back
    page.goto(detail)
    page.click("form[action$='/undo/'] button")
    page.locator({"en": "text=was undone", "zh-hans": "text=已撤销"}[language]).first.wait_for(timeout=60_000)
    for _ in range(60):
        page.goto(workspace + "explore/?metric=nps&period=30", wait_until="networkidle")
        if answers_counted(page.inner_text("main")) == before:
            break
        page.wait_for_timeout(500)
    assert answers_counted(page.inner_text("main")) == before
    window.quiet()


def answers_counted(text: str) -> int:
    return int(re.search(r"n = ([\d,]+)", text)[1].replace(",", ""))


def figures(page) -> list[int]:
    return [int(text.replace(",", "")) for text in page.locator(".figures dd").all_inner_texts()]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_number_on_home_opens_exactly_its_records(watch, running, language):
    window = watch(width=1280, language=language)
    workspace = running.sign_in(window.page)
    links = window.page.locator("main a[href*='metric=ces']")
    href = links.first.get_attribute("href")
    window.page.goto(running.address + href, wait_until="networkidle")
    assert window.page.url.startswith(workspace + "explore/?")
    assert answers_counted(window.page.inner_text("main")) > 30
    window.quiet()


def test_the_language_is_switched_on_the_page_and_stays(watch, running):
    window = watch(width=1280, language="en")
    workspace = running.sign_in(window.page)
    window.page.click(".rail button:has-text('简体中文')")
    window.page.wait_for_selector("html[lang='zh-hans']")
    window.page.goto(workspace + "members/")
    assert window.page.inner_text("h1") == "成员"
    window.quiet()


def test_a_chart_becomes_interactive_under_the_strict_policy(watch, running):
    window = watch(width=1280, language="en")
    workspace = running.sign_in(window.page)
    window.page.goto(workspace + "explore/?metric=nps&period=all", wait_until="networkidle")
    for _ in range(60):  # the worker makes the script on the first start
        button = window.page.locator("figure button", has_text="Interactive")
        if button.count() and button.first.is_visible():
            break
        window.page.wait_for_timeout(1000)
        window.page.reload(wait_until="networkidle")
    button.first.click()
    window.page.locator("figure canvas, figure .chart-live svg").first.wait_for(timeout=30_000)
    window.quiet()
