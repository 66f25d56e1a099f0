"""The perception map: what lies near what, where the intended profile lies, and how sure that is."""

import json
import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from regard.perception.maps import (
    ChangedWords,
    DescriptorTable,
    UnfitTable,
    common_words,
    perception_map,
    stacked,
)

TABLE = {
    "calm": {"new": 30, "old": 5, "lost": 2},
    "fair": {"new": 10, "old": 25, "lost": 3},
    "slow": {"new": 3, "old": 6, "lost": 20},
    "dear": {"new": 8, "old": 7, "lost": 9},
}
tables = st.lists(st.lists(st.integers(1, 60), min_size=3, max_size=3), min_size=3, max_size=6)


def table_of(rows):
    words = tuple(f"w{place}" for place in range(len(rows)))
    return DescriptorTable(words, ("a", "b", "c"), tuple(map(tuple, rows)))


@settings(max_examples=40, deadline=None)
@given(tables)
def test_the_whole_inertia_is_chi_square_over_n(rows):
    if np.linalg.matrix_rank(np.array(rows)) < 2:
        return
    found = perception_map(table_of(rows), replicates=0)
    expected = stats.chi2_contingency(np.array(rows), correction=False).statistic / np.sum(rows)
    assert found.total == pytest.approx(expected)
    assert math.fsum(axis.share for axis in found.axes) == pytest.approx(1)
    assert math.fsum(point.inertia for point in found.words) == pytest.approx(1)
    for points in (found.words, found.segments):
        contributions = np.array([point.contributions for point in points])
        assert contributions.sum(axis=0) == pytest.approx(np.ones(len(found.axes)))
        masses = np.array([point.mass for point in points])
        assert masses @ np.array([point.coordinates for point in points]) == pytest.approx(0, abs=1e-7)


@settings(max_examples=25, deadline=None)
@given(tables, st.randoms())
def test_the_order_of_the_words_does_not_matter(rows, random):
    if np.linalg.matrix_rank(np.array(rows)) < 3:
        return
    order = random.sample(range(len(rows)), len(rows))
    one, other = (perception_map(table_of(given), replicates=0) for given in (rows, [rows[i] for i in order]))
    moved = [other.words[order.index(place)].coordinates for place in range(len(rows))]
    assert np.abs(np.array(moved)) == pytest.approx(
        np.abs(np.array([point.coordinates for point in one.words])), abs=1e-6
    )


def test_the_profile_of_a_segment_lies_on_that_segment():
    intended = {word: row["old"] for word, row in TABLE.items()}
    found = perception_map(TABLE, intended, replicates=0)
    assert found.intended.coordinates == pytest.approx(found.segments[1].coordinates)
    assert found.intended.quality == pytest.approx(found.segments[1].quality)


def test_the_profile_of_all_lies_at_the_centre():
    intended = {word: sum(row.values()) for word, row in TABLE.items()}
    found = perception_map(TABLE, intended, replicates=100)
    assert found.intended.coordinates == pytest.approx([0, 0], abs=1e-12)
    assert not found.distances["all"].differs
    assert found.distances["lost"].differs


def test_a_multiple_of_a_table_has_the_same_map_and_narrower_ellipses():
    tenfold = {word: {name: 10 * n for name, n in row.items()} for word, row in TABLE.items()}
    one, ten = (perception_map(table, replicates=200) for table in (TABLE, tenfold))
    assert [p.coordinates for p in ten.words] == [pytest.approx(p.coordinates) for p in one.words]
    ratio = [
        math.hypot(*b.ellipse.long) / math.hypot(*a.ellipse.long)
        for a, b in zip(one.words, ten.words, strict=True)
    ]
    assert ratio == pytest.approx([10**-0.5] * 4, rel=0.35)


def test_the_seed_decides_alone():
    assert perception_map(TABLE, replicates=50, seed=4) == perception_map(TABLE, replicates=50, seed=4)
    assert perception_map(TABLE, replicates=50, seed=4) != perception_map(TABLE, replicates=50, seed=5)


def test_people_are_drawn_again_with_all_their_words():
    """Ten words of one person are not ten people: the ellipses are wider than those of as many mentions."""
    random = np.random.default_rng(3)
    people = []
    for segment, kind in (("new", 0.8), ("old", 0.3)):
        for _ in range(60):
            side = "ab" if random.random() < kind else "cd"
            people.append((segment, [f"{letter}{place}" for letter in side for place in range(5)]))
    table = DescriptorTable.from_people(people)
    alone = DescriptorTable(table.words, table.segments, table.counts)
    by_people, by_mentions = (perception_map(one, replicates=200) for one in (table, alone))
    assert (by_people.people, by_mentions.people) == (120, None)
    assert by_people.words[0].coordinates == by_mentions.words[0].coordinates
    wide, narrow = (math.hypot(*found.segments[0].ellipse.long) for found in (by_people, by_mentions))
    assert wide > 1.5 * narrow


def test_ellipses_cover_the_truth():
    """The true map laid over each of 40 samples: about 95 % of its points lie in their ellipses."""
    from regard.perception.maps.correspondence import decompose, turned

    truth = np.array([[30, 5, 2], [10, 25, 3], [3, 6, 20], [8, 7, 9.0]])
    axes, random = decompose(truth), np.random.default_rng(2)
    fixed = np.vstack([axes.rows, axes.columns])
    inside = []
    for seed in range(40):
        counts = random.multinomial(400, truth.ravel() / truth.sum()).reshape(4, 3)
        found = perception_map(table_of(counts.tolist()), replicates=100, seed=seed)
        points = found.words + found.segments
        laid = fixed @ turned(
            fixed,
            np.array([point.coordinates for point in points]),
            np.array([point.mass for point in points]),
        )
        for point, place in zip(points, laid, strict=True):
            away = place - np.array(point.ellipse.centre)
            half = [np.array(point.ellipse.long), np.array(point.ellipse.short)]
            inside.append(sum((away @ axis / (axis @ axis)) ** 2 for axis in half) <= 1)
    assert 0.9 <= np.mean(inside) <= 0.99


def test_two_segments_have_one_axis_and_flat_ellipses():
    found = perception_map({"a": {"x": 9, "y": 3}, "b": {"x": 4, "y": 8}}, replicates=100)
    assert len(found.axes) == 1
    assert found.words[0].ellipse.short == (0, 0)
    assert found.words[0].ellipse.long[1] == 0
    assert found.words[0].shown == pytest.approx(1)


def test_a_word_of_one_mention_has_no_ellipse_where_too_few_tables_have_it():
    rare = TABLE | {"odd": {"lost": 1}}
    found = perception_map(rare, replicates=200)
    assert found.words[4].n == 1
    assert found.words[4].ellipse is None or found.words[4].ellipse.replicates < 200


def test_a_billion_mentions_are_a_table_like_any_other():
    huge = {word: {name: 10**9 * n for name, n in row.items()} for word, row in TABLE.items()}
    found = perception_map(huge, {"calm": 1}, replicates=20)
    assert found.n == 128 * 10**9
    assert json.dumps(found.to_dict(), allow_nan=False)


@pytest.mark.parametrize(
    ("table", "named"),
    [
        ({}, "0 words and 0 segments"),
        ({"a": {"x": 3, "y": 4}}, "1 words and 2 segments"),
        ({"a": {"x": 3}, "b": {"x": 4}}, "2 words and 1 segments"),
        ({"a": {"x": 0, "y": 0}, "b": {"x": 0, "y": 0}}, "nobody said any word"),
        ({"a": {"x": 0, "y": 0}, "b": {"x": 1, "y": 2}}, "nobody said 'a'"),
        ({"a": {"x": 1, "y": 0}, "b": {"x": 1, "y": 0}}, "segment 'y' said nothing"),
        ({"a": {"x": 1, "y": 2}, "b": {"x": 2, "y": 4}}, "no axis to draw"),
        ({"a": {"x": -1, "y": 2}, "b": {"x": 2, "y": 4}}, "'a' in 'x': -1"),
        ({"a": {"x": 1.5, "y": 2}, "b": {"x": 2, "y": 4}}, r"'a' in 'x': 1\.5"),
        ({"a": {"x": math.nan, "y": 2}, "b": {"x": 2, "y": 4}}, "'a' in 'x': nan"),
        ({"a": {"x": 10**16, "y": 2}, "b": {"x": 2, "y": 4}}, "is no count"),
    ],
)
def test_what_gives_no_map_is_named(table, named):
    with pytest.raises(UnfitTable, match=named):
        perception_map(table)


@pytest.mark.parametrize(
    ("intended", "named"),
    [
        ({"bold": 1}, "'bold' was not on the list"),
        ({"calm": 0}, "no word is intended"),
        ({}, "no word is intended"),
        ({"calm": -1}, "'calm': -1"),
        ({"calm": math.nan}, "'calm': nan"),
    ],
)
def test_what_cannot_be_intended_is_named(intended, named):
    with pytest.raises(UnfitTable, match=named):
        perception_map(TABLE, intended)


def test_other_arguments_that_do_not_fit_are_named():
    with pytest.raises(UnfitTable, match="replicates"):
        perception_map(TABLE, replicates=-1)
    with pytest.raises(ValueError, match="level"):
        perception_map(TABLE, level=0)
    with pytest.raises(UnfitTable, match="word 'a' stands twice"):
        DescriptorTable(("a", "a"), ("x",), ((1,), (2,)))
    with pytest.raises(UnfitTable, match="no table of 1 words and 2 segments"):
        DescriptorTable(("a",), ("x", "y"), ((1,),))
    with pytest.raises(UnfitTable, match=r"people\[0\]: 'calm'"):
        DescriptorTable.from_people([("new", "calm")])
    with pytest.raises(UnfitTable, match="'bold' was chosen and is not on the list"):
        DescriptorTable.from_people([("new", ["bold"])], words=["calm"])


def test_waves_asked_with_other_words_are_kept_apart():
    may, june = DescriptorTable.of(TABLE), DescriptorTable.of(TABLE | {"bold": {"new": 4}})
    with pytest.raises(ChangedWords, match="'May' and 'June' differ in bold"):
        stacked({"May": may, "June": june})
    aligned = common_words({"May": may, "June": june})
    assert stacked(aligned).segments == tuple(
        f"{wave}: {name}" for wave in ("May", "June") for name in ("new", "old", "lost")
    )
    assert perception_map(stacked(aligned), replicates=0).n == 2 * may.n


def test_waves_keep_their_people():
    wave = DescriptorTable.from_people([("new", ["a", "b"]), ("old", ["b"])])
    both = stacked({"1": wave, "2": wave})
    assert (len(both.people), both.people[0]) == (4, ("1: new", frozenset("ab")))
    assert stacked({"1": wave, "2": DescriptorTable(wave.words, wave.segments, wave.counts)}).people is None
    assert wave.only({"b"}).people == (("new", frozenset("b")), ("old", frozenset("b")))


def test_waves_without_a_common_word_are_named():
    with pytest.raises(ChangedWords, match="no word in common"):
        common_words(
            {"May": DescriptorTable.of({"a": {"x": 1}}), "June": DescriptorTable.of({"b": {"x": 1}})}
        )


def test_the_result_is_plain_json():
    found = perception_map(TABLE, {"calm": 1, "fair": 1}, replicates=50).to_dict()
    assert set(json.loads(json.dumps(found, allow_nan=False))["distances"]) == {"all", "new", "old", "lost"}


def test_what_others_believe_lies_on_the_map_without_moving_it():
    bare = perception_map(TABLE, {"calm": 1}, replicates=50)
    beside = perception_map(
        TABLE, {"calm": 1}, replicates=50, believed=[{"calm"}, {"calm", "fair"}, {"slow"}]
    )
    assert replace(beside, believed=None) == bare
    assert beside.believed.n == 3
    assert beside.believed.ellipse is not None
    assert beside.to_dict()["believed"]["n"] == 3


def test_who_believes_what_is_intended_lies_where_it_is():
    found = perception_map(TABLE, {"calm": 1, "fair": 1}, replicates=50, believed=[{"calm", "fair"}] * 4)
    assert found.believed.coordinates == pytest.approx(found.intended.coordinates)


def test_the_fewer_believe_it_the_wider_is_where_it_may_lie():
    few, many = (
        perception_map(TABLE, replicates=200, believed=[{"calm"}, {"fair"}, {"slow"}] * times).believed
        for times in (4, 40)
    )
    assert few.coordinates == pytest.approx(many.coordinates)
    assert math.hypot(*few.ellipse.long) > math.hypot(*many.ellipse.long)


@pytest.mark.parametrize("believed", [[], [set()], [{"unheard of"}, set()]])
def test_who_named_no_word_of_the_map_has_no_place(believed):
    assert perception_map(TABLE, replicates=0, believed=believed).believed is None
