"""The wall between tenants holds by construction."""

import pytest
from django.apps import apps

from regard.web.customers.models import Customer
from regard.web.workspaces.models import Membership
from regard.web.workspaces.tenancy import (
    ForeignWorkspace,
    NoWorkspace,
    TenantModel,
    current_workspace,
    in_workspace,
)

TENANT_MODELS = [model for model in apps.get_models() if issubclass(model, TenantModel)]


def test_there_are_tenant_models_to_try():
    assert len(TENANT_MODELS) >= 12


@pytest.mark.parametrize("model", TENANT_MODELS, ids=lambda model: model.__name__)
def test_a_query_outside_a_workspace_is_refused(model):
    with pytest.raises(NoWorkspace):
        model.objects.all()
    with pytest.raises(NoWorkspace):
        model.objects.bulk_create([model()])


def test_inside_a_workspace_only_its_rows_are_seen(workspace, other_workspace):
    with in_workspace(workspace):
        Customer.objects.create(external_id="1", name="Ours")
    with in_workspace(other_workspace):
        assert list(Customer.objects.all()) == []
        Customer.objects.create(external_id="1", name="Theirs")
    with in_workspace(workspace):
        assert [row.name for row in Customer.objects.all()] == ["Ours"]


def test_a_row_of_another_workspace_is_not_written(workspace, other_workspace):
    with in_workspace(workspace):
        row = Customer.objects.create(external_id="1", name="Ours")
    with in_workspace(other_workspace):
        row.name = "Stolen"
        with pytest.raises(ForeignWorkspace):
            row.save()
        with pytest.raises(ForeignWorkspace):
            Customer.objects.bulk_create([Customer(workspace=workspace, external_id="2")])
    with in_workspace(workspace):
        assert [row.name for row in Customer.objects.all()] == ["Ours"]


def test_leaving_a_workspace_closes_it_even_after_an_error(workspace):
    with pytest.raises(ZeroDivisionError), in_workspace(workspace):
        raise ZeroDivisionError
    with pytest.raises(NoWorkspace):
        current_workspace()


def test_only_memberships_of_one_person_are_asked_across_the_wall(owner, stranger, workspace):
    assert [row.workspace for row in Membership.of(owner)] == [workspace]
