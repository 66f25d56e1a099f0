"""Brand concept maps put together from what each person drew."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regard.perception.maps import UnfitMaps, brand_concept_map
from regard.perception.maps.concepts import _knee

MAPS = (
    [[("Regard", "calm", 3), ("calm", "quiet"), ("Regard", "fair")]] * 6
    + [[("Regard", "calm", 1), ("Regard", "quiet"), ("fair", "quiet", 2)]] * 3
    + [[("Regard", "dear")]]
)
names = st.sampled_from(["calm", "fair", "slow", "dear", "bold"])


def by_name(found):
    return {one.name: one for one in found.associations}


def test_core_and_first_order_associations_follow_the_rules():
    found = by_name(brand_concept_map(MAPS, replicates=100, brand="Regard"))
    assert {name: (one.core, one.first_order) for name, one in found.items()} == {
        "calm": (True, True),
        "fair": (True, False),
        "quiet": (True, False),
        "dear": (False, True),
    }
    assert (found["fair"].mentions.value, found["fair"].direct.value) == (0.9, 6 / 9)
    assert (found["fair"].above, found["fair"].below) == (0, 3)
    assert (found["calm"].above, found["calm"].below) == (6, 0)
    assert (found["quiet"].above, found["quiet"].below) == (3, 6)


def test_links_have_their_share_strength_and_stability():
    found = brand_concept_map(MAPS, replicates=200, brand="Regard")
    first = found.links[0]
    assert (first.ends, first.share.value, first.share.n) == (("Regard", "calm"), 0.9, 10)
    assert first.strength == pytest.approx((6 * 3 + 3 * 1) / 9)
    assert first.core
    assert first.stability > 0.95
    assert not found.links[-1].core
    assert found.links[-1].ends == ("Regard", "dear")


def test_nearly_half_of_the_maps_are_enough_with_many_links():
    often = [("B", "much"), ("much", "rich")]
    rich = [("B", "rich"), ("rich", "x"), ("rich", "y")]
    maps = [often[:1]] * 11 + [rich] * 9
    found = by_name(brand_concept_map(maps, replicates=10, brand="B"))
    assert (found["rich"].core, found["x"].core) == (True, False)


def test_the_knee_is_where_the_curve_bends():
    assert _knee(np.array([30, 30, 30])) == 1
    assert _knee(np.array([1, 1, 1, 1, 1, 2, 1, 1, 20, 22, 25])) == 3
    assert _knee(np.array([1, 2])) == 1
    assert _knee(np.array([])) == 1


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sets(names, min_size=1), min_size=1, max_size=12), st.randoms())
def test_shares_are_counts_of_maps_in_any_order(chosen, random):
    maps = [[("B", name) for name in sorted(map_names)] for map_names in chosen]
    found = brand_concept_map(maps, replicates=5, brand="B")
    other = brand_concept_map(random.sample(maps, len(maps)), replicates=5, brand="B")
    assert [one.mentions for one in found.associations] == [one.mentions for one in other.associations]
    for one in found.associations:
        assert one.mentions.value == sum(one.name in map_names for map_names in chosen) / len(chosen)
        assert one.first_order
        assert 0 <= one.core_stability <= 1


def test_a_part_of_a_map_that_hangs_on_nothing_is_mentioned_and_stands_nowhere():
    found = by_name(brand_concept_map([[("B", "a"), ("c", "d")]], replicates=5, brand="B"))
    assert (found["c"].mentions.value, found["c"].above, found["c"].below) == (1, 0, 0)
    assert not found["c"].first_order


@pytest.mark.parametrize(
    ("maps", "named"),
    [
        ([], "no map"),
        ([[("B", "a")], []], r"maps\[1\] has no 'B'"),
        ([[("a", "b")]], r"maps\[0\] has no 'B'"),
        ([[("B", "B")]], "linked to itself"),
        ([[("B", "a"), ("a", "B")]], "twice"),
        ([[("B", "a", 4)]], "one, two or three lines"),
        ([[("B",)]], "is no link"),
        ([[("B", None)]], "is no link"),
    ],
)
def test_what_is_no_map_is_named(maps, named):
    with pytest.raises(UnfitMaps, match=named):
        brand_concept_map(maps, brand="B")


def test_other_arguments_that_do_not_fit_are_named():
    with pytest.raises(UnfitMaps, match="replicates"):
        brand_concept_map(MAPS, replicates=0, brand="Regard")
    with pytest.raises(ValueError, match="level"):
        brand_concept_map(MAPS, brand="Regard", level=1)


def test_the_seed_decides_alone_and_the_result_is_plain_json():
    one, other = (brand_concept_map(MAPS, replicates=50, brand="Regard", seed=3) for _ in range(2))
    assert one == other
    assert json.loads(json.dumps(one.to_dict(), allow_nan=False))["n"] == 10
