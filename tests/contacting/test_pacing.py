"""How many may be asked a day: what the rules leave of a crowd, checked by asking it for two years."""

from datetime import UTC, datetime, timedelta

import pytest

from regard.contacting.drawing import Demand, draw
from regard.contacting.ledger import Ledger
from regard.contacting.pacing import a_day, often
from regard.contacting.rules import DEFAULT, Ask, Cap, Each, Person, Rules

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
NPS, CSAT = Ask("s-nps", "nps", "email"), Ask("s-csat", "csat", "email")


def test_the_strictest_rule_says_how_often_one_person_may_be_asked():
    assert often(Person("a"), DEFAULT, ask=NPS) == pytest.approx(1 / 180)
    assert often(Person("a"), DEFAULT, ask=CSAT) == pytest.approx(10 / 365)
    assert often(Person("a", rest_days=365), DEFAULT, ask=CSAT) == pytest.approx(1 / 365)
    assert often(Person("a"), Rules(()), ask=CSAT) == 1
    assert often(Person("a"), Rules((Cap("never", 0, 30),)), ask=CSAT) == 0


def test_a_company_is_not_asked_more_often_than_its_own_rule_lets():
    many = [Person(f"p{place}", account="acme") for place in range(100)]
    assert a_day(many, DEFAULT, ask=CSAT) == pytest.approx(12 / 90)
    assert a_day(many[:2], DEFAULT, ask=CSAT) == pytest.approx(2 * 10 / 365)
    assert a_day([*many, Person("alone")], DEFAULT, ask=CSAT) == pytest.approx(12 / 90 + 10 / 365)


def test_rules_about_reminders_alone_slow_no_question_down():
    rules = Rules((Cap("reminded", 1, 30, counts=frozenset({"reminder"})), Cap("rest", 1, 10)))
    assert often(Person("a"), rules, ask=CSAT) == pytest.approx(1 / 10)


def test_whoever_is_asked_on_the_first_day_possible_is_asked_as_often_as_it_says():
    rules = Rules((Cap("rest", 1, 20), Cap("company", 3, 60, each=Each.ACCOUNT)))
    people = [Person("a"), Person("b"), *(Person(f"c{place}", account="acme") for place in range(9))]
    history, asked = Ledger(), []
    for day in range(720):
        (drawn,) = draw(people, [Demand("k", CSAT)], rules, history, at=NOON + timedelta(days=day))
        asked += [taken.person.id for taken in drawn.taken]
    assert len(asked) / 720 == pytest.approx(a_day(people, rules, ask=CSAT), rel=0.03)
