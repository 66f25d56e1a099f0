"""Answers that look like a machine's: an analyst sees why, counts them or leaves them out; numbers follow."""

import pytest
from django.test import Client

from regard.web.answering.judging import NotConfirmed, judge
from regard.web.answering.models import Judged, Response
from regard.web.feedback.models import Answer, Feedback
from regard.web.insights.rows import answered
from regard.web.results.counting import by_state
from regard.web.workspaces.auditing import first_broken_line
from regard.web.workspaces.models import AuditEvent, OutboxEvent
from regard.web.workspaces.tenancy import in_workspace
from tests.web.asking import hidden, press

pytestmark = pytest.mark.django_db


@pytest.fixture
def suspect(client, workspace, asked):
    """An answer with a field filled in that no person sees, and one of a person; their survey."""
    link = asked("nps")
    onward = press(client, f"/s/{link.token}/", score="9", website="http://spam.example").url
    press(client, f"/s/{link.token}/", score="3")
    return link.survey, onward


def page_of(survey):
    return f"/w/qinghe/surveys/{survey.pk}/doubts/"


def counted():
    """How many records count, and how many scores of them."""
    records = Feedback.objects.filter(answered())
    return records.count(), Answer.objects.filter(feedback__in=records).count()


def test_an_analyst_sees_why_counts_it_and_takes_that_back(client, workspace, analyst, suspect):
    survey, _onward = suspect
    client.force_login(analyst)
    with in_workspace(workspace):
        pk = Response.objects.get(state="bot_suspect").pk
        assert (by_state(survey), counted()) == ({"bot_suspect": 1, "partial": 1}, (1, 1))
    shown = client.get(page_of(survey)).content.decode()
    assert "A field was filled in that no person sees." in shown
    assert "How likely are you to recommend us to a friend or colleague? <b>9</b>" in shown
    assert shown.count('name="answers"') == 1

    for judged, state, expected in (("person", "partial", (2, 2)), ("machine", "bot_suspect", (1, 1))):
        assert client.post(page_of(survey), {"answers": [pk], "judged": judged}).status_code == 302
        with in_workspace(workspace):
            response = Response.objects.get(pk=pk)
            assert (response.state, response.judged, response.judged_by) == (state, judged, analyst)
            assert response.feedback.state == state
            assert counted() == expected
        assert 'name="answers"' not in client.get(page_of(survey)).content.decode()
        assert str(analyst) in client.get(page_of(survey), {"show": "judged"}).content.decode()
    with in_workspace(workspace):
        lines = AuditEvent.objects.filter(action="answer.judged").order_by("position")
        assert [(one.actor, one.subject, one.details["judged"]) for one in lines] == [
            (analyst, str(pk), "person"),
            (analyst, str(pk), "machine"),
        ]
        told = OutboxEvent.objects.order_by("-position").values_list("content", flat=True)[:2]
        assert [one["state"] for one in told] == ["bot_suspect", "partial"]
        assert first_broken_line() is None


def test_what_was_judged_holds_when_the_answer_goes_on(client, workspace, analyst, suspect):
    survey, onward = suspect
    client.force_login(analyst)
    with in_workspace(workspace):
        pk = Response.objects.get(state="bot_suspect").pk
    for judged, state in (("person", "complete"), ("machine", "bot_suspect")):
        client.post(page_of(survey), {"answers": [pk], "judged": judged})
        press(client, onward, why=judged, website="http://spam.example")
        with in_workspace(workspace):
            response = Response.objects.get(pk=pk)
            assert (response.state, response.feedback.state, response.feedback.text) == (state, state, judged)


def test_judging_the_same_twice_is_said_once_and_nothing_is_judged_by_accident(
    client, workspace, analyst, suspect
):
    survey, _onward = suspect
    client.force_login(analyst)
    with in_workspace(workspace):
        doubted, sound = (Response.objects.get(state=state).pk for state in ("bot_suspect", "partial"))
    for fields in (
        {"answers": [doubted], "judged": "person"},
        {"answers": [doubted], "judged": "person"},
        {"answers": [sound], "judged": "machine"},  # nobody doubted it
        {"answers": ["x"], "judged": "person"},
        {"answers": [doubted], "judged": "elf"},
        {"judged": "machine"},
        {},
    ):
        assert client.post(page_of(survey), fields).status_code == 302
    with in_workspace(workspace):
        assert AuditEvent.objects.filter(action="answer.judged").count() == 1
        judged = dict(Response.objects.values_list("pk", "judged"))
        assert judged == {doubted: Judged.PERSON, sound: ""}


def test_of_an_anonymous_survey_the_page_shows_nothing_that_was_said(client, workspace, analyst, asked):
    survey = asked("nps", anonymous=True).survey
    with in_workspace(workspace):
        token = survey.links.get().token
    press(client, f"/s/{token}/", score="9", website="x")
    client.force_login(analyst)
    shown = client.get(page_of(survey)).content.decode()
    assert "The survey is anonymous: what it says is not shown." in shown
    assert "<b>9</b>" not in shown


def test_clicks_that_nobody_confirmed_are_shown_and_cannot_be_counted(client, workspace, analyst, invited):
    path, survey = invited()
    client.get(path, {"score": "8"}, HTTP_USER_AGENT="Mozilla/5.0 Firefox/140.0")
    client.force_login(analyst)
    shown = client.get(page_of(survey)).content.decode()
    assert "8: 1 person" in shown
    assert 'name="answers"' not in shown


def test_the_page_speaks_chinese(client, analyst, suspect):
    survey, _onward = suspect
    client.force_login(analyst)
    shown = client.get(page_of(survey), HTTP_ACCEPT_LANGUAGE="zh-hans").content.decode()
    for words in (
        "可能来自机器",
        "填写了人看不见的字段。",
        "是真人：计入",
        "在消息中点击、尚未确认",
        "您有多大可能",
    ):
        assert words in shown


def test_a_page_of_one_and_of_three_takes_the_same_statements(
    client, workspace, analyst, suspect, django_assert_max_num_queries
):
    survey, _onward = suspect
    client.force_login(analyst)
    counts = []
    for more in (0, 2):
        for _ in range(more):
            with in_workspace(workspace):
                token = survey.links.get().token
            press(client, f"/s/{token}/", score="9", website="x")
        with django_assert_max_num_queries(20) as captured:
            client.get(page_of(survey))
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_a_form_of_the_page_that_was_shown_is_needed(analyst, suspect):
    survey, _onward = suspect
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(analyst)
    assert strict.post(page_of(survey), {"judged": "person"}).status_code == 403
    assert hidden(strict.get(page_of(survey)))["csrfmiddlewaretoken"]


def test_a_click_that_nobody_sent_is_shown_with_its_reason_and_no_member_can_confirm_it(
    client, workspace, analyst, invited
):
    path, survey = invited()
    press(client, path, score="9")
    with in_workspace(workspace):
        Response.objects.update(state="unconfirmed", completed_at=None)
        Feedback.objects.update(state="unconfirmed")
        clicked = Response.objects.get()
    client.force_login(analyst)
    page = client.get(page_of(survey)).content.decode()
    assert 'name="answers"' not in page
    assert "9: 1 person" in page
    assert "no member can confirm it instead" in page
    client.post(page_of(survey), {"answers": [clicked.pk], "judged": "person"})
    with in_workspace(workspace):
        with pytest.raises(NotConfirmed):
            judge(clicked.pk, Judged.PERSON, by=analyst, at=clicked.last_at)
        assert (Response.objects.get().state, Response.objects.get().judged, counted()) == (
            "unconfirmed",
            "",
            (0, 0),
        )
    assert (
        "成员不能代为确认"
        in client.get(page_of(survey), headers={"accept-language": "zh-hans"}).content.decode()
    )
    client.post(path, hidden(client.get(path, {"page": "score"})) | {"score": "8"})
    with in_workspace(workspace):
        assert (Response.objects.get().state, counted()) == ("partial", (1, 1))  # the person can
