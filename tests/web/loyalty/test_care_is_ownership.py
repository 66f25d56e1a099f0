"""Who looked after whom before there were owners owns them afterwards."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from regard.web.customers import owning
from regard.web.customers.models import Account, Customer, Ownership
from regard.web.workspaces.models import Membership
from regard.web.workspaces.tenancy import in_workspace

BEFORE, AFTER = [("loyalty", "0001_initial")], [("loyalty", "0002_care_is_ownership")]


def migrated(to):
    executor = MigrationExecutor(connection)
    return executor.migrate(to).apps


@pytest.mark.django_db(transaction=True)
def test_who_looked_after_a_customer_owns_them_and_what_ended_stays_ended(workspace, owner, stranger, noon):
    with in_workspace(workspace):
        inn, quay = (Account.objects.create(external_id=name, name=name) for name in ("inn", "quay"))
        petra = Customer.objects.create(external_id="p")
    cares = migrated(BEFORE).get_model("loyalty", "Care").objects
    said = {"workspace_id": workspace.pk, "at": noon}
    cares.create(account_id=inn.pk, by_id=owner.pk, by_name="Olwen", **said)
    cares.create(account_id=inn.pk, by_id=owner.pk, ended_at=noon, ended_by_id=owner.pk, **said)
    cares.create(account_id=quay.pk, by_id=stranger.pk, by_name="gone", **said)
    cares.create(customer_id=petra.pk, by_id=owner.pk, **said)
    migrated(AFTER)
    with in_workspace(workspace):
        mine = Membership.objects.get(user=owner)
        assert [owning.owner_of(whom).member for whom in (inn, petra)] == [mine, mine]
        assert (owning.owner_of(inn).name, owning.owner_of(inn).since) == ("Olwen", noon)
        assert Ownership.objects.get(account=inn, ended_at=noon).ended_by == owner
        assert owning.owner_of(quay) is None  # who is no member owns nobody
        assert Ownership.objects.get(account=quay).name == "gone"
