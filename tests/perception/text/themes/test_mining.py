"""Words, phrases and their weights; factors; groups."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from regard.perception.text.themes import factorising, grouping, mining
from regard.perception.text.themes.stemming import stem
from regard.perception.text.themes.vocabulary import dull, inflected

ONE_STEM = [
    ["delay", "delays", "delayed", "delaying"],
    ["charge", "charges", "charged", "charging"],
    ["stop", "stops", "stopped", "stopping"],
    ["bill", "bills", "billed", "billing"],
    ["delivery", "deliveries"],
    ["reply", "replies", "replied", "replying"],
    ["box", "boxes"],
    ["branch", "branches"],
]


@pytest.mark.parametrize("forms", ONE_STEM, ids=lambda forms: forms[0])
def test_regular_forms_share_a_stem(forms):
    assert len({stem(form) for form in forms}) == 1


@pytest.mark.parametrize(
    "word", ["bus", "class", "thing", "red", "need", "speed", "string", "analysis", "服务", ""]
)
def test_what_only_looks_like_a_form_stays(word):
    assert stem(word) == word


@given(st.text(st.characters(categories=["Ll"]), max_size=15))
def test_a_stem_is_never_longer_than_its_word(word):
    assert len(stem(word)) <= len(word)


def test_forms_that_other_texts_may_use_are_known_too():
    assert set(inflected("refund", ["refund", "refunds"])) == {"refund", "refunds", "refunded", "refunding"}
    assert inflected("服务", ["服务"]) == ["服务"]


def test_words_that_only_judge_are_no_topics():
    assert {"good", "terrible", "the", "满意", "不错", "的"} <= dull()


def test_a_word_of_grammar_does_not_part_a_phrase_and_a_full_stop_does():
    of, apart = "a waste of energy, honestly", "energy. Waste of it"
    corpus = mining.mine([of] * 5 + [apart] * 3 + ["rude clerk"] * 8, language="en")
    assert "wast energy" in corpus.terms
    assert "energy wast" not in corpus.terms


def test_three_words_that_stand_together_are_one_term():
    corpus = mining.mine(["state pension age rules"] * 6 + ["the office rules"] * 6, language="en")
    assert "stat pension age" in corpus.terms


def test_chinese_words_and_phrases_of_them_are_terms():
    corpus = mining.mine(
        ["后排空间太小", "后排空间宽敞", "后排空间可以", "价格便宜", "价格合适"] * 4, language="zh"
    )
    assert {"后排", "空间", "后排 空间", "价格"} <= set(corpus.terms)


def test_the_matrix_says_which_text_has_which_term():
    corpus = mining.mine(["late parcel"] * 4 + ["rude clerk, rude"] * 4, language="en")
    place = {term: at for at, term in enumerate(corpus.terms)}
    table = corpus.matrix.toarray()
    assert table[:4, place["parcel"]].tolist() == [1, 1, 1, 1]
    assert table[4:, place["rud"]].tolist() == [1, 1, 1, 1]
    assert table[:4, place["rud"]].sum() == 0


def test_a_text_weighs_1_and_a_rare_term_more_than_a_usual_one():
    matrix = sparse.csr_array(np.array([[1.0, 1, 0], [1, 0, 0], [1, 0, 0], [0, 0, 0]]))
    weighted = mining.weighted(matrix).toarray()
    assert np.linalg.norm(weighted, axis=1) == pytest.approx([1, 1, 1, 0])
    assert weighted[0, 1] > weighted[0, 0] > 0


def test_factors_of_a_matrix_of_blocks_are_its_blocks():
    blocks = np.kron(np.eye(3), np.ones((4, 2)))
    matrix = sparse.csr_array(blocks)
    w, h = factorising.factorise(matrix, factorising.first_factors(matrix, 3, seed=1))
    assert np.abs(w @ h - blocks).max() < 1e-6
    assert (w >= 0).all()
    assert (h >= 0).all()


@given(st.integers(0, 2**32 - 1))
def test_more_rounds_never_fit_worse(seed):
    chance = np.random.default_rng(seed)
    matrix = sparse.csr_array((chance.random((12, 7)) < 0.4) * chance.random((12, 7)))
    start = factorising.first_factors(matrix, 3, seed=1)
    misses = []
    for rounds in (1, 5, 25):
        w, h = factorising.factorise(matrix, start, rounds=rounds)
        misses.append(np.linalg.norm(w @ h - matrix.toarray()))
    assert misses[2] <= misses[1] + 1e-4
    assert misses[1] <= misses[0] + 1e-4


def test_directions_are_the_singular_vectors():
    table = np.random.default_rng(3).random((30, 8))
    values, right = factorising.directions(sparse.csr_array(table), 3, seed=1)
    _, expected, vectors = np.linalg.svd(table)
    assert values == pytest.approx(expected[:3])
    assert np.abs((right * vectors[:3]).sum(1)) == pytest.approx([1, 1, 1])


def test_a_matrix_smaller_than_what_is_asked_for_has_fewer_directions():
    values, right = factorising.directions(sparse.csr_array(np.ones((2, 3))), 9, seed=1)
    assert (values.size, right.shape) == (2, (2, 3))


def unit(rows):
    return np.array(rows) / np.linalg.norm(rows, axis=1, keepdims=True)


def test_themes_that_lie_near_each_other_are_grouped():
    near = [[9, 1, 0, 0], [9, 0, 1, 0], [9, 1, 1, 0], [0, 9, 1, 0], [1, 9, 0, 0], [1, 9, 1, 0]]
    assert grouping.groups(unit(near)) == [[0, 1, 2], [3, 4, 5]]


def test_what_is_left_over_is_no_group_and_few_themes_have_none():
    apart = unit(np.eye(9))
    assert grouping.groups(apart) == []
    assert grouping.groups(unit(np.ones((5, 3)))) == []
