"""An anonymous survey shows its answers in steps of five: one more answer changes nothing that is seen."""

import random
import secrets
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from regard.web.answering.entering import by_link
from regard.web.answering.keys import Key
from regard.web.answering.models import Response
from regard.web.answering.recording import Given, submit
from regard.web.api.shown_results import ResultsShown
from regard.web.insights.releasing import LEFT, release
from regard.web.results.choices import choices
from regard.web.results.counting import measured_questions
from regard.web.results.exporting import answers_of
from regard.web.workspaces.tenancy import in_workspace
from tests.web.results.test_results import text_of

pytestmark = pytest.mark.django_db
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


@pytest.fixture
def link(asked):
    return asked("nps", anonymous=True)


@pytest.fixture
def seen(workspace):
    """Everything countable that can be seen at a moment: the scores, the other questions, and the file."""

    def look(link, at):
        with in_workspace(workspace):
            released = release(link.survey, at=at)
            (score,) = measured_questions(link.survey, released)
            spread = tuple(score.counts.n_by_score)
            bars = tuple((one.label, one.n) for card in choices(link.survey, "en", released, reads=True)
                         for one in card.options)  # fmt: skip
            return spread, bars

    return look


@pytest.fixture
def again(workspace, noon):
    """Somebody changes, or goes on with, an answer of their own."""

    def change(link, response, at, page="", **values):
        with in_workspace(workspace):
            now = Response.objects.select_related("feedback", "customer").get(pk=response.pk)
        entry = replace(by_link(link.token, at=at), response=now)
        return submit(entry, Given(values, "en", page), key=Key(secrets.token_urlsafe(16), at), at=at)

    return change


def test_four_answers_show_nothing_five_show_five_and_nine_show_the_same_five(link, answer, seen, noon):
    found = []
    for place in range(11):
        answer(link, noon + place * SECOND, score=place)
        spread, _bars = seen(link, noon + place * SECOND)
        found.append(sum(spread))
    assert found == [0, 0, 0, 0, 5, 5, 5, 5, 5, 10, 10]


def test_one_more_answer_changes_no_number_of_page_file_and_interface(
    link, answer, opened, owner, workspace, noon
):
    for score in (9, 9, 10, 8, 0):
        answer(link, score=score, why=f"Because of {score}.")

    def all_of_it():
        with in_workspace(workspace):
            told = ResultsShown.of(link.survey, at=noon).dumped()
            rows = [*answers_of(link.survey, workspace, language="en", personal=True, about=[]).rows()]
        page = text_of(opened(link, owner)).partition("How the answers spread")[2]
        return told["measures"], rows, page, "Because of 3." in page

    before = all_of_it()
    answer(link, score=3, why="Because of 3.")
    assert all_of_it() == before
    assert len(before[1]) == 5
    for score in (4, 4, 4, 4):
        answer(link, score=score)
    after = all_of_it()
    assert len(after[1]) == 10
    assert after[3] is True


def test_a_changed_answer_is_shown_as_it_was_until_five_more_have_come(link, answer, again, seen, noon):
    first = answer(link, noon, score=0)
    for place in range(4):
        answer(link, noon + (place + 1) * SECOND, score=9)
    before = seen(link, noon + 5 * SECOND)
    again(link, first, noon + 6 * SECOND, score=10, why="Changed.")
    assert seen(link, noon + 7 * SECOND) == before
    for place in range(5):
        answer(link, noon + (10 + place) * SECOND, score=5)
    spread, bars = seen(link, noon + 20 * SECOND)
    assert [spread[score] for score in (0, 5, 9, 10)] == [0, 5, 4, 1]
    assert dict(bars)["What is the main reason for your score?"] == "1"


def test_a_changed_answer_leaves_the_file_as_it_stood(link, answer, again, workspace, noon):
    first = answer(link, noon, score=0)
    for place in range(4):
        answer(link, noon + (place + 1) * SECOND, score=9)
    again(link, first, noon + 6 * SECOND, score=10)
    with in_workspace(workspace):
        export = answers_of(link.survey, workspace, language="en", personal=True, about=[])
        place = export.columns.index("score")
        assert sorted(row[place] for row in export.rows()) == [0, 9, 9, 9, 9]


def test_a_partial_answer_enters_a_day_after_it_was_left(link, answer, seen, noon):
    for place in range(5):
        answer(link, noon + place * SECOND, page="score", score=7)
    assert sum(seen(link, noon + LEFT - SECOND)[0]) == 0
    assert sum(seen(link, noon + LEFT + 4 * SECOND)[0]) == 5


def test_who_comes_back_after_days_does_not_enter_twice_and_waits_for_the_next_step(
    link, answer, again, seen, noon
):
    partial = answer(link, noon, page="score", score=7)
    for place in range(4):
        answer(link, noon + LEFT + (place + 1) * SECOND, score=9)
    before = seen(link, noon + 2 * DAY)
    assert sum(before[0]) == 5
    again(link, partial, noon + 3 * DAY, score=1, why="Later.")
    assert seen(link, noon + 4 * DAY) == before


def test_a_survey_that_promises_nothing_shows_every_answer_at_once(asked, answer, seen, noon):
    named = asked("nps")
    for _place in range(6):
        answer(named, noon, score=9)
    assert sum(seen(named, noon)[0]) == 6


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_whatever_happens_two_looks_differ_by_five_new_people_or_by_nothing(
    link, answer, again, seen, noon, seed
):
    dice = random.Random(seed)
    now, people, before = noon, [], seen(link, noon)
    for _ in range(45):
        now += timedelta(hours=dice.choice((0, 0, 1, 30)), seconds=1)
        what, score = dice.random(), dice.randrange(11)
        if what < 0.55 or not people:
            people.append(answer(link, now, page=dice.choice(("", "score")), score=score))
        else:
            again(link, dice.choice(people), now, page=dice.choice(("", "score")), score=score)
        after = seen(link, now)
        grown = sum(after[0]) - sum(before[0])
        assert grown % 5 == 0
        assert grown > 0 or after == before
        before = after
    assert sum(before[0]) >= 10


def test_anonymous_answers_are_told_apart_by_nothing_but_what_they_say(
    link, answer, opened, owner, workspace
):
    for score in range(10):
        answer(link, score=score, why="Cold tea.")
    with in_workspace(workspace):
        export = answers_of(link.survey, workspace, language="en", personal=True, about=[])
        rows = [dict(zip(export.columns, row, strict=True)) for row in export.rows()]
        pages = {str(pk) for pk in Response.objects.values_list("feedback_id", flat=True)}
    assert Counter((row["version"], row["channel"], row["language"]) for row in rows) == {(None, "", ""): 10}
    page = opened(link, owner)
    assert "Cold tea." in page
    assert not any(pk in page for pk in pages)
    assert "By month" not in page
