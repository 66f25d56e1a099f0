"""One person asked once, by a link that nobody can guess; something happens once however often it is told."""

import hashlib

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from regard.web.answering.entering import Gone, by_invitation
from regard.web.contacts.happening import UnfitHappening, happen
from regard.web.contacts.inviting import NothingPublished, invite, open_link_token, token_of
from regard.web.contacts.models import Happening, Invitation
from regard.web.customers.matching import Person
from regard.web.customers.models import Customer
from regard.web.sealing import BrokenSeal
from regard.web.surveys import making

pytestmark = pytest.mark.django_db


def test_the_token_opens_the_invitation_and_the_table_does_not_tell_it(customers, nps, noon):
    made = invite(nps, customers[0], channel="email", due_at=noon, at=noon)
    token = token_of(made)
    assert len(token) >= 22  # 128 bits
    assert made.token_hash == hashlib.sha256(token.encode()).hexdigest()
    assert token not in made.sealed_token
    assert by_invitation(token, at=noon).invitation == made
    assert (made.version, made.segment, made.account) == (nps.latest, "enterprise", customers[0].account)


def test_a_seal_of_another_key_is_refused(customers, nps, noon, settings):
    made = invite(nps, customers[0], channel="email", due_at=noon, at=noon)
    settings.SECRET_KEY = "another"
    with pytest.raises(BrokenSeal):
        token_of(made)


def test_an_event_asks_once_however_often_it_is_told(customers, nps, noon):
    given = {"channel": "email", "due_at": noon, "at": noon, "external_key": "order-1"}
    first, second = (invite(nps, customers[0], **given) for _ in range(2))
    assert first == second
    assert token_of(first) == token_of(second)
    assert Invitation.objects.count() == 1


def test_a_survey_that_was_never_published_invites_nobody(customers, owner, noon):
    draft = making.make("csat", name="Draft", by=owner, at=noon)
    with pytest.raises(NothingPublished):
        invite(draft, customers[0], channel="email", due_at=noon, at=noon)


def test_a_one_use_link_is_an_invitation_of_nobody_and_counts_as_handed_over(nps, noon):
    token = open_link_token(nps, at=noon, language="zh-hans")
    found = by_invitation(token, at=noon).invitation
    assert (found.customer, found.language, found.sent_at) == (None, "zh-hans", noon)


def test_a_withdrawn_or_expired_invitation_is_gone(customers, nps, noon):
    made = invite(nps, customers[0], channel="email", due_at=noon, at=noon)
    assert made.expires_at > noon
    with pytest.raises(Gone):
        by_invitation(token_of(made), at=made.expires_at)
    Invitation.objects.update(withdrawn_at=noon)
    with pytest.raises(Gone):
        by_invitation(token_of(made), at=noon)


def told(noon, **changes):
    given = {"key": "order-1", "person": Person(external_id="c-1"), "at": noon, "now": noon}
    return happen(changes.pop("kind", "order.delivered"), **(given | changes))


def test_what_happened_is_there_once_and_what_came_first_stands(customers, nps, noon):
    first = told(noon, context={"touchpoint": "delivery"})
    assert told(noon, kind="ticket.solved", person=Person(external_id="c-2")) == first
    row = Happening.objects.get()
    assert (row.kind, row.customer, row.context) == (
        "order.delivered", customers[0], {"touchpoint": "delivery"},
    )  # fmt: skip


def test_somebody_new_becomes_a_customer(nps, noon):
    told(noon, person=Person(email="New@Example.com", name="New"))
    assert Customer.objects.get().email == "new@example.com"


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"kind": "Order Delivered"}, "kind"),
        ({"kind": "a" * 41}, "kind"),
        ({"key": ""}, "key"),
        ({"key": "k" * 201}, "key"),
        ({"person": Person(name="Nobody known")}, "person"),
        ({"context": {"workspace": "x"}}, "context.workspace"),
        ({"context": {"product": 7}}, "context.product"),
        ({"context": {"product": "x" * 101}}, "context.product"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_the_place_and_leaves_nothing(nps, noon, changes, path):
    with pytest.raises(UnfitHappening, match=path):
        told(noon, **changes)
    assert (Happening.objects.count(), Customer.objects.count()) == (0, 0)


def test_an_invitation_is_one_statement(customers, nps, noon):
    nps.latest  # noqa: B018 - known already
    customers[0].account  # noqa: B018
    with CaptureQueriesContext(
        connection,
    ) as asked:
        invite(nps, customers[0], channel="email", due_at=noon, at=noon)
    assert len(asked) == 1
