"""The pages in a real browser, in both languages: a report is kept, a finding written, a digest asked for."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from regard.web.reports.models import Finding, Report, Subscription
from regard.web.workspaces.tenancy import in_workspace
from tests.web.windows import go

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.xdist_group("browser"),
    pytest.mark.django_db(transaction=True),
]

SIZES = [(360, "en", "dark"), (1280, "zh-hans", "light")]
PATHS = (
    "reports/?month={month}",
    "reports/findings/",
    "reports/findings/new/?metric=csat",
    "reports/digest/",
)
WORDS = {
    "en": ("Keep this report", "Keep the finding", "Send it to me", "You get it"),
    "zh-hans": ("保存这份报告", "保存结论", "发给我", "您已订阅"),
}


@pytest.mark.parametrize(("width", "language", "scheme"), SIZES)
def test_a_report_is_kept_a_finding_written_and_a_digest_asked_for(
    window, workspace, scores, today, width, language, scheme
):
    page = window(width, language, scheme)
    keep, write, ask, is_on = WORDS[language]
    for path in (*PATHS, "reports/schedule/"):
        go(page, path.format(month=f"{today:%Y-%m}"))
        found = Axe().run(page).response["violations"]
        assert [(each["id"], each["nodes"][0]["target"]) for each in found] == [], path
        assert page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth") <= 0, path
    go(page, PATHS[0].format(month=f"{today:%Y-%m}"))
    page.get_by_role("button", name=keep).click()
    page.wait_for_url("**/reports/*-*/")
    with page.expect_download() as download:
        page.get_by_role("link", name="PDF").click()
    assert download.value.suggested_filename.endswith(f"{language}.pdf")
    go(page, "reports/findings/new/?metric=csat")
    page.locator("textarea[name=sentence]").fill("<b>Satisfied</b> 满意")
    page.get_by_role("button", name=write).click()
    page.get_by_text("<b>Satisfied</b> 满意").wait_for()
    go(page, "reports/digest/")
    page.get_by_role("button", name=ask).click()
    page.get_by_role("heading", name=is_on).wait_for()
    with in_workspace(workspace):
        kept = Report.objects.count(), Finding.objects.count(), Subscription.objects.get().language
    assert kept == (1, 1, language)
    assert page.said == []
