"""Net Promoter Score."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regard.perception import Counts, Scale, UnfitScale, nps

ELEVEN = Scale(0, 10)
cells = st.lists(st.integers(0, 50), min_size=11, max_size=11).filter(any)


def value(counts):
    return nps(Counts(tuple(counts), ELEVEN)).exact


@pytest.mark.parametrize(
    ("score", "points"), [(0, -100), (5, -100), (6, -100), (7, 0), (8, 0), (9, 100), (10, 100)]
)
def test_nine_and_ten_promote_seven_and_eight_pass_the_rest_detract(score, points):
    assert nps(Counts.of({score: 40}, ELEVEN)).value == points


def test_it_is_promoters_minus_detractors_in_percent_of_all_answers():
    assert value([1, 0, 0, 0, 0, 0, 0, 2, 0, 0, 2]) == 20


@pytest.mark.parametrize(
    "scale", [Scale(1, 10), Scale(1, 5), Scale(0, 5), Scale(0, 10, direction="low_is_good"), Scale(0, 100)]
)
def test_another_scale_is_no_nps(scale):
    with pytest.raises(UnfitScale, match="0-10"):
        nps(Counts.of({}, scale))


def test_a_skipped_question_does_not_lower_it():
    counts = Counts.from_scores([10] * 30 + [None] * 60, ELEVEN)
    assert (nps(counts).value, nps(counts).n) == (100, 30)


@given(cells)
def test_exchanging_promoters_and_detractors_changes_the_sign(counts):
    detractors, passives, promoters = sum(counts[:7]), sum(counts[7:9]), sum(counts[9:])
    mirrored = value([promoters, 0, 0, 0, 0, 0, 0, passives, 0, 0, detractors])
    assert mirrored == -value(counts)


@given(cells, st.integers(0, 10), st.integers(0, 10))
def test_a_better_answer_never_lowers_it(counts, one, other):
    worse, better = sorted((one, other))
    with_worse, with_better = list(counts), list(counts)
    with_worse[worse] += 1
    with_better[better] += 1
    assert value(with_worse) <= value(with_better)


@given(cells)
def test_it_stays_between_minus_100_and_100(counts):
    low, high = nps(Counts(tuple(counts), ELEVEN)).band
    assert -100 <= low <= value(counts) <= high <= 100
