"""Saved views and alerts in a browser: saved by an analyst, watched, closed; quiet, accessible, narrow."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings

from regard.web.alerts import mailing, watching
from regard.web.alerts.models import Alert, AlertMail, Watch
from regard.web.alerts.watching import Terms
from regard.web.dashboards.addresses import Address
from regard.web.dashboards.saved_models import SavedView
from regard.web.dashboards.saving import save
from regard.web.workspaces.tenancy import in_workspace
from tests.web.alerts.conftest import DAY, NAME, ROLES, TODAY
from tests.web.windows import SIZES, go

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.xdist_group("browser"),
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def alert(workspace, survey, analyst, noon, tell, pass_days, monkeypatch):
    """A fall that was told."""
    tell((TODAY - 30 * DAY, 30, 3, 1))
    with in_workspace(workspace):
        view = save(Address(metric="nps"), name=NAME, note="", roles=ROLES, by=analyst, at=noon)
        watching.begin(view, Terms("down", 365, 30), readers=[], language="en", by=analyst, at=noon)
        many = save(Address(), name="All 全部", note="", roles=ROLES, by=analyst, at=noon)
        watching.begin(
            many, Terms("up", 365, 30, "volume"), readers=[analyst], language="zh-hans", by=analyst, at=noon
        )
    tell((TODAY, 5, 3, 1), (TODAY + 5 * DAY, 3, 0, 24))
    pass_days(8)
    monkeypatch.undo()
    with in_workspace(workspace):
        return Alert.objects.select_related("watch__view").get(watch__metric="nps")


def test_the_pages_are_quiet_accessible_and_no_wider_than_the_window(window, analyst, alert):
    view = alert.watch.view_id
    paths = ["alerts/", f"alerts/new/{view}/", f"alerts/watched/{alert.watch_id}/", f"alerts/{alert.pk}/"]
    with in_workspace(alert.workspace):
        other = Alert.objects.exclude(pk=alert.pk).get(event=alert.event_id)
        mail = AlertMail.objects.get()
        AlertMail.objects.update(listed=[str(other.pk)])
    paths += [f"alerts/events/{alert.event_id}/", f"alerts/{other.pk}/", f"alerts/watched/{other.watch_id}/"]
    paths += [
        f"alerts/new/{other.watch.view_id}/",
        "../.." + mailing.stopping(mail).removeprefix(settings.PUBLIC_URL),
    ]
    paths += ["views/", f"views/{view}/", "views/new/?metric=nps", "explore/?metric=nps&by=factor&period=365"]
    for width, language, scheme in SIZES:
        page = window(width, language, scheme, by=analyst)
        for path in paths:
            go(page, path)
            page.evaluate("() => document.querySelectorAll('details.more').forEach(one => one.open = true)")
            found = Axe().run(page).response["violations"]
            assert [(each["id"], each["nodes"][0]["target"]) for each in found] == [], (path, width)
            wide = page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth")
            assert wide <= 0, (path, width)
        assert page.said == []


@pytest.mark.parametrize(
    ("language", "save_it", "done"),
    [("en", "Save this view", "is saved."), ("zh-hans", "保存此视图", "已保存")],
)
def test_an_analyst_finds_a_number_saves_it_for_viewers_and_has_it_watched(
    window, workspace, analyst, viewer, alert, language, save_it, done
):
    page = window(1280, language, by=analyst)
    go(page, "explore/?period=all")
    page.select_option("#filter-metric", "nps")
    page.wait_for_url(lambda url: "metric=nps" in url)
    page.select_option("#filter-segment", "new")
    page.wait_for_url(lambda url: "segment=new" in url)
    page.wait_for_load_state("networkidle")
    page.click(f"text={save_it}")
    page.fill("[name=name]", "New guests 新客人")
    page.check("[name=roles][value=viewer]")
    page.click("main button.primary")
    page.wait_for_selector(f"main >> text={done}")
    assert "segment=new" in page.url
    with in_workspace(workspace):
        view = SavedView.objects.get(name="New guests 新客人")
    assert (view.query, view.roles) == ("period=all&segment=new&metric=nps", ["viewer"])
    other = window(360, language, by=viewer)
    go(other, "explore/")
    assert save_it not in other.inner_text("main")
    other.click("summary:has-text('Saved views')" if language == "en" else "summary:has-text('已保存的视图')")
    other.click("text=New guests 新客人")
    other.wait_for_url(lambda url: url.endswith(view.query))
    go(other, f"views/{view.pk}/")
    assert other.said != []
    assert page.said == []


def test_an_event_is_closed_with_a_note_and_watched_anew(window, workspace, analyst, alert):
    page = window(360, by=analyst)
    go(page, "alerts/")
    page.click("text=2 views have probably moved")
    page.fill("[name=note]", "A strike 罢工")
    page.click("main button.primary")
    page.wait_for_selector("main >> text=A strike 罢工")
    with in_workspace(workspace):
        assert Watch.objects.get(metric="nps").monitor["days"] == 0
        assert Watch.objects.get(metric="volume").is_learning
    assert page.said == []
