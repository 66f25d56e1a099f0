"""What a survey found, with its interval, as soon as it was answered."""

import re

import pytest

from regard.perception.counts import Counts, Scale
from regard.perception.metrics.nps import nps
from regard.web.answering.models import Fetch, Response
from regard.web.feedback.models import Feedback
from regard.web.results.counting import HIDE_BELOW, measured_questions
from regard.web.results.hiding import hidden_kinds, shown_groups
from regard.web.results.one_definition import Defined
from regard.web.results.sections import section
from regard.web.surveys import making, publishing
from regard.web.workspaces.tenancy import in_workspace

pytestmark = pytest.mark.django_db
GIVEN = [10] * 20 + [8] * 12 + [3] * 8


def text_of(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def sections(workspace, link):
    with in_workspace(workspace):
        return [section(Defined(found)) for found in measured_questions(link.survey)]


def test_the_number_is_shown_with_its_interval_and_n(opened, asked, answer, viewer):
    link = asked("nps")
    for score in GIVEN:
        answer(link, page="score", score=score)
    expected = nps(Counts.from_scores(GIVEN, Scale(0, 10)))
    page = text_of(opened(link, viewer))
    assert expected.status == "not_enough_answers"
    assert f"n = {len(GIVEN)}" in page
    assert f"Not enough answers yet: {expected.needed} more" in page
    assert "40 partial" in page
    assert "40 of them from answers that were not finished" in page


def test_nobody_has_answered_yet(opened, asked, viewer):
    page = text_of(opened(asked("csat"), viewer))
    assert "No answers" in page
    assert "0 complete" in page


def test_the_spread_has_a_share_an_interval_and_a_count_for_each_score(workspace, asked, answer):
    link = asked("nps")
    for score in [10] * 6 + [0] * 4:
        answer(link, score=score)
    (one,) = sections(workspace, link)
    assert [(bar.score, bar.n, bar.value) for bar in one.shares if bar.n != "0"] == [
        (0, "4", "40 %"),
        (10, "6", "60 %"),
    ]
    assert all(" – " in bar.interval for bar in one.shares)
    assert len(one.shares) == 11


def test_fewer_than_five_answers_show_no_number_no_spread_and_no_count_of_it(opened, asked, answer, viewer):
    link = asked("nps")
    for score in [10] * (HIDE_BELOW - 1):
        answer(link, score=score)
    page = opened(link, viewer)
    assert "Hidden: too few people" in page
    assert "How the answers spread" not in page
    assert "n = 4" not in page


def test_what_is_suspected_withdrawn_or_unconfirmed_is_not_counted(workspace, asked, answer, opened, viewer):
    link = asked("nps")
    made = [answer(link, score=9) for _ in range(8)]
    with in_workspace(workspace):
        for response, state in zip(made, ("bot_suspect", "unconfirmed", "withdrawn"), strict=False):
            Feedback.objects.filter(pk=response.feedback_id).update(state=state)
            Response.objects.filter(pk=response.pk).update(state=state)
        (found,) = measured_questions(link.survey)
    assert found.counts.n == 5
    page = text_of(opened(link, viewer))
    assert "1 perhaps of a machine, not counted" in page
    assert "1 person clicked a score in a message and has not confirmed it" in page


def test_an_earlier_wording_is_marked_and_an_earlier_scale_is_not_counted(
    workspace, asked, answer, owner, noon, opened, viewer
):
    link = asked("csat")
    for _ in range(6):
        answer(link, score=5)
    with in_workspace(workspace):
        survey = link.survey
        content = survey.draft | {"pages": [*survey.draft["pages"]]}
        name = survey.latest.instrument.score.id
        question = next(q for page in content["pages"] for q in page["questions"] if q["id"] == name)
        question["text"] = {"en": "Another wording?", "zh-hans": "另一种问法？"}
        making.save_draft(survey, content, seen=survey.draft_number, by=owner, at=noon)
        publishing.publish(survey, by=owner, at=noon)
    assert "worded otherwise in an earlier version" in opened(link, viewer)


def test_segments_below_five_are_hidden_and_so_is_what_would_give_them_away(workspace, asked, invited):
    link = asked("nps")
    invited(link.survey, "big", 30, [10] * 25)
    invited(link.survey, "middle", 20, [9] * 12)
    invited(link.survey, "tiny", 10, [0] * 3)
    (one,) = sections(workspace, link)
    assert [(row.label, row.status == "hidden", row.n) for row in one.segments] == [
        ("big", False, "25"),
        ("middle", True, ""),
        ("tiny", True, ""),
    ]


@pytest.mark.parametrize("sizes", [{"a": 3}, {"a": 3, "b": 2}, {"a": 1, "b": 1, "c": 1}])
def test_where_all_are_small_nothing_is_told_apart(sizes):
    assert shown_groups(sizes) == set()


def test_a_file_leaves_out_combinations_until_five_people_are_alike():
    assert hidden_kinds([]) == set()
    assert hidden_kinds(["a"] * 5) == set()
    assert hidden_kinds(["a"] * 20 + ["b"] * 2) == {"a", "b"}
    assert hidden_kinds(["a"] * 20 + ["b"] * 3 + ["c"] * 2) == {"b", "c"}


def test_a_segment_that_differs_is_named_with_how_far(workspace, asked, invited):
    link = asked("nps")
    invited(link.survey, "glad", 60, [10] * 60)
    invited(link.survey, "sad", 60, [0] * 60)
    (one,) = sections(workspace, link)
    assert {row.label: (row.change, row.direction) for row in one.segments} == {
        "glad": ("200 points from the others", "up"),
        "sad": ("200 points from the others", "down"),
    }


def test_a_month_is_compared_with_the_one_before(workspace, asked, answer, noon):
    link = asked("nps")
    for month, score in ((9, 0), (10, 10)):
        for _ in range(60):
            answer(link, at=noon.replace(month=month), score=score)
    (one,) = sections(workspace, link)
    assert [(row.label, row.change, row.direction) for row in one.periods] == [
        ("October 2026", "200 points", "up"),
        ("September 2026", "", ""),
    ]


def test_surveys_of_others_are_not_there(client, asked, stranger):
    link = asked("csat")
    client.force_login(stranger)
    for path in ("", "results/", "links/"):
        assert client.get(f"/w/qinghe/surveys/{link.survey_id}/{path}").status_code == 404
        assert client.get(f"/w/harbour/surveys/{link.survey_id}/{path}").status_code == 404


ROLES = ("owner", "admin", "analyst", "agent", "viewer")


@pytest.mark.parametrize("role", ROLES)
def test_who_may_open_what(client, asked, request, role):
    person = request.getfixturevalue(role)
    link = asked("csat")
    client.force_login(person)
    home = "/w/qinghe/surveys/"
    paths = [home, f"{home}new/", f"{home}{link.survey_id}/", f"{home}{link.survey_id}/results/"]
    found = [client.get(path).status_code for path in [*paths, f"{home}{link.survey_id}/links/"]]
    writes = 200 if role in ("owner", "admin", "analyst") else 403
    assert found == [200, writes, 200, 200, writes]


def test_the_page_takes_no_more_statements_for_many_answers_than_for_few(
    asked, answer, invited, opened, viewer, django_assert_max_num_queries
):
    link = asked("nps")
    invited(link.survey, "new", 8, [9] * 6)
    opened(link, viewer)  # the first look reads who is signed in, and compiles
    answer(link, score=9, why="Warm tea.")
    with django_assert_max_num_queries(36) as few:
        opened(link, viewer)
    invited(link.survey, "old", 30, [3] * 25, inclusion=0.5)
    for score in range(11):
        answer(link, score=score, why="Cold tea.")
    with django_assert_max_num_queries(len(few)):
        opened(link, viewer)


def test_what_did_not_change_is_not_counted_again_and_what_did_is(
    asked, answer, opened, viewer, django_assert_max_num_queries
):
    link = asked("nps")
    for score in GIVEN:
        answer(link, score=score)
    with django_assert_max_num_queries(43) as first:
        before = text_of(opened(link, viewer))
    with django_assert_max_num_queries(len(first) - 5) as again:
        assert text_of(opened(link, viewer)) == before
    counted = [one["sql"] for one in again.captured_queries if "COUNT(" in one["sql"]]
    assert not [sql for sql in counted if "feedback_answer" in sql]
    answer(link, score=0)
    assert "41 complete" in text_of(opened(link, viewer))
    assert "n = 41" in text_of(opened(link, viewer))


def test_a_survey_of_many_questions_is_counted_by_as_many_statements_as_one_of_few(
    workspace, asked, answer, django_assert_max_num_queries
):
    stars = {"kind": "stars", "scale": {"low": 1, "high": 5}, "measures": "stars"}
    content = {
        "languages": ["en"],
        "pages": [
            {
                "id": "page",
                "questions": [
                    {"id": f"q{place}", "text": {"en": f"How was part {place}?"}, **stars}
                    for place in range(12)
                ],
            }
        ],
    }
    link = asked("nps", **content)
    answer(link, **{f"q{place}": 4 for place in range(12)})
    with in_workspace(workspace), django_assert_max_num_queries(12):
        found = measured_questions(link.survey)
    assert [one.counts.n for one in found] == [1] * 12


def test_the_part_that_follows_is_sent_only_where_something_changed(
    client, workspace, asked, answer, opened, viewer
):
    link = asked("nps")
    answer(link, score=9)
    [path] = re.findall(r'hx-get="([^"]+)"', opened(link, viewer))
    assert "/results/now/?seen=" in path
    same = client.get(path)
    assert (same.status_code, same.content) == (204, b"")
    answer(link, score=3)
    other = client.get(path)
    assert other.status_code == 200
    page = other.content.decode()
    assert page.count("<section") == 1 and "<html" not in page
    assert "2 complete" in text_of(page)
    assert path not in page
    assert client.get(re.findall(r'hx-get="([^"]+)"', page)[0]).status_code == 204


def test_clicks_that_nobody_confirmed_stand_apart_and_machines_lead_to_the_doubts(
    workspace, asked, invited, answer, opened, owner, viewer, noon
):
    link = asked("nps")
    people = invited(link.survey, "old", 5, [9])
    with in_workspace(workspace):
        for one in people[:3]:  # the first of them answered
            Fetch.objects.create(
                invitation=one, kind="score", value=2, method="GET", agent_class="browser", at=noon
            )
    page = opened(link, owner)
    assert "2 people clicked a score in a message" in text_of(page)
    assert "1 complete" in text_of(page)
    assert "/doubts/" not in page
    suspect = answer(link, score=0)
    with in_workspace(workspace):
        Response.objects.filter(pk=suspect.pk).update(state="bot_suspect")
    assert f'href="/w/{workspace.slug}/surveys/{link.survey_id}/doubts/"' in opened(link, owner)
    page = opened(link, viewer)  # who may not judge
    assert "1 perhaps of a machine" in text_of(page) and "/doubts/" not in page


def test_where_a_number_is_hidden_no_quote_shows_its_score(workspace, asked, answer, opened, viewer):
    link = asked("nps")
    for place in range(HIDE_BELOW - 1):
        answer(link, score=4, why=f"The tea {place}")
    page = opened(link, viewer)
    assert "Hidden: too few people" in page and "The tea 3" in page
    assert "4 of 10" not in page
    answer(link, score=4, why="The tea 4")
    page = opened(link, viewer)
    assert "Hidden: too few people" not in page
    assert page.count("NPS 4 of 10") == 5


def test_only_the_scores_of_the_hidden_number_are_left_out(
    workspace, asked, answer, opened, viewer, owner, noon
):
    link = asked("nps")
    with in_workspace(workspace):
        survey = link.survey
        ease = {
            "id": "ease",
            "kind": "scale",
            "measures": "ces",
            "text": {"en": "How easy was it?", "zh-hans": "容易吗？"},
            "scale": {"low": 1, "high": 7},
        }
        content = survey.draft
        content["pages"][0]["questions"].append(ease)
        making.save_draft(survey, content, seen=survey.draft_number, by=owner, at=noon)
        publishing.publish(survey, by=owner, at=noon)
    for place in range(HIDE_BELOW):
        answer(link, score=4, why=f"The tea {place}", **({"ease": 2} if place < 4 else {}))
    page = opened(link, viewer)
    assert page.count("NPS 4 of 10") == 5
    assert "2 of 7" not in page


def test_an_empty_survey_leads_to_asking_and_to_its_links(asked, answer, opened, analyst, viewer):
    link = asked("nps")
    steps = [f"/asking/new/?survey={link.survey_id}", f"/surveys/{link.survey_id}/links/"]
    page = opened(link, analyst)
    assert [step in page for step in steps] == [True, True]
    assert [step in opened(link, viewer) for step in steps] == [False, False]
    answer(link, score=9)
    assert steps[0] not in opened(link, analyst)
