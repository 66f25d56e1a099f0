"""Sums of products in blocks: what they say must be what the rows say."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regard.perception.moments import (
    AllEqual,
    Moments,
    NeverAdded,
    TooFewRows,
    UnfitRows,
    UnknownColumn,
    UnlikeMoments,
)

NAMES = ["ease", "speed", "price"]
few = settings(max_examples=30, deadline=None)
sizes = st.integers(3, 60)


def ratings(n, seed=1, gaps=0.0):
    chance = np.random.default_rng(seed)
    rows = np.clip(np.round(chance.normal(3, 1, (n, 1)) + chance.normal(0, 1, (n, 3))), 1, 5)
    rows[chance.random((n, 3)) < gaps] = np.nan
    return rows


def same(one, other):
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in ("used", "seen")) and (
        np.array_equal(one.sums, other.sums) and one.names == other.names
    )


@given(sizes, st.integers(0, 99), st.integers(1, 70))
@few
def test_they_are_the_moments_of_the_rows(n, seed, blocks):
    rows = ratings(n, seed) + np.random.default_rng(seed).normal(0, 0.01, (n, 3))
    moments = Moments.from_rows(rows, NAMES, blocks=blocks)
    assert moments.n == n
    assert moments.mean == pytest.approx(rows.mean(0))
    assert moments.cov == pytest.approx(np.cov(rows.T))
    assert moments.corr == pytest.approx(np.corrcoef(rows.T))


@given(sizes, sizes, sizes, st.sampled_from(["complete", "pairwise"]))
@few
def test_days_are_added_and_taken_away_in_any_order(first, second, third, missing):
    days = [
        Moments.from_rows(ratings(n, n, 0.2), NAMES, blocks=20, missing=missing)
        for n in (first, second, third)
    ]
    one, two, three = days
    assert same((one + two) + three, three + (two + one))
    assert same(one + two - two, one)


def test_the_sums_of_shards_are_the_sums_of_the_whole():
    rows = ratings(500)
    parts = Moments.from_rows(rows[:123], NAMES) + Moments.from_rows(rows[123:], NAMES)
    whole = Moments.from_rows(rows, NAMES)
    assert parts.total.tolist() == whole.total.tolist()
    assert parts.n == whole.n


def test_blocks_are_filled_evenly_and_at_random():
    moments = Moments.from_rows(ratings(2500), NAMES, blocks=1000)
    assert sorted(set(moments.used.tolist())) == [2, 3]
    days = [Moments.from_rows(ratings(30, day), NAMES, blocks=1000) for day in range(100)]
    assert (sum(day.used > 0 for day in days) > 0).mean() > 0.9


def test_a_person_is_taken_away_by_the_key():
    rows, people = ratings(200), np.repeat(np.arange(50), 4)
    moments = Moments.from_rows(rows, NAMES, by=people, blocks=30)
    hers = people == 7
    left = moments - Moments.from_rows(rows[hers], NAMES, by=people[hers], blocks=30)
    assert same(left, Moments.from_rows(rows[~hers], NAMES, by=people[~hers], blocks=30))
    with pytest.raises(NeverAdded, match="same keys"):
        Moments.from_rows(rows[:5], NAMES, blocks=30) - Moments.from_rows(rows[7:12], NAMES, blocks=30)


def test_rows_of_one_key_are_resampled_together():
    accounts = np.repeat(np.arange(40), 25)
    level = np.random.default_rng(1).normal(0, 1, 40)[accounts]
    rows = np.stack([level, np.random.default_rng(2).normal(0, 1, 1000)], 1)
    spread = {}
    for name, by in (("alone", None), ("together", accounts)):
        moments = Moments.from_rows(rows, ["shared", "own"], by=by)
        means = np.concatenate([moments.means(sums) for sums in moments.resampled(400)])
        spread[name] = means[:, 0].std()
    assert spread["together"] / spread["alone"] == pytest.approx(5, rel=0.25)  # the root of 25 rows a key


def test_not_applicable_leaves_the_row_out_and_is_told():
    rows = ratings(300, gaps=0.1)
    complete = rows[~np.isnan(rows).any(1)]
    moments = Moments.from_rows(rows, NAMES)
    assert moments.n == len(complete)
    assert moments.share_used == len(complete) / 300
    assert moments.cov == pytest.approx(np.cov(complete.T))


def test_none_is_missing_too():
    moments = Moments.from_rows([[1, 2, 3], [None, 2, 3], [4, 5, 7]], NAMES)
    assert (moments.n, moments.mean.tolist()) == (2, [2.5, 3.5, 5.0])
    assert repr(moments) == "<Moments of ease, speed, price: 2 rows in 1,000 blocks>"


def test_pairwise_uses_every_pair_of_values():
    rows = ratings(300, gaps=0.2)
    moments = Moments.from_rows(rows, NAMES, missing="pairwise")
    both = ~np.isnan(rows[:, :2]).any(1)
    x, y = rows[both, 0], rows[both, 1]
    covariance = (x * y).mean() - x.mean() * y.mean()
    expected = covariance / np.nanstd(rows[:, 0]) / np.nanstd(rows[:, 1])
    assert moments.corr[0, 1] == pytest.approx(expected)
    assert moments.mean == pytest.approx(np.nanmean(rows, 0))
    assert moments.share_used > Moments.from_rows(rows, NAMES).share_used


def test_pairwise_and_complete_agree_where_nothing_is_missing():
    complete, pairwise = (
        Moments.from_rows(ratings(99), NAMES, missing=missing) for missing in ("complete", "pairwise")
    )
    assert pairwise.cov == pytest.approx(complete.cov)
    assert pairwise.select("price", "ease").corr == pytest.approx(complete.select("price", "ease").corr)


def test_pairwise_correlations_that_contradict_each_other_are_repaired():
    nan = np.nan
    rows = [[1, 1, nan], [2, 2, nan], [3, 3, nan], [nan, 1, 1], [nan, 2, 2], [nan, 3, 3]]
    rows += [[1, nan, 3], [2, nan, 2], [3, nan, 1]]
    corr = Moments.from_rows(rows, NAMES, missing="pairwise").corr
    assert np.linalg.eigvalsh(corr).min() > -1e-12
    assert np.diagonal(corr).tolist() == [1, 1, 1]


def test_weights_weigh():
    rows = ratings(50)
    twice = Moments.from_rows(np.concatenate([rows, rows[:20]]), NAMES)
    heavy = Moments.from_rows(rows, NAMES, weights=[2] * 20 + [1] * 30)
    assert heavy.mean == pytest.approx(twice.mean)
    assert heavy.corr == pytest.approx(twice.corr)
    assert heavy.n == 50
    assert heavy.n_eff == pytest.approx(70**2 / 110)


@pytest.mark.parametrize("missing", ["complete", "pairwise"])
def test_values_far_from_zero_keep_their_variance(missing):
    rows = ratings(400) + np.array([0, 1e9, -1e12])
    near = Moments.from_rows(ratings(400), NAMES, missing=missing)
    moments = Moments.from_rows(rows, NAMES, missing=missing)
    assert moments.cov == pytest.approx(near.cov)
    halves = [Moments.from_rows(part, NAMES, missing=missing) for part in (rows[:200], rows[200:] + 5e9)]
    assert (halves[0] + halves[1]).mean == pytest.approx(moments.mean + 2.5e9)
    empty = Moments.from_rows(rows[:0], NAMES, missing=missing)
    assert (empty + moments).cov == pytest.approx(near.cov)


def test_columns_are_chosen_and_dropped():
    moments = Moments.from_rows(ratings(50), NAMES)
    assert moments.drop("speed").names == ("ease", "price")
    assert moments.select("price", "ease").corr[0, 1] == moments.corr[2, 0]
    for asked in (lambda: moments.select("taste"), lambda: moments.drop("taste")):
        with pytest.raises(UnknownColumn, match="'taste'"):
            asked()
    with pytest.raises(UnknownColumn, match="twice"):
        moments.select("ease", "ease")


def test_no_rows_and_one_row_have_no_covariance():
    none = Moments.from_rows(np.zeros((0, 3)), NAMES)
    one = Moments.from_rows([[1, 2, 3]], NAMES)
    assert (none.n, none.share_used, one.n) == (0, 0.0, 1)
    assert one.mean.tolist() == [1, 2, 3]
    for asked in (lambda: none.mean, lambda: none.cov, lambda: none.corr, lambda: one.cov):
        with pytest.raises(TooFewRows):
            asked()
    assert same(none + one, one)


def test_a_column_of_one_value_correlates_with_nothing():
    rows = ratings(30)
    rows[:, 1] = 4.1
    moments = Moments.from_rows(rows, NAMES)
    assert moments.cov[1].tolist() == [0, 0, 0]
    with pytest.raises(AllEqual, match="speed"):
        _ = moments.corr


def test_pairs_that_no_row_has_are_no_pair():
    rows = [[1, np.nan], [np.nan, 2], [3, np.nan]]
    with pytest.raises(TooFewRows):
        _ = Moments.from_rows(rows, ["a", "b"], missing="pairwise").corr


@pytest.mark.parametrize(
    ("error", "rows", "more"),
    [
        (UnfitRows, [[1, 2]], {}),
        (UnfitRows, [1, 2, 3], {}),
        (UnfitRows, [["a", "b", "c"]], {}),
        (UnfitRows, [[1, 2, float("inf")]], {}),
        (UnfitRows, [[1, 2, 1e300]], {}),
        (UnfitRows, [[1, None, "3"]], {}),
        (UnfitRows, [[1, 2, 3]], {"weights": [-1]}),
        (UnfitRows, [[1, 2, 3]], {"weights": [float("nan")]}),
        (UnfitRows, [[1, 2, 3]], {"weights": [1, 1]}),
        (UnfitRows, [[1, 2, 3]], {"by": [1, 2]}),
        (UnfitRows, [[1, 2, 3]], {"blocks": 0}),
        (UnfitRows, [[1, 2, 3]], {"missing": "mean"}),
        (UnknownColumn, [[1, 2, 3]], {"names": ["a", "a", "b"]}),
    ],
)
def test_what_cannot_be_summed_is_refused_by_name(error, rows, more):
    with pytest.raises(error):
        Moments.from_rows(rows, **({"names": NAMES} | more))


def test_the_place_of_a_wrong_value_is_named():
    with pytest.raises(UnfitRows, match="speed in row 1"):
        Moments.from_rows([[1, 2, 3], [1, float("-inf"), 3]], NAMES)


def test_unlike_moments_are_not_added():
    moments = Moments.from_rows(ratings(50), NAMES)
    for other in (
        moments.drop("ease"),
        Moments.from_rows(ratings(50), NAMES, blocks=10),
        Moments.from_rows(ratings(50), NAMES, missing="pairwise"),
    ):
        with pytest.raises(UnlikeMoments):
            moments + other


def test_resampled_blocks_vary_as_resampled_rows():
    rows = ratings(4000)
    moments = Moments.from_rows(rows, NAMES)
    blocks = np.concatenate([moments.correlations(sums)[:, 0, 1] for sums in moments.resampled(500)])
    chance = np.random.default_rng(2)
    drawn = [np.corrcoef(rows[chance.integers(0, 4000, 4000)].T)[0, 1] for _ in range(500)]
    assert blocks.std() == pytest.approx(np.std(drawn), rel=0.15)
