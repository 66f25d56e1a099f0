"""What callers may try: the same call many times, odd values everywhere, other people's questions."""

import json
import threading
from datetime import timedelta
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone
from standardwebhooks.webhooks import Webhook as Receiver

from regard.web.answering.models import Response, Submission
from regard.web.api.jobs import deliver_due, forget_due
from regard.web.api.models import IdempotencyKey
from regard.web.contacts.models import Campaign, Invitation, SuppressionReason
from regard.web.contacts.suppressing import suppress
from regard.web.customers.models import Customer
from regard.web.feedback.models import Answer, Feedback
from regard.web.surveys import making, publishing
from regard.web.workspaces.models import AuditEvent, OutboxEvent
from regard.web.workspaces.tenancy import in_workspace
from tests.web.api.rows import ABSENT, ROWS, filled, things

# The documented shape of a feedback record of Formbricks Hub (POST /v1/feedback-records), every field of it.
DOCUMENTED = {
    "source_type": "formbricks",
    "source_id": "clx1survey",
    "source_name": "Product survey",
    "field_id": "q1_nps",
    "field_label": "How likely are you to recommend us?",
    "field_type": "nps",
    "field_group_id": "group-1",
    "field_group_label": "Loyalty",
    "value_number": 9,
    "metadata": {"device": "mobile", "nested": {"a": [1, None]}, "seats": 3},
    "language": "en",
    "user_id": "user-42",
    "tenant_id": "org-7",
    "submission_id": "sub-0001",
    "collected_at": "2026-11-14T08:00:00Z",
}
OTHERS = [
    {"field_id": "why", "field_type": "text", "value_text": "好茶 – good tea"},
    {"field_id": "plan", "field_type": "categorical", "value_text": "Pro"},
    {"field_id": "csat", "field_type": "csat", "value_number": 5},
    {"field_id": "ces", "field_type": "ces", "value_number": 2},
    {"field_id": "stars", "field_type": "rating", "value_number": 4},
    {"field_id": "seats", "field_type": "number", "value_number": 12.5},
    {"field_id": "again", "field_type": "boolean", "value_boolean": False},
    {"field_id": "since", "field_type": "date", "value_date": "2026-11-01T00:00:00Z"},
]


def test_a_feedback_record_as_formbricks_hub_documents_it_is_taken_unchanged_in_every_type(call, workspace):
    bare = {name: value for name, value in DOCUMENTED.items() if not name.startswith("value_")}
    first = call("feedback-records", DOCUMENTED)
    rest = [call("feedback-records", bare | one) for one in OTHERS]
    assert [one.status_code for one in (first, *rest)] == [201] * 9
    assert {json.dumps(one.json()["unknown_fields"]) for one in (first, *rest)} == {"[]"}
    assert len({one.json()["feedback_id"] for one in (first, *rest)}) == 1
    said = call("feedback-records?limit=200").json()["data"]
    kept = {one["field_id"]: one for one in said}
    for one in OTHERS:
        value = next(value for name, value in one.items() if name.startswith("value_"))
        told = next(kept[one["field_id"]][n] for n in one if n.startswith("value_"))
        assert str(told).startswith(str(value)[:10])
    assert [call("feedback-records", one).status_code for one in (DOCUMENTED, bare | OTHERS[0])] == [200, 200]
    with in_workspace(workspace):
        assert (Feedback.objects.count(), Answer.objects.count()) == (1, 9)


def at_once(calls: list[Any]) -> list[Any]:
    """Make these calls from many threads at the same moment."""
    told: list[Any] = [None] * len(calls)
    ready = threading.Barrier(8)

    def some(first: int) -> None:
        ready.wait()
        for place in range(first, len(calls), 8):
            told[place] = calls[place]()
        connection.close()

    threads = [threading.Thread(target=some, args=(place,)) for place in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return told


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_same_call_two_hundred_times_at_once_counts_once_and_is_told_once(
    call, asked, hook, receiver, workspace
):
    survey = asked("nps").survey_id
    cache.clear()
    body = {"values": {"score": 9}}
    same = [lambda: call(f"surveys/{survey}/responses", body, key="k") for _ in range(200)]
    told = at_once(same)
    done = [one for one in told if one.status_code == 201]
    assert {one.status_code for one in told} <= {201, 503}  # busy: it says so, and when to try again
    assert all(one.status_code == 201 or one["Retry-After"] for one in told)
    assert len({one.content for one in done}) == 1
    others = at_once(
        [lambda: call(f"surveys/{survey}/responses", {"values": {"score": 1}}, key="k") for _ in range(16)]
    )
    assert {one.status_code for one in others} <= {422, 503}
    while deliver_due():
        pass
    answers = [Receiver(hook[1]).verify(body, headers) for headers, body in receiver.came]
    with in_workspace(workspace):
        assert (Response.objects.get().values, Submission.objects.count()) == ({"score": 9}, 1)
        assert [one["type"] for one in answers].count("response.created") == 1


def test_a_key_is_remembered_for_a_week_and_what_it_did_for_good(call, asked, workspace):
    survey = asked("nps").survey_id
    first = call(f"surveys/{survey}/responses", {"values": {"score": 9}}, key="k")
    with in_workspace(workspace):
        IdempotencyKey.objects.update(at=timezone.now() - timedelta(days=6, hours=23))
        assert (forget_due(), IdempotencyKey.objects.count()) == (False, 1)
        IdempotencyKey.objects.update(at=timezone.now() - timedelta(days=7, minutes=1))
        assert (forget_due(), forget_due(), IdempotencyKey.objects.count()) == (True, False, 0)
    again = call(f"surveys/{survey}/responses", {"values": {"score": 9}}, key="k")
    other = call(f"surveys/{survey}/responses", {"values": {"score": 1}}, key="k")
    assert (again.json()["id"], other.status_code) == (first.json()["id"], 422)
    with in_workspace(workspace):
        assert Response.objects.count() == 1


def test_what_failed_under_a_key_may_be_tried_again_under_it(call, asked):
    survey = asked("nps").survey_id
    wrong = call(f"surveys/{survey}/responses", {"values": {"score": 11}}, key="k")
    right = call(f"surveys/{survey}/responses", {"values": {"score": 9}}, key="k")
    assert (wrong.status_code, right.status_code) == (422, 201)


def test_a_link_that_was_shown_once_is_not_kept_as_it_is_and_a_repeated_call_gets_it_again(
    call, asked, workspace
):
    survey = asked("nps").survey_id
    first, again = (call(f"surveys/{survey}/one-use-links", {"count": 3}, key="k") for _ in range(2))
    asks = {"survey_id": str(survey), "customer": {"id": "c"}, "channel": "web", "key": "order-1"}
    one, same = call("invitations", asks, key="i"), call("invitations", asks, key="i")
    hooks = [call("webhooks", {"url": "https://shop.example/hook"}, key="w").json() for _ in range(2)]
    assert (first.json(), one.json(), hooks[0]) == (again.json(), same.json(), hooks[1])
    with in_workspace(workspace):
        kept = repr(list(IdempotencyKey.objects.values_list("answer", flat=True)))
    for url in (*first.json()["urls"], one.json()["url"]):
        assert url.rstrip("/").rsplit("/", 1)[1] not in kept
        assert Client().get(urlsplit(url).path).status_code == 200
    assert hooks[0]["secret"] not in kept


def test_somebody_who_may_not_be_asked_is_not_and_the_reason_is_told_and_kept(call, asked, workspace):
    survey = str(asked("nps").survey_id)
    who = {"survey_id": survey, "customer": {"id": "c", "email": "li@example.com"}}
    first = call("invitations", who | {"key": "a"})
    same, second = call("invitations", who | {"key": "a"}), call("invitations", who | {"key": "b"})
    assert (first.status_code, first.json()["state"], same.json()["id"]) == (
        201,
        "waiting",
        first.json()["id"],
    )
    assert (second.status_code, second.json()["state"], second.json()["id"]) == (200, "not_sent", None)
    line = call(f"contacts?survey_id={survey}").json()["data"][-1]
    assert (line["outcome"], line["reason"]) == ("not_sent", second.json()["reason"])
    call("suppressions", {"kind": "email", "value": "no@example.com"})
    stopped = call("invitations", who | {"customer": {"id": "d", "email": "NO@example.com"}})
    assert stopped.json()["state"] == "not_sent" and stopped.json()["reason"]
    call(f"surveys/{survey}/closure", {})
    assert call("invitations", who | {"customer": {"id": "e"}}).json()["reason"] == "closed"
    with in_workspace(workspace):
        assert Invitation.objects.count() == 1


SQL = [
    "' OR '1'='1",
    "1; DROP TABLE api_apitoken; --",
    "%",
    "_",
    "\\",
    '"',
    "''",
    "$$",
    "{{7*7}}",
    "${7}",
    "a\u0000b",
]


def test_odd_texts_in_every_parameter_are_only_texts(call, workspace):
    with in_workspace(workspace):
        Customer.objects.create(external_id="c-1", email="li@example.com", name="李雷")
    for text in SQL:
        odd = quote(text)
        for path in (
            f"customers?external_id={odd}", f"customers?email={odd}", f"events?key={odd}",
            f"surveys?cursor={odd}", f"invitations?survey_id={odd}", f"surveys/{quote(odd)}",
        ):  # fmt: skip
            answer = call(path)
            assert answer.status_code in (200, 422)
            if answer.status_code == 200:
                assert answer.json()["data"] == []


def changed_bodies() -> list[tuple[str, dict[str, Any]]]:
    """Each write with one more name that a client has no say in."""
    names = ("workspace", "workspace_id", "id", "created_at", "inclusion", "weight", "state", "is_admin")
    return [
        (row.path, row.body | {name: ABSENT})
        for row in ROWS
        if row.body is not None and row.path != "/feedback-records" and row.method == "post"
        for name in names
        if name not in row.body
    ]


def test_ids_times_weights_and_workspaces_that_a_client_sends_are_refused(call, workspace, owner, noon):
    ids = things(workspace, by=owner, at=noon)
    with in_workspace(workspace):
        before = AuditEvent.objects.count()
    for path, body in changed_bodies():
        cache.clear()
        answer = call(path.format_map(ids).lstrip("/"), filled(body, ids), key="k")
        assert (answer.status_code, answer.json()["errors"][0]["path"].startswith("body")) == (422, True)
    with in_workspace(workspace):
        assert AuditEvent.objects.count() == before


def test_a_question_of_another_survey_a_closed_one_and_one_that_was_not_published(
    call, asked, workspace, owner, noon
):
    survey = asked("nps").survey_id
    with in_workspace(workspace):
        draft = making.make("csat", name="b", by=owner, at=noon)
    wrong = call(f"surveys/{survey}/responses", {"values": {"score": 9, "csat": 5}}, key="a")
    assert (wrong.status_code, wrong.json()["errors"]) == (
        422,
        [{"path": "body.values.csat", "code": "not_asked"}],
    )
    unpublished = call(f"surveys/{draft.pk}/responses", {"values": {}}, key="b")
    call(f"surveys/{survey}/closure", {})
    closed = call(f"surveys/{survey}/responses", {"values": {"score": 9}}, key="c")
    assert (unpublished.status_code, closed.status_code) == (404, 410)
    with in_workspace(workspace):
        assert not Response.objects.exists()


def test_a_draft_that_somebody_changed_meanwhile_and_one_that_cannot_be_asked(
    call, asked, workspace, owner, noon
):
    survey = call("surveys", {"name": "茶", "template": "nps"}).json()["id"]
    draft = call(f"surveys/{survey}/draft").json()
    stale = call.put(f"surveys/{survey}/draft", {"number": 7, "content": draft["content"]})
    unfit = call.put(f"surveys/{survey}/draft", {"number": 1, "content": {"pages": 3}})
    half = json.loads(json.dumps(draft["content"]))
    half["title"].pop("zh-hans", None)
    kept = call.put(f"surveys/{survey}/draft", {"number": 1, "content": half})
    refused = call(f"surveys/{survey}/publication", {})
    assert (stale.status_code, unfit.status_code, kept.status_code, refused.status_code) == (
        409,
        422,
        200,
        422,
    )
    assert unfit.json()["errors"][0]["path"].startswith("body.content")
    assert refused.json()["errors"][0]["code"] == "not_translated"
    assert call(f"surveys/{survey}").json()["version"] is None
    with in_workspace(workspace):
        assert not OutboxEvent.objects.exists()
        publishing.close(asked("csat").survey, by=owner, at=noon)


def test_a_campaign_that_cannot_start_says_why_and_does_not(call, asked, workspace):
    survey = call("surveys", {"name": "茶", "template": "nps"}).json()["id"]
    unfit = [
        {"trigger": "event"}, {"trigger": "rolling"}, {"channel": "social"}, {"priority": 0}, {"share": 0},
        {"starts_at": "2026-11-15T00:00:00Z", "ends_at": "2026-11-14T00:00:00Z"}, {"shares": {"a": 1e9}},
    ]  # fmt: skip
    for one in unfit:
        assert call("campaigns", {"name": "c", "survey_id": survey} | one).status_code == 422
    made = call("campaigns", {"name": "c", "survey_id": survey}).json()
    assert call(f"campaigns/{made['id']}/start", {}).status_code == 409
    with in_workspace(workspace):
        assert Campaign.objects.get().started_at is None


def test_an_address_is_lifted_twice_without_harm_and_what_a_person_said_is_not_ours_to_lift(
    call, workspace, noon
):
    ours = call("suppressions", {"kind": "email", "value": "no@example.com"}).json()["id"]
    lifted = [call.delete(f"suppressions/{ours}") for _ in range(2)]
    assert [one.status_code for one in lifted] == [200, 200]
    with in_workspace(workspace):
        own = suppress("email", "li@example.com", reason=SuppressionReason.UNSUBSCRIBED, at=noon)
    refused = call.delete(f"suppressions/{own.pk}")
    assert (refused.status_code, refused["Content-Type"]) == (409, "application/problem+json")
