"""Trends with their intervals, and the smooth level."""

import json

import numpy as np
import pytest
import statsmodels.api as sm
from statsmodels.datasets import nile

from regard.perception import Counts, Scale, csat, nps
from regard.perception.trends import local_level, trend
from tests.perception.trends.days import CEILING, GOOD, answers, day, drawn


def test_the_local_level_of_the_nile():
    """statsmodels UnobservedComponents: variances 15078.0 and 1478.8; its start is only nearly diffuse."""
    flow = nile.load_pandas().data["volume"].to_numpy()
    found = local_level(flow, np.full(100, 15078.0))
    assert found.log_likelihood == pytest.approx(-632.5378, abs=0.01)
    assert found.step == pytest.approx(1478.8, rel=5e-3)


def test_the_smooth_level_is_that_of_statsmodels():
    flow = nile.load_pandas().data["volume"].to_numpy()
    found = local_level(flow, np.full(100, 15099.0), step=1469.1)
    model = sm.tsa.UnobservedComponents(flow, "local level", use_exact_diffuse=True)
    smoothed = model.smooth([15099.0, 1469.1])
    assert found.smooth == pytest.approx(smoothed.smoothed_state[0], rel=1e-6)
    assert found.smooth_variance == pytest.approx(smoothed.smoothed_state_cov[0, 0], rel=1e-6)


def test_a_gap_is_bridged_and_less_certain():
    found = local_level(np.array([10.0, 0.0, 20.0]), np.array([4.0, np.inf, 4.0]), step=1.0)
    assert found.smooth[1] == pytest.approx(15)
    assert found.smooth_variance[1] > found.smooth_variance[0]
    assert np.isinf(found.forecast_variance[0])


def test_a_single_value_is_its_own_level():
    found = local_level(np.array([7.0]), np.array([2.0]))
    assert (found.smooth[0], found.smooth_variance[0], found.step) == (7, 2, 0)


def test_the_slope_is_that_of_weighted_least_squares():
    months = {
        day(31 * number): answers(20 + number, 10, 60 - 3 * number + number % 2) for number in range(10)
    }
    found = trend(months, "day")
    n = [counts.n for counts in months.values()]
    y = [float(nps(counts).exact) for counts in months.values()]
    x = sm.add_constant([31.0 * number for number in range(10)])
    fit = sm.WLS(y, x, weights=n).fit()
    assert found.slope.value == pytest.approx(fit.params[1])
    if found.overdispersion > 1:
        assert found.slope.high - found.slope.low == pytest.approx(np.ptp(fit.conf_int()[1]))


def test_scatter_beyond_sampling_is_that_of_least_squares():
    wild = {day(number): answers(500 + 200 * (-1) ** number, 10, 500 - 20 * number) for number in range(20)}
    found = trend(wild, "day")
    y = [float(nps(counts).exact) for counts in wild.values()]
    fit = sm.WLS(y, sm.add_constant(np.arange(20.0)), weights=[c.n for c in wild.values()]).fit()
    assert found.overdispersion > 10
    assert (found.slope.low, found.slope.high) == pytest.approx(tuple(fit.conf_int()[1]))
    assert found.p_value == pytest.approx(fit.pvalues[1])


def test_a_month_with_few_answers_moves_the_slope_little():
    months = {day(31 * number): answers(300, 100, 600) for number in range(8)}
    odd = months | {day(31 * 8): answers(9, 0, 1)}
    assert abs(trend(odd).slope.value) < 0.5


def test_the_slope_is_by_period_of_the_frequency():
    days = drawn(3, 400, then=(0.4, 0.2, 0.4), at=200)
    week, month = trend(days, "week").slope, trend(days, "month").slope
    assert week.value * 365.25 / 12 / 7 == pytest.approx(month.value, rel=0.1)
    assert week.high < 0


def test_periods_have_estimates_and_a_smooth_level():
    found = trend(drawn(4, 120), "month")
    assert [period.first.isoformat() for period in found.periods] == [
        "2024-01-01", "2024-02-01", "2024-03-01", "2024-04-01",
    ]  # fmt: skip
    first = found.periods[0]
    assert first.last.isoformat() == "2024-01-31"
    assert first.estimate.n == first.level.n > 300
    assert first.level.high - first.level.low <= first.estimate.high - first.estimate.low


def test_a_month_without_answers_has_a_level_and_no_estimate():
    found = trend({day(0): answers(30, 30, 60), day(70): answers(30, 30, 60)})
    middle = found.periods[1]
    assert (middle.estimate.status, middle.level.n) == ("no_answers", 0)
    assert middle.level.value == pytest.approx(25)


@pytest.mark.parametrize("months", [1, 2, 3])
def test_three_periods_are_no_trend(months):
    found = trend({day(31 * number): answers(10, 10, 10) for number in range(months)})
    assert (found.state, found.slope, found.p_value) == ("not enough history", None, None)
    assert len(found.periods) == months


def test_at_the_ceiling_the_slope_is_not_certain():
    found = trend({day(31 * number): answers(0, 0, 12) for number in range(8)})
    assert found.slope.low < 0 < found.slope.high


@pytest.mark.parametrize("shares", [GOOD, CEILING])
def test_nineteen_of_twenty_intervals_hold_no_slope_where_there_is_none(shares):
    held = sum(
        (found := trend(drawn(seed, 140, shares, n=8), "week").slope).low <= 0 <= found.high
        for seed in range(60)
    )
    assert held >= 53


def test_another_metric_and_plain_json():
    five = Scale(1, 5)
    series = {day(31 * number): Counts.of({5: 40, 2: 10 + number}, five) for number in range(6)}
    plain = json.loads(json.dumps(trend(series, metric=csat).to_dict()))
    assert plain["state"] == "shown"
    assert plain["slope"]["high"] < 2
    assert plain["periods"][0]["estimate"]["unit"] == "percent"


@pytest.mark.parametrize("level", [0, 1, 1.5])
def test_a_level_lies_between_0_and_1(level):
    with pytest.raises(ValueError, match="between 0 and 1"):
        trend({day(0): answers(1, 1, 1)}, level=level)
