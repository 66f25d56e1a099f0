"""What webhooks are told beside answers: with what it tells or not at all, and no more than they need."""

import pytest
from django.db import transaction
from standardwebhooks.webhooks import Webhook as Receiver

from regard.web.api.jobs import deliver_due
from regard.web.api.webhooks import Told
from regard.web.channels.own_page import erase
from regard.web.channels.stopping import resume, stop
from regard.web.contacts import campaigning
from regard.web.contacts.inviting import invite, token_of
from regard.web.contacts.models import Campaign, ContactKind, Outcome, Reason
from regard.web.contacts.noting import note
from regard.web.customers.models import Customer
from regard.web.surveys import making, publishing
from regard.web.workspaces.auditing import first_broken_line
from regard.web.workspaces.models import AuditEvent, OutboxEvent


@pytest.fixture
def everything(hook, owner, noon):
    """Everything that there is to tell of a survey and a person, once."""
    survey = making.make("nps", name="茶馆 Teahouse", by=owner, at=noon)
    publishing.publish(survey, by=owner, at=noon)
    publishing.publish(survey, by=owner, at=noon)  # nothing changed: nothing to tell
    customer = Customer.objects.create(external_id="c-9", name="李雷", email="li@example.com")
    campaign = Campaign.objects.create(survey=survey, name="After 之后", created_at=noon)
    for act in (campaigning.start, campaigning.start, campaigning.stop, campaigning.stop):
        act(campaign, by=owner, at=noon)
    invitation = invite(survey, customer, channel="email", due_at=noon, at=noon, campaign=campaign)
    for kind in (ContactKind.ASK, ContactKind.REMINDER):
        note(invitation, kind=kind, outcome=Outcome.SENT, at=noon)
    note(invitation, kind=ContactKind.ASK, outcome=Outcome.FAILED, reason=Reason.BOUNCED, at=noon)
    stop(customer, at=noon, invitation=invitation)
    stop(customer, at=noon)  # said twice: told once
    publishing.close(survey, by=owner, at=noon)
    publishing.close(survey, by=owner, at=noon)
    token, whom = token_of(invitation), str(customer.pk)
    erase(customer, at=noon)
    return {"survey": str(survey.pk), "invitation": str(invitation.pk), "customer": whom, "token": token}


def test_each_thing_is_told_once_in_its_order_and_the_library_believes_it(everything, hook, receiver):
    while deliver_due():
        pass
    told = [Receiver(hook[1]).verify(body, headers) for headers, body in receiver.came]
    assert [one["type"] for one in told] == [
        "survey.published",
        "campaign.started",
        "campaign.stopped",
        "invitation.sent",
        "invitation.bounced",
        "contact.unsubscribed",
        "survey.closed",
        "person.erased",
    ]
    elsewhere = {
        "response.created",
        "response.updated",
        "alert.raised",
        "alert.updated",
        "change.locked",
        "change.judged",
    }
    assert {one["type"] for one in told} | elsewhere == set(Told.values)
    by_type = {one["type"]: one["data"] for one in told}
    assert by_type["survey.published"] == {
        "id": everything["survey"],
        "name": "茶馆 Teahouse",
        "version": 1,
    }
    assert by_type["invitation.sent"]["customer_id"] == everything["customer"]
    assert by_type["contact.unsubscribed"]["invitation_id"] == everything["invitation"]
    assert by_type["person.erased"] == {"id": everything["customer"]}


def test_no_address_no_name_of_a_person_and_no_link_leaves(everything, hook, receiver):
    while deliver_due():
        pass
    sent = b"\n".join(body for _headers, body in receiver.came).decode()
    assert [word for word in ("example.com", "李雷", everything["token"]) if word in sent] == []


def test_each_event_stands_beside_its_line_in_the_audit_trail(everything):
    lines = {row.position: row.action for row in AuditEvent.objects.all()}
    assert [
        (row.type, lines[row.position])
        for row in OutboxEvent.objects.all()
        if lines[row.position] != row.type
    ] == []
    assert first_broken_line() is None


def test_what_was_undone_is_not_told(hook, owner, noon):
    survey = making.make("nps", name="a", by=owner, at=noon)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        publishing.publish(survey, by=owner, at=noon)
        raise ZeroDivisionError
    assert not OutboxEvent.objects.exists()


def test_who_comes_back_and_leaves_again_is_told_again(hook, noon):
    customer = Customer.objects.create(external_id="c", email="li@example.com")
    for _time in range(2):
        stop(customer, at=noon)
        resume(customer, at=noon)
    assert OutboxEvent.objects.filter(type="contact.unsubscribed").count() == 2
