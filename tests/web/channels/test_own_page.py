"""What customers do for themselves: one click ends it; their page shows, keeps, exports, erases."""

import json
from datetime import timedelta

import pytest

from regard.web.answering.entering import by_invitation
from regard.web.answering.keys import Key
from regard.web.answering.models import Response, Submission
from regard.web.answering.recording import Given, submit
from regard.web.channels.tokens import OWN_PAGE, UNSUBSCRIBE, own_page, read, token, unsubscribing
from regard.web.contacts.inviting import invite, token_of
from regard.web.contacts.judging import may_contact
from regard.web.contacts.models import ContactEvent, Invitation, Preference, Suppression
from regard.web.contacts.noting import note
from regard.web.customers.models import Customer, Identity
from regard.web.feedback.models import Feedback, Removal
from regard.web.workspaces.models import AuditEvent, OutboxEvent
from regard.web.workspaces.tenancy import in_workspace

pytestmark = pytest.mark.django_db
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def ada(customers, settings):
    settings.PUBLIC_URL = "https://ask.example.com"
    return customers[0]


@pytest.fixture
def invited(ada, nps, noon):
    return invite(nps, ada, channel="email", due_at=noon, at=noon)


def path_of(address):
    return address.removeprefix("https://ask.example.com")


def answer(invitation, noon, **values):
    entry = by_invitation(token_of(invitation), at=noon)
    return submit(entry, Given(values, "en"), key=Key(f"key-{values}", noon), at=noon)


def test_a_mail_program_unsubscribes_with_one_post_without_a_cookie(invited, ada, nps, noon, client):
    path = path_of(unsubscribing(invited))
    for _again in range(2):
        response = client.post(path, ONE_CLICK)
        assert (response.status_code, response.cookies) == (200, {})
        assert "We ask you no more" in response.content.decode()
    assert Suppression.objects.count() == 1
    assert may_contact(ada, survey=nps, channel="in_app", kind="ask", at=noon).reason == "unsubscribed"


@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_at_the_page_changes_nothing(invited, client, method):
    for path in (path_of(unsubscribing(invited)), path_of(own_page(invited.customer))):
        before = AuditEvent.objects.count()
        assert getattr(client, method)(path).status_code == 200
        assert (Suppression.objects.count(), Preference.objects.count()) == (0, 0)
        assert AuditEvent.objects.count() == before


def test_a_token_opens_what_it_was_made_for_and_nothing_else(invited, ada, client):
    stop, me = token(invited.pk, purpose=UNSUBSCRIBE), token(ada.pk, purpose=OWN_PAGE)
    answering = token_of(invited)
    forged = [
        stop[:-1], stop + "A", stop.swapcase(), me, answering, token(ada.pk, purpose=UNSUBSCRIBE),
        "x", "A" * 43, stop[:-1] + ("A" if stop[-1] != "A" else "B"),
    ]  # fmt: skip
    told = {client.post(f"/u/{one}/", ONE_CLICK).status_code for one in forged}
    assert (told, Suppression.objects.count()) == ({404}, 0)
    for one in (stop, answering, me[:-2] + "AA", token(invited.pk, purpose=OWN_PAGE)):
        assert client.get(f"/me/{one}/").status_code == 404
        assert client.get(f"/me/{one}/export/").status_code == 404
    assert client.get(f"/i/{stop}/").status_code == client.get(f"/i/{me}/").status_code == 404


def test_a_token_is_written_in_one_way_alone(ada):
    own = token(ada.pk, purpose=OWN_PAGE)
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    others = [own[:-1] + letter for letter in letters if letter != own[-1]]
    assert read(own, purpose=OWN_PAGE) == ada.pk
    assert [read(one, purpose=OWN_PAGE) for one in others] == [None] * 63
    assert read(own, purpose=UNSUBSCRIBE) is None


def test_the_page_shows_what_was_told_and_when_it_was_asked(invited, ada, noon, client):
    note(invited, kind="ask", outcome="sent", at=noon)
    answer(invited, noon, score=9)
    text = client.get(path_of(own_page(ada))).content.decode()
    assert "Ada, this is your page" in text
    assert " – 9</li>" in text
    assert "Nov. 15, 2026</time> · Question · E-mail" in text


def test_what_is_chosen_holds_and_is_shown_again(ada, nps, noon, client):
    path = path_of(own_page(ada))
    response = client.post(path, {"act": "choose", "often": "365", "ways": ["sms"], "spoken": "zh-hans"})
    assert response.status_code == 302
    kept = Preference.objects.get()
    assert (kept.at_most_once_in_days, kept.language) == (365, "zh-hans")
    assert kept.channels_off == ["email", "in_app"]
    text = client.get(response.url).content.decode()
    assert "已保存，即刻生效。" in text and '<option value="365" selected>' in text
    assert may_contact(ada, survey=nps, channel="email", kind="ask", at=noon).reason == "preference"


@pytest.mark.parametrize("often", ["1", "-5", "often", "99999999999999999999"])
def test_a_choice_that_is_not_offered_is_refused(ada, client, often):
    assert client.post(path_of(own_page(ada)), {"act": "choose", "often": often}).status_code == 400
    assert Preference.objects.count() == 0


def test_who_stopped_may_take_it_back_and_nobody_else_lifts_a_bounce(ada, nps, noon, client):
    path = path_of(own_page(ada))
    client.post(path, {"act": "stop"})
    assert may_contact(ada, survey=nps, channel="email", kind="ask", at=noon).reason == "unsubscribed"
    assert "You may ask me again" in client.get(path).content.decode()
    Suppression.objects.create(
        kind="email", value_hash=Suppression.objects.get().value_hash, reason="bounced", at=noon
    )
    client.post(path, {"act": "resume"})
    assert may_contact(ada, survey=nps, channel="email", kind="ask", at=noon).reason == "bounced"


def test_the_file_holds_everything_of_this_person_and_nothing_of_another(
    invited, ada, customers, nps, noon, client
):
    Identity.objects.create(customer=ada, kind="phone", value="+44 1")
    answer(invited, noon, score=3, why="cold tea")
    bo = invite(nps, customers[1], channel="email", due_at=noon, at=noon)
    answer(bo, noon, score=10, why="hot tea")
    response = client.get(path_of(own_page(ada)) + "export/")
    found = json.loads(response.content)
    assert "attachment" in response["Content-Disposition"]
    assert found["customer"]["email"] == "ada@example.com"
    assert found["known_by"] == [{"kind": "phone", "value": "+44 1"}]
    assert found["survey_answers"][0]["values"] == {"score": 3, "why": "cold tea"}
    assert [row["text"] for row in found["feedback"]] == ["cold tea"]
    for other in ("hot tea", "bo@example.com", "c-2", str(customers[1].pk)):
        assert other not in response.content.decode()


def test_nothing_is_erased_without_the_tick(ada, client):
    response = client.post(path_of(own_page(ada)), {"act": "erase"})
    assert response.status_code == 400
    assert "tick the box first" in response.content.decode()
    assert Customer.objects.filter(pk=ada.pk).exists()


def test_an_erased_person_is_nowhere_and_is_not_written_to_again(invited, ada, nps, noon, client):
    note(invited, kind="ask", outcome="sent", at=noon)
    answer(invited, noon, score=3, why="cold tea")
    path = path_of(own_page(ada))
    response = client.post(path, {"act": "erase", "sure": "yes"})
    assert (response.status_code, client.get(path).status_code) == (200, 404)
    assert Customer.objects.filter(name="Ada").count() == 0
    assert [model.objects.count() for model in (Feedback, Response, Submission)] == [0, 0, 0]
    assert ContactEvent.objects.get().customer is None
    assert Invitation.objects.get().withdrawn_at is not None
    assert Suppression.objects.get().reason == "erased"
    assert Removal.objects.get().records == 1
    told = OutboxEvent.objects.get(type="person.erased")
    assert told.content == {"id": str(ada.pk)}
    again = Customer.objects.create(external_id="c-9", email="ADA@example.com", since=noon)
    assert may_contact(again, survey=nps, channel="email", kind="ask", at=noon).allowed is False


def test_a_page_of_another_workspace_is_not_reached_by_its_own_members_token(
    ada, other_workspace, noon, client
):
    with in_workspace(other_workspace):
        theirs = Customer.objects.create(external_id="c-1", name="Nils", email="nils@example.com")
    text = client.get(path_of(own_page(theirs))).content.decode()
    assert "Nils" in text and "Ada" not in text and "Qinghe" not in text


def test_what_customers_are_called_is_text_and_no_page(ada, noon, client):
    ada.name = '<img src=x onerror="alert(1)">{{ 7|add:7 }}'
    ada.save()
    text = client.get(path_of(own_page(ada))).content.decode()
    assert "<img" not in text and "&lt;img src=x" in text and "{{ 7|add:7 }}" in text


def test_a_link_of_an_old_message_still_stops(invited, nps, noon, client, owner):
    invited.expires_at = noon - timedelta(days=400)
    invited.save()
    assert client.post(path_of(unsubscribing(invited)), ONE_CLICK).status_code == 200
    assert Suppression.objects.count() == 1
