"""The planner: what a change takes, by numbers that the library and a pencil come to, too."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from regard.contacting.rules import Cap, Rules
from regard.perception.sampling.planning import invitations, wave_size
from regard.web.answering.linking import make_link
from regard.web.contacts.models import Audience
from regard.web.contacts.ruling import change_rules
from regard.web.customers.models import Customer
from regard.web.results.counting import measured_questions
from regard.web.results.planning import Range, Wanted, pace_of, plan, reached
from regard.web.surveys import making, publishing
from regard.web.workspaces.tenancy import in_workspace

pytestmark = pytest.mark.django_db
TEN = Wanted(change=10, audience=None, channel="email", rate=0.2)


def made(workspace, link, at, wanted=TEN):
    with in_workspace(workspace):
        (found,) = measured_questions(link.survey)
        return plan(link.survey, found, wanted, at=at)


@pytest.fixture
def page(client, viewer, workspace):
    client.force_login(viewer)

    def show(survey_id, query="", language="en"):
        path = f"/w/{workspace.slug}/surveys/{survey_id}/planning/{query}"
        return client.get(path, headers={"accept-language": language})

    return show


def test_without_answers_the_worst_is_assumed_and_no_change_is_told(workspace, asked, noon):
    found = made(workspace, asked("nps"), noon)
    worst = wave_size(10)
    assert (found.answers, found.answers_at_worst, found.missing) == (worst, worst, 2 * worst)
    assert (found.spread.variance, found.spread.detectable, found.pace) == (None, None, None)
    assert found.invitations == Range(invitations(2 * worst, 0.2))
    assert (found.reachable, found.by_rules.day) == (0, None)


def test_answers_that_are_there_say_how_they_spread_who_answers_and_what_they_find(
    workspace, asked, invited, noon
):
    link = asked("nps")
    invited(link.survey, "old", 120, [10] * 20 + [8] * 10 + [0] * 10)
    found = made(workspace, link, noon)
    variance = (20 + 10) / 40 - (10 / 40) ** 2
    assert found.spread.variance == pytest.approx(variance)
    assert found.answers == wave_size(10, variance=variance)
    assert found.answers < found.answers_at_worst == wave_size(10)
    assert found.missing == 2 * found.answers - 40
    assert found.spread.detectable == pytest.approx(100 * 2.8016 * (2 * variance / 40) ** 0.5, rel=1e-3)
    assert (found.rate.value, found.rate.low, found.rate.high) == pytest.approx(
        (0.3333, 0.2554, 0.4216), abs=1e-3
    )
    assert found.invitations == tuple(
        float(invitations(found.missing, rate)) for rate in (found.rate.value, found.rate[2], found.rate[1])
    )


def test_weights_cost_answers_and_the_plan_says_so(workspace, asked, invited, noon):
    link = asked("nps")
    invited(link.survey, "old", 40, [10] * 20 + [0] * 20, inclusion=0.4)
    invited(link.survey, "new", 40, [10] * 20 + [0] * 20, inclusion=0.1)
    found = made(workspace, link, noon)
    assert found.spread.design_effect == pytest.approx(80 * (40 * 100 + 40 * 6.25) / (40 * 12.5) ** 2)
    assert found.answers == pytest.approx(wave_size(10, variance=1.0) * found.spread.design_effect, abs=1)


def test_answers_all_alike_are_no_reason_to_ask_nobody(workspace, asked, invited, noon):
    link = asked("nps")
    invited(link.survey, "old", 40, [10] * 40)
    assert made(workspace, link, noon).answers == wave_size(10)


def test_the_pace_is_of_the_last_thirty_days_with_its_interval(workspace, asked, answer, noon):
    link = asked("nps")
    for days in (1, 2, 3, 8, 8, 29, 35):
        answer(link, noon + timedelta(days=days), score=9)
    with in_workspace(workspace):
        young, old, late = (pace_of(link.survey, at=noon + timedelta(days=n)) for n in (10, 37, 60))
    assert young == pytest.approx((0.5, 0.162, 1.167), abs=1e-3)  # Garwood's exact ends of 5
    assert (old, late) == (None, None)


def test_what_the_rules_allow_is_a_limit_on_when_it_is_there(workspace, asked, owner, noon):
    """36 people and one question in 18 days for each: two a day, of whom one in five answers."""
    link = asked("nps")
    with in_workspace(workspace):
        Customer.objects.bulk_create(
            Customer(external_id=f"x-{n}", email=f"x{n}@example.com" if n < 36 else "", segment="ab"[n % 2])
            for n in range(40)
        )
        change_rules(Rules((Cap("nps", 1, 18, kinds=frozenset({"nps"})),)), by=owner, at=noon)
        half = Audience.objects.create(name="A", created_at=noon, rule={
            "all": [{"field": "segment", "op": "is", "values": ["a"]}]
        })  # fmt: skip
    found = made(workspace, link, noon, Wanted(30, None, "email", 0.2))
    assert (found.considered, found.reachable, found.asks_a_day) == (40, 36, pytest.approx(2))
    assert found.answers_a_month.value == pytest.approx(12)
    days = -(-found.missing * 30 // 12)
    assert (found.by_rules.day - noon.date()).days == pytest.approx(days, abs=1)
    assert made(workspace, link, noon, Wanted(10, half, "email", 0.2)).asks_a_day == pytest.approx(1)
    assert made(workspace, link, noon, Wanted(10, None, "sms", 0.2)).reachable == 0


def test_a_day_that_nobody_will_see_is_no_plan(noon):
    assert reached(10, Range(1.0, 0.5, 2.0), at=noon) == (
        date(2026, 11, 25), date(2026, 11, 20), date(2026, 12, 5),
    )  # fmt: skip
    assert reached(10_000, Range(1.0, 0.5, 2.0), at=noon).day is None
    assert reached(1, Range(0.0), at=noon) == (None, None, None)


def test_the_page_says_what_is_known_and_what_is_assumed(workspace, asked, invited, page):
    at = timezone.now() - timedelta(minutes=1)
    link = asked("nps")
    text = page(link.survey_id).content.decode()
    for words in ("20 %, assumed", "there are too few of them to tell", "Not enough answers yet"):
        assert words in text
    invited(link.survey, "old", 120, [10] * 20 + [8] * 10 + [0] * 10, at=at)
    text = page(link.survey_id, "?change=5").content.decode()
    for words in ("A change of 5 points takes", "33 % (26 % – 42 %)", "a change of 51.9 points is found"):
        assert words in text
    chinese = page(link.survey_id, "?change=5", "zh-hans").content.decode()
    for words in ("要看出 5 点的变化，需要", "回答率：33% (26% – 42%)", "计算依据"):
        assert words in chinese


@pytest.mark.parametrize("query", ["?change=0", "?change=nan", "?change=x", "?rate=0", "?audience=1",
                                   "?channel=pigeon", "?change=1e300"])  # fmt: skip
def test_what_no_plan_can_be_made_of_is_said_at_its_field(asked, page, query):
    response = page(asked("nps").survey_id, query)
    text = response.content.decode()
    assert (response.status_code, "errorlist" in text or "field-errors" in text) == (200, True)
    assert "What this rests on" not in text


def test_a_survey_without_a_number_and_one_of_another_workspace(workspace, owner, asked, page, noon, client):
    with in_workspace(workspace):
        survey = making.make("words", name="Words", by=owner, at=noon)
        publishing.publish(survey, by=owner, at=noon)
        make_link(survey, name="x", by=owner, at=noon)
    assert "Nothing to plan" in page(survey.pk).content.decode()
    assert page("0192d0d0-0000-7000-8000-000000000000").status_code == 404
