"""One index of several questions."""

import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regard.perception import OffScale, Scale, UnlikeEstimates, csat, difference
from regard.perception.counts import Counts
from regard.perception.metrics import Items, UnfitMoments, UnfitWeights, composite_index
from regard.perception.metrics.items import from_scores
from regard.perception.moments import Moments

FIVE, TEN = Scale(1, 5), Scale(1, 10)
OHIO = {"satisfaction": 0.3885, "expectation": 0.3190, "ideal": 0.2925}
ratings = st.lists(st.tuples(*[st.integers(1, 5)] * 3), min_size=2, max_size=40)


def columns(rows):
    return {name: [row[k] for row in rows] for k, name in enumerate("abc")}


def index(items, weights=None, scale=FIVE, **how):
    shares = weights or dict.fromkeys(items.names, 1 / len(items.names))
    return composite_index(items, shares, dict.fromkeys(shares, scale), **how)


def test_the_published_index_of_ohio():
    """ACSI form with the weights of the Ohio variant; means 8, 7, 7 on 1-10."""
    spread = tuple(tuple(2.0 if i == j else 1.0 for j in range(3)) for i in range(3))
    found = index(Items(tuple(OHIO), 400, (8.0, 7.0, 7.0), spread), OHIO, TEN)
    assert round(found.value, 2) == 70.98
    weights = np.array(list(OHIO.values())) * 100 / 9
    assert found.se == pytest.approx(math.sqrt(weights @ np.array(spread) @ weights / 400))


@given(ratings)
@settings(max_examples=50, deadline=None)
def test_it_is_the_mean_of_the_respondents_own_indices(rows):
    own = 100 * (np.array(rows).mean(1) - 1) / 4
    found = index(from_scores(columns(rows)))
    assert float(found.exact) == pytest.approx(own.mean())
    assert found.se == pytest.approx(own.std(ddof=1) / math.sqrt(len(rows)), abs=1e-9)
    assert 0 <= found.band[0] <= float(found.exact) <= found.band[1] <= 100
    assert found.band[0] < found.band[1]


def test_items_that_go_together_make_a_wider_interval_than_their_variances_alone():
    alike = ((1.0, 0.9), (0.9, 1.0))
    apart = ((1.0, 0.0), (0.0, 1.0))
    wide, narrow = (index(Items(("a", "b"), 200, (3.0, 4.0), cov)) for cov in (alike, apart))
    assert wide.value == narrow.value
    assert wide.se == pytest.approx(narrow.se * math.sqrt(1.9))


def test_an_item_where_low_is_good_is_turned_round():
    items = Items(("ease", "effort"), 200, (4.0, 2.0), ((1.0, -0.5), (-0.5, 1.0)))
    scales = {"ease": FIVE, "effort": Scale(1, 5, direction="low_is_good")}
    found = composite_index(items, {"ease": 0.5, "effort": 0.5}, scales)
    assert found.value == 75
    assert found.se == pytest.approx(12.5 * math.sqrt(3 / 200))


def test_scales_may_differ():
    items = Items(("a", "b"), 100, (3.0, 10.0), ((1.0, 0.0), (0.0, 1.0)))
    found = composite_index(items, {"a": 0.5, "b": 0.5}, {"a": FIVE, "b": TEN})
    assert found.value == 75


def test_one_item_alone_is_its_mean_in_percent_of_the_scale():
    counts = Counts((20, 60, 120, 150, 150), FIVE)
    scores = [score for score, n in zip(FIVE.scores, counts.n_by_score, strict=True) for _ in range(n)]
    found, plain = index(from_scores({"a": scores})), csat(counts, aggregate="pomp")
    assert found.value == pytest.approx(plain.value)
    assert found.band == pytest.approx(plain.band, abs=0.2)


def test_all_at_the_top_is_not_certain():
    found = index(Items(("a", "b"), 50, (5.0, 5.0), ((0.0, 0.0), (0.0, 0.0))))
    assert (found.value, found.high) == (100, 100)
    assert found.low == pytest.approx(100 * 50 / (50 + 1.959963985**2))


def test_all_alike_in_the_middle_is_not_certain():
    found = index(Items(("a", "b"), 50, (3.0, 3.0), ((0.0, 0.0), (0.0, 0.0))))
    assert (found.value, found.se) == (50, 0)
    assert 1 < found.high - found.value < 5


def test_few_people_are_not_enough_and_fewer_are_hidden():
    items = Items(("a",), 8, (3.0,), ((1.5,),))
    found = index(items, hide_below=5)
    assert (found.status, found.value) == ("not_enough_answers", None)
    assert index(Items(("a",), 8 + found.needed, (3.0,), ((1.5,),))).status == "shown"
    hidden = index(items, hide_below=10)
    assert (hidden.status, hidden.band, hidden.needed, hidden.fingerprint) == ("hidden", None, 22, None)


def test_another_version_or_other_weights_are_another_definition():
    items = Items(("a", "b"), 200, (4.0, 4.0), ((1.0, 0.5), (0.5, 1.0)))
    one, other = index(items), index(items, {"a": 0.4, "b": 0.6})
    assert len({one.definition, other.definition, index(items, version="2").definition}) == 3
    assert "0.4 a (1-5) + 0.6 b (1-5)" in str(other.definition)
    with pytest.raises(UnlikeEstimates):
        difference(one, one)


def test_moments_of_rows_make_an_index():
    rows = np.random.default_rng(1).integers(1, 6, (300, 3))
    found = index(Moments.from_rows(rows, ["a", "b", "c"]), {"a": 0.25, "c": 0.75})
    own = 100 * (rows[:, 0] * 0.25 + rows[:, 2] * 0.75 - 1) / 4
    assert (found.n, found.value) == (300, pytest.approx(own.mean()))
    assert found.se == pytest.approx(own.std(ddof=1) / math.sqrt(300))


@pytest.mark.parametrize(
    ("weights", "told"),
    [
        ({"a": 0.5, "b": 0.4}, "sum to 0.9"),
        ({"a": 1.5, "b": -0.5}, "a: a weight of 1.5"),
        ({"a": 1.0, "b": -1e-3}, "b: a weight"),
        ({"a": float("nan"), "b": 1.0}, "a: a weight of nan"),
        ({}, "sum to 0"),
    ],
)
def test_weights_share_out_the_whole(weights, told):
    items = Items(("a", "b"), 200, (4.0, 4.0), ((1.0, 0.5), (0.5, 1.0)))
    with pytest.raises(UnfitWeights, match=told):
        composite_index(items, weights, {"a": FIVE, "b": FIVE})


def test_what_does_not_fit_is_refused_with_its_place():
    items = Items(("a", "b"), 200, (4.0, 5.5), ((1.0, 0.5), (0.5, 1.0)))
    halves = {"a": 0.5, "b": 0.5}
    with pytest.raises(OffScale, match=r"b: a mean of 5.5 on 1-5"):
        index(items)
    with pytest.raises(UnfitWeights, match="b: no scale"):
        composite_index(items, halves, {"a": FIVE})
    with pytest.raises(UnfitMoments, match="'c' is none"):
        index(items, {"a": 0.5, "c": 0.5})


def test_a_billion_people_are_as_easy_as_ten():
    found = index(Items(("a", "b"), 10**9, (4.0, 4.0), ((1.0, 0.5), (0.5, 1.0))))
    assert found.high - found.low == pytest.approx(2 * 1.959963985 * found.se, rel=1e-6)


def test_it_becomes_plain_json_with_the_same_fingerprint_every_time():
    items = Items(("a", "b"), 200, (4.0, 4.0), ((1.0, 0.5), (0.5, 1.0)))
    plain = json.loads(json.dumps(index(items).to_dict()))
    assert plain["fingerprint"] == index(items).fingerprint
    assert plain["fingerprint"] != index(Items(items.names, 201, items.mean, items.cov)).fingerprint


@pytest.mark.parametrize("n", [10, 30, 100])
@pytest.mark.parametrize("shares", [(0.02, 0.04, 0.10, 0.36, 0.48), (0.01, 0.01, 0.02, 0.08, 0.88)])
def test_the_interval_covers_the_truth(n, shares):
    """Three items of one latent attitude, typical and at the ceiling; 500 samples, fixed seed."""
    chance = np.random.default_rng(n)
    cuts = np.quantile(chance.normal(size=200_000), np.cumsum(shares)[:-1])
    latent = chance.normal(size=(60_000, 1)) * 0.7 + chance.normal(size=(60_000, 3)) * 0.714
    people = np.searchsorted(cuts, latent) + 1
    truth = 100 * (people.mean() - 1) / 4
    covered = 0
    for _ in range(500):
        drawn = people[chance.integers(0, len(people), n)]
        cov = tuple(map(tuple, np.cov(drawn.T).tolist()))
        low, high = index(Items(("a", "b", "c"), n, tuple(drawn.mean(0).tolist()), cov)).band
        covered += low <= truth <= high
    assert 458 <= covered <= 493
