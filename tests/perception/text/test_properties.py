"""What holds for every text there is."""

import math

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regard.perception.text import EXTRAS, HEADS, read
from regard.perception.text.languages import LANGUAGES
from regard.perception.text.lists import EMOTIONS, FACTORS, INTENTS
from regard.perception.text.reading import LEARNED

ALONE = [head for head in (*HEADS, *EXTRAS) if head != "flags"]  # near duplicates ask for neighbours
SIDES = {"negative", "neutral", "positive"}
few = settings(max_examples=40, deadline=None)
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


def scores(*texts):
    """The score of each text."""
    return read(texts, heads=["sentiment"]).column("sentiment_score").to_pylist()


@few
@given(st.one_of(anything, sentence_like))
def test_no_string_raises_and_every_string_gets_one_row(text):
    assert read([text]).num_rows == 1


@few
@given(batches)
def test_every_row_comes_back_in_its_place_as_if_it_were_alone(batch):
    table = read(batch, heads=ALONE)
    assert table.num_rows == len(batch)
    assert table.to_pylist() == [row for text in batch for row in read([text], heads=ALONE).to_pylist()]


@few
@given(batches, st.integers(0, 12))
def test_the_output_does_not_depend_on_how_the_rows_are_split(batch, cut):
    whole = read(batch, heads=ALONE)
    parts = pa.concat_tables([read(batch[:cut], heads=ALONE), read(batch[cut:], heads=ALONE)])
    assert whole.to_pylist() == parts.to_pylist()


@few
@given(batches)
def test_the_order_of_the_rows_changes_nothing(batch):
    assert read(batch[::-1], heads=ALONE).to_pylist() == read(batch, heads=ALONE).to_pylist()[::-1]


@few
@given(batches)
def test_lists_arrays_and_batches_give_the_same(batch):
    array = pa.array(batch, pa.string())
    expected = read(batch)
    assert read(array) == expected
    assert read(pa.chunked_array([array[:3], array[3:]])) == expected
    assert read(pa.record_batch({"text": array})) == expected
    assert read(pa.table({"other": array, "text": array})) == expected


@few
@given(texts)
def test_spans_lie_in_the_text_and_cover_something(text):
    row = read([text], heads=["factors", "descriptors", "words", "personal_data"]).to_pylist()[0]
    for found in [one for spans in row.values() for one in spans]:
        assert 0 <= found["start"] < found["end"] <= len(text)
        assert text[found["start"] : found["end"]].strip()
        assert found.get("word") != ""


@few
@given(texts)
def test_factors_and_descriptors_stand_in_the_order_of_the_text(text):
    row = read([text], heads=["factors", "descriptors"]).to_pylist()[0]
    for found in row.values():
        places = [one["start"] for one in found]
        assert places == sorted(places)


@few
@given(texts)
def test_every_label_is_one_of_the_names_that_are_promised(text):
    row = read([text]).to_pylist()[0]
    assert row["language"] in LANGUAGES
    assert set(row["emotions"]) <= set(EMOTIONS)
    assert set(row["intents"]) <= set(INTENTS)
    assert {one["factor"] for one in row["factors"]} <= set(FACTORS)
    assert {one["polarity"] for one in row["factors"] + row["descriptors"]} <= SIDES


@few
@given(texts)
def test_words_stand_in_the_order_of_the_text_and_are_thirty_at_most(text):
    words = read([text], heads=["words"]).to_pylist()[0]["words"]
    places = [(word["start"], word["end"]) for word in words]
    assert places == sorted(places)
    assert len(places) <= 30


@few
@given(texts)
def test_words_feel_one_of_three_things(text):
    words = read([text], heads=["words"]).to_pylist()[0]["words"]
    assert {word["sentiment"] for word in words} <= SIDES


@few
@given(texts)
def test_the_chances_add_up_to_one_and_the_score_and_the_label_follow_from_them(text):
    row = read([text], heads=["sentiment"]).to_pylist()[0]
    label, score = row["sentiment"], row["sentiment_score"]
    chances = {side: row[f"p_{side}"] for side in ("negative", "neutral", "positive")}
    if label is None:
        assert [score, *chances.values()] == [None] * 4
        return
    assert math.isclose(sum(chances.values()), 1, abs_tol=1e-5)
    assert min(chances.values()) >= 0
    assert math.isclose(score, chances["positive"] - chances["negative"], abs_tol=1e-4)
    assert label == "mixed" or chances[label] >= max(chances.values()) - 1e-6


@few
@given(texts)
def test_the_language_decides_whether_words_are_heard(text):
    row = read([text]).to_pylist()[0]
    if row["language"] in {"en", "zh"}:
        assert row["sentiment"] is not None
    elif row["language"] not in LEARNED:
        assert row["factors"] == row["descriptors"] == row["emotions"] == row["intents"] == []


@few
@given(sentence_like)
def test_full_width_and_curly_spelling_changes_nothing_but_the_letters(text):
    text = text.replace("https://a.example/good ", "")  # an address is one in plain letters alone
    wide = text.translate({ord("!"): "！", ord("?"): "？", ord("'"): "’", ord("g"): "ｇ"})
    heads = ["factors", "emotions", "intents", "descriptors", "words"]
    plain, folded = read([text], heads=heads).to_pylist()[0], read([wide], heads=heads).to_pylist()[0]
    assert plain == folded


@few
@given(
    st.sampled_from(["good", "helpful", "clean", "terrible", "rude"]),
    st.sampled_from(["not", "never", "isn't"]),
)
def test_a_negator_takes_back_what_a_word_says(word, negator):
    plain, denied = scores(f"it was {word} today", f"it was {negator} {word} today")
    assert plain * (plain - denied) > 0.4 * abs(plain)


@few
@given(
    st.sampled_from(["好吃", "方便", "干净", "难吃", "麻烦"]),
    st.sampled_from(["不", "并不", "不是很", "一点都不"]),
)
def test_a_chinese_negator_takes_back_what_a_word_says(word, negator):
    plain, denied = scores(f"这个{word}", f"这个{negator}{word}")
    assert plain * (plain - denied) > 0.4 * abs(plain)


@settings(max_examples=20, deadline=None)
@given(st.lists(sentence_like, min_size=1, max_size=5), st.integers(1, 400))
def test_long_texts_are_read_like_short_ones(parts, times):
    text = "".join(parts) * times
    row = read([text], heads=["words", "factors", "descriptors"]).to_pylist()[0]
    assert all(one["end"] <= len(text) for found in row.values() for one in found)


@pytest.mark.parametrize("code", range(0, 0x3100, 0x80))
def test_every_block_of_characters_is_read(code):
    block = ["".join(map(chr, range(code, code + 0x80))), *map(chr, range(code, code + 0x80))]
    assert read(block).num_rows == len(block)
