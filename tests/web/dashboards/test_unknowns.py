"""What we don't know yet: thin samples, segments that say little, what was never asked."""

from datetime import timedelta
from decimal import Decimal

import pytest

from regard.web.customers.matching import Person
from regard.web.customers.models import Account, Customer
from regard.web.dashboards.numbers import Numbers
from regard.web.dashboards.periods import Period
from regard.web.dashboards.unknowns import Heard, heard_accounts, heard_customers
from regard.web.feedback.drafts import AnswerDraft, Draft
from regard.web.feedback.models import FieldType, State
from tests.web.dashboards.conftest import ces, csat, moment, nps, stars
from tests.web.dashboards.test_home import listed


def unknown(page, label="What we don't know yet"):
    return page.text.split(label)[1].split("In their words")[0].split("客户原话")[0]


def answer(number, today, days=0, **more):
    return Draft(
        f"f{number}-{days}",
        answers=(nps(9),),
        person=Person(external_id=f"c{number}"),
        collected_at=moment(today - timedelta(days=days)),
        **more,
    )


def test_each_segment_is_counted_by_its_accounts_and_their_revenue(inside, companies, tell, today):
    tell([answer(0, today), answer(0, today, 3), answer(8, today), answer(9, today), answer(1, today, 200)])
    large, small = heard_accounts(Numbers.of(inside), Period.last(90, today=today))
    assert (large.segment, large.all, large.heard, large.revenue_share) == ("large", 8, 1, 0.125)
    assert (small.segment, small.all, small.heard) == ("small", 6, 2)
    assert large.share == 0.125
    everything, _ = heard_accounts(Numbers.of(inside), Period())
    assert everything.heard == 2


def test_records_that_no_number_counts_are_not_heard(inside, companies, tell, today):
    tell([answer(0, today, state=State.WITHDRAWN)])
    large, _small = heard_accounts(Numbers.of(inside), Period.last(90, today=today))
    assert large.heard == 0


def test_where_no_company_is_known_people_are_counted(inside, tell, today):
    for number in range(6):
        Customer.objects.create(external_id=f"c{number}", segment="guests")
    Customer.objects.create(external_id="of no segment")
    tell([answer(0, today), answer(0, today, 2), answer(1, today, 200)])
    numbers = Numbers.of(inside)
    (guests,) = heard_customers(numbers, Period.last(90, today=today))
    assert (guests.segment, guests.all, guests.heard, guests.revenue_share) == ("guests", 6, 1, None)
    assert heard_customers(numbers, Period())[0].heard == 2


def test_people_are_counted_by_their_segment_and_nobody_is_no_customer(inside, tell, today):
    for number in range(9):
        Customer.objects.create(external_id=f"c{number}", segment="guests" if number < 6 else "hosts")
    nobody = Draft("of nobody", answers=(nps(9),), collected_at=moment(today))
    tell([*(answer(number, today) for number in (0, 1, 2, 5, 8)), nobody])
    found = heard_customers(Numbers.of(inside), Period.last(90, today=today))
    assert [(each.segment, each.all, each.heard) for each in found] == [("guests", 6, 4), ("hosts", 3, 1)]


def test_revenue_in_two_currencies_is_not_added_up(inside, companies, tell, today):
    Account.objects.filter(external_id="a1").update(currency="CNY")
    large, small = heard_accounts(Numbers.of(inside), Period())
    assert large.revenue_share is None
    assert small.revenue_share == 0
    assert Heard("x", revenue={"EUR": (Decimal(0), Decimal(0))}).revenue_share is None
    assert Heard("x").share == 0


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Little heard from: large 1 of 8 accounts answered; 12 % of revenue was heard"),
        ("zh-hans", "声音较少：large 8 家客户公司中有 1 家作了回答；听到的声音占收入的 12%"),
    ],
)
def test_a_segment_of_which_less_than_half_answered_is_named(
    look, owner, companies, tell, today, language, words
):
    tell([answer(0, today, segment="large"), *(answer(n, today, segment="small") for n in range(8, 12))])
    page = look(owner, "home/", language=language)
    label = {"en": "What we don't know yet", "zh-hans": "我们还不知道的"}[language]
    assert words in unknown(page, label)
    assert "small" not in unknown(page, label)
    assert listed_in(look, owner, page, "large") == 1


def listed_in(look, owner, page, segment):
    href = next(
        href for text, href in page.links if segment in text and "segment=" in href and "explore" in href
    )
    return listed(look(owner, href)) if "All" in look(owner, href).text else 1


def test_a_segment_of_few_accounts_is_not_called_silent(look, owner, companies, tell, today):
    Account.objects.exclude(external_id__in=["a0", "a1", "a2", "a3"]).delete()
    tell([answer(0, today)])
    assert "Little heard from" not in look(owner, "home/").text


def test_where_no_company_is_known_the_customers_are_counted(look, owner, inside, tell, today):
    for number in range(10):
        Customer.objects.create(external_id=f"c{number}", segment="guests")
    tell([answer(0, today), answer(1, today)])
    page = look(owner, "home/")
    assert "Little heard from: guests 2 of 10 customers answered" in unknown(page)


def test_metrics_with_too_few_answers_say_how_many_are_missing(look, owner, tell, today):
    tell([Draft(str(n), answers=(csat(5),), collected_at=moment(today)) for n in range(16)])
    text = unknown(look(owner, "home/"))
    assert "Satisfaction not enough answers yet: 14 more are needed" in text


def test_what_was_asked_before_but_not_in_this_period_is_told(look, owner, tell, today):
    tell([
        Draft("old", answers=(ces(5),), collected_at=moment(today - timedelta(days=200))),
        Draft("new", answers=(nps(5),), collected_at=moment(today)),
    ])  # fmt: skip
    text = unknown(look(owner, "home/"))
    assert "Ease nobody answered in this period" in text
    assert "Never asked: satisfaction, public ratings, trust, values" in text


def test_what_was_never_asked_has_no_row_but_is_named(look, owner, tell, today):
    tell([Draft("a", answers=(nps(9), csat(5), ces(5), stars(5)), collected_at=moment(today))])
    page = look(owner, "home/")
    assert "Never asked: trust, values" in unknown(page)
    assert "Trust" not in page.text.split("How we are seen")[1].split("What we don't know yet")[0]
    assert "从未问过：信任、价值观" in look(owner, "home/", language="zh-hans").text


@pytest.mark.parametrize(("language", "words"), [("en", "Never asked: trust"), ("zh-hans", "从未问过：信任")])
def test_what_somebody_answered_is_not_called_never_asked(look, owner, tell, today, language, words):
    every = (nps(9), csat(5), ces(5), stars(5), AnswerDraft.score(FieldType.VALUES, 6, 1, 7))
    tell([Draft("a", answers=every, collected_at=moment(today))])
    assert words in look(owner, "home/", language=language).text
    tell([Draft("c", answers=(AnswerDraft.score(FieldType.TRUST, 6, 1, 7),), collected_at=moment(today))])
    assert words[:5] not in look(owner, "home/", language=language).text
