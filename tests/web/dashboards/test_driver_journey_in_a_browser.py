"""An analyst follows a driver to its records and saves the view; a viewer sees it and changes nothing."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from regard.web.dashboards.saved_models import SavedView
from regard.web.workspaces.tenancy import in_workspace
from tests.web.dashboards.test_drivers import driven
from tests.web.windows import go

__all__ = ["driven"]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.xdist_group("browser"),
    pytest.mark.django_db(transaction=True),
]
SAID = {
    "en": ("Drivers", "Save this view", "Saved views", "Factor: support", "Change"),
    "zh-hans": ("驱动因素", "保存此视图", "已保存的视图", "影响因素：服务", "更改"),
}


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("zh-hans", 360)])
def test_from_a_driver_to_its_records_to_a_view_that_others_see(
    window, driven, analyst, viewer, language, width
):
    drivers, save, views, chip, change = SAID[language]
    page = window(width, language, by=analyst)
    go(page, "drivers/")
    assert drivers in page.inner_text("h1")
    link = page.locator(".driver-list a[href*='factor=support&polarity=negative']").first
    n = link.inner_text().split()[0]
    link.click()
    page.wait_for_url("**/explore/**")
    assert n in page.inner_text(".voices .chip.on")
    assert chip in page.inner_text(".chosen")
    page.click(f"text={save}")
    page.fill("[name=name]", "What support is blamed for 客服")
    page.check("[name=roles][value=viewer]")
    assert Axe().run(page).response["violations"] == []
    page.click(".form-actions button >> nth=0")
    page.wait_for_url("**/explore/?**")
    with in_workspace(driven):
        view = SavedView.objects.get()
    assert page.url.endswith(f"?{view.query}")
    other = window(width, language, by=viewer)
    go(other, "explore/")
    other.click(f"summary:has-text('{views}')")
    other.click(f"a.menu-item:has-text('{view.name}')")
    other.wait_for_url(f"**/explore/?{view.query}")
    assert n in other.inner_text(".voices .chip.on")
    assert other.locator(f"text={save}").count() == 0
    go(other, "views/")
    assert view.name in other.inner_text("#main")
    assert other.locator(f".actions >> text={change}").count() == 0
    assert other.goto(f"{other.home}views/{view.pk}/").status == 403
    assert page.said == []
