"""E-values and robustness values against their papers."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regard.perception.links import NoRatio, e_value, risk_ratio, robustness_value


def test_the_e_values_of_the_paper() -> None:
    """VanderWeele and Ding (2017); R EValue: evalues.RR(3.9, 1.8, 8.7) and evalues.RR(0.80, 0.71, 0.91)."""
    harmful, protective = e_value(3.9, 1.8, 8.7), e_value(0.80, 0.71, 0.91)
    assert (round(harmful.value, 4), round(harmful.limit, 1)) == (7.2630, 3.0)
    assert (round(protective.value, 2), round(protective.limit, 2)) == (1.81, 1.43)


def test_an_interval_with_one_in_it_needs_no_confounder() -> None:
    assert e_value(1.2, 0.9, 1.6).limit == 1.0
    assert e_value(1.0).value == 1.0


@settings(max_examples=50, deadline=None)
@given(st.floats(1.0, 1e6))
def test_a_ratio_and_its_inverse_are_as_robust(ratio: float) -> None:
    assert e_value(ratio).value == pytest.approx(e_value(1 / ratio).value, rel=1e-9)
    assert e_value(ratio).value >= ratio


def test_the_robustness_values_of_the_paper() -> None:
    """Cinelli and Hazlett (2020), Darfur: t = 4.18 on 783 degrees of freedom, 13.9 % and 7.6 %."""
    assert round(robustness_value(4.184, 783), 3) == 0.139
    assert round(robustness_value(-4.184, 783, alpha=0.05), 3) == 0.076


def test_an_insignificant_value_has_no_robustness_left() -> None:
    assert robustness_value(1.5, 100, alpha=0.05) == 0.0
    assert robustness_value(0.0, 100) == 0.0
    assert 0.99 < robustness_value(1e9, 100, alpha=0.05) <= 1


def test_a_hazard_ratio_becomes_a_smaller_risk_ratio() -> None:
    assert risk_ratio(1.0) == 1.0
    assert 1 < risk_ratio(3.0) < 3.0
    assert risk_ratio(1 / 3) == pytest.approx(1 / risk_ratio(3.0))


@pytest.mark.parametrize("ratio", [0, -1, math.nan, math.inf])
def test_what_is_no_ratio_is_refused(ratio: float) -> None:
    with pytest.raises(NoRatio):
        e_value(ratio)
    with pytest.raises(NoRatio):
        risk_ratio(ratio)


def test_limits_on_the_wrong_side_are_refused() -> None:
    with pytest.raises(NoRatio, match="with its interval"):
        e_value(2.0, 2.5, 3.0)
    with pytest.raises(NoRatio, match="degrees of freedom"):
        robustness_value(2.0, 1)
