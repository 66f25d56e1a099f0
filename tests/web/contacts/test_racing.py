"""Two senders at the same moment: the last contact of a person, or of a company, is used up once."""

import threading

import pytest
from django.db import connection, transaction

from regard.contacting.rules import DEFAULT, Rules
from regard.web.contacts.inviting import invite
from regard.web.contacts.judging import may_contact
from regard.web.contacts.models import ContactEvent
from regard.web.contacts.noting import note
from regard.web.contacts.ruling import change_rules
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
