"""Findings: who writes them, what they keep, and that new data which contradict them are told."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from regard.web.dashboards.numbers import Numbers
from regard.web.feedback.drafts import Draft
from regard.web.reports.content import Line
from regard.web.reports.evidence import NoEvidence
from regard.web.reports.judging import CONTRADICTED, EARLY, HOLDS, UNKNOWN, standing
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


SOON = timedelta(days=3)


def come(tell, today, *, n=400, score=1):
    """So many answers the day after a finding was written."""
    day = moment(today + timedelta(days=1))
    tell(Draft(f"w{number}", answers=(csat(score),), collected_at=day) for number in range(n))


def test_a_finding_keeps_its_number_in_each_language(keep):
    kept = keep().evidence
    assert (kept["en"]["text"], kept["en"]["n"], kept["en"]["version"]) == ("100 %", 70, "csat.top2box/1")
    assert kept["zh-hans"]["text"] == "100%" and kept["zh-hans"]["value"] == kept["en"]["value"] == 100.0


def test_answers_since_that_surely_differ_contradict_the_finding(keep, tell, inside, today):
    finding = keep()
    come(tell, today)
    found = standing(finding, inside, today=today + SOON)
    assert found.state == CONTRADICTED and found.now.high < 100
    assert found.later.endswith(" 0 % (0 – 1), n = 400") and found.gap.startswith("−1")


def test_answers_like_those_of_then_hold_and_are_not_counted_twice(keep, tell, inside, today):
    finding = keep()
    come(tell, today, n=60, score=5)
    found = standing(finding, inside, today=today + SOON)
    assert (found.state, found.later[-6:]) == (HOLDS, "n = 60")


def test_a_few_answers_since_are_too_early_to_judge(keep, tell, inside, today):
    finding = keep()
    come(tell, today, n=12)
    found = standing(finding, inside, today=today + SOON)
    assert found.state == EARLY
    assert found.why.startswith("New data do not differ enough in time yet: 12 answers since then.")


def test_a_fall_after_it_got_better_contradicts_that(keep, tell, inside, today):
    better, worse = keep(Claim.BETTER), keep(Claim.WORSE)
    come(tell, today, n=1_000)
    assert standing(better, inside, today=today + SOON).state == CONTRADICTED
    assert standing(worse, inside, today=today + SOON).state == HOLDS


def test_days_that_are_over_are_judged_by_what_came_to_them_late(keep, tell, inside, today):
    first = today - timedelta(days=60)
    finding = keep(query=f"metric=csat&period=dates&from={first}&to={today - timedelta(days=1)}")
    assert standing(finding, inside, today=today + SOON).state == HOLDS
    late = moment(today - timedelta(days=5))
    tell(Draft(f"l{number}", answers=(csat(1),), collected_at=late) for number in range(200))
    assert standing(finding, inside, today=today + SOON).state == CONTRADICTED


def test_one_that_kept_no_counts_is_counted_anew(keep, tell, inside, today):
    finding = keep()
    for told in finding.evidence.values():
        told["groups"] = {}
    come(tell, today)
    assert standing(finding, inside, today=today + SOON).state == CONTRADICTED


def test_another_scale_is_not_compared(keep, tell, inside, today):
    finding = keep()
    for told in finding.evidence.values():
        told["scale"] = "1-7"
    assert standing(finding, inside, today=today + SOON).state == UNKNOWN


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
    (line,) = standing_findings(Numbers.of(inside), today=today)
    assert isinstance(line, Line) and line.title == "Customers are satisfied. 客户满意。"
    assert "holds · then 100 % (95 – 100), n = 70 · now 100 %" in line.detail
    retire(finding, by=analyst, at=now)
    assert standing_findings(Numbers.of(inside), today=today) == []


def test_an_overdue_finding_says_so_in_the_report(keep, inside, today):
    finding = keep()
    (line,) = standing_findings(Numbers.of(inside), today=finding.review_by + timedelta(days=1))
    assert "was to be looked at again by" in line.detail


def test_retiring_keeps_who_and_when_and_happens_once(keep, analyst, owner, now):
    finding = keep()
    retire(finding, by=analyst, at=now)
    retire(finding, by=owner, at=now + timedelta(days=1))
    finding.refresh_from_db()
    assert (finding.retired_by, finding.retired_at) == (analyst, now)
    assert AuditEvent.objects.filter(action="finding.retired").count() == 1


@pytest.mark.parametrize("page", ["reports/findings/", "reports/"])
def test_six_findings_cost_the_statements_of_one(keep, look, viewer, page):
    def statements():
        with CaptureQueriesContext(connection) as captured:
            look(viewer, page)
        return len(captured)

    keep()
    statements()
    of_one = statements()
    for number in range(5):
        keep(sentence=f"F{number}", query=f"metric=csat&period={(90, 180, 365)[number % 3]}")
    assert statements() == of_one


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
