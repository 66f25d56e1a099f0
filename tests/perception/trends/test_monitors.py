"""The monitor: what it finds, and how seldom it cries wolf."""

import json
import statistics

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regard.perception import Counts, Scale, UnlikeCounts, nps, star_rating
from regard.perception.trends import Monitor, NoAnswers, UnfitBaseline, WeightedAnswers, watch
from tests.perception.trends.days import ELEVEN, answers

SHARES = (0.18, 0.32, 0.50)
several = st.lists(st.tuples(*[st.integers(0, 40)] * 3), max_size=12)


def stream(chance, shares=SHARES, n=30):
    while True:
        yield answers(*chance.multinomial(n, shares).tolist())


def first_alarm(monitor, days, most=365):
    for counts in days:
        monitor = monitor.update(counts)
        if monitor.alert or monitor.days == most:
            return monitor.days if monitor.alert else None
    raise AssertionError


def test_a_quiet_year_seldom_has_an_alarm():
    """Run length 1,000 days: statistics of 1,000 runs say 15 % of years; 60 years are drawn here."""
    chance = np.random.default_rng(21)
    alarms = [first_alarm(Monitor(32.0), stream(chance)) for _ in range(60)]
    assert sum(alarm is not None for alarm in alarms) <= 16


def test_a_fall_of_ten_points_is_found_in_about_three_weeks():
    chance = np.random.default_rng(22)
    days = [first_alarm(Monitor(32.0), stream(chance, (0.23, 0.32, 0.45))) for _ in range(60)]
    assert 15 <= statistics.median(days) <= 31


def test_a_short_run_length_is_kept_on_average():
    """The promise is an average of 50 days or more to the first false alarm."""
    chance = np.random.default_rng(23)
    waits = [first_alarm(Monitor(32.0, run_length=50), stream(chance, n=10), 2000) or 2000 for _ in range(60)]
    assert statistics.mean(waits) >= 50


@settings(max_examples=30, deadline=None)
@given(several)
def test_a_rise_is_a_fall_seen_from_the_other_end(rows):
    down, up = Monitor(20.0, direction="down"), Monitor(-20.0, direction="up")
    for row in rows:
        down, up = down.update(answers(*row)), up.update(answers(*row[::-1]))
    assert down.evidence == pytest.approx(up.evidence)


@settings(max_examples=30, deadline=None)
@given(several)
def test_both_ways_is_the_mean_of_the_two(rows):
    monitors = [Monitor(20.0, direction=way) for way in ("down", "up", "both")]
    for row in rows:
        monitors = [monitor.update(answers(*row)) for monitor in monitors]
    down, up, both = (monitor.evidence for monitor in monitors)
    assert both == pytest.approx((down + up) / 2)


def test_the_detector_is_the_recursion_of_its_authors():
    days, bets = [(4, 3, 9), (9, 2, 3), (0, 0, 0), (7, 7, 7)], (0.02, 0.05, 0.1, 0.2, 0.35, 0.5)
    monitor, detectors = Monitor(30.0), [0.0] * len(bets)
    for row in days:
        monitor = monitor.update(answers(*row))
        for place, bet in enumerate(bets):
            factor = 1.0
            for worth, n in zip((-1, 0, 1), row, strict=True):
                factor *= (1 + bet / (1 - 0.3) * (0.3 - worth)) ** n
            detectors[place] = (detectors[place] + 1) * factor
    assert monitor.evidence == pytest.approx(statistics.mean(detectors))


def test_the_order_within_a_day_and_the_split_of_scores_do_not_matter():
    one = Monitor(30.0).update(Counts.of({0: 2, 6: 3, 9: 4}, ELEVEN))
    other = Monitor(30.0).update(Counts.of({3: 5, 10: 4}, ELEVEN))
    assert one.evidence == pytest.approx(other.evidence)


def test_an_update_leaves_the_monitor_as_it_was():
    before = Monitor(30.0)
    after = before.update(answers(5, 0, 0))
    assert (before.days, before.evidence, after.days) == (0, 0, 1)
    assert after != before


def test_a_baseline_of_answers_is_taken_at_its_limit():
    quiet = answers(180, 320, 500)
    estimate = nps(quiet)
    assert Monitor(quiet, direction="both").bounds == ((-1, estimate.low), (1, estimate.high))


def test_the_state_survives_as_json():
    monitor = Monitor(answers(18, 32, 50), direction="both").update(answers(5, 1, 9)).update(answers(0, 0, 0))
    kept = Monitor.from_dict(json.loads(json.dumps(monitor.to_dict())))
    assert kept == monitor
    assert kept.update(answers(9, 1, 1)).evidence == monitor.update(answers(9, 1, 1)).evidence


@pytest.mark.parametrize(
    "change",
    [
        {"grown": [0.0]},
        {"grown": [-1.0] * 6},
        {"grown": [float("nan")] * 6},
        {"days": -1},
        {"bounds": []},
        {"bounds": [[-1, 100]]},
        {"values": []},
        {"scale": [0]},
        {"run_length": "no"},
    ],
)
def test_a_state_that_no_monitor_has_is_refused(change):
    with pytest.raises(UnfitBaseline, match="not the state"):
        Monitor.from_dict(Monitor(30.0).to_dict() | change)
    with pytest.raises(UnfitBaseline, match="not the state"):
        Monitor.from_dict({})


def test_a_billion_bad_answers_are_evidence_and_a_number():
    monitor = Monitor(30.0).update(answers(10**9, 0, 0)).update(answers(0, 0, 10**9))
    assert json.loads(json.dumps(monitor.to_dict()))["days"] == 2
    assert Monitor(30.0).update(answers(10**9, 0, 0)).alert


def test_a_day_without_answers_is_a_day():
    monitor = Monitor(30.0)
    for _ in range(5):
        monitor = monitor.update(answers(0, 0, 0))
    assert (monitor.days, monitor.evidence) == (5, pytest.approx(5))


def test_a_perfect_baseline_can_fall_and_cannot_rise():
    perfect = answers(0, 0, 50)
    assert [way for way, _ in Monitor(perfect, direction="both").bounds] == [-1]
    with pytest.raises(UnfitBaseline):
        Monitor(perfect, direction="up")


@pytest.mark.parametrize("baseline", [100.0, -100.0, 101.0, float("nan"), float("inf")])
def test_a_known_baseline_lies_inside_the_metric(baseline):
    with pytest.raises(UnfitBaseline):
        Monitor(baseline)


def test_other_scales_and_metrics_are_watched():
    five = Scale(1, 5)
    monitor = Monitor(4.2, star_rating, scale=five).update(Counts.of({1: 30}, five))
    assert monitor.alert
    with pytest.raises(UnlikeCounts):
        monitor.update(answers(1, 1, 1))


@pytest.mark.parametrize(
    "wrong", [{"direction": "sideways"}, {"run_length": 0}, {"run_length": float("nan")}]
)
def test_a_question_that_is_none_is_refused(wrong):
    with pytest.raises(ValueError):
        Monitor(30.0, **wrong)


def test_nobody_is_no_baseline_and_weights_are_no_day():
    with pytest.raises(NoAnswers):
        Monitor(answers(0, 0, 0))
    with pytest.raises(WeightedAnswers):
        Monitor(30.0).update(Counts.from_scores([10], ELEVEN, weights=[2.0]))


def test_many_series_are_watched_together():
    monitors = {name: Monitor(30.0) for name in ("a", "b")}
    after = watch(monitors, {"a": answers(5, 0, 0)})
    assert after == {"a": Monitor(30.0).update(answers(5, 0, 0)), "b": Monitor(30.0).update(answers(0, 0, 0))}
    with pytest.raises(KeyError, match="nobody watches"):
        watch(monitors, {"c": answers(1, 1, 1)})
