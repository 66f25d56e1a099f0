"""Two senders at the same moment: the last contact of a person, or of a company, is used up once."""

import threading
from contextvars import copy_context

import pytest
from django.db import connection, transaction
from django.utils import timezone

from regard.contacting.rules import DEFAULT, Rules
from regard.web.contacts import jobs
from regard.web.contacts.campaigning import start
from regard.web.contacts.happening import happen
from regard.web.contacts.inviting import invite
from regard.web.contacts.judging import may_contact
from regard.web.contacts.models import Campaign, ContactEvent, Draw, Invitation
from regard.web.contacts.noting import note
from regard.web.contacts.ruling import change_rules
from regard.web.customers.matching import Person
from regard.web.customers.models import Customer
from regard.web.workspaces import tenancy
from regard.web.workspaces.tenancy import in_workspace

pytestmark = pytest.mark.django_db(transaction=True)


def send_at_once(workspace, invitations, at):
    """Each by a sender of its own, all of them starting together."""
    ready = threading.Barrier(len(invitations))

    def send(invitation):
        try:
            with in_workspace(workspace):
                ready.wait(timeout=30)
                with transaction.atomic():
                    verdict = may_contact(
                        invitation.customer,
                        survey=invitation.survey,
                        channel=invitation.channel,
                        kind="ask",
                        at=at,
                        invitation=invitation,
                    )
                    outcome = "sent" if verdict.allowed else "not_sent"
                    note(invitation, kind="ask", outcome=outcome, reason=verdict.reason, at=at)
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=[one]) for one in invitations]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)


def test_the_last_contact_is_used_up_once(workspace, customers, nps, csat, owner, noon):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time; the other database has several")
    ada, bo, _chen = customers
    caps = [{"key": "quarter", "most": 1, "days": 90, "each": "account"}]
    change_rules(Rules.from_content(DEFAULT.to_content() | {"caps": caps}), by=owner, at=noon)
    asked = [invite(survey, one, channel="email", due_at=noon, at=noon)
             for survey in (nps, csat) for one in (ada, bo)]  # fmt: skip
    send_at_once(workspace, asked, noon)
    lines = ContactEvent.objects.order_by("outcome").values_list("outcome", "reason")
    assert list(lines) == [("not_sent", "account_cap")] * 3 + [("sent", "")]


def test_two_sweeps_at_once_do_not_draw_over_a_cap_nor_answer_an_event_twice(
    workspace, customers, nps, csat, owner, noon
):
    """Two workers of two campaigns and an event, all for one company that may be asked twice in all."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time; the other database has several")
    now = timezone.now()
    caps = [{"key": "quarter", "most": 2, "days": 90, "each": "account"}]
    change_rules(Rules.from_content(DEFAULT.to_content() | {"caps": caps}), by=owner, at=noon)
    company = customers[0].account
    Customer.objects.bulk_create(
        Customer(external_id=f"x-{n}", email=f"x{n}@example.com", account=company) for n in range(30)
    )
    for survey, more in ((nps, {}), (csat, {}), (csat, {"trigger": "event", "event_kind": "purchased"})):
        made = Campaign.objects.create(survey=survey, name="At once", created_at=noon, **more)
        start(made, by=owner, at=noon)
    for n in range(5):
        person = Person(external_id=f"x-{n}")
        happen("purchased", key=f"o-{n}", person=person, at=now, now=now)
    ready = threading.Barrier(4)

    def sweep():
        try:
            ready.wait(timeout=30)
            copy_context().run(outside)
        finally:
            connection.close()

    def outside():
        tenancy._current.set(None)
        jobs.ask_due()

    threads = [threading.Thread(target=sweep) for _worker in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert Invitation.objects.filter(account=company).count() == 2
    assert Draw.objects.count() == 2
    told = ContactEvent.objects.filter(campaign__trigger="event").count()
    asked = Invitation.objects.filter(campaign__trigger="event").count()
    assert told + asked == 5
