"""Topics that were planted are found, named and grouped; the same corpus gives the same themes."""

import json
import subprocess
import sys
from collections import Counter

import pyarrow as pa
import pytest

from regard.perception.text.themes import Themes, UnfitCorpus, assign, discover, discovering


def surest(themes, texts):
    return [some[0]["theme"] if some else None for some in assign(themes, texts)["themes"].to_pylist()]


def purity(found, topics):
    inside = {}
    for theme, topic in zip(found, topics, strict=True):
        inside.setdefault(theme, Counter())[topic] += 1
    return sum(max(counts.values()) for theme, counts in inside.items() if theme) / len(topics)


@pytest.mark.parametrize("corpus", ["english", "chinese"])
def test_planted_topics_are_recovered(corpus, request):
    texts, topics = request.getfixturevalue(corpus)
    themes = discover(texts)
    assert purity(surest(themes, texts), topics) > 0.95


@pytest.mark.parametrize("corpus", ["english", "chinese"])
def test_every_planted_topic_has_a_theme_of_its_own(corpus, request):
    texts, topics = request.getfixturevalue(corpus)
    found = surest(discover(texts), texts)
    main = {
        theme: Counter(topics[at] for at, one in enumerate(found) if one == theme) for theme in set(found)
    }
    assert {counts.most_common(1)[0][0] for theme, counts in main.items() if theme} == set(topics)


def test_a_theme_is_named_with_words_that_stand_in_its_texts(english):
    texts, _ = english
    whole = "\n".join(texts).lower()
    for theme in discover(texts).tree.values():
        if theme.terms:
            assert all(word.lower() in whole for word in (theme.name, *theme.keywords))
            assert 1 <= len(theme.name.split()) <= 5
            assert 1 <= len(theme.keywords) <= 8


def test_a_word_in_capitals_stays_in_capitals():
    texts = ["the ATM swallowed it"] * 12 + ["rude staff again"] * 12
    words = [word for theme in discover(texts).tree.values() for word in theme.keywords]
    assert "ATM" in words


def test_texts_of_two_languages_have_themes_of_their_own(english, chinese):
    themes = discover([*english[0], *chinese[0]])
    assert {theme.languages for theme in themes.tree.values()} == {("en",), ("zh",)}
    for some in assign(themes, chinese[0])["themes"].to_pylist():
        assert {themes.tree[one["theme"]].languages for one in some} <= {("zh",)}


def test_languages_that_are_told_are_believed(english):
    texts, _ = english
    assert discover(texts, languages=["fr"] * len(texts)).tree == {}
    assert discover(texts, languages=[None] * len(texts)).tree == {}
    assert discover(texts, languages=["en"] * len(texts)) == discover(texts)
    assert discover(texts, languages=["en-GB"] * len(texts)) == discover(texts)


def test_the_same_corpus_gives_the_same_themes(english, chinese):
    texts = [*english[0], *chinese[0]]
    assert discover(texts).to_dict() == discover(texts).to_dict()


def test_another_process_finds_the_same_themes(english):
    code = (
        "import json, sys; from regard.perception.text.themes import discover;"
        "print(json.dumps(discover(json.load(sys.stdin)).to_dict(), sort_keys=True))"
    )
    found = subprocess.run(
        [sys.executable, "-c", code],
        input=json.dumps(english[0]),
        capture_output=True,
        check=True,
        text=True,
    )
    assert json.loads(found.stdout) == json.loads(json.dumps(discover(english[0]).to_dict()))


def test_lists_arrays_and_tables_give_the_same(english):
    texts, _ = english
    expected = discover(texts)
    array = pa.array(["x", *texts, "y"], pa.string())[1:-1]
    assert discover(array) == expected
    assert discover(pa.table({"text": array})) == expected
    assert discover(pa.chunked_array([array[:30], array[30:]])) == expected


def test_there_are_never_more_themes_than_asked_for(english):
    for most in (1, 2, 5):
        themes = discover(english[0], most=most)
        assert sum(bool(theme.terms) for theme in themes.tree.values()) <= most


def test_many_themes_stand_in_groups_of_two_levels(english):
    themes = discover(english[0], most=12)
    groups = {theme.id for theme in themes.tree.values() if not theme.terms}
    assert groups
    for theme in themes.tree.values():
        assert theme.parent is None or (theme.parent in groups and theme.terms)
    for group in groups:
        assert sum(theme.parent == group for theme in themes.tree.values()) > 1


def test_a_theme_counts_the_texts_that_carry_it(english):
    texts, _ = english
    themes = discover(texts)
    counted = Counter(one["theme"] for some in assign(themes, texts)["themes"].to_pylist() for one in some)
    assert {theme.id: theme.records for theme in themes.tree.values() if theme.terms} == counted


def test_of_too_many_texts_a_seeded_sample_is_looked_at_and_the_result_says_so(english, monkeypatch):
    monkeypatch.setattr(discovering, "READ", 150)
    themes = discover(english[0])
    assert (themes.read, themes.texts) == (150, 400)
    assert themes == discover(english[0])
    assert themes != discover(english[0], seed=2)


@pytest.mark.parametrize(
    "texts",
    [
        [],
        [None],
        [""],
        ["good"],
        ["the parcel came late"],
        ["", None] * 50,
        ["same words here"] * 3,
        ["的"] * 99,
    ],
)
def test_where_there_is_too_little_there_are_no_themes(texts):
    themes = discover(texts)
    assert (themes.tree, themes.texts, themes.read) == ({}, len(texts), len(texts))
    assert assign(themes, texts)["themes"].to_pylist() == [[]] * len(texts)


def test_one_text_many_times_is_one_theme_or_none():
    themes = discover(["the parcel came late"] * 500)
    assert len(themes.tree) <= 1


def test_what_does_not_fit_is_refused_by_name(english):
    with pytest.raises(UnfitCorpus, match="at most 0"):
        discover(english[0], most=0)
    with pytest.raises(UnfitCorpus, match="1 languages for 2 texts"):
        discover(["a", "b"], languages=["en"])


def test_themes_survive_being_written_as_plain_values(english, chinese):
    themes = discover([*english[0], *chinese[0]])
    again = Themes.from_dict(json.loads(json.dumps(themes.to_dict())))
    assert again == themes
    assert assign(again, english[0]) == assign(themes, english[0])
