"""Home tells how many customers at risk nobody looks after yet: the worker counts, home reads one row."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from regard.web.insights import jobs
from regard.web.loyalty import noticing
from regard.web.loyalty.counting import count_again
from regard.web.loyalty.jobs import EVERY, risk_due
from regard.web.loyalty.models import CareStep, RiskCount
from regard.web.workspaces.models import Membership
from regard.web.workspaces.permissions import Permission
from tests.web.loyalty.conftest import Firm
from tests.web.loyalty.test_steps import step
from tests.web.loyalty.test_worklist import names, troubled

__all__ = ["step", "troubled"]

pytestmark = pytest.mark.django_db

SAID = "customers at risk whom nobody looks after yet"


@pytest.fixture
def counted(troubled):
    """Everything is in the archive, and the worker has counted."""
    while jobs.read_due() or jobs.archive_due():
        pass
    assert risk_due() is True
    return troubled


def test_home_tells_how_many_and_leads_to_exactly_these(counted, look, owner):
    home = look(owner, "home/")
    assert f"4 {SAID}" in home.text
    assert "Nobody talked to them, put them off or settled them; counted on" in home.text
    assert len(names(look(owner, home.link(f"4 {SAID}")))) == 4
    assert "4 位有流失风险的客户尚无人跟进" in look(owner, "home/", language="zh-hans").text


def test_a_step_takes_one_off_the_number_at_once_and_the_last_one_the_line(counted, look, owner, step):
    step(owner, "Company 1", kind="talked")
    assert f"3 {SAID}" in look(owner, "home/").text
    for place in (0, 2, 3):
        step(owner, f"Company {place}", kind="talked")
    assert "nobody looks after yet" not in look(owner, "home/").text


def test_who_comes_back_to_the_list_is_counted_on_that_day(counted, look, owner, inside, step, today):
    step(owner, "Company 1", kind="snoozed", until=(today + timedelta(days=1)).isoformat())
    assert RiskCount.objects.get().n == 3
    assert count_again(inside, at=timezone.now() + timedelta(days=1)) is True
    assert RiskCount.objects.get().n == 4


def test_the_worker_looks_again_only_after_a_while_and_counts_only_what_is_new(counted, monkeypatch):
    assert risk_due() is False
    later = timezone.now() + EVERY
    monkeypatch.setattr("regard.web.loyalty.jobs.timezone.now", lambda: later)
    assert risk_due() is (later.date() != timezone.now().date())  # nothing is new but perhaps the day
    assert RiskCount.objects.get().looked_at == later


def test_what_is_not_in_the_archive_yet_is_not_counted_from_the_database(troubled):
    assert risk_due() is False
    assert not RiskCount.objects.exists()


def test_home_asks_one_statement_for_it_however_many_there_are(counted, rf, owner, inside):
    request = rf.get("/")
    request.membership, request.workspace = Membership.objects.get(user=owner), inside

    def asked():
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            assert noticing.waiting(request, None)
        return len(queries)

    assert asked() == 1
    CareStep.objects.all().delete()
    RiskCount.objects.update(n=400_000)
    assert asked() == 1


def test_whoever_may_not_see_revenue_is_told_nothing_of_it(counted, look, agent, viewer, inside):
    for someone in (agent, viewer):
        allowed = Membership.objects.get(user=someone).may(Permission.REVENUE_VIEW)
        assert ("nobody looks after yet" in look(someone, "home/").text) is allowed
    assert not Membership.objects.get(user=viewer).may(Permission.REVENUE_VIEW)


def test_where_nobody_is_at_risk_nothing_waits(books, look, owner, today):
    books([Firm(today - timedelta(days=600), scores=((today - timedelta(days=20), 10),))])
    while jobs.read_due() or jobs.archive_due():
        pass
    assert risk_due() is True
    assert RiskCount.objects.get().n == 0
    assert "nobody looks after yet" not in look(owner, "home/").text
