"""Breaks in series of answers and of numbers."""

import json
import math
from itertools import combinations, pairwise

import numpy as np
import pytest
import ruptures
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.datasets import nile

from regard.perception import Counts, Scale, csat
from regard.perception.trends import NoAnswers, UnfitSeries, change_points
from tests.perception.trends.days import CEILING, GOOD, WORSE, answers, day, drawn

SOME = np.random.default_rng(8).normal(size=30).tolist()


def test_the_nile_changed_once_after_28_years():
    flow = nile.load_pandas().data["volume"].to_numpy()
    (found,) = change_points(flow).breaks
    assert (found.position, found.day) == (28, None)  # 1871 + 28: the dam of 1899 lies in the interval
    assert found.earliest <= 28 <= found.latest
    assert (found.before.value, found.after.value) == pytest.approx((1097.75, 849.9722), abs=1e-4)
    assert (found.before.n, found.after.n) == (28, 72)


def test_the_partition_is_that_of_ruptures_with_every_day_a_candidate():
    chance = np.random.default_rng(2)
    numbers = np.concatenate([chance.normal(level, 1, 40) for level in (0, 1.5, 1.2, -1)])
    found = [one.position for one in change_points(numbers, 9.0, variance=1.0).breaks]
    theirs = ruptures.Pelt("l2", min_size=7, jump=1).fit(numbers).predict(pen=9.0)
    assert found == theirs[:-1]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 3), min_size=6, max_size=14), st.integers(1, 3), st.floats(0.5, 6))
def test_no_partition_is_cheaper(numbers, shortest, penalty):
    found = change_points([float(one) for one in numbers], penalty, shortest, variance=1.0)
    cuts = [0, *(one.position for one in found.breaks), len(numbers)]
    assert spread(numbers, cuts) + penalty * (len(cuts) - 2) == pytest.approx(
        cheapest(numbers, shortest, penalty)
    )


def cheapest(numbers, shortest, penalty):
    length = len(numbers)
    every = (
        [0, *inner, length]
        for many in range(length // shortest)
        for inner in combinations(range(1, length), many)
    )
    return min(
        spread(numbers, cuts) + penalty * (len(cuts) - 2)
        for cuts in every
        if all(b - a >= shortest for a, b in pairwise(cuts))
    )


def spread(numbers, cuts):
    parts = (np.array(numbers[a:b], float) for a, b in pairwise(cuts))
    return float(sum(((part - part.mean()) ** 2).sum() for part in parts))


def test_a_planted_fall_is_found_with_its_date_and_both_levels():
    found = change_points(drawn(1, 365, GOOD, n=19, weekend=5, then=WORSE, at=200))
    (one,) = found.breaks
    assert abs(one.position - 200) <= 14
    assert one.first_day <= day(200) <= one.last_day
    assert one.day == day(one.position)
    assert one.before.high > 45 > 31 > one.after.low
    assert found.penalty == pytest.approx(1.3 * 3 * math.log(365))


def test_days_without_change_have_no_break():
    assert [
        change_points(drawn(seed, 200, shares, n=12, weekend=3)).breaks
        for seed in range(20)
        for shares in (GOOD, CEILING)
    ] == [()] * 40


def test_the_interval_of_a_break_holds_its_day():
    """Conservative for a fixed change, as its authors say: of 40 series found, at least 37."""
    found = [
        change_points(drawn(seed, 150, GOOD, n=25, then=(0.35, 0.25, 0.40), at=80)).breaks
        for seed in range(40)
    ]
    held = [one[0].first_day <= day(80) <= one[0].last_day for one in found if len(one) == 1]
    assert len(held) >= 38
    assert sum(held) >= 37


def test_many_answers_weigh_more_than_many_days():
    busy = {day(number): answers(30, 20, 50) for number in range(40)}
    busy |= {day(40 + number): answers(0, 0, 1) for number in range(8)}
    assert change_points(busy).breaks == ()


def test_a_change_that_the_metric_does_not_see_is_none():
    series = {
        day(number): Counts.of({10 if number < 40 else 9: 30, 3: 10}, Scale(0, 10)) for number in range(80)
    }
    assert change_points(series).breaks == ()


def test_another_metric():
    five = Scale(1, 5)
    series = {day(number): Counts.of({5: 30, 1: 5 if number < 40 else 25}, five) for number in range(80)}
    (one,) = change_points(series, metric=csat).breaks
    assert (one.position, one.earliest, one.latest) == (40, 40, 40)
    assert one.before.definition.unit == "percent"


def test_two_breaks_at_least_a_week_apart():
    series = {
        day(number): answers(*(60, 10, 0) if 30 <= number < 34 else (20, 10, 40)) for number in range(60)
    }
    places = [0, *(one.position for one in change_points(series).breaks), 60]
    assert len(places) > 2
    assert all(b - a >= 7 for a, b in pairwise(places))


@pytest.mark.parametrize("length", [1, 2, 6, 13])
def test_a_short_series_has_no_break(length):
    assert change_points([5.0] * length).breaks == ()
    assert change_points({day(number): answers(1, 1, number) for number in range(length)}).breaks == ()


def test_equal_numbers_and_a_clean_step():
    assert change_points([3.0] * 50).breaks == ()
    (step,) = change_points([3.0] * 25 + [4.0] * 25).breaks
    assert (step.position, step.earliest, step.latest) == (25, 25, 25)
    assert change_points([1e90] * 20).breaks == ()


def test_known_variance_decides():
    numbers = [0.0, 1.0] * 10 + [3.0, 4.0] * 10
    assert len(change_points(numbers, variance=0.25).breaks) == 1
    assert change_points(numbers, variance=100.0).breaks == ()


@pytest.mark.parametrize("wrong", [[1.0, float("nan")], [float("inf")], [1e300], np.ones((3, 3))])
def test_what_is_no_row_of_numbers_is_refused(wrong):
    with pytest.raises(UnfitSeries):
        change_points(wrong)


def test_no_numbers_are_refused():
    with pytest.raises(NoAnswers):
        change_points(np.array([]))


@pytest.mark.parametrize(
    "wrong",
    [
        {"penalty": -1},
        {"penalty": float("nan")},
        {"min_days": 0},
        {"variance": -1},
        {"variance": float("nan")},
        {"level": 1},
    ],
)
def test_a_question_that_is_none_is_refused(wrong):
    with pytest.raises(ValueError):
        change_points(SOME, **wrong)


def test_breaks_become_plain_json():
    plain = json.loads(json.dumps(change_points(drawn(1, 365, GOOD, n=19, then=WORSE, at=200)).to_dict()))
    assert plain["breaks"][0]["first_day"] < plain["breaks"][0]["day"] < plain["breaks"][0]["last_day"]
    assert (
        json.loads(json.dumps(change_points([0.0, 0.1] * 8 + [5.0, 5.1] * 8).to_dict()))["breaks"][0]["day"]
        is None
    )
