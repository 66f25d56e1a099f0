"""Who owns a company or a person without one: one member at a time, what was stays, nobody over the wall."""

import pytest
from django.db import IntegrityError, transaction

from regard.web.customers import owning
from regard.web.customers.models import Account, Customer, Ownership
from regard.web.workspaces import joining
from regard.web.workspaces.models import AuditEvent, Membership
from regard.web.workspaces.tenancy import in_workspace


@pytest.fixture(autouse=True)
def _inside(workspace):
    with in_workspace(workspace):
        yield


@pytest.fixture
def inn(workspace):
    return Account.objects.create(external_id="inn", name="Harbour Inn")


@pytest.fixture
def petra(workspace):
    return Customer.objects.create(external_id="p", name="Petra")


def seat(user):
    return Membership.objects.get(user=user)


def test_one_owns_a_company_until_another_does(inn, owner, analyst, agent, noon):
    owning.give(inn, seat(analyst), by=owner, at=noon)
    owning.give(inn, seat(agent), by=analyst, at=noon)
    assert owning.owner_of(inn).member == seat(agent)
    before = Ownership.objects.exclude(ended_at=None).get()
    assert (before.member, before.given_by, before.ended_by) == (seat(analyst), owner, analyst)


def test_the_same_owner_again_changes_nothing_and_nobody_twice_neither(inn, owner, noon):
    owning.give(inn, None, by=owner, at=noon)
    owning.give(inn, seat(owner), by=owner, at=noon)
    owning.give(inn, seat(owner), by=owner, at=noon)
    assert Ownership.objects.count() == 1
    owning.give(inn, None, by=owner, at=noon)
    owning.give(inn, None, by=owner, at=noon)
    assert owning.owner_of(inn) is None
    assert AuditEvent.objects.filter(action="customer.owner_set").count() == 2


def test_the_trail_names_whom_whose_and_whose_before(inn, owner, analyst, noon):
    owning.give(inn, seat(owner), by=analyst, at=noon)
    owning.give(inn, seat(analyst), by=owner, at=noon)
    noted = AuditEvent.objects.filter(action="customer.owner_set").first()
    assert (noted.subject, noted.actor) == ("inn", owner)
    assert noted.details == {"owner": str(analyst), "before": str(owner)}


def test_of_a_person_with_a_company_the_company_is_owned(inn, petra, owner, noon):
    assert owning.whom_to_own(petra) == petra
    petra.account = inn
    assert owning.whom_to_own(petra) == inn


def test_a_person_is_owned_as_a_company_is(petra, owner, noon):
    owning.give(petra, seat(owner), by=owner, at=noon)
    assert Ownership.objects.get().owned == petra.pk


def test_the_database_knows_one_owner_of_each(inn, petra, owner, noon):
    for whom in ({"account": inn}, {"customer": petra}):
        Ownership.objects.create(**whom, member=seat(owner), since=noon)
        with pytest.raises(IntegrityError), transaction.atomic():
            Ownership.objects.create(**whom, member=seat(owner), since=noon)
    for whom in ({}, {"account": inn, "customer": petra}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Ownership.objects.create(**whom, member=seat(owner), since=noon, ended_at=noon)


def test_who_leaves_the_workspace_owns_nobody_and_stays_what_was(inn, petra, owner, analyst, agent, noon):
    owning.give(inn, seat(analyst), by=owner, at=noon)
    owning.give(petra, seat(agent), by=owner, at=noon)
    joining.remove(seat(analyst), by=seat(owner), at=noon)
    assert owning.owner_of(inn) is None
    assert list(owning.owners().values()) == [str(agent)]
    assert Ownership.objects.get(account=inn).name == str(analyst)
    owning.give(inn, seat(agent), by=owner, at=noon)
    assert owning.owner_of(inn).member == seat(agent)
    assert Ownership.objects.filter(account=inn).count() == 2


def test_a_person_who_came_to_belong_to_a_company_is_looked_after_with_it(inn, petra, owner, analyst, noon):
    owning.give(petra, seat(analyst), by=owner, at=noon)
    Customer.objects.filter(pk=petra.pk).update(account=inn)
    petra.refresh_from_db()
    assert owning.owner_of(owning.whom_to_own(petra)) is None
    assert owning.owners() == {} and not owning.now().exists()
    owning.give(inn, seat(owner), by=owner, at=noon)
    assert list(owning.owners().values()) == [str(owner)]


def test_owners_stand_by_their_names_and_everybody_may_own(inn, petra, owner, analyst, viewer, noon):
    owning.give(inn, seat(owner), by=owner, at=noon)
    owning.give(petra, seat(analyst), by=owner, at=noon)
    assert list(owning.owners().values()) == sorted([str(owner), str(analyst)])
    assert list(owning.members().values()) == sorted([str(owner), str(analyst), str(viewer)])


def test_nobody_of_another_workspace_is_an_owner_here(inn, owner, other_workspace, stranger, noon):
    with in_workspace(other_workspace):
        theirs = Account.objects.create(external_id="inn", name="Theirs")
        owning.give(theirs, seat(stranger), by=stranger, at=noon)
    assert owning.owners() == {}
    assert str(stranger) not in owning.members().values()
    with pytest.raises(Account.DoesNotExist):
        owning.give(theirs, seat(owner), by=owner, at=noon)
