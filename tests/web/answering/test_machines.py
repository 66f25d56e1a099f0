"""Machines follow every link and fill every field; people on one network are many: no score comes of it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from regard.web.answering.fetching import unconfirmed
from regard.web.answering.keys import Key, new_key, read_key
from regard.web.answering.models import Fetch, Response
from regard.web.answering.suspecting import TOLERATED, Meter, agent_class, suspicion
from regard.web.contacts.models import Invitation
from regard.web.feedback.models import Answer, Feedback, Revision
from regard.web.workspaces.tenancy import in_workspace
from tests.web.asking import hidden, press

pytestmark = pytest.mark.django_db
PERSON = {"HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"}


def test_a_crawler_that_fetches_all_links_of_a_message_changes_no_score(client, workspace, invited):
    path, survey = invited()
    for method in (client.get, client.head):
        for score in range(11):
            assert method(path, {"score": score}, **PERSON).status_code == 200
    assert client.get(f"{path}more/").status_code == 302
    with in_workspace(workspace):
        assert (Response.objects.count(), Feedback.objects.count(), Answer.objects.count()) == (0, 0, 0)
        assert Fetch.objects.count() == 23
        assert unconfirmed(survey) == {}


def test_all_links_at_once_are_no_click_even_without_the_trap(client, workspace, invited):
    path, survey = invited()
    for score in range(11):
        client.get(path, {"score": score}, **PERSON)
    with in_workspace(workspace):
        assert unconfirmed(survey) == {}


def test_a_click_that_nobody_confirmed_is_counted_apart(client, workspace, invited):
    path, survey = invited()
    client.get(path, {"score": 3}, **PERSON)
    client.get(path, {"score": 9}, **PERSON)
    client.get(path, {"score": 1}, HTTP_USER_AGENT="Barracuda Sentinel")
    client.head(path, {"score": 0}, **PERSON)
    with in_workspace(workspace):
        assert unconfirmed(survey) == {9: 1}
        assert Response.objects.count() == 0
    press(client, path, score="9")
    with in_workspace(workspace):
        assert unconfirmed(survey) == {}


def test_a_person_who_clicks_three_and_then_nine_leaves_nine_with_three_in_its_history(
    client, workspace, invited
):
    path, _survey = invited()
    for score in ("3", "9"):
        page = client.get(path, {"score": score})  # the first click, in the message
        assert f'value="{score}" checked' in page.content.decode()
        sent = client.post(path, hidden(page) | {"score": score})  # the second, on the page
        assert sent.status_code == 302
    with in_workspace(workspace):
        response = Response.objects.get()
        assert (response.values["score"], response.number) == (9, 2)
        assert [one.values["score"] for one in response.submissions.all()] == [3, 9]
        assert [one.value_number for one in Answer.objects.all()] == [9]
        before = Revision.objects.get().content["answers"]
        assert [(one["field_id"], one["value_number"]) for one in before] == [("score", 3)]
        assert (Feedback.objects.get().revision, Feedback.objects.get().response) == (2, response)


def test_of_an_anonymous_survey_no_click_is_kept_and_the_invitation_is_used_once(client, workspace, invited):
    path, _survey = invited(anonymous=True)
    fields = hidden(client.get(path, {"score": "9"})) | {"score": "9"}
    onward = client.post(path, fields)
    assert onward.url.startswith("/a/")
    assert client.get(path).status_code == 410
    assert client.post(path, fields).url == onward.url  # its acknowledgement was lost, and it came again
    with in_workspace(workspace):
        response, invitation = Response.objects.get(), Invitation.objects.get()
        assert (Fetch.objects.count(), invitation.used_on is not None) == (0, True)
        assert (response.invitation_id, response.customer_id, response.segment) == (None, None, "")


def test_a_field_that_no_person_sees_gives_a_machine_away_and_its_answer_is_counted_apart(
    client, workspace, asked
):
    path = f"/s/{asked('nps').token}/"
    assert press(client, path, score="9", website="http://spam.example").status_code == 302
    with in_workspace(workspace):
        assert [(one.state, one.suspicion) for one in Response.objects.all()] == [
            ("bot_suspect", {"trap": True})
        ]
        assert Feedback.objects.get().state == "bot_suspect"


def test_a_form_older_than_a_day_is_shown_once_more_with_what_was_typed(
    client, workspace, asked, monkeypatch
):
    path = f"/s/{asked('nps').token}/"
    old = new_key(at=timezone.now() - timedelta(hours=25))
    response = client.post(path, {"key": old, "page": "score", "score": "9", "language": "en"})
    assert response.status_code == 400
    assert 'value="9" checked' in response.content.decode()
    assert client.post(path, hidden(response) | {"score": "9"}).status_code == 302
    with in_workspace(workspace):
        assert Response.objects.count() == 1


def test_a_form_that_was_taken_is_known_also_after_a_day(client, workspace, asked, monkeypatch):
    path = f"/s/{asked('nps').token}/"
    fields = hidden(client.get(path)) | {"score": "9"}
    first = client.post(path, fields)
    monkeypatch.setattr(Key, "is_stale", lambda self, *, at: True)
    assert client.post(path, fields).url == first.url
    with in_workspace(workspace):
        assert Response.objects.count() == 1


def test_a_key_says_when_its_form_was_shown(noon):
    key = read_key(new_key(at=noon))
    assert (key.shown_at, key.is_ours) == (noon, True)
    assert not key.is_stale(at=noon + timedelta(hours=24))
    assert key.is_stale(at=noon + timedelta(hours=25))
    assert key.is_stale(at=noon - timedelta(hours=1))


def answered(meter, noon, *, seconds, count, network="203.0.113.7", every=1.0):
    """How many of `count` answers of one network are suspected, each given `seconds` after it was shown."""
    found = 0
    for number in range(count):
        at = noon + timedelta(seconds=number * every)
        key = Key("k", at - timedelta(seconds=seconds))
        found += bool(suspicion(link="l", network=network, trap="", key=key, at=at, meter=meter))
    return found


def test_ten_thousand_answers_that_nobody_read_are_found_out_and_a_whole_company_is_not(noon):
    stuffed = answered(Meter(), noon, seconds=0.3, count=10_000, every=0.1)
    assert stuffed == 10_000 - TOLERATED
    assert answered(Meter(), noon, seconds=4, count=1_000, every=0.5) == 0


def test_quick_people_are_not_suspected_as_long_as_they_are_few(noon):
    assert answered(Meter(), noon, seconds=0.4, count=TOLERATED) == 0
    assert answered(Meter(), noon, seconds=0.4, count=200, every=200) == 0  # over a day


def test_what_a_request_says_of_itself_is_sorted():
    said = {
        "Mozilla/5.0 (Windows NT 10.0) Chrome/140": "browser",
        "Mozilla/5.0 (compatible; Googlebot/2.1)": "scanner",
        "Mozilla/5.0 HeadlessChrome": "scanner",
        "python-requests/2.32": "library",
        "curl/8.0": "library",
        "": "unknown",
    }
    assert {agent: agent_class(agent) for agent in said} == said


def test_headers_about_the_sender_have_no_effect(client, workspace, asked, monkeypatch):
    """T38: ten thousand invented addresses are one network."""
    seen = []
    monkeypatch.setattr("regard.web.answering.views.suspicion", lambda **given: seen.append(given) or {})
    path = f"/s/{asked('nps').token}/"
    for number in range(3):
        fields = hidden(client.get(path)) | {"score": "9"}
        client.post(path, fields, HTTP_X_FORWARDED_FOR=f"198.51.100.{number}", HTTP_FORWARDED="for=1.1.1.1")
    assert {given["network"] for given in seen} == {"127.0.0.1"}
