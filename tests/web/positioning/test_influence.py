"""Influence factors: asked, read in texts and seen in what customers did, side by side and never averaged."""

import re
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from regard.web.customers.matching import Person
from regard.web.customers.models import Account, Customer, Event
from regard.web.feedback.drafts import Draft
from regard.web.feedback.models import Feedback
from regard.web.insights.afterwards_study import Text, followed, microseconds
from regard.web.insights.influence_study import _asked as asked_of
from regard.web.insights.influence_study import influence_study, named_by, ranks
from regard.web.insights.records import matching
from regard.web.insights.studies import Filters
from regard.web.surveys.models import Survey
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
    assert re.search(
        r"Reputation: when asked, 75 % \(95 % interval \d+ – \d+, n = 80\) named it: place \d; "
        r"of the texts, 0 % \(95 % interval 0 – \d, n = 130\) speak of it: place \d",
        apart,
    )
    assert "Ease:" not in apart


def test_what_is_named_often_and_too_seldom_complained_of_is_no_disagreement_but_said(page):
    untold = page.text.split("not enough behaviour to tell")[1]
    assert re.match(r" Support: when asked, 100 % \(95 % interval \d+ – 100, n = 80\) named it", untold)
    assert "but only 0 who complained of it could be followed" in untold


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
    named = look(owner, asked)
    assert "Named when asked: reputation" in named.text
    assert "n = 60" in named.text
    assert named.html.count('<article class="verbatim">') == 20
    later = look(owner, look(owner, named.link("Next")).link("Next"))
    assert "41–60 of 60" in later.text
    assert not [text for text, _href in later.links if text.startswith("Next")]


def test_the_records_that_speak_of_no_factor_are_listed(page, look, owner):
    href = next(href for text, href in page.links if text.startswith("10 records speak of none"))
    listed = look(owner, href)
    assert listed.html.count('<article class="verbatim">') == 10
    assert PLAIN in listed.text
    assert PRICE not in listed.text


def test_answers_of_anonymous_surveys_are_counted_and_not_listed(ask, inside, look, owner):
    ask("influence", [("", {"factors": ["price"]})] * 50, anonymous=True)
    page = look(owner, "influence/")
    listed = look(owner, next(href for text, href in page.links if text == "100 %"))
    assert "Answers of anonymous surveys are counted and not listed." in listed.text
    assert '<article class="verbatim">' not in listed.html


def test_a_list_of_something_else_is_not_found(client, owner, told):
    client.force_login(owner)
    for query in ("", "?which=named", "?which=named&factor=x", "?which=%00&page=-1"):
        assert client.get(f"/w/qinghe/influence/list/{query}").status_code == 404
    assert client.get("/w/qinghe/influence/list/?which=silent&page=99999").status_code == 200


def test_nothing_is_called_a_cause(page):
    assert "The third column is an association" in page.text
    assert not re.search(r"\b(drives|causes|because of|leads to)\b", page.text)


def did(kind, people, today, *, days=100, **more):
    for customer in Customer.objects.filter(external_id__in=people):
        Event.objects.create(customer=customer, kind=kind, at=moment(today - timedelta(days=days)), **more)


def test_what_came_after_praise_and_complaint_is_told_by_kind_with_interval_and_n(told, look, owner, today):
    did("renewed", [f"f{number}" for number in range(45)], today)
    did("referred", [f"f{number}" for number in range(30)], today)
    page = look(owner, "influence/")
    praise = page.html.split('id="after-praise"')[1].split("</table>")[0]
    (support,) = [part for part in praise.split("<tr>") if part.startswith('<th scope="row">support<')]
    cells = [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in re.split("<td[^>]*>", support)[1:]]
    assert re.match(r"\+75 points \+\d+ to \+\d+ n = 60 and 70$", cells[0])
    assert re.match(r"\+50 points \+\d+ to \+\d+ n = 60 and 70$", cells[1])
    assert re.match(r"[−]43 points −\d+ to −\d+ n = 60 and 70$", cells[2])
    complaint = page.text.split("After they complained of it")[1].split("After they praised it")[0]
    assert re.search(r"price −64 points", complaint)
    assert "After complaint and praise: 6 comparisons, corrected for their number" in page.text
    assert "paid for more, contacted support, paid less" in page.text.split("Not known of anybody")[1]
    assert not re.search(r"\b(drives|causes|because of|leads to)\b", page.text)


def test_people_of_one_company_are_one_and_what_it_does_is_theirs(inside, today):
    company = Account.objects.create(external_id="c", name="C")
    Event.objects.create(account=company, kind="cancelled", at=moment(today - timedelta(days=100)))
    texts = [Text(str(one), str(company.pk), at, {"price": "negative"}) for at, one in enumerate("abc", 1)]
    start = microseconds(moment(today - timedelta(days=120)))
    (found,) = followed([one._replace(at=one.at + start) for one in texts], today=today)
    assert found.did == {"cancelled"}
    assert found.after == {("price", "complaint"): {"cancelled"}}


def test_the_days_of_a_complaint_begin_with_the_first_of_its_kind(inside, today):
    person = Customer.objects.create(external_id="one")
    Event.objects.create(customer=person, kind="cancelled", at=moment(today - timedelta(days=100)))
    said = [(250, {"price": "positive"}), (150, {"price": "negative", "ease": "mixed"})]
    texts = [
        Text(str(person.pk), None, microseconds(moment(today - timedelta(days=days))), how)
        for days, how in said
    ]
    (found,) = followed(texts, today=today)
    assert found.did == frozenset()
    assert found.after == {
        ("price", "praise"): frozenset(),
        ("price", "complaint"): {"cancelled"},
        ("ease", "complaint"): {"cancelled"},
        ("ease", "praise"): {"cancelled"},
    }


def test_a_chosen_segment_and_owner_are_asked_for_alone(told, tell, look, owner, today):
    tell(
        Draft(f"n{number}", text=PRICE, segment="new", collected_at=moment(today - timedelta(days=120)))
        for number in range(40)
    )
    page = look(owner, look(owner, "influence/").link("new"))
    assert "Segment: new" in page.text
    assert "texts n = 40" in page.text
    assert "segment=new" in next(href for text, href in page.links if text == "100 %")
    assert "texts n = 170" in look(owner, "influence/?owner=~").text


def test_few_answers_show_no_number(ask, tell, inside, look, owner, today):
    ask("influence", [("", {"factors": ["price"]})] * 5)
    tell(said(today, PRICE, number) for number in range(5))
    page = look(owner, "influence/")
    assert row(page, "price")[0] == "not enough answers yet (n = 5)"
    assert row(page, "price")[2] == "too few were followed (n = 5 and 0)"


def test_places_are_from_which_to_which_and_equal_ones_share_them():
    assert ranks({}) == {}
    assert ranks({"a": (0, 10), "b": (5, 15), "c": (20, 30)}) == {"a": (2, 3), "b": (2, 3), "c": (1, 1)}


def test_in_chinese_everything_is_chinese(told, look, owner):
    page = look(owner, "influence/", language="zh-hans")
    assert "三方面不一致之处" in page.text
    assert "60 条抱怨" in page.text
    ours = page.text.split("三方面不一致之处")[1].split("第三列是关联")[0]
    assert re.findall(r"\b(?:asked|place|praise|records|points|Factor|named|texts|left)\b", ours) == []


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


def reference():
    """What the study asks of the database, row by row: of each person what the last record named."""
    surveys = Survey.objects.filter(kind="influence")
    last = {}
    for record in sorted(matching(), key=lambda one: (str(one.collected_at or ""), one.pk)):
        options = {one.value_id for one in record.answers.all() if one.field_id.startswith("factors.")}
        if options and record.source_id in {survey.source_id for survey in surveys}:
            last[record.pk if record.is_anonymous else record.customer_id or record.pk] = record.pk, options
    return last


def test_what_was_named_is_counted_as_if_row_by_row_of_one_person_the_later_answer(told, tell, today):
    """Sixty name two factors and twenty one; some are the same person, and some have no day."""
    tell([said(today, PLAIN, number, who="again") for number in range(7)])
    people = list(Customer.objects.filter(external_id__startswith="again"))
    given = list(Feedback.objects.filter(answers__field_id__startswith="factors.").distinct().order_by("pk"))
    for place, record in enumerate(given[::2]):
        day = None if place % 5 == 0 else moment(today - timedelta(days=place % 11))
        Feedback.objects.filter(pk=record.pk).update(customer=people[place % 7], collected_at=day)
    last = reference()
    named, asked = asked_of(Filters(), Survey.objects.filter(kind="influence"))
    assert asked == len(last) == 47
    assert named == Counter(option for _record, options in last.values() for option in options)
    for factor in ("reputation", "support", "price"):
        listed, _some_apart = named_by(Filters(), factor)
        assert sorted(listed) == sorted(record for record, options in last.values() if factor in options)


def test_what_was_named_is_counted_by_the_database_however_many_answered(told, ask):
    def statements():
        surveys = Survey.objects.filter(kind="influence").select_related("source")
        with CaptureQueriesContext(connection) as queries:
            asked_of(Filters(), surveys)
        return [one["sql"] for one in queries]

    statements()  # what is remembered of the workspace is remembered now
    few = statements()
    ask("influence", [("", {"factors": ["price"]})] * 40)
    many = statements()
    assert len(many) == len(few)
    assert [one for one in many if "feedback_answer" in one and "COUNT(" not in one] == []
