"""The revenue that was kept and heard: each currency by itself, what nobody knows left out and counted."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest

from regard.web.customers.matching import Person
from regard.web.customers.models import Account, Customer
from regard.web.feedback.drafts import Draft
from regard.web.feedback.recording import record
from regard.web.insights.payer_study import Given, Money, Payer, payers
from regard.web.insights.revenue_study import coverage, kept, per_point
from regard.web.workspaces.tenancy import in_workspace

START, TODAY = date(2025, 11, 20), date(2026, 11, 20)
FIRST = date(2023, 1, 1)


def payer(number, *, was=100.0, now=100.0, currency="EUR", left=None, answers=()):
    money = Money(currency, FIRST, [(FIRST, was), (date(2026, 2, 1), now)])
    return Payer(
        UUID(int=number), True, since=FIRST, spells=[(FIRST, left)], money=[money], answers=list(answers)
    )


def test_net_and_gross_retention_are_those_of_the_customers_of_the_start():
    grown = [payer(number, now=120.0) for number in range(20)]
    shrunk = [payer(number, now=80.0) for number in range(20, 30)]
    gone = [payer(number, left=date(2026, 5, 1)) for number in range(30, 40)]
    new = Payer(
        UUID(int=99), True, since=TODAY, spells=[(TODAY, None)], money=[Money("EUR", TODAY, [(TODAY, 9.0)])]
    )
    (found,) = kept([*grown, *shrunk, *gone, new], start=START, end=TODAY)
    assert (found.n, found.unknown, found.start, found.end) == (40, 0, 4000, 3200)
    assert found.net.rate.value == pytest.approx(0.8)
    assert found.gross.rate.value == pytest.approx(0.7)
    assert found.net.rate.low < 0.8 < found.net.rate.high
    assert found.lost.value == pytest.approx(0.25)


def test_currencies_are_never_added_and_too_few_have_no_rate():
    euros = [payer(number) for number in range(40)]
    yuan = [payer(number, currency="CNY") for number in range(40, 50)]
    found = kept([*yuan, *euros], start=START, end=TODAY)
    assert [(one.currency, one.n, one.net is None) for one in found] == [
        ("EUR", 40, False),
        ("CNY", 10, True),
    ]


def test_what_nobody_knows_is_left_out_and_counted():
    unknown = Payer(
        UUID(int=1), True, since=FIRST, spells=[(FIRST, None)], money=[Money("EUR", FIRST, [(TODAY, 5.0)])]
    )
    undated = payer(2)
    undated.undated = True
    several = payer(3)
    several.money.append(Money("CNY", FIRST, [(FIRST, 1.0)]))
    (found,) = kept([unknown, undated, several], start=START, end=TODAY)
    assert (found.n, found.unknown, found.net) == (0, 1, None)


def test_where_few_pay_most_of_it_the_interval_comes_from_drawing_them_anew():
    found = kept(
        [payer(1, was=90_000.0), *(payer(number, now=90.0) for number in range(2, 60))],
        start=START,
        end=TODAY,
    )
    assert found[0].net.concentrated
    assert found[0].net.bootstrapped


def panel(slope):
    """Forty customers of twelve quarters, whose revenue follows the score of the quarter before."""
    for number in range(40):
        days = [TODAY - timedelta(days=91 * back + 40) for back in reversed(range(12))]
        scores = [5.0 + (number * 7 + place * 3) % 5 for place in range(12)]
        steps = [
            (day + timedelta(days=41), 100.0 + slope * score + (number * 5 + place) % 3)
            for place, (day, score) in enumerate(zip(days, scores, strict=True))
        ]
        money = Money("EUR", FIRST, [(FIRST, 100.0), *steps])
        answers = [Given(day, score, 1, score) for day, score in zip(days, scores, strict=True)]
        yield Payer(
            UUID(int=number), True, since=FIRST, spells=[(FIRST, None)], money=[money], answers=answers
        )


def test_revenue_that_follows_the_score_is_found_and_what_does_not_is_refused():
    assert per_point(panel(10.0), today=TODAY)["EUR"].state == "shown"
    none = per_point(panel(0.0), today=TODAY)["EUR"]
    assert (none.state, none.slope) == ("interval crosses zero", None)
    assert per_point([payer(1)], today=TODAY)["EUR"].state == "not enough changes"


@pytest.mark.django_db
def test_coverage_is_the_part_of_revenue_whose_customers_said_anything(workspace, survey):
    with in_workspace(workspace):
        for number in range(10):
            segment = "large" if number < 6 else "small"
            account = Account.objects.create(
                external_id=f"a{number}",
                segment=segment,
                monthly_revenue=100 if number < 6 else 25,
                currency="EUR",
                since=datetime.combine(FIRST, time(), UTC),
            )
            Customer.objects.create(external_id=f"c{number}", account=account)
        now = datetime.now(UTC)
        spoke = [
            Draft(f"d{number}", text="Hello.", person=Person(external_id=f"c{number}"), collected_at=now)
            for number in (0, 1, 2, 9)
        ]
        record(survey, spoke, at=now)
        today = now.date()
        (found,) = coverage(payers(), since=today - timedelta(days=9), today=today)
        assert coverage(payers(), since=today + timedelta(days=2), today=today)[0].whole.heard == 0
    assert (found.whole.customers, found.whole.heard) == (10, 4)
    assert found.whole.rate.rate.value == pytest.approx(325 / 700)
    assert [(one.segment, one.heard, one.rate is None) for one in found.segments] == [
        ("large", 3, False),
        ("small", 1, True),
    ]
