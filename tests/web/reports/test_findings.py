"""Findings: who writes them, what they keep, and that new data which contradict them are told."""

from datetime import UTC, datetime, timedelta

import pytest

from regard.web.feedback.drafts import Draft
from regard.web.reports.content import Line
from regard.web.reports.judging import CONTRADICTED, HOLDS, UNKNOWN, NoEvidence, standing
from regard.web.reports.models import Claim, Finding
from regard.web.reports.standing import retire, standing_findings, write
from regard.web.workspaces.models import AuditEvent
from tests.web.dashboards.conftest import csat, moment

pytestmark = pytest.mark.django_db
NEW = "/w/qinghe/reports/findings/new/"


@pytest.fixture
def now(today):
    return datetime.combine(today, datetime.min.time(), UTC)


@pytest.fixture
def keep(scores, inside, analyst, now, today):
    """Write a finding about satisfaction in the last 90 days."""

    def kept(claimed=Claim.LEVEL, sentence="Customers are satisfied. 客户满意。", **changes):
        usual = {"query": "/explore/?metric=csat", "review_by": today + timedelta(days=30)}
        return write(inside, sentence, claimed=claimed, by=analyst, at=now, **usual | changes)

    return kept


def worsen(tell, today, n=400):
    """Many are suddenly not satisfied."""
    tell(Draft(f"w{number}", answers=(csat(1),), collected_at=moment(today)) for number in range(n))


def test_a_finding_keeps_its_number_in_each_language(keep):
    kept = keep().evidence
    assert (kept["en"]["text"], kept["en"]["n"], kept["en"]["version"]) == ("100 %", 70, "csat.top2box/1")
    assert kept["zh-hans"]["text"] == "100%" and kept["zh-hans"]["value"] == kept["en"]["value"] == 100.0


def test_a_number_that_left_its_interval_contradicts_the_finding(keep, tell, inside, today):
    finding = keep()
    assert standing(finding, inside, today=today).state == HOLDS
    worsen(tell, today)
    found = standing(finding, inside, today=today)
    assert found.state == CONTRADICTED and found.now.high < 100


def test_a_change_the_other_way_contradicts_a_direction(keep, tell, inside, today):
    better = keep(Claim.BETTER)
    assert standing(better, inside, today=today).state == HOLDS
    worsen(tell, today, 1_000)
    assert standing(better, inside, today=today).state == CONTRADICTED


def test_a_view_that_shows_nothing_any_more_judges_nothing(keep, inside, today):
    finding = keep()
    finding.query = "metric=csat&segment=nobody"
    assert standing(finding, inside, today=today).state == UNKNOWN


def test_a_finding_is_due_when_its_day_has_passed(keep, inside, today):
    finding = keep()
    assert not standing(finding, inside, today=finding.review_by).is_due
    assert standing(finding, inside, today=finding.review_by + timedelta(days=1)).is_due


def test_only_a_view_with_a_number_carries_a_finding(keep):
    for query in ("", "metric=nps", "metric=csat&scores=1-2", "q=tea", "javascript:alert(1)"):
        with pytest.raises(NoEvidence):
            keep(query=query)
    assert Finding.objects.count() == 0


def test_the_report_tells_what_stands_and_no_more_what_was_retired(keep, inside, analyst, now, today):
    finding = keep()
    (line,) = standing_findings(inside, today=today)
    assert isinstance(line, Line) and line.title == "Customers are satisfied. 客户满意。"
    assert "holds · then 100 % (95 – 100), n = 70 · now 100 %" in line.detail
    retire(finding, by=analyst, at=now)
    assert standing_findings(inside, today=today) == []


def test_an_overdue_finding_says_so_in_the_report(keep, inside, today):
    finding = keep()
    (line,) = standing_findings(inside, today=finding.review_by + timedelta(days=1))
    assert "was to be looked at again by" in line.detail


def test_retiring_keeps_who_and_when_and_happens_once(keep, analyst, owner, now):
    finding = keep()
    retire(finding, by=analyst, at=now)
    retire(finding, by=owner, at=now + timedelta(days=1))
    finding.refresh_from_db()
    assert (finding.retired_by, finding.retired_at) == (analyst, now)
    assert AuditEvent.objects.filter(action="finding.retired").count() == 1


def said(today, **changes):
    usual = {
        "sentence": "<b>Satisfied</b>",
        "query": "http://127.0.0.1/w/qinghe/explore/?metric=csat",
        "claimed": "level",
        "review_by": (today + timedelta(days=9)).isoformat(),
    }
    return usual | changes


def test_an_analyst_writes_a_finding_and_everybody_reads_it(client, look, analyst, viewer, scores, today):
    client.force_login(analyst)
    assert client.post(NEW, said(today)).status_code == 302
    page = look(viewer, "reports/findings/")
    assert "<b>Satisfied</b>" in page.text and "安娜丽" in page.text and "holds" in page.text
    assert "Retire" not in page.text and "New finding" not in page.text
    assert "仍然成立" in look(viewer, "reports/findings/", language="zh-hans").text


def test_a_direction_that_the_view_does_not_show_is_not_kept(client, analyst, scores, today, inside):
    client.force_login(analyst)
    response = client.post(NEW, said(today, claimed="worse"))
    assert response.status_code == 400 and "does not show that" in response.content.decode()
    assert client.post(NEW, said(today, claimed="better")).status_code == 302
    assert [one.claimed for one in Finding.objects.all()] == ["better"]


WRONG = (
    ({"review_by": "2020-01-01"}, "still to come"),
    ({"query": "metric=nps"}, "not enough answers"),
    ({"query": "period=all"}, "Choose a view with a metric"),
    ({"sentence": ""}, "required"),
    ({"claimed": "caused"}, "valid choice"),
)


def test_what_is_wrong_is_said_and_what_was_typed_stays(client, analyst, scores, today):
    client.force_login(analyst)
    for changes, why in WRONG:
        response = client.post(NEW, said(today, **changes))
        page = response.content.decode()
        assert response.status_code == 400 and why in page
        assert "metric=" in page or "period=all" in page


def test_the_form_begins_with_the_view_that_led_to_it(look, analyst, scores):
    page = look(analyst, "reports/findings/new/?metric=csat")
    assert "The view says now : Satisfaction (CSAT): 100 %" in page.text.replace("now:", "now :")


def test_an_analyst_retires_a_finding(client, analyst, keep):
    finding = keep()
    client.force_login(analyst)
    client.post(f"/w/qinghe/reports/findings/{finding.pk}/retirement/")
    assert "retired" in client.get("/w/qinghe/reports/findings/").content.decode()
    finding.refresh_from_db()
    assert finding.retired_by == analyst


def test_viewers_write_and_retire_nothing_and_strangers_find_nothing(client, viewer, stranger, keep):
    retirement = f"/w/qinghe/reports/findings/{keep().pk}/retirement/"
    for user, expected in ((viewer, [403, 403]), (stranger, [404, 404])):
        client.force_login(user)
        assert [client.get(NEW).status_code, client.post(retirement).status_code] == expected
