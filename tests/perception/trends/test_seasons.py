"""Weekdays and months, where there is enough history."""

import json

import numpy as np
import pytest
import statsmodels.api as sm

from regard.perception import nps
from regard.perception.trends import seasonality
from tests.perception.trends.days import answers, day, drawn


def weekly(weeks, dip=0, seed=1):
    chance = np.random.default_rng(seed)
    found = {}
    for number in range(7 * weeks):
        down = dip if number % 7 == 0 else 0
        found[day(number)] = answers(*chance.multinomial(40, [0.2 + down, 0.3, 0.5 - down]).tolist())
    return found


def test_seven_weeks_are_not_enough_and_eight_are():
    short, long = seasonality(weekly(7)), seasonality(weekly(8))
    assert (short.week.state, short.week.cycles, short.week.needed) == ("not enough history", 7, 8)
    assert (short.week.effects, short.week.p_value) == ((), None)
    assert long.week.state == "shown"


def test_a_bad_monday_is_found():
    found = seasonality(weekly(20, dip=0.15)).week
    monday = found.effects[0]
    assert monday.season == 1
    assert monday.effect.low < -30 * 6 / 7 < monday.effect.high < 0
    assert found.p_value < 1e-6
    assert sum(one.effect.value for one in found.effects) == pytest.approx(0, abs=1e-9)


def test_the_effects_are_those_of_regression_with_a_mean_for_each_week():
    days = weekly(10, dip=0.1)
    found = seasonality(days).week
    y = [float(nps(counts).exact) for counts in days.values()]
    weeks, weekdays = np.divmod(np.arange(70), 7)
    design = np.column_stack([weeks[:, None] == np.arange(10), weekdays[:, None] == np.arange(1, 7)])
    fit = sm.WLS(y, design.astype(float), weights=[counts.n for counts in days.values()]).fit()
    effects = np.concatenate([[0], fit.params[10:]])
    assert [one.effect.value for one in found.effects] == pytest.approx(effects - effects.mean())
    tested = fit.f_test(np.eye(16)[10:])
    if found.overdispersion >= 1:
        assert found.p_value == pytest.approx(float(tested.pvalue))


def test_a_break_between_weeks_is_no_season():
    found = seasonality(drawn(2, 140, n=30, then=(0.5, 0.2, 0.3), at=70)).week
    assert found.p_value > 0.05


def test_weekdays_that_are_alike_seldom_differ():
    found = [seasonality(weekly(10, seed=seed)).week.p_value <= 0.05 for seed in range(60)]
    assert sum(found) <= 7


def test_two_whole_years_are_needed_for_months():
    almost, enough = ({day(number): answers(3, 2, 5) for number in range(n)} for n in (730, 731))
    assert seasonality(almost).year.state == "not enough history"
    found = seasonality(enough).year
    assert (found.state, found.cycles) == ("shown", 2)
    assert [one.season for one in found.effects] == list(range(1, 13))


def test_a_weak_december_is_found_wherever_the_series_starts():
    days = {
        day(number): answers(8 if day(number).month == 12 else 3, 4, 13)
        for number in range(100, 100 + 3 * 366)
    }
    found = seasonality(days).year
    lowest = min(found.effects, key=lambda one: one.effect.value)
    assert (found.cycles, lowest.season) == (2, 12)
    assert lowest.effect.high < 0


def test_a_weekday_that_nobody_answers_on_is_not_enough():
    working = {when: counts for when, counts in weekly(20).items() if when.weekday() < 5}
    assert seasonality(working).week.state == "not enough history"


def test_seasons_become_plain_json():
    plain = json.loads(json.dumps(seasonality(weekly(9)).to_dict()))
    assert plain["year"]["state"] == "not enough history"
    assert len(plain["week"]["effects"]) == 7
