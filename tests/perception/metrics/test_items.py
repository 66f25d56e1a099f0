"""Means and covariances of several questions, from wherever they come."""

from types import SimpleNamespace

import numpy as np
import pytest

from regard.perception.metrics import Items, UnfitMoments
from regard.perception.metrics.items import from_scores, items_of, turned
from regard.perception.moments import Moments
from tests.perception.drivers.published import ATTITUDE, ATTITUDE_NAMES

COLUMNS = {name: ATTITUDE[:, place].tolist() for place, name in enumerate(ATTITUDE_NAMES)}
TWO = ((1.0, 0.5), (0.5, 2.0))


def test_columns_have_the_moments_that_numpy_finds():
    items = from_scores(COLUMNS)
    assert np.array(items.cov) == pytest.approx(np.cov(ATTITUDE.T))
    assert items.mean == pytest.approx(ATTITUDE.mean(0))
    assert (items.n, items.n_eff) == (30, 30)


def test_moments_of_rows_are_items():
    items = items_of(Moments.from_rows(ATTITUDE, ATTITUDE_NAMES), ("advance", "rating"))
    assert items.names == ("advance", "rating")
    assert np.array(items.cov) == pytest.approx(np.cov(ATTITUDE[:, [6, 0]].T))
    assert all(type(value) is float for row in items.cov for value in row)


def test_weighted_moments_count_by_their_effective_number():
    weights = np.linspace(1, 5, 30)
    items = items_of(Moments.from_rows(ATTITUDE, ATTITUDE_NAMES, weights=weights))
    assert (items.n, items.n_eff) == (30, pytest.approx(weights.sum() ** 2 / (weights**2).sum()))


def test_anything_with_the_four_attributes_is_taken():
    found = items_of(SimpleNamespace(names=["a", "b"], n=9, mean=np.array([1, 2]), cov=np.array(TWO)))
    assert (found.mean, found.cov, found.n_eff) == ((1.0, 2.0), TWO, 9.0)


def test_an_item_turned_round_has_the_opposite_covariances():
    found = turned(Items(("a", "b"), 9, (3.0, 2.0), TWO), {"b"})
    assert (found.mean, found.cov) == ((3.0, -2.0), ((1.0, -0.5), (-0.5, 2.0)))


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ({"mean": (1.0,)}, "as many means"),
        ({"cov": ((1.0, 0.5),)}, "k x k"),
        ({"cov": ((1.0, 0.5), (0.5,))}, "k x k"),
        ({"names": ("a", "a")}, "a, a"),
        ({"n": 1}, "two people"),
        ({"n": 0}, "two people"),
        ({"n_eff": 0.5}, "two people"),
        ({"mean": (1.0, float("nan"))}, "b: a mean of nan"),
        ({"cov": ((1.0, float("nan")), (float("nan"), 2.0))}, "b, a: a covariance of nan"),
        ({"cov": ((1.0, float("inf")), (float("inf"), 2.0))}, "b, a: a covariance of inf"),
        ({"cov": ((-1.0, 0.0), (0.0, 2.0))}, "a, a"),
        ({"cov": ((1.0, 0.5), (0.4, 2.0))}, "b, a"),
        ({"cov": ((1.0, 1.5), (1.5, 2.0))}, "b, a: a covariance of 1.5 that no answers can have"),
    ],
)
def test_what_no_answers_can_have_is_refused_with_its_place(how, told):
    with pytest.raises(UnfitMoments, match=told):
        Items(**{"names": ("a", "b"), "n": 9, "mean": (1.0, 2.0), "cov": TWO} | how)


@pytest.mark.parametrize("moments", [None, [1, 2], SimpleNamespace(names=["a"], n=3, mean=None, cov=[[1]])])
def test_what_is_no_moments_is_refused(moments):
    with pytest.raises(UnfitMoments, match="no moments"):
        items_of(moments)


def test_an_item_that_is_not_there_is_named():
    items = Items(("a", "b"), 9, (1.0, 2.0), TWO)
    with pytest.raises(UnfitMoments, match="'c' is none of the items a, b"):
        items_of(items, ["a", "c"])
    with pytest.raises(UnfitMoments, match="'c' is none"):
        turned(items, ["c"])


@pytest.mark.parametrize("columns", [{}, {"a": [1]}, {"a": [1, 2], "b": [1]}, {"a": []}])
def test_columns_are_of_the_same_two_people_or_more(columns):
    with pytest.raises(UnfitMoments, match="same two people"):
        from_scores(columns)


def test_an_answer_that_is_no_number_is_refused():
    with pytest.raises(UnfitMoments, match="a: a mean of nan"):
        from_scores({"a": [1, float("nan")]})
