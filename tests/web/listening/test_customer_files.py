"""A file of customers goes the way of every file: proposed, tried, imported, imported again, undone."""

import gzip

import pytest

from regard.web.customers.models import Account, Customer, CustomerRevision, Identity
from regard.web.feedback.models import Feedback, Source
from regard.web.listening.deciding import undo
from regard.web.listening.models import Content, ImportBatch, ImportRefusal, ImportState
from regard.web.listening.proposing import propose
from regard.web.listening.uploading import placed_copy
from regard.web.listening.working import go_on
from regard.web.workspaces.leases import Hold
from regard.web.workspaces.models import AuditEvent

from .conftest import counts

pytestmark = pytest.mark.usefixtures("inside")
PEOPLE = """customer_id,email,name,company,plan,status,signup_date,MRR (EUR),city
c-1,Ann@Example.com,Ann Teal,Harbour Inn,Team,Active,2024-03-01,"1,200.50",Bergen
c-2,li@example.com,李梅,Harbour Inn,Solo,Churned,2023-11-05,49,
c-3,,王伟,清河茶馆,Solo,试用,2026-10-31,0,杭州
"""


def known(*names: str) -> list[tuple[object, ...]]:
    return list(Customer.objects.order_by("external_id").values_list("external_id", *names))


def everything() -> dict[str, list[dict[str, object]]]:
    """All that is kept of customers, but for what counts up."""
    rows = {
        model.__name__: list(model.objects.order_by("pk").values())
        for model in (Customer, Account, Identity, CustomerRevision)
    }
    for row in rows["Customer"]:
        del row["revision"]
    return rows


def refusals(batch: ImportBatch) -> list[tuple[int, str, str]]:
    return list(ImportRefusal.objects.filter(batch=batch).values_list("row", "column", "code"))


def test_a_file_of_customers_becomes_customers(carry, write):
    batch = carry(write(PEOPLE, "people.csv"))
    assert (batch.content, batch.source, batch.counts) == (Content.CUSTOMERS, None, counts(new=3))
    assert batch.counts == batch.foreseen
    fields = ("name", "email", "account__name", "segment", "lifecycle_stage", "attributes")
    assert known(*fields) == [
        ("c-1", "Ann Teal", "ann@example.com", "Harbour Inn", "Team", "active", {"city": "Bergen"}),
        ("c-2", "李梅", "li@example.com", "Harbour Inn", "Solo", "churned", {}),
        ("c-3", "王伟", "", "清河茶馆", "Solo", "onboarding", {"city": "杭州"}),
    ]
    rows = known("since", "monthly_revenue", "currency")
    assert [(f"{since:%Y-%m-%d}", str(revenue), currency) for _, since, revenue, currency in rows] == [
        ("2024-03-01", "1200.50", "EUR"),
        ("2023-11-05", "49.00", "EUR"),
        ("2026-10-31", "0.00", "EUR"),
    ]
    assert set(Identity.objects.values_list("value", flat=True)) == {"ann@example.com", "li@example.com"}
    assert (Feedback.objects.count(), Source.objects.count()) == (0, 0)


def test_the_same_file_twice_changes_nothing(carry, write):
    carry(write(PEOPLE, "people.csv"))
    before = everything()
    assert carry(write(PEOPLE, "people.csv")).counts == counts(duplicate=3)
    assert everything() == before


def test_what_a_later_file_says_is_put_over_what_is_known_and_empty_cells_erase_nothing(carry, write):
    carry(write(PEOPLE, "people.csv"))
    before = everything()
    later = "customer_id,email,name,status,height\nc-1,,,churned,tall\nc-2,li@example.com,,,\nc-9,,New,,\n"
    batch = carry(write(later, "later.csv"))
    assert batch.counts == batch.foreseen == counts(new=1, updated=1, duplicate=1)
    assert known("name", "lifecycle_stage", "attributes")[0] == (
        "c-1",
        "Ann Teal",
        "churned",
        {"city": "Bergen", "height": "tall"},
    )
    assert CustomerRevision.objects.get().content["lifecycle_stage"] == "active"
    assert before != everything()


def test_undoing_brings_back_what_was_known(carry, take_back, write):
    carry(write(PEOPLE, "people.csv"))
    before = everything()
    later = PEOPLE.replace("ann@", "a@").replace("Ann@", "a@").replace("Solo,Churned", "Team,Won back")
    later += "c-4,new@example.com,New,New company,Solo,lead,2026-01-01,1,\n"
    batch = carry(write(later, "people.csv"))
    assert batch.counts == counts(new=1, updated=2, duplicate=1)
    assert Account.objects.count() == 3
    batch = take_back(batch)
    assert (batch.state, batch.position, batch.kept) == (ImportState.UNDONE, 3, 0)
    assert everything() == before


def test_undoing_the_first_file_leaves_nothing(carry, take_back, write):
    take_back(carry(write(PEOPLE, "people.csv")))
    assert everything() == {"Customer": [], "Account": [], "Identity": [], "CustomerRevision": []}
    assert AuditEvent.objects.first().details["kept"] == 0


def test_the_count_of_an_undo_goes_up_with_every_piece(carry, write, noon, monkeypatch):
    monkeypatch.setattr("regard.web.customers.undoing.CHUNK", 2)
    batch = carry(write(PEOPLE, "people.csv"))
    undo(batch, by=None, at=noon)
    kept = []
    monkeypatch.setattr(Hold, "still_held", lambda hold, at: kept.append(stored(batch)))
    while batch.state == ImportState.UNDOING:
        go_on(batch, until=0.0)
        batch.refresh_from_db()
    assert kept == sorted(kept)
    assert (batch.position, set(kept)) == (3, {0, 2, 3})


def stored(batch: ImportBatch) -> int:
    return ImportBatch.objects.values_list("position", flat=True).get(pk=batch.pk)


def test_customers_of_whom_feedback_speaks_stay_as_feedback_knows_them(carry, take_back, write):
    batch = carry(write(PEOPLE, "people.csv"))
    carry(write("id,nps,comment,customer\na-1,9,quick answer,c-1\n"))
    said = Feedback.objects.get()
    assert (said.customer.external_id, said.segment) == ("c-1", "Team")
    batch = take_back(batch)
    assert (batch.position, batch.kept) == (3, 1)
    said.refresh_from_db()
    fields = ("name", "email", "lifecycle_stage", "monthly_revenue", "attributes", "account__name")
    assert known(*fields) == [("c-1", "Ann Teal", "ann@example.com", "active", None, {}, "Harbour Inn")]
    assert said.customer.pk == Customer.objects.get().pk


def test_customers_that_feedback_made_are_updated_and_are_as_before_after_an_undo(carry, take_back, write):
    carry(write("id,nps,comment,customer,email\na-1,9,quick answer,c-1,\na-2,3,太慢,,li@example.com\n"))
    before = everything()
    owners = list(Feedback.objects.order_by("pk").values_list("customer_id", flat=True))
    batch = carry(write(PEOPLE, "people.csv"))
    assert batch.counts == batch.foreseen == counts(new=1, updated=2)
    assert [row[0] for row in known()] == ["c-1", "c-2", "c-3"]  # c-2 was known by the e-mail alone
    assert list(Feedback.objects.order_by("pk").values_list("customer_id", flat=True)) == owners
    take_back(batch)
    assert everything() == before
    assert list(Feedback.objects.order_by("pk").values_list("customer_id", flat=True)) == owners


def test_customers_of_whom_a_later_file_speaks_stay(carry, take_back, write):
    older = carry(write(PEOPLE, "people.csv"))
    newer = carry(write("customer_id,status,name\nc-1,churned,Ann\n", "newer.csv"))
    older = take_back(older)
    assert (older.position, older.kept, [row[0] for row in known()]) == (2, 1, ["c-1"])
    take_back(newer)
    assert Customer.objects.count() == 0
    assert CustomerRevision.objects.count() == 0


def test_a_wrong_row_is_refused_with_its_place(bring, write):
    batch = bring(
        write(
            "customer_id,email,name,status,since,mrr,currency\n"
            "c-1,ann@example.com,Ann,active,2024-01-01,5,EUR\n"
            "c-2,no address,Bo,active,2024-01-01,5,EUR\n"
            "c-3,,Cy,active,2024-02-31,5,EUR\n"
            "c-4,,Di,active,2024-01-01,much,EUR\n"
            "c-5,,Ed,active,2024-01-01,-5,EUR\n"
            "c-6,,Fu,purple,2024-01-01,5,EUR\n"
            "c-7,,Gu,active,2024-01-01,5,Taler\n"
            ",,Hu,active,2024-01-01,5,EUR\n"
            "c-1,ann@example.com,Ann,churned,2024-01-01,5,EUR\n"
            ",ann@example.com,Somebody,active,2024-01-01,5,EUR\n"
            "c-1,ann@example.com,Ann,active,2024-01-01,5,EUR\n"
            "c-8,ann@example.com,Her child,active,2024-01-01,5,EUR\n"
            ",solo@example.com,Solo,active,2024-01-01,5,EUR\n"
            "c-9,solo@example.com,Solo,active,2024-01-01,5,EUR\n",
            "people.csv",
        )
    )
    assert refusals(batch) == [
        (3, "email", "email_not_understood"),
        (4, "since", "date_impossible"),
        (5, "mrr", "amount_not_understood"),
        (6, "mrr", "amount_out_of_range"),
        (7, "status", "stage_not_understood"),
        (8, "currency", "currency_not_understood"),
        (9, "customer_id", "nobody_named"),
        (10, "customer_id", "customer_repeated"),
        (11, "email", "email_repeated"),
        (15, "customer_id", "customer_repeated"),
    ]
    assert batch.counts == counts(new=3, duplicate=1, refused=10)


@pytest.mark.parametrize("rows", [1, 2, 3, 1000])
def test_a_piece_ends_anywhere_and_the_import_is_the_same(carry, write, monkeypatch, rows):
    monkeypatch.setattr("regard.web.listening.checking.ROWS_IN_A_PIECE", rows)
    carry(write("id,nps,email\na-1,9,shared@example.com\n"))
    people = (
        "customer_id,email,status\nc-1,shared@example.com,active\nc-2,shared@example.com,churned\n"
        "c-3,,lead\nc-1,shared@example.com,active\n,shared@example.com,active\n,me@example.com,\n"
    )
    batch = carry(write(people, "people.csv"))
    assert batch.counts == batch.foreseen == counts(new=3, updated=1, duplicate=1, refused=1)
    assert known("email") == [
        ("c-1", "shared@example.com"),
        ("c-2", "shared@example.com"),
        ("c-3", ""),
        ("me@example.com", "me@example.com"),
    ]


def test_what_is_too_long_for_its_column_is_kept_whole_as_an_attribute(carry, write):
    name = "Ann " * 60
    path = write(f"customer_id,name,status\n{'x' * 300},{name},active\n", "people.csv")
    carry(path, layout={"content": "customers"})
    row = Customer.objects.get()
    assert (len(row.external_id), len(row.name), row.attributes) == (200, 200, {"name": name.strip()})


def test_the_same_columns_are_understood_as_last_time(carry, write):
    path = write("customer_id,comment\nc-1,friendly and quick\nc-2,太慢了\n", "notes.csv")
    carry(path, layout={"content": "customers"})
    mapping = propose(again := placed_copy(path), time_zone="UTC")
    assert (again.content, mapping.content) == (Content.CUSTOMERS, "customers")
    assert {use.reason for use in mapping.columns} == {"last_time_customers"}
    chosen = propose(placed_copy(path), time_zone="UTC", layout={"content": "feedback"})
    assert [use.role for use in chosen.columns] == ["customer", "text"]


@pytest.mark.shared
def test_seven_thousand_customers_of_a_telephone_company(carry, take_back, bring, shared, write):
    with gzip.open(shared / "structured_telco_churn.csv.gz", "rb") as packed:
        path = write(packed.read(), "telco.csv")
    carry(write("id,nps,comment,customer\na-1,9,quick answer,7590-VHVEG\n"))
    before = everything()
    batch = carry(path)
    assert batch.counts == batch.foreseen == counts(new=7042, updated=1)
    assert Customer.objects.filter(lifecycle_stage="churned").count() == 1869
    first = Customer.objects.get(external_id="7590-VHVEG")
    assert (str(first.monthly_revenue), first.attributes["Contract"]) == ("29.85", "Month-to-month")
    assert bring(path).counts == counts(duplicate=7043)
    batch = take_back(batch)
    assert (batch.position, batch.kept) == (7043, 0)
    assert everything() == before
