"""Customers are written once, whoever names them and how; what was known before can be had back."""

from datetime import UTC, datetime
from decimal import Decimal
from uuid import uuid4

import pytest

from regard.web.customers import undoing
from regard.web.customers.drafts import CustomerDraft
from regard.web.customers.matching import Person, match
from regard.web.customers.models import Account, Customer, CustomerRevision, Event, Identity
from regard.web.customers.recording import Outcome, foresee, record
from regard.web.customers.undoing import undo_batch
from regard.web.workspaces.tenancy import in_workspace

ANN = CustomerDraft(
    external_id="c-1",
    email="ann@example.com",
    name="Ann Teal",
    account="Harbour Inn",
    segment="team",
    language="en",
    lifecycle_stage="onboarding",
    since=datetime(2024, 3, 1, tzinfo=UTC),
    monthly_revenue=Decimal("9.50"),
    currency="EUR",
    attributes={"city": "Bergen"},
)
NEW, UPDATED, UNCHANGED = Outcome


@pytest.fixture(autouse=True)
def _inside(workspace):
    with in_workspace(workspace):
        yield


def of(external_id="", **said) -> CustomerDraft:
    return CustomerDraft(external_id=external_id, **said)


def ids() -> list[str]:
    return list(Customer.objects.order_by("external_id").values_list("external_id", flat=True))


def test_what_a_draft_says_is_written(noon):
    assert record([ANN], at=noon) == [NEW]
    row = Customer.objects.get()
    for name in (
        "external_id",
        "email",
        "name",
        "segment",
        "language",
        "lifecycle_stage",
        "since",
        "currency",
    ):
        assert getattr(row, name) == getattr(ANN, name)
    assert (row.monthly_revenue, row.attributes) == (Decimal("9.50"), {"city": "Bergen"})
    assert (row.account.external_id, row.account.name) == ("Harbour Inn", "Harbour Inn")


def test_a_draft_is_the_same_after_json():
    assert CustomerDraft.from_content(ANN.content()) == ANN
    assert CustomerDraft.from_content(of("x").content()) == of("x")
    assert of("x").content() == {"external_id": "x"}
    nothing = of("x", monthly_revenue=Decimal("0.00"))
    assert CustomerDraft.from_content(nothing.content()) == nothing


def test_the_digest_changes_with_what_is_said():
    assert ANN.digest == CustomerDraft.from_content(ANN.content()).digest
    assert len({ANN.digest, of("c-1").digest, of("c-1", currency="EUR").digest}) == 3


@pytest.mark.parametrize(
    ("draft", "outcome"),
    [
        (ANN, UNCHANGED),
        (of("c-1"), UNCHANGED),
        (of(email="ann@example.com"), UNCHANGED),
        (of("c-1", attributes={"city": "Bergen"}), UNCHANGED),
        (of("c-1", account="Harbour Inn"), UNCHANGED),
        (of("c-1", account="Other Inn"), UPDATED),
        (of("c-1", attributes={"city": "Oslo"}), UPDATED),
        (of("c-1", monthly_revenue=Decimal(0)), UPDATED),
        (of(email="ann@example.com", name="Ann"), UPDATED),
        (of("c-2", email="ann@example.com"), NEW),
        (of(email="other@example.com"), NEW),
    ],
)
def test_the_dry_run_foresees_what_is_done(noon, draft, outcome):
    record([ANN], at=noon)
    assert foresee([draft]) == [outcome]
    assert record([draft], at=noon) == [outcome]
    assert Customer.objects.count() == (2 if outcome == NEW else 1)


def test_foreseeing_writes_nothing():
    assert foresee([ANN, ANN]) == [NEW, UNCHANGED]
    assert (Customer.objects.count(), Account.objects.count()) == (0, 0)


def test_two_with_ids_of_their_own_may_share_an_e_mail(noon):
    family = [of("c-1", email="home@example.com"), of("c-2", email="home@example.com")]
    assert record(family, at=noon) == [NEW, NEW]
    assert Identity.objects.get().customer.external_id == "c-1"
    assert record(family, at=noon) == [UNCHANGED, UNCHANGED]


def test_who_was_known_by_the_e_mail_alone_takes_the_first_id(noon):
    match([Person(email="home@example.com")])
    family = [of("c-1", email="home@example.com"), of("c-2", email="home@example.com")]
    assert foresee(family[1:], taken={"home@example.com"}) == [NEW]
    assert record(family, at=noon) == [UPDATED, NEW]
    assert ids() == ["c-1", "c-2"]
    assert set(match([Person(email="home@example.com")])) == {"home@example.com"}
    assert len(ids()) == 2


def test_a_customer_of_another_workspace_is_another(noon, other_workspace):
    record([ANN], at=noon)
    with in_workspace(other_workspace):
        assert record([ANN], at=noon) == [NEW]
        assert Account.objects.count() == 1


def test_a_customer_said_of_twice_in_one_go_has_one_revision(noon):
    record([ANN], at=noon)
    twice = [of("c-1", name="Ann"), of("c-1", name="A. Teal", email="a@example.com")]
    assert record(twice, at=noon, batch_id=uuid4()) == [UPDATED, UPDATED]
    revision = CustomerRevision.objects.get()
    assert (revision.number, revision.content["name"], revision.content["emails"]) == (
        1,
        "Ann Teal",
        ["ann@example.com"],
    )
    assert Customer.objects.get().name == "A. Teal"


def test_nothing_is_written_where_one_cannot_be(noon):
    with pytest.raises(Exception, match=r"."):
        record([of("c-1"), of("c-2", since="no date")], at=noon)
    assert ids() == []


def test_an_event_keeps_its_customer_and_its_company(noon):
    batch = uuid4()
    record([ANN, of("c-2", account="Gone Inn")], at=noon, batch_id=batch)
    Event.objects.create(customer=Customer.objects.get(external_id="c-1"), kind="renewed", at=noon)
    told = []
    assert undo_batch(batch, before_commit=lambda done, kept: told.append((done, kept))) == 2
    assert told == [(2, 1), (2, 0), (2, 0)]  # so far, and of the piece
    assert (ids(), [row.name for row in Account.objects.all()]) == (["c-1"], ["Harbour Inn"])
    assert undo_batch(batch) == 0


def test_a_company_that_was_there_before_stays(noon):
    Account.objects.create(external_id="Harbour Inn")
    batch = uuid4()
    record([ANN], at=noon, batch_id=batch)
    undo_batch(batch)
    assert (ids(), Account.objects.count()) == ([], 1)


def test_a_company_stays_as_long_as_somebody_is_in_it(noon):
    made, joined, moved = uuid4(), uuid4(), uuid4()
    record([of("c-1", account="Inn")], at=noon, batch_id=made)
    record([of("c-2", account="Inn")], at=noon, batch_id=joined)
    record([of("c-2", account="Other Inn")], at=noon, batch_id=moved)
    undo_batch(made)
    undo_batch(moved)
    assert Customer.objects.get().account.name == "Inn"
    undo_batch(joined)
    assert Account.objects.count() == 0


@pytest.mark.parametrize("chunk", [1, 2, 500])
@pytest.mark.parametrize("order", [(0, 1, 2), (0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0)])
def test_three_files_are_undone_in_any_order(noon, monkeypatch, chunk, order):
    monkeypatch.setattr(undoing, "CHUNK", chunk)
    record([of("c-0", name="Before", email="before@example.com")], at=noon)
    before = list(Customer.objects.values("external_id", "name", "email", "account", "batch_id"))
    batches = [uuid4() for _ in range(3)]
    for number, batch in enumerate(batches):
        said = {"name": f"name {number}", "account": f"company {number}", "email": f"n{number}@example.com"}
        record([of(f"c-{n}", **said) for n in range(3)], at=noon, batch_id=batch)
    for number in order:
        undo_batch(batches[number])
    assert list(Customer.objects.values("external_id", "name", "email", "account", "batch_id")) == before
    assert [row.value for row in Identity.objects.all()] == ["before@example.com"]
    assert (CustomerRevision.objects.count(), Account.objects.count()) == (0, 0)
