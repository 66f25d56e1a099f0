"""Results and answers by the API: every number with its interval and n, and nobody told apart."""

from datetime import timedelta

import pytest

from regard.web.api.tokens import make_token
from regard.web.dashboards.card_models import MetricChange
from regard.web.insights.releasing import release
from regard.web.results.choices import choices
from regard.web.results.counting import measured_questions
from regard.web.workspaces.tenancy import in_workspace
from tests.web.results.conftest import answer, invited
from tests.web.results.test_by_hand import EVERY, said

__all__ = ["answer", "invited"]


@pytest.fixture
def bare(workspace, owner, noon) -> str:
    """A token that reads answers and knows no customers."""
    with in_workspace(workspace):
        return make_token("bare", scopes=["responses:read"], days=None, by=owner, at=noon)[1]


def test_results_are_those_of_the_page_and_small_segments_are_in_none_of_them(
    call, asked, invited, answer, workspace, noon
):
    link = asked("nps")
    invited(link.survey, "old", 40, [10] * 30 + [7] * 2)
    invited(link.survey, "new", 12, [9] * 6)
    invited(link.survey, "rare", 4, [9] * 3)
    answer(link, score=9)
    said = call(f"surveys/{link.survey_id}/results").json()
    [nps] = said["measures"]
    with in_workspace(workspace):
        [page] = measured_questions(link.survey, release(link.survey, at=noon))
    told = page.estimate.to_dict()
    assert nps["estimate"] == {name: told[name] for name in nps["estimate"]}
    assert (nps["estimate"]["n"], nps["estimate"]["status"]) == (42, "shown")
    assert nps["estimate"]["low"] < nps["estimate"]["value"] < nps["estimate"]["high"]
    assert sum(one["n"] for one in nps["distribution"]) == 42
    segments = {one["segment"] for one in nps["segments"]}
    rows = {one["segment"]: one for one in said["invited"]}
    assert "rare" not in segments and rows["rare"]["answered"] is None
    assert all(row["rate"] is None or row["rate"]["n"] == row["invited"] for row in rows.values())
    assert (rows[None]["invited"], rows[None]["answered"]) == (56, 41)
    hidden = [name for name, row in rows.items() if row["answered"] is None]
    assert hidden != ["rare"]  # else the whole less the others would tell it
    assert not segments & set(hidden)


def test_of_a_few_answers_there_is_no_number_and_no_distribution(call, asked, answer):
    link = asked("nps")
    for score in (0, 0, 10):
        answer(link, score=score)
    [nps] = call(f"surveys/{link.survey_id}/results").json()["measures"]
    assert (nps["estimate"]["status"], nps["estimate"]["value"], nps["estimate"]["n"]) == (
        "hidden",
        None,
        None,
    )
    assert (nps["distribution"], nps["segments"], nps["weighted"]) == ([], [], None)


def test_who_gave_an_answer_is_told_to_tokens_that_know_customers(call, bare, asked, invited):
    link = asked("nps")
    invited(link.survey, "old", 6, [10] * 6)
    invited(link.survey, "rare", 1, [0])
    path = f"surveys/{link.survey_id}/responses"
    named, nobody = call(path).json()["data"], call(path, token=bare).json()["data"]
    assert all(one["customer_id"] and one["segment"] for one in named)
    assert {one["customer_id"] for one in nobody} == {None}
    assert "rare" not in {one["segment"] for one in nobody}
    assert {one["segment"] for one in nobody} != {"old", None} or [o["segment"] for o in nobody].count(
        None
    ) >= 5
    [rare] = [one for one in named if one["segment"] == "rare"]
    assert call(f"responses/{rare['id']}", token=bare).json()["segment"] is None
    assert call(f"responses/{rare['id']}").json() == rare


def test_an_anonymous_survey_tells_neither_who_nor_when_by_any_call(call, asked, invited, workspace):
    link = asked("nps", anonymous=True)
    invited(link.survey, "old", 9, [10, 9, 8, 7, 6, 5, 4])
    data = call(f"surveys/{link.survey_id}/responses").json()["data"]
    assert len(data) == 5 or data == []  # whole steps alone
    for one in data:
        traces = ("id", "customer_id", "started_at", "first_at", "last_at", "completed_at")
        assert {one[name] for name in traces} == {None}
    first = call(f"surveys/{link.survey_id}/responses?limit=2").json()
    rest = call(f"surveys/{link.survey_id}/responses?limit=200&cursor={first['next_cursor'] or ''}").json()
    if first["next_cursor"]:
        assert first["data"] + rest["data"] == data
    assert call("feedback-records").json()["data"] == []
    states = {one["state"] for one in call(f"invitations?survey_id={link.survey_id}").json()["data"]}
    assert "answered" not in states
    waits = call(f"surveys/{link.survey_id}/results").json()["waiting"]
    assert len(data) + waits == 7


def test_choices_are_those_of_the_page_and_hidden_where_few_answered(call, asked, answer, workspace, noon):
    text = {"en": "Say", "zh-hans": "请说"}
    link = asked("nps", pages=[{"id": "all", "questions": [{"text": text} | one for one in EVERY]}])
    for place in range(24):
        answer(link, **said(place))
    told = {one["field_id"]: one for one in call(f"surveys/{link.survey_id}/results").json()["choices"]}
    assert {name: one["n"] for name, one in told.items()} == dict.fromkeys(
        ("pick", "many", "order", "grid.x", "day", "yes", "note"), 24
    )
    tea, cake = told["pick"]["answers"]
    assert (tea["answer"], tea["n"], cake["n"]) == ("tea", 16, 8)
    assert tea["low"] < tea["percent"] < tea["high"]
    assert told["order"]["kind"] == "ranking"
    assert [one["answer"] for one in told["grid.x"]["answers"]] == ["1", "2", "3", "4", "5"]
    assert [(one["answer"], one["n"]) for one in told["yes"]["answers"]] == [("true", 12)]
    assert told["yes"]["of_all"] and not told["pick"]["of_all"]
    with in_workspace(workspace):
        page = choices(link.survey, "en", release(link.survey, at=noon), reads=False)
    shown = sorted(int(bar.n) for card in page for bar in card.options)
    assert sorted(part["n"] for one in told.values() for part in one["answers"]) == shown


def test_choices_of_a_few_people_and_their_words_are_told_to_nobody(call, asked, answer):
    link = asked("words")
    for place in range(9):
        given = {"words": {"slow": f"Nine days, {place}."}} if place < 4 else {}
        answer(link, **given)
    reply = call(f"surveys/{link.survey_id}/results")
    [words] = [one for one in reply.json()["choices"] if one["kind"] == "words"]
    assert (words["n"], words["answers"]) == (None, [])
    assert "Nine days" not in reply.content.decode()


@pytest.fixture
def redefine(workspace, owner, noon):
    """From a day on the Net Promoter Score means something else."""

    def changed(day):
        with in_workspace(workspace):
            row = {"metric": "nps", "day": day, "what": "by app", "why": "unread", "by_name": "O"}
            MetricChange.objects.create(**row, by=owner, at=noon)

    return changed


def test_a_number_is_of_the_answers_since_its_definition_changed(call, asked, invited, redefine, noon):
    link, old = asked("nps"), noon - timedelta(days=20)
    invited(link.survey, "old", 30, [0] * 30, at=old)
    invited(link.survey, "new", 40, [10] * 32)
    path = f"surveys/{link.survey_id}/results"
    [whole] = call(path).json()["measures"]
    assert (whole["version"], whole["changed"], whole["is_mixed"]) == (1, None, False)
    assert whole["estimate"]["n"] == 62
    redefine((noon - timedelta(days=10)).date())
    [since] = call(path).json()["measures"]
    assert (since["version"], since["changed"]) == (2, (noon - timedelta(days=10)).date().isoformat())
    assert (since["estimate"]["n"], since["estimate"]["value"], since["is_mixed"]) == (32, 100.0, False)
    assert [one["n"] for one in since["distribution"]] == [0] * 10 + [32]


@pytest.mark.parametrize(("days", "version"), [(30, 2), (-2, 1)])
def test_a_definition_that_changed_before_or_after_all_answers_leaves_them_together(
    call, asked, answer, redefine, noon, days, version
):
    link = asked("nps")
    for place in range(12):
        answer(link, at=noon - timedelta(days=place), score=9)
    redefine((noon - timedelta(days=days)).date())
    [told] = call(f"surveys/{link.survey_id}/results").json()["measures"]
    assert (told["version"], told["changed"], told["estimate"]["n"]) == (version, None, 12)


@pytest.mark.parametrize("anonymous", [True, False])
def test_a_few_before_the_change_and_answers_in_steps_are_not_told_apart(
    call, asked, answer, redefine, noon, anonymous
):
    link = asked("nps", anonymous=anonymous)
    for place in range(10):
        answer(link, at=noon - timedelta(days=20 if place < (6 if anonymous else 4) else 0), score=9)
    redefine((noon - timedelta(days=10)).date())
    [told] = call(f"surveys/{link.survey_id}/results").json()["measures"]
    assert (told["version"], told["is_mixed"], told["estimate"]["n"]) == (2, True, 10)
    assert told["changed"] is not None
