"""Home tells of findings that are contradicted or overdue, to those who can do something about it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from regard.web.dashboards.numbers import Numbers
from regard.web.feedback.drafts import Draft
from regard.web.reports.models import Claim, Finding
from regard.web.reports.noticing import waiting
from regard.web.reports.standing import retire, write
from regard.web.workspaces.models import Membership
from regard.web.workspaces.scope import MemberRequest
from tests.web.dashboards.conftest import csat, moment

pytestmark = pytest.mark.django_db


@pytest.fixture
def now(today):
    return datetime.combine(today, datetime.min.time(), UTC)


@pytest.fixture
def keep(scores, inside, analyst, now, today):
    """Write a finding about satisfaction in 90 days, a day ago, to be looked at again in so many days."""

    def kept(sentence="Customers are satisfied. 客户满意。", *, days=30, query="metric=csat", by=analyst):
        review = today + timedelta(days=days)
        at = now - timedelta(days=1)
        return write(inside, sentence, query=query, claimed=Claim.LEVEL, review_by=review, by=by, at=at)

    return kept


@pytest.fixture
def worse(tell, today):
    """Many are suddenly not satisfied."""

    def told():
        tell(Draft(f"w{number}", answers=(csat(1),), collected_at=moment(today)) for number in range(400))

    return told


@pytest.fixture
def notes(inside):
    """What waits for somebody because of findings."""

    def asked(user):
        request = MemberRequest()
        request.workspace, request.membership = inside, Membership.objects.get(user=user)
        return waiting(request, Numbers.of(inside))

    return asked


def test_a_finding_that_holds_needs_nobody(keep, notes, analyst):
    keep()
    assert notes(analyst) == []


def test_a_contradicted_finding_comes_up_with_its_numbers_and_leads_to_itself(keep, worse, notes, analyst):
    finding = keep()
    worse()
    (note,) = notes(analyst)
    assert note.title == finding.sentence
    assert note.detail.startswith("A finding that new data contradict: then 100 % (")
    assert ", now since " in note.detail and " 0 % (0 – 1), n = 400" in note.detail
    assert note.url == f"/w/qinghe/reports/findings/#finding-{finding.pk}"


def test_an_overdue_finding_comes_up_once_and_after_those_that_are_contradicted(
    keep, worse, notes, analyst, tell, today
):
    keep("Late", days=-1, query=f"metric=csat&period=dates&from={today - timedelta(days=70)}&to={today}")
    assert [note.title for note in notes(analyst)] == ["Late"]
    assert notes(analyst)[0].detail.startswith("A finding that was to be looked at again by ")
    keep("Holds until now")
    worse()
    Finding.objects.filter(sentence="Late").update(query="metric=nps")
    assert [note.title for note in notes(analyst)] == ["Holds until now", "Late"]


def test_a_retired_finding_needs_nobody(keep, worse, notes, analyst, now):
    retire(keep(days=-1), by=analyst, at=now)
    worse()
    assert notes(analyst) == []


def test_who_writes_no_reports_is_told_of_their_own_alone(keep, worse, notes, viewer, owner):
    keep("Mine", by=viewer)
    keep("Another's")
    worse()
    assert [note.title for note in notes(viewer)] == ["Mine"]
    assert [note.title for note in notes(owner)] == ["Another's", "Mine"]


def test_more_than_three_are_counted(keep, notes, analyst):
    for number in range(5):
        keep(f"F{number}", days=-1)
    titles = [note.title for note in notes(analyst)]
    assert titles == ["F4", "F3", "F2", "2 findings more need somebody"]


def test_ten_findings_cost_the_statements_of_one(keep, notes, analyst):
    def statements():
        with CaptureQueriesContext(connection) as captured:
            notes(analyst)
        return len(captured)

    keep()
    of_one = statements()
    for number in range(9):
        keep(f"F{number}", query=f"metric=csat&period={(90, 180, 365)[number % 3]}")
    searched = keep("By a search in the text, which the archive cannot answer")
    Finding.objects.filter(pk=searched.pk).update(query="metric=csat&q=tea")
    assert statements() == of_one


def test_home_shows_them_in_both_languages(keep, worse, look, analyst):
    finding = keep()
    worse()
    page = look(analyst, "home/")
    assert page.link(finding.sentence).endswith(f"#finding-{finding.pk}")
    assert "新数据与这条结论矛盾：当时 100%" in look(analyst, "home/", language="zh-hans").text
    assert f'id="finding-{finding.pk}"' in look(analyst, "reports/findings/").html
