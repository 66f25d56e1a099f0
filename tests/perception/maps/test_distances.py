"""The distance between what was intended and what is said."""

import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regard.perception.maps import UnfitTable, distance

WORDS = list("abcdefgh")
INTENDED = dict(zip(WORDS, (0.3, 0.2, 0.15, 0.1, 0.1, 0.1, 0.05, 0.0), strict=True))


def square(said, meant):
    return math.fsum(2 * (p - t) ** 2 / (p + t) for p, t in zip(said, meant, strict=True) if p + t)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 50), min_size=8, max_size=8).filter(any))
def test_the_raw_distance_is_that_of_a_table_of_both_profiles(counts):
    found = distance(INTENDED, dict(zip(WORDS, counts, strict=True)), replicates=20)
    said = [count / sum(counts) for count in counts]
    assert found.raw**2 == pytest.approx(square(said, INTENDED.values()))
    assert math.fsum(abs(part) for _, part in found.parts) == pytest.approx(found.raw**2)
    assert 0 <= found.low <= found.high <= 2
    assert 0 <= found.value <= found.raw


def test_profiles_that_share_no_word_are_two_apart():
    found = distance({"calm": 1}, {"slow": 300}, replicates=100)
    assert (found.raw, found.differs) == (2, True)
    assert found.high == 2
    assert dict(found.parts) == {"calm": -2, "slow": 2}


def test_the_same_profile_does_not_differ():
    found = distance({"a": 1, "b": 1}, {"a": 50, "b": 50}, replicates=100)
    assert (found.value, found.low, found.raw, found.differs) == (0, 0, 0, False)
    assert found.high > 0


def test_no_difference_is_found_more_often_than_the_level_says_and_intervals_cover():
    random = np.random.default_rng(8)
    meant = np.array(list(INTENDED.values()))
    other = np.array([0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.2, 0.2])
    for truth in (meant, (meant + other) / 2):
        away = math.sqrt(square(truth, meant))
        found = [
            distance(
                INTENDED,
                dict(zip(WORDS, random.multinomial(120, truth).tolist(), strict=True)),
                replicates=200,
                seed=seed,
            )
            for seed in range(200)
        ]
        assert np.mean([one.low <= away <= one.high for one in found]) >= 0.91
        assert np.mean([one.value for one in found]) == pytest.approx(away, abs=0.1)


def test_ten_words_of_one_person_are_not_ten_people():
    """Everybody chooses one of two halves of the words: drawn as people, chance explains the gap."""
    random = np.random.default_rng(5)
    intended = dict.fromkeys([f"{side}{place}" for side in "ab" for place in range(15)], 1.0)
    alarms = {"people": 0, "mentions": 0}
    for seed in range(100):
        people = [[f"{side}{place}" for place in range(15)] for side in random.choice(["a", "b"], size=40)]
        counts = {word: sum(word in chosen for chosen in people) for word in intended}
        alarms["people"] += distance(intended, people, replicates=100, seed=seed).differs
        alarms["mentions"] += distance(intended, counts, replicates=100, seed=seed).differs
    assert (alarms["people"] <= 10, alarms["mentions"] > alarms["people"]) == (True, True)


def test_one_person_alone_proves_nothing():
    found = distance({"a": 1, "b": 1, "c": 1}, [["a", "b"]], replicates=200)
    assert (found.differs, found.n) == (False, 1)


def test_one_unintended_word_leaves_a_wide_interval():
    found = distance({"calm": 1}, {"slow": 1}, replicates=200)
    assert found.low < 1
    assert found.high == 2


def test_two_people_who_agree_prove_nothing():
    assert not distance(dict.fromkeys("abcdef", 1), [["a", "b"], ["a", "b"]], replicates=200).differs


def test_a_billion_mentions_find_a_small_distance():
    found = distance({"a": 0.5, "b": 0.5}, {"a": 501_000_000, "b": 499_000_000}, replicates=100)
    assert found.differs
    assert found.value == pytest.approx(0.002, rel=0.1)


def test_too_few_replicates_find_nothing():
    assert not distance({"a": 1, "b": 1}, {"a": 100}, replicates=10).differs


@pytest.mark.parametrize(
    ("intended", "actual", "named"),
    [
        ({}, {"a": 1}, "no word is intended"),
        ({"a": 1}, {}, "nobody said"),
        ({"a": 1}, {"a": 0}, "nobody said"),
        ({"a": 1}, [[]], "nobody said"),
        ({"a": 1}, {"a": -1}, "'a' in 'all': -1"),
        ({"a": math.inf}, {"a": 1}, "'a': inf"),
        ({"a": True}, {"a": 1}, "'a': True"),
        ({"a": 1}, ["calm"], r"people\[0\]"),
    ],
)
def test_what_has_no_distance_is_named(intended, actual, named):
    with pytest.raises(UnfitTable, match=named):
        distance(intended, actual)


def test_the_result_is_plain_json():
    found = distance(INTENDED, {"a": 5, "z": 9}, replicates=20).to_dict()
    assert json.loads(json.dumps(found, allow_nan=False))["n"] == 14
