"""Who said what: the archive tells the same as the database, of the same people, to the last digit."""

from datetime import UTC, date, datetime, timedelta

import pytest

from regard.web.customers.drafts import CustomerDraft
from regard.web.customers.matching import Person
from regard.web.customers.models import Account, Customer
from regard.web.customers.recording import record as record_customers
from regard.web.feedback.drafts import AnswerDraft, Draft
from regard.web.feedback.recording import record
from regard.web.insights import jobs, studies
from regard.web.insights.archiving import STAMP, folder_of, mark_all
from regard.web.insights.loyalty_study import loyalty_study
from regard.web.insights.payer_study import Given, payers
from regard.web.insights.risk_study import at_risk
from regard.web.insights.saying import given_by_day, heard_since

pytestmark = pytest.mark.django_db
TODAY = date(2026, 4, 20)
NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)


def said(name, score, *, who, minutes=0, account="", text=""):
    """Somebody answers, so many minutes after the noon of one day."""
    return Draft(
        name,
        text=text,
        answers=(AnswerDraft.score("nps", score, 0, 10),),
        person=Person(external_id=who, account=account),
        collected_at=NOON + timedelta(minutes=minutes),
    )


def told():
    """All that is told of payers, whether the database or the archive is asked."""
    everybody = payers()
    for months in (2, 3):
        yield loyalty_study(everybody, months=months, today=TODAY)
    yield [(one.payer, one.reasons) for one in at_risk(everybody, today=TODAY)]
    yield heard_since(TODAY - timedelta(days=60)) & {one.pk for one in everybody}
    yield everybody


@pytest.fixture
def read(inside):
    """Read everything, so that only the archive is missing."""

    def until_all_is_read():
        while jobs.read_due():
            pass

    return until_all_is_read


def test_the_archive_tells_of_payers_what_the_database_told(survey, drafts, noon, inside, read, settle):
    record(survey, drafts(300), at=noon)
    Account.objects.update(since=NOON - timedelta(days=90))
    Customer.objects.filter(external_id__in=["p1", "p2"]).update(account=None, since=NOON)
    moved = [CustomerDraft(external_id=f"p{number}", account=f"a{number % 3}") for number in range(3, 20)]
    record_customers(moved, at=noon)
    read()
    assert not studies.was_whole(inside)
    before = list(told())
    settle()
    assert studies.was_whole(inside)
    assert list(told()) == before
    assert sum(given.n for one in before[-1] for given in one.answers) > 50
    assert before[2]


def test_where_the_archive_was_lost_the_database_is_asked_and_nothing_is_called_fresh(
    survey, drafts, noon, inside, settle
):
    record(survey, drafts(100), at=noon)
    settle()
    before = list(told())
    stamp = folder_of(inside) / STAMP
    stamp.rename(stamp.with_name("stamp-of-another-form"))
    assert not studies.was_whole(inside) and studies.freshness(inside).behind
    assert list(told()) == before
    mark_all(at=noon)  # a worker noticed, and has written nothing yet
    assert not studies.was_whole(inside) and studies.freshness(inside).behind
    assert list(told()) == before
    settle()
    assert studies.was_whole(inside) and not studies.freshness(inside).behind


def test_of_a_day_with_several_scores_the_last_one_counts(survey, noon, inside, settle):
    drafts = [
        said("x", 3, who="p", account="firm", minutes=20),
        said("y", 9, who="q", account="firm", minutes=40),
        said("z", 6, who="r", account="firm", minutes=30),
    ]
    record(survey, drafts, at=noon)
    expected = [Given(NOON.date(), 9.0, 3, 18.0)]
    assert payers()[0].answers == expected
    settle()
    assert payers()[0].answers == expected
    record(survey, [said("last", 1, who="q", account="firm", minutes=50)], at=noon)
    settle()
    assert payers()[0].answers == [Given(NOON.date(), 1.0, 4, 19.0)]


def test_what_somebody_said_goes_with_them_to_another_company(survey, noon, inside, settle):
    record(survey, [said("x", 3, who="p", account="old"), said("y", 8, who="q", account="old")], at=noon)
    settle()
    record_customers([CustomerDraft(external_id="p", account="new")], at=noon)
    given = {Account.objects.get(pk=one.pk).name: [day.score for day in one.answers] for one in payers()}
    assert given == {"old": [8.0], "new": [3.0]}


def test_who_is_not_known_has_said_nothing_that_is_anybodys(survey, noon, inside, settle):
    record(survey, [Draft("x", answers=(AnswerDraft.score("nps", 2, 0, 10),), collected_at=NOON)], at=noon)
    settle()
    assert given_by_day().num_rows == 0
    assert payers() == []
    assert heard_since(NOON.date()) == frozenset()


def test_only_days_within_the_time_of_a_reason_count(survey, noon, inside, settle):
    leaving = "I am going to cancel my subscription and switch to another provider."
    record(survey, [said("x", 2, who="p", account="firm", text=leaving)], at=noon)
    Account.objects.update(since=NOON - timedelta(days=400))
    settle()
    day = NOON.date()
    (one,) = at_risk(payers(), today=day + timedelta(days=180))
    assert [reason.kind for reason in one.reasons] == ["low", "leaving"]
    assert at_risk(payers(), today=day + timedelta(days=181)) == []
