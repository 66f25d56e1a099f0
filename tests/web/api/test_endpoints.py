"""The API: what it takes, what it gives, and what it refuses."""

import json

import pytest
from django.test import Client

from regard.web.answering.models import Response
from regard.web.api.tokens import Scope, make_token, revoke
from regard.web.contacts.models import Happening
from regard.web.customers.models import Customer
from regard.web.feedback.models import Answer, Feedback
from regard.web.insights.rows import METRIC_OF, measured
from regard.web.workspaces.models import OutboxEvent
from regard.web.workspaces.tenancy import in_workspace

HUB = {
    "source_type": "survey",
    "source_id": "s1",
    "source_name": "茶馆 Teahouse",
    "tenant_id": "their-own",
    "submission_id": "sub-1",
    "field_id": "nps",
    "field_label": "How likely?",
    "field_type": "nps",
    "value_number": 9,
    "user_id": "u-1",
    "language": "en",
    "metadata": {"plan": "pro", "seats": 3},
    "collected_at": "2026-11-14T08:00:00Z",
}
WHY = HUB | {"field_id": "why", "field_type": "text", "value_number": None, "value_text": "好茶 Good tea"}


def test_fields_in_the_shape_of_formbricks_hub_make_one_record(call, workspace):
    first, second = call("feedback-records", HUB), call("feedback-records", WHY)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["feedback_id"] == second.json()["feedback_id"]
    with in_workspace(workspace):
        row = Feedback.objects.get()
        assert (row.text, row.customer.external_id, row.attributes) == (
            "好茶 Good tea",
            "u-1",
            {"plan": "pro", "seats": "3"},
        )
        nps = row.answers.get(field_id="nps")
        assert (nps.value_number, nps.scale_min, nps.scale_max) == (9, 0, 10)


@pytest.mark.parametrize(("kind", "scale"), [("trust", (1, 7)), ("values", (1, 7)), ("trust", (0, 10))])
def test_trust_and_shared_values_are_taken_on_the_scales_that_they_are_asked_on(call, workspace, kind, scale):
    body = HUB | {"field_type": kind, "field_id": "believe", "value_number": 7}
    told = call("feedback-records", body if scale == (1, 7) else body | {"scale_min": 0, "scale_max": 10})
    assert (told.status_code, told.json()["field_type"]) == (201, kind)
    with in_workspace(workspace):
        kept = Answer.objects.filter(measured()).get()
        assert (METRIC_OF[kept.field_type], kept.value_number) == (kind, 7)
        assert (kept.scale_min, kept.scale_max) == scale
    assert call("feedback-records", body | {"value_number": 11, "submission_id": "b"}).status_code == 422


def test_the_same_field_again_is_200_and_another_value_is_409(call, workspace):
    first, again = call("feedback-records", HUB), call("feedback-records", HUB)
    other = call("feedback-records", HUB | {"value_number": 2})
    assert (again.status_code, other.status_code) == (200, 409)
    assert again.json()["id"] == first.json()["id"]
    with in_workspace(workspace):
        assert Answer.objects.get().value_number == 9


def test_names_that_nobody_knows_are_reported_and_not_dropped_in_silence(call):
    assert call("feedback-records", HUB | {"mood": "sunny"}).json()["unknown_fields"] == ["mood"]


@pytest.mark.parametrize(
    "changed",
    [
        {"value_number": 11},
        {"value_number": None},
        {"field_type": "vote"},
        {"submission_id": ""},
        {"submission_id": "x" * 201},
        {"collected_at": "2026-11-14T08:00:00"},
        {"language": "<script>"},
        {"value_number": 1e300},
        {"scale_min": 5, "scale_max": 5},
    ],
)
def test_a_record_that_does_not_fit_is_refused_with_its_place(call, workspace, changed):
    response = call("feedback-records", HUB | changed)
    assert response.status_code == 422
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["errors"][0]["path"].startswith("body")
    with in_workspace(workspace):
        assert not Feedback.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        "{",
        "[]",
        "NaN",
        '{"kind": "a", "kind": "b"}',
        '{"kind": "a\\u0000"}',
        '{"kind": "\\ud800"}',
        '{"a": NaN}',
        b'{"kind": "\xff"}',
        "[" * 100_000,
    ],
)
def test_what_parsers_disagree_about_is_refused(call, workspace, body):
    assert call("events", body).status_code in (400, 422)
    with in_workspace(workspace):
        assert not Happening.objects.exists()


def test_an_event_is_told_once_for_each_key(call, workspace):
    event = {"kind": "order.delivered", "key": "o-17", "customer": {"id": "c-1", "name": "李雷"}}
    answers = [call("events", event), call("events", event)]
    assert [one.status_code for one in answers] == [202, 202]
    assert answers[0].json()["id"] == answers[1].json()["id"]
    with in_workspace(workspace):
        assert Happening.objects.get().customer == Customer.objects.get(external_id="c-1")


@pytest.mark.parametrize(
    "changed",
    [
        {"kind": "Order!"},
        {"mood": 1},
        {"customer": {"id": "c", "role": "x"}},
        {"customer": {}},
        {"context": {"secret": "x"}},
        {"context": {"product": 3}},
    ],
)
def test_an_event_that_does_not_fit_says_where(call, changed):
    event = {"kind": "renewal", "key": "k", "customer": {"id": "c"}} | changed
    assert call("events", event).status_code == 422


def test_an_answer_is_handed_in_once_for_each_key(call, asked, workspace):
    survey = asked("nps").survey_id
    body = {"values": {"score": 9}, "language": "en"}
    first, again = (call(f"surveys/{survey}/responses", body, key="k-1") for _ in range(2))
    other = call(f"surveys/{survey}/responses", {"values": {"score": 1}}, key="k-1")
    assert (first.status_code, again.status_code, other.status_code) == (201, 201, 422)
    assert first.json() == again.json()
    with in_workspace(workspace):
        assert Response.objects.get().values == {"score": 9}
        assert OutboxEvent.objects.filter(type="response.created").count() == 1


@pytest.mark.parametrize(
    "values",
    [{"score": 11}, {"score": "9"}, {"score": True}, {"who": 1}, {}, {"score": [9]}, {"score": {"$gt": 0}}],
)
def test_an_answer_that_its_question_does_not_take_is_refused(call, asked, workspace, values):
    response = call(f"surveys/{asked('nps').survey_id}/responses", {"values": values}, key="k")
    assert response.status_code == 422
    with in_workspace(workspace):
        assert not Response.objects.exists()


def test_an_answer_without_a_key_is_refused(call, asked):
    assert call(f"surveys/{asked('nps').survey_id}/responses", {"values": {"score": 9}}).status_code == 400


def test_lists_go_on_where_the_cursor_stands(call, asked):
    survey = asked("nps").survey_id
    for number in range(5):
        call(f"surveys/{survey}/responses", {"values": {"score": number}}, key=f"k{number}")
    found, cursor = [], ""
    while cursor is not None:
        said = call(f"surveys/{survey}/responses?limit=2&cursor={cursor}").json()
        found += [one["values"]["score"] for one in said["data"]]
        cursor = said["next_cursor"]
    assert found == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("query", ["limit=0", "limit=9999", "cursor=%00", "cursor=abc", "limit=x"])
def test_a_page_that_does_not_exist_is_refused(call, query):
    assert call(f"surveys?{query}").status_code == 422


def test_a_survey_tells_its_questions(call, asked):
    survey = asked("nps").survey_id
    listed, one = call("surveys").json()["data"], call(f"surveys/{survey}").json()
    assert listed == [one]
    assert one["questions"][0]["scale"] == {"low": 0, "high": 10}


def test_every_answer_says_how_many_calls_are_left(call, monkeypatch):
    monkeypatch.setattr("regard.web.api.entering.A_MINUTE", 2)
    answers = [call("surveys") for _ in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 429]
    assert [one["RateLimit-Remaining"] for one in answers] == ["1", "0", "0"]
    assert int(answers[2]["Retry-After"]) <= 60


# --- tokens -------------------------------------------------------------------------------------------
def test_no_token_a_wrong_one_an_ended_one_and_a_revoked_one_are_told_the_same(
    call, workspace, owner, noon, token
):
    with in_workspace(workspace):
        ended = make_token("a", scopes=Scope.values, days=1, by=owner, at=noon.replace(year=2025))[1]
        row, revoked = make_token("b", scopes=Scope.values, days=None, by=owner, at=noon)
        revoke(row, by=owner, at=noon)
    wrong = ["", "x", token[:-1], token.swapcase(), token + "x", "rgd_" + "a" * 27, ended, revoked]
    answers = [call("surveys", token=one) for one in wrong] + [Client().get("/api/v1/surveys")]
    assert {(one.status_code, one.content) for one in answers} == {(401, answers[0].content)}


def test_tokens_of_other_doors_do_not_open_this_one(call, asked):
    assert call("surveys", token=asked("nps").token).status_code == 401


def test_a_cookie_of_somebody_signed_in_opens_nothing(client, owner, workspace):
    client.force_login(owner)
    assert client.get("/api/v1/surveys").status_code == 401


def test_the_description_is_openapi_3_1_and_names_every_way_to_be_refused(client, db):
    said = json.loads(client.get("/api/v1/openapi.json").content)
    assert said["openapi"].startswith("3.1")
    for methods in said["paths"].values():
        for operation in methods.values():
            assert {"401", "403", "404", "422", "429", "503"} <= set(operation["responses"])
