"""Series of days as they are read."""

from datetime import datetime

import numpy as np
import pytest

from regard.perception import Counts, OffScale, Scale, UnlikeCounts, nps
from regard.perception.cubes import CountCube
from regard.perception.trends import NoAnswers, UnfitSeries, anomalies, change_points, seasonality, trend
from regard.perception.trends.series import read, variance_within
from tests.perception.trends.days import ELEVEN, START, answers, day

DAYS = {day(0): answers(1, 2, 3), day(3): answers(4, 0, 1)}
QUESTIONS = [trend, seasonality, change_points, anomalies]


def test_days_without_answers_are_rows_of_zeros():
    found = read(DAYS, nps)
    assert found.start == START
    assert found.counts.tolist() == [[1, 2, 3], [0, 0, 0], [0, 0, 0], [4, 0, 1]]
    assert found.between(0, 4).n == 11


def test_mappings_pairs_and_cubes_say_the_same():
    pairs = [(day(3), answers(4, 0, 1)), (day(0), answers(1, 1, 1)), (day(0), answers(0, 1, 2))]
    cells = {(when, "x"): counts for when, counts in DAYS.items()} | {(None, "x"): answers(9, 9, 9)}
    cube = CountCube.of(("day", "segment"), cells, ELEVEN)
    for series in (pairs, cube):
        assert read(series, nps).counts.tolist() == read(DAYS, nps).counts.tolist()


def test_weights_are_counted_by_their_effective_number():
    weighted = Counts.from_scores([10, 10, 0], ELEVEN, weights=[1.0, 3.0, 1.0])
    found = read({START: weighted}, nps)
    assert found.counts.sum() == pytest.approx(weighted.n_eff)
    assert found.between(0, 1).w == weighted.w


@pytest.mark.parametrize("ask", QUESTIONS)
@pytest.mark.parametrize("empty", [{}, [], {START: answers(0, 0, 0)}])
def test_no_answers_are_refused_by_name(ask, empty):
    with pytest.raises(NoAnswers):
        ask(empty)


@pytest.mark.parametrize("ask", QUESTIONS)
def test_what_is_no_series_is_refused_by_name(ask):
    with pytest.raises(UnfitSeries, match="is no date"):
        ask({datetime(2026, 1, 1): answers(1, 1, 1)})
    with pytest.raises(UnfitSeries, match="is no date"):
        ask([("2026-01-01", answers(1, 1, 1))])
    for wrong in ([START], [1.0, None], {START: 5}, "day", [(START, answers(1, 1, 1), 3)]):
        with pytest.raises(UnfitSeries, match=r"is no (day with its counts|series of days)"):
            ask(wrong)
    with pytest.raises(UnfitSeries, match="7 is no series of days"):
        ask(7)
    with pytest.raises(UnfitSeries, match="too many"):
        ask({START: answers(1, 1, 1), START.replace(year=1): answers(1, 1, 1)})
    with pytest.raises(UnfitSeries, match="several scales"):
        ask({START: answers(1, 1, 1), day(1): Counts.of({5: 1}, Scale(1, 5))})
    with pytest.raises(UnlikeCounts):
        weighted = Counts.from_scores([10], ELEVEN, weights=[2.0])
        ask({START: answers(1, 1, 1), day(1): weighted})


@pytest.mark.parametrize("ask", QUESTIONS)
def test_a_single_answer_and_a_billion_are_no_warning(ask):
    ask({START: answers(0, 0, 1)})
    ask({day(number): answers(10**9, 10**9, 10**9 + number) for number in range(70)})
    ask({day(number): answers(0, 0, 5) for number in range(70)})


def test_a_count_that_is_no_number_cannot_be_made():
    with pytest.raises(OffScale):
        Counts((float("nan"), *(0,) * 10), ELEVEN)


def test_periods_start_where_the_calendar_says():
    found = read({day(0): answers(1, 1, 1), day(120): answers(1, 1, 1)}, nps)
    starts = {
        freq: [found.day(start) for start, _ in found.periods(freq)] for freq in ("week", "month", "quarter")
    }
    assert starts["month"][1].isoformat() == "2024-02-01"
    assert starts["quarter"][1].isoformat() == "2024-04-01"
    assert {one.isoweekday() for one in starts["week"]} == {1}
    assert len(found.periods("day")) == 121
    with pytest.raises(UnfitSeries, match="fortnight"):
        found.periods("fortnight")


def test_the_variance_of_a_day_is_never_zero():
    assert variance_within(np.array([[0.0, 0.0, 9.0]]), np.array([-100.0, 0.0, 100.0])) > 0
