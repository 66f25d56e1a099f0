"""The numbers of a dashboard at once are those that the metrics tell one by one."""

import math
from datetime import date
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regard.perception import (
    Counts,
    Scale,
    UnfitScale,
    bottom_box,
    ces,
    csat,
    mean_score,
    net_score,
    net_sentiment,
    nps,
    star_rating,
    top_box,
    trust,
)
from regard.perception.cubes import CountCube
from regard.perception.intervals import score_limits as one_by_one
from regard.perception.margins import EVERYTHING, UnfitMetric, margins, score_limits
from regard.perception.schema import UnknownDimension

ELEVEN, FIVE, SEVEN = Scale(0, 10), Scale(1, 5), Scale(1, 7)
EFFORT = Scale(1, 5, direction="low_is_good")
METRICS = [
    (nps, ELEVEN),
    (partial(nps, breaks=(3, 4)), FIVE),
    (csat, FIVE),
    (csat, Scale(0, 1)),
    (partial(csat, aggregate="mean"), FIVE),
    (partial(csat, aggregate="pomp"), SEVEN),
    (ces, SEVEN),
    (partial(ces, aggregate="net"), SEVEN),
    (partial(ces, version="1.0"), EFFORT),
    (star_rating, FIVE),
    (mean_score, Scale(-3, 3)),
    (partial(top_box, k=2), EFFORT),
    (bottom_box, FIVE),
    (partial(net_score, top=2, bottom=1), FIVE),
    (net_sentiment, Scale(-1, 1)),
    (partial(trust, aggregate="net"), SEVEN),
]
NAMES = [f"{getattr(metric, 'func', metric).__name__} on {scale}" for metric, scale in METRICS]
SPREADS = [1, 2, 7, 29, 30, 31, 150, 10**4, 10**9, 10**12]
few = settings(max_examples=25, deadline=None)


def cube_of(scale, seed=1, *, weighted=False):
    """Groups of all sizes: nobody, one answer, all at one end, billions."""
    chance, k = np.random.default_rng(seed), len(scale.scores)
    rows = [chance.multinomial(n, chance.dirichlet(np.full(k, a))) for n in SPREADS for a in (0.2, 3)]
    n = np.array([*rows, *(40 * np.eye(k, dtype=int))])
    codes = np.stack([np.arange(len(n)), np.arange(len(n)) % 3], 1)
    axes = (tuple(f"group {place:02}" for place in range(len(n))), ("a", "b", None))
    weights = chance.uniform(0.2, 3, n.shape) if weighted else None
    sums = {} if weights is None else {"w": n * weights, "w2": n * weights**2 * 1.3}
    return CountCube(("group", "tier"), axes, codes, n, scale, **sums)


def same(found, key, place, expected, tolerance):
    """Every field that an array tells is that of the estimate."""
    told = {
        "value": found.value,
        "low": found.low,
        "high": found.high,
        "se": found.se,
    }
    for name, array in told.items():
        number = getattr(expected, name)
        right = (
            math.isnan(array[place]) if number is None else array[place] == pytest.approx(number, **tolerance)
        )
        assert right, (key, name, array[place], number)
    low, high = (None, None) if expected.band is None else expected.band
    for array, number in ((found.band_low, low), (found.band_high, high)):
        assert (
            math.isnan(array[place]) if number is None else array[place] == pytest.approx(number, **tolerance)
        )
    assert (found.n[place], found.status[place]) == (expected.n, expected.status)
    assert found.n_eff[place] == pytest.approx(expected.n_eff, rel=1e-12)


@pytest.mark.parametrize(("metric", "scale"), METRICS, ids=NAMES)
@pytest.mark.parametrize("hide_below", [0, 12])
def test_each_number_is_the_one_that_the_metric_tells(metric, scale, hide_below):
    cube = cube_of(scale)
    found = margins(cube, "tier", "group", metric=metric, hide_below=hide_below)
    by_hand = {EVERYTHING: cube.counts()}
    for dim in ("tier", "group"):
        by_hand |= {(dim, value): counts for value, counts in cube.by(dim).items()}
    assert found.keys_in_order == tuple(by_hand)
    width = 1e-12 * max(1, abs(found.definition.margin))
    for place, (key, counts) in enumerate(by_hand.items()):
        expected = metric(counts, hide_below=hide_below)
        same(found, key, place, expected, {"rel": 1e-12, "abs": width})
        if expected.value is not None:
            assert found.value[place] == expected.value  # to the last digit


@pytest.mark.parametrize(("metric", "scale"), METRICS[::3], ids=NAMES[::3])
def test_weighted_numbers_are_the_same_up_to_rounding(metric, scale):
    cube = cube_of(scale, seed=2, weighted=True)
    found = margins(cube, "tier", metric=metric)
    for place, (value, counts) in enumerate(cube.by("tier").items(), start=1):
        same(found, value, place, metric(counts), {"rel": 1e-11, "abs": 1e-11})


@given(st.lists(st.lists(st.integers(0, 60), min_size=5, max_size=5), min_size=1, max_size=8))
@few
def test_any_counts_have_the_same_estimates_one_by_one_and_at_once(rows):
    cells = {(f"{place}",): Counts(tuple(row), FIVE) for place, row in enumerate(rows)}
    cube = CountCube.of(("group",), cells, FIVE)
    found = margins(cube, "group", metric=csat)
    for place, (key, estimate) in enumerate(found.items()):
        same(found, key, place, estimate, {"rel": 1e-12, "abs": 1e-11})
    assert {key[1]: estimate for key, estimate in found.items() if key != EVERYTHING} == {
        value: csat(counts) for value, counts in cube.by("group").items()
    }


@pytest.mark.parametrize(
    "values", [(0, 100), (-100, 0, 100), (1, 2, 3, 4, 5), tuple(range(11)), (-200, -3, 50)]
)
@pytest.mark.parametrize("z", [0.05, 1.96, 39.0])
def test_the_limits_of_many_rows_are_those_of_each(values, z):
    chance, k = np.random.default_rng(len(values)), len(values)
    rows = [chance.multinomial(n, chance.dirichlet(np.full(k, 0.4))) for n in SPREADS for _ in range(5)]
    counts = np.array(
        [*rows, *(7 * np.eye(k)), *chance.uniform(0, 1e-3, (5, k)), *chance.uniform(0, 9, (5, k))]
    )
    low, high = score_limits(np.array(values, float), counts, z)
    expected = [one_by_one([float(value) for value in values], row, z) for row in counts.tolist()]
    width = values[-1] - values[0]
    assert np.stack([low, high], 1) == pytest.approx(np.array(expected), rel=0, abs=2e-15 * width)


def test_an_empty_cube_has_no_answers_and_no_other_number():
    found = margins(CountCube.of(("segment",), {}, ELEVEN), "segment")
    assert found.keys_in_order == (EVERYTHING,)
    assert found.status.tolist() == ["no_answers"]
    assert np.isnan(found.value).all()
    assert found[EVERYTHING] == nps(Counts.of({}, ELEVEN))


def test_skipped_questions_are_no_answers():
    skipped = Counts.from_scores([None] * 40, ELEVEN)
    found = margins(CountCube.of(("segment",), {("new",): skipped}, ELEVEN), "segment")
    assert found.n.tolist() == [0, 0]
    assert found["segment", "new"].status == "no_answers"


def test_below_the_threshold_nothing_is_told_but_n():
    cells = {("few",): Counts.of({10: 4}, ELEVEN), ("many",): Counts.of({10: 300, 3: 100}, ELEVEN)}
    found = margins(CountCube.of(("segment",), cells, ELEVEN), "segment", hide_below=5)
    assert found.status.tolist() == ["shown", "hidden", "shown"]
    assert found.n.tolist() == [404, 4, 400]
    for array in (found.value, found.low, found.high, found.band_low, found.band_high, found.se):
        assert np.isnan(array).tolist() == [False, True, False]


def test_another_level_is_another_interval():
    cube = cube_of(ELEVEN)
    wide, narrow = (margins(cube, metric=nps, level=level) for level in (0.99, 0.8))
    assert wide.low[0] < narrow.low[0] < narrow.high[0] < wide.high[0]
    assert wide.definition.level == 0.99
    with pytest.raises(ValueError, match="level"):
        margins(cube, level=1.5)


def test_a_mean_of_more_answers_than_a_double_counts_is_still_the_nearest_one():
    cells = {("a",): Counts.of({1: 3 * 10**15, 5: 10**15 + 1}, FIVE)}
    cube = CountCube.of(("group",), cells, FIVE)
    metric = partial(csat, aggregate="pomp")
    assert margins(cube, metric=metric).value[0] == metric(cube.counts()).value


def test_days_are_estimated_by_months():
    days = {(date(2026, 5, day), "new"): Counts.of({10: 60, 2: 40 + day}, ELEVEN) for day in range(1, 20)}
    days[(None, "new")] = Counts.of({9: 50}, ELEVEN)
    found = margins(CountCube.of(("day", "segment"), days, ELEVEN).months, "month", "segment")
    assert found.keys_in_order == (EVERYTHING, ("month", "2026-05"), ("month", None), ("segment", "new"))
    assert found.n.tolist() == [2140, 2090, 50, 2140]
    assert found["month", None] == nps(Counts.of({9: 50}, ELEVEN))


@pytest.mark.parametrize(
    "metric", [partial(nps, method="wald"), partial(nps, method="adjusted_wald")], ids=["wald", "adjusted"]
)
def test_a_metric_with_another_interval_is_refused(metric):
    with pytest.raises(UnfitMetric, match="score interval"):
        margins(cube_of(ELEVEN), metric=metric)


def test_a_metric_with_a_prior_is_refused():
    with pytest.raises(UnfitMetric, match=r"stars\.bayesian/1"):
        margins(cube_of(FIVE), metric=partial(star_rating, prior=(4.0, 20)))


def test_what_a_metric_refuses_stays_refused():
    with pytest.raises(UnfitScale, match="0-10"):
        margins(cube_of(FIVE), metric=nps)
    with pytest.raises(UnknownDimension, match="region"):
        margins(cube_of(ELEVEN), "region")


def test_an_estimate_is_asked_for_by_its_key():
    found = margins(cube_of(ELEVEN), "tier")
    assert len(found) == 4
    assert found["tier", None].n == found.n[3]
    assert repr(found).startswith("<4 estimates: NPS v1")
    with pytest.raises(KeyError):
        found["tier", "c"]


def test_one_row_or_none_has_its_limits_too():
    low, high = score_limits(np.array([0.0, 1.0]), np.array([[0.0, 9.0]]), 1.96)
    assert (low[0], high[0]) == pytest.approx(one_by_one((0.0, 1.0), (0.0, 9.0), 1.96), abs=1e-15)
    assert score_limits(np.array([0.0, 1.0]), np.zeros((0, 2)), 1.96)[0].tolist() == []
