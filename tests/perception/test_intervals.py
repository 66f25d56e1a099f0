"""What must hold of the score interval for any answers."""

import math
import random
from itertools import accumulate

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from regard.perception.counts import Groups
from regard.perception.intervals import critical_value, limits, mover, score_limits, smallest_alpha

Z = critical_value(0.95)
cells = st.lists(st.integers(0, 300), min_size=2, max_size=11).filter(any)
five = st.lists(st.integers(0, 60), min_size=5, max_size=5).filter(any)
levels = st.floats(0.2, 6)


def mean_of(counts):
    return sum(place * n for place, n in enumerate(counts)) / sum(counts)


def groups_of(counts):
    return Groups(tuple(range(len(counts))), tuple(counts), sum(counts))


@pytest.mark.parametrize(("level", "z"), [(0.95, 1.959963985), (0.9, 1.644853627), (0.99, 2.575829304)])
def test_critical_values_are_those_of_the_normal_tables(level, z):
    assert critical_value(level) == pytest.approx(z, abs=1e-9)


@given(cells, levels)
def test_the_interval_stays_inside_the_scale_and_holds_the_mean(counts, z):
    low, high = score_limits(range(len(counts)), counts, z)
    assert 0 <= low <= mean_of(counts) + 1e-12
    assert mean_of(counts) - 1e-12 <= high <= len(counts) - 1


@given(cells, levels)
def test_turning_the_scale_round_turns_the_interval_round(counts, z):
    low, high = score_limits(range(len(counts)), counts, z)
    mirrored = score_limits(range(len(counts)), counts[::-1], z)
    top = len(counts) - 1
    assert mirrored == pytest.approx((top - high, top - low), abs=1e-9)


@given(cells, levels, st.floats(0.1, 50), st.floats(-100, 100))
def test_another_unit_stretches_the_interval_with_it(counts, z, unit, zero):
    low, high = score_limits(range(len(counts)), counts, z)
    moved = score_limits([zero + unit * place for place in range(len(counts))], counts, z)
    assert moved == pytest.approx((zero + unit * low, zero + unit * high), abs=1e-6)


@given(cells, st.floats(0.2, 3))
def test_a_higher_level_widens_the_interval(counts, z):
    low, high = score_limits(range(len(counts)), counts, z)
    wider = score_limits(range(len(counts)), counts, z * 1.1)
    assert wider[0] <= low + 1e-9
    assert high - 1e-9 <= wider[1]


@given(cells, st.integers(2, 50))
def test_more_answers_of_the_same_kind_narrow_the_interval(counts, times):
    low, high = score_limits(range(len(counts)), counts, Z)
    narrower = score_limits(range(len(counts)), [n * times for n in counts], Z)
    assert low - 1e-9 <= narrower[0]
    assert narrower[1] <= high + 1e-9


@given(five, st.integers(0, 3))
def test_a_better_answer_in_place_of_a_worse_one_raises_both_limits(counts, place):
    assume(counts[place] > 0)
    better = [n - (k == place) + (k == place + 1) for k, n in enumerate(counts)]
    before, after = (score_limits(range(5), some, Z) for some in (counts, better))
    assert before[0] <= after[0] + 1e-9
    assert before[1] <= after[1] + 1e-9


@given(st.integers(0, 200), st.integers(0, 200), levels)
def test_two_values_have_wilsons_interval(no, yes, z):
    assume(no + yes)
    n, p = no + yes, yes / (no + yes)
    centre = (p + z * z / 2 / n) / (1 + z * z / n)
    half = z * math.sqrt(p * (1 - p) / n + z * z / 4 / n / n) / (1 + z * z / n)
    assert score_limits((0, 1), (no, yes), z) == pytest.approx((centre - half, centre + half), abs=1e-9)


@given(st.integers(1, 200), st.integers(0, 200), st.integers(1, 200))
def test_three_values_have_tangos_interval(minus, zero, plus):
    """Tango's closed form of the restricted variance, solved for its own limit by the defining equation."""
    n, difference = minus + zero + plus, (plus - minus) / (minus + zero + plus)
    for limit in score_limits((-1, 0, 1), (minus, zero, plus), Z):
        a, c = 2 * n, -minus * limit * (1 - limit)
        b = -plus - minus + (2 * n - plus + minus) * limit
        q = (math.sqrt(max(b * b - 4 * a * c, 0)) - b) / 2 / a
        variance = 2 * q + limit * (1 - limit)
        assert (difference - limit) ** 2 * n == pytest.approx(Z * Z * variance, rel=1e-6, abs=1e-9)


@given(st.integers(2, 11), st.integers(1, 10_000), levels)
def test_all_answers_at_the_top_leave_wilsons_interval_stretched(size, n, z):
    low, high = score_limits(range(size), [0] * (size - 1) + [n], z)
    assert (low, high) == (pytest.approx((size - 1) * n / (n + z * z)), size - 1)


def test_fractions_of_answers_are_fine():
    half = score_limits(range(5), [1.5, 0, 2.5, 0.25, 4], Z)
    double = score_limits(range(5), [3, 0, 5, 0.5, 8], Z)
    assert half[0] < double[0] < double[1] < half[1]


def test_a_hundred_million_answers_keep_their_digits():
    low, high = score_limits((0, 1), (5 * 10**7, 5 * 10**7), Z)
    assert (high - low) / 2 == pytest.approx(Z / 2e4, rel=1e-7)


@pytest.mark.parametrize("counts", [[1, 0, 0, 0, 10**9], [10**9, 1, 0, 0, 1], [0, 1, 0, 10**9, 0]])
def test_one_answer_beside_a_billion_does_no_harm(counts):
    low, high = score_limits(range(5), counts, Z)
    assert 0 <= low <= mean_of(counts) <= high <= 4
    assert high - low < 0.001


@given(five, five)
def test_swapping_before_and_after_turns_the_difference_round(before, after):
    low, high = mover(groups_of(before), groups_of(after), Z)
    assert mover(groups_of(after), groups_of(before), Z) == pytest.approx((-high, -low), abs=1e-9)


@given(five, five)
def test_the_difference_of_two_scales_stays_possible(before, after):
    low, high = mover(groups_of(before), groups_of(after), Z)
    assert -4 - 1e-9 <= low <= high <= 4 + 1e-9


@given(five, five)
def test_test_and_interval_never_disagree(before, after):
    a, b = groups_of(before), groups_of(after)
    p = smallest_alpha(a, b)
    if p == 1:
        assert a.mean == b.mean
    elif p > 1e-12:
        z = critical_value(1 - p)
        low, high = mover(a, b, z)
        assert min(abs(low), abs(high)) == pytest.approx(0, abs=1e-6)


@given(five, five, st.sampled_from([0.8, 0.9, 0.95, 0.99, 0.999]))
def test_an_interval_excludes_zero_where_the_p_value_is_below_alpha(before, after, level):
    a, b = groups_of(before), groups_of(after)
    low, high = mover(a, b, critical_value(level))
    p = smallest_alpha(a, b)
    assume(abs(p - (1 - level)) > 1e-9)
    assert (low > 0 or high < 0) == (p < 1 - level)


@given(five, five)
def test_the_p_value_does_not_depend_on_the_order(before, after):
    a, b = groups_of(before), groups_of(after)
    assert smallest_alpha(a, b) == pytest.approx(smallest_alpha(b, a), rel=1e-9)


def test_an_enormous_difference_has_a_p_value_of_zero():
    assert smallest_alpha(groups_of([10**6, 0]), groups_of([0, 10**6])) == 0.0


def test_groups_can_be_asked_as_if_there_were_more_of_them():
    groups = groups_of([3, 4, 5])
    assert limits(groups, Z, times=10) == pytest.approx(score_limits(range(3), [30, 40, 50], Z))


SHAPES = {
    "nps +32": ((-1, 0, 1), (0.18, 0.32, 0.50)),
    "nps +90": ((-1, 0, 1), (0.02, 0.06, 0.92)),
    "csat at its ceiling": ((1, 2, 3, 4, 5), (0.01, 0.01, 0.02, 0.08, 0.88)),
    "stars in a J": ((1, 2, 3, 4, 5), (0.12, 0.04, 0.05, 0.11, 0.68)),
    "ces": ((1, 2, 3, 4, 5, 6, 7), (0.02, 0.03, 0.05, 0.10, 0.20, 0.30, 0.30)),
}


@pytest.mark.slow
@pytest.mark.parametrize("n", [10, 30, 100])
@pytest.mark.parametrize("shape", SHAPES)
def test_nineteen_of_twenty_intervals_hold_the_truth(shape, n):
    """4,000 simulated samples each; a coverage of 0.95 has a standard error of 0.0034, the floor is 0.936."""
    scores, chances = SHAPES[shape]
    truth = sum(score * p for score, p in zip(scores, chances, strict=True))
    chance, borders, held = random.Random(f"{shape} {n}"), list(accumulate(chances)), 0
    for _ in range(4_000):
        drawn = chance.choices(range(len(scores)), cum_weights=borders, k=n)
        counts = [drawn.count(place) for place in range(len(scores))]
        low, high = score_limits(scores, counts, Z)
        held += low <= truth <= high
    assert held / 4_000 >= 0.936


@pytest.mark.slow
@pytest.mark.parametrize(("before", "after"), [((18, 32, 50), (18, 32, 50)), ((2, 6, 92), (5, 20, 75))])
def test_nineteen_of_twenty_differences_hold_the_truth(before, after):
    chance, held = random.Random(str(before) + str(after)), 0
    truth = (after[2] - after[0] - before[2] + before[0]) / 100
    for _ in range(3_000):
        drawn = [chance.choices((-1, 0, 1), weights=shape, k=60) for shape in (before, after)]
        sides = [Groups((-1, 0, 1), tuple(some.count(v) for v in (-1, 0, 1)), 60) for some in drawn]
        low, high = mover(*sides, Z)
        held += low <= truth <= high
    assert held / 3_000 >= 0.936
