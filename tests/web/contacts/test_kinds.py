"""A survey is for the rules what it measures: to begin with another template frees nobody."""

from datetime import timedelta

import pytest

from regard.contacting.rules import Verdict
from regard.web.contacts.after_events import take_next
from regard.web.contacts.campaigning import start
from regard.web.contacts.happening import happen
from regard.web.contacts.inviting import invite
from regard.web.contacts.judging import may_contact
from regard.web.contacts.kinds import kinds_of
from regard.web.contacts.models import Campaign, ContactEvent
from regard.web.contacts.noting import note
from regard.web.customers.matching import Person
from regard.web.surveys import making, publishing
from regard.web.surveys.models import Survey

pytestmark = pytest.mark.django_db


@pytest.fixture
def mixed(nps, csat, owner, noon):
    """Made from the template of satisfaction, with the question about recommending on a page of its own."""
    survey = making.make("csat", name="Our own 自己的", by=owner, at=noon)
    asked = next(one for page in nps.draft["pages"] for one in page["questions"] if one.get("measures"))
    pages = [*survey.draft["pages"], {"id": "more", "questions": [asked | {"id": "recommend"}]}]
    making.save_draft(survey, survey.draft | {"pages": pages}, seen=1, by=owner, at=noon)
    survey.refresh_from_db()
    publishing.publish(survey, by=owner, at=noon)
    return survey


def may(customer, survey, at, **more):
    return may_contact(customer, survey=survey, channel="email", kind="ask", at=at, **more)


def test_it_is_of_every_kind_that_it_measures_and_else_of_its_template(mixed, nps, owner, noon):
    exit_survey = making.make("exit", name="Why", by=owner, at=noon)
    assert (mixed.kind, kinds_of(mixed)) == ("csat", "csat nps")
    assert (kinds_of(nps), kinds_of(exit_survey)) == ("nps", "exit")
    publishing.publish(exit_survey, by=owner, at=noon)
    assert kinds_of(Survey.objects.get(pk=exit_survey.pk)) == "exit"


def test_a_survey_with_a_question_about_recommending_is_asked_once_in_180_days(mixed, nps, customers, noon):
    """Whichever of the two was first; and what was sent is written down as what it was."""
    ada, bo, _chen = customers
    before, after = noon + timedelta(days=179), noon + timedelta(days=180)
    stopped = Verdict(False, "same_survey", "nps_once")
    note(ada, kind="ask", outcome="sent", at=noon, survey=nps, channel="email")
    assert [may(ada, mixed, at).allowed for at in (before, after)] == [False, True]
    note(invite(mixed, bo, channel="email", due_at=noon, at=noon), kind="ask", outcome="sent", at=noon)
    assert ContactEvent.objects.get(customer=bo).survey_kind == "csat nps"
    assert (may(bo, nps, before), may(bo, mixed, before)) == (stopped, stopped)
    assert may(bo, nps, after).allowed


def test_what_is_on_its_way_counts_as_what_it_measures(mixed, nps, customers, noon):
    ada = customers[0]
    invite(mixed, ada, channel="email", due_at=noon, at=noon)
    assert may(ada, nps, noon, on_the_way=True) == Verdict(False, "same_survey", "nps_once")


def test_an_event_is_answered_under_the_rule_of_what_the_campaign_measures(
    mixed, nps, customers, owner, noon
):
    campaign = Campaign.objects.create(
        survey=mixed, name="After", trigger="event", event_kind="order.delivered", created_at=noon
    )
    start(campaign, by=owner, at=noon)
    note(customers[0], kind="ask", outcome="sent", at=noon - timedelta(days=100), survey=nps, channel="sms")
    happen("order.delivered", key="o-1", person=Person(external_id="c-1"), at=noon, now=noon)
    take_next(at=noon)
    line = ContactEvent.objects.get(campaign=campaign)
    assert (line.reason, line.rule, line.survey_kind) == ("same_survey", "nps_once", "csat nps")
