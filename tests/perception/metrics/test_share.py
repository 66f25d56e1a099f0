"""The share of a whole, with Wilson's interval."""

from math import sqrt
from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regard.perception.metrics.share import share


def test_the_interval_is_wilsons():
    found = share(30, 120)
    z, n, p = NormalDist().inv_cdf(0.975), 120, 0.25
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    assert (found.value, found.n, found.status) == (25.0, 120, "shown")
    assert (found.low, found.high) == (
        pytest.approx(100 * (middle - half)),
        pytest.approx(100 * (middle + half)),
    )


@pytest.mark.parametrize(("part", "whole"), [(-1, 10), (11, 10), (1, 0)])
def test_what_is_no_part_of_the_whole_is_refused(part, whole):
    with pytest.raises(ValueError, match="is no part of"):
        share(part, whole)


@pytest.mark.parametrize(("whole", "status"), [(0, "no_answers"), (29, "not_enough_answers"), (400, "shown")])
def test_a_number_is_shown_only_where_there_is_enough_of_it(whole, status):
    assert share(0, whole).status == status


def test_few_are_hidden_where_that_is_asked():
    assert share(40, 50, hide_below=60).status == "hidden"


@given(st.integers(1, 3000).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole))))
def test_the_share_lies_in_its_interval_and_in_0_to_100(pair):
    found = share(*pair)
    if found.status == "shown":
        assert 0 <= found.low <= found.value <= found.high <= 100


def test_the_share_of_the_rest_is_the_rest():
    one, other = share(30, 120), share(90, 120)
    assert (one.low, one.high) == (pytest.approx(100 - other.high), pytest.approx(100 - other.low))
