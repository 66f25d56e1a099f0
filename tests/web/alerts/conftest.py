"""A view of what guests said, watched from NOON's day on, with the days made by hand."""

from datetime import UTC, datetime, timedelta

import pytest

from regard.web.alerts import jobs, watching
from regard.web.alerts.models import Watch
from regard.web.alerts.watching import Terms
from regard.web.channels.models import Sender
from regard.web.dashboards.addresses import Address
from regard.web.dashboards.saving import save
from regard.web.feedback.drafts import Draft
from regard.web.feedback.recording import record
from regard.web.workspaces.tenancy import in_workspace
from tests.conftest import NOON
from tests.web.channels.conftest import receiver
from tests.web.dashboards.conftest import inside, look, nps, reviews, settle

__all__ = ["inside", "look", "receiver", "reviews"]

NAME = "Loyalty 忠诚度"
GOOD = "Lovely staff, great tea. 客服很热情。"
BAD = "Delivery took three weeks and the box was broken. Terrible."
DAY = timedelta(days=1)
TODAY = NOON.date()
ROLES = ("admin", "analyst", "viewer")


def at(day, hour=9):
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def drafts_of(day, *, good, bad, mark=""):
    """What was said on one day: promoters with praise, detractors with complaints."""
    said = [(9, GOOD)] * good + [(2, BAD)] * bad
    return [
        Draft(
            external_id=f"{day}{mark}-{place}",
            text=text,
            answers=(nps(score),),
            collected_at=at(day),
            segment="new",
        )
        for place, (score, text) in enumerate(said)
    ]


@pytest.fixture
def tell(workspace, survey):
    """Record what was said on some days, then read and archive it."""

    def record_and_settle(*days):
        """Each is (first day, how many days, good a day, bad a day, mark)."""
        drafts = []
        for first, many, good, bad, *mark in days:
            for place in range(many):
                day = first + place * DAY
                drafts += drafts_of(day, good=good, bad=bad, mark=mark[0] if mark else "")
        with in_workspace(workspace):
            record(survey, drafts, at=NOON)
        settle()

    return record_and_settle


@pytest.fixture
def quiet(tell):
    """Thirty days on which three of four praised."""
    tell((TODAY - 30 * DAY, 30, 3, 1))


@pytest.fixture
def view(analyst, inside, noon):
    return save(Address(metric="nps"), name=NAME, note="", roles=ROLES, by=analyst, at=noon)


@pytest.fixture
def watch(view, quiet, analyst, noon):
    """Told of a fall, with one false alarm in a year, against the last thirty days."""
    return watching.begin(view, Terms("down", 365, 30), readers=[analyst], language="en", by=analyst, at=noon)


@pytest.fixture
def pass_days(monkeypatch):
    """Let the clock stand so many days after NOON, and the worker do what is due."""

    def until(days):
        monkeypatch.setattr(jobs.timezone, "now", lambda: NOON + days * DAY)
        while jobs.watch_due():
            pass

    return until


@pytest.fixture
def a_sender(receiver, owner, noon, inside):
    """Set up the mail server of the workspace."""

    def set_up():
        options = {"host": "127.0.0.1", "port": receiver.port, "security": "none", "user": ""}
        return Sender.objects.create(
            name="Regard 清河",
            address="regard@qinghe.example.com",
            options=options,
            created_at=noon,
            created_by=owner,
        )

    return set_up


@pytest.fixture
def sender(a_sender):
    return a_sender()


def monitor_of(watch):
    return Watch.objects.get(pk=watch.pk).monitor
