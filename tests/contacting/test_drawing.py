"""Who is asked: by chance, by priority, within the rules; and the chances are what they are said to be."""

import doctest
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from regard.contacting import drawing, exposing
from regard.contacting.audiences import Rule
from regard.contacting.drawing import Demand, draw, inclusions, number, sample
from regard.contacting.exposing import Chance, free, not_full
from regard.contacting.ledger import Contact, Ledger
from regard.contacting.rules import DEFAULT, Ask, Cap, Person, Rules, Verdict

NOON = datetime(2026, 11, 15, 12, tzinfo=UTC)
NPS, CSAT = Ask("s-nps", "nps", "email"), Ask("s-csat", "csat", "email")
CROWD = [
    Person(f"p{place:04}", known={"segment": "big" if place < 100 else "small"}) for place in range(1000)
]
ONCE = Rules((Cap("rest", most=1, days=30),))


def drawn(*demands, people=CROWD, rules=DEFAULT, history=None, at=NOON):
    return draw(people, demands, rules, history or Ledger(), at=at)


def names(one):
    return {taken.person.id for taken in one.taken}


@pytest.mark.parametrize("module", [drawing, exposing])
def test_the_examples_are_true(module):
    assert doctest.testmod(module).failed == 0


def test_the_planned_number_is_taken_and_the_chance_is_its_share():
    (one,) = drawn(Demand("a", NPS, planned=200))
    assert (one.considered, one.eligible, len(one.taken), len(one.not_drawn)) == (1000, 1000, 200, 800)
    assert {round(taken.inclusion, 9) for taken in one.taken} == {0.2}


def test_the_same_seed_takes_the_same_people_and_another_one_others():
    one, again, other = (drawn(Demand("a", NPS, planned=200, seed=seed))[0] for seed in ("x", "x", "y"))
    assert names(one) == names(again)
    assert 20 < len(names(one) & names(other)) < 60  # 40 are expected


def test_a_segment_may_be_four_times_as_likely_and_its_weights_say_so():
    (one,) = drawn(Demand("a", NPS, planned=130, shares={"big": 4.0}))
    chances = {taken.person.known["segment"]: taken.inclusion for taken in one.taken}
    assert chances == pytest.approx({"big": 0.4, "small": 0.1})
    assert 25 <= sum(taken.person.known["segment"] == "big" for taken in one.taken) <= 55


def test_over_many_seeds_each_is_asked_as_often_as_their_chance_says():
    people = CROWD[80:180]
    demands = [Demand("a", NPS, planned=26, shares={"big": 4.0}, seed=str(seed)) for seed in range(400)]
    often = [names(drawn(demand, people=people)[0]) for demand in demands]
    share = {
        segment: sum(len(found & ids) for found in often) / len(often) / len(ids)
        for segment, ids in (("big", {p.id for p in people[:20]}), ("small", {p.id for p in people[20:]}))
    }
    assert share == pytest.approx({"big": 0.65, "small": 0.1625}, abs=0.03)


def test_whom_a_rule_stops_today_is_asked_first_when_it_no_longer_does():
    demand = Demand("a", NPS, planned=10, most=10)
    first = next(sample(CROWD, demand).next).person
    history = Ledger([Contact(first.id, "", "x", "csat", "email", "ask", NOON - timedelta(days=13))])
    (today,) = drawn(demand, history=history)
    assert today.refused == ((first, Verdict(False, "asked_lately", "person_rest")),)
    assert len(today.taken) == 9
    (later,) = drawn(
        Demand("a", NPS, planned=10, most=10, done=frozenset(names(today))),
        history=history,
        at=NOON + timedelta(days=1),
    )
    assert names(later) == {first.id}


def test_only_so_many_are_asked_at_once_and_the_next_ones_the_next_time():
    (today,) = drawn(Demand("a", NPS, planned=50, most=20))
    (then,) = drawn(Demand("a", NPS, planned=50, most=40, done=frozenset(names(today))))
    assert (len(today.taken), len(then.taken), names(today) & names(then)) == (20, 30, set())


def test_the_more_urgent_survey_asks_first_and_nobody_is_asked_twice():
    late, urgent = drawn(Demand("b", CSAT, priority=1), Demand("a", NPS, priority=9), rules=ONCE)[::-1]
    assert (len(urgent.taken), len(late.taken)) == (1000, 0)
    assert {verdict.reason for _person, verdict in late.refused} == {"asked_lately"}


def test_people_whose_turn_comes_next_are_kept_free_for_a_rare_survey():
    rare = Demand("rare", NPS, priority=9, reserved=0.1, most=5, whom=Rule.from_content(
        {"all": [{"field": "segment", "op": "is", "values": ["big"]}]}
    ))  # fmt: skip
    often, few = drawn(Demand("often", CSAT, priority=1), rare, rules=ONCE)
    kept = {person.id for person, verdict in often.refused if verdict.reason == "reserved"}
    assert (len(often.taken), len(kept), len(few.taken)) == (990, 10, 5)
    assert names(few) <= kept


def test_those_without_an_address_are_refused_with_their_reason_and_cost_nobody_a_place():
    people = [Person("x", refusals={"email": "no_address"}), *CROWD[:9]]
    (one,) = drawn(Demand("a", NPS, planned=9), people=people)
    assert (one.considered, one.eligible, len(one.taken)) == (10, 9, 9)
    assert [verdict.reason for _person, verdict in one.refused] == ["no_address"]


def test_everybody_considered_is_taken_or_refused_or_not_drawn():
    (one,) = drawn(Demand("a", NPS, planned=100), history=Ledger(
        Contact(person.id, "", "x", "csat", "email", "ask", NOON) for person in CROWD[:500]
    ))  # fmt: skip
    assert len(one.taken) + len(one.refused) + len(one.not_drawn) == one.considered == 1000


def test_an_audience_without_people_draws_nobody():
    (one,) = drawn(Demand("a", NPS, planned=5), people=[])
    assert (one.considered, one.taken, one.refused) == (0, (), ())


@given(
    weights=some.lists(some.floats(0.01, 100), min_size=1, max_size=40),
    planned=some.integers(0, 50),
)
def test_chances_add_up_to_what_was_planned_and_none_is_above_one(weights, planned):
    found = inclusions(weights, planned)
    assert sum(found) == pytest.approx(min(planned or len(weights), len(weights)))
    assert all(0 < one <= 1 + 1e-9 for one in found)


def test_numbers_are_spread_evenly():
    found = [number("seed", str(place)) for place in range(10_000)]
    assert sum(found) / len(found) == pytest.approx(0.5, abs=0.01)
    assert len(set(found)) == 10_000


def test_the_chance_to_be_free_is_what_a_simulated_year_of_events_shows():
    """Events by chance, each asked about with a chance of one half, at most one question in thirty days."""
    rules, person, asked, events, expected = ONCE, Person("a"), 0, 0, 0.0
    for run in range(300):
        history, before = Ledger(), []
        for day in sorted(int(number(f"{run}", str(place)) * 365) for place in range(20)):
            at = NOON + timedelta(days=day)
            chance = 0.5 * free(person, before, rules, ask=CSAT, at=at)
            contact = Contact("a", "", "s-csat", "csat", "email", "ask", at)
            before.append(Chance(contact, chance))
            demand = Demand("a", CSAT)
            if number(f"coin{run}", f"{day}{len(before)}") < 0.5:
                asked += bool(drawing.decide(person, demand, {}, rules, history, at=at).allowed)
            events, expected = events + 1, expected + chance
    assert asked / events == pytest.approx(expected / events, rel=0.05)


def test_the_more_is_expected_of_a_cap_the_less_is_left_of_it():
    found = [not_full(3, load) for load in (0, 1, 2, 2.9, 3, 9)]
    assert found == sorted(found, reverse=True)
    assert (found[0], found[-2:]) == (1.0, [0.0, 0.0])
