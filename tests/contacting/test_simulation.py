"""A small year: nobody over budget, the rarest survey reaches its sample, every silence has a reason."""

import pytest

from regard.contacting.simulation import simulate
from tests.contacting.year import RULES, START, off_by, over_budget, surveys, world

PEOPLE, DAYS = 700, 365


@pytest.fixture(scope="module")
def told():
    imagined = world(PEOPLE, seed=5)
    return imagined, simulate(imagined, surveys(PEOPLE), RULES, start=START, days=DAYS)


def test_nobody_is_over_budget(told):
    _world, year = told
    assert len(year.contacts) > 1_000
    assert over_budget(year.contacts, RULES) == []


def test_the_budget_is_counted_so_that_a_breach_would_be_seen(told):
    _world, year = told
    assert over_budget([*year.contacts, year.contacts[0]], RULES) != []


def test_the_rarest_survey_reaches_its_sample(told):
    _world, year = told
    rarest = next(one for one in surveys(PEOPLE) if one.demand.key == "trust")
    assert len(year.asked["trust"]) == rarest.demand.planned


def test_everybody_who_was_not_asked_and_every_event_that_asked_nothing_has_a_reason(told):
    imagined, year = told
    assert year.without_reason == 0
    for one in surveys(PEOPLE):
        key = one.demand.key
        silent = {why: n for why, n in year.silences[key].items() if not why.startswith("reminder: ")}
        asked = len(year.asked[key])
        possible = imagined.events[key] if one.is_after_events else [
            person for person in imagined.people if one.demand.whom.holds(person.known)
        ]  # fmt: skip
        assert asked + sum(silent.values()) == len(possible), key
        assert "" not in silent


def test_nobody_is_asked_whom_something_forbids(told):
    imagined, year = told
    refused = {one.id for one in imagined.people if "" in one.refusals}
    assert refused
    assert not refused & {one.person for one in year.contacts}
    for person in imagined.people:
        for since, until in person.quiet:
            assert not [one for one in year.contacts if one.person == person.id and since <= one.at < until]


def test_weights_bring_every_estimate_near_the_truth(told):
    imagined, year = told
    for one in surveys(PEOPLE):
        weighted, _plain, _error = off_by(year, imagined, one)
        assert abs(weighted) < 3.5, one.demand.key


def test_four_channels_and_six_surveys_were_used(told):
    _world, year = told
    assert {one.channel for one in year.contacts} == {"email", "sms", "chat", "in_app"}
    assert all(len(year.asked[one.demand.key]) > 0 for one in surveys(PEOPLE))


def test_the_same_year_again_is_the_same(told):
    _world, year = told
    again = simulate(world(PEOPLE, seed=5), surveys(PEOPLE), RULES, start=START, days=60)
    until = again.contacts[-1].at
    assert again.contacts == [one for one in year.contacts if one.at <= until]
