"""Difference-in-differences, its checks, and units instead of persons."""

from itertools import combinations

import numpy as np
import pytest
from scipy import stats

from regard.perception.counts import Counts, Groups, Scale
from regard.perception.effects import NoContrast, effect_of_action
from regard.perception.effects.units import compare_units
from regard.perception.metrics.csat import csat
from tests.perception.effects.conftest import Draw

SCALE = Scale(0, 10)
UNKNOWN = "cannot be known from this design"


def cells(**arms: tuple[int, int]) -> dict[str, dict[int, Counts]]:
    """Arms by name, with how many of 200 are promoters before and after; the others are detractors."""
    return {
        name: {when: Counts.of({10: n, 0: 200 - n}, SCALE) for when, n in enumerate(both)}
        for name, both in arms.items()
    }


def test_card_and_krueger_found_two_and_three_quarters() -> None:
    """D1 (statistics.md 1.14): 0.4667 - (-2.2833) = 2.7500, as the mean changes of 15 and of 60 shops."""
    changes = {
        "new jersey": Groups((0, 1), (8, 7), 15),
        "pennsylvania": Groups((-3, -2, -1), (20, 37, 3), 60),
    }
    effect = effect_of_action(changes, "new jersey", 1, design="did").effect
    assert effect is not None
    assert changes["new jersey"].mean - changes["pennsylvania"].mean == pytest.approx(2.75, abs=1e-12)
    assert effect.value == pytest.approx(2.75, abs=1e-12)


def test_four_cells_give_the_difference_of_differences() -> None:
    data = cells(treated=(80, 120), others=(90, 100))
    effect = effect_of_action(data, "treated", 1, design="did")
    assert effect.effect is not None
    assert effect.effect.value == pytest.approx(40 - 10)
    assert effect.effect.n == 800
    assert effect.text.endswith("consistent with an effect of the action (30 [2.566, 56.88], n=800).")


def test_the_variance_is_the_sum_of_four() -> None:
    data = cells(treated=(100, 100), others=(100, 100))
    big = {
        name: {when: Counts.of({10: 50_000, 0: 50_000}, SCALE) for when in both}
        for name, both in data.items()
    }
    effect = effect_of_action(big, "treated", 1, design="did").effect
    assert effect is not None
    assert effect.high == pytest.approx(1.959964 * 100 * (4 / 100_000) ** 0.5, rel=1e-4)


def test_another_metric_has_its_own_unit() -> None:
    effect = effect_of_action(
        cells(t=(80, 120), c=(90, 100)), "t", 1, design="did", metric=lambda c: csat(c, aggregate="mean")
    )
    assert effect.effect is not None and effect.effect.value == pytest.approx(1.5)


def test_arms_that_moved_apart_before_are_no_comparison(draw: Draw) -> None:
    data = {
        "t": {week: draw(300, 0 + 5 * week) for week in range(12)},
        "c": {week: draw(300, 20) for week in range(12)},
    }
    effect = effect_of_action(data, "t", 8, design="did")
    assert effect.pretrend is not None and effect.pretrend.low > 2
    assert effect.pretrend.value == pytest.approx(5, abs=1.5)
    assert effect.placebo is not None and effect.placebo.low > 5
    assert (effect.verdict, effect.reasons[0]) == (UNKNOWN, "the arms moved apart before the action already")


def test_with_one_period_before_no_trend_is_claimed() -> None:
    effect = effect_of_action(cells(t=(80, 81), c=(90, 91)), "t", 1, design="did")
    assert (effect.pretrend, effect.placebo) == (None, None)


def test_weeks_that_scatter_more_than_sampling_widen_the_interval(draw: Draw) -> None:
    calm, wild = (
        {
            "t": {week: draw(200, 20 + shock * (-1) ** week) for week in range(12)},
            "c": {week: draw(200, 20) for week in range(12)},
        }
        for shock in (0, 25)
    )
    widths = [
        effect.high - effect.low
        for data in (calm, wild)
        if (effect := effect_of_action(data, "t", 8, design="did").effect)
    ]
    assert widths[1] > 1.8 * widths[0]


def test_low_scorers_against_the_rest_are_no_comparison() -> None:
    """Regression to the mean works on both arms only if both were chosen alike."""
    data = cells(called=(40, 70), others=(120, 121))
    assert effect_of_action(data, "called", 1, design="did").verdict == "changed"
    effect = effect_of_action(data, "called", 1, design="did", chosen_for_low_scores=True)
    assert effect.verdict == UNKNOWN
    assert "rise by themselves" in effect.reasons[0]
    alike = cells(called=(40, 90), others=(42, 60))
    assert effect_of_action(alike, "called", 1, design="did", chosen_for_low_scores=True).verdict == "changed"


def test_many_units_are_compared_by_welch(draw: Draw) -> None:
    data = {f"shop {shop}": {week: draw(60, 10 + shop) for week in range(6)} for shop in range(12)}
    treated = [f"shop {shop}" for shop in range(6)]
    effect = effect_of_action(data, treated, 3, design="did").effect
    changes = [
        [
            points(data[name], range(3, 6)) - points(data[name], range(3))
            for name in data
            if (name in treated) == arm
        ]
        for arm in (True, False)
    ]
    peer = stats.ttest_ind(*changes, equal_var=False).confidence_interval()
    assert effect is not None
    assert (effect.low, effect.high) == pytest.approx((peer.low, peer.high))


def points(series: dict[int, Counts], weeks: range) -> float:
    counts = Counts.sum([series[week] for week in weeks])
    return 100 * (sum(counts.n_by_score[9:]) - sum(counts.n_by_score[:7])) / counts.n


def test_few_units_are_judged_by_every_other_choice() -> None:
    """The interval holds an effect exactly where a plain permutation test does not reject it."""
    treated, others = [5.0, 8.5, 6.0, 9.0], [0.0, 2.5, -1.0, 3.0, 1.0]
    interval = compare_units(treated, others, 0.95, n=900)
    assert interval is not None and interval.method == "randomisation inference over units"
    for effect, kept in (
        (interval.low - 1e-6, False),
        (interval.low + 1e-6, True),
        (interval.high - 1e-6, True),
        (interval.high + 1e-6, False),
    ):
        units = np.array([*(unit - effect for unit in treated), *others])
        total = units.sum()
        gaps = [
            abs(units[list(chosen)].mean() - (total - units[list(chosen)].sum()) / 5)
            for chosen in combinations(range(9), 4)
        ]
        assert (np.mean([gap >= gaps[0] - 1e-9 for gap in gaps]) > 0.05) == kept


def test_so_few_units_that_nothing_could_be_found_cannot_tell(draw: Draw) -> None:
    data = {name: {week: draw(100, 0) for week in range(4)} for name in ("a", "b", "c", "d")}
    effect = effect_of_action(data, ["a", "b"], 2, design="did")
    assert (effect.verdict, effect.effect) == (UNKNOWN, None)
    assert effect.reasons == ("2 treated and 2 other units could never tell",)


def test_one_treated_unit_needs_many_others() -> None:
    assert compare_units([9.0], [float(place % 7) for place in range(15)], 0.95, n=1) is None
    interval = compare_units([9.0], [float(place % 7) for place in range(25)], 0.95, n=1)
    assert interval is not None and interval.low <= interval.value <= interval.high


def test_shops_of_people_asked_twice_are_compared_by_shop() -> None:
    """Within each shop thousands answered, but the shops differ by more than people do."""
    shares = {"a": 60, "b": 20, "c": 50, "d": 10, "e": 40, "f": 0, "g": 5, "h": 2, "i": 30, "j": 8}
    panel = {name: Groups((0, 100), (10_000 - 100 * up, 100 * up), 10_000) for name, up in shares.items()}
    effect = effect_of_action(panel, list("abcde"), 1, design="did").effect
    peer = stats.ttest_ind([60, 20, 50, 10, 40], [0, 5, 2, 30, 8], equal_var=False).confidence_interval()
    assert effect is not None and (effect.low, effect.high) == pytest.approx((peer.low, peer.high))
    few = effect_of_action({name: panel[name] for name in "abf"}, ["a", "b"], 1, design="did")
    assert (few.verdict, few.effect) == (UNKNOWN, None)


def test_missing_sides_are_said() -> None:
    some = Counts.of({10: 5, 0: 5}, SCALE)
    early = effect_of_action({"t": {0: some}, "c": {0: some, 1: some}}, "t", 1, design="did")
    assert (early.verdict, early.reasons) == (
        "too early",
        ("nobody in treated groups has answered since the action",),
    )
    never = effect_of_action({"t": {0: some, 1: some}, "c": {1: some}}, "t", 1, design="did")
    assert (never.verdict, never.reasons) == (
        UNKNOWN,
        ("nobody in other groups had answered before the action",),
    )


def test_questions_without_sense_are_refused() -> None:
    some = Counts.of({10: 5, 0: 5}, SCALE)
    data = {"t": {0: some}, "c": {0: some}}
    with pytest.raises(NoContrast, match="x is not among t, c"):
        effect_of_action(data, "x", 1)
    with pytest.raises(NoContrast, match="nobody is not among"):
        effect_of_action(data, [], 1)
    with pytest.raises(NoContrast, match="no design is called 'guess'"):
        effect_of_action(data, "t", 1, design="guess")  # type: ignore[arg-type]
    with pytest.raises(NoContrast, match="no promise"):
        effect_of_action(data, "t", 1, promised=-5)
    with pytest.raises(NoContrast, match="'now'"):
        effect_of_action(data, "t", "now")
    with pytest.raises(NoContrast, match="not compared"):
        effect_of_action({"t": {0: some}, "c": Groups((0,), (1,), 1)}, "t", 1)  # type: ignore[dict-item]
    with pytest.raises(ValueError, match="level"):
        effect_of_action(data, "t", 1, level=95)
