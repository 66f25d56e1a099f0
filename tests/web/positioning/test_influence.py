"""Influence factors: asked, read in texts and seen in what customers did, side by side and never averaged."""

import re
from datetime import timedelta

import pytest

from regard.web.customers.matching import Person
from regard.web.customers.models import Customer, Event
from regard.web.feedback.drafts import Draft
from regard.web.insights.influence_study import influence_study, ranks
from regard.web.insights.studies import Filters
from tests.web.dashboards.conftest import moment

pytestmark = pytest.mark.django_db

PRICE, FRIENDLY, PLAIN = "The price is far too high.", "The support was friendly.", "It rained."


def said(today, text, number, *, days=120, who="p"):
    return Draft(
        external_id=f"{who}{number}",
        text=text,
        person=Person(external_id=f"{who}{number}"),
        collected_at=moment(today - timedelta(days=days)),
    )


@pytest.fixture
def told(ask, tell, inside, today):
    """Asked, most name reputation and none the price; they write of the price, and then some leave."""
    ask(
        "influence",
        [("", {"factors": ["reputation", "support"]})] * 60 + [("", {"factors": ["support"]})] * 20,
    )
    tell(said(today, PRICE, number) for number in range(60))
    tell(said(today, FRIENDLY, number, who="f") for number in range(60))
    tell(said(today, PLAIN, number, who="t") for number in range(10))
    for customer in Customer.objects.filter(external_id__in=[f"p{number}" for number in range(30)]):
        Event.objects.create(customer=customer, kind="cancelled", at=moment(today - timedelta(days=100)))
    return inside


@pytest.fixture
def page(told, look, owner):
    return look(owner, "influence/")


def row(page, factor):
    """The cells of one factor."""
    body = page.html.split("<tbody>")[1].split("</tbody>")[0]
    found = next(part for part in body.split("<tr>") if part.startswith(f'<th scope="row">{factor}<'))
    return [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in re.split("<td[^>]*>", found)[1:]]


def test_the_three_ways_stand_side_by_side_each_with_its_interval_and_n(page):
    asked, read, done = row(page, "price")
    assert re.match(r"0 % 0 – \d", asked)
    assert re.match(r"46 % 38 – 55 .* 0 praise, 60 complain", read)
    assert re.match(r"\+50 points \+\d+ to \+\d+ .*n = 60 and 70", done)
    for n in ("named as what shaped their view, n = 80", "speak of it, n = 130", "n = 130"):
        assert n in page.text


def test_a_factor_that_is_named_and_never_written_of_is_told_as_a_disagreement(page):
    apart = page.text.split("Where the three ways disagree")[1].split("Both can be true")[0]
    assert re.search(r"reputation – asked: place \d.*in texts: place \d", apart)
    assert "support" not in apart


def test_who_was_not_followed_long_enough_is_not_counted_as_having_stayed(told, tell, today):
    tell(said(today, PRICE, number, days=10, who="late") for number in range(40))
    found = influence_study(Filters(), today=today)
    assert (found.said, found.done) == (170, 130)


def test_only_what_happened_within_the_days_after_the_text_counts(told, tell, today):
    for kind, days in (("cancelled", 125), ("cancelled", 5), ("renewed", 100)):
        for customer in Customer.objects.filter(external_id__startswith="f"):
            Event.objects.create(customer=customer, kind=kind, at=moment(today - timedelta(days=days)))
    price = next(one for one in influence_study(Filters(), today=today).factors if one.factor == "price")
    assert price.done.difference == 50.0
    assert price.done.significant


def test_the_reason_for_a_factor_that_was_asked_for_is_no_text_of_its_own(told, ask, today):
    ask("influence", [("", {"factors": ["price"], "how": PRICE})] * 5)
    found = influence_study(Filters(), today=today)
    assert (found.asked, found.said) == (85, 130)


def test_staff_are_no_customers(told, ask, today):
    ask("beliefs", [("", {"words": {"slow": ""}, "factors": ["values"], "heard": PRICE})] * 10)
    found = influence_study(Filters(), today=today)
    assert (found.asked, found.said) == (80, 130)


def test_records_that_speak_of_no_factor_are_counted_in_the_open(page):
    assert "10 records speak of none of these factors." in page.text


def test_a_number_leads_to_its_records(page, look, owner):
    links = [href for text, href in page.links if text == "46 %"]
    assert "All 60" in look(owner, links[0]).text
    asked = next(href for text, href in page.links if text == "75 %")
    assert "source=influence" in asked


def test_nothing_is_called_a_cause(page):
    assert "The third column is an association" in page.text
    assert not re.search(r"\b(drives|causes|because of|leads to)\b", page.text)


def test_few_answers_show_no_number(ask, tell, inside, look, owner, today):
    ask("influence", [("", {"factors": ["price"]})] * 5)
    tell(said(today, PRICE, number) for number in range(5))
    page = look(owner, "influence/")
    assert row(page, "price")[0] == "not enough answers yet (n = 5)"
    assert row(page, "price")[2] == "too few complained and were followed"


def test_places_are_from_which_to_which_and_equal_ones_share_them():
    assert ranks({}) == {}
    assert ranks({"a": (0, 10), "b": (5, 15), "c": (20, 30)}) == {"a": (2, 3), "b": (2, 3), "c": (1, 1)}


def test_in_chinese_everything_is_chinese(told, look, owner):
    page = look(owner, "influence/", language="zh-hans")
    assert "三方面不一致之处" in page.text
    assert "60 条抱怨" in page.text
    ours = page.text.split("三方面不一致之处")[1].split("第三列是关联")[0]
    assert re.findall(r"\b(?:asked|place|praise|records|points|Factor)\b", ours) == []


def test_an_empty_workspace_says_what_the_page_is_for(inside, look, owner):
    assert "Nothing to compare yet" in look(owner, "influence/").text


@pytest.mark.parametrize("role", ["owner", "analyst", "agent", "viewer"])
def test_whoever_reads_numbers_reads_this_page(client, request, inside, role):
    client.force_login(request.getfixturevalue(role))
    assert client.get("/w/qinghe/influence/").status_code == 200


def test_strangers_find_nothing(client, inside, stranger):
    assert client.get("/w/qinghe/influence/").status_code == 302
    client.force_login(stranger)
    assert client.get("/w/qinghe/influence/").status_code == 404


def test_drivers_lead_here(told, look, owner):
    assert look(owner, "drivers/").link("Influence factors") == "/w/qinghe/influence/"
