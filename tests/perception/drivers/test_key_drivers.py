"""Key drivers of made and of real ratings: shares, ranks, intervals, and what must not be said."""

import csv
import gzip
import json

import numpy as np
import pytest

from regard.perception.drivers import TooManyDrivers, key_drivers
from regard.perception.metrics import reliability
from regard.perception.moments import AllEqual, Moments, TooFewRows, UnknownColumn

from .published import ATTITUDE, ATTITUDE_NAMES, SWISS, SWISS_NAMES, SWISS_R2, SWISS_SAYS

NAMES = ["score", "ease", "speed", "price", "colour"]
SLOPES = [0.6, 0.4, 0.2, 0.0]


def ratings(n, seed=1, noise=1.0, slopes=SLOPES):
    chance = np.random.default_rng(seed)
    rows = chance.normal(0, 0.8, (n, 1)) + chance.normal(0, 1, (n, len(slopes)))
    return np.column_stack([rows @ slopes + chance.normal(0, noise, n), rows])


def found(rows, **how):
    moments = Moments.from_rows(rows, NAMES[: np.asarray(rows).shape[1]], **how)
    return key_drivers(moments, "score", moments.names[1:], replicates=200)


def test_swiss_districts_as_relaimpo_has_them():
    swiss = key_drivers(Moments.from_rows(SWISS, SWISS_NAMES), "Fertility", SWISS_NAMES[1:])
    assert swiss.r2.value == pytest.approx(SWISS_R2)
    assert swiss.r2.low < SWISS_R2 < swiss.r2.high
    for name, (share, _, first, last) in SWISS_SAYS.items():
        driver = swiss[name]
        assert driver.importance.value == pytest.approx(share)
        assert driver.alone.value == pytest.approx(first)
        assert driver.unique.value == pytest.approx(last)
        assert driver.share.value == pytest.approx(share / SWISS_R2)
        assert driver.low <= driver.share.value <= driver.high
    assert [driver.name for driver in swiss.drivers][:2] == ["Education", "Examination"]
    assert swiss["Education"].slope.value < 0 < swiss["Catholic"].slope.value
    assert swiss["Infant.Mortality"].performance.value == pytest.approx(SWISS[:, 5].mean())
    assert (swiss.n, swiss.share_used, swiss.inseparable) == (47, 1.0, ())


def test_the_items_of_attitude_are_as_reliable_as_published():
    """Cronbach's alpha of the seven columns of R's `attitude`: moments are what `reliability` reads."""
    found = reliability(Moments.from_rows(ATTITUDE, ATTITUDE_NAMES))
    assert found.alpha.value == pytest.approx(0.8431428, abs=1e-7)


def test_relative_weights_as_relaimpo_has_them():
    moments = Moments.from_rows(SWISS, SWISS_NAMES)
    swiss = key_drivers(moments, "Fertility", SWISS_NAMES[1:], method="relative_weights", replicates=100)
    for name, (_, weight, *_rest) in SWISS_SAYS.items():
        assert swiss[name].importance.value == pytest.approx(weight)
    assert swiss.method == "relative_weights"


def test_the_answer_is_the_same_each_time_and_plain_json():
    first, second = (found(ratings(300)) for _ in range(2))
    assert first == second
    plain = json.loads(json.dumps(first.to_dict(), allow_nan=False))
    assert plain["drivers"][0]["name"] == first.drivers[0].name
    assert plain["drivers"][0]["share"]["low"] == first.drivers[0].low
    assert json.dumps(first.drivers[0].to_dict())


def test_days_give_what_the_whole_gives():
    rows = np.round(ratings(400))
    days = [Moments.from_rows(part, NAMES) for part in np.split(rows, 8)]
    summed = key_drivers(sum(days[1:], days[0]), "score", NAMES[1:], replicates=200)
    whole = found(rows)
    for name in NAMES[1:]:
        assert summed[name].share.value == pytest.approx(whole[name].share.value)
        assert summed[name].high == pytest.approx(whole[name].high, abs=0.05)


def test_shares_sum_to_one_and_ranks_hold_their_place():
    drivers = found(ratings(300)).drivers
    assert sum(driver.share.value for driver in drivers) == pytest.approx(1)
    assert [driver.rank for driver in drivers] == [1, 2, 3, 4]
    for driver in drivers:
        assert 1 <= driver.rank_low <= driver.rank <= driver.rank_high <= 4
        assert 0 <= driver.low <= driver.share.value <= driver.high <= 1


def test_ranks_are_surer_with_more_rows():
    def unsure(n):
        return sum(driver.rank_high - driver.rank_low for driver in found(ratings(n, noise=2)).drivers)

    assert unsure(5000) < unsure(100)


def test_block_errors_are_those_of_resampled_rows():
    rows = ratings(2000)
    moments = Moments.from_rows(rows, NAMES, blocks=500)
    told = key_drivers(moments, "score", NAMES[1:], replicates=500)
    chance = np.random.default_rng(3)
    draws = np.array([np.corrcoef(rows[chance.integers(0, 2000, 2000)].T)[0, 1:] ** 2 for _ in range(500)])
    for place, name in enumerate(NAMES[1:]):
        width = np.subtract(*np.quantile(draws[:, place], [0.975, 0.025]))
        alone = told[name].alone
        assert alone.high - alone.low == pytest.approx(width, rel=0.25)


def test_intervals_hold_the_truth_about_as_often_as_they_say():
    """80 samples of 200 rows beside the population; a driver without effect has exactly none of its own."""
    truth = found(ratings(200_000, seed=99))
    held = {"share": [], "unique": [], "alone": [], "slope": [], "importance": []}
    r2 = []
    for seed in range(80):
        told = found(ratings(200, seed))
        r2.append(told.r2.low <= truth.r2.value <= told.r2.high)
        for name in NAMES[1:]:
            for what, hits in held.items():
                interval = getattr(told[name], what)
                true = getattr(truth[name], what).value if name != "colour" or what != "unique" else 0.0
                hits.append(interval.low <= true <= interval.high)
    assert 0.86 <= np.mean(r2) <= 1
    for what, hits in held.items():
        assert 0.90 <= np.mean(hits) <= 0.99, what


def test_drivers_of_nothing_are_not_told_from_nothing():
    rows = np.random.default_rng(2).normal(size=(500, 5))
    told = found(rows)
    assert told.r2.low == 0
    assert [(driver.unique.low, driver.alone.low) for driver in told.drivers].count((0.0, 0.0)) >= 3
    zeros = [driver for driver in told.drivers if driver.unique.low == driver.alone.low == 0]
    assert [(driver.low, driver.importance.low) for driver in zeros] == [(0, 0)] * len(zeros)


def test_a_copy_is_reported_with_its_twin():
    rows = ratings(300)[:, :4]
    told = found(np.column_stack([rows, rows[:, 1]]))
    (group,) = told.inseparable
    assert group.drivers == ("ease", "colour")
    assert group.share.value == pytest.approx(told["ease"].share.value * 2)
    assert group.share.low <= group.share.value <= group.share.high
    assert told["ease"].slope is told["colour"].slope is None
    assert told["speed"].slope is not None
    assert told["ease"].unique.value == pytest.approx(0, abs=1e-8)
    assert told.r2.value == pytest.approx(found(rows).r2.value)


def test_near_copies_are_inseparable_too():
    rows = ratings(300)
    rows[:, 4] = rows[:, 1] + np.random.default_rng(5).normal(0, 0.2, 300)
    assert [group.drivers for group in found(rows).inseparable] == [("ease", "colour")]


def test_a_halo_is_told():
    chance = np.random.default_rng(1)
    mood = chance.normal(size=(400, 1))
    haloed = found(mood + 0.5 * chance.normal(size=(400, 5)))
    plain = found(chance.normal(size=(400, 5)))
    assert haloed.halo.low > 0.75
    assert plain.halo.high < 0.4


def test_weights_and_missing_values_are_told():
    rows = ratings(500)
    rows[:100, 2] = np.nan
    complete, pairwise = found(rows), found(rows, missing="pairwise")
    assert (complete.n, complete.share_used) == (400, 0.8)
    assert (pairwise.n, pairwise.share_used) == (500, 1.0)
    for name in NAMES[1:]:
        assert pairwise[name].share.value == pytest.approx(complete[name].share.value, abs=0.06)
    twice = np.concatenate([ratings(300), ratings(300)[:100]])
    heavy = found(ratings(300), weights=[2] * 100 + [1] * 200)
    assert heavy["ease"].share.value == pytest.approx(found(twice)["ease"].share.value)


def test_a_perfect_fit_is_one():
    told = found(ratings(100, noise=0))
    assert told.r2.value == pytest.approx(1)
    assert told.r2.high == pytest.approx(1)


def test_an_outcome_that_nothing_goes_with_has_no_shares():
    rows = [[y, x] for y in (0, 1) for x in (0, 1)] * 10
    told = found(rows)
    assert told["ease"].share is told["ease"].low is told["ease"].high is None
    assert told.r2.value == 0


def test_one_driver_is_all_there_is():
    told = found(ratings(100, slopes=[0.5]))
    assert told["ease"].share.value == 1
    assert told["ease"].importance.value == pytest.approx(told.r2.value)
    assert (told["ease"].rank_low, told["ease"].rank_high) == (1, 1)


def test_a_rare_driver_that_some_replicates_miss_makes_no_warning():
    rows = ratings(60)
    rows[:, 4] = 0
    rows[0, 4] = 1
    assert found(rows)["colour"].share is not None


def test_what_cannot_be_answered_is_refused_by_name():
    moments = Moments.from_rows(ratings(100), NAMES)

    def asked(drivers=NAMES[1:], outcome="score", moments=moments, **how):
        return lambda: key_drivers(moments, outcome, drivers, **how)

    flat = ratings(100)
    flat[:, 3] = 4
    wide = [str(number) for number in range(18)]
    many = Moments.from_rows(np.random.default_rng(1).normal(size=(50, 18)), wide)
    for error, question in (
        (UnknownColumn, asked(["taste"])),
        (UnknownColumn, asked(["score", "ease"])),
        (UnknownColumn, asked(["ease", "ease"])),
        (UnknownColumn, asked([])),
        (UnknownColumn, asked(outcome="taste")),
        (AllEqual, asked(moments=Moments.from_rows(flat, NAMES))),
        (TooFewRows, asked(moments=Moments.from_rows(ratings(5), NAMES))),
        (TooFewRows, asked(moments=Moments.from_rows(ratings(0), NAMES))),
        (TooFewRows, asked(moments=Moments.from_rows(ratings(100), NAMES, blocks=5))),
        (TooManyDrivers, asked(wide[1:], "0", many)),
        (ValueError, asked(method="shapley")),
        (ValueError, asked(level=1.0)),
        (ValueError, asked(level=float("nan"))),
        (ValueError, asked(replicates=10)),
    ):
        with pytest.raises(error):
            question()
    weights = key_drivers(many, "0", wide[1:], method="relative_weights", replicates=100)
    assert len(weights.drivers) == 17
    with pytest.raises(UnknownColumn):
        weights["taste"]


@pytest.mark.shared
def test_not_applicable_is_not_a_rating(shared):
    """Airline passengers rate 1 to 5, 0 is "not applicable": read as a rating it buries the seats."""
    with gzip.open(shared / "structured_airline_satisfaction.csv.gz", "rt") as file:
        passengers = [row for row in csv.DictReader(file) if None not in row.values()]
    names = [name for name in list(passengers[0])[7:21] if name != "Gate location"]
    satisfied = [[int(row["satisfaction"] == "satisfied")] for row in passengers]
    read = np.array([[int(row[name]) for name in names] for row in passengers], float)
    missing = np.where(read == 0, np.nan, read)
    right, wrong = (
        key_drivers(
            Moments.from_rows(np.column_stack([satisfied, rows]), ["satisfied", *names]),
            "satisfied",
            names,
            replicates=100,
        )
        for rows in (missing, read)
    )
    assert (right.n, wrong.n) == (int((read > 0).all(1).sum()), len(read))
    assert (right["Seat comfort"].rank, wrong["Seat comfort"].rank) == (3, 7)
    assert right["Seat comfort"].low > wrong["Seat comfort"].high * 2
    assert right.r2.low > 0.44 > 0.34 > wrong.r2.high
    kept = np.column_stack([satisfied, missing])[(read > 0).all(1)]
    design = np.column_stack([np.ones(len(kept)), kept[:, 1:]])
    left = kept[:, 0] - design @ np.linalg.lstsq(design, kept[:, 0], rcond=None)[0]
    assert right.r2.value == pytest.approx(1 - left.var() / kept[:, 0].var())
