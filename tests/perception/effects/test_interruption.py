"""One series, interrupted; and those who were chosen for low scores."""

from datetime import date, timedelta

import numpy as np
import pytest
import statsmodels.api as sm
from numpy.typing import NDArray

from regard.perception.counts import Counts, Scale
from regard.perception.effects import NoContrast, Selection, effect_of_action, nps_changes
from regard.perception.effects.interruption import SEASONAL, UNSEASONAL, _design, _under
from tests.perception.effects.conftest import Draw

Array = NDArray[np.float64]
SCALE = Scale(0, 10)
UNKNOWN = "cannot be known from this design"


def weeks(draw: Draw, scores: list[float], n: int = 100) -> dict[str, dict[int, Counts]]:
    return {"all": {week: draw(n, score) for week, score in enumerate(scores)}}


@pytest.mark.parametrize(("carried", "size"), [(0.0, 0.0), (0.6, 4.0), (0.95, 30.0)])
def test_statsmodels_gives_the_same_generalised_least_squares(carried: float, size: float) -> None:
    rng = np.random.default_rng(2)
    time, error = np.arange(30) - 18.0, 3 + rng.random(30)
    level, design = rng.normal(10, 8, 30), _design(time, 12.0)
    lags = carried ** np.abs(time[:, None] - time[None])
    rows, seen, wander = design / error[:, None], level / error, lags / np.outer(error, error)
    wanted = np.eye(6)
    centres, variances, likelihood = _under(rows, seen, wander, np.array([0.0, size]), wanted)
    covariance = np.diag(error**2) + size**2 * lags
    peer = sm.GLS(level, design, sigma=covariance).fit()
    assert centres[:, 1] == pytest.approx(peer.params, rel=1e-6)
    assert variances[:, 1] == pytest.approx(np.diag(peer.normalized_cov_params), rel=1e-6)
    assert likelihood[1] - likelihood[0] == pytest.approx(
        _restricted(level, design, covariance) - _restricted(level, design, np.diag(error**2))
    )


def _restricted(level: Array, design: Array, covariance: Array) -> float:
    """The restricted log likelihood, as Patterson and Thompson (1971) wrote it, up to a constant."""
    inverse = np.linalg.inv(covariance)
    squares = design.T @ inverse @ design
    apart = level - design @ np.linalg.solve(squares, design.T @ inverse @ level)
    logs = np.linalg.slogdet(covariance)[1] + np.linalg.slogdet(squares)[1]
    return float(-(logs + apart @ inverse @ apart) / 2)


def test_a_step_is_found_and_called_weak_evidence_without_a_cause(draw: Draw) -> None:
    effect = effect_of_action(weeks(draw, [0] * 20 + [30] * 12), "all", 20, design="its")
    assert effect.verdict == "changed"
    assert effect.effect is not None and effect.effect.low < 30 < effect.effect.high
    assert effect.strength == effect.to_dict()["strength"] == "weak"
    assert effect.text.startswith(
        "Weak evidence, for nobody was compared with: the level moved for the better"
    )
    assert effect.reasons[-1].startswith("anything else that happened at the same time")


def test_a_trend_that_goes_on_is_no_step(draw: Draw) -> None:
    effect = effect_of_action(weeks(draw, [2.0 * week - 30 for week in range(30)]), "all", 20, design="its")
    assert effect.verdict == "no evidence"
    assert effect.pretrend is not None and effect.pretrend.low < 2 < effect.pretrend.high


def test_a_break_before_the_action_is_a_barrier(draw: Draw) -> None:
    effect = effect_of_action(weeks(draw, [0] * 10 + [40] * 20, 1000), "all", 20, design="its")
    assert effect.placebo is not None and effect.placebo.low > 0
    assert (effect.verdict, effect.reasons[0]) == (
        UNKNOWN,
        "a break was found before the action, where there should be none",
    )


def yearly(draw: Draw, years: int, step: float = 0) -> dict[str, dict[int, Counts]]:
    """A wave of the year around a level, `years` before the start in week 0 and 20 weeks after it."""
    series = range(-52 * years - 2, 20)
    wave = {week: 25 * np.sin(2 * np.pi * week / 52) + step * (week >= 0) for week in series}
    return {"all": {week: draw(200, score) for week, score in wave.items()}}


def test_a_step_is_told_from_a_season_of_which_two_whole_ones_lie_before(draw: Draw) -> None:
    flat, stepped = yearly(draw, 2), yearly(draw, 2, step=25)
    quiet = effect_of_action(flat, "all", 0, design="its", season=52)
    assert (quiet.verdict, SEASONAL in quiet.reasons) == ("no evidence", True)
    found = effect_of_action(stepped, "all", 0, design="its", season=52)
    unseasonal = effect_of_action(stepped, "all", 0, design="its")
    assert found.verdict == "changed"
    assert found.effect is not None and unseasonal.effect is not None
    assert found.effect.low < 25 < found.effect.high
    assert found.effect.high - found.effect.low < unseasonal.effect.high - unseasonal.effect.low
    assert abs(found.effect.value - 25) < abs(unseasonal.effect.value - 25)


def test_with_less_than_two_seasons_before_it_says_that_one_looks_like_an_effect(draw: Draw) -> None:
    short = effect_of_action(yearly(draw, 1), "all", 0, design="its", season=52)
    assert UNSEASONAL in short.reasons
    assert SEASONAL not in short.reasons


def test_without_a_season_nothing_is_said_of_one(draw: Draw) -> None:
    effect = effect_of_action(weeks(draw, [0] * 20 + [30] * 12), "all", 20, design="its")
    assert not {SEASONAL, UNSEASONAL} & set(effect.reasons)


def test_dates_give_the_same_effect_as_numbers(draw: Draw) -> None:
    numbered = weeks(draw, [0] * 10 + [20] * 6)
    day = date(2026, 1, 5)
    dated = {"all": {day + timedelta(weeks=week): counts for week, counts in numbered["all"].items()}}
    first = effect_of_action(numbered, "all", 10, design="its")
    second = effect_of_action(dated, "all", day + timedelta(weeks=10), design="its")
    assert first.effect is not None and second.effect is not None
    assert second.effect.value == pytest.approx(first.effect.value)
    assert second.effect.low == pytest.approx(first.effect.low)
    assert first.pretrend is not None and second.pretrend is not None
    assert second.pretrend.value == pytest.approx(first.pretrend.value / 7)


def test_too_few_periods_before_cannot_tell_and_too_few_after_are_early(draw: Draw) -> None:
    effect = effect_of_action(weeks(draw, [0] * 7 + [30] * 9), "all", 7, design="its")
    assert (effect.verdict, effect.reasons[0]) == (UNKNOWN, "7 periods before the action, of 8 needed")
    effect = effect_of_action(weeks(draw, [0] * 9 + [30] * 3), "all", 9, design="its")
    assert (effect.verdict, effect.reasons[0]) == ("too early", "3 periods since the action, of 4 needed")
    assert effect_of_action({"all": {}}, "all", 1, design="its").verdict == UNKNOWN


def test_weeks_without_answers_are_no_zeros(draw: Draw) -> None:
    data = weeks(draw, [0] * 20 + [30] * 12)
    gaps = {"all": data["all"] | {week: Counts.of({}, SCALE) for week in range(32, 40)}}
    assert effect_of_action(gaps, "all", 20, design="its").effect == (
        effect_of_action(data, "all", 20, design="its").effect
    )


def test_weeks_of_equal_answers_are_no_certainty() -> None:
    data = {"all": {week: Counts.of({10: 20}, SCALE) for week in range(20)}}
    effect = effect_of_action(data, "all", 10, design="its")
    assert effect.verdict == "no evidence"
    assert effect.effect is not None and effect.effect.high > 5


def test_periods_of_two_kinds_are_refused(draw: Draw) -> None:
    some = draw(10, 0)
    with pytest.raises(NoContrast, match="all whole numbers or all dates"):
        effect_of_action({"all": {1: some, date(2026, 1, 1): some}}, "all", 1, design="its")
    with pytest.raises(NoContrast, match="by period"):
        effect_of_action({"all": nps_changes({(1, 2): 3})}, "all", 1, design="its")


def asked_twice(seed: int, reliability: float, effect: float) -> tuple[Counts, Counts, Counts]:
    """Everyone's scores, those of the lowest, and theirs after an action worth `effect` points."""
    rng = np.random.default_rng(seed)
    true = rng.normal(0, reliability**0.5, 6000)
    noise = (1 - reliability) ** 0.5
    first, second = (true + rng.normal(0, noise, len(true)) for _ in range(2))
    low = first < -1
    scores = [
        np.clip(np.round(7 + 2 * part), 0, 10).astype(int)
        for part in (first, first[low], second[low] + effect / 2)
    ]
    everyone, selected, again = (Counts.from_scores(part.tolist(), SCALE) for part in scores)
    return everyone, selected, again


def test_calling_the_detractors_without_calling_them_changes_nothing() -> None:
    """They rise by themselves: without a comparison the verdict says that nothing is known."""
    _, before, after = asked_twice(1, 0.5, 0.0)
    series = {"called": {0: before, 1: after}}
    for chosen in (True, False):
        effect = effect_of_action(series, "called", 1, design="did", chosen_for_low_scores=chosen)
        assert (effect.verdict, effect.effect) == (UNKNOWN, None)
    assert (
        "rises by itself"
        in effect_of_action(series, "called", 1, design="did", chosen_for_low_scores=True).text
    )


def test_an_interrupted_series_of_those_chosen_is_unknown_too(draw: Draw) -> None:
    data = weeks(draw, [0] * 20 + [30] * 12)
    effect = effect_of_action(data, "all", 20, design="its", chosen_for_low_scores=True)
    assert effect.verdict == UNKNOWN
    selection = Selection(draw(300, 0), draw(3000, 40), reliability=0.5)
    corrected = effect_of_action(
        data, "all", 20, design="its", chosen_for_low_scores=True, selection=selection
    )
    plain = effect_of_action(data, "all", 20, design="its")
    assert plain.effect is not None and corrected.effect is not None
    assert corrected.effect.value == pytest.approx(plain.effect.value - 20, abs=4)
    assert corrected.effect.high - corrected.effect.low > plain.effect.high - plain.effect.low


@pytest.mark.parametrize(("worth", "verdict"), [(0.0, "no evidence"), (1.5, "changed")])
def test_a_reliability_says_how_much_of_the_rise_was_to_be_expected(worth: float, verdict: str) -> None:
    from regard.perception.metrics.csat import csat

    everyone, before, after = asked_twice(1, 0.5, worth)
    effect = effect_of_action(
        {"called": {0: before, 1: after}},
        "called",
        1,
        design="did",
        metric=lambda counts: csat(counts, aggregate="mean"),
        chosen_for_low_scores=True,
        selection=Selection(before, everyone, reliability=0.5),
    )
    assert effect.verdict == verdict
    assert effect.effect is not None and effect.effect.low < worth < effect.effect.high


def test_a_perfectly_reliable_answer_expects_no_rise() -> None:
    everyone, before, after = asked_twice(1, 0.5, 0.0)
    selection = Selection(before, everyone, reliability=1)
    effect = effect_of_action({"t": {0: before, 1: after}}, "t", 1, design="did", selection=selection)
    assert effect.verdict == "changed"


def test_selections_without_answers_or_reliability_are_refused() -> None:
    everyone, before, after = asked_twice(1, 0.5, 0.0)
    with pytest.raises(NoContrast, match="reliability"):
        Selection(before, everyone, reliability=1.2)
    empty = Selection(Counts.of({}, SCALE), everyone, reliability=0.5)
    with pytest.raises(NoContrast, match="of everyone"):
        effect_of_action({"t": {0: before, 1: after}}, "t", 1, design="did", selection=empty)


def test_people_asked_twice_without_a_comparison_need_a_selection() -> None:
    changes = nps_changes({(3, 9): 30, (3, 3): 70})
    effect = effect_of_action({"t": changes}, "t", 1, design="did", chosen_for_low_scores=True)
    assert effect.verdict == UNKNOWN
    selection = Selection(Counts.of({3: 100}, SCALE), Counts.of({3: 500, 9: 500}, SCALE), 0.7)
    corrected = effect_of_action({"t": changes}, "t", 1, design="did", selection=selection)
    assert corrected.effect is not None and corrected.effect.value == pytest.approx(60 - 30)
    with pytest.raises(NoContrast, match="no count of answers"):
        nps_changes({(3, 11): 1})
