"""The API says who owns a customer, by the e-mail address of a member."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from regard.web.customers.models import Customer, Ownership
from regard.web.workspaces.models import AuditEvent
from regard.web.workspaces.tenancy import in_workspace

ANN = {"id": "c-1", "name": "Ann Teal", "account": "Inn"}


def test_the_owner_of_a_company_is_given_by_the_address_of_a_member(call, workspace, analyst, agent):
    first = call("customers", ANN | {"owner": analyst.email.upper()})
    assert (first.status_code, first.json()["owner"]) == (201, analyst.email)
    assert call("customers", {"id": "c-2", "account": "Inn"}).json()["owner"] == analyst.email
    assert call("customers", {"id": "c-1", "segment": "solo"}).json()["owner"] == analyst.email
    assert call("customers", ANN | {"owner": agent.email}).json()["owner"] == agent.email
    assert call("customers", ANN | {"owner": ""}).json()["owner"] == ""
    with in_workspace(workspace):
        assert {row.account.name for row in Ownership.objects.all()} == {"Inn"}
        assert AuditEvent.objects.filter(action="customer.owner_set").count() == 3


def test_a_person_without_a_company_has_an_owner_of_their_own(call, workspace, analyst):
    assert call("customers", {"id": "p", "owner": analyst.email}).json()["owner"] == analyst.email
    with in_workspace(workspace):
        assert Ownership.objects.get().customer == Customer.objects.get(external_id="p")


@pytest.mark.parametrize("whose", ["nobody@example.com", "stranger"])
def test_an_address_of_no_member_is_refused_and_nothing_is_kept(call, workspace, stranger, whose):
    email = stranger.email if whose == "stranger" else whose
    refused = call("customers", ANN | {"owner": email})
    assert refused.status_code == 422
    assert refused.json()["errors"] == [{"path": "body.owner", "code": "the e-mail of a member"}]
    assert f"{email} is no member of this workspace" in refused.json()["detail"]
    with in_workspace(workspace):
        assert not Customer.objects.exists()


def test_all_customers_are_listed_with_their_owners_in_as_many_statements_as_one(call, analyst):
    def statements():
        with CaptureQueriesContext(connection) as asked:
            rows = call("customers").json()["data"]
        return len(asked), {row["external_id"]: row["owner"] for row in rows}

    call("customers", ANN | {"owner": analyst.email})
    few, _ = statements()
    for number in range(2, 6):
        call("customers", {"id": f"c-{number}", "owner": analyst.email if number % 2 else ""})
    many, owners = statements()
    assert many == few
    assert owners == {"c-1": analyst.email, "c-2": "", "c-3": analyst.email, "c-4": "", "c-5": analyst.email}
