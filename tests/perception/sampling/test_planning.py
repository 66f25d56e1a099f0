"""How many answers, how many invitations, which change is seen; table 1.16 of the research note."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regard.perception import Counts, Scale, csat, nps
from regard.perception.sampling import (
    UnfitBounds,
    UnfitPlan,
    bounds,
    capacity,
    detectable_change,
    half_width,
    invitations,
    sample_size,
    wave_size,
)

ZERO_TO_TEN = Scale(0, 10)
MARGINS = (20, 10, 5, 3, 2)


@pytest.mark.parametrize(
    ("variance", "sizes"),
    [
        (None, (94, 382, 1534, 4266, 9601)),
        (2 / 3, (62, 254, 1022, 2843, 6400)),
        (0.5776, (53, 219, 885, 2463, 5545)),
        (0.31, (27, 117, 474, 1321, 2975)),
    ],
)
def test_the_sample_sizes_of_the_table(variance, sizes):
    assert tuple(sample_size(margin, variance=variance) for margin in MARGINS) == sizes


def test_a_share_has_a_quarter_of_the_variance():
    assert sample_size(10, metric=csat, scale=Scale(1, 5)) == math.ceil(1.959964**2 * 0.25 / 0.01 - 3)


@settings(max_examples=50, deadline=None)
@given(st.floats(1, 30), st.floats(0.1, 1), st.none() | st.integers(500, 100_000))
def test_half_width_is_the_inverse_of_sample_size(margin, variance, population):
    n = sample_size(margin, variance=variance, population=population)
    assert half_width(n, variance=variance, population=population) <= margin + 1e-9
    if n > 1:
        assert half_width(n - 1, variance=variance, population=population) > margin - 1e-9


def test_the_score_interval_is_about_as_wide_as_planned():
    counts = Counts.of({10: 191, 0: 191}, ZERO_TO_TEN)
    low, high = nps(counts).band
    assert (high - low) / 2 == pytest.approx(10, abs=0.05)


def test_a_small_company_cannot_see_what_it_wants_to():
    assert capacity(2000, 0.2) == pytest.approx(66.67, abs=0.01)
    month, quarter, half = 66.7, 200, 400
    assert [half_width(n, variance=0.5776) for n in (month, quarter, half)] == pytest.approx(
        [18.2, 10.5, 7.4], abs=0.5
    )
    finite = [half_width(n, variance=0.5776, population=2000) for n in (quarter, half)]
    assert finite == pytest.approx([10.0, 6.7], abs=0.1)
    assert half_width(2000, population=2000) == 0


def test_waves_for_a_change_of_ten_and_of_five_points():
    assert wave_size(10, variance=0.58) == pytest.approx(910, abs=2)
    assert wave_size(5, variance=0.58) == pytest.approx(3640, abs=5)
    assert detectable_change(3642, variance=0.58) == pytest.approx(5, abs=0.001)


def test_invitations_cover_silence_bounces_and_the_design_effect():
    assert invitations(100, 0.1) == 1000
    assert invitations(100, 0.1, delivery_rate=0.5, deff=1.5) == 3000
    assert invitations(100, 1) == 100


@pytest.mark.parametrize(
    "asked",
    [
        lambda: sample_size(0),
        lambda: sample_size(-1),
        lambda: sample_size(math.nan),
        lambda: sample_size(10, variance=-1),
        lambda: sample_size(10, population=0),
        lambda: sample_size(10, level=1),
        lambda: half_width(0),
        lambda: half_width(11, population=10),
        lambda: invitations(10, 0),
        lambda: invitations(10, 1.2),
        lambda: invitations(10, 0.5, 0),
        lambda: invitations(10, 0.5, 1, 0),
        lambda: detectable_change(0),
        lambda: detectable_change(10, power=1),
        lambda: wave_size(0),
        lambda: capacity(0, 0.1),
        lambda: capacity(10, 0.1, contact_rule_days=0),
    ],
)
def test_a_plan_of_nothing_is_named(asked):
    with pytest.raises(UnfitPlan):
        asked()


def test_the_silent_can_reverse_a_conclusion_only_within_the_scale():
    strong = bounds(nps(Counts.of({10: 900, 3: 10}, ZERO_TO_TEN)), 1000, threshold=0)
    assert (strong.tipping, strong.reversible) == (None, False)
    assert strong.low > 0
    weak = bounds(nps(Counts.of({10: 30, 3: 20}, ZERO_TO_TEN)), 1000, threshold=0)
    assert weak.tipping == pytest.approx(-20 * 50 / 950)
    assert weak.tipping_low <= weak.tipping <= weak.tipping_high
    assert weak.reversible


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 300), st.integers(0, 300), st.integers(0, 2000), st.floats(-100, 100))
def test_at_the_tipping_point_all_stand_at_the_threshold(promoters, detractors, silent, threshold):
    answered = nps(Counts.of({10: promoters, 0: detractors}, ZERO_TO_TEN))
    found = bounds(answered, answered.n + silent, threshold=threshold)
    if found.tipping is not None:
        whole = found.response_rate * found.value + (1 - found.response_rate) * found.tipping
        assert whole == pytest.approx(threshold, abs=1e-6)
    assert -100 - 1e-9 <= found.low <= found.high <= 100 + 1e-9


def test_without_silence_the_bounds_are_the_interval():
    answered = nps(Counts.of({10: 70, 0: 30}, ZERO_TO_TEN))
    found = bounds(answered, 100, threshold=0)
    assert (found.low, found.high) == answered.band
    assert found.tipping is None


def test_bounds_of_nothing_are_named():
    some = nps(Counts.of({10: 5}, ZERO_TO_TEN))
    with pytest.raises(UnfitBounds, match="no answers"):
        bounds(nps(Counts.of({}, ZERO_TO_TEN)), 10, threshold=0)
    with pytest.raises(UnfitBounds, match="5 answers of 4"):
        bounds(some, 4, threshold=0)
    with pytest.raises(UnfitBounds, match="threshold"):
        bounds(some, 10, threshold=101)
    with pytest.raises(UnfitBounds, match="threshold"):
        bounds(some, 10, threshold=math.nan)
