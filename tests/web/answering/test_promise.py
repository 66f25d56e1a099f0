"""The promise of an anonymous survey: nothing in the whole database leads from an answer to a person."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.utils import timezone

from regard.web.answering.models import Fetch, Response, Submission
from regard.web.contacts.models import Invitation
from regard.web.customers.models import Account, Customer
from regard.web.feedback.models import Answer, Feedback, Revision
from regard.web.workspaces.models import AuditEvent, OutboxEvent
from regard.web.workspaces.tenancy import TenantModel, in_workspace
from tests.web.asking import hidden, press

pytestmark = pytest.mark.django_db
KEPT_BEFORE = (Customer, Account, Invitation)
PERSON = {"HTTP_USER_AGENT": "Mozilla/5.0 Wagnera/9", "REMOTE_ADDR": "203.0.113.77"}


@pytest.fixture
def named(workspace, invited):
    """An invitation of somebody with a name, an address, a company, a segment and a rare chance."""

    def make(**changes):
        path, survey = invited("nps", **changes)
        with in_workspace(workspace):
            company = Account.objects.create(external_id="acc-quux", name="Quux Holding")
            customer = Customer.objects.create(
                external_id="cust-zyx", name="Wilhelmina Zyx", email="zyx@quux.example", account=company
            )
            Invitation.objects.update(
                customer=customer,
                account=company,
                segment="only-one",
                inclusion=0.1234,
                context={"touchpoint": "visit-of-zyx"},
                external_key="order-77-zyx",
            )
        return path, survey

    return make


def every_row():
    """All rows of the workspace but those that were there before the answer, as text, by model."""
    models = [one for one in apps.get_models() if issubclass(one, TenantModel) and one not in KEPT_BEFORE]
    return {one: [str(row) for row in one.objects.values()] for one in models}


def marks(workspace):
    """What would lead to the person."""
    with in_workspace(workspace):
        invitation, customer = Invitation.objects.get(), Customer.objects.get()
        ids = [one.hex for one in (invitation.pk, customer.pk, customer.account_id)]
        ids += [str(one) for one in (invitation.pk, customer.pk, customer.account_id)]
    return [
        *ids,
        invitation.token_hash,
        invitation.token_hash[:32],
        "t" * 22,
        *("Wilhelmina", "Zyx", "zyx", "Quux", "only-one", "0.1234", "Wagnera", "203.0.113.77"),
    ]


def answer(client, path):
    """Click in the message, answer, go on, and change it."""
    fields = hidden(client.get(path, {"score": "9"}, **PERSON)) | {"score": "9"}
    onward = client.post(path, fields, **PERSON).url
    press(client, onward, why="Tea", say="Go", word="calm")
    press(client, onward.replace("why", "score"), score="3")
    assert client.get(path, **PERSON).status_code == 410


def test_no_row_of_an_anonymous_answer_has_anything_of_the_person(client, workspace, named):
    path, _survey = named(anonymous=True)
    with in_workspace(workspace):
        before = every_row()
    answer(client, path)
    with in_workspace(workspace):
        after = every_row()
        assert {one for one in after if after[one] != before[one]} >= {Response, Submission, Feedback, Answer}
        assert (Response.objects.count(), Submission.objects.count(), Revision.objects.count()) == (1, 3, 1)
        assert Fetch.objects.count() == 0
    written = [row for one in after for row in set(after[one]) - set(before[one])]
    found = [(mark, row) for row in written for mark in marks(workspace) if mark in row]
    assert found == []


def test_the_same_search_finds_the_person_in_an_answer_that_is_not_anonymous(client, workspace, named):
    path, _survey = named()
    client.post(path, hidden(client.get(path, **PERSON)) | {"score": "9"}, **PERSON)
    with in_workspace(workspace):
        rows = every_row()
    written = [row for one in (Response, Feedback, Fetch) for row in rows[one]]
    found = {mark for row in written for mark in marks(workspace) if mark in row}
    assert {"only-one", "0.1234", "zyx"} <= found  # the search bites
    assert "203.0.113.77" not in found  # an address of the network is kept of nobody


def test_the_invitation_knows_the_day_alone(client, workspace, named, noon):
    path, _survey = named(anonymous=True)
    with in_workspace(workspace):
        before = Invitation.objects.values().get()
    answer(client, path)
    with in_workspace(workspace):
        after = Invitation.objects.values().get()
        changed = {name: value for name, value in after.items() if value != before[name]}
        assert changed == {"used_on": timezone.now().date()}
        response = Response.objects.get()
        assert abs(response.first_at - timezone.now()) < timedelta(minutes=5)
        assert (response.customer, response.invitation, response.segment, response.inclusion) == (
            None,
            None,
            "",
            1.0,
        )


def test_what_webhooks_and_the_trail_are_told_names_nobody(client, workspace, named):
    path, _survey = named(anonymous=True)
    answer(client, path)
    with in_workspace(workspace):
        told = list(OutboxEvent.objects.filter(type__startswith="response").values_list("content", flat=True))
        assert [set(one) for one in told] == [{"id", "survey_id", "feedback_id", "state", "number"}] * 3
        lines = AuditEvent.objects.filter(action__startswith="response")
        assert {(one.actor, one.actor_name, str(one.details)) for one in lines} == {(None, "", "{}")}


def test_the_page_says_so_in_both_languages(client, named):
    path, _survey = named(anonymous=True)
    assert "This survey is anonymous" in client.get(path).content.decode()
    assert "本问卷匿名" in client.get(path, {"lang": "zh-hans"}).content.decode()
    answer(client, path)
    assert "recorded without your name" in client.get(path).content.decode()
    assert "不含您的姓名" in client.get(path, HTTP_ACCEPT_LANGUAGE="zh-hans").content.decode()
