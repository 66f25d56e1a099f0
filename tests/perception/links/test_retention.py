"""Retention curves and the log-rank test, against R's published values and lifelines."""

import csv
import gzip
import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lifelines import KaplanMeierFitter
from lifelines.datasets import load_rossi, load_waltons
from lifelines.statistics import multivariate_logrank_test

from regard.perception.links import (
    EventCounts,
    EventRow,
    NobodyAtRisk,
    from_durations,
    logrank,
    retention_by_group,
    retention_curve,
)


def telco(shared: Path) -> EventCounts:
    with gzip.open(shared / "structured_telco_churn.csv.gz", "rt", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if int(row["tenure"])]
    groups = ["month" if row["Contract"] == "Month-to-month" else "longer" for row in rows]
    return from_durations(
        [int(row["tenure"]) for row in rows], [row["Churn"] == "Yes" for row in rows], groups
    )


def test_telco_survival_is_what_r_says(shared: Path) -> None:
    """R survival 3.5-3: survfit on the 7,032 IBM telco customers with a tenure (statistics.md 1.13)."""
    curve = retention_curve(telco(shared))
    points = [curve.at(month) for month in (12, 24, 72)]
    assert curve.customers == 7032
    assert [round(point.retained.value, 6) for point in points] == [0.8432, 0.788736, 0.592790]
    assert [round(point.se or 0, 5) for point in points] == [0.00449, 0.00521, 0.00992]


def test_telco_logrank_is_what_r_says(shared: Path) -> None:
    """R survival 3.5-3: survdiff, month-to-month against longer contracts (statistics.md 1.13)."""
    test = logrank(telco(shared))
    assert round(test.chi_square, 6) == 2304.217478
    assert (test.df, test.n) == (1, 7032)


def test_lifelines_gives_the_same_curve_and_limits() -> None:
    waltons = load_waltons()
    peer = KaplanMeierFitter().fit(waltons["T"], waltons["E"])
    curve = retention_curve(from_durations(waltons["T"].astype(int), waltons["E"].astype(bool)))
    assert curve.median == 56
    for month in (9, 38, 56, 68):
        low, high = peer.confidence_interval_survival_function_.loc[month]
        found = curve.at(month).retained
        assert found.value == pytest.approx(peer.predict(month), abs=1e-12)
        assert (found.low, found.high) == (pytest.approx(low, abs=1e-9), pytest.approx(high, abs=1e-9))


def test_lifelines_gives_the_same_test_of_several_groups() -> None:
    rossi = load_rossi()
    groups = [str(min(prio // 3, 3)) for prio in rossi["prio"]]
    peer = multivariate_logrank_test(rossi["week"], groups, rossi["arrest"])
    test = logrank(from_durations(rossi["week"], rossi["arrest"].astype(bool), groups))
    assert test.chi_square == pytest.approx(peer.test_statistic, rel=1e-9)
    assert test.p_value == pytest.approx(peer.p_value, rel=1e-6)
    assert test.df == 3


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 10), st.booleans()), min_size=1, max_size=40))
def test_shares_fall_and_stay_inside_their_limits(rows: list[tuple[int, bool]]) -> None:
    points = retention_curve(from_durations(*zip(*rows, strict=True))).points
    values = [1.0, *(point.retained.value for point in points)]
    assert values == sorted(values, reverse=True)
    for point in points:
        assert 0 <= point.retained.low <= point.retained.value <= point.retained.high <= 1
        assert point.retained.high - point.retained.low > 0


def test_nobody_having_left_is_no_certainty() -> None:
    """The exact limit: 20 of 20 stayed, 0.025 ** (1 / 20) (Clopper and Pearson 1934)."""
    retained = retention_curve(from_durations([3] * 20, [False] * 20)).at(3).retained
    assert (retained.value, retained.low, retained.high) == (1.0, pytest.approx(0.025**0.05), 1.0)


def test_everybody_having_left_is_no_certainty_either() -> None:
    point = retention_curve(from_durations([1, 1, 1, 1], [True] * 4)).at(1)
    assert (point.retained.value, point.retained.low, point.se) == (0.0, 0.0, None)
    assert point.retained.high == pytest.approx(1 - 0.025**0.25)


def test_limits_hold_the_truth_as_often_as_they_say() -> None:
    """A hazard of 5 % a month, half of 60 customers lost from sight: S(12) = .95 ** 12."""
    draw = np.random.default_rng(1)
    held = 0
    for _ in range(500):
        leaves, seen = draw.geometric(0.05, 60), draw.integers(6, 25, 60)
        counts = from_durations(np.minimum(leaves, seen).tolist(), (leaves <= seen).tolist())
        retained = retention_curve(counts).at(12).retained
        held += retained.low <= 0.95**12 <= retained.high
    assert 0.93 <= held / 500 <= 0.975


def test_groups_have_a_curve_each() -> None:
    curves = retention_by_group(from_durations([1, 2, 2], [True, True, False], ["a", "b", "b"]))
    assert {group: curve.customers for group, curve in curves.items()} == {("a",): 1, ("b",): 2}


def test_months_outside_the_follow_up_have_no_share() -> None:
    curve = retention_curve(from_durations([3, 5], [True, False]))
    assert curve.at(4).retained.value == 0.5
    for month in (0, 6):
        with pytest.raises(NobodyAtRisk, match=f"month {month}"):
            curve.at(month)


def test_questions_without_customers_are_refused() -> None:
    with pytest.raises(NobodyAtRisk):
        retention_curve(EventCounts((), ()))
    with pytest.raises(NobodyAtRisk, match="there are 1"):
        logrank(from_durations([1], [True], ["a"]))
    with pytest.raises(ValueError, match="level"):
        retention_curve(from_durations([1], [True]), level=1.0)


def test_groups_that_were_never_at_risk_together_are_not_tested() -> None:
    counts = EventCounts(("g",), (EventRow(1, ("a",), 5, 2, 3), EventRow(2, ("b",), 5, 2, 3)))
    assert (logrank(counts).df, logrank(counts).p_value) == (0, 1.0)


def test_groups_in_which_all_leave_at_once_are_alike() -> None:
    test = logrank(from_durations([1, 1, 1, 1], [True] * 4, ["a", "a", "b", "b"]))
    assert (test.chi_square, test.p_value) == (0.0, 1.0)


def test_results_are_plain_json() -> None:
    counts = from_durations([1, 2, 2, 3], [True, True, False, True], ["a", "b", "b", "a"])
    for result in (retention_curve(counts).to_dict(), logrank(counts).to_dict()):
        assert json.loads(json.dumps(result, allow_nan=False)) == result


def test_a_billion_customers_keep_their_limits_apart() -> None:
    counts = EventCounts.of((), {(1, ()): (10**9, 1, 10**9 - 1)})
    retained = retention_curve(counts).at(1).retained
    assert retained.low < retained.value < retained.high < 1
    assert math.isclose(retained.value, 1 - 1e-9)
