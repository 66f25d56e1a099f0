"""Two tables are written by one statement, or neither of them is."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from regard.web.customers.models import Account, Customer
from regard.web.workspaces.models import Workspace
from regard.web.workspaces.tenancy import ForeignWorkspace, NoWorkspace, in_workspace
from regard.web.workspaces.together import Write, insert_beside, insertion_of, update_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(workspace):
    with in_workspace(workspace):
        yield workspace


def person(name, **more):
    return Customer(external_id=name, name=name, **more)


def test_a_row_is_put_in_together_with_another_by_one_statement(here):
    insert_beside(insertion_of(Account(external_id="0", name="Warm")), person("Warm"))
    account, one = Account(external_id="1", name="清河"), person("李雷", attributes={"sizes": [1, "%s"]})
    with CaptureQueriesContext(connection) as asked:
        assert insert_beside(insertion_of(account), one) is True
    assert len(asked) == 1
    found = Customer.objects.get(external_id="李雷")
    assert (found.pk, found.name, found.attributes) == (one.pk, "李雷", {"sizes": [1, "%s"]})
    assert Account.objects.get(external_id="1").name == "清河"
    assert not one._state.adding


def test_where_the_first_changes_nothing_the_second_is_not_there(here):
    account = Account.objects.create(external_id="1", name="Before")
    update = update_of(Account, {"name": "After"}, id=account.pk, name="Something else")
    assert insert_beside(update, person("a")) is False
    none = insertion_of(Account(external_id="2"), Write("WHERE %s = %s", (1, 2)))
    assert insert_beside(none, person("b")) is False
    assert (Account.objects.get().name, Customer.objects.count()) == ("Before", 0)
    assert insert_beside(update_of(Account, {"name": "After"}, id=account.pk), person("c")) is True
    assert (Account.objects.get().name, Customer.objects.get().name) == ("After", "c")


def test_where_the_second_is_refused_the_first_is_not_there(here):
    account = Account.objects.create(external_id="1", name="Before")
    Customer.objects.create(external_id="a")
    for first in (
        update_of(Account, {"name": "After"}, id=account.pk),
        insertion_of(Account(external_id="2")),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            insert_beside(first, person("a"))
    assert [one.name for one in Account.objects.all()] == ["Before"]


def test_it_is_made_again_where_the_transaction_that_made_it_was_not_kept(here):
    for name in ("a", "b", "c"):
        with transaction.atomic():
            assert insert_beside(insertion_of(Account(external_id=name)), person(name))
            transaction.set_rollback(name != "c")
    assert [one.external_id for one in Customer.objects.all()] == ["c"]


def test_rows_of_other_workspaces_are_out_of_reach(here, noon):
    other = Workspace.objects.create(slug="other", name="Other", created_at=noon)
    with in_workspace(other):
        account = Account.objects.create(external_id="1", name="Before")
    assert insert_beside(update_of(Account, {"name": "After"}, id=account.pk), person("a")) is False
    with pytest.raises(ForeignWorkspace):
        insert_beside(insertion_of(account), person("a"))
    with in_workspace(other):
        assert Account.objects.get().name == "Before"
        assert Customer.objects.count() == 0


def test_outside_a_workspace_nothing_is_written():
    with pytest.raises(NoWorkspace):
        insertion_of(Account(external_id="1"))
    with pytest.raises(NoWorkspace):
        update_of(Account, {"name": "After"})


def test_a_column_that_is_not_there_is_told(here):
    with pytest.raises(KeyError, match="nickname"):
        update_of(Account, {"name": "After"}, nickname="Before")


def test_what_else_a_database_refuses_is_told(here):
    with pytest.raises(Exception, match="no_such_table"), transaction.atomic():
        insert_beside(Write("UPDATE no_such_table SET a = %s", (1,)), person("a"))
