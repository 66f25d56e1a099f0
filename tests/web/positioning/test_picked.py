"""Picked words: the archive tells the same as the database, of the same people, and more quickly."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from regard.perception.tallies import Filters
from regard.web.feedback.models import Feedback
from regard.web.insights import studies
from regard.web.insights.map_study import asked, believed
from regard.web.surveys.publishing import publish
from tests.web.dashboards.conftest import settle
from tests.web.positioning.conftest import chose

pytestmark = pytest.mark.django_db
TERMS = {"reliable": "solid", "可靠": "solid"}
ANSWERS = [
    chose("loyal", "reliable", "expert"),
    chose("loyal", "expert", "simple"),
    chose("new", "slow"),
    chose("new"),
    chose("", "caring", "reliable", why="They asked. 他们会问。"),
]
EVERYWHERE = (Filters(), Filters(segment=("loyal",)), Filters(segment=("new", None)))


def told():
    return [asked(where, TERMS) for where in EVERYWHERE]


def test_the_archive_tells_of_picked_words_what_the_database_told(ask, inside):
    ask("words", ANSWERS)
    first, *_, last = Feedback.objects.order_by("collected_at")
    Feedback.objects.filter(pk=last.pk).update(customer=first.customer)  # the same person, later
    before = told()
    assert [len(heard.people) for heard in before] == [4, 2, 3]
    assert before[0].people[0] == ("", frozenset({"caring", "solid"}))
    settle()
    assert studies.was_whole(inside)
    assert told() == before


def test_the_archive_keeps_those_apart_who_were_asked_with_another_list(ask, owner, inside):
    survey = ask("words", ANSWERS)
    settle()
    assert asked(Filters(), TERMS).apart == 0
    question = survey.draft["pages"][0]["questions"][0]
    question["options"] = question["options"][1:]
    survey.save()
    publish(survey, by=owner, at=timezone.now())
    found = asked(Filters(), TERMS)
    assert (found.people, found.apart, found.seen) == ((), 5, 5)


def test_people_of_an_anonymous_survey_are_in_no_segment(ask, inside):
    ask("words", [*ANSWERS, *ANSWERS], anonymous=True)
    before = asked(Filters(), TERMS)
    settle()
    assert asked(Filters(), TERMS) == before
    assert {segment for segment, _ in before.people} == {""}


def test_what_staff_believe_is_in_no_archive_and_is_told_all_the_same(ask, inside):
    ask("beliefs", ANSWERS)
    settle()
    assert len(believed(TERMS).people) == 5
    assert asked(Filters(), TERMS).people == ()


def test_once_there_is_an_archive_the_database_is_not_asked_for_answers(ask, inside):
    ask("words", ANSWERS)
    settle()
    with CaptureQueriesContext(connection) as queries:
        assert asked(Filters(), TERMS).seen == 5
    assert not [query["sql"] for query in queries if "feedback_feedback" in query["sql"]]
