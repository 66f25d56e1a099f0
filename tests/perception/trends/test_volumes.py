"""The monitor of counts a day: it seldom cries wolf, whatever the days are like, and hears a silence."""

import json
import math
from datetime import date, timedelta

import numpy as np
import pytest
from scipy.stats import poisson

from regard.perception.trends import UnfitBaseline, Usual, VolumeMonitor, rate_interval, rate_sequence
from regard.perception.trends.volumes import SIGNS, STAKES, _by_chance

START = date(2026, 1, 5)  # a Monday
SHAPES = {
    "flat": (1.0,) * 7,
    "weekly": (1.3, 1.2, 1.1, 1.2, 1.2, 0.6, 0.4),
    "closed": (1.4, 1.4, 1.4, 1.4, 1.4, 0.0, 0.0),
}
YEAR, NORMAL = 365, 90


def drawn(chance, mean, days, *, shape="flat", spread=0.0, offset=0):
    """Counts of days: Poisson, or with a gamma (spread > 0) or log-normal (< 0) factor of each day."""
    means = mean * np.array([SHAPES[shape][(day + offset) % 7] for day in range(days)])
    if spread > 0:
        means = means * chance.gamma(1 / spread, spread, days)
    if spread < 0:
        means = means * np.exp(chance.normal(spread / 2, math.sqrt(-spread), days))
    return [int(n) for n in chance.poisson(means)]


def first_alarm(monitor, counts, offset=NORMAL):
    for place, n in enumerate(counts):
        monitor = monitor.update(START + timedelta(days=offset + place), n)
        if monitor.alert:
            return place + 1
    return None


@pytest.mark.parametrize(
    ("mean", "shape", "spread", "normal"),
    [
        (1.2, "flat", 0.0, 90),
        (10, "flat", 0.0, 30),
        (10, "flat", 0.5, 90),
        (10, "weekly", 0.5, 30),
        (60, "closed", 0.0, 90),
        (10, "closed", 0.5, 90),
        (10, "flat", -1.0, 90),
    ],
)
def test_of_quiet_years_fewer_than_stated_have_an_alarm(mean, shape, spread, normal):
    """A run length of three years promises at most one year in three; 30 years with normals of their own."""
    chance = np.random.default_rng([int(10 * mean), normal, len(shape)])
    alarms = 0
    for _ in range(30):
        usual = Usual(tuple(drawn(chance, mean, normal, shape=shape, spread=spread)), START)
        year = drawn(chance, mean, YEAR, shape=shape, spread=spread, offset=normal)
        alarms += first_alarm(VolumeMonitor(usual, "both", 3 * YEAR), year, normal) is not None
    assert alarms <= 30 / 3


def test_a_short_run_length_is_kept_on_average():
    chance, waits = np.random.default_rng(9), []
    for _ in range(40):
        usual = Usual(tuple(drawn(chance, 8, NORMAL, spread=0.3)), START)
        days = drawn(chance, 8, 400, spread=0.3, offset=NORMAL)
        waits.append(first_alarm(VolumeMonitor(usual, "both", 30), days) or 400)
    assert np.mean(waits) >= 30


@pytest.mark.parametrize("normal", [30, 90])
@pytest.mark.parametrize(
    ("shape", "spread"), [("flat", 0.0), ("flat", 0.5), ("weekly", 0.5), ("closed", 0.0)]
)
def test_that_nothing_comes_in_any_more_is_heard_within_ten_days(shape, spread, normal):
    chance = np.random.default_rng(4)
    waits = []
    for _ in range(10):
        usual = Usual(tuple(drawn(chance, 10, normal, shape=shape, spread=spread)), START)
        waits.append(first_alarm(VolumeMonitor(usual, "both", 3 * YEAR), [0] * 40, normal) or 99)
    assert np.median(waits) <= 10


def test_half_and_double_are_found_and_each_way_looks_its_own_way():
    chance = np.random.default_rng(5)
    usual = Usual(tuple(drawn(chance, 20, NORMAL, shape="weekly")), START)
    half, double = (drawn(chance, 20 * times, 60, shape="weekly", offset=NORMAL) for times in (0.5, 2))
    found = {way: VolumeMonitor(usual, way, 3 * YEAR) for way in SIGNS}
    assert first_alarm(found["down"], half) <= 14 and first_alarm(found["up"], double) <= 14
    assert first_alarm(found["both"], half) <= 16 and first_alarm(found["both"], double) <= 16
    assert first_alarm(found["up"], half) is None and first_alarm(found["down"], double) is None


def test_closed_weekends_are_no_fall_and_a_busy_sunday_is_a_rise():
    usual = Usual((10, 10, 10, 10, 10, 0, 0) * 8, START)
    assert usual.busy == {0, 1, 2, 3, 4}
    assert first_alarm(VolumeMonitor(usual, "down", YEAR), [10, 10, 10, 10, 10, 0, 0] * 52, 56) is None
    assert first_alarm(VolumeMonitor(usual, "up", YEAR), [10] * 100, 56) <= 28


def test_one_wild_day_is_no_alarm():
    usual = Usual(tuple(drawn(np.random.default_rng(6), 10, NORMAL)), START)
    assert first_alarm(VolumeMonitor(usual, "up", 3 * YEAR), [10, 10**6, *[10] * 60]) is None


def test_the_detector_is_the_recursion_of_its_authors():
    usual = Usual(tuple(drawn(np.random.default_rng(7), 6, 56, shape="weekly")), START)
    monitor, detectors = VolumeMonitor(usual, "both", 100), dict.fromkeys(range(3 * len(STAKES)), 0.0)
    for place, n in enumerate((0, 9, 4, 0, 12, 3)):
        day = START + timedelta(days=56 + place)
        monitor = monitor.update(day, n)
        fit = usual.expected[day.weekday()]
        unit = math.sqrt(fit * usual.mean)
        ratios = [
            min(3, max(0, fit - n) / unit) / usual.below,
            (n == 0) / usual.none,
            min(3, max(0, n - fit) / unit) / usual.above,
        ]
        for place_of, _old in enumerate(detectors):
            stake = STAKES[place_of % len(STAKES)]
            detectors[place_of] = (detectors[place_of] + 1) * (
                1 - stake + stake * ratios[place_of // len(STAKES)]
            )
    assert monitor.evidence == pytest.approx(sum(detectors.values()) / len(detectors))


def test_what_is_usual_is_never_more_alike_than_chance():
    usual = Usual((9,) * 56, START)
    assert usual.below == usual.above > 0
    assert usual.dispersion == 1.0
    for mean in (0.4, 3.0, 9.5):
        terms = [max(0, n - mean) * poisson.pmf(n, mean) for n in range(200)]
        assert _by_chance(mean) == pytest.approx(sum(terms))


def test_unlike_days_widen_what_is_usual_and_every_interval():
    chance = np.random.default_rng(8)
    calm, wild = (Usual(tuple(drawn(chance, 40, NORMAL, spread=each)), START) for each in (0.0, 0.5))
    assert wild.dispersion > 5 > calm.dispersion
    assert wild.below > 2 * calm.below
    week = [START + timedelta(days=NORMAL + place) for place in range(7)]
    for one in (Usual.interval, lambda usual: usual.now(280, week)):
        narrow, wide = one(calm), one(wild)
        assert wide.high - wide.low > 1.5 * (narrow.high - narrow.low)


def test_the_interval_of_a_rate_holds_the_truth_at_all_times_at_once():
    chance, missed = np.random.default_rng(10), 0
    for _ in range(200):
        total = 0
        for day, n in enumerate(chance.poisson(6, 60), start=1):
            total += int(n)
            found = rate_sequence(total, day, expected=9.0)
            if not found.low <= 6 <= found.high:
                missed += 1
                break
    assert missed <= 10


def test_the_interval_of_one_look_covers_as_often_as_it_says():
    counts = np.random.default_rng(11).poisson(5, (1500, 7)).sum(axis=1)
    found = [rate_interval(int(n), 7) for n in counts]
    assert 0.93 <= np.mean([one.low <= 5 <= one.high for one in found]) <= 0.97


def test_the_state_is_written_and_read_back():
    monitor = VolumeMonitor(Usual((3, 4, 5) * 20, START), "both", 365).update(START, 2)
    again = VolumeMonitor.from_dict(json.loads(json.dumps(monitor.to_dict())))
    assert again == monitor
    assert again.anew() == VolumeMonitor(monitor.usual, "both", 365)
    for broken in ({}, {**monitor.to_dict(), "grown": [0.0]}, {**monitor.to_dict(), "days": -1}):
        with pytest.raises(UnfitBaseline):
            VolumeMonitor.from_dict(broken)


@pytest.mark.parametrize("counts", [(9,) * 27, (1,) * 29, (0,) * 90])
def test_too_little_is_no_normal(counts):
    with pytest.raises(UnfitBaseline):
        Usual(counts, START)


def test_what_makes_no_sense_is_refused():
    usual = Usual((3,) * 28, START)
    for wrong in (
        lambda: Usual((-1,) * 28, START),
        lambda: VolumeMonitor(usual, "sideways", 365),
        lambda: VolumeMonitor(usual, "up", 0.5),
        lambda: rate_sequence(1, 0, expected=1.0),
        lambda: rate_sequence(1, 1, expected=0.0),
        lambda: rate_interval(1, 0),
    ):
        with pytest.raises(ValueError, match=r"\w+ \w+"):
            wrong()
