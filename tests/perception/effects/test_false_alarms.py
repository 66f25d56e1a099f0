"""How often each design says that something changed when nothing did, and when something did."""

from collections.abc import Callable, Mapping

import numpy as np
import pytest

from regard.perception.counts import Counts, Groups
from regard.perception.effects import effect_of_action
from regard.perception.effects.contrasts import excludes_zero
from regard.perception.effects.interruption import Points, interrupted
from regard.perception.effects.units import compare_units
from tests.perception.effects.conftest import Draw

Answers = Mapping[str, Mapping[int, Counts]]


def hold_out(draw: Draw, effect: float) -> Answers:
    return {"treated": {1: draw(250, 10 + effect)}, "held out": {1: draw(250, 10)}}


def two_arms(draw: Draw, effect: float) -> Answers:
    weeks = {name: {week: draw(60, 10) for week in range(-6, 1)} for name in ("treated", "others")}
    after = {
        name: {week: draw(60, 10 + effect * (name == "treated")) for week in range(1, 6)} for name in weeks
    }
    return {name: weeks[name] | after[name] for name in weeks}


def series(draw: Draw, effect: float) -> Answers:
    return {"treated": {week: draw(80, 10 + effect * (week > 0)) for week in range(-13, 12)}}


DESIGNS = [("holdout", hold_out, 25.0), ("did", two_arms, 30.0), ("its", series, 40.0)]


@pytest.mark.parametrize(("design", "made", "_effect"), DESIGNS, ids=["holdout", "did", "its"])
def test_a_design_finds_one_in_twenty_at_most_where_nothing_changed(
    draw: Draw, design: str, made: Callable[[Draw, float], Answers], _effect: float
) -> None:
    """10 of 120 is 5 % and two standard errors; longer runs: 5.4 % of 6000, 3.6 % of 3000, 2.2 % of 2000."""
    verdicts = [effect_of_action(made(draw, 0), "treated", 1, design=design).verdict for _ in range(120)]  # type: ignore[arg-type]
    assert sum(verdict in ("changed", "worse") for verdict in verdicts) <= 10


@pytest.mark.parametrize(("design", "made", "effect"), DESIGNS, ids=["holdout", "did", "its"])
def test_each_design_finds_a_large_effect_in_four_of_five_cases(
    draw: Draw, design: str, made: Callable[[Draw, float], Answers], effect: float
) -> None:
    verdicts = [effect_of_action(made(draw, effect), "treated", 1, design=design).verdict for _ in range(40)]  # type: ignore[arg-type]
    assert verdicts.count("changed") >= 32
    assert verdicts.count("worse") == 0


@pytest.mark.parametrize(("treated", "others"), [(4, 5), (6, 8), (10, 10)])
def test_units_that_scatter_hold_their_level(treated: int, others: int) -> None:
    rng = np.random.default_rng(4)
    found = 0
    for _ in range(400):
        interval = compare_units(
            rng.normal(0, 5, treated).tolist(), rng.normal(0, 5, others).tolist(), 0.95, n=1
        )
        found += interval is not None and not interval.low <= 0 <= interval.high
    assert found / 400 <= 0.065


def wandering(rng: np.random.Generator, carried: float, slope: float) -> Points:
    """26 weeks before and 13 after, of a level on a slope that wanders by 10 points and carries over."""
    level = rng.normal(0, 10)
    points = []
    for week in range(39):
        promoters = (70 + float(np.clip(slope * (week - 26) + level, -60, 60))) / 200
        counts = tuple(rng.multinomial(200, [0.7 - promoters, 0.3, promoters]).tolist())
        points.append((week, Groups((-100, 0, 100), counts, 200)))
        level = carried * level + rng.normal(0, 10 * (1 - carried**2) ** 0.5)
    return points


@pytest.mark.parametrize("slope", [0.0, 1.0, -1.5])
@pytest.mark.parametrize("carried", [0.0, 0.4, 0.7])
def test_a_series_without_a_change_is_called_one_in_one_of_twenty_at_most(
    carried: float, slope: float
) -> None:
    """8 of 100 is 5 % and one and a half standard errors; longer runs: 1 to 5 % of 300 each."""
    rng = np.random.default_rng(7)
    found = [interrupted(wandering(rng, carried, slope), 26, 0.95) for _ in range(100)]
    alarms = sum(not one.barriers and excludes_zero(one.at and one.at(0.95)) for one in found)
    assert alarms <= 8


def test_looking_early_does_not_multiply_false_alarms(draw: Draw) -> None:
    """Twenty looks at a null action before its date, one at it: all together still about one in twenty."""
    alarms = 0
    for _ in range(60):
        arms = {"t": draw(1, 10), "c": draw(1, 10)}
        verdicts = []
        for look in range(21):
            arms = {name: counts + draw(40, 10) for name, counts in arms.items()}
            data = {name: {1: counts} for name, counts in arms.items()}
            verdicts.append(effect_of_action(data, "t", 1, early=look < 20).verdict)
        alarms += any(verdict in ("changed", "worse") for verdict in verdicts)
    assert alarms <= 6
