"""The silent majority: who was invited and did not answer, and what the invited would say by weights."""

import pytest

from regard.web.contacts.models import ContactEvent
from regard.web.results.counting import measured_questions
from regard.web.results.silence import parts, unasked
from regard.web.workspaces.tenancy import in_workspace
from tests.web.results.test_results import text_of

pytestmark = pytest.mark.django_db


def told(workspace, link):
    with in_workspace(workspace):
        return {part.segment: (part.invited, part.answered) for part in parts(link.survey)}


def test_each_segment_says_how_many_were_invited_and_how_many_answered(workspace, asked, invited):
    link = asked("nps")
    invited(link.survey, "new", 20, [9] * 5)
    invited(link.survey, "old", 40, [9] * 30)
    assert told(workspace, link) == {None: (60, 35), "old": (40, 30), "new": (20, 5)}
    with in_workspace(workspace):
        whole = parts(link.survey)[0]
    assert (whole.rate.n, float(whole.rate.exact)) == (60, pytest.approx(100 * 35 / 60))


def test_few_answers_of_a_segment_are_hidden_everywhere_they_could_be_worked_out_from(
    workspace, asked, invited
):
    link = asked("nps")
    invited(link.survey, "new", 20, [9] * 2)
    invited(link.survey, "old", 40, [9] * 30)
    found = told(workspace, link)
    assert found[None] == (62 - 2, 32)
    assert (found["new"][1], found["old"][1]) == (None, None)


def test_nobody_invited_shows_no_table(workspace, asked, opened, viewer):
    link = asked("nps")
    with in_workspace(workspace):
        assert parts(link.survey) == []
    assert "Who answered" not in opened(link, viewer)


def test_weights_recover_the_truth_where_one_segment_was_asked_four_times_as_often(workspace, asked, invited):
    """200 of 1,000 people are glad and 800 sad: the true NPS is -60."""
    link = asked("nps")
    invited(link.survey, "glad", 80, [10] * 80, inclusion=0.4)
    invited(link.survey, "sad", 80, [0] * 80, inclusion=0.1)
    with in_workspace(workspace):
        (found,) = measured_questions(link.survey)
    assert found.estimate.exact == 0
    assert float(found.weighted.exact) == pytest.approx(-60)
    assert found.weighted.band[0] < -60 < found.weighted.band[1]
    assert found.weighted.n_eff < found.weighted.n == 160


def test_weights_make_up_for_segments_that_answer_less(workspace, asked, invited):
    link = asked("nps")
    invited(link.survey, "glad", 50, [10] * 40)
    invited(link.survey, "sad", 50, [0] * 10)
    with in_workspace(workspace):
        (found,) = measured_questions(link.survey)
    assert float(found.estimate.exact) == 60
    assert float(found.weighted.exact) == pytest.approx(0)


def test_the_page_shows_both_numbers(asked, invited, opened, viewer):
    link = asked("nps")
    invited(link.survey, "glad", 50, [10] * 40)
    invited(link.survey, "sad", 50, [0] * 10)
    page = text_of(opened(link, viewer))
    assert "Weighted to everybody invited" in page
    assert "effective n =" in page
    assert "Response rate" in page


def test_weights_that_change_nothing_make_no_second_number(workspace, asked, invited):
    link = asked("nps")
    invited(link.survey, "all", 20, [9] * 10)
    with in_workspace(workspace):
        (found,) = measured_questions(link.survey)
    assert found.weighted is None


def test_a_few_answers_by_a_link_are_not_told_by_leaving_them_out(workspace, asked, invited, answer):
    link = asked("nps")
    invited(link.survey, "glad", 50, [10] * 40)
    invited(link.survey, "sad", 50, [0] * 10)
    answer(link, score=5)
    with in_workspace(workspace):
        (found,) = measured_questions(link.survey)
    assert found.weighted is None


def test_an_anonymous_survey_knows_who_answered_but_not_their_segment(workspace, asked, invited):
    link = asked("nps", anonymous=True)
    invited(link.survey, "new", 20, [9] * 10)
    invited(link.survey, "old", 20, [1] * 6)
    assert told(workspace, link) == {None: (40, 16), "new": (20, 10), "old": (20, 6)}
    with in_workspace(workspace):
        (found,) = measured_questions(link.survey)
    assert {cell.segment for cell in found.cells} == {""}
    assert found.weighted is None


def test_reasons_for_not_asking_are_counted_and_small_ones_not_told(workspace, asked, noon, opened, viewer):
    link = asked("nps")
    with in_workspace(workspace):
        for reason, n in (("asked_lately", 7), ("quiet", 2)):
            for _ in range(n):
                ContactEvent.objects.create(
                    survey=link.survey,
                    channel="email",
                    kind="ask",
                    outcome="not_sent",
                    reason=reason,
                    at=noon,
                )
        assert [(one.reason, one.n) for one in unasked(link.survey)] == [
            ("asked too recently", 7),
            ("quiet after a complaint", None),
        ]
    page = text_of(opened(link, viewer))
    assert "asked too recently 7" in page
    assert "quiet after a complaint fewer than 5" in page


def test_two_lists_of_one_page_hide_the_same_segments(asked, invited, opened, viewer):
    """With 30 in one list, 12 in the other and 44 in all, everybody would know of the last 2."""
    link = asked("nps")
    invited(link.survey, "enterprise", 40, [10] * 30)
    invited(link.survey, "new", 60, [9] * 12)
    invited(link.survey, "tiny", 6, [0] * 2)
    page = opened(link, viewer)
    assert "<small>n = 30</small>" not in page
    assert "<small>n = 44</small>" in page
