"""Whose customers: numbers, charts, lists and files of one owner, of nobody, of each beside the others."""

import csv
import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from regard.web.customers import owning
from regard.web.customers.models import Account, Customer
from regard.web.dashboards.addresses import Address
from regard.web.dashboards.counting import records_of
from regard.web.dashboards.numbers import Numbers
from regard.web.dashboards.splitting import counted_of, measured_of
from regard.web.workspaces import joining
from regard.web.workspaces.models import Membership
from regard.web.workspaces.tenancy import in_workspace
from tests.web.dashboards.test_home import listed
from tests.web.figures.records import rows_of


def seat(user):
    return Membership.of(user).get()


@pytest.fixture
def given(story, inside, owner, analyst, noon):
    """The owner has twenty persons, the analyst ten others, nobody the rest."""
    for number in range(30):
        whom = Customer.objects.get(external_id=f"p{number}")
        owning.give(whom, seat(owner if number < 20 else analyst), by=owner, at=noon)
    return str(seat(owner).pk), str(seat(analyst).pk)


def count(today, **choices):
    return records_of(Address(period="all", **choices), today=today).count()


def test_the_records_of_all_owners_and_of_nobody_are_all_records(given, inside, today):
    each = [count(today, owner=(pk,)) for pk in (*given, None)]
    assert (sum(each), min(each) > 0) == (count(today), True)
    assert count(today, owner=given) == each[0] + each[1]
    assert count(today, owner=(given[0], None)) == each[0] + each[2]
    assert count(today, owner=(*given, None)) == sum(each)


def test_the_archive_counts_as_the_records_do(given, inside, today):
    numbers = Numbers.of(inside)
    for owner in [(given[0],), (None,), given, (given[1], None)]:
        for more in ({}, {"segment": ("new",)}, {"metric": "nps"}, {"sentiment": ("positive",)}):
            address = Address(period="all", owner=owner, **more)
            of_archive = numbers.record_counts(where=address.filters(today=today)).total
            assert of_archive == records_of(address, today=today).count(), address


def test_by_owner_each_has_a_line_and_nobody_too(given, inside, today):
    numbers, address = Numbers.of(inside), Address(period="all", metric="nps")
    split = measured_of(numbers, address, by="owner", today=today)
    whole = measured_of(numbers, address, by=None, today=today)
    assert set(split.counts) == {*given, None}
    assert sum(each.n for each in split.counts.values()) == whole.counts[None].n
    records = counted_of(numbers, Address(period="all"), by="owner", today=today)
    assert records == {pk: count(today, owner=(pk,)) for pk in (*given, None)}
    beside = counted_of(numbers, Address(period="all", q="tea"), by="owner", today=today)
    assert sum(beside.values()) == count(today, q="tea")
    chosen = counted_of(numbers, Address(period="all", owner=given[:1]), by="owner", today=today)
    assert chosen == {given[0]: records[given[0]]}


def test_more_owners_take_no_more_statements(given, inside, owner, agent, noon, today):
    def statements():
        numbers = Numbers.of(inside)
        with CaptureQueriesContext(connection) as asked:
            counted_of(numbers, Address(), by="owner", today=today)
        return len(asked)

    few = statements()
    owning.give(Customer.objects.get(external_id="p50"), seat(agent), by=owner, at=noon)
    assert statements() == few


def test_a_remembered_number_is_another_when_the_owner_is(given, inside, owner, analyst, noon, today):
    def counted():
        where = Address(period="all", owner=given[:1]).filters(today=today)
        return Numbers.of(inside).record_counts(where=where).total

    before, one = counted(), Customer.objects.get(external_id="p0")
    owning.give(one, seat(analyst), by=owner, at=noon)
    assert (
        counted()
        == before - records_of(Address(period="all", customer=str(one.pk)), today=today).count()
        < before
    )


@pytest.mark.parametrize(
    ("language", "mine", "nobodys", "label"),
    [("en", "Mine", "Nobody’s", "Owner"), ("zh-hans", "我负责的", "无人负责的", "负责人")],
)
def test_an_analyst_filters_explore_by_owner(
    given, inside, look, analyst, owner, today, language, mine, nobodys, label
):
    page = look(analyst, "explore/?period=all", language=language)
    offered = re.findall(r'<option value="([^"]*)"[^>]*>([^<]*)', page.html.partition('id="filter-owner"')[2])
    assert offered[1:4] == [(given[1], mine), ("~", nobodys), (given[0], str(owner))]
    for pk in (*given, "~"):
        found = look(analyst, f"explore/?period=all&owner={pk}", language=language)
        value = None if pk == "~" else pk
        assert f'<option value="{pk}" selected>' in found.html
        if language == "en":
            assert listed(found) == count(today, owner=(value,))
    assert label in page.text


def test_mine_is_whoever_looks_and_stays_theirs_in_the_address(given, client, analyst, workspace):
    client.force_login(analyst)
    page = client.get(f"/w/{workspace.slug}/explore/?owner=mine&period=all", headers={"HX-Request": "true"})
    assert page["HX-Push-Url"].endswith(f"?period=all&owner={given[1]}")


def test_every_line_by_owner_leads_to_its_records(given, inside, look, analyst):
    page = look(analyst, "explore/?period=all&metric=nps&by=owner")
    lines = rows_of(page)
    assert len(lines) == len(given) + 1
    for href, (_value, _interval, n) in lines:
        assert f"n = {n}" in look(analyst, href).text, href


def test_the_files_hold_the_records_of_the_owner(given, inside, client, analyst, today):
    client.force_login(analyst)
    address = f"/w/qinghe/explore/records.csv?period=all&owner={given[0]}"
    text = b"".join(client.get(address).streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert len({row["external_id"] for row in rows[:-1]}) == count(today, owner=given[:1])


@pytest.mark.parametrize("path", ["home/", "drivers/", "explore/words/", "themes/", "explore/mix/"])
def test_the_other_pages_follow_the_owner_as_well(given, look, analyst, owner, path):
    page = look(analyst, f"{path}?period=180&owner={given[0]}")
    kept = [href for _text, href in page.links if f"owner={given[0]}" in href]
    assert kept
    assert str(owner) in page.text


def test_without_owners_there_is_no_filter_of_them(story, look, analyst):
    page = look(analyst, "explore/?period=all")
    assert 'id="filter-owner"' not in page.html
    assert "by owner" not in page.text
    assert "All owners" not in look(analyst, "home/").text


def test_who_left_owns_nobody_and_their_view_says_so(given, inside, look, owner, analyst, noon, today):
    joining.remove(seat(analyst), by=seat(owner), at=noon)
    page = look(owner, f"explore/?period=all&owner={given[1]}")
    assert "Its owner owns nobody now, so nothing is found." in page.text
    assert count(today, owner=given[1:]) == 0
    assert count(today, owner=(None,)) == count(today) - count(today, owner=given[:1])


def test_an_owner_of_another_workspace_owns_nobody_here(given, look, owner, other_workspace, stranger, noon):
    with in_workspace(other_workspace):
        theirs = Account.objects.create(external_id="a0", name="Theirs")
        owning.give(theirs, seat(stranger), by=stranger, at=noon)
    page = look(owner, f"explore/?period=all&owner={seat(stranger).pk}")
    assert str(stranger) not in page.text
    assert "Its owner owns nobody now" in page.text


def test_a_viewer_filters_by_owner_and_may_not_set_one(given, look, client, viewer, inside, today):
    assert listed(look(viewer, f"explore/?period=all&owner={given[0]}")) == count(today, owner=given[:1])
    pk = Customer.objects.get(external_id="p0").pk
    answer = client.post(f"/w/qinghe/customers/{pk}/owner/", {"owner": ""})
    assert answer.status_code == 403
    assert owning.owner_of(Customer.objects.get(pk=pk)) is not None
