"""The Chinese lists: simplified, plain, of one mind, and of the size that is claimed."""

from collections import Counter
from itertools import groupby

import pytest

from regard.perception.text.folding import fold
from regard.perception.text.lexicon import rows

LABELS = {
    "factors_chinese": {
        "support", "ease", "product", "price", "delivery", "trust", "values", "marketing", "reputation",
        "history",
    },
    "emotions_chinese": {
        "joy", "trust", "fear", "surprise", "sadness", "disgust", "anger", "anticipation",
    },
    "intents_chinese": {
        "complaint", "praise", "question", "request", "churn_risk", "recommendation", "purchase", "urgent",
    },
}  # fmt: skip
ENOUGH = {"factors_chinese": 380, "emotions_chinese": 240, "intents_chinese": 350}
NAMES = [*LABELS, "chinese_phrases", "descriptors_chinese"]


def plain(term: str) -> str:
    """A term without the mark for a number, which folding would write small."""
    return term.replace("N", "")


@pytest.mark.parametrize("name", NAMES)
def test_chinese_terms_are_simplified_and_written_as_texts_are_folded(name):
    assert [term for term, *_ in rows(name) if fold(plain(term)) != plain(term)] == []


@pytest.mark.parametrize("name", NAMES)
def test_chinese_terms_have_no_spaces_and_no_signs_of_regular_expressions(name):
    assert [term for term, *_ in rows(name) if set(term) & set(" []()|?*\\^$")] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_chinese_term_is_more_than_a_number(name):
    assert [term for term, *_ in rows(name) if not plain(term)] == []


@pytest.mark.parametrize("name", NAMES)
def test_two_numbers_never_stand_side_by_side(name):
    assert [term for term, *_ in rows(name) if "NN" in term] == []


@pytest.mark.parametrize("name", LABELS)
def test_the_labels_of_a_chinese_list_are_the_known_ones_and_each_has_enough_terms(name):
    counted = Counter(label for _, label, *_ in rows(name))
    assert set(counted) == LABELS[name]
    assert {label: n for label, n in counted.items() if n < ENOUGH[name]} == {}


@pytest.mark.parametrize("name", LABELS)
def test_the_terms_of_one_label_stand_together_the_strongest_first(name):
    listed = [(label, int(strength)) for _, label, strength, _ in rows(name)]
    assert len(list(groupby(listed, key=lambda row: row[0]))) == len(LABELS[name])
    for _, group in groupby(listed, key=lambda row: row[0]):
        strengths = [strength for _, strength in group]
        assert strengths == sorted(strengths, reverse=True)


@pytest.mark.parametrize("name", LABELS)
def test_strengths_run_from_one_to_three_and_a_single_character_is_seldom_more_than_a_hint(name):
    strengths = {(term, int(strength)) for term, _, strength, _ in rows(name)}
    assert {strength for _, strength in strengths} == {1, 2, 3}
    assert {term for term, strength in strengths if len(term) == 1 and strength > 1} <= set(
        "贵怕慌哭怒恨烦脏臭丑"
    )


def test_no_fact_is_listed_twice():
    counted = Counter(term for term, *_ in rows("chinese_phrases"))
    assert [term for term, times in counted.items() if times > 1] == []


def test_facts_weigh_something_and_no_more_than_four():
    assert [term for term, weight, *_ in rows("chinese_phrases") if not 0 < abs(float(weight)) <= 4] == []


def test_facts_of_both_polarities_hold_numbers():
    numbered = Counter(float(weight) > 0 for term, weight, *_ in rows("chinese_phrases") if "N" in term)
    assert min(numbered.values()) >= 500


def test_a_normal_form_of_a_fact_says_one_thing():
    said = {(normal, float(weight) > 0) for _, weight, normal, _ in rows("chinese_phrases") if normal}
    assert [normal for normal, times in Counter(normal for normal, _ in said).items() if times > 1] == []


@pytest.mark.parametrize(
    ("term", "sign"),
    [
        ("等了N个小时", -1), ("打了N次电话", -1), ("N天就坏了", -1), ("第二天就到", 1),
        ("N分钟就送到", 1),
        ("提前N天", 1), ("不会再来", -1), ("没给筷子", -1), ("刚买就降价", -1), ("比想象中好", 1),
        ("量太少", -1),
        ("一点诚意都没有", -1), ("希望改进", -1), ("里有头发", -1), ("没有想象中好", -1), ("再也不用担心", 1),
    ],
)  # fmt: skip
def test_a_fact_that_the_expressions_caught_is_listed(term, sign):
    weights = {listed: float(weight) for listed, weight, *_ in rows("chinese_phrases")}
    assert weights[term] * sign > 0


def test_there_are_twelve_hundred_descriptors_of_five_hundred_meanings():
    normal = [form or term for term, form, _, _ in rows("descriptors_chinese")]
    assert len(normal) >= 1_200
    assert len(set(normal)) >= 500


def test_no_polar_word_contradicts_a_descriptor():
    weights = {term: float(weight) for term, weight, role, _ in rows("chinese") if not role}
    described = [
        (term, float(weight)) for term, _, weight, _ in rows("descriptors_chinese") if term in weights
    ]
    assert [term for term, weight in described if weight * weights[term] < 0] == []


def test_the_chinese_list_holds_six_thousand_entries():
    assert sum(1 for _ in rows("chinese")) >= 6_000
