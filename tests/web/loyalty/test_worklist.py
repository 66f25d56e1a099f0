"""Customers at risk: reasons with their evidence, those who pay most first, each with an owner."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from regard.web.customers import owning
from regard.web.customers.models import Account, Ownership
from regard.web.insights import jobs
from regard.web.loyalty import risk_pages
from regard.web.loyalty.sample import own_some
from regard.web.workspaces.models import AuditEvent, Membership
from regard.web.workspaces.permissions import Permission
from tests.web.loyalty.conftest import Firm

pytestmark = pytest.mark.django_db
ATTACK = '=cmd|"/c calc"!A1 <script>alert(1)</script>'


@pytest.fixture
def troubled(books, today):
    """Three with a low score who pay 300, 200 and 100, one silent, one content, one that left."""
    long_ago = today - timedelta(days=600)
    low = [Firm(long_ago, scores=((today - timedelta(days=20), 3),), pays=pays) for pays in (200, 300, 100)]
    earlier = tuple((today - timedelta(days=100 + 30 * place), 9) for place in range(3))
    silent = Firm(long_ago, scores=earlier, pays=50)
    content = Firm(long_ago, scores=((today - timedelta(days=20), 10),))
    gone = Firm(long_ago, scores=((today - timedelta(days=20), 0),), left=today - timedelta(days=5))
    return books([*low, silent, content, gone])


def names(page):
    return re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)</a>', page.html)


def test_those_with_a_reason_stand_there_the_ones_who_pay_most_first(troubled, look, owner):
    page = look(owner, "loyalty/at-risk/")
    assert names(page) == ["Company 1", "Company 0", "Company 2", "Company 3"]
    assert "4 of 5 customers give a reason" in page.text
    assert page.text.count("last score 3 of 10") == 3
    assert "after 3 records in a year" in page.text


def test_each_reason_leads_to_what_shows_it(troubled, look, owner):
    page = look(owner, "loyalty/at-risk/?reason=low")
    assert names(page) == ["Company 1", "Company 0", "Company 2"]
    assert "3" in look(owner, page.link("last score 3 of 10")).text
    silent = look(owner, "loyalty/at-risk/?reason=silent")
    assert "account=" in silent.link("nothing since")
    assert "All 3" in look(owner, silent.link("nothing since")).text


def test_words_of_leaving_and_complaints_are_reasons_once_they_are_read(books, look, owner, today):
    day = today - timedelta(days=9)
    said = "I will cancel my contract and switch to a competitor. Terrible service, I am leaving."
    books([Firm(today - timedelta(days=300), scores=((day, 7), (day, 8)), text=said)])
    while any([jobs.read_due(), jobs.archive_due()]):
        pass
    page = look(owner, "loyalty/at-risk/")
    assert "spoke of leaving 2 times" in page.text
    assert "All 2" in look(owner, page.link("spoke of leaving")).text


def own(client, account, member):
    path = f"/w/qinghe/loyalty/at-risk/company/{account.pk}/owner/"
    return client.post(
        path, {"owner": member.pk if member else "", "reason": "low", "whose": "", "page": "1"}
    )


def test_an_editor_chooses_who_owns_a_customer_and_takes_it_back(troubled, look, owner, analyst, client):
    account = Account.objects.get(name="Company 0")
    mine = Membership.objects.get(user=analyst)
    client.force_login(owner)
    assert own(client, account, mine)["Location"] == "/w/qinghe/loyalty/at-risk/?reason=low&page=1"
    given = Ownership.objects.get()
    assert (given.account, given.member, given.given_by, given.ended_at) == (account, mine, owner, None)
    assert names(look(analyst, "loyalty/at-risk/?owner=mine")) == ["Company 0"]
    assert names(look(analyst, "loyalty/at-risk/?care=mine")) == ["Company 0"]
    assert names(look(owner, "loyalty/at-risk/?owner=mine")) == []
    assert "Company 0" not in names(look(analyst, "loyalty/at-risk/?owner=nobody"))
    client.force_login(owner)
    own(client, account, None)
    given.refresh_from_db()
    assert given.ended_by == owner
    noted = AuditEvent.objects.filter(action="customer.owner_set").order_by("position")
    assert [row.details for row in noted] == [
        {"owner": str(analyst), "before": ""},
        {"owner": "", "before": str(analyst)},
    ]


def test_the_file_is_what_is_seen_and_no_name_becomes_a_formula(books, owner, client, today):
    books([Firm(today - timedelta(days=400), scores=((today - timedelta(days=9), 0),), name=ATTACK)])
    client.force_login(owner)
    response = client.get("/w/qinghe/loyalty/at-risk/customers.csv")
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    head, row = list(csv.reader(io.StringIO(text)))
    assert tuple(head) == risk_pages.COLUMNS
    assert row[1].startswith("'=cmd")
    assert row[4].startswith("last score 0 of 10")
    assert AuditEvent.objects.filter(action="loyalty.exported").count() == 1


def test_a_hostile_name_is_only_a_name(books, look, owner, today):
    books([Firm(today - timedelta(days=400), scores=((today - timedelta(days=9), 0),), name=ATTACK)])
    for path in ("loyalty/at-risk/", "loyalty/"):
        page = look(owner, path)
        assert ATTACK in page.text
        assert "<script>alert" not in page.html


def test_the_file_names_the_owner(troubled, owner, client, noon):
    owning.give(troubled[1], Membership.objects.get(user=owner), by=owner, at=noon)
    client.force_login(owner)
    text = b"".join(client.get("/w/qinghe/loyalty/at-risk/customers.csv").streaming_content)
    rows = list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"))))
    assert [row["owner"] for row in rows] == [str(owner), "", "", ""]
    assert rows[0]["since"] == noon.date().isoformat()


def test_it_is_told_in_chinese(troubled, look, owner):
    text = look(owner, "loyalty/at-risk/", language="zh-hans").text
    assert "5 位客户中有 4 位有原因需要关照" in text
    assert "负责人" in text


def test_nobody_without_the_permission_sees_or_changes_it(troubled, client, agent, viewer, stranger):
    pk = troubled[0].pk
    asked = (
        ("get", "loyalty/at-risk/"),
        ("get", "loyalty/at-risk/customers.csv"),
        ("post", f"loyalty/at-risk/company/{pk}/owner/"),
    )
    for user, expected in ((agent, 403), (viewer, 403), (stranger, 404)):
        client.force_login(user)
        answers = [getattr(client, verb)(f"/w/qinghe/{path}").status_code for verb, path in asked]
        assert answers == [expected] * 3
    assert not Ownership.objects.exists()
    for view in (risk_pages.at_risk, risk_pages.own, risk_pages.export):
        assert view.permission == Permission.REVENUE_VIEW


def test_a_customer_of_another_workspace_is_not_found(troubled, client, owner, stranger):
    client.force_login(stranger)
    pk = troubled[0].pk
    assert client.post(f"/w/harbour/loyalty/at-risk/company/{pk}/owner/").status_code == 404
    client.force_login(owner)
    assert client.post(f"/w/qinghe/loyalty/at-risk/house/{pk}/owner/").status_code == 404


def test_more_customers_take_no_more_statements(books, look, owner, today):
    def statements():
        with CaptureQueriesContext(connection) as asked:
            look(owner, "loyalty/at-risk/")
        return len(asked)

    firm = Firm(today - timedelta(days=400), scores=((today - timedelta(days=9), 0),))
    books([firm])
    look(owner, "loyalty/at-risk/")
    few = statements()
    books([firm, firm, firm])
    look(owner, "loyalty/at-risk/")
    assert statements() == few


def test_in_the_sample_the_first_two_have_an_owner(troubled, inside, owner):
    own_some(by=owner, at=timezone.now())
    assert {row.account.name for row in Ownership.objects.all()} == {"Company 1", "Company 0"}
