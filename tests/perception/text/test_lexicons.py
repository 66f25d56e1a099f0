"""The word lists are in order: readable, folded, without contradiction, of the size that is claimed."""

import re
from collections import Counter
from importlib import resources

import pytest

from regard.perception.text.folding import fold
from regard.perception.text.inflection import forms
from regard.perception.text.lexicon import rows

ROLES = {
    "english_phrases": {"", "opinion", "hint", "negator", "intensifier", "excess"},
    "english_grammar": {
        "hint", "negator", "intensifier", "excess", "scale", "contrast", "concession", "addition", "opinion",
    },
    "chinese": {"", "topic"},
    "chinese_grammar": {"hint", "negator", "intensifier", "excess", "scale", "contrast", "concession"},
}  # fmt: skip
SCORED = ["english", "english_phrases", "english_grammar", "chinese", "chinese_grammar", "signs"]
LISTS = [*SCORED, "stopwords"]
LABELS = {
    "factors": {
        "support", "ease", "product", "price", "delivery", "trust", "values", "marketing", "reputation",
        "history",
    },
    "emotions": {"joy", "trust", "fear", "surprise", "sadness", "disgust", "anger", "anticipation"},
    "intents": {
        "complaint", "praise", "question", "request", "churn_risk", "recommendation", "purchase", "urgent",
    },
}  # fmt: skip
LEXICONS = resources.files("regard.perception.text").joinpath("lexicons")
CUES = sorted(
    f"{head}_{language}"
    for head in LABELS
    for language in ("chinese", "english")
    if LEXICONS.joinpath(f"{head}_{language}.tsv").is_file()
)
DESCRIPTORS = [
    name
    for name in ("descriptors_chinese", "descriptors_english")
    if LEXICONS.joinpath(f"{name}.tsv").is_file()
]
ENGLISH_TERM = re.compile(r"(?:<n>|[a-z0-9'\u00df-\u024f]+)(?: (?:<n>|[a-z0-9'\u00df-\u024f]+))*")


def columns(name):
    """The rows of a list as they are written, without the heading."""
    return [line.split("\t") for line in LEXICONS.joinpath(f"{name}.tsv").read_text("utf-8").splitlines()[1:]]


def written_plainly(name, term):
    """Whether a term is written as its language's lists ask for."""
    if name.endswith("english"):
        return ENGLISH_TERM.fullmatch(term) is not None
    return bool(term) and " " not in term and fold(term) == term.replace("N", "n")


def blocks(labels):
    """The labels of a list in order, each run of the same once."""
    return [label for place, label in enumerate(labels) if place == 0 or labels[place - 1] != label]


@pytest.mark.parametrize("name", LISTS)
def test_no_term_is_listed_twice(name):
    counted = Counter(term for term, *_ in rows(name))
    assert [term for term, times in counted.items() if times > 1] == []


@pytest.mark.parametrize("name", LISTS)
def test_every_term_is_written_as_texts_are_folded(name):
    assert [term for term, *_ in rows(name) if fold(term) != term or term != term.strip() or not term] == []


@pytest.mark.parametrize("name", SCORED)
def test_every_weight_is_between_minus_four_and_four(name):
    assert [term for term, weight, *_ in rows(name) if not -4 <= float(weight) <= 4] == []


@pytest.mark.parametrize("name", list(ROLES))
def test_every_role_is_one_that_the_rules_know(name):
    assert {role for _, _, role, _ in rows(name)} <= ROLES[name]


def test_every_kind_of_an_english_word_makes_forms():
    assert {letter for _, _, kind, _ in rows("english") for letter in kind} <= set("vnac")


@pytest.mark.parametrize("name", [*LISTS, "traditional"])
def test_every_list_is_plain_text_with_a_heading(name):
    text = resources.files("regard.perception.text").joinpath(f"lexicons/{name}.tsv").read_text("utf-8")
    assert text.startswith("# ")
    assert text.endswith("\n")
    assert "\r" not in text


def test_the_english_lists_hold_six_thousand_words_and_thousands_of_phrases():
    assert sum(float(weight) != 0 for _, weight, _, _ in rows("english")) >= 6_000
    assert sum(1 for _ in rows("english_phrases")) >= 4_500


def test_the_chinese_list_holds_two_thousand_opinions():
    assert sum(1 for _, weight, role, _ in rows("chinese") if not role and float(weight)) >= 2_000


def test_both_polarities_are_well_covered_in_both_languages():
    for name in ("english", "chinese"):
        signs_of = Counter(
            float(weight) > 0 for _, weight, role, _ in rows(name) if role != "topic" and float(weight)
        )
        assert min(signs_of.values()) > 700


def test_no_inflected_form_says_the_opposite_of_a_listed_word():
    listed = {term: float(weight) for term, weight, _, _ in rows("english")}
    wrong = [
        (term, form)
        for term, weight, kind, _ in rows("english")
        for form in forms(term, kind)
        if listed.get(form, float(weight)) * float(weight) < 0
    ]
    assert wrong == []


def test_phrases_have_two_words_or_more_and_only_one_kind_of_gap():
    phrases = [term for term, *_ in rows("english_phrases")]
    assert [phrase for phrase in phrases if len(phrase.split()) < 2] == []
    assert {part for phrase in phrases for part in phrase.split() if not part[0].isalnum()} <= {"<n>"}


def test_signs_are_short_and_words_have_no_spaces():
    assert [sign for sign, *_ in rows("signs") if len(sign) > 4] == []
    assert [word for name in ("english", "english_grammar") for word, *_ in rows(name) if " " in word] == []


@pytest.mark.parametrize("name", CUES)
def test_every_cue_has_a_known_label_a_strength_and_kinds_that_make_forms(name):
    known = LABELS[name.split("_")[0]]
    wrong = [
        (term, label)
        for term, label, strength, *kind in columns(name)
        if label not in known or strength not in {"1", "2", "3"} or not set("".join(kind)) <= set("vnac")
    ]
    assert wrong == []


@pytest.mark.parametrize("name", CUES)
def test_every_label_of_a_cue_list_has_terms_enough_and_stands_in_one_block(name):
    labels = [label for _, label, *_ in columns(name)]
    assert Counter(blocks(labels)) == dict.fromkeys(LABELS[name.split("_")[0]], 1)
    assert min(Counter(labels).values()) >= 60


@pytest.mark.parametrize("name", CUES)
def test_no_term_carries_a_label_twice(name):
    counted = Counter((term, label) for term, label, *_ in columns(name))
    assert [pair for pair, times in counted.items() if times > 1] == []


@pytest.mark.parametrize("name", [*CUES, *DESCRIPTORS])
def test_every_term_of_the_new_lists_is_written_plainly(name):
    assert [term for term, *_ in columns(name) if not written_plainly(name, term)] == []


@pytest.mark.parametrize("name", [*CUES, *DESCRIPTORS])
def test_the_new_lists_are_plain_text_with_a_heading(name):
    text = LEXICONS.joinpath(f"{name}.tsv").read_text("utf-8")
    assert text.startswith("# ")
    assert text.endswith("\n")
    assert "\r" not in text
    assert len({line.count("\t") for line in text.splitlines()[1:]}) == 1


@pytest.mark.parametrize("name", DESCRIPTORS)
def test_every_descriptor_has_a_polarity_and_a_kind(name):
    wrong = [
        (term, polarity, kind)
        for term, _, polarity, kind, *_ in columns(name)
        if not -4 <= float(polarity) <= 4 or kind not in {"adjective", "predicate"}
    ]
    assert wrong == []


@pytest.mark.parametrize("name", DESCRIPTORS)
def test_a_descriptor_list_names_each_term_once_and_a_thousand_in_all(name):
    terms = [term for term, *_ in columns(name)]
    assert len(set(terms)) == len(terms)
    assert len(terms) >= 1_200


@pytest.mark.parametrize("name", DESCRIPTORS)
def test_what_a_descriptor_becomes_becomes_nothing_else_and_keeps_its_polarity(name):
    rows_ = {term: (normal or term, float(polarity)) for term, normal, polarity, *_ in columns(name)}
    chained = [
        (term, normal) for term, (normal, _) in rows_.items() if rows_.get(normal, (normal,))[0] != normal
    ]
    turned = [
        term
        for term, (normal, polarity) in rows_.items()
        if polarity * rows_.get(normal, (normal, polarity))[1] < 0
    ]
    assert chained == []
    assert turned == []


def test_no_english_descriptor_says_the_opposite_of_the_word_of_opinion():
    listed = {term: float(weight) for term, weight, _, _ in rows("english")}
    turned = [
        term
        for term, _, polarity, *_ in columns("descriptors_english")
        if listed.get(term, 0) * float(polarity) < 0
    ]
    assert turned == []
