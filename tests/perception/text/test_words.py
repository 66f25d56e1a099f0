"""The words of a text that judge: each in its plain form, with the side that it takes and where it stands."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regard.perception.text import read, words
from regard.perception.text.finding import MOST_WORDS
from regard.perception.text.lexicon import plain_forms
from regard.perception.text.weights import Kit, kit
from regard.perception.text.words import OtherListsError, plain_words

PRAISE, BLAME = ["good", "lovely", "helpful", "clean", "好吃", "方便", "👍"], ["rude", "dirty", "难吃", "😡"]
BETWEEN = [" ", ", ", "。", " and ", " the ", "，而且", "\u200b ", " 𠮷 ", " 🏠 "]


def found(text):
    """Each word of a text with its sentiment and the letters that it covers."""
    rows = read([text], heads=["words"]).column("words").to_pylist()[0]
    return [(row["word"], row["sentiment"], text[row["start"] : row["end"]]) for row in rows]


def covered(text, word):
    """The letters that each occurrence of one word covers."""
    return [letters for one, _, letters in found(text) if one == word]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It is not good.", [("not good", "negative", "not good")]),
        ("It is not cheap.", [("not cheap", "negative", "not cheap")]),
        ("It isn't very cheap.", [("not cheap", "negative", "isn't very cheap")]),
        ("The bed wasn't clean", [("not clean", "negative", "wasn't clean")]),
        ("no longer reliable", [("not reliable", "negative", "no longer reliable")]),
        ("hardly useful", [("not useful", "negative", "hardly useful")]),
        ("not terrible", [("not terrible", "positive", "not terrible")]),
        ("It is NOT good", [("not good", "negative", "NOT good")]),
        ("It isn’t good", [("not good", "negative", "isn’t good")]),
        ("不是很方便", [("不方便", "negative", "不是很方便")]),
        ("没有那么流畅", [("没有流畅", "negative", "没有那么流畅")]),
        ("不算难吃", [("不难吃", "positive", "不算难吃")]),
        ("並不乾淨", [("不干净", "negative", "並不乾淨")]),
        ("不 good", [("not good", "negative", "不 good")]),
    ],
)
def test_a_denied_word_is_one_word_with_its_negator(text, expected):
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "word", "letters"),
    [
        ("DELAYED twice", "delayed", "DELAYED"),
        ("they impressed us", "impress", "impressed"),
        ("so many problems", "problem", "problems"),
        ("the nicest people", "nicest", "nicest"),
        ("it’s never arrived", "never arrived", "never arrived"),
        ("we were put on hold again", "on hold", "put on hold"),
        ("ＧＲＥＡＴ", "great", "ＧＲＥＡＴ"),
        ("it was gooood", "good", "gooood"),
        ("it died after three days", "died after", "died after three"),
        ("it died after 3 days", "died after", "died after 3"),
        ("態度惡劣", "态度恶劣", "態度惡劣"),
        ("等了差不多三个小时", "等很久", "等了差不多三个小时"),
    ],
)
def test_a_word_comes_in_its_plain_form_and_points_at_what_was_written(text, word, letters):
    assert covered(text, word) == [letters]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The food was great but the waiter was rude.", [("great", "positive"), ("rude", "negative")]),
        ("环境很好，但是服务员态度恶劣。", [("很好", "positive"), ("态度恶劣", "negative")]),
        (
            "服务 very good，但是 delivery 太慢了 😡",
            [("good", "positive"), ("太慢了", "negative"), ("😡", "negative")],
        ),
        ("👍 :( 😡", [("👍", "positive"), (":(", "negative"), ("😡", "negative")]),
        ("The food was great, the 服务 terrible", [("great", "positive"), ("terrible", "negative")]),
    ],
)
def test_the_words_of_english_chinese_mixed_texts_and_signs_take_their_side(text, expected):
    assert [(word, side) for word, side, _ in found(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "\u200bgreat\u200b",
        "great\ufeff",
        "\x00great\x00",
        "\u202egreat\u202c مرحبا",
        "👨‍👩‍👧‍👦 great 👩🏽‍🚀",
        "𝓰𝓻𝓮𝓪𝓽 great",
        "𠮷𠮷 great",
        "\ud800great\udfff",
        "İstanbul great",
        "e\u0301 great",
    ],
)
def test_spans_count_the_code_points_of_the_text_and_end_with_what_is_seen(text):
    assert covered(text, "great") == ["great"]


def test_a_word_with_a_character_that_nobody_sees_inside_it_is_that_word():
    assert found("gr\u200beat\u200b food") == [("great", "positive", "gr\u200beat")]


def test_a_descriptor_ends_with_what_is_seen_too():
    rows = read(["It was lovely\u200b\u200b."], heads=["descriptors"]).column("descriptors").to_pylist()[0]
    assert [(row["word"], row["start"], row["end"]) for row in rows] == [("lovely", 7, 13)]


def test_the_same_word_twice_has_two_places():
    assert covered("good food, Good wine", "good") == ["good", "Good"]


def test_two_words_behind_one_negator_begin_with_it_the_shorter_first():
    assert found("not really good or cheap") == [
        ("not good", "negative", "not really good"),
        ("not cheap", "negative", "not really good or cheap"),
    ]


def test_a_sign_between_a_negator_and_its_word_comes_behind_the_word():
    assert [word for word, _, _ in found("not 👍 good")] == ["not good", "👍"]


def test_what_only_names_something_is_no_word_that_judges():
    assert found("We sat by the window of the station with two bags.") == []
    assert found("我们在二十一号的十点半左右去了地铁站") == []


def test_weak_signs_count_but_are_not_shown():
    assert [word for word, _, _ in found("Why would they, instead, be good")] == ["good"]


def test_the_first_thirty_words_come_back():
    rows = read(["good, " * 200 + "terrible"], heads=["words"]).column("words").to_pylist()[0]
    assert [row["start"] for row in rows] == list(range(0, 180, 6))
    assert len(rows) == MOST_WORDS


def test_many_texts_of_many_words_are_all_kept():
    texts = ["good, " * 40] * 50 + ["terrible"]
    rows = read(texts, heads=["words"]).column("words").to_pylist()
    assert [len(row) for row in rows] == [MOST_WORDS] * 50 + [1]


def test_words_in_an_address_are_not_words():
    assert found("see https://example.org/terrible/service www.bad.example here") == []


def test_an_opinion_inside_a_longer_phrase_is_not_counted_twice():
    assert found("not a problem") == [("no problem", "positive", "not a problem")]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(PRAISE + BLAME), st.sampled_from(BETWEEN)), max_size=10))
def test_plain_praise_and_blame_are_found_where_they_stand(said):
    text = "".join(word + between for word, between in said)
    wanted = [(word, "positive" if word in PRAISE else "negative", word) for word, _ in said]
    assert found(text) == wanted


def test_the_plain_forms_are_those_of_the_terms_that_the_kernels_know():
    assert len(plain_words()) == len(kit().lists.roles)
    assert [word for word in plain_words() if not word or word != word.strip()] == []


def test_no_plain_form_leaves_a_number_open():
    assert [form for form in plain_forms().values() if "<n>" in form or "N" in form] == []


def test_lists_that_changed_since_the_model_was_trained_are_refused(monkeypatch):
    shipped = kit()
    values = shipped.lists.values + np.float32(1)
    other = Kit(shipped.model, shipped.lists._replace(values=values), shipped.descriptors)
    monkeypatch.setattr(words, "kit", lambda: other)
    with pytest.raises(OtherListsError, match="changed since the model was trained"):
        plain_words.__wrapped__()
