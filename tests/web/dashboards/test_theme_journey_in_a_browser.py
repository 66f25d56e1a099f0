"""A lead merges two themes in a draft, sees what would come of it, publishes it; a viewer does not."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import expect

from regard.web.feedback.drafts import Draft
from regard.web.feedback.recording import record
from regard.web.insights.theme_models import ThemeAssignment
from tests.web.dashboards.conftest import settle
from tests.web.dashboards.test_themes import sweep, theme_of, themed
from tests.web.windows import go

__all__ = ["themed"]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.xdist_group("browser"),
    pytest.mark.django_db(transaction=True),
]

WORDS = {
    "en": {
        "merge": "Merge",
        "publish": "Publish the draft",
        "act": "Merge “{other}” into “{one}”.",
        "would": "{moved} records would carry other themes, of 304 with words.",
        "published": "Published: 1 change. {moved} records carry other themes than before.",
        "kept": "{who} merged “{other}” into “{one}”. “{one}”: {mine} records before, {total} after.",
    },
    "zh-hans": {
        "merge": "合并",
        "publish": "发布草稿",
        "act": "把“{other}”并入“{one}”。",
        "would": "在 304 条有文字的记录中，{moved} 条会归入其他主题。",
        "published": "已发布 1 项修改。 {moved} 条记录归入的主题与之前不同。",
        "kept": "{who} 把“{other}”并入了“{one}”。 “{one}”：之前 {mine} 条记录，之后 {total} 条。",
    },
}


def carriers(*keys):
    rows = ThemeAssignment.objects.filter(theme__key__in=keys, theme__gone_at=None)
    return rows.values("feedback").distinct().count()


@pytest.fixture
def told(themed, survey, analyst):
    """Two themes that three records speak of at once, and what is to be read about them."""
    one, other = theme_of("waiter"), theme_of("parcel")
    both = "The parcel arrived late and the waiter was rude"
    record(survey, [Draft(external_id=f"both{n}", text=both) for n in range(3)], at=timezone.now())
    settle()
    sweep()
    found = {"one": one.name, "other": other.name, "key": one.key, "gone": other.key, "who": str(analyst)}
    mine, moved, total = carriers(one.key), carriers(other.key), carriers(one.key, other.key)
    assert total == mine + moved - 3
    return {**found, "mine": mine, "moved": moved, "total": total}


def quiet_and_accessible(page):
    assert page.said == []
    assert page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth") <= 0
    found = Axe().run(page).response["violations"]
    assert [(each["id"], each["nodes"][0]["target"]) for each in found] == []


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("zh-hans", 360)])
def test_a_lead_publishes_a_theme_merge_and_a_viewer_cannot(window, told, analyst, viewer, language, width):
    words = {name: text.format(**told) for name, text in WORDS[language].items()}
    page, other = window(width, language, by=analyst), window(width, language, by=viewer)
    go(page, "themes/?period=all")
    page.click(f"a.theme-name[href*='/{told['key']}/']")
    page.click(f"summary:text-is('{words['merge']}')")
    page.select_option("#theme-other", told["gone"])
    page.click(f"button:text-is('{words['merge']}')")

    draft = page.locator("#draft")
    expect(draft.locator(".timeline")).to_contain_text(words["act"])
    expect(draft).to_contain_text(words["would"])
    row = draft.locator("table.preview").first.locator("tr", has_text=told["one"]).first
    assert row.locator("td").all_inner_texts() == [str(told["mine"]), str(told["total"])]
    quiet_and_accessible(page)

    go(other, f"themes/{told['gone']}/?period=all")
    expect(other.locator("h1")).to_have_text(told["other"])
    expect(other.locator(".curating, #draft")).to_have_count(0)
    go(other, "themes/?period=all")
    expect(other.locator("#draft")).to_have_count(0)

    page.click(f"button:has-text('{words['publish']}')")
    expect(page.locator("main")).to_contain_text(words["published"])
    expect(page.locator("#draft")).to_have_count(0)
    go(page, f"themes/{told['key']}/?period=all")
    expect(page.locator(".theme-numbers dd").first).to_have_text(str(told["total"]))
    expect(page.locator(".timeline")).to_contain_text(words["kept"])
    quiet_and_accessible(page)

    go(other, f"themes/{told['key']}/?period=all")
    expect(other.locator(".theme-numbers dd").first).to_have_text(str(told["total"]))
    expect(other.locator(".timeline")).to_contain_text(words["kept"])
    expect(other.locator(".curating, .timeline form")).to_have_count(0)
    quiet_and_accessible(other)


def test_a_draft_is_written_changed_and_published_without_javascript(window, told, analyst):
    page = window(by=analyst, script=False)
    go(page, f"themes/{told['key']}/?period=all")
    page.click("summary:has-text('Rename')")
    page.fill("#theme-name", "Waiting staff")
    page.click("button:text-is('Rename')")
    expect(page.locator("#draft .timeline li")).to_have_count(1)
    go(page, f"themes/{told['gone']}/?period=all")
    page.click("summary:has-text('Retire')")
    page.click("button:text-is('Retire')")
    expect(page.locator("#draft .timeline li")).to_have_count(2)
    page.click("#draft button:has-text('Take out') >> nth=1")
    expect(page.locator("#draft .timeline li")).to_have_count(1)
    page.click("button:has-text('Publish the draft')")
    expect(page.locator("main")).to_contain_text("Published: 1 change.")
    page.click(".timeline button:has-text('Undo')")
    expect(page.locator("#draft")).to_contain_text("Undo: Rename")
    page.click("button:has-text('Publish the draft')")
    expect(page.locator("main")).to_contain_text("Undone by")
    assert page.said == []
