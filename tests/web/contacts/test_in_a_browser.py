"""The pages in a real browser: accessible, quiet, no wider than the window; a plan goes through by hand."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from regard.web.contacts.campaigning import start
from regard.web.contacts.drawing import draw_due
from regard.web.contacts.models import Audience, Campaign
from regard.web.contacts.noting import note
from regard.web.contacts.quieting import leave_alone
from regard.web.contacts.suppressing import suppress
from regard.web.workspaces.tenancy import in_workspace

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.xdist_group("browser"),
    pytest.mark.django_db(transaction=True),
]
SIZES = [(360, "en", "dark"), (360, "zh-hans", "light"), (1280, "en", "light"), (1280, "zh-hans", "dark")]
PICTURES = os.environ.get("PICTURES")  # a folder for them


@pytest.fixture
def story(workspace, nps, customers, owner, senders):
    """An audience, one campaign that waits, one that asked, a stop, a complaint."""
    at = timezone.now() - timedelta(days=1)
    rule = {"all": [{"field": "account_segment", "op": "is", "values": ["enterprise"]}]}
    audience = Audience.objects.create(name="Enterprise 企业客户", rule=rule, created_at=at)
    plan = Campaign.objects.create(
        survey=nps, name="Spring 春季", audience=audience, planned=1, created_at=at, shares={"enterprise": 4}
    )
    asked = Campaign.objects.create(
        survey=nps, name="Autumn 秋季", trigger="rolling", per_day=5, created_at=at, reminder_after_days=7
    )
    suppress("email", "bo@example.com", reason="complained", at=at, evidence="abuse report of 12 November")
    start(asked, by=owner, at=at)
    draw_due(at=at)
    note(asked.invitations.get(), kind="ask", outcome="sent", at=at)
    leave_alone(customers[0], because="Complaint 47: the tea was cold 茶是凉的", by=owner, at=at)
    event = Campaign.objects.create(
        survey=nps, name="After 之后", trigger="event", event_kind="order.delivered", delay_hours=1,
        created_at=at, channel="sms",
    )  # fmt: skip
    return {
        "event": event.pk,
        "survey": nps.pk,
        "plan": plan.pk,
        "asked": asked.pk,
        "audience": audience.pk,
        "ada": customers[0].pk,
    }


PAGES = {
    "every": "asking/", "new": "asking/new/", "plan": "asking/{plan}/", "asked": "asking/{asked}/",
    "silent": "asking/{asked}/not-asked/", "audiences": "asking/audiences/",
    "audience": "asking/audiences/{audience}/", "rules": "asking/rules/",
    "one_use": "asking/links/", "stopped": "asking/stopped/",
    "person": "customers/{ada}/contacts/", "event": "asking/{event}/",
    "planning": "surveys/{survey}/planning/?audience={audience}&change=20", "survey": "surveys/{survey}/",
}  # fmt: skip


@pytest.mark.parametrize(("width", "language", "scheme"), SIZES)
def test_pages_are_quiet_accessible_and_no_wider_than_the_window(window, story, width, language, scheme):
    page = window(width, language, scheme)
    for name, path in PAGES.items():
        page.goto(page.home + path.format(**story), wait_until="networkidle")
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / f"{name}-{width}-{language}.png", full_page=True)
        found = Axe().run(page).response["violations"]
        assert [(each["id"], each["nodes"][0]["target"]) for each in found] == [], path
        assert page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth") <= 0, path
        assert page.said == [], path


def test_a_campaign_is_planned_and_started_without_javascript(window, workspace, story):
    page = window(script=False)
    page.goto(page.home + "asking/new/")
    page.fill("[name=name]", "Winter 冬")
    page.check("[name=trigger][value=rolling]")
    page.click("button:has-text('Save, and see')")
    assert "How many a day?" in page.inner_text("main")
    page.fill("[name=per_day]", "2")
    page.click("button:has-text('Save, and see')")
    assert "can be reached" in page.inner_text("main")
    page.click("button:has-text('Start asking')")
    assert "It asks now" in page.inner_text("#messages")
    with in_workspace(workspace):
        assert Campaign.objects.get(name="Winter 冬").started_at is not None
