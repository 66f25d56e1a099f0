"""What stands against writing to a person, what came back, and what a text message would say."""

import re

import pytest
from django.urls import reverse

from regard.web.channels.models import MailEvent, Message, Sender
from regard.web.contacts.inviting import invite
from regard.web.contacts.models import Suppression
from regard.web.contacts.suppressing import suppress
from tests.web.contacts.test_pages import made

pytestmark = pytest.mark.django_db


def test_the_page_of_a_person_lifts_what_is_ours_to_lift_and_says_what_came_back(go, nps, customers, noon):
    ada = customers[0]
    for reason in ("bounced", "complained", "unsubscribed", "erased"):
        suppress("email", "ADA@example.com", reason=reason, at=noon, evidence=f"as {reason}")
    suppress("email", "bo@example.com", reason="by_hand", at=noon)
    returned(nps, ada, noon)
    page = go("person", ada.pk).content.decode()
    for said in ("ada@example.com<br>", "as complained", "Not delivered for now", "5.2.2"):
        assert said in page
    assert "bo@example.com" not in page and "Opened" not in page
    ours = Suppression.objects.get(reason="bounced")
    assert re.findall(r"stopped/([\w-]{36})/end/", page) == [str(ours.pk)]
    here = reverse("contacts:person", args=["qinghe", ada.pk])
    for row in Suppression.objects.exclude(reason="by_hand"):
        assert go("lift", row.pk, customer=str(ada.pk)).url == here
    lifted = Suppression.objects.exclude(lifted_at=None)
    assert list(lifted.values_list("reason", flat=True)) == ["bounced"]
    assert "Only the person can take this back" in go("person", ada.pk).content.decode()


def returned(survey, customer, noon):
    """A message that came back for now, and one that was opened before."""
    invitation = invite(survey, customer, channel="email", due_at=noon, at=noon)
    sender = Sender.objects.create(name="Mei", address="mei@qinghe.example.com", created_at=noon)
    message = Message.objects.create(
        invitation=invitation, sender=sender, channel="email", kind="ask", message_id="<1@x>", due_at=noon
    )
    for kind, detail in (("soft_bounce", "5.2.2"), ("opened", "")):
        MailEvent.objects.create(
            message=message,
            sender=sender,
            kind=kind,
            external_id=kind,
            detail=detail,
            at=noon,
            received_at=noon,
        )


def test_a_campaign_by_text_message_shows_what_it_says_in_each_language_before_it_begins(
    go, nps, customers, noon
):
    page = go("one", made(nps, noon, channel="sms").pk).content.decode()
    assert "As a text message" in page and "简体中文" in page and "How likely are you" in page
    assert "As a text message" not in go("one", made(nps, noon).pk).content.decode()
