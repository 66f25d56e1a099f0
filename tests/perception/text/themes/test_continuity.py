"""What is found again keeps its id; what is new gets a number that no theme has had."""

import numpy as np
import pytest

from regard.perception.text.themes import Term, Theme, assign, continuity, discover
from tests.perception.text.themes.conftest import CHINESE, ENGLISH, planted


def surest(themes, texts):
    return [some[0]["theme"] if some else None for some in assign(themes, texts)["themes"].to_pylist()]


def theme(name, **weights):
    return Theme(name, name, (), ("en",), tuple(Term(key, key, weight) for key, weight in weights.items()))


@pytest.mark.parametrize("topics", [ENGLISH, CHINESE])
def test_most_texts_of_two_overlapping_corpora_keep_the_id_of_their_theme(topics):
    texts, _ = planted(topics, 120)
    cut = len(texts) // 5
    before = discover(texts[:-cut])
    after = discover(texts[cut:], previous=before)
    both = texts[cut:-cut]
    kept = [old == new for old, new in zip(surest(before, both), surest(after, both), strict=True) if old]
    assert sum(kept) / len(kept) >= 0.8


def test_the_same_texts_again_keep_every_id(english):
    before = discover(english[0])
    after = discover(english[0], previous=before)
    assert {one.id for one in after.tree.values()} == {one.id for one in before.tree.values()}
    assert after.numbered == before.numbered


def test_a_new_topic_gets_a_new_id_and_the_others_keep_theirs(english):
    texts, _ = english
    before = discover(texts, most=4)
    fresh, _ = planted(
        {"noise": (["neighbour", "drill", "street"], ["was loud all night", "kept us awake"])}, 150
    )
    after = discover([*texts, *fresh], previous=before)
    new = set(surest(after, fresh)) - {None}
    assert new
    assert not new & set(before.tree)
    assert all(int(one[1:]) > before.numbered for one in new)


def test_an_id_that_was_given_out_is_not_given_out_again(english, chinese):
    first = discover(english[0])
    second = discover(chinese[0], previous=first)
    third = discover(english[0], previous=second)
    assert not set(first.tree) & set(second.tree)
    assert not set(second.tree) & set(third.tree)
    assert not set(first.tree) & set(third.tree)


def test_themes_are_matched_so_that_together_they_resemble_most():
    before = [theme("a", late=0.9, parcel=0.5), theme("b", late=0.8, rain=0.1)]
    now = [theme("", late=0.8, rain=0.2), theme("", late=0.9, parcel=0.6)]
    assert continuity.matched(before, now) == {0: "b", 1: "a"}


def test_what_resembles_nothing_is_not_matched():
    assert continuity.matched([theme("a", late=0.9)], [theme("", food=0.9)]) == {}
    assert continuity.matched([], [theme("", food=0.9)]) == {}
    assert continuity.matched([theme("a", late=0.9)], []) == {}


def test_groups_are_matched_by_what_they_hold():
    before = {"g1": {"t1", "t2"}, "g2": {"t3", "t4", "t5"}}
    assert continuity.matched_members(before, [{"t3", "t4"}, {"t1", "t9"}, {"t8"}]) == {0: "g2", 1: "g1"}
    assert continuity.matched_members({}, [{"t3"}]) == {}


def test_known_themes_take_the_place_of_what_resembles_them():
    guess = np.array([[1.0, 0, 0], [0, 1.0, 0], [0, 0, 1.0]])
    known = np.array([[0, 0.8, 0.6], [0, 0, 0]])
    assert continuity.begun_with(known, guess).tolist() == [[0, 0.8, 0.6], [1, 0, 0], [0, 0, 1]]
    assert continuity.begun_with(np.zeros((0, 3)), guess) is guess
