"""Saved views and alerts in a browser: saved by an analyst, watched, closed; quiet, accessible, narrow."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from regard.web.alerts import watching
from regard.web.alerts.models import Alert, Watch
from regard.web.alerts.watching import Terms
from regard.web.dashboards.addresses import Address
from regard.web.dashboards.saved_models import SavedView
from regard.web.dashboards.saving import save
from regard.web.workspaces.tenancy import in_workspace
from tests.web.alerts.conftest import DAY, NAME, ROLES, TODAY
from tests.web.dashboards.test_in_a_browser import SIZES, go

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.xdist_group("browser"),
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def window(chromium, live_server):
    """Open a window for somebody who has signed in, with all that it complains about."""
    contexts = []

    def of(user, width=1280, language="en", scheme="light"):
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
        context = chromium.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
        context.add_cookies([
            {"name": settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": live_server.url},
            {"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": live_server.url},
        ])  # fmt: skip
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.home = f"{live_server.url}/w/qinghe/"
        page.said = []
        page.on("console", lambda message: page.said.append(message.text))
        page.on("pageerror", lambda error: page.said.append(str(error)))
        return page

    yield of
    for context in contexts:
        context.close()


@pytest.fixture
def alert(workspace, survey, analyst, noon, tell, pass_days, monkeypatch):
    """A fall that was told."""
    tell((TODAY - 30 * DAY, 30, 3, 1))
    with in_workspace(workspace):
        view = save(Address(metric="nps"), name=NAME, note="", roles=ROLES, by=analyst, at=noon)
        watching.begin(view, Terms("down", 365, 30), readers=[], language="en", by=analyst, at=noon)
    tell((TODAY, 5, 3, 1), (TODAY + 5 * DAY, 3, 0, 6))
    pass_days(8)
    monkeypatch.undo()
    with in_workspace(workspace):
        return Alert.objects.select_related("watch__view").get()


def test_the_pages_are_quiet_accessible_and_no_wider_than_the_window(window, analyst, alert):
    view = alert.watch.view_id
    paths = ["alerts/", f"alerts/new/{view}/", f"alerts/watched/{alert.watch_id}/", f"alerts/{alert.pk}/"]
    paths += ["views/", f"views/{view}/", "views/new/?metric=nps", "explore/?metric=nps&by=factor&period=365"]
    for width, language, scheme in SIZES:
        page = window(analyst, width, language, scheme)
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
    page = window(analyst, 1280, language)
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
    page.wait_for_load_state("networkidle")
    assert done in page.inner_text("main")
    assert "segment=new" in page.url
    with in_workspace(workspace):
        view = SavedView.objects.get(name="New guests 新客人")
    assert (view.query, view.roles) == ("period=all&segment=new&metric=nps", ["viewer"])
    other = window(viewer, 360, language)
    go(other, "explore/")
    assert save_it not in other.inner_text("main")
    other.click("summary:has-text('Saved views')" if language == "en" else "summary:has-text('已保存的视图')")
    other.click("text=New guests 新客人")
    other.wait_for_load_state("networkidle")
    assert other.url.endswith(view.query)
    go(other, f"views/{view.pk}/")
    assert other.said != []
    assert page.said == []


def test_an_alert_is_closed_with_a_note_and_watched_anew(window, workspace, analyst, alert):
    page = window(analyst, 360)
    go(page, "alerts/")
    page.click("text=has probably fallen")
    page.fill("[name=note]", "A strike 罢工")
    page.click("main button.primary")
    page.wait_for_load_state("networkidle")
    assert "A strike 罢工" in page.inner_text("main")
    with in_workspace(workspace):
        assert Watch.objects.get().monitor["days"] == 0
    assert page.said == []
