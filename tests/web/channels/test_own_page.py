"""What customers do for themselves: one click ends it; their page shows, keeps, exports, erases."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from regard.web.answering.entering import by_invitation
from regard.web.answering.keys import Key
from regard.web.answering.models import Response, Submission
from regard.web.answering.recording import Given, submit
from regard.web.channels import tokens
from regard.web.channels.models import MailEvent, Message, Sender
from regard.web.channels.tokens import OWN_PAGE, UNSUBSCRIBE, read, read_until, token, unsubscribing
from regard.web.contacts.inviting import invite, token_of
from regard.web.contacts.judging import may_contact
from regard.web.contacts.models import ContactEvent, Invitation, Preference, Suppression
from regard.web.contacts.noting import note
from regard.web.contacts.preferring import prefer
from regard.web.contacts.suppressing import suppress
from regard.web.customers.models import Customer, Identity
from regard.web.feedback.models import Feedback, Removal
from regard.web.surveys import making, publishing
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


TODAY = datetime.now(UTC).date()
TOMORROW = TODAY + timedelta(days=1)


def own_page(customer, until=TOMORROW):
    return tokens.own_page(customer, until=until)


def path_of(address):
    return address.removeprefix("https://ask.example.com")


def answer(invitation, noon, **values):
    entry = by_invitation(token_of(invitation), at=noon)
    return submit(entry, Given(values, "en"), key=Key(f"key-{values}", noon), at=noon)


def came_back(invitation, noon):
    """A message of an invitation that a server returned."""
    sender = Sender.objects.create(name="Mei", address="mei@qinghe.example.com", created_at=noon)
    message = Message.objects.create(
        invitation=invitation, sender=sender, channel="email", kind="ask", message_id=f"<{invitation.pk}@x>",
        provider_id="p-1", state="failed", due_at=noon, problem="550 no Ada here",
    )  # fmt: skip
    MailEvent.objects.create(
        message=message, sender=sender, kind="soft_bounce", external_id=str(invitation.pk), detail="5.2.2",
        at=noon, received_at=noon,
    )  # fmt: skip
    return message


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
    stop, me = token(invited.pk, purpose=UNSUBSCRIBE), token(ada.pk, purpose=OWN_PAGE, until=TOMORROW)
    ada_for_ever, dated_stop = (
        token(ada.pk, purpose=OWN_PAGE),
        token(invited.pk, purpose=UNSUBSCRIBE, until=TODAY),
    )
    answering = token_of(invited)
    forged = [
        stop[:-1], stop + "A", stop.swapcase(), me, answering, token(ada.pk, purpose=UNSUBSCRIBE), dated_stop,
        "x", "A" * 43, stop[:-1] + ("A" if stop[-1] != "A" else "B"),
    ]  # fmt: skip
    told = {client.post(f"/u/{one}/", ONE_CLICK).status_code for one in forged}
    assert (told, Suppression.objects.count()) == ({404}, 0)
    another = token(invited.pk, purpose=OWN_PAGE, until=TOMORROW)
    for one in (stop, answering, me[:-2] + "AA", another, ada_for_ever, dated_stop):
        assert client.get(f"/me/{one}/").status_code == 404
        assert client.get(f"/me/{one}/export/").status_code == 404
    assert client.get(f"/i/{stop}/").status_code == client.get(f"/i/{me}/").status_code == 404


@pytest.mark.parametrize("until", [None, TOMORROW])
def test_a_token_is_written_in_one_way_alone(ada, until):
    def opened(text, purpose=OWN_PAGE):
        return read_until(text, purpose=purpose, on=TODAY) if until else read(text, purpose=purpose)

    own = token(ada.pk, purpose=OWN_PAGE, until=until)
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    others = [own[:-1] + letter for letter in letters if letter != own[-1]]
    assert opened(own) == ((ada.pk, until) if until else ada.pk)
    assert [opened(one) for one in others] == [None] * 63
    assert opened(own, UNSUBSCRIBE) is None
    torn = [own[:place] + ("A" if own[place] != "A" else "B") + own[place + 1 :] for place in range(len(own))]
    assert [opened(one) for one in torn] == [None] * len(own)  # neither its person nor its day is changed


def test_the_address_of_the_own_page_has_a_last_day_and_tells_nothing_behind_it(ada, client):
    last, over = (path_of(own_page(ada, until=day)) for day in (TODAY, TODAY - timedelta(days=1)))
    assert (client.get(last).status_code, client.get(last + "export/").status_code) == (200, 200)
    erased = client.post(over, {"act": "erase", "sure": "yes"})
    for answered in (client.get(over), client.get(over + "export/"), erased):
        text = answered.content.decode()
        assert (answered.status_code, "no longer opens your page" in text) == (410, True)
        assert "Ada" not in text and "Qinghe" not in text
    assert Customer.objects.filter(pk=ada.pk).exists()
    assert "这个地址" in client.get(over + "?lang=zh-hans").content.decode()


def test_who_stops_by_an_old_message_is_not_led_to_a_page_that_it_no_longer_opens(invited, ada, client, noon):
    path = path_of(unsubscribing(invited))
    Invitation.objects.update(due_at=datetime.now(UTC))
    assert "/me/" in client.get(path).content.decode()
    Invitation.objects.update(due_at=datetime.now(UTC) - tokens.OPEN_FOR - timedelta(days=1))
    answered = client.post(path, ONE_CLICK)
    assert (answered.status_code, "/me/" in answered.content.decode()) == (200, False)
    assert Suppression.objects.count() == 1


def test_the_page_shows_what_was_told_and_when_it_was_asked(invited, ada, noon, client):
    note(invited, kind="ask", outcome="sent", at=noon)
    answer(invited, noon, score=9)
    ada.events.create(kind="renewed", at=noon)
    ada.happenings.create(kind="order.was_delivered", key="o-1", at=noon, received_at=noon)
    text = client.get(path_of(own_page(ada))).content.decode()
    assert "Ada, this is your page" in text
    assert "Nov. 15, 2026</time> · Renewed</li>" in text
    assert "Nov. 15, 2026</time> · order was delivered</li>" in text
    assert " – 9</li>" in text
    title = invited.version.instrument.title["en"]
    assert f"Nov. 15, 2026</time> · {title} · E-mail" in text
    assert "Twice a year" not in text  # how the team calls it


def test_a_reminder_is_told_from_the_question_and_a_title_has_no_gaps(invited, ada, nps, owner, noon, client):
    title = {"en": "{company} and you", "zh-hans": "{company}与您"}
    making.save_draft(nps, nps.draft | {"title": title}, seen=nps.draft_number, by=owner, at=noon)
    invited.version = publishing.publish(nps, by=owner, at=noon)
    invited.save()
    note(invited, kind="ask", outcome="sent", at=noon)
    note(invited, kind="reminder", outcome="sent", at=noon)
    text = client.get(path_of(own_page(ada))).content.decode()
    name = nps.workspace.name
    assert f"</time> · {name} and you · E-mail</li>" in text
    assert f"</time> · {name} and you · Reminder · E-mail</li>" in text


def test_the_page_that_stops_asking_is_read_in_either_language_before_and_after(invited, client):
    path = path_of(unsubscribing(invited))
    assert 'href="?lang=zh-hans"' in client.get(path).content.decode()
    assert "不再" in client.get(f"{path}?lang=zh-hans").content.decode()
    done = client.post(f"{path}?lang=zh-hans", ONE_CLICK).content.decode()
    assert '<html lang="zh-hans">' in done and 'href="?lang=en"' in done
    assert "We ask you no more" in client.get(f"{path}?lang=en").content.decode()


def test_what_is_chosen_holds_and_is_shown_again(ada, nps, noon, client):
    path = path_of(own_page(ada))
    response = client.post(path, {"act": "choose", "often": "365", "ways": ["sms"], "spoken": "zh-hans"})
    assert response.status_code == 302
    kept = Preference.objects.get()
    assert (kept.at_most_once_in_days, kept.language) == (365, "zh-hans")
    assert kept.channels_off == ["chat", "email", "in_app"]
    text = client.get(response.url).content.decode()
    assert "已保存，即刻生效。" in text and '<option value="365" selected>' in text
    assert may_contact(ada, survey=nps, channel="email", kind="ask", at=noon).reason == "preference"


def test_whatsapp_is_switched_off_apart_from_text_messages(ada, nps, noon, client):
    ada.identities.create(kind="phone", value="+44 20 7946 0000")
    client.post(path_of(own_page(ada)), {"act": "choose", "ways": ["email", "sms", "in_app"]})
    verdicts = [may_contact(ada, survey=nps, channel=one, kind="ask", at=noon) for one in ("chat", "sms")]
    assert [(one.allowed, one.reason) for one in verdicts] == [(False, "preference"), (True, "")]


def test_a_number_of_days_that_a_program_chose_is_shown_as_the_next_that_is_offered(ada, noon, client):
    for days, shown in ((1, "30"), (45, "90"), (3_000, "365")):
        prefer(ada, at=noon, at_most_once_in_days=days)
        text = client.get(path_of(own_page(ada))).content.decode()
        assert f'<option value="{shown}" selected>' in text


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
    came_back(invited, noon)
    suppress("email", "ADA@example.com", reason="unsubscribed", at=noon)
    suppress("email", "bo@example.com", reason="complained", at=noon)
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
    ((one,), (message,)) = found["invitations"], found["invitations"][0]["messages"]
    assert (one["survey"], one["channel"], message["state"]) == ("Twice a year 每半年", "email", "failed")
    assert message["came_back"] == [{"kind": "soft_bounce", "detail": "5.2.2", "at": "2026-11-15T12:00:00Z"}]
    told = [(row["address"], row["reason"]) for row in found["not_written_to"]]
    assert told == [("ada@example.com", "unsubscribed")]
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


def test_what_servers_said_of_an_erased_person_goes_and_what_they_said_of_another_stays(
    invited, ada, customers, nps, noon, client
):
    own = came_back(invited, noon)
    other = came_back(invite(nps, customers[1], channel="email", due_at=noon, at=noon), noon)
    client.post(path_of(own_page(ada)), {"act": "erase", "sure": "yes"})
    own.refresh_from_db()
    assert (own.state, own.problem, own.provider_id, own.events.count()) == ("failed", "", "", 0)
    other.refresh_from_db()
    assert (other.problem, other.events.count()) == ("550 no Ada here", 1)


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
