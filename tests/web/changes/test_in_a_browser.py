"""Changes in a real browser: one is filed, begins, and its verdict is read; others may only read."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from regard.web.changes import filing
from regard.web.changes.judging import judge
from regard.web.changes.models import Change
from regard.web.workspaces.models import Membership
from regard.web.workspaces.tenancy import in_workspace
from tests.web.changes.conftest import JUDGED, START, on
from tests.web.dashboards.conftest import settle
from tests.web.windows import SIZES, go

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.xdist_group("browser"),
    pytest.mark.django_db(transaction=True),
]

WORDS = {
    "en": ("File a change", "Save", "Lock the promise", "Promised", "moved up by 50.0 points"),
    "zh-hans": ("登记改进", "保存", "锁定承诺", "已承诺", "多上升 50.0 点"),
}


def looked_at(page, path):
    """The page is quiet, accessible and no wider than the window."""
    page.evaluate("() => document.querySelectorAll('details.more').forEach(one => one.open = true)")
    found = Axe().run(page).response["violations"]
    assert [(each["id"], each["nodes"][0]["target"]) for each in found] == [], path
    assert page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth") <= 0, path
    assert page.said == [], path


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_change_is_filed_and_later_its_verdict_is_read(window, workspace, owner, year, language):
    file, save, lock, under_way, verdict = WORDS[language]
    year(since=1.0)
    page = window(1280, language)
    go(page, "changes/")
    page.get_by_role("link", name=file).click()
    page.fill("#id_title_en", "A second counter")
    page.fill("#id_title_zh", "增设第二个柜台")
    page.fill("#id_q", "counter")
    page.select_option("#id_metric", "csat")
    page.check("input[name=reach_segment][value=big]")
    page.fill("#id_smallest", "5")
    start = timezone.now().date() + timedelta(days=1)
    page.fill("#id_start_on", start.isoformat())
    page.fill("#id_judge_on", (start + timedelta(weeks=8)).isoformat())
    page.get_by_role("button", name=save, exact=True).click()
    page.get_by_role("button", name=lock).click()
    assert under_way in page.inner_text(".page-header")
    with in_workspace(workspace):
        change = Change.objects.get()
        Change.objects.update(start_on=START, judge_on=JUDGED)  # the weeks go by
        change.refresh_from_db()
        judge(change, at=on(JUDGED))
    page.reload(wait_until="networkidle")
    assert verdict in page.inner_text("#verdict")
    looked_at(page, "verdict")


def test_every_page_is_quiet_accessible_and_no_wider_than_the_window(window, workspace, owner, begun, year):
    year(since=1.0)
    change = begun()
    judge(change, at=on(JUDGED))
    open_one = begun(title_en="Another one")
    filing.publish(change, by=owner, at=on(START), shown=True)
    filing.open_page(by=owner, at=on(START), is_on=True, is_listed=False)
    paths = ["changes/", "changes/new/", f"changes/{change.pk}/", f"changes/{open_one.pk}/telling/"]
    for width, language, scheme in SIZES[1:3]:
        page = window(width, language, scheme)
        for path in [*paths, f"changes/{change.pk}/told/", f"../../decisions/qinghe/?lang={language}"]:
            go(page, path)
            looked_at(page, (path, width, language))


def test_home_shows_what_was_promised(window, workspace, begun, year):
    year(weeks=(-1, 0), per_week=4)
    settle()
    begun()
    page = window()
    go(page, "home/")
    page.locator(".home-promised a", has_text="A second counter").wait_for()
    assert "judged on Jan. 25, 2027" in page.inner_text(".home-promised")


def test_without_javascript_the_public_page_says_everything(window, workspace, owner, begun):
    change = begun()
    filing.publish(change, by=owner, at=on(START), shown=True)
    filing.open_page(by=owner, at=on(START), is_on=True, is_listed=False)
    page = window(360, script=False)
    go(page, "../../decisions/qinghe/?lang=en")
    assert "A second counter opens at noon." in page.inner_text("main")
    page.get_by_role("link", name="简体中文").click()
    assert "中午增开第二个柜台。" in page.inner_text("main")


def test_a_viewer_finds_nothing_to_change(window, workspace, owner, begun):
    change = begun()
    with in_workspace(workspace):
        Membership.objects.filter(user=owner).update(role="viewer")
    page = window()
    go(page, f"changes/{change.pk}/")
    assert page.locator("main form").count() == 0
    go(page, "changes/")
    assert page.locator("main form, main .button.primary").count() == 0
