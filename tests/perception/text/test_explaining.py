"""Why a label was given: reasons stand in the text, add up to the score, and the score gives the label."""

import math

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from regard.perception.text import explain, read
from regard.perception.text.attributing import KINDS, taken_apart
from regard.perception.text.buffers import utf8
from regard.perception.text.characters import characters
from regard.perception.text.explaining import EXPLAINED, MOST
from regard.perception.text.recalling import memory
from regard.perception.text.scanning import CLAUSES, room, scan
from regard.perception.text.weighing import weigh, weighed_room
from regard.perception.text.weights import kit

few = settings(max_examples=40, deadline=None)
FRAGMENTS = [
    "not ", "isn’t ", "very ", "good", "GREAT ", "rude ", "soooo ", "the staff ", "but ", "and ",
    "on hold for 45 minutes", ". ", ", ", "! ", "\n", "不", "没有", "太", "好", "便宜", "但是",
    "等了两个小时", "服務態度", "，", "。", "👍", "😡", "👨\u200d👩\u200d👧", "❤\ufe0f", ":(",
    "https://a.example/good ", "@me_2 ", "\x00", "\u200b", "é", "e\u0301", "𠮷", "12", "'", "\ud800",
]  # fmt: skip
texts = st.one_of(
    st.lists(st.sampled_from(FRAGMENTS), max_size=30).map("".join), st.text(st.characters(), max_size=60)
)
MIXED = "The food was delicious and wonderful, the waiter was rude and terrible."


def reasons(text, head, label):
    """The letters and the weight of each reason for one label."""
    why = next(one for one in explain(text) if (one.head, one.label) == (head, label))
    return {text[one.start : one.end]: one.weight for one in why.reasons}


@few
@given(texts)
@example(MIXED)
@example("好。" * (CLAUSES + 20))
@example("not good, very bad! " * 60)
def test_reasons_add_up_to_the_score_and_stand_in_the_text(text):
    for why in explain(text):
        added = why.constant + sum(one.weight for one in why.reasons) + why.rest
        assert math.isclose(added, why.score, rel_tol=1e-9, abs_tol=1e-9)
        assert 0 <= why.start < why.end <= len(text)
        for one in why.reasons:
            assert 0 <= one.start < one.end <= len(text)
            assert set(one.kinds) <= set(KINDS)


@few
@given(texts)
@example(MIXED)
def test_what_is_explained_is_what_is_read(text):
    row, told = read([text], heads=EXPLAINED).to_pylist()[0], explain(text)
    factors = [(one["factor"], one["polarity"], one["start"], one["end"]) for one in row["factors"]]
    sentiment = [row["sentiment"]] if row["sentiment"] else []
    assert [one.label for one in told if one.head == "sentiment"] == sentiment
    assert [(one.of, one.label, one.start, one.end) for one in told if one.head == "polarity"] == factors
    assert [one.label for one in told if one.head == "factors"] == [name for name, *_ in factors]
    for head in ("emotions", "intents"):
        assert [one.label for one in told if one.head == head] == row[head]


@few
@given(texts)
@example("the staff was rude, the price is good")
def test_a_label_is_given_where_its_score_is_above_the_limit(text):
    for why in explain(text):
        if why.head in ("factors", "emotions", "intents"):
            assert why.score > why.limit - 1e-4
        elif why.label != "mixed":
            assert why.score > -1e-4


@few
@given(texts)
@example("Das war leider eine große Enttäuschung 👍")
@example("Obsługa była bardzo miła 👍")
def test_the_score_of_a_sentiment_says_how_much_likelier_it_is(text):
    row = read([text], heads=["sentiment"]).to_pylist()[0]
    for why in [one for one in explain(text) if one.head == "sentiment"]:
        label = "positive" if why.label == "mixed" else why.label
        one, other = row[f"p_{label}"], row[f"p_{why.against}"]
        if min(one, other) > 0.001:
            assert math.isclose(why.score, math.log(one / other), abs_tol=2e-3)


@few
@given(texts)
@example("terrible " * 200)
def test_what_single_features_bring_adds_up_to_what_the_kernel_adds_up(text):
    buffer, held, space, weighed = utf8([text]), kit(), room(), weighed_room()
    edges, lists, table = buffer.offsets, held.lists, held.model.table
    known = memory(len(text), table.shape[1])
    made = scan(buffer.data, edges[0], edges[1], characters(), lists, table, known, space, False)
    weigh(space, made, lists, held.model, known, weighed)
    apart = taken_apart(buffer, held, foreign=False)
    assert [len(apart.kinds), len(apart.at), len(apart.weights)] == [made.events] * 3
    assert apart.weights.sum(axis=0).tolist() == weighed.total.tolist()
    assert len(apart.opinions) == made.opinions


@pytest.mark.parametrize(
    ("text", "head", "label", "letters"),
    [
        ("The staff were rude.", "sentiment", "negative", "rude"),
        ("客服态度恶劣", "sentiment", "negative", "态度恶劣"),
        ("It was not good at all", "sentiment", "negative", "not good"),
        ("It works 😡", "sentiment", "negative", "😡"),
        ("The delivery took three weeks.", "factors", "delivery", "delivery"),
        ("物流慢", "factors", "delivery", "物流"),
    ],
)
def test_the_word_that_carries_a_label_counts_for_it(text, head, label, letters):
    assert reasons(text, head, label)[letters] > 0


def test_a_mixed_text_has_praise_and_blame():
    why = explain(MIXED)[0]
    assert (why.head, why.label, why.against) == ("sentiment", "mixed", "negative")
    found = reasons(MIXED, "sentiment", "mixed")
    assert found["wonderful"] > 0 > found["terrible"]


def test_a_factor_shows_why_it_was_found_and_why_it_takes_its_side():
    text = "The staff were lovely but delivery took three weeks."
    told = {(one.head, one.of or one.label): one for one in explain(text) if one.start or one.end < len(text)}
    assert {key for key in told if key[1] in ("support", "delivery")} == {
        ("factors", "support"),
        ("polarity", "support"),
        ("factors", "delivery"),
        ("polarity", "delivery"),
    }
    assert [told["polarity", name].label for name in ("support", "delivery")] == ["positive", "negative"]
    first = told["factors", "support"]
    assert text[first.start : first.end] == "The staff were lovely"


def test_of_a_language_that_was_not_learned_only_the_signs_are_reasons():
    text = "Obsługa była bardzo miła 👍"
    (why,) = explain(text)
    assert [text[one.start : one.end] for one in why.reasons if one.weight] == ["👍"]


def test_the_strongest_reasons_come_first_and_the_others_are_the_rest():
    text = " ".join(f"The {word} was lovely and the {word}s were rude." for word in ("room", "bed", "bar"))
    few_, many = explain(text, most=3)[0], explain(text, most=1_000)[0]
    sizes = [abs(one.weight) for one in many.reasons]
    assert sizes == sorted(sizes, reverse=True)
    assert few_.reasons == many.reasons[:3]
    assert math.isclose(few_.rest, sum(one.weight for one in many.reasons[3:]))
    assert many.rest == 0
    assert len(explain(text)[0].reasons) == MOST


def test_one_place_is_one_reason():
    places = [(one.start, one.end) for one in explain(MIXED, most=1_000)[0].reasons]
    assert len(places) == len(set(places))


@pytest.mark.parametrize("text", ["", " ", "12", "\u200b", "https://a.example"])
def test_a_text_that_says_nothing_has_nothing_to_explain(text):
    assert explain(text) == []


def test_features_of_a_clause_count_for_it_alone():
    apart = taken_apart(utf8(["The staff were rude, the room was clean."]), kit(), foreign=False)
    assert set(apart.clauses.tolist()) == {0, 1}
    assert np.array_equal(apart.edges[:2], [[0, 19], [21, 39]])
