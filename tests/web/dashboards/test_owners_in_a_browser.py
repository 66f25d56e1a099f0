"""An analyst says who owns a customer and reads what the customers of an owner say, in both languages."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from regard.web.customers import owning
from regard.web.customers.models import Customer
from regard.web.workspaces.models import Membership
from regard.web.workspaces.tenancy import in_workspace
from tests.web.windows import go

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.xdist_group("browser"),
    pytest.mark.django_db(transaction=True),
]
SAID = {"en": ("Mine", "nobody", "by owner", "Owner"), "zh-hans": ("我负责的", "无人", "按负责人", "负责人")}


@pytest.fixture
def persons(workspace, story, owner, analyst, noon):
    with in_workspace(workspace):
        found = list(Customer.objects.order_by("external_id")[:20])
        for person in found[1:]:
            owning.give(person, Membership.objects.get(user=analyst), by=owner, at=noon)
    return found


def test_an_analyst_chooses_an_owner_and_filters_explore_by_them(window, persons, analyst, owner):
    for width, language in ((1280, "en"), (360, "zh-hans")):
        mine, nobody, by_owner, label = SAID[language]
        page = window(width, language, by=analyst)
        go(page, f"customers/{persons[0].pk}/")
        page.select_option("select[name=owner]", label=str(owner) if language == "en" else nobody)
        page.click(".facts button")
        page.wait_for_selector("dd small" if language == "en" else "dd:has(form):not(:has(small))")
        assert [each["id"] for each in Axe().run(page).response["violations"]] == []
        go(page, "explore/?metric=nps&period=365")
        page.select_option("#filter-owner", label=mine)
        page.wait_for_selector(".explore-bar .chip.on #filter-owner")
        assert "owner=" in page.url
        page.select_option("#filter-by", label=by_owner)
        page.wait_for_selector(f"#main svg text:has-text('{analyst}')", state="attached")
        assert label in page.inner_text("label:has(#filter-owner)")
        assert [each["id"] for each in Axe().run(page).response["violations"]] == []
        assert page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth") <= 0
        assert page.said == []


def test_a_viewer_filters_by_owner_and_finds_nowhere_to_set_one(window, persons, viewer, analyst):
    page = window(by=viewer)
    go(page, "explore/?metric=nps&period=365")
    page.select_option("#filter-owner", label=str(analyst))
    page.wait_for_selector(".explore-bar .chip.on #filter-owner")
    assert page.locator("form[action*=owner]").count() == 0
    assert page.said == []
