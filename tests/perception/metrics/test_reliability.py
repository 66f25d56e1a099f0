"""Cronbach's alpha and McDonald's omega."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize, stats
from statsmodels.multivariate.factor import Factor

from regard.perception.metrics import Items, UnfitMoments, reliability
from regard.perception.metrics.items import from_scores
from regard.perception.metrics.one_factor import omega_of, one_factor, solved
from regard.perception.moments import Moments
from tests.perception.drivers.published import ATTITUDE, ATTITUDE_NAMES

MOMENTS = Moments.from_rows(ATTITUDE, ATTITUDE_NAMES)
loadings = st.lists(st.floats(0.3, 2), min_size=3, max_size=6)


def items(cov, n=200):
    cov = np.array(cov, float)
    return Items(tuple("abcdefgh"[: len(cov)]), n, (3.0,) * len(cov), tuple(map(tuple, cov.tolist())))


def equal(k, correlation):
    return np.full((k, k), correlation) + np.eye(k) * (1 - correlation)


def test_alpha_of_the_attitude_survey_is_rs():
    assert reliability(MOMENTS).alpha.value == pytest.approx(0.8431428, abs=1e-7)


def test_the_interval_is_close_to_feldts_exact_one():
    """Feldt (1965): (1 - alpha) / (1 - found) follows F with n - 1 and (n - 1)(k - 1) degrees of freedom."""
    found = reliability(MOMENTS).alpha
    low, high = (1 - (1 - found.value) * stats.f.ppf(q, 29, 29 * 6) for q in (0.975, 0.025))
    assert (found.low, found.high) == pytest.approx((low, high), abs=0.015)
    assert found.n == 30


@pytest.mark.parametrize(("k", "correlation"), [(2, 0.3), (5, 0.5), (8, 0.1)])
def test_for_parallel_items_the_variance_is_bonetts(k, correlation):
    """Bonett (2002): the variance of log(1 - alpha) is 2k / ((k - 1) n), up to his n - 2."""
    found = reliability(items(equal(k, correlation), n=500)).alpha
    half = np.log((1 - found.low) / (1 - found.high)) / 2
    assert half == pytest.approx(1.959963985 * np.sqrt(2 * k / (k - 1) / 500))
    assert found.value == pytest.approx(k * correlation / (1 + (k - 1) * correlation))


def test_the_delta_method_of_omega_is_that_of_its_numerical_slope():
    cov = np.array(items(np.cov(ATTITUDE.T)).cov)
    value, slope = omega_of(cov.tolist(), one_factor(cov.tolist()))
    for i in range(7):
        for j in range(i + 1):
            step = np.zeros((7, 7))
            step[i, j] = step[j, i] = 1e-3
            ends = [omega_of(m.tolist(), one_factor(m.tolist()))[0] for m in (cov + step, cov - step)]
            assert (ends[0] - ends[1]) / 2e-3 == pytest.approx(slope[i][j] * (1 if i == j else 2), abs=1e-7)
    assert reliability(MOMENTS).omega.value == pytest.approx(value)


def test_one_factor_is_where_a_general_search_finds_the_least_squares():
    cov = np.cov(ATTITUDE.T)
    off = ~np.eye(7, dtype=bool)
    found = optimize.minimize(
        lambda loading: ((cov - np.outer(loading, loading))[off] ** 2).sum(),
        np.sqrt(np.diag(cov)) / 2,
        tol=1e-10,
    )
    assert one_factor(cov.tolist()) == pytest.approx(np.abs(found.x), rel=1e-4)


def test_omega_is_close_to_that_of_maximum_likelihood():
    corr, sd = np.corrcoef(ATTITUDE.T), ATTITUDE.std(0, ddof=1)
    loading = np.abs(Factor(corr=corr, n_factor=1, method="ml", nobs=30).fit().loadings[:, 0]) * sd
    omega = loading.sum() ** 2 / (loading.sum() ** 2 + (sd**2 - loading**2).sum())
    assert reliability(MOMENTS).omega.value == pytest.approx(omega, abs=0.01)


@given(loadings)
@settings(max_examples=50, deadline=None)
def test_a_single_factor_is_found_again(loading):
    cov = np.outer(loading, loading) + np.eye(len(loading))
    assert one_factor(cov.tolist()) == pytest.approx(loading, rel=1e-6)
    found = reliability(items(cov))
    assert found.omega.value == pytest.approx(sum(loading) ** 2 / (sum(loading) ** 2 + len(loading)))
    assert found.alpha.value <= found.omega.value + 1e-9
    assert found.omega.low < found.omega.value < found.omega.high < 1


def test_the_intervals_cover_the_truth():
    """400 samples of 200 people, four items of unequal loadings; fixed seed."""
    chance, loading = np.random.default_rng(3), np.array([0.9, 0.7, 0.5, 1.2])
    cov = np.outer(loading, loading) + np.eye(4)
    truth = reliability(items(cov))
    covered = np.zeros(2)
    for _ in range(400):
        drawn = chance.multivariate_normal(np.zeros(4), cov, 200)
        found = reliability(items(np.cov(drawn.T), n=200))
        for place, (known, new) in enumerate(((truth.alpha, found.alpha), (truth.omega, found.omega))):
            covered[place] += new.low <= known.value <= new.high
    assert (covered >= 368).all()
    assert (covered <= 392).all()


def test_below_seven_tenths_is_warned_of():
    assert reliability(items(equal(3, 0.5))).warnings == ()
    assert reliability(items(equal(3, 0.2))).warnings == (
        "alpha is 0.43, below 0.7",
        "omega is 0.43, below 0.7",
    )


def test_an_item_asked_the_other_way_round_is_named_and_can_be_turned():
    cov = equal(3, 0.6)
    cov[2, :2] = cov[:2, 2] = -0.6
    assert "c goes against the others; is it asked the other way round?" in reliability(items(cov)).warnings
    assert reliability(items(cov), reverse=["c"]).alpha == reliability(items(equal(3, 0.6))).alpha


def test_some_items_can_be_chosen():
    found = reliability(MOMENTS, items=["raises", "learning", "advance"])
    alone = from_scores({name: ATTITUDE[:, ATTITUDE_NAMES.index(name)] for name in found.items})
    assert found.items == ("raises", "learning", "advance")
    assert found.alpha.value == pytest.approx(reliability(alone).alpha.value)


def test_two_items_have_no_omega():
    found = reliability(items(equal(2, 0.8)))
    assert (found.omega, found.warnings) == (None, ("one factor needs three items",))


@pytest.mark.parametrize(
    "cov",
    [equal(3, 0.0), [[1, 0.9, 0.9], [0.9, 1, 0.4], [0.9, 0.4, 1]], equal(4, 1.0)],
    ids=["nothing shared", "more than all shared", "all the same"],
)
def test_where_no_factor_fits_there_is_no_omega_and_a_reason(cov):
    found = reliability(items(cov))
    assert found.omega is None
    assert any(warning.startswith("one factor does not fit") for warning in found.warnings)


def test_the_same_item_four_times_is_reliable():
    found = reliability(items(equal(4, 1.0))).alpha
    assert (found.value, found.low, found.high) == (1, 1, 1)


def test_an_item_that_everybody_answers_alike_adds_nothing():
    cov = np.zeros((4, 4))
    cov[:3, :3] = equal(3, 0.6)
    found = reliability(items(cov))
    assert found.alpha.value < reliability(items(equal(3, 0.6))).alpha.value
    assert found.omega.value == pytest.approx(reliability(items(equal(3, 0.6))).omega.value)


@pytest.mark.parametrize("cov", [np.zeros((3, 3)), [[1, -1], [-1, 1]]], ids=["all equal", "cancelling"])
def test_a_sum_that_is_the_same_for_everybody_has_no_reliability(cov):
    with pytest.raises(UnfitMoments, match="same for everybody"):
        reliability(items(cov))


@pytest.mark.parametrize("found", [items([[1.0]]), items(equal(3, 0.5), n=2)])
def test_two_items_of_three_people_are_needed(found):
    with pytest.raises(UnfitMoments, match="two of three are needed"):
        reliability(found)


@pytest.mark.parametrize("level", [0, 1, float("nan")])
def test_a_level_is_a_share(level):
    with pytest.raises(ValueError, match="between 0 and 1"):
        reliability(MOMENTS, level=level)


def test_it_becomes_plain_json():
    plain = json.loads(json.dumps(reliability(MOMENTS).to_dict()))
    assert (plain["alpha"]["n"], plain["omega"]["level"], plain["warnings"]) == (30, 0.95, [])
    assert json.loads(json.dumps(reliability(items(equal(2, 0.8))).to_dict()))["omega"] is None


def test_equations_that_leave_something_open_are_solved_with_zero():
    assert solved([[0.0, 0.0], [0.0, 2.0]], [0.0, 4.0]) == [0.0, 2.0]
    assert solved([[0.0, 1.0], [1.0, 0.0]], [2.0, 3.0]) == [3.0, 2.0]
