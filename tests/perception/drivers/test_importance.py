"""LMG and relative weights against relaimpo's numbers, and against a refit of every subset."""

from itertools import combinations
from math import factorial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regard.perception.drivers import TooManyDrivers, lmg, relative_weights
from regard.perception.drivers.collinear import inseparable
from regard.perception.drivers.importance import fit, residuals

from .published import (
    ATTITUDE,
    ATTITUDE_R2,
    ATTITUDE_SAYS,
    SWISS,
    SWISS_R2,
    SWISS_SAYS,
)

few = settings(max_examples=30, deadline=None)
seeds = st.integers(0, 10**6)


def table(p, seed, n=60):
    chance = np.random.default_rng(seed)
    rows = chance.normal(size=(n, p + 1)) @ chance.normal(size=(p + 1, p + 1))
    return rows + chance.normal(size=(n, 1))


def corr(rows):
    return np.corrcoef(rows.T)[None]


def r2_by_refit(rows, drivers):
    outcome = rows[:, 0] - rows[:, 0].mean()
    design = np.column_stack([np.ones(len(rows)), rows[:, [1 + driver for driver in drivers]]])
    left = outcome - design @ np.linalg.lstsq(design, outcome, rcond=None)[0]
    return 1 - left @ left / (outcome @ outcome)


def lmg_by_refit(rows):
    p = rows.shape[1] - 1
    found = np.zeros(p)
    for driver in range(p):
        others = [other for other in range(p) if other != driver]
        for size in range(p):
            ways = factorial(size) * factorial(p - size - 1) / factorial(p)
            for subset in combinations(others, size):
                gain = r2_by_refit(rows, [*subset, driver]) - r2_by_refit(rows, subset)
                found[driver] += ways * gain
    return found


@pytest.mark.parametrize(
    ("rows", "r2", "says", "digits"),
    [(SWISS, SWISS_R2, SWISS_SAYS, 1e-9), (ATTITUDE, ATTITUDE_R2, ATTITUDE_SAYS, 1e-6)],
)
def test_the_numbers_are_those_of_relaimpo(rows, r2, says, digits):
    matrix = corr(rows)
    shares, weights, first, last = np.array(list(says.values())).T
    fitted = fit(matrix)
    assert fitted.r2[0] == pytest.approx(r2, abs=1e-9)
    assert lmg(matrix)[0] == pytest.approx(shares, abs=2e-9)
    assert relative_weights(matrix)[0] == pytest.approx(weights, abs=2e-9)
    assert fitted.correlation[0] ** 2 == pytest.approx(first, abs=digits)
    assert fitted.unique[0] == pytest.approx(last, abs=digits)


@given(st.integers(1, 5), seeds)
@few
def test_lmg_is_the_mean_gain_over_all_orders(p, seed):
    rows = table(p, seed)
    assert lmg(corr(rows))[0] == pytest.approx(lmg_by_refit(rows), abs=1e-9)


@given(st.integers(1, 9), seeds)
@few
def test_importance_sums_to_r_squared(p, seed):
    matrix = corr(table(p, seed))
    assert lmg(matrix).sum() == pytest.approx(fit(matrix).r2[0])
    assert relative_weights(matrix).sum() == pytest.approx(fit(matrix).r2[0])


@given(st.integers(2, 7), seeds)
@few
def test_the_order_and_the_sign_of_the_drivers_do_not_matter(p, seed):
    rows = table(p, seed)
    order = np.random.default_rng(seed).permutation(p)
    other = rows[:, [0, *(1 + order)]] * np.r_[1, np.where(order % 2, -3, 1)]
    for method in (lmg, relative_weights):
        assert method(corr(other))[0] == pytest.approx(method(corr(rows))[0][order], abs=1e-9)


@given(st.integers(1, 6), seeds)
@few
def test_fits_are_those_of_least_squares(p, seed):
    rows = table(p, seed)
    found = fit(corr(rows))
    scaled = (rows - rows.mean(0)) / rows.std(0)
    slopes = np.linalg.lstsq(scaled[:, 1:], scaled[:, 0], rcond=None)[0]
    without = [r2_by_refit(rows, [other for other in range(p) if other != driver]) for driver in range(p)]
    assert found.slope[0] == pytest.approx(slopes, abs=1e-7)
    assert found.unique[0] == pytest.approx(found.r2[0] - np.array(without), abs=1e-8)


def test_what_a_subset_leaves_stands_at_its_number():
    rows = table(3, 1)
    left = residuals(corr(rows))[:, 0]
    for drivers in ((), (0,), (2,), (0, 1), (0, 2), (0, 1, 2)):
        number = sum(1 << (2 - driver) for driver in drivers)
        assert left[number] == pytest.approx(1 - r2_by_refit(rows, drivers))


def test_many_matrices_at_once_are_each_as_alone():
    matrices = np.concatenate([corr(table(4, seed)) for seed in range(50)])
    for method in (lmg, relative_weights):
        alone = np.concatenate([method(matrix[None]) for matrix in matrices])
        assert method(matrices) == pytest.approx(alone)


def test_copies_share_what_one_would_have():
    rows = table(2, 1)
    doubled = np.column_stack([rows, rows[:, 1]])
    r2 = fit(corr(rows)).r2[0]
    for method in (lmg, relative_weights):
        found = method(corr(doubled))[0]
        assert found.sum() == pytest.approx(r2)
        assert found[0] == pytest.approx(found[2])
    assert fit(corr(doubled)).unique[0, [0, 2]] == pytest.approx([0, 0], abs=1e-8)


def test_a_sum_of_the_others_adds_nothing_to_r_squared():
    rows = table(3, 2)
    summed = np.column_stack([rows, rows[:, 1:].sum(1)])
    assert lmg(corr(summed)).sum() == pytest.approx(fit(corr(rows)).r2[0])
    assert fit(corr(summed)).r2[0] == pytest.approx(fit(corr(rows)).r2[0])


def test_drivers_that_do_not_correlate_have_their_squared_correlations():
    matrix = np.eye(4)[None].copy()
    matrix[0, 0, 1:] = matrix[0, 1:, 0] = [0.5, -0.3, 0]
    for method in (lmg, relative_weights):
        assert method(matrix)[0] == pytest.approx([0.25, 0.09, 0], abs=1e-12)


def test_sixteen_drivers_are_the_most():
    matrix = np.eye(17)[None].copy()
    matrix[0, 0, 1:] = matrix[0, 1:, 0] = 0.1
    assert lmg(matrix)[0] == pytest.approx(np.full(16, 0.01))
    with pytest.raises(TooManyDrivers, match="17 drivers"):
        lmg(np.eye(18)[None])
    assert relative_weights(np.eye(18)[None])[0].tolist() == [0] * 17


def test_drivers_that_explain_each_other_are_a_group():
    rows = np.random.default_rng(1).normal(size=(500, 5))
    rows[:, 1] = rows[:, 0] + 0.1 * rows[:, 1]
    total = np.column_stack([rows, rows[:, 2:4].sum(1)])
    assert inseparable(corr(total)[0]) == [[0, 1], [2, 3, 5]]


def test_a_common_factor_alone_makes_no_group():
    matrix = np.full((14, 14), 0.8) + 0.2 * np.eye(14)
    assert inseparable(matrix) == []
    assert inseparable(np.eye(1)) == []


def test_groups_that_share_a_driver_are_one():
    assert inseparable(np.ones((3, 3))) == [[0, 1, 2]]
