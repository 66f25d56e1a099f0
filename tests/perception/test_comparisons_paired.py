"""The same people asked twice."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regard.perception import (
    Counts,
    OffScale,
    Scale,
    UnlikeCounts,
    UnlikeEstimates,
    compare,
    csat,
    nps,
    star_rating,
)
from regard.perception.comparisons import NoMeanOfScores, compare_paired, score_values, transitions
from regard.perception.intervals import score_limits

ELEVEN, FIVE, YES_NO = Scale(0, 10), Scale(1, 5), Scale(0, 1)
people = st.lists(st.tuples(st.integers(0, 10), st.integers(0, 10)), min_size=1, max_size=60)


def test_tango_1998_is_the_case_of_two_answers():
    """R contingencytables, chapter 8: 16 fell, 6 rose, of 161 people."""
    table = {1: Counts.of({0: 16, 1: 80}, YES_NO), 0: Counts.of({1: 6, 0: 59}, YES_NO)}
    found = compare_paired(table, csat)
    assert (found.difference, found.low, found.high) == pytest.approx((-6.2112, -12.40, -0.54), abs=5e-3)
    assert found.significant


def test_three_who_all_rose_are_no_certainty():
    found = compare_paired({0: Counts.of({1: 3}, YES_NO)}, csat)
    assert (found.difference, found.low, found.high) == pytest.approx((100, -12.30, 100), abs=5e-3)
    assert not found.significant


def test_a_pairing_that_agrees_is_more_certain_than_two_groups():
    table = transitions([(9, 9)] * 300 + [(3, 3)] * 100 + [(9, 6)] * 12 + [(7, 7)] * 100, ELEVEN)
    paired = compare_paired(table)
    before = Counts.of({score: new.n for score, new in table.items()}, ELEVEN)
    apart = compare(before, Counts.sum(list(table.values())))
    assert paired.difference == pytest.approx(apart.difference)
    assert paired.high - paired.low < (apart.high - apart.low) / 2
    assert (paired.significant, apart.significant) == (True, False)


def test_the_interval_is_the_score_interval_of_each_persons_difference():
    found = compare_paired(transitions([(9, 3)] * 4 + [(8, 9)] * 7 + [(1, 2)] * 20, ELEVEN))
    low, high = score_limits([-200, -100, 0, 100, 200], [4, 0, 20, 7, 0], 1.959963984540054)
    assert (found.low, found.high) == pytest.approx((low, high))
    assert (found.n_before, found.n_after) == (31, 31)


@settings(max_examples=50, deadline=None)
@given(people)
def test_the_difference_is_that_of_the_two_waves_and_backwards_its_opposite(pairs):
    found = compare_paired(transitions(pairs, ELEVEN))
    back = compare_paired(transitions([(new, old) for old, new in pairs], ELEVEN))
    waves = [nps(Counts.from_scores(wave, ELEVEN)).exact for wave in zip(*pairs, strict=True)]
    assert found.difference == pytest.approx(float(waves[1] - waves[0]), abs=1e-9)
    assert (found.low, found.high) == pytest.approx((-back.high, -back.low), abs=1e-9)
    assert found.p_value == pytest.approx(back.p_value, abs=1e-9)
    if abs(found.p_value - 0.05) > 1e-9:
        assert found.significant == (found.low > 0 or found.high < 0)


def test_who_answered_once_has_no_change():
    scale = Scale(0, 10, na_values=(99,))
    table = transitions([(9, 9), (None, 3), (3, None), (99, 5), (4, 99), (0, 10)], scale)
    assert {old: new.n for old, new in table.items()} == {0: 1, 9: 1}


def test_nobody_who_moved_is_no_change():
    found = compare_paired(transitions([(9, 9)] * 50, ELEVEN))
    assert (found.difference, found.p_value, found.significant) == (0, 1, False)
    assert found.low < 0 < found.high


def test_weights_count():
    pairs = [(9, 3, 3.0), (9, 9, 1.0), (2, 9, 0.5)]
    table = {
        old: Counts.from_scores(
            [new for o, new, _ in pairs if o == old], ELEVEN, weights=[w for o, _, w in pairs if o == old]
        )
        for old in (2, 9)
    }
    found = compare_paired(table)
    assert found.difference == pytest.approx((-200 * 3 + 200 * 0.5) / 4.5)
    assert found.n_before == 3


def test_a_billion_people_are_fine():
    found = compare_paired({9: Counts.of({9: 10**9, 6: 10**5}, ELEVEN)})
    assert found.significant
    assert found.low < found.difference < found.high < 0


@pytest.mark.parametrize("table", [{}, {9: Counts.of({}, ELEVEN)}])
def test_nobody_who_answered_twice_is_refused(table):
    with pytest.raises(UnlikeEstimates, match="nobody answered both times"):
        compare_paired(table)


def test_a_hidden_number_is_not_compared():
    with pytest.raises(UnlikeEstimates, match="hidden"):
        compare_paired(transitions([(9, 9)] * 3, ELEVEN), lambda counts: nps(counts, hide_below=5))


def test_scores_off_the_scale_are_refused():
    with pytest.raises(OffScale, match="11"):
        compare_paired({11: Counts.of({9: 5}, ELEVEN)})
    with pytest.raises(OffScale, match=r"scores\[1\]: nan"):
        transitions([(9, 9), (float("nan"), 9)], ELEVEN)
    with pytest.raises(UnlikeCounts):
        compare_paired({1: Counts.of({5: 5}, ELEVEN), 2: Counts.of({5: 5}, FIVE)})


def test_a_metric_gives_each_score_a_value():
    assert score_values(star_rating, FIVE) == (1, 2, 3, 4, 5)
    assert score_values(csat, FIVE) == (0, 0, 0, 100, 100)


def test_a_metric_that_is_no_mean_of_scores_is_refused():
    def prior(counts):
        return nps(counts + Counts.of({10: 500_000}, ELEVEN))

    with pytest.raises(NoMeanOfScores):
        score_values(prior, ELEVEN)


def test_a_comparison_of_the_same_people_becomes_plain_json():
    assert (
        json.loads(json.dumps(compare_paired({9: Counts.of({3: 5}, ELEVEN)}).to_dict()))["difference"] == -200
    )
