"""What holds for every text there is."""

import math

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regard.perception.text import read
from regard.perception.text.scoring import NEUTRAL

LANGUAGES = {"en", "zh", "other", "unknown"}
FRAGMENTS = [
    "not ", "NOT ", "isn’t ", "never ", "no longer ", "very ", "too ", "so ", "good", "GREAT",
    "terrible", "slow", "cheap", "food", "the ", "but ", "although ", "and ", "on hold for ",
    "45 minutes", ". ", ", ", "! ", "?", "\n", "不", "没有", "太", "非常", "有点", "好",
    "不错", "难吃", "便宜", "贵", "慢", "服务员", "但是", "等了两个小时", "服務",
    "態度", "，", "。", "！", "👍", "😡", "👨\u200d👩\u200d👧", "❤\ufe0f", ":)", ":(",
    "https://a.example/good ", "@me ", "\x00", "\u202e", "\u0645\u0631\u062d\u0628\u0627",
    "\u05e9\u05dc\u05d5\u05dd", "é", "e\u0301", "İ", "ﬁ", "ａ", "𠮷", "カ", "한", "12", "1.5",
    "-", "'", "#fail ",
]  # fmt: skip

encodable = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
anything = st.text(st.characters(), max_size=60)
sentence_like = st.lists(st.sampled_from(FRAGMENTS), max_size=25).map("".join)
texts = st.one_of(sentence_like, encodable)
batches = st.lists(st.one_of(st.none(), texts), max_size=12)


@given(st.one_of(anything, sentence_like))
def test_no_string_raises_and_every_string_gets_one_row(text):
    assert read([text]).num_rows == 1


@given(batches)
def test_every_row_comes_back_in_its_place(batch):
    table = read(batch)
    assert table.num_rows == len(batch)
    assert table.to_pylist() == [row for text in batch for row in read([text]).to_pylist()]


@given(batches, st.integers(0, 12))
def test_the_output_does_not_depend_on_how_the_rows_are_split(batch, cut):
    whole = read(batch)
    parts = pa.concat_tables([read(batch[:cut]), read(batch[cut:])])
    assert whole.to_pylist() == parts.to_pylist()


@given(batches)
def test_lists_arrays_and_batches_give_the_same(batch):
    array = pa.array(batch, pa.string())
    expected = read(batch)
    assert read(array) == expected
    assert read(pa.chunked_array([array[:3], array[3:]])) == expected
    assert read(pa.record_batch({"text": array})) == expected
    assert read(pa.table({"other": array, "text": array})) == expected


@given(texts)
def test_spans_lie_in_the_text_and_cover_something(text):
    for word in read([text]).to_pylist()[0]["words"]:
        assert 0 <= word["start"] < word["end"] <= len(text)
        assert text[word["start"] : word["end"]].strip()
        assert word["word"]


@given(texts)
def test_words_stand_in_the_order_of_the_text_and_are_thirty_at_most(text):
    words = read([text]).to_pylist()[0]["words"]
    places = [(word["start"], word["end"]) for word in words]
    assert places == sorted(places)
    assert len(places) <= 30


@given(texts)
def test_words_feel_one_of_three_things(text):
    words = read([text]).to_pylist()[0]["words"]
    assert {word["sentiment"] for word in words} <= {"negative", "neutral", "positive"}


@given(texts)
def test_the_score_is_a_number_from_minus_one_to_one_and_the_label_agrees(text):
    row = read([text]).to_pylist()[0]
    label, score = row["sentiment"], row["sentiment_score"]
    if score is None:
        assert label is None
        return
    assert math.isfinite(score)
    assert -1 <= score <= 1
    if label == "positive":
        assert score >= NEUTRAL
    elif label == "negative":
        assert score <= -NEUTRAL
    else:
        assert label in {"neutral", "mixed"}
        assert abs(score) < NEUTRAL


@given(texts)
def test_the_language_is_one_of_four_and_decides_what_is_read(text):
    row = read([text]).to_pylist()[0]
    assert row["language"] in LANGUAGES
    if row["language"] in {"en", "zh"}:
        assert row["sentiment"] is not None


@given(sentence_like)
def test_full_width_and_curly_spelling_changes_nothing_but_the_letters(text):
    wide = text.translate({ord("!"): "！", ord("?"): "？", ord("'"): "’", ord("g"): "ｇ"})
    plain, folded = read([text]).to_pylist()[0], read([wide]).to_pylist()[0]
    assert [(word["start"], word["end"]) for word in plain["words"]] == [
        (word["start"], word["end"]) for word in folded["words"]
    ]
    assert plain["sentiment_score"] == folded["sentiment_score"]


@given(
    st.sampled_from(["good", "helpful", "clean", "terrible", "rude"]),
    st.sampled_from(["not", "never", "isn't"]),
)
def test_a_negator_turns_a_word_round(word, negator):
    plain, denied = read([f"it was {word} today", f"it was {negator} {word} today"]).column("sentiment_score")
    assert plain.as_py() * denied.as_py() < 0


@given(
    st.sampled_from(["好吃", "方便", "干净", "难吃", "麻烦"]),
    st.sampled_from(["不", "并不", "不是很", "一点都不"]),
)
def test_a_chinese_negator_turns_a_word_round(word, negator):
    plain, denied = read([f"这个{word}", f"这个{negator}{word}"]).column("sentiment_score")
    assert plain.as_py() * denied.as_py() < 0


@given(st.sampled_from(["good", "slow", "rude", "nice"]), st.integers(1, 3))
def test_an_adverb_of_degree_makes_a_word_stronger(word, times):
    plain, strong = read([f"it is {word}", f"it is {'very ' * min(times, 2)}{word}"]).column(
        "sentiment_score"
    )
    assert abs(strong.as_py()) > abs(plain.as_py())


@settings(max_examples=20, deadline=None)
@given(st.lists(sentence_like, min_size=1, max_size=5), st.integers(1, 400))
def test_long_texts_are_read_like_short_ones(parts, times):
    text = "".join(parts) * times
    row = read([text]).to_pylist()[0]
    assert all(word["end"] <= len(text) for word in row["words"])


@pytest.mark.parametrize("code", range(0, 0x3100, 0x80))
def test_every_block_of_characters_is_read(code):
    block = ["".join(map(chr, range(code, code + 0x80))), *map(chr, range(code, code + 0x80))]
    assert read(block).num_rows == len(block)
